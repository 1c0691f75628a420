"""The badge, the line of text, the banner, and what crawlers and hosts are told."""

from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import Browser, expect

from afterword.core.history import History
from afterword.core.incident_parts import Stated
from afterword.core.model import Incident
from afterword.core.settings import Organisation, Settings
from afterword.core.times import Moment
from afterword.core.words import Kind, Status
from afterword.outputs.api.small_files import small_files
from afterword.outputs.bundles import part
from builders import at, incident, update
from golden import SITE
from published import HOSTILE, demo, documents

NOW = "2026-05-01 22:30"
WINDOW = Stated(scheduled_start=Moment(at("2026-05-01 22:00")), scheduled_end=Moment(at("2026-05-01 23:00")))
OPEN = incident("2026-05-01-x", update("2026-05-01 09:00", Status.INVESTIGATING), title=HOSTILE[0])
OTHER = incident("2026-04-30-y", update("2026-04-30 09:00", Status.INVESTIGATING))
OVER = incident("2026-03-14-z", update("2026-03-14 09:00", Status.RESOLVED))
TAKEN_BACK = incident("2026-04-14-z", update("2026-04-14 09:00", Status.RETRACTED))
PLANNED = incident("2026-05-01-p", update("2026-04-20 09:00", Status.SCHEDULED), kind=Kind.MAINTENANCE, stated=WINDOW)
STATES = [
    ((OPEN, OVER), "incident open"),
    ((OPEN, OTHER, OVER), "2 incidents open"),
    ((PLANNED, OVER), "maintenance"),
    ((TAKEN_BACK, OVER), "last incident 14 Mar 2026"),
    ((), "no incident yet"),
]


def made(*incidents: Incident, now: str = NOW) -> dict[str, str]:
    """The small files of these incidents at a time."""
    settings = Settings(organisation=Organisation(name="R&D <b>"))
    return {one.path: one.text() for one in small_files(History(incidents), settings, SITE, at(now))}


@pytest.mark.parametrize(("incidents", "words"), STATES, ids=[words for _, words in STATES])
def test_the_badge_says_it_in_words(incidents: tuple[Incident, ...], words: str) -> None:
    """Well-formed, with a name for those who cannot see it, and never by colour alone."""
    badge = etree.fromstring(made(*incidents)["badge.svg"].encode())
    assert (badge.get("role"), badge.get("aria-label")) == ("img", f"status: {words}")
    assert [text.text for text in badge.iter("{http://www.w3.org/2000/svg}text")] == ["status", words]
    assert badge.findtext("{http://www.w3.org/2000/svg}title") == f"status: {words}"
    assert not [name for element in badge.iter() for name in element.attrib if "href" in str(name) or name == "style"]


def test_the_line_is_one_line() -> None:
    """For a shell, a screen in the hall, a bot."""
    assert made(OPEN)["status.txt"] == f"R&D <b>: incident open. {HOSTILE[0]}. {SITE.url}incidents/2026-05-01-x/\n"
    assert made(OVER)["status.txt"] == f"R&D <b>: last incident 14 Mar 2026. {SITE.url}\n"


def test_planned_work_is_told_while_it_lasts() -> None:
    """Before its window and after it, the badge speaks of the last incident."""
    for now, words in (("2026-05-01 21:59", "last incident"), (NOW, "maintenance"), ("2026-05-01 23:00", "last incident")):
        assert words in made(PLANNED, OVER, now=now)["badge.svg"]


def test_robots_and_headers() -> None:
    """Everything may be read and the sitemap is named; the API may be read from other sites."""
    files = made(OVER)
    assert files["robots.txt"] == f"User-agent: *\nAllow: /\n\nSitemap: {SITE.url}sitemap.xml\n"
    rules = {block.split("\n")[0]: block.split("\n")[1:] for block in files["_headers"].partition("\n")[2].split("\n/")}
    assert "  Access-Control-Allow-Origin: *" in rules["api/*"]
    assert "  Content-Security-Policy: frame-ancestors 'self'" in rules["/*"]
    assert "  Content-Type: text/calendar; charset=utf-8" in rules["maintenance.ics"]
    assert made(OVER, now="2027-05-01 22:30")["_headers"] == files["_headers"]


class _Two(SimpleHTTPRequestHandler):
    """The status site, or another site, by the folder; the API with the header that docs/api.md asks for."""

    def end_headers(self) -> None:
        if self.path.startswith("/api/"):
            self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the signature is Python's
        """Say nothing."""


@pytest.fixture
def served() -> Any:  # noqa: ANN401 - a generator of a function
    """A function that serves a folder on loopback and gives its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Two, directory=str(folder)))
        servers.append(server)
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def banner_on(
    browser: Browser, page: str, files: dict[str, str], tmp_path: Path, served: Callable[[Path], str], *, count: int
) -> tuple[list[str], list[str]]:
    """What the banner shows on a page of another site, with its link, and what the browser complained about; `count` banners come."""
    status, other = tmp_path / "status", tmp_path / "other"
    for path, text in files.items():
        if path.startswith("api/v2/"):
            (status / path).parent.mkdir(parents=True, exist_ok=True)
            (status / path).write_text(text, encoding="utf-8")
    status.mkdir(exist_ok=True)
    (status / "banner.js").write_text(part("banner.js"), encoding="utf-8")
    other.mkdir()
    address = served(status)
    (other / "index.html").write_text(page.replace("STATUS/", address), encoding="utf-8")
    complaints: list[str] = []
    tab = browser.new_page()
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    with tab.expect_event("requestfinished", lambda asked: asked.url.endswith("/api/v2/summary.json")):
        tab.goto(served(other))
    found = tab.locator(".afterword-banner")
    if count:
        expect(found).to_have_count(count)
    else:
        tab.evaluate("() => new Promise(done => setTimeout(done, 200))")  # nothing comes, so there is nothing to wait for
    shown = [*found.all_inner_texts(), *(str(one.get_attribute("href")) for one in found.locator("a").all())]
    tab.close()
    return shown, complaints


PAGE = '<!doctype html><html lang="en"><title>Shop</title><body><main>Buy.</main><script src="STATUS/banner.js"></script></body></html>'


def test_the_banner_shows_what_is_open(browser: Browser, tmp_path: Path, served: Callable[[Path], str]) -> None:
    """On a page of another site, in words, with a link to the incident."""
    shown, complaints = banner_on(browser, PAGE, documents(demo(tmp_path / "history")), tmp_path, served, count=1)
    assert shown == [
        "Pigeonpost: Sign-in links do not arrive by e-mail (identified)",
        "https://status.pigeonpost.example/incidents/2026-04-22-sign-in-links-missing/",
    ]
    assert complaints == []


def test_the_banner_is_silent_while_all_is_well(browser: Browser, tmp_path: Path, served: Callable[[Path], str]) -> None:
    """Nothing open: nothing on the page. And nothing breaks when the status cannot be read."""
    shown, complaints = banner_on(browser, PAGE, documents(demo(tmp_path / "history", clock=False)), tmp_path, served, count=0)
    assert (shown, complaints) == ([], [])


def test_the_banner_never_hurts_its_page(browser: Browser, tmp_path: Path, served: Callable[[Path], str]) -> None:
    """A status site that is down is no error of the page."""
    shown, complaints = banner_on(browser, PAGE, {}, tmp_path, served, count=0)
    assert (shown, complaints) == ([], [])
