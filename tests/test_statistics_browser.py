"""The statistics in a real browser: at two widths, in two schemes, without scripts, and for those who cannot see them."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from browser import arguments, executable
from project import Project
from web import serve

PAGES = ("statistics/", "statistics/2025/", "statistics/how-to-read/")
COUNT = 30


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of this file."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable(), args=arguments())
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo with open incidents and thirty more, so that every kind of row, mark and column occurs."""
    project = Project(tmp_path_factory.mktemp("statistics") / "history")
    project.add_clock_fixtures()
    for number in range(COUNT):
        day = f"2025-{number % 6 + 5:02}-{number + 1:02}" if number < 28 else f"2025-12-{number:02}"
        about = "~" if number % 4 == 0 else ""
        project.write(
            f"incidents/{day}-number-{number:02}.md",
            f"---\ntitle: Sending failed for some customers, number {number}\nseverity: {'minor' if number < 24 else 'notice'}\n"
            f"started: {about}{day} 08:00 UTC\ndetected: {day} 08:{number + 3:02} UTC\nannounced: {day} 08:{number + 10:02} UTC\n"
            f"mitigated: {day} 09:{number:02} UTC\nresolved: {day} 1{number % 9}:{number:02} UTC\ncomponents: {{api: degraded}}\n---\n"
            "Sending failed. We are sorry.\n",
        )
    done = project.run("build", "--now", "2026-04-22 09:46 UTC")
    assert done.returncode == 0, done.stderr
    with serve(project.site) as base:
        yield base


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_the_pages_are_whole_and_can_be_used_by_all(browser: Browser, address: str, path: str, width: int, scheme: str) -> None:
    """No message, no request elsewhere, nothing wider than the window, and nothing that axe finds, with every table open."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + path)
    for box in page.query_selector_all(".aw details"):
        box.evaluate("box => { box.open = true; }")
    assert said == []
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    wide = """() => { const right = document.querySelector(".aw").getBoundingClientRect().right + 1;
        const all = [...document.querySelectorAll(".aw :is(table, svg.aw-svg)")];
        return all.filter(each => each.getBoundingClientRect().right > right).length; }"""
    assert page.evaluate(wide) == 0
    found = Axe().run(page, context=".md-content")
    assert [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]] == []
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_no_words_of_a_picture_meet_or_leave_it(browser: Browser, address: str, width: int) -> None:
    """Measured in the browser: no two texts of a picture overlap, and none is cut."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(address + "statistics/")
    pictures = page.evaluate(
        """() => [...document.querySelectorAll(".aw-svg")].map(svg => ({
             left: svg.getBoundingClientRect().left, right: svg.getBoundingClientRect().right,
             texts: [...svg.querySelectorAll("text")].filter(t => t.textContent.trim()).map(t => {
               const b = t.getBoundingClientRect();
               return {words: t.textContent, left: b.left, right: b.right, top: b.top, bottom: b.bottom};
             })}))"""
    )
    assert len(pictures) == 6
    for picture in pictures:
        texts = picture["texts"]
        assert texts
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
    context.close()


def test_without_scripts_every_figure_is_there(browser: Browser, address: str) -> None:
    """Also the boxes open, and an incident's page leads here and back."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "incidents/2026-03-14-queue-delivery-stopped/")
    page.get_by_role("link", name="All incidents compared").click()
    assert page.url == f"{address}statistics/"
    page.get_by_text("Every incident in these pictures, with its figures").click()
    seen = re.sub(r"\s+", " ", page.locator("article").inner_text())
    for words in ("Median", "9 in 10 within", "99.8259 %", "Of 44,640 minutes.", "Nothing reported: ", "still open", "1 h 52 min"):
        assert words in seen, words
    page.get_by_role("link", name="What each figure means, and what it hides").click()
    assert page.locator("h1").inner_text() == "How to read these figures"
    context.close()


def test_on_paper_every_table_is_open(browser: Browser, address: str) -> None:
    """What stands in a box on the screen stands on paper."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + "statistics/")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".aw-every").is_visible()
    assert page.locator(".aw-svg").first.is_visible()
    context.close()
