"""A history inside a site that is more: its pages lie in a folder of their own, and every other page is left as it is."""

import html
import json
import re
import shutil
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import feedparser
import pytest
from playwright.sync_api import Browser

from afterword.commands.join_site import with_entry
from afterword.outputs.bundles import REDIRECT_SCRIPT, STYLES
from project import OWN, ROOT, Project
from web import serve

NOW = "2026-04-22 09:46 UTC"
ID = "2026-03-14-queue-delivery-stopped"
MKDOCS = """\
site_name: Pigeonpost & friends
site_url: https://pigeonpost.example/docs/
repo_url: https://github.com/pigeonpost/docs
edit_uri: edit/main/docs/
copyright: <span class="maker">Pigeonpost</span>
theme:
  name: material
  custom_dir: overrides
  font: {text: Roboto}
  features: [navigation.tabs, navigation.footer, content.tabs.link, announce.dismiss]
  palette: {primary: teal}
plugins:
  - search
  - blog
  - tags
markdown_extensions:
  - attr_list
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.superfences:
      custom_fences: [{name: mermaid, class: mermaid, format: !!python/name:pymdownx.superfences.fence_code_format }]
extra_css: [own.css]
nav:
  - Home: index.md
  - Guides & more: [guides/1.md, guides/2.md, guides/3.md, guides/4.md, guides/5.md, guides/6.md, guides/7.md, guides/8.md]
  - Blog: blog/index.md
  - Tags: tags.md
  - Status: status/index.md
"""
PAGES = {
    "index.md": "---\nhide: [navigation]\n---\n# Welcome\n\n[Guides](guides/1.md)\n",
    "own.css": ":root { --md-accent-fg-color: #900; }\n",
    "tags.md": "# Tags\n\n<!-- material/tags -->\n",
    "blog/index.md": "# Blog\n",
    "status/index.md": "# Our status\n\nNo incidents are known.\n",
    **{
        f"guides/{number}.md": f"---\ntags: [Guide, 'Number {number}']\n---\n# Guide {number}: a & b\n\n=== \"Linux\"\n\n    apt\n\n"
        '=== "Mac"\n\n    brew\n\n```mermaid\ngraph LR\n  A --> B\n```\n\n<p style="color:#900">Red</p>\n'
        for number in range(1, 9)
    },
    **{
        f"blog/posts/{number}.md": f"---\ndate: 2026-0{number}-01\ncategories: [News]\n---\n# {number}\n\nText.\n\n<!-- more -->\n"
        for number in range(1, 4)
    },
}
OVERRIDE = """\
{% extends "base.html" %}
{% block announce %}Version 3 is out{% endblock %}
{% block extrahead %}<meta name="own" content="1">{% endblock %}
"""
OURS = "docs/status/"


def write(folder: Path, *, ours: bool) -> Project:
    """The site, before and after the plugin was added. Before, a page written by hand stands where the history will begin."""
    project = Project(folder, incidents=False)
    shutil.rmtree(folder / "site_config")
    (folder / "incidents").rmdir()
    project.write("mkdocs.yml", MKDOCS.replace("  - tags\n", "  - tags\n  - afterword: {under: status}\n") if ours else MKDOCS)
    project.write("overrides/main.html", OVERRIDE)
    for path, text in PAGES.items():
        project.write(f"docs/{path}", text)
    if ours:
        (folder / "docs" / "status" / "index.md").unlink()
        project.write("site_config/settings.yml", (ROOT / "site_config" / "settings.yml").read_text(encoding="utf-8"))
        for name in OWN:
            project.write(f"incidents/{name}.md", (ROOT / "incidents" / f"{name}.md").read_text(encoding="utf-8"))
    return project


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """The site before, after with `mkdocs build`, and after with `afterword build`."""
    place = tmp_path_factory.mktemp("inside")
    before, after, built = (write(place / name, ours=name != "before") for name in ("before", "after", "built"))
    for project in (before, after):
        done = project.mkdocs("build", "--quiet")
        assert done.returncode == 0, done.stderr
    built.build(NOW)
    done = built.run("check", "--now", NOW, "--against", "none")
    assert (done.returncode, done.stdout) == (0, "10 incidents: no problems.\n"), done.stdout + done.stderr
    return before.site, after.site, built.site


def others(site: Path) -> dict[str, bytes]:
    """Every file that is not of the history, without the search index, the sitemaps, and the list of files."""
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    named = (".afterword", "sitemap.xml", "sitemap.xml.gz", "search/search_index.json")
    return {path: data for path, data in files.items() if not path.startswith("status/") and path not in named}


def test_every_other_page_has_the_same_bytes(sites: tuple[Path, Path, Path]) -> None:
    """No style, footer, policy, title, script or font of any page changes, in neither build; only the title in the navigation may."""
    before, after, built = map(others, sites)
    assert len([path for path in before if path.endswith(".html")]) >= 15
    assert before.keys() == after.keys() == built.keys()
    assert [path for path in before if before[path] != after[path]] == []
    assert [path for path in before if before[path] != built[path]] == []
    assert b"Content-Security-Policy" not in b"".join(built.values())


def test_all_of_the_history_lies_in_its_folder(sites: tuple[Path, Path, Path]) -> None:
    """Pages, feeds, API and the theme's parts of them; the site's own robots.txt and _headers are not written."""
    _, _, site = sites
    files = ("index.html", f"incidents/{ID}/index.html", "history.atom", "api/v2/summary.json", "banner.js", STYLES[0], REDIRECT_SCRIPT)
    for path in files:
        assert (site / "status" / path).is_file(), path
    assert not (site / "robots.txt").exists()
    assert not (site / "_headers").exists()
    assert f"https://pigeonpost.example/{OURS}incidents/{ID}/" in (site / "sitemap.xml").read_text(encoding="utf-8")
    places = {one["location"] for one in json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]}
    assert {"guides/1/", f"status/incidents/{ID}/"} <= places


def test_feeds_lead_into_the_folder_and_keep_their_ids(sites: tuple[Path, Path, Path]) -> None:
    """Links of entries have the folder; ids are made from `feeds.authority` alone, so a history may move into a site."""
    feed = feedparser.parse((sites[2] / "status" / "history.atom").read_bytes())
    assert feed.entries
    for entry in feed.entries:
        assert entry.link.startswith(f"https://pigeonpost.example/{OURS}incidents/")
        assert entry.id.startswith("tag:status.pigeonpost.example,")
        assert (sites[2] / urlsplit(entry.link).path.removeprefix("/docs/") / "index.html").is_file()


def test_no_link_of_ours_is_broken(sites: tuple[Path, Path, Path]) -> None:
    """Every relative link, style and script on pages of the history leads to a file of the site."""
    site = sites[2]
    broken = set()
    for page in (site / "status").rglob("*.html"):
        base = f"https://pigeonpost.example/docs/{page.relative_to(site).as_posix()}"
        for address in re.findall(r'(?:href|src)="([^"]+)"', page.read_text(encoding="utf-8")):
            full = urlsplit(urljoin(base, html.unescape(address)))
            if full.netloc == "pigeonpost.example" and full.path.startswith("/docs"):
                file = site / full.path.removeprefix("/docs").lstrip("/")
                if not (file.is_file() or (file / "index.html").is_file()):
                    broken.add((page.relative_to(site).as_posix(), address))
    assert broken == set()


def test_our_pages_have_the_frame_of_the_site_and_what_is_ours(sites: tuple[Path, Path, Path]) -> None:
    """The announcement and the head of the override, the site's footer, our policy; links to edit lead to the incident's file."""
    page = (sites[2] / "status" / "incidents" / ID / "index.html").read_text(encoding="utf-8")
    for part in (
        "Version 3 is out",
        '<meta name="own"',
        "md-copyright",
        'href="../../statistics/"',
        "Content-Security-Policy",
        "It shows what we reported",
    ):
        assert part in page, part
    assert f"https://github.com/pigeonpost/docs/edit/main/incidents/{ID}.md" in page
    assert "fonts.googleapis.com" not in page


def test_a_browser_shows_both_without_a_word(sites: tuple[Path, Path, Path], browser: Browser) -> None:
    """Nothing that a page of ours needs is refused by its policy, and its own styles are at work; the menu of the site opens on a phone."""
    said: list[str] = []
    with serve(sites[2]) as address:
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("requestfailed", lambda request: None if "ERR_ABORTED" in str(request.failure) else said.append(request.url))
        page.goto(f"{address}status/incidents/{ID}/")
        assert page.locator(".aw-foot").is_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('.aw')).getPropertyValue('--aw-gap')")
        page.goto(f"{address}status/")
        assert page.locator("h1").first.is_visible()
        ours = [line for line in said if "api.github.com" not in line]  # the theme asks the forge for stars, and may not
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator(".md-header__button[for=__drawer]").click()
        page.get_by_role("link", name="Tags").first.click()
        page.wait_for_url("**/tags/")
        page.close()
    assert ours == []


@pytest.mark.parametrize("under", ["../x", "Status", "a b"])
def test_a_folder_that_is_none_is_refused(tmp_path: Path, under: str) -> None:
    """With the words that mend it."""
    project = write(tmp_path / "work", ours=True)
    project.replace("mkdocs.yml", "under: status", f"under: '{under}'")
    done = project.run("check", "--against", "none")
    assert done.returncode == 2
    assert f"'{under}' is no folder of the site. Write small letters, digits and hyphens, e.g. under: status" in done.stderr + done.stdout


def test_init_adds_a_history_to_a_site_that_is_there(tmp_path: Path) -> None:
    """Two lines in mkdocs.yml, whatever stands around them; the settings and the texts beside it. It builds at once, and once is enough."""
    project = write(tmp_path / "work", ours=False)
    (project.folder / "docs" / "status" / "index.md").unlink()
    project.replace("mkdocs.yml", "  - Status: status/index.md\n", "  # The end.\n")
    before = (project.folder / "mkdocs.yml").read_text(encoding="utf-8")
    done = project.run("init", ".")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Added the plugin to mkdocs.yml: your history will be under /status/, and no other page changes.\n")
    after = (project.folder / "mkdocs.yml").read_text(encoding="utf-8")
    assert after == before.replace("  - tags\n", "  - tags\n  - afterword: {under: status}\n").replace(
        "  - Tags: tags.md\n", "  - Tags: tags.md\n  - Incidents: status/index.md\n"
    )
    assert "authority: pigeonpost.example" in (project.folder / "site_config" / "settings.yml").read_text(encoding="utf-8")
    assert project.run("new", "Posts are not going out").returncode == 0
    project.build("2036-01-01 00:00 UTC")
    assert len(list((project.site / "status" / "incidents").glob("*/index.html"))) == 1
    again = project.run("init", ".")
    assert (again.returncode, again.stderr) == (1, "afterword: mkdocs.yml uses Afterword already, so nothing was written.\n")
    refresh = project.run("init", "--refresh")
    assert (refresh.stdout, refresh.stderr, (project.folder / "publish.sh").exists()) == ("Nothing to update.\n", "", False)


def test_a_site_that_names_no_navigation_gets_one_word_for_it(tmp_path: Path) -> None:
    """Whatever is open: the word is the same, so a notice changes no page that is not ours. Its pages may lie anywhere."""
    project = Project(tmp_path / "our docs", incidents=False)
    shutil.rmtree(project.folder / "site_config")
    (project.folder / "incidents").rmdir()
    project.write("mkdocs.yml", "site_name: x\nsite_url: https://pigeonpost.example/\ndocs_dir: content\ntheme: {name: material}\n")
    project.write("content/index.md", "# Welcome\n")
    assert project.run("init", ".").returncode == 0
    project.build("2036-01-01 00:00 UTC")
    calm = (project.site / "index.html").read_bytes()
    assert re.findall(rb'href="status/"[^>]*>\s*<span class="md-ellipsis">\s*([^<]+?)\s*</span>', calm) == [b"Incidents"]
    assert project.run("new", "Posts are not going out").returncode == 0
    project.build("2036-01-01 00:00 UTC")
    assert (project.site / "index.html").read_bytes() == calm
    assert "One open incident" in (project.site / "status" / "index.html").read_text(encoding="utf-8")


def test_ci_of_ours_is_added_to_a_site_that_has_none(tmp_path: Path) -> None:
    """With `--ci`: the files that a history of its own gets, the night card with the form, and one more line in the requirements."""
    project = write(tmp_path / "work", ours=False)
    (project.folder / "docs" / "status" / "index.md").unlink()
    project.replace("mkdocs.yml", "edit/main", "edit/trunk")
    project.write("requirements.txt", "mkdocs-material")
    done = project.run("init", ".", "--ci", "github")
    assert (done.returncode, done.stderr) == (0, "")
    assert "CI installs requirements.txt: it must name the plugins of your site, too.\n" in done.stdout
    workflows = project.folder / ".github" / "workflows"
    assert {path.name for path in workflows.iterdir()} == {
        f"{name}.yml" for name in ("alert", "check", "incident-issues", "publish", "say")
    }
    publish = (workflows / "publish.yml").read_text(encoding="utf-8")
    assert "FEED: https://pigeonpost.example/docs/status/updates.atom\n" in publish
    assert "branches: [trunk]" in publish
    assert (project.folder / "site_config" / "settings.yml").read_text(encoding="utf-8").endswith("\nrepository: {branch: trunk}\n")
    card = (project.folder / "NIGHT_CARD.md").read_text(encoding="utf-8")
    assert "https://github.com/pigeonpost/docs/actions/workflows/say.yml" in card
    first, line = (project.folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert (first, line.startswith("file:vendor/afterword-")) == ("mkdocs-material", True)
    project.write("NIGHT_CARD.md", "Ours.\n")
    assert project.run("init", "--refresh").stdout == "Kept NIGHT_CARD.md: somebody has edited it.\nNothing to update.\n"


@pytest.mark.parametrize(
    ("before", "after", "needed"),
    [
        ("site_url: https://pigeonpost.example/docs/\n", "", "the line site_url: with the full address of the site"),
        ("repo_url:", "use_directory_urls: false\nrepo_url:", "use_directory_urls: true"),
        ("name: material", "name: readthedocs", "theme: {name: material}"),
    ],
)
def test_a_site_that_could_not_be_built_any_more_is_left_alone(tmp_path: Path, before: str, after: str, needed: str) -> None:
    """What our pages cannot do without is named before anything is written."""
    project = write(tmp_path / "work", ours=False)
    project.replace("mkdocs.yml", before, after)
    kept = {path: path.read_bytes() for path in project.folder.rglob("*") if path.is_file()}
    done = project.run("init", ".")
    expected = f"afterword: mkdocs.yml needs {needed} before a history can be added to that site, so nothing was written.\n"
    assert (done.returncode, done.stderr) == (1, expected)
    assert {path: path.read_bytes() for path in project.folder.rglob("*") if path.is_file()} == kept


@pytest.mark.parametrize("lists", ["plugins: [search]\n", "INHERIT: base.yml\n"], ids=["one line", "elsewhere"])
def test_a_list_that_cannot_be_added_to_is_for_people(tmp_path: Path, lists: str) -> None:
    """A list on one line, and one in the file that INHERIT names, whose other plugins a new list would take away."""
    project = write(tmp_path / "work", ours=False)
    project.write("base.yml", "plugins:\n  - search\n  - tags\n")
    text = f"site_name: x\nsite_url: https://pigeonpost.example/\ntheme: {{name: material}}\n{lists}"
    project.write("mkdocs.yml", text)
    done = project.run("init", ".")
    assert (done.returncode, done.stderr) == (
        1,
        "afterword: no entry can be added to plugins or nav as mkdocs.yml has them, so nothing was written. "
        "Write both as lists in this file, with one entry a line after '- ', and run the command again.\n",
    )
    assert (project.folder / "mkdocs.yml").read_text(encoding="utf-8") == text
    assert not (project.folder / "site_config").exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("site_name: x\n", "site_name: x\n\nplugins:\n  - search\n  - afterword\n"),
        (
            "plugins:\n- search\n- tags:\n    a: 1\n\n# theme\ntheme: x\n",
            "plugins:\n- search\n- tags:\n    a: 1\n- afterword\n\n# theme\ntheme: x\n",
        ),
        ("plugins:\r\n    - search # all\r\n", "plugins:\r\n    - search # all\r\n    - afterword\r\n"),
        ("plugins: # ours\n  - search", "plugins: # ours\n  - search\n  - afterword\n"),
        ("plugins: [search]\n", ""),
        ("plugins:\n  search: {}\n", ""),
    ],
)
def test_a_list_gets_one_more_entry(before: str, after: str) -> None:
    """With the indent and the line ends that it has; a list in another form is not touched."""
    assert with_entry(before, "plugins", "afterword", first="search") == after
