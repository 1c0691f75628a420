"""What people see, in a real browser: by their own clock, at an old address, on paper."""

from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser, expect

from full import MOVED, PAGES
from watched import Served, Windows


def test_an_old_address_leads_to_the_same_place(windows: Windows, full_site: Served) -> None:
    """An alias keeps the anchor of the link that somebody wrote down, and nothing is against the policy on the way."""
    watched = windows(1280)
    page = watched.load(full_site.address, f"{MOVED}#u-20260314T0948Z")
    page.wait_for_url(f"{full_site.address}{PAGES['closed incident']}#u-20260314T0948Z")
    page.wait_for_load_state()
    assert watched.said == []


def test_a_promise_is_overdue_by_the_reader_s_clock(browser: Browser, full_site: Served) -> None:
    """The same file says "in 29 min" before the time and "overdue" after it."""
    context = browser.new_context()
    for clock, words in (("09:46", "in 29 min"), ("10:27", "overdue by 12 min")):
        page = context.new_page()
        page.clock.set_fixed_time(datetime.fromisoformat(f"2026-04-22T{clock}:00+00:00"))
        page.goto(full_site.address + PAGES["open incident"])
        expect(page.locator(".aw-due")).to_contain_text("10:15 UTC")
        expect(page.locator(".aw-due")).to_contain_text(words)
        page.close()
    context.close()


def test_local_time_stands_beside_utc(browser: Browser, crowded_site: Served) -> None:
    """A reader in Berlin sees her own time in brackets, on a site that names no other time than UTC."""
    context = browser.new_context(timezone_id="Europe/Berlin")
    page = context.new_page()
    page.goto(crowded_site.address + PAGES["closed incident"])
    expect(page.locator("#u-20260314T0948Z")).to_contain_text("09:48 UTC")
    expect(page.locator("#u-20260314T0948Z")).to_contain_text("10:48 your time")
    context.close()


def test_a_page_prints_on_paper(browser: Browser, full_site: Served, tmp_path: Path) -> None:
    """Paper shows the content alone, with the address it stood at."""
    context = browser.new_context()
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(full_site.address + PAGES["closed incident"])
    expect(page.locator(".md-header")).to_be_hidden()
    expect(page.locator(".aw-printed")).to_be_visible()
    assert page.pdf(path=tmp_path / "page.pdf").startswith(b"%PDF")
    context.close()


def test_a_list_in_an_update_is_numbered_as_in_the_preview(browser: Browser, full_site: Served) -> None:
    """The updates are a list themselves, and still a writer's list in one of them begins at 1, and the next inner one at a."""
    page = browser.new_page()
    page.goto(full_site.address + PAGES["closed incident"])
    styles = page.evaluate(
        """() => {
            const update = document.querySelector(".aw-updates > li");
            update.insertAdjacentHTML("beforeend", "<ol id=outer><li>one<ol id=inner><li>two</ol></ol>");
            return ["outer", "inner"].map((id) => getComputedStyle(document.getElementById(id)).listStyleType);
        }"""
    )
    page.close()
    assert styles == ["decimal", "lower-alpha"]
