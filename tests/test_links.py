"""Every link and anchor inside the site leads somewhere, under any path."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from watched import Served

SITES = {
    "root": "https://status.pigeonpost.example/",
    "path": "https://org.example/history/",
}


class Links(HTMLParser):
    """Collects where a page leads, what it loads, and which anchors it has."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.twice: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        for name, value in attrs:
            if name in {"href", "src", "action"} and value is not None and tag != "use":
                self.links.append(value)
            if name == "id" and value:
                if value in self.anchors:
                    self.twice.add(value)
                self.anchors.add(value)


@cache
def read(page: Path) -> Links:
    """The links and anchors of a page."""
    found = Links()
    found.feed(page.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module", params=SITES, ids=str)
def built(request: pytest.FixtureRequest, full_site: Served, crowded_site: Served) -> tuple[str, Path]:
    """The demo with open incidents and more, built for an address with and without a path."""
    return SITES[request.param], (full_site if request.param == "path" else crowded_site).folder


def test_every_link_and_anchor_leads_somewhere(built: tuple[str, Path]) -> None:
    """A crawl from the disk, as a browser would resolve it at the site's address."""
    address, site = built
    pages = {path: read(path) for path in site.rglob("*.html")}
    broken: list[str] = []
    for path, page in pages.items():
        url = urljoin(address, path.relative_to(site).as_posix().removesuffix("index.html"))
        for link in page.links:
            target = urljoin(url, link)
            if path.name == "404.html" or not target.startswith(address):
                if urlsplit(target).hostname == urlsplit(address).hostname and path.name != "404.html":
                    broken.append(f"{url}: {link} leaves the site")
                continue
            inside, _, anchor = target.removeprefix(address).partition("#")
            file = site / unquote(inside.partition("?")[0])
            file = file / "index.html" if file.is_dir() or not inside else file
            if not file.is_file():
                broken.append(f"{url}: {link}")
            elif anchor and file in pages and unquote(anchor) not in pages[file].anchors:
                broken.append(f"{url}: {link} has no such anchor")
    assert broken == []
    assert sum(len(page.links) for page in pages.values()) > 500


def test_no_page_has_an_id_twice(built: tuple[str, Path]) -> None:
    """A link can lead to one place only."""
    _, site = built
    assert {str(path): page.twice for path in site.rglob("*.html") if (page := read(path)).twice} == {}


def test_feeds_and_sitemap_name_full_addresses(built: tuple[str, Path]) -> None:
    """Feeds are read elsewhere: every link in them is complete and stands under the site's address."""
    address, site = built
    for name in ("history.atom", "updates.atom", "sitemap.xml"):
        text = (site / name).read_text(encoding="utf-8")
        assert f"{address}incidents/2026-03-14-queue-delivery-stopped/" in text
        assert 'href="../' not in text
        assert "href=&quot;../" not in text


def test_stable_anchors_stand_on_the_page(built: tuple[str, Path]) -> None:
    """The anchors of the seven updates are those of the format."""
    _, site = built
    page = read(site / "incidents/2026-03-14-queue-delivery-stopped/index.html")
    expected = {
        *("u-20260314T0916Z", "u-20260314T0948Z", "u-20260314T1007Z", "u-20260314T1054Z", "u-20260314T1120Z"),
        *("u-20260315T0830Z", "u-20260320T1400Z"),
    }
    assert {anchor for anchor in page.anchors if anchor.startswith("u-2")} == expected
