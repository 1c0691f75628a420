"""Home, components and lists in a real browser: for a keyboard, a screen reader, a phone, and without scripts."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from browser import arguments, executable
from project import Project
from web import serve

PAGES = ("", "components/", "components/delivery/", "categories/", "categories/capacity/", "history/", "history/2026/", "history/2026/04/")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SMALL = "target-size"
"""Days lie closer than 24 px; each incident can also be reached by a line of a list (WCAG 2.2, 2.5.8, Equivalent)."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of this file."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable(), args=arguments())
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo with open incidents, one of several days, and one behind another."""
    project = Project(tmp_path_factory.mktemp("seconds") / "work")
    project.add_clock_fixtures()
    project.write(
        "incidents/2026-03-11-slow.md",
        "---\ntitle: The API was slow for days\nseverity: minor\ndata_loss: none\ncomponents: {api: degraded}\n"
        "started: 2026-03-11 08:00 UTC\nresolved: 2026-03-16 13:00 UTC\n---\nIt was slow.\n",
    )
    with serve(project.build()) as base:
        yield base


def heard(page: Page) -> list[str]:
    """What the console of a page says from now on."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    page.on("console", hear)
    return said


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_pages_break_no_rule_of_access(browser: Browser, address: str, width: int, scheme: str) -> None:
    """No violation in our own content, nothing wider than the window, no message, with the policy on."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light")
    for path in PAGES:
        page = context.new_page()
        said = heard(page)
        page.goto(address + path)
        found = Axe().run(page, context="article", options=RULES).response["violations"]
        broken = [
            (rule["id"], node["html"]) for rule in found for node in rule["nodes"] if rule["id"] != SMALL or "aw-vh" not in node["html"]
        ]
        assert broken == [], path
        assert said == [], path
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
        page.close()
    context.close()


def test_the_keyboard_goes_through_the_calendar_in_few_steps(browser: Browser, address: str) -> None:
    """Months and incidents only, in the order of the table; what stands behind the link is shown while it has the focus."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    table = page.locator(".aw-cal")
    expect(table).to_have_role("table")
    stops = table.locator("a").all()
    page.locator(".aw-cal a").first.focus()
    told = []
    for stop in stops:
        expect(stop).to_be_focused()
        told.append(" ".join((stop.text_content() or "").split()))
        shown = stop.evaluate("one => getComputedStyle(one, '::after').content")
        if title := stop.get_attribute("title"):
            assert title in shown
        page.keyboard.press("Tab")
    assert told == [
        "April 2026Apr, 2 incidents",
        "22 Apr 2026: partial outage, and 1 more incident",
        "March 2026Mar, 2 incidents",
        "11 Mar 2026 to 13 Mar 2026: degraded",
        "14 Mar 2026: full outage, and 1 more incident",
        "15 Mar 2026 to 16 Mar 2026: degraded",
        "February 2026Feb, no incidents",
        "January 2026Jan, no incidents",
        "11 Jan 2026: maintenance",
        "November 2025Nov, 1 incident",
        "2 Nov 2025: degraded",
    ]
    page.close()


def test_squares_differ_without_colour(browser: Browser, address: str) -> None:
    """Full, partial and degraded are filled to different heights, planned work is a frame, and no day is green."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    for name, share in (("full", 1.0), ("partial", 0.6), ("degraded", 0.3)):
        square = page.locator(f".aw-days .aw-c-{name}").first
        heights = square.evaluate("one => [parseFloat(getComputedStyle(one, '::before').height), one.getBoundingClientRect().height]")
        assert heights[0] / heights[1] == pytest.approx(share, abs=0.02), name
    frame = page.locator(".aw-days .aw-c-maintenance").first.evaluate(
        "one => [getComputedStyle(one, '::before').borderTopWidth, getComputedStyle(one, '::before').backgroundColor]"
    )
    assert frame == ["2px", "rgba(0, 0, 0, 0)"]
    colours = page.evaluate("[...document.querySelectorAll('.aw-days i')].map(one => getComputedStyle(one).backgroundColor)")
    for colour in set(colours):
        red, green, blue = map(int, re.findall(r"\d+", colour)[:3])
        assert green <= max(red, blue) + 8, colour
    page.close()


def test_without_scripts_calendar_and_lists_are_whole(browser: Browser, address: str) -> None:
    """Every month, every word and every line is there; the field that needs a script is not."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".aw-cal tbody tr")).to_have_count(12)
    expect(page.get_by_text("Something is wrong that you do not see here?")).to_be_visible()
    page.goto(f"{address}history/2026/")
    expect(page.locator("input[id^=filter]")).to_have_count(0)
    expect(page.locator(".aw-short > li:visible")).to_have_count(7)
    context.close()


def filtered(page: Page, text: str) -> tuple[int, str]:
    """How many lines are left, and what is announced, once `text` is typed."""
    page.get_by_label("Filter this list by text").fill(text)
    page.wait_for_timeout(500)
    return page.locator("#list li:visible").count(), page.get_by_role("status").inner_text()


def test_a_list_is_filtered_by_text_with_the_keyboard(browser: Browser, address: str) -> None:
    """All words must be there, in any order and without capitals; the count is announced; Escape brings all back."""
    page = browser.new_page()
    page.goto(f"{address}history/2026/")
    assert filtered(page, "LINKS sign-in") == (1, "1 of 7 shown")
    expect(page.locator("#list section:visible")).to_have_count(1)
    assert filtered(page, "march 2026") == (2, "2 of 7 shown")
    assert filtered(page, "zebra") == (0, "Nothing in this list has that text.")
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    assert page.locator("#list li:visible").count() == 7
    assert page.get_by_role("status").inner_text() == "All 7 shown"
    page.emulate_media(media="print")
    expect(page.locator(".aw-filter")).to_be_hidden()
    page.close()


def test_a_reader_gets_from_home_to_her_component(browser: Browser, address: str) -> None:
    """Two steps: the name, then her year and its figure."""
    page = browser.new_page()
    page.goto(address)
    page.locator(".aw-marks").get_by_role("link", name="Delivery", exact=True).click()
    expect(page.locator("h1")).to_have_text("Delivery")
    expect(page.locator(".aw-marks")).to_contain_text("Nothing reported")
    expect(page.get_by_role("row", name="March 2026 99.8259 %")).to_be_visible()
    page.close()
