"""Everybody can read every page: WCAG 2.2 AA, in both schemes, on phone and desktop, without scripts.

Each page is loaded once on a desk and once on a phone, and everything is looked at there. See `full.py` for the pages.
"""

import re

import html5lib
import pytest
from playwright.sync_api import Browser, Page

from axe import OF_THE_COLOURS, OF_THE_WIDTH, TAGS, violations
from full import MOVED, PAGES, STATISTICS
from large import PAGES as LARGE
from watched import Scheme, Served, Windows, resize, rest

NAMES = (*PAGES, *STATISTICS, *LARGE)
DESK, PHONE = 1280, 390
LOADS: tuple[tuple[int, Scheme, int], ...] = ((DESK, "light", PHONE), (PHONE, "dark", DESK))
"""The width and scheme in which a page is loaded, and the width that its window gets then: four combinations, two loads."""
FULLEST = {"home", "closed incident", "open incident", "action items", "subscribe", *STATISTICS}
"""Pages that show every colour and every block: axe looks at everything in both loads.

Of other pages it looks at everything on the desk, and on the phone at what depends on colours or on the width; of large ones on the
phone at the width alone, because they have the colours of the small ones, and to look at thousands of words for each takes long.
"""
IN_ALL_FOUR = {"home", "open incident"}
"""Pages whose colours axe looks at in all four: on a page they do not change with the width, which the frame does."""
OPEN = "document.querySelectorAll('article details').forEach(one => { one.open = true })"
LOOKS = """() => {
    const page = document.documentElement, right = (document.querySelector(".aw") || document.body).getBoundingClientRect().right + 1
    const whole = [...document.querySelectorAll(".aw :is(table, svg.aw-svg)")].filter(one => !one.closest(".aw-wide-table"))
    const cut = whole.filter(one => one.getBoundingClientRect().right > right)
    return {
        "too wide": Math.max(0, page.scrollWidth - page.clientWidth), cut: cut.map(one => one.outerHTML.slice(0, 120)),
        targets: [...document.querySelectorAll("label[for]")].filter(one => !one.control).map(one => one.outerHTML.slice(0, 120)),
        headings: document.querySelectorAll("h1").length, scheme: document.body.dataset.mdColorScheme,
    }
}"""
"""How many pixels a page is too wide, tables and pictures that do not fit, labels of nothing, how many titles, and its colours."""


def found(name: str, full_site: Served, crowded_site: Served, large_site: Served) -> tuple[Served, str]:
    """The site in which a page is looked at, and its path there."""
    if name in LARGE:
        return large_site, LARGE[name]
    return (full_site, PAGES[name]) if name in PAGES else (crowded_site, STATISTICS[name])


@pytest.mark.parametrize("name", NAMES)
def test_a_page_breaks_no_rule_and_asks_nobody_else(
    windows: Windows, full_site: Served, crowded_site: Served, large_site: Served, name: str
) -> None:
    """No rule of WCAG 2.2 AA is broken, nothing is too wide, one title, the reader's scheme, and the policy has nothing to forbid.

    Boxes that can be opened are open.
    """
    site, path = found(name, full_site, crowded_site, large_site)
    for width, scheme, other in LOADS:
        here = OF_THE_WIDTH if name in LARGE else OF_THE_COLOURS + OF_THE_WIDTH
        rules = TAGS if width == DESK or name in FULLEST else here
        watched = windows(width, scheme)
        page = watched.load(site.address, path)
        assert watched.said == []
        page.evaluate(OPEN)
        rest(page)
        seen = {"too wide": 0, "cut": [], "targets": [], "headings": 1, "scheme": "slate" if scheme == "dark" else "default"}
        assert page.evaluate(LOOKS) == seen, f"{width} px, {scheme}"
        assert violations(page, rules) == [], f"{width} px, {scheme}"
        resize(page, other)
        assert page.evaluate(LOOKS) == seen, f"{other} px, {scheme}"
        assert name not in IN_ALL_FOUR or violations(page, OF_THE_COLOURS) == [], f"{other} px, {scheme}"
        assert watched.said == []


def test_the_rules_are_really_looked_at(browser: Browser) -> None:
    """A picture without words, pale text and a tiny button are found: silence means something."""
    page = browser.new_page()
    page.set_content(
        "<html lang=en><title>x</title><main><h1>x</h1><img src='data:,'><p style='color:#bbb;background:#fff'>pale</p>"
        "<button style='font-size:1px;padding:0'>a</button><button style='font-size:1px;padding:0'>b</button></main>"
    )
    broken = {line.partition(":")[0] for line in violations(page)}
    page.close()
    assert {"image-alt", "color-contrast", "target-size"} <= broken


def test_what_is_too_wide_is_really_seen(browser: Browser) -> None:
    """A table and a page that do not fit, and a second title."""
    page = browser.new_page(viewport={"width": PHONE, "height": 900})
    page.set_content("<h1>a</h1><h1>b</h1><div class=aw><table style='width:500px'><tr><td>x</table></div>")
    looks = page.evaluate(LOOKS)
    page.close()
    assert looks["too wide"] > 100
    assert len(looks["cut"]) == 1
    assert looks["headings"] == 2


UNSEEN = """() => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const may = "script, style, noscript, svg, details:not([open]), .aw-vh, .aw-printed, button[hidden], .md-skip, .md-dialog, " +
        ".md-search, .md-sidebar, .md-tabs, .md-header__source, .md-header__option, .md-header__topic + .md-header__topic"
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const text = node.textContent.trim(), around = node.parentElement
        if (!text || around.closest(may)) continue
        const box = around.getBoundingClientRect()
        if (!around.checkVisibility({opacityProperty: true, visibilityProperty: true}) || !box.width || !box.height) found.push(text)
    }
    return found
}"""
"""Words of the page that a reader cannot see, but for the menu that the footer repeats, and what only paper shows."""
WORDS = {
    "home": ("Something is wrong that you do not see here?",),
    "closed incident": (
        "Resolved",
        "Corrected on 15 March 2026",
        "Some data was lost. No data was exposed.",
        "What you can do",
        "Open Sent → 14 March.",
        "Not affected",
        "Customers in the Asia region.",
        "Ada Osei, Head of Support",
        "We answer every message within a day.",
        "to the 1840 affected customers",
        "Identified: a settings change stopped the queue",
        "14 min late",
        "redacted: name of a person",
        "2 of 4 done",
        "about 09:25",
        "Will I get my money back?",
        "github.com/example/pigeonpost/commit/abc1234",
        "1 h 52 min",
        "47 min",
        "3 of 4",
    ),
}
"""What can be read without scripts on some pages: something of each block of the fullest incident."""
COUNTS = {"home": (".aw-cal tbody tr", 12), "year": (".aw-short > li", 8)}
"""How many rows there are without scripts: every month, every line."""
NEEDS_SCRIPTS = "button:visible, .md-search__input:visible, .md-option + label:visible, input[id^=filter]"


def test_without_scripts_every_word_can_be_read(windows: Windows, full_site: Served, crowded_site: Served, large_site: Served) -> None:
    """Scripts add words and take none away, what cannot work without them is not shown, and nothing is too wide."""
    watched = windows(PHONE, scripts=False)
    for name in NAMES:
        site, path = found(name, full_site, crowded_site, large_site)
        page = watched.load(site.address, path)
        whole(page, name)
        assert page.evaluate(LOOKS)["too wide"] == 0, name
        assert watched.said == [], name


def test_an_address_that_has_moved_leads_on_without_scripts(windows: Windows, full_site: Served) -> None:
    """By itself, and to a page on which nothing is missing."""
    watched = windows(PHONE, scripts=False)
    page = watched.load(full_site.address, MOVED)
    page.wait_for_url(full_site.address + PAGES["closed incident"])
    page.wait_for_load_state()
    whole(page, "closed incident")
    assert watched.said == []


def whole(page: Page, name: str) -> None:
    """Every word of the page can be seen, and nothing that needs scripts."""
    assert page.evaluate(UNSEEN) == [], name
    assert page.locator(NEEDS_SCRIPTS).count() == 0, name
    seen = re.sub(r"\s+", " ", page.locator("article").inner_text())
    for words in WORDS.get(name, ()):
        assert words in seen, words
    rows, number = COUNTS.get(name, ("h1", 1))
    assert page.locator(f"{rows}:visible").count() == number, name


@pytest.mark.parametrize("name", [*NAMES, "moved"])
def test_a_page_is_sound_html(full_site: Served, crowded_site: Served, large_site: Served, name: str) -> None:
    """The whole file, frame and content, is parsed without an error, and no id stands in it twice."""
    site, path = (full_site, MOVED) if name == "moved" else found(name, full_site, crowded_site, large_site)
    file = site.folder / path
    text = (file if file.is_file() else file / "index.html").read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert sorted(ids) == sorted(set(ids))
