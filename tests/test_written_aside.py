"""Pages that are written beside MkDocs are the pages that MkDocs would write; and a frame that is no frame is not used."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from afterword.engines.frames import PROBES, ContentsEntry, Frames, PageFacts, folders, place
from afterword.outputs.artifacts import PageFeed
from full import OWED, SETTINGS, SLOW
from project import NOW, ROOT, Project, on_processors, tree
from pseudo import CODE, pseudo_catalogue

sys.path.insert(0, str(ROOT / "benchmarks"))
from generate import SETTINGS as GENERATED
from generate import incidents

NO_LIST = ".afterword"
THROUGH = f"import afterword.building.build_command as command; command.made_with = lambda *_: ''; {on_processors(1)}"
"""The command where something of the site's own may look into pages: all of them go through MkDocs."""
SPY = "import afterword.mkdocs_engine.mkdocs_pages as pages; pages.whole_page.__code__ = (lambda *_: 1 / 0).__code__; "
"""No page can be made beside MkDocs."""


def run(project: Project, code: str, now: str = NOW) -> subprocess.CompletedProcess[str]:
    """Build from nothing with this start."""
    project.store.write("written.json", b"")
    return project.code(code, "build", "--now", now)


def built(project: Project, code: str, now: str = NOW) -> dict[str, str]:
    """Build from nothing; every file and its hash."""
    done = run(project, code, now)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert "Traceback" not in done.stdout
    return tree(project.site)


# ---- whole sites ---------------------------------------------------------------------------------


def demo(project: Project) -> None:
    """The history of this repository, under a path of its host."""
    project.replace("mkdocs.yml", "site_url: https://status.pigeonpost.example/", "site_url: https://org.example/history")


def fullest(project: Project) -> None:
    """Open incidents, one of several days, links to a forge; pages that only differ in strange words."""
    project.add_clock_fixtures()
    project.write("incidents/2026-03-30-empty-reports.md", OWED)
    project.write("incidents/2026-03-11-slow.md", SLOW)
    for number, title in enumerate(("'Pigeonpost incidents'", "'<b>&amp; \"bold\"</b>  awMarkTitle'", "Ünïcode % {{ title }}")):
        project.write(f"incidents/2026-03-1{number}-odd.md", OWED.replace("Reports were empty\n", f"{title}\n", 1))
    project.write("site_config/settings.yml", (project.folder / "site_config/settings.yml").read_text(encoding="utf-8") + SETTINGS)
    project.replace("mkdocs.yml", "# repo_url: https://github.com/your-name/your-history", "repo_url: https://github.com/example/history")
    project.replace("mkdocs.yml", "# edit_uri: edit/main/", "edit_uri: edit/main/")


def own_navigation(project: Project) -> None:
    """Sections, pages of ours in them, links, and pages written by hand that link to pages of ours."""
    text = (project.folder / "mkdocs.yml").read_text(encoding="utf-8")
    before, behind = text[: text.index("nav:")], text[text.index("theme:") :]
    nav = """\
nav:
  - Now: index.md
  - Past:
      - history/index.md
      - That year: history/2026/index.md
      - The queue: incidents/2026-03-14-queue-delivery-stopped/index.md
      - Elsewhere: https://example.org/
  - About: about.md
  - Deep:
      - Inside: more/deep/inside.md

"""
    project.write("mkdocs.yml", before + nav + behind)
    link = "[it](../../incidents/2026-03-14-queue-delivery-stopped.md#updates), [a month](../../history/2026/03/index.md)"
    project.write("site_config/pages/more/deep/inside.md", f"# Inside\n\nSee {link} and [the years](/history/index.md).\n")
    project.write("site_config/pages/severities.md", "# Ours\n\nWritten by hand, in the place of a page that is made.\n")
    project.write("site_config/pages/history.atom", "<feed/>")


def own_templates(project: Project) -> None:
    """Overrides of our own templates and of the theme's, which links into a folder of pages that are made."""
    project.write("site_config/overrides/afterword/incident/facts.html", "<h2>{{ url }} {{ v | string | length > 9 }}</h2>\n")
    project.write(
        "site_config/overrides/partials/copyright.html",
        '<p><a href="{{ "history/2026/" | url }}">2026</a> {{ page.title if page else "" }}</p>\n',
    )
    footer = (ROOT / "generator/afterword/theme/partials/footer.html").read_text(encoding="utf-8")
    more = '<a href="{{ "history/2026/" | url }}">2026</a><script>let here = 1 < 2</script></footer>'
    project.write("site_config/overrides/partials/footer.html", footer.replace("</footer>", more))


def own_frame(project: Project) -> None:
    """A frame that does with the facts of a page what no mark can show: letters, addresses, numbers."""
    shown = "{{ page.title | upper }} {{ page.url | url }} {{ page.url }} {{ page.toc | length }} {{ page.meta.description | truncate(9) }}"
    script = "<script>let at = '{{ page.url }}'</script>"
    project.write("site_config/overrides/partials/header.html", f"{{% if page %}}<header>{shown}{script}</header>{{% endif %}}\n")


def translated(project: Project) -> None:
    """In a language in which every text of the interface stands in brackets."""
    pseudo_catalogue(project.folder / f"site_config/overrides/afterword/languages/{CODE}.po")
    settings = project.folder / "site_config/settings.yml"
    settings.write_text(f"language: {CODE}\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")


def many(project: Project) -> None:
    """A generated history, in which each kind of page is there often enough for frames and processes."""
    shutil.rmtree(project.folder / "incidents")
    project.write("site_config/settings.yml", GENERATED)
    for incident in incidents(60):
        project.write(f"incidents/{incident.id}.md", f"---\n{incident.front}---\n\n{incident.body}")


SITES: tuple[Callable[[Project], None], ...] = (demo, fullest, own_navigation, own_templates, own_frame, translated, many)


@pytest.mark.parametrize("make", SITES, ids=lambda make: make.__name__)
def test_a_site_is_the_same_beside_mkdocs_and_through_it(tmp_path: Path, make: Callable[[Project], None]) -> None:
    """Not a byte differs: pages, feeds, search, sitemap, 404, the list of our files; in one process and in three."""
    project = Project(tmp_path / "project")
    make(project)
    now = "2026-11-23 12:00 UTC" if make is many else NOW
    through = built(project, THROUGH, now)
    for processes in (1, 3):
        beside = built(project, on_processors(processes), now)
        assert {path for path in through.keys() | beside.keys() if through.get(path) != beside.get(path)} == set()
    assert {NO_LIST, "404.html", "sitemap.xml", "search/search_index.json", "incidents/"} - {*through, "incidents/"} == set()


def test_with_a_hook_every_page_goes_through_mkdocs(tmp_path: Path) -> None:
    """What looks into pages gets them all; without it the ones that MkDocs need not make are not given to it."""
    project = Project(tmp_path / "project")
    assert run(project, SPY + on_processors(1)).returncode == 1
    project.write("hook.py", "def on_post_page(output, **_):\n    return output + '<!-- seen -->'\n")
    project.write("mkdocs.yml", (project.folder / "mkdocs.yml").read_text(encoding="utf-8") + "hooks: [hook.py]\n")
    assert run(project, SPY + on_processors(1)).returncode == 0
    pages = [*project.site.rglob("index.html")]
    redirects = [page for page in pages if b'http-equiv="refresh"' in page.read_bytes()]
    assert len(pages) > 60
    assert [page for page in pages if page not in redirects and not page.read_bytes().endswith(b"<!-- seen -->")] == []


def test_a_theme_that_cuts_the_content_is_not_published(tmp_path: Path) -> None:
    """What stands in the place of the content is left over then."""
    project = Project(tmp_path / "project")
    project.write("site_config/overrides/partials/content.html", "<h1>{{ page.title }}</h1>{{ page.content | replace('-->', '--&gt;') }}")
    done = run(project, on_processors(os.cpu_count() or 1))
    assert done.returncode == 1
    assert "index.html has no content: the theme left it out or changed it" in done.stderr
    assert not project.site.exists()


# ---- frames --------------------------------------------------------------------------------------

TITLES = ("One", "Two <b>", "Three & 'four'", "Five awMarkTitle", "Six", "Seven")
INNER = (ContentsEntry(title="D", anchor="d"), ContentsEntry(title="E & e", anchor="e"))


def facts(title: str, **changes: object) -> PageFacts:
    """A page with contents."""
    contents = (
        ContentsEntry(title="A <i>", anchor="a"),
        ContentsEntry(title=title, anchor="b", below=INNER),
        ContentsEntry(title="C", anchor="c"),
    )
    given = {"description": f"About {title}", "address": "https://x.example/", "contents": contents, "head": "<meta>"} | changes
    return PageFacts(kind=("k",), title=title, feeds=(PageFeed(name="f.atom", title="all of it"),), **given)  # type: ignore[arg-type]  # by name


def escaped(text: str) -> str:
    """As the theme does."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;")


def whole(found: PageFacts) -> str:
    """A frame as a theme makes one."""

    def items(entries: tuple[ContentsEntry, ...]) -> str:
        inside = [f'\n  <li><a href="#{one.anchor}">{escaped(one.title)}</a>{items(one.below)}</li>\n' for one in entries]
        return f"<ul>{''.join(inside)}</ul>" if entries else ""

    feeds = "".join(f"<link {escaped(feed.name)} {escaped(feed.title.upper())}>" for feed in found.feeds)
    about = f"<meta {escaped(found.description)} {found.address}>" if found.description else ""
    return f"<title>{escaped(found.title)}</title>{about}{found.head or '<meta none>'}{feeds}<nav>{items(found.contents)}</nav>"


def times_asked(theme: Callable[[PageFacts], str], pages: list[PageFacts]) -> int:
    """How often a theme is asked for pages, which come as it would make them."""
    asked: list[PageFacts] = []

    def noted(found: PageFacts) -> str:
        asked.append(found)
        return theme(found)

    frames = Frames(lambda _: None, lambda title: title if title.startswith("awMark") else title.upper())
    for page in pages:
        assert frames.render(page, noted) == theme(page)
    return len(asked)


def test_one_frame_serves_every_page_of_a_kind() -> None:
    """The theme is asked once with marks, and for the first pages; whatever stands in the facts."""

    def theme(found: PageFacts) -> str:
        return whole(found) if not found.title.startswith("awMark") else whole(found).replace("AWMARKFEEDTITLE0", "awMarkFeedTitle0")

    assert times_asked(theme, [facts(title) for title in TITLES]) == 1 + PROBES
    assert times_asked(theme, [facts(title, contents=()) for title in TITLES]) == 1 + PROBES
    bare = [facts(title, contents=(), description="", head="", address="") for title in TITLES]
    assert times_asked(theme, [page for pair in zip(bare, map(facts, TITLES), strict=True) for page in pair]) == 2 * (1 + PROBES)


@pytest.mark.parametrize(
    "theme",
    [
        lambda found: whole(found) + found.title.upper(),
        lambda found: whole(found) + found.title[:6],
        lambda found: whole(found) + str(len(found.contents)),
        lambda found: whole(found).replace("<li>", "<p>").replace("</li>", "</p>"),
        lambda found: whole(found) + whole(found),
        lambda found: whole(found).replace("awMark", "awmark"),
    ],
)
def test_a_frame_that_shows_more_than_the_facts_is_not_used(theme: Callable[[PageFacts], str]) -> None:
    """Letters changed, words cut short, things counted, other lists: then the theme makes every page."""
    assert times_asked(theme, [facts(title) for title in TITLES]) >= len(TITLES)


def test_pages_share_a_frame_when_their_links_are_the_same() -> None:
    """The depth counts, the first folder, and every folder that the navigation leads into."""
    named = frozenset(way for url in ("", "history/", "history/2026/", "about/") for way in folders(url))
    assert place("incidents/a/", named) == place("incidents/b/", named)
    assert place("history/2024/03/", named) == place("history/2025/04/", named)
    different = {
        place(url, named) for url in ("", "incidents/a/", "components/a/", "history/2025/", "history/2025/03/", "history/2026/03/")
    }
    assert len(different) == 6
