"""The whole road: files in a folder, the real command, a site on the disk."""

import json
import re
import shutil
from pathlib import Path

import feedparser
import pytest

from project import NOW, Project, changed, own_files, tree

NO_GIT = "Not compared with what was published: git has no earlier commit to compare with.\n"
V2 = {
    *(f"api/v2/{name}.json" for name in ("components", "incidents", "scheduled-maintenances", "status", "summary")),
    *("api/v2/incidents/unresolved.json", "api/v2/scheduled-maintenances/active.json", "api/v2/scheduled-maintenances/upcoming.json"),
}
YEAR_LATER = "2027-04-22 09:46 UTC"
KNOWING = {
    *("index.html", "actions/index.html", "maintenance/index.html", "postmortems/index.html"),
    *("statistics/index.html", "statistics/2026/index.html", "history/calendar/index.html", "history/calendar/2026/index.html"),
}
"""The pages of a site without open incidents that may know what time it is."""
SMALLEST = """\
---
title: Scheduled posts are not going out
---
### 2026-11-23 09:14 UTC - Investigating
Posts due since about 09:00 UTC are waiting in your queue. None are lost. Next update by 09:45 UTC.
"""


CATEGORIES = ("capacity", "config-change", "data-loss", "dependency", "deploy", "hardware", "network", "security")
"""Those of the demo."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """This repository's own history, built."""
    project = Project(tmp_path_factory.mktemp("demo") / "history")
    project.build()
    return project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The same, not yet built, to be changed."""
    return Project(tmp_path / "history")


def components(project: Project) -> list[str]:
    """The ids in its settings, in their order."""
    return re.findall(r"\{id: ([a-z-]+), name:", (project.folder / "site_config/settings.yml").read_text(encoding="utf-8"))


def component_files(project: Project) -> set[str]:
    """The pages of the components, which tell of now."""
    return {"components/index.html", *(f"components/{name}/index.html" for name in components(project))}


def entries(path: Path) -> dict[str, str]:
    """The ids of a feed's entries, and when each was updated."""
    feed = feedparser.parse(path.read_bytes())
    assert not feed.bozo, feed.get("bozo_exception")
    return {entry.id: entry.updated for entry in feed.entries}


def test_the_site_holds_these_files_and_no_others(demo: Project) -> None:
    """A page for each incident and component, the history, lists and registers, redirects, what programs read, and what MkDocs adds."""
    ids = sorted(path.stem for path in (demo.folder / "incidents").glob("*.md"))
    starts = sorted({name[:7] for name in ids})
    years = sorted({start[:4] for start in starts})
    expected = [
        *("_headers", "badge.svg", "banner.js", "maintenance.ics", "robots.txt", "status.txt"),
        *("feed.json", "history.atom", "history.rss", "updates.atom", "updates.rss"),
        *(f"history/{year}.atom" for year in years),
        *(f"incidents/{name}/updates.atom" for name in ids),
        *(f"components/{name}/{kind}.atom" for name in components(demo) for kind in ("history", "updates")),
        *("api/history.csv", "api/incidents.json", *(f"api/incidents/{name}.json" for name in (*years, *ids))),
        *(f"api/schema/{name}.json" for name in ("history", "incident-front-matter", "settings")),
        *V2,
        "404.html",
        "about/index.html",
        "actions/index.html",
        "categories/index.html",
        *(f"categories/{name}/index.html" for name in CATEGORIES),
        "components/index.html",
        *(f"components/{name}/index.html" for name in components(demo)),
        "history/index.html",
        "history/calendar/index.html",
        *(f"history/calendar/{year}/index.html" for year in years),
        *(f"history/{year}/index.html" for year in years),
        *(f"history/{start[:4]}/{start[5:]}/index.html" for start in starts),
        *(f"history/severity/{name}/index.html" for name in ("critical", "major", "minor")),
        *(f"incidents/{name}/index.html" for name in [*ids, "2026-03-14-queue"]),
        "index.html",
        "maintenance/index.html",
        "postmortems/index.html",
        "search/search_index.json",
        "severities/index.html",
        "sitemap.xml",
        "statistics/how-to-read/index.html",
        "statistics/index.html",
        *(f"statistics/{year}/index.html" for year in years),
        "subscribe/index.html",
    ]
    assert sorted(own_files(demo.site)) == sorted(expected)


def test_every_page_leads_to_its_feeds(demo: Project) -> None:
    """A feed reader finds on any page the feeds of the site, on those of an incident or a component their own too; all are there."""
    pattern = re.compile(r'<link rel="alternate" type="application/(\w+)\+(?:xml|json)" title="[^"]+" href="([^"]+)">')
    whole = [("atom", "history.atom"), ("atom", "updates.atom"), ("rss", "history.rss"), ("rss", "updates.rss"), ("feed", "feed.json")]
    for path in own_files(demo.site):
        page = demo.site / path
        text = page.read_text(encoding="utf-8") if path.endswith(".html") else ""
        if not text or 'http-equiv="refresh"' in text:
            continue
        names = ["updates.atom"] if path.startswith("incidents/") else []
        names = ["history.atom", "updates.atom"] if re.fullmatch(r"components/[^/]+/index\.html", path) else names
        own = [("atom", path.removesuffix("index.html") + name) for name in names]
        found = [(kind, (page.parent / link.removeprefix("/")).resolve()) for kind, link in pattern.findall(text)]
        assert found == [(kind, (demo.site / name).resolve()) for kind, name in [*whole, *own]], path
        assert all(file.is_file() for _, file in found)


def test_home_and_history_list_every_incident_in_total_order(demo: Project) -> None:
    """Newest start first; the same order on every page."""
    ids = sorted((path.stem for path in (demo.folder / "incidents").glob("*.md")), reverse=True)
    newest = (demo.site / "index.html").read_text(encoding="utf-8").partition('id="newest"')[2]
    home = re.findall(r'href="incidents/([^/"#]+)/"', newest)
    assert list(dict.fromkeys(home)) == ids
    year = (demo.site / "history" / "2026" / "index.html").read_text(encoding="utf-8")
    listed = re.findall(r'href="\.\./\.\./incidents/([^/"#]+)/"', year)
    assert list(dict.fromkeys(listed)) == [name for name in ids if name.startswith("2026")]


def test_plain_mkdocs_builds_the_same_site(demo: Project, tmp_path: Path) -> None:
    """`mkdocs build` needs nothing of our command; only pages that may know the minute differ. It is strict-clean."""
    done = demo.mkdocs("build", "--strict", "--site-dir", str(tmp_path / "plain"))
    assert done.returncode == 0, done.stderr
    assert changed(tree(demo.site), tree(tmp_path / "plain")) <= {*KNOWING, *component_files(demo)}


def test_place_zone_locale_and_hash_seed_change_nothing(demo: Project, tmp_path: Path) -> None:
    """The same files at the same time give the same bytes on every machine."""
    other = Project(tmp_path / "somewhere" / "else")
    for path in sorted((other.folder / "incidents").iterdir(), reverse=True):
        path.touch()
    other.build(TZ="Asia/Kathmandu", LC_ALL="C", LANG="de_DE.UTF-8", PYTHONHASHSEED="4711")
    assert changed(tree(demo.site), tree(other.site)) == set()


def test_a_year_later_only_pages_that_may_know_the_time_differ(project: Project) -> None:
    """Feeds, archive, calendar, pages of closed incidents, history, search and sitemap are the same on any day."""
    project.add_clock_fixtures()
    before = tree(project.build())
    after = tree(project.build(YEAR_LATER))
    open_ones = ("2026-04-22-imports-slow", "2026-04-22-sign-in-links-missing", "2026-04-28-database-upgrade")
    timely = {*KNOWING, *component_files(project), *(f"incidents/{name}/index.html" for name in open_ones)}
    assert changed(before, after) <= {*timely, *V2, "badge.svg", "status.txt"}
    assert changed(before, after) >= KNOWING


def test_the_smallest_file_is_enough(project: Project) -> None:
    """Five lines give a page, one entry in each feed, and no error."""
    before = {name: entries(project.build() / name) for name in ("history.atom", "updates.atom")}
    project.write("incidents/2026-11-23-posts-not-going-out.md", SMALLEST)
    site = project.build("2026-11-23 09:20 UTC")
    page = (site / "incidents/2026-11-23-posts-not-going-out/index.html").read_text(encoding="utf-8")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))
    for said in ("Investigating", "Scheduled posts are not going out", "about", "09:14 UTC", "not yet classified", "09:45 UTC"):
        assert said in words
    stem = "tag:status.pigeonpost.example,2026:2026-11-23-posts-not-going-out"
    assert entries(site / "history.atom").keys() - before["history.atom"].keys() == {stem}
    assert entries(site / "updates.atom").keys() - before["updates.atom"].keys() == {f"{stem}/u-20261123T0914Z"}
    assert "One open incident" in (site / "index.html").read_text(encoding="utf-8")


def test_an_update_changes_its_page_the_lists_and_the_feeds(project: Project) -> None:
    """One new id in updates, none and one changed date in history, and no other page is touched."""
    project.add_clock_fixtures()
    site = project.build()
    before, history, updates = tree(site), entries(site / "history.atom"), entries(site / "updates.atom")
    path = "incidents/2026-04-22-sign-in-links-missing.md"
    old = (project.folder / path).read_text(encoding="utf-8")
    project.write(path, f"{old}\n### 2026-04-22 09:45 UTC — Resolved\n\nSign-in links arrive again.\n")
    site = project.build()
    assert changed(before, tree(site)) == {
        "categories/expiry/index.html",
        *("components/index.html", *(f"components/sign-in/{name}" for name in ("history.atom", "index.html", "updates.atom"))),
        *(f"history.{form}" for form in ("atom", "rss")),
        *(
            "history/2026.atom",
            "history/index.html",
            "history/2026/04/index.html",
            "history/2026/index.html",
            "history/severity/major/index.html",
        ),
        *(f"incidents/2026-04-22-sign-in-links-missing/{name}" for name in ("index.html", "updates.atom")),
        *("api/history.csv", "api/incidents.json", "api/incidents/2026.json"),
        "api/incidents/2026-04-22-sign-in-links-missing.json",
        *V2,
        *("badge.svg", "feed.json", "index.html", "sitemap.xml", "status.txt", "updates.atom", "updates.rss"),
        *("statistics/2026/index.html", "statistics/index.html", "search/search_index.json"),
    }
    stem = "tag:status.pigeonpost.example,2026:2026-04-22-sign-in-links-missing"
    assert entries(site / "updates.atom").keys() - updates.keys() == {f"{stem}/u-20260422T0945Z"}
    assert {key for key, when in entries(site / "history.atom").items() if history.get(key) != when} == {stem}


def test_a_colon_in_a_title_stops_the_build_with_a_sentence(project: Project) -> None:
    """One line with file, line, column, code and remedy; exit code 1; the published site stays as it was."""
    before = tree(project.build())
    project.write("incidents/2026-11-23-back.md", "---\ntitle: We're back: all good\n---\nSorry.\n")
    done = project.run("build", "--now", NOW)
    assert done.returncode == 1
    assert done.stderr == (
        "incidents/2026-11-23-back.md:2:18: error E103: the front matter is not valid YAML (mapping values are not allowed in this "
        'context). Text with ": " or that begins with @ ` * & ! % - [ { must be in quotes, e.g. title: "We\'re back: all good"\n'
        "Nothing was built: 1 error.\n"
    )
    assert done.stdout == ""
    assert tree(project.site) == before


def test_plain_mkdocs_refuses_before_it_wipes_the_site(project: Project) -> None:
    """MkDocs deletes the old site before it builds: the plugin stops it in time, with every problem."""
    before = tree(project.build())
    project.write("incidents/2026-11-23-back.md", "---\ntitle: We're back: all good\n---\nSorry.\n")
    project.write("incidents/2026-11-24-late.md", "---\ntitle: Late\nstarted: 19:05\n---\nSorry.\n")
    done = project.mkdocs("build")
    assert done.returncode == 1
    assert "incidents/2026-11-23-back.md:2:18: error E103:" in done.stderr
    assert "incidents/2026-11-24-late.md:3:10: error E130:" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(project.site) == before


def test_front_matter_is_never_published(demo: Project) -> None:
    """Not as text, not in a comment, not in the search."""
    for path in own_files(demo.site):
        if path.startswith("api/"):
            continue  # it names the fields, as the documentation does
        text = (demo.site / path).read_text(encoding="utf-8")
        assert "backfilled" not in text, path
        assert "data_exposed" not in text, path


def test_states_are_those_of_the_format(project: Project) -> None:
    """Prose without a time, a reopened incident, and an end beside an older Monitoring: nothing is open by mistake."""
    project.write("incidents/2026-04-01-a-report.md", "---\ntitle: A report\n---\nWe lost a disk and replaced it.\n")
    project.write(
        "incidents/2026-04-02-came-back.md",
        "---\ntitle: It came back\n---\n"
        "### 2026-04-02 10:00 UTC - Investigating\nOne.\n### 2026-04-02 11:00 UTC - Resolved\nTwo.\n"
        "### 2026-04-02 12:00 UTC - Investigating\nThree.\n",
    )
    project.write(
        "incidents/2026-04-03-over.md",
        "---\ntitle: It is over\nstarted: 2026-04-03 09:00 UTC\nresolved: 2026-04-03 12:00 UTC\n---\n"
        "### 2026-04-03 10:00 UTC - Monitoring\nWe watch.\n",
    )
    home = (project.build() / "index.html").read_text(encoding="utf-8")
    above, _, below = home.partition('id="newest"')
    assert "One open incident" in above
    assert re.findall(r'href="incidents/([^/"#]+)/"', above)[0] == "2026-04-02-came-back"
    assert "2026-04-01-a-report" not in above
    assert "2026-04-03-over" not in above
    assert {"2026-04-01-a-report", "2026-04-03-over"} <= set(re.findall(r'href="incidents/([^/"#]+)/"', below))


def test_a_draft_is_nowhere(project: Project) -> None:
    """Not in pages, feeds, search or sitemap."""
    project.write("incidents/2026-04-01-secret.md", "---\ntitle: Zanzibar\ndraft: true\n---\n[plan](2026-04-01-secret/plan.csv)\n")
    project.write("incidents/2026-04-01-secret/plan.csv", "no real plan")
    site = project.build()
    assert not [path for path in tree(site) if "secret" in path]
    assert not [path for path in own_files(site) if "Zanzibar" in (site / path).read_text(encoding="utf-8")]


def test_only_assets_that_are_linked_are_published(project: Project) -> None:
    """A file beside an incident appears under its address; what nobody links to stays at home."""
    project.write("incidents/2026-04-01-disk/index.md", "---\ntitle: Disk\n---\n[A disk](disk.csv)\n")
    project.write("incidents/2026-04-01-disk/disk.csv", "a table")
    project.write("incidents/2026-04-01-disk/notes.txt", "not for the public")
    site = project.build()
    assert [path for path in tree(site) if "2026-04-01-disk" in path] == [
        "api/incidents/2026-04-01-disk.json",
        "incidents/2026-04-01-disk/disk.csv",
        "incidents/2026-04-01-disk/index.html",
        "incidents/2026-04-01-disk/updates.atom",
    ]


def test_a_page_written_by_hand_wins(project: Project) -> None:
    """Whoever writes a home page gets it."""
    project.write("site_config/pages/index.md", "# Our own home\n")
    assert "Our own home" in (project.build() / "index.html").read_text(encoding="utf-8")


def test_a_page_written_by_hand_wins_under_either_name(project: Project) -> None:
    """`statistics.md` is the page `statistics/`, as `statistics/index.md` is."""
    project.write("site_config/pages/statistics.md", "# Our own figures\n")
    project.replace("mkdocs.yml", "statistics/index.md", "statistics.md")
    assert "Our own figures" in (project.build() / "statistics" / "index.html").read_text(encoding="utf-8")


def test_incident_files_in_the_folder_of_pages_are_not_published_as_they_are(tmp_path: Path) -> None:
    """MkDocs would take them for pages: with their drafts, and instead of ours."""
    project = Project(tmp_path, incidents=False)
    project.replace("mkdocs.yml", "  - afterword\n", "  - afterword: {incidents: site_config/pages/incidents}\n")
    text = "---\ntitle: Slow\n{draft}---\n### 2026-03-01 09:00 UTC - Resolved\nIt is quick again.\n"
    project.write("site_config/pages/incidents/2026-03-01-slow.md", text.format(draft=""))
    project.write("site_config/pages/incidents/2026-03-02-draft.md", text.format(draft="draft: true\n"))
    site = project.build()
    assert 'id="u-20260301T0900Z"' in (site / "incidents" / "2026-03-01-slow" / "index.html").read_text(encoding="utf-8")
    assert [path for path in own_files(site) if "2026-03-02-draft" in path] == []


def test_own_templates_win(project: Project) -> None:
    """A template in site_config/overrides/ takes the place of ours."""
    project.write("site_config/overrides/afterword/history.html", "<p>Our own history</p>\n")
    assert "Our own history" in (project.build() / "history/index.html").read_text(encoding="utf-8")


def test_search_holds_title_summary_components_and_severity(demo: Project) -> None:
    """One entry for each incident, from facts; how long it may be, test_search.py says."""
    docs = json.loads((demo.site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    found = [doc for doc in docs if doc["location"] == "incidents/2026-03-14-queue-delivery-stopped/"]
    assert len(found) == 1
    assert found[0]["title"] == "Scheduled messages were not delivered: queue stopped for 1 h 52 min"
    assert "Delivery" in found[0]["text"]


def test_an_empty_history_is_a_site(tmp_path: Path) -> None:
    """The first build of a new team: no incidents, valid feeds, and pages of which nobody says when they changed."""
    project = Project(tmp_path / "new", incidents=False)
    site = project.build()
    assert "No open incidents" in (site / "index.html").read_text(encoding="utf-8")
    assert entries(site / "updates.atom") == {}
    assert "<lastmod>" not in (site / "sitemap.xml").read_text(encoding="utf-8")


def test_check_says_what_is_wrong_and_builds_nothing(project: Project) -> None:
    """All problems of all files at once, sorted, and a count."""
    done = project.run("check", "--now", NOW)
    assert (done.returncode, done.stdout, done.stderr) == (0, "10 incidents: no problems.\n", NO_GIT)
    project.write(
        "incidents/2026-11-24-late.md", "---\ntitle: Late\nseverity: majr\ncomponents: [delivry]\n---\n### 09:16 UTC - Fixed\nDone.\n"
    )
    done = project.run("check", "--now", NOW)
    assert (done.returncode, done.stderr) == (1, NO_GIT)
    assert done.stdout == (
        "incidents/2026-11-24-late.md:3:11: error E150: severity: 'majr' is not one of critical, major, minor, notice. "
        "Did you mean 'major'?\n"
        "incidents/2026-11-24-late.md:4:14: error E152: component 'delivry' is not in site_config/settings.yml. Did you mean 'delivery'?\n"
        "incidents/2026-11-24-late.md:6:1: error E138: this heading begins with a time but cannot be read as an update (it has no date). "
        "Write ### 2026-03-14 09:16 UTC - Identified: headline\n"
        "11 incidents: 3 errors.\n"
    )
    assert not project.site.exists()


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            ("mkdocs.yml", "site_url: https://status.pigeonpost.example/\n", ""),
            "mkdocs.yml:1:1: error E190: site_url in mkdocs.yml is missing.",
        ),
        (
            ("mkdocs.yml", "site_url: https://", "site_url: https://me:s3cr3t@"),
            "mkdocs.yml:1:1: error E190: site_url in mkdocs.yml holds a name or a password.",
        ),
        (
            ("mkdocs.yml", "site_url: https://status.pigeonpost.example/", "site_url: https://status.example/'><b>/"),
            "mkdocs.yml:1:1: error E190: site_url in mkdocs.yml is not an address that begins with https://.",
        ),
        (
            ("mkdocs.yml", "site_url: https://status.pigeonpost.example/", "site_url: http://localhost:8000/"),
            "mkdocs.yml:1:1: error E192: site_url is http://",
        ),
        (
            ("mkdocs.yml", "site_url: https://status.pigeonpost.example/", "site_url: http://127.0.0.1/x/"),
            "mkdocs.yml:1:1: error E192: site_url is http://",
        ),
        (
            ("mkdocs.yml", "site_url: https://status.pigeonpost.example/", 'site_url: "https://[::1"'),
            "afterword: mkdocs.yml: an address in it cannot be read (Invalid IPv6 URL). Look at site_url and repo_url.",
        ),
        (
            ("site_config/settings.yml", "contact: help@pigeonpost.example", "contcat: x"),
            "unknown field 'contcat'. Did you mean 'contact'?",
        ),
    ],
)
def test_faults_of_the_configuration_are_said(project: Project, edit: tuple[str, str, str], said: str) -> None:
    """In the name of the file that is to be mended."""
    project.replace(*edit)
    done = project.run("check", "--now", NOW)
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("edit", "code", "said"),
    [
        (
            ("mkdocs.yml", "  font: false                # system fonts: nothing is fetched from another site\n", ""),
            1,
            " from another site. Write font: false below theme; or, if readers may be sent there, "
            "write security: {policy: false} into site_config/settings.yml.\n",
        ),
        (
            ("mkdocs.yml", "features: [navigation.tabs", "features: [navigation.instant, navigation.instant.progress, navigation.tabs"),
            0,
            "navigation.instant and navigation.instant.progress in theme.features was left out: "
            "scripts of the pages run when a page is loaded.\n",
        ),
    ],
)
def test_what_would_break_a_page_is_told_with_its_setting(tmp_path: Path, edit: tuple[str, str, str], code: int, said: str) -> None:
    """What loads from elsewhere is not published; what keeps scripts from running is left out."""
    project = Project(tmp_path / "work", incidents=False)
    project.replace(*edit)
    done = project.run("build", "--now", NOW)
    assert (done.returncode, done.stderr.endswith(said)) == (code, True), done.stderr
    assert all("navigation.instant" not in path.read_text(encoding="utf-8") for path in project.site.rglob("*.html"))


def test_a_plugin_that_turns_directory_addresses_off_is_named(tmp_path: Path) -> None:
    """The setting is not in mkdocs.yml, so its name alone would lead nowhere."""
    project = Project(tmp_path / "work", incidents=False)
    project.replace("mkdocs.yml", "  - afterword\n", "  - afterword\n  - offline\n")
    done = project.mkdocs("build")
    assert done.returncode == 1
    assert "error E191: use_directory_urls must be true. Leave out the plugin offline, which turns it off" in done.stderr


def test_a_folder_without_configuration_is_told_so(tmp_path: Path) -> None:
    """Exit code 2, one sentence, no traceback."""
    project = Project(tmp_path / "new", incidents=False)
    (project.folder / "mkdocs.yml").unlink()
    done = project.run("build")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "afterword: there is no mkdocs.yml here. Go to the folder that holds it, name it with --config-file, "
        "or begin a new history: afterword init .\n"
    )


def test_the_incidents_folder_may_be_missing(tmp_path: Path) -> None:
    """Git keeps no empty folders: a clone of a new history has none."""
    project = Project(tmp_path / "new", incidents=False)
    shutil.rmtree(project.folder / "incidents")
    assert project.run("check", "--against", "none").stdout == "0 incidents: no problems.\n"
