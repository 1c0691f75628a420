"""The statistics in a real browser: at two widths, without scripts, and on paper."""

import re

import pytest
from playwright.sync_api import Browser, expect

from watched import Served, Windows


@pytest.mark.parametrize("width", [390, 1280])
def test_no_words_of_a_picture_meet_or_leave_it(windows: Windows, crowded_site: Served, width: int) -> None:
    """Measured in the browser: no two texts of a picture overlap, and none is cut."""
    page = windows(width).load(crowded_site.address, "statistics/")
    pictures = page.evaluate(
        """() => [...document.querySelectorAll(".aw-svg")].map(svg => ({
             left: svg.getBoundingClientRect().left, right: svg.getBoundingClientRect().right,
             texts: [...svg.querySelectorAll("text")].filter(t => t.textContent.trim()).map(t => {
               const b = t.getBoundingClientRect();
               return {words: t.textContent, left: b.left, right: b.right, top: b.top, bottom: b.bottom};
             })}))"""
    )
    assert len([picture for picture in pictures if picture["texts"]]) > 6
    for picture in pictures:
        texts = picture["texts"]
        for number, one in enumerate(texts):
            assert picture["left"] - 2 <= one["left"] <= one["right"] <= picture["right"] + 2, one
            for other in texts[number + 1 :]:
                apart = (
                    one["right"] <= other["left"] + 1
                    or other["right"] <= one["left"] + 1
                    or one["bottom"] <= other["top"] + 4
                    or other["bottom"] <= one["top"] + 4
                )
                assert apart, (one, other)


def test_without_scripts_every_figure_is_there(browser: Browser, crowded_site: Served) -> None:
    """Also the boxes open, and an incident's page leads here and back."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(crowded_site.address + "incidents/2026-03-14-queue-delivery-stopped/")
    page.get_by_role("link", name="All incidents compared").click()
    expect(page).to_have_url(f"{crowded_site.address}statistics/")
    page.get_by_text("Every incident in these pictures, with its figures").click()
    expect(page.locator(".aw-every")).to_be_visible()
    seen = re.sub(r"\s+", " ", page.locator("article").inner_text())
    for words in ("Median", "9 in 10 within", "99.8259 %", "Of 44,640 minutes.", "Nothing reported: ", "still open", "1 h 52 min"):
        assert words in seen, words
    page.get_by_role("link", name="What each figure means, and what it hides").click()
    expect(page.locator("h1")).to_have_text("How to read these figures")
    context.close()


def test_on_paper_every_table_is_open(browser: Browser, crowded_site: Served) -> None:
    """What stands in a box on the screen stands on paper."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(crowded_site.address + "statistics/")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".aw-every")).to_be_visible()
    expect(page.locator(".aw-svg").first).to_be_visible()
    context.close()
