"""The frame of our own: everybody can read and use it, with scripts and without, in any direction, and on paper."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from axe import OF_THE_COLOURS, violations
from full import PAGES, full_project
from project import NOW, Project
from test_accessibility import IN_ALL_FOUR, LOADS, LOOKS, OPEN
from watched import Served, Windows, resize, rest
from web import serve

NAMES = ("home", "closed incident", "open incident", "history", "subscribe", "by hand", "not found")
"""Each kind of frame: with contents and without, named by the navigation or not, with a page written by hand. Articles are those of
every engine."""
WRITTEN = """\
# A guide

A [page](about.md#following-along) of ours, a [list](history/index.md), an [incident](../../incidents/2026-02-02-errors-at-sign-in.md),
a [feed](updates.atom), and a [host](https://example.org/).

![A picture](pictures/dot.svg)

!!! note "A box"
    With text.

## A part {#part}

| a | b |
| --- | --: |
| 1 | 2 |

<script>document.body.dataset.ran = "yes"</script>
"""
DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>dot</title></svg>'


def made(project: Project, *arguments: str) -> str:
    """Build with the frame of our own; what it said."""
    done = project.run("build", "--engine", "own", "--now", NOW, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site in which everything has something to show, and a page with what writers write, under a path of its host."""
    project = full_project(tmp_path_factory.mktemp("own") / "work")
    project.write("site_config/pages/guide.md", WRITTEN)
    project.write("site_config/pages/pictures/dot.svg", DOT)
    project.write("site_config/pages/extra.css", ".md-typeset h1 { letter-spacing: 1px; }\n")
    project.replace("mkdocs.yml", "nav:\n", "extra_css: [extra.css]\nnav:\n")
    project.replace("mkdocs.yml", "  - About: about.md\n", "  - More:\n    - About: about.md\n    - guide.md\n")
    said = made(project)
    assert said.startswith("own: the icon material/bird (theme.icon.logo) is not shown; theme.logo can name a picture.\n")
    assert [line.partition(" contains ")[0] for line in said.splitlines()[1:]] == ["mkdocs.yml:1:1: warning W230: guide/index.html"]
    root = tmp_path_factory.mktemp("root")
    (root / "history").symlink_to(project.site)
    with serve(root) as base:
        yield Served(project.site, f"{base}history/")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_breaks_no_rule_and_asks_nobody_else(windows: Windows, own: Served, name: str) -> None:
    """No rule of WCAG 2.2 AA is broken, nothing is too wide, one title, the reader's scheme, and the policy has nothing to forbid."""
    for width, scheme, other in LOADS:
        watched = windows(width, scheme)
        page = watched.load(own.address, PAGES[name])
        assert watched.said == []
        page.evaluate(OPEN)
        rest(page)
        seen = {"too wide": 0, "cut": [], "targets": [], "headings": 1, "scheme": "slate" if scheme == "dark" else "default"}
        assert page.evaluate(LOOKS) == seen, f"{width} px, {scheme}"
        assert violations(page) == [], f"{width} px, {scheme}"
        resize(page, other)
        assert page.evaluate(LOOKS) == seen, f"{other} px, {scheme}"
        assert name not in IN_ALL_FOUR or violations(page, OF_THE_COLOURS) == [], f"{other} px, {scheme}"
        assert watched.said == []


def test_what_people_wrote_stands_in_the_same_frame(windows: Windows, own: Served) -> None:
    """Links between files lead to pages, files are copied, the navigation shows where one is, and a script in the text does not run."""
    watched = windows(1280)
    page = watched.load(own.address, "guide/")
    assert page.title() == "A guide - Pigeonpost incidents"
    links = page.locator("article > p a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert links == [
        "../about/#following-along", "../history/", "../incidents/2026-02-02-errors-at-sign-in/", "../updates.atom", "https://example.org/",
    ]  # fmt: skip
    assert page.locator("article img").evaluate("one => one.naturalWidth > 0")
    assert page.locator(".md-tabs__item--active").all_inner_texts() == ["More", "A guide"]
    assert page.locator("[aria-current=page]").all_inner_texts() == ["A guide", "A guide"]  # in the tabs and in the footer
    assert page.locator(".own-contents a").all_inner_texts() == ["A part"]
    assert page.locator("article h1").evaluate("one => getComputedStyle(one).letterSpacing") == "1px"
    assert page.evaluate("document.body.dataset.ran") is None
    assert [line for line in watched.said if "inline script" not in line] == []
    assert [line for line in watched.said if "inline script" in line] != []
    page.evaluate("document.querySelector('article script').remove()")
    assert violations(page) == []
    assert "<loc>https://org.example/history/guide/</loc>" in (own.folder / "sitemap.xml").read_text(encoding="utf-8")


def test_the_colours_are_those_of_the_system_until_somebody_chooses(browser: Browser, own: Served) -> None:
    """The choice goes around, is kept for every page, and stands before anything is drawn."""
    page = browser.new_page(color_scheme="dark")
    page.goto(own.address)
    button, body = page.locator(".own-palette"), page.locator("body")
    for name, scheme in (("as the system", "slate"), ("light", "default"), ("dark", "slate"), ("as the system", "slate")):
        expect(button).to_have_text(f"Colours: {name}")
        expect(body).to_have_attribute("data-md-color-scheme", scheme)
        button.click()
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    page.route("**/*.js", lambda route: route.continue_() if route.request.url.endswith("palette.js") else route.abort())
    page.goto(f"{own.address}{PAGES['closed incident']}", wait_until="commit")
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    expect(button).to_have_text("Colours: light")
    page.close()


def test_without_scripts_everything_can_be_read_and_reached(windows: Windows, own: Served) -> None:
    """The search and the choice of colours are not shown, the colours are the system's, and a phone finds all pages in the footer."""
    dark = windows(390, "dark", scripts=False)
    page = dark.load(own.address, PAGES["closed incident"])
    assert not page.locator(".own-search, .own-palette").locator("visible=true").count()
    page.locator(".aw-menu").click()
    assert page.url.endswith("#site")
    assert page.locator("#site a").first.is_visible()
    assert dark.said == []
    shown = "one => getComputedStyle(one).backgroundColor"
    ground = page.locator("body").evaluate(shown)
    assert ground == windows(390, "dark").load(own.address).locator("body").evaluate(shown)
    assert ground != windows(390, "light", scripts=False).load(own.address).locator("body").evaluate(shown)


def test_the_search_finds_an_incident_by_a_word_of_its_report(browser: Browser, own: Served) -> None:
    """Every word must be there, in whatever case; the arrows and the Enter key lead to the page."""
    page = browser.new_page()
    page.goto(f"{own.address}about/")
    field = page.get_by_role("searchbox", name="Search")
    field.fill("SCHEDULED pigeonpost")
    first = page.locator(".own-found a").first
    expect(first).to_contain_text("Scheduled messages were not delivered: queue stopped")
    expect(first.locator("mark").first).to_be_visible()
    assert violations(page) == []
    field.press("ArrowDown")
    expect(first).to_be_focused()
    first.press("Enter")
    page.wait_for_url("**/incidents/2026-03-14-queue-delivery-stopped/")
    field.fill("no such word as xyzzy")
    expect(page.locator(".own-count")).to_have_text("Nothing was found")
    field.press("Escape")
    expect(page.locator(".own-found")).to_be_hidden()
    page.close()


def test_a_page_from_right_to_left_and_on_paper(tmp_path: Path, browser: Browser) -> None:
    """The direction follows the language; on paper the frame goes."""
    project = Project(tmp_path / "history")
    project.replace("mkdocs.yml", "  name: material\n", "  name: material\n  language: he\n")
    made(project)
    with serve(project.site) as base:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(base + PAGES["closed incident"])
        assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["he", "rtl"]
        assert page.locator(".own-contents").bounding_box()["x"] < page.locator("article").bounding_box()["x"]  # type: ignore[index]  # both are there
        assert page.locator(".own-name").evaluate("one => one.getBoundingClientRect().right") > 1100
        assert page.evaluate(LOOKS)["too wide"] == 0
        page.emulate_media(media="print")
        assert not page.locator(".md-header, .own-contents, .md-footer, .md-skip").locator("visible=true").count()
        page.close()


def test_what_it_cannot_do_is_named_before_anything_is_built(tmp_path: Path) -> None:
    """A plugin, a hook or an extension that is not there ends the command; a lost ornament is told."""
    project = Project(tmp_path / "history")
    sound = (project.folder / "mkdocs.yml").read_text(encoding="utf-8")
    project.write(
        "mkdocs.yml",
        sound.replace("  - search\n", "  - search\n  - blog\n").replace("  - abbr\n", "  - abbr\n  - not_there\n") + "\nhooks: [made.py]\n",
    )
    done = project.run("build", "--engine", "own")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "afterword: the engine own cannot build this site: the plugin blog (plugins) is not run; the hook made.py (hooks) is not run; "
        "the Markdown extension not_there cannot be loaded (ModuleNotFoundError: "
    )
    assert not project.site.exists()


def test_faults_of_what_people_wrote_are_told(tmp_path: Path) -> None:
    """A link and an entry of the navigation that lead nowhere; under `strict` they end the build."""
    project = Project(tmp_path / "history")
    project.write("site_config/pages/guide.md", "[Gone](gone.md) and ![gone](gone.png)\n")
    project.replace("mkdocs.yml", "  - About: about.md\n", "  - About: about.md\n  - Gone: missing.md\n")
    assert made(project).splitlines()[1:] == [
        "guide.md links to gone.md, which is not there.",
        "guide.md links to gone.png, which is not there.",
        "nav in mkdocs.yml names missing.md, which is not there. The entry is left out.",
    ]
    project.write("mkdocs.yml", (project.folder / "mkdocs.yml").read_text(encoding="utf-8") + "\nstrict: true\n")
    done = project.run("build", "--engine", "own", "--now", NOW)
    assert done.returncode == 1
    assert "strict: true in mkdocs.yml makes 3 of the lines above an error." in done.stderr


def test_a_template_of_the_site_fills_blocks_and_a_broken_one_is_named(tmp_path: Path) -> None:
    """The blocks are those of our base.html. The page for addresses that lead nowhere has links that work from anywhere."""
    project = Project(tmp_path / "history")
    place = "site_config/overrides/partials/footer.html"
    project.write(place, '<footer class="md-footer">{{ config.site_name }}: <a href="{{ "about/" | url }}">about</a></footer>\n')
    made(project)
    assert 'Pigeonpost incidents: <a href="../../about/">about</a>' in (project.site / PAGES["closed incident"] / "index.html").read_text(
        encoding="utf-8"
    )
    assert 'Pigeonpost incidents: <a href="/about/">about</a>' in (project.site / "404.html").read_text(encoding="utf-8")
    project.write(place, "{% if %}\n")
    done = project.run("build", "--engine", "own", "--now", NOW)
    assert done.returncode == 1
    assert "partials/footer.html, line 1 cannot be used in the frame of our own" in done.stderr


def test_the_index_holds_every_page_once(own: Served) -> None:
    """News first, then what was written by hand."""
    rows = json.loads((own.folder / "search.json").read_text(encoding="utf-8"))
    addresses = [url for url, _, _ in rows]
    assert len(addresses) == len(set(addresses))
    assert {"", PAGES["closed incident"], "about/", "guide/"} <= set(addresses)
    assert addresses.index(PAGES["closed incident"]) < addresses.index("about/")
