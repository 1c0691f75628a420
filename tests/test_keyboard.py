"""Everything can be reached and used by keyboard: links, search, calendar, and the menu of a phone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from axe import violations
from full import PAGES
from watched import Served, Watched, rest

FOCUS = """() => {
    const one = document.activeElement
    if (one === document.body) return null
    const shown = one.matches(".md-option") ? one.nextElementSibling : one  // the theme's switch shows the label of its input
    const box = shown.getBoundingClientRect(), style = getComputedStyle(shown)
    const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
    const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1
    return [(one.innerText || one.getAttribute("aria-label") || "").trim(), seen && shown.checkVisibility({opacityProperty: true}), marked]
}"""
"""The name of what has the focus, whether it can be seen, and whether its focus can be."""
SEEN = "one => one.checkVisibility({visibilityProperty: true})"


def focused(page: Page) -> list[object] | None:
    """What has the focus, once the page has come to rest: the search of a phone opens when it gets it."""
    found: list[object] | None = page.evaluate(FOCUS)
    for _ in range(600):
        if found is None or (found[1] and found[2]):
            break
        page.wait_for_timeout(50)
        found = page.evaluate(FOCUS)
    return found


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["home", "closed incident", "subscribe"])
def test_a_keyboard_reaches_everything_and_shows_where_it_is(browser: Browser, full_site: Served, name: str, width: int) -> None:
    """The skip link comes first, every stop can be seen, and all links of the page are among the stops, in their order."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = Watched(context.new_page()).load(full_site.address, PAGES[name])
    links = page.evaluate(f"[...document.querySelectorAll('article a')].filter({SEEN}).map(a => a.innerText.trim())")
    stops: list[list[object]] = []
    for _ in range(len(links) + 60):
        page.keyboard.press("Tab")
        if (found := focused(page)) is None:
            break
        stops.append(found)
    assert stops[0][0] == "Skip to content"
    assert [stop for stop in stops if not stop[1] or not stop[2]] == []
    names = iter(stop[0] for stop in stops)
    assert [link for link in links if link not in names] == []
    page.keyboard.press("Tab")
    page.locator(".md-skip").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#title$"))
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_keyboard_opens_the_search_and_follows_what_it_finds(browser: Browser, full_site: Served, width: int) -> None:
    """One key opens it, arrows choose, Enter goes there, under a path, too, and a search for nothing upsets no policy."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    watched = Watched(context.new_page())
    page = watched.load(full_site.address)
    page.keyboard.press("s")
    page.keyboard.type("zzzz", delay=20)
    page.locator(".md-search-result__meta", has_text="No matching documents").wait_for()
    page.keyboard.press("Enter")
    page.locator(".md-search__input").fill("")
    page.keyboard.type("queue stopped", delay=20)
    page.locator(".md-search-result__link", has_text="queue stopped").first.wait_for()
    rest(page)
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    name, seen, marked = focused(page) or ("", False, False)
    assert ("queue stopped" in str(name), seen, marked) == (True, True, True)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{full_site.address}{PAGES['closed incident']}**")
    expect(page.locator("h1")).to_have_text("Scheduled messages were not delivered: queue stopped for 1 h 52 min")
    assert watched.said == []
    context.close()


def test_the_menu_of_a_phone_leads_to_all_pages(browser: Browser, full_site: Served) -> None:
    """It is a link to the foot of the page: no script, and a keyboard will do."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = Watched(context.new_page()).load(full_site.address, PAGES["closed incident"])
    page.get_by_role("link", name="Navigation").click()
    expect(page).to_have_url(re.compile("#site$"))
    named = page.locator("#site a").all_inner_texts()
    assert named == [
        *("Now", "History", "Components", "Postmortems", "Action items", "Statistics", "Maintenance", "Subscribe", "About"),
    ]
    context.close()


def test_the_keyboard_goes_through_the_calendar_in_few_steps(browser: Browser, full_site: Served) -> None:
    """Months and incidents only, in the order of the table; what stands behind the link is shown while it has the focus."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(full_site.address)
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
        "March 2026Mar, 3 incidents",
        "11 Mar 2026 to 13 Mar 2026: degraded",
        "14 Mar 2026: full outage, and 1 more incident",
        "15 Mar 2026 to 16 Mar 2026: degraded",
        "30 Mar 2026: affected, level not stated",
        "February 2026Feb, no incidents",
        "January 2026Jan, no incidents",
        "11 Jan 2026: maintenance",
        "November 2025Nov, 1 incident",
        "2 Nov 2025: degraded",
    ]
    page.close()
