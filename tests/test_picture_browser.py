"""The timeline picture in a real browser: real letters do not touch, at any width, and its words are there for all.

That axe finds nothing in it is tested with the pages that have one, in test_accessibility.py.
"""

import pytest
from playwright.sync_api import Browser, expect

from watched import Served, Windows, resize

CLOSED = "2026-03-14-queue-delivery-stopped"
WIDTHS = (320, 390, 800, 1280)
"""Phones, a tablet and a desk."""
_FIND_TOUCHING = """
() => {
  const shown = [...document.querySelectorAll(".aw-tl text")].map(text => [text.textContent, text.getBBox()]);
  const boxes = shown.filter(([, box]) => box.width);
  const inset = 2.5;  // a box is as high as the font's own line; letters are lower
  const touch = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width
    && a.y + inset < b.y + b.height - inset && b.y + inset < a.y + a.height - inset;
  const pairs = [];
  boxes.forEach(([one, a], number) => boxes.slice(number + 1).forEach(([other, b]) => { if (touch(a, b)) pairs.push([one, other]); }));
  return [boxes.length, pairs];
}
"""

_FURTHEST = """
() => {
  document.querySelector(".aw-twin").open = true;
  const all = [...document.querySelectorAll(".aw-picture, .aw-picture *, .aw-twin tbody *")];
  return Math.max(...all.map(one => one.getBoundingClientRect().right));
}
"""


@pytest.fixture(scope="module")
def pages(crowded_site: Served) -> dict[str, int]:
    """Every incident that has a picture, but for those that are there for the statistics, and the size of its page."""
    files = sorted((crowded_site.folder / "incidents").glob("*/index.html"))
    found = {file.parent.name: file.stat().st_size for file in files if 'class="aw-tl"' in file.read_text(encoding="utf-8")}
    found = {name: size for name, size in found.items() if "-number-" not in name}
    assert len(found) == 14
    return found


def test_no_words_touch(windows: Windows, crowded_site: Served, pages: dict[str, int]) -> None:
    """With the letters of this machine, on phones, a tablet and a desk; and nothing of it stands outside the window."""
    watched = windows(WIDTHS[-1])
    for name in pages:
        page = watched.load(crowded_site.address, f"incidents/{name}/")
        for width in WIDTHS:
            resize(page, width)
            count, touching = page.evaluate(_FIND_TOUCHING)
            assert count > 5, (name, width)
            assert touching == [], (name, width)
            assert page.evaluate(_FURTHEST) <= width, (name, width)


def test_its_words_are_there_for_those_who_do_not_see_it(windows: Windows, crowded_site: Served) -> None:
    """The drawing is one image with a name and a description."""
    page = windows(WIDTHS[-1]).load(crowded_site.address, f"incidents/{CLOSED}/")
    picture = page.get_by_role("img", name="What happened on 14 March 2026 from 09:02 to 11:30 UTC")
    assert picture.count() == 1
    assert "promises of the next one kept: 3 of 4" in (picture.locator("desc").text_content() or "")


def test_the_table_opens_without_a_script_and_on_paper(browser: Browser, crowded_site: Served) -> None:
    """A click is enough; paper shows it opened."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{crowded_site.address}incidents/{CLOSED}/")
    row = page.locator(".aw-twin td", has_text="Promise of 10:40 not kept: 14 min late.")
    expect(row).to_be_hidden()
    page.get_by_text("The picture as a table").click()
    expect(row).to_be_visible()
    page.get_by_text("The picture as a table").click()
    expect(row).to_be_hidden()
    page.emulate_media(media="print")
    expect(row).to_be_visible()
    context.close()


def test_a_page_is_no_heavier_than_it_may_be(pages: dict[str, int]) -> None:
    """With picture and table, every page of the demo weighs less than 64 kB of HTML, its own text included."""
    assert max(pages.values()) < 64_000
