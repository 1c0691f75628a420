"""Nothing on a page moves when its script comes late: what was being read stays where it is."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from full import PAGES, STATISTICS
from large import PAGES as LARGE
from project import Project
from watched import Served, resize
from web import serve

SCRIPTED = ("home", "closed incident", "open incident", "overdue incident", "history", "year", "postmortems", "action items", "subscribe")
"""Kinds of pages to which the script adds something."""
AT_MOST = 0.02
LATER = "2026-12-01T12:00:00Z"
"""A reader comes months after the build, when what the script counts has more digits."""
LATE = 0.15
"""Seconds that a script is late, so that the page has been painted without it."""
SHIFT = """() => new Promise(done => {
    let sum = 0;
    const add = list => { for (const one of list.getEntries()) sum += one.value; };
    new PerformanceObserver(add).observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 150);
})"""


@pytest.fixture(scope="module")
def calm_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site on which nothing is open."""
    folder = Project(tmp_path_factory.mktemp("calm") / "work").build()
    with serve(folder) as base:
        yield Served(folder, base)


class Late:
    """Lets the scripts of a page come late. All are asked for at the same time, so those that wait behind another are late by then."""

    def __init__(self, page: Page) -> None:
        self._comes = 0.0
        page.on("request", self._asked)
        page.route("**/*.js", self._wait)

    def _asked(self, request: Request) -> None:
        if request.is_navigation_request():
            self._comes = 0.0

    def _wait(self, route: Route) -> None:
        self._comes = self._comes or time.monotonic() + LATE
        time.sleep(max(0.0, self._comes - time.monotonic()))
        route.continue_()


def shift(page: Page, address: str) -> float:
    """How much the layout of a page has shifted, as browsers count it."""
    page.goto(address)
    return float(page.evaluate(SHIFT))


def _of_a_third_zone(browser: Browser, address: str) -> dict[str, float]:
    """The shift of pages with times, of a reader in New York on a site that names Berlin's; on a phone one of the two is shown."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, timezone_id="America/New_York")
    page = context.new_page()
    Late(page)
    names = ("coming maintenance", "overdue incident", "closed incident", "open incident")
    found = {f"{name} in New York": shift(page, address + PAGES[name]) for name in names}
    local = page.locator(".aw-updates li:first-child .aw-local")
    assert local.all_inner_texts()
    assert local.filter(visible=True).all_inner_texts() == [text for text in local.all_inner_texts() if "your time" in text]
    resize(page, 320)
    found |= {f"{name} at 320 px in New York": shift(page, address + PAGES[name]) for name in names[:2]}
    context.close()
    return found


@pytest.mark.parametrize("width", [412, 1280])
def test_nothing_moves_when_the_script_comes(
    browser: Browser, calm_site: Served, full_site: Served, crowded_site: Served, large_site: Served, width: int
) -> None:
    """Of a reader in Berlin, on sites that name her time and on sites that do not."""
    context = browser.new_context(viewport={"width": width, "height": 844}, timezone_id="Europe/Berlin")
    page = context.new_page()
    page.clock.set_fixed_time(LATER)
    Late(page)
    pages = {"calm home": calm_site.address}
    pages |= {name: full_site.address + PAGES[name] for name in SCRIPTED}
    pages |= {"statistics": crowded_site.address + STATISTICS["statistics"]}
    pages |= {name: large_site.address + LARGE[name] for name in ("large home", "large history", "large open incident")}
    found = {name: shift(page, address) for name, address in pages.items()}
    context.close()
    found |= _of_a_third_zone(browser, full_site.address) if width < 768 else {}
    assert {name: round(value, 3) for name, value in found.items() if value > AT_MOST} == {}
