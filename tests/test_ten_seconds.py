"""Home, components and lists in a real browser: what a reader finds in ten seconds."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from watched import Served


def test_squares_differ_without_colour(browser: Browser, full_site: Served) -> None:
    """Full, partial and degraded are filled to different heights, planned work is a frame, and no day is green."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(full_site.address)
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


def left(page: Page, lines: int, announced: str) -> None:
    """So many lines are left, or soon will be, and this is announced."""
    expect(page.get_by_role("status")).to_have_text(announced)
    expect(page.locator("#list li:visible")).to_have_count(lines)


def test_a_list_is_filtered_by_text_with_the_keyboard(browser: Browser, full_site: Served) -> None:
    """All words must be there, in any order and without capitals; the count is announced; Escape brings all back."""
    page = browser.new_page()
    page.goto(f"{full_site.address}history/2026/")
    words = page.get_by_label("Filter this list by text")
    words.fill("LINKS sign-in")
    left(page, 1, "1 of 8 shown")
    expect(page.locator("#list section:visible")).to_have_count(1)
    words.fill("march 2026")
    left(page, 3, "3 of 8 shown")
    words.fill("zebra")
    left(page, 0, "Nothing in this list has that text.")
    page.keyboard.press("Escape")
    left(page, 8, "All 8 shown")
    page.emulate_media(media="print")
    expect(page.locator(".aw-filter")).to_be_hidden()
    page.close()


def test_a_reader_gets_from_home_to_her_component(browser: Browser, full_site: Served) -> None:
    """Three steps: her group, the name, then her year and its figure."""
    page = browser.new_page()
    page.goto(full_site.address)
    page.get_by_text("2 others: nothing reported").and_(page.locator("details:has-text('Messaging') summary")).click()
    page.locator(".aw-components").get_by_role("link", name="Delivery", exact=True).click()
    expect(page.locator("h1")).to_have_text("Delivery")
    expect(page.locator(".aw-marks")).to_contain_text("Nothing reported")
    expect(page.get_by_role("row", name="March 2026 99.8259 %")).to_be_visible()
    page.close()
