"""The documentation as a site, as `make docs` builds it: whole, without a dead link, and the same text as in the forge."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from docs_site import PAGES, ROOT
from selectolax.lexbor import LexborHTMLParser

from afterword.markup.engine import to_html

COUNTED = ("h1", "h2", "h3", "h4", "li", "table", "tr", "pre", "img")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built with every warning as an error."""
    folder = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", "tools/docs.yml", "-d", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
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
