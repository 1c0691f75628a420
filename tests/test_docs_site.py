"""The documentation as a site, as `make docs` builds it: whole, without a dead link, and the same text as in the forge."""

import os
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from docs_site import PAGES, ROOT
from selectolax.lexbor import LexborHTMLParser

import prepared
from afterword.markup.engine import to_html

CONFIG = f"""\
INHERIT: {ROOT / "tools" / "docs.yml"}
docs_dir: {ROOT / "docs"}
hooks: [{ROOT / "tools" / "docs_site.py"}, no_search.py]
"""
"""The configuration of the documentation, with one more hook."""
NO_SEARCH = """\
def on_page_markdown(markdown, page, **_):
    if page.file.src_uri.startswith("source/"):
        page.meta["search"] = {"exclude": True}
"""
"""A hook that leaves source files out of the index of the search, which takes longer than the rest of the site."""
COUNTED = ("h1", "h2", "h3", "h4", "li", "table", "tr", "pre", "img")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built with every warning as an error. Its search leaves out the source files."""
    folder, place = tmp_path_factory.mktemp("docs"), tmp_path_factory.mktemp("config")
    (place / "docs.yml").write_text(CONFIG, encoding="utf-8")
    (place / "no_search.py").write_text(NO_SEARCH, encoding="utf-8")
    command = ("-m", "mkdocs", "build", "--strict", "-f", str(place / "docs.yml"), "-d", str(folder))
    done = prepared.run(ROOT, *command, environment={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, seconds=600)
    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, LexborHTMLParser]:
    """Every page of the site, parsed."""
    return {path: LexborHTMLParser(path.read_text(encoding="utf-8")) for path in site.rglob("*.html") if path.name != "404.html"}


def article(page: LexborHTMLParser) -> LexborHTMLParser:
    """The text of a page, without what the theme adds to it."""
    content = page.css_first("article")
    assert content
    alone = LexborHTMLParser(content.html or "")
    for added in alone.css("a.headerlink"):
        added.decompose()
    return alone


def contents(page: LexborHTMLParser) -> tuple[str, Counter[str]]:
    """The characters of a text, and how many elements of each kind it has."""
    assert page.body
    return "".join(page.body.text().split()), Counter({name: len(page.css(name)) for name in COUNTED})


def test_every_link_leads_to_a_page_and_a_place(pages: dict[Path, LexborHTMLParser]) -> None:
    """Also the links to source files and folders, and those of the navigation; nothing is fetched from another site."""
    anchors = {path: {node.attributes["id"] for node in page.css("[id]")} for path, page in pages.items()}
    broken = []
    for path, page in pages.items():
        links = [node.attributes["href"] or "" for node in page.css("a[href]")]
        fetched = [node.attributes.get("src") or node.attributes.get("href") or "" for node in page.css("[src], link[href]")]
        broken += [link for link in fetched if "://" in link]
        for link in [*links, *fetched]:
            file, anchor = urldefrag(link)
            target = (path.parent / unquote(file)).resolve() if file else path
            if "://" in link or link.startswith("mailto:"):
                continue
            if not target.exists() or (anchor and not anchor.startswith("__") and unquote(anchor) not in anchors.get(target, ())):
                broken.append(f"{path.name}: {link}")
    assert broken == []


def test_every_page_reads_as_in_the_forge(site: Path, pages: dict[Path, LexborHTMLParser]) -> None:
    """The site's Markdown is another dialect than the forge's: no list, table or block of code of a page is lost in it."""
    files = [*(ROOT / path for path in PAGES if path.endswith(".md")), *(ROOT / "docs").rglob("*.md")]
    different = []
    for file in files:
        path = file.relative_to(ROOT).as_posix()
        built = site / (PAGES.get(path) or path.removeprefix("docs/")).replace("README.md", "index.md").replace(".md", ".html")
        if contents(LexborHTMLParser(to_html(file.read_text(encoding="utf-8")))) != contents(article(pages[built])):
            different.append(path)
    assert different == []


def test_every_page_can_be_searched(site: Path) -> None:
    """The index of the search has each page of the navigation."""
    index = (site / "search" / "search_index.json").read_text(encoding="utf-8")
    wanted = ("index", "changelog", "architecture", "decisions/0001-mkdocs-at-the-edge")
    assert [name for name in wanted if f'"{name}.html' not in index] == []
