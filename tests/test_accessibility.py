"""Everybody can read and use every page: WCAG 2.2 AA, in both schemes, on phone and desktop, by keyboard, without scripts.

A new kind of page is one line in `PAGES`.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import html5lib
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from axe import OF_THE_LAYOUT, TAGS, violations
from browser import arguments, executable
from project import ROOT, Project
from web import serve

PAGES = {
    "home": "",
    "closed incident": "incidents/2026-03-14-queue-delivery-stopped/",
    "open incident": "incidents/2026-04-22-sign-in-links-missing/",
    "overdue incident": "incidents/2026-04-22-imports-slow/",
    "coming maintenance": "incidents/2026-04-28-database-upgrade/",
    "retracted": "incidents/2026-02-02-errors-at-sign-in/",
    "history": "history/",
    "year": "history/2026/",
    "month": "history/2026/03/",
    "postmortems": "postmortems/",
    "action items": "actions/",
    "maintenance": "maintenance/",
    "severities": "severities/",
    "subscribe": "subscribe/",
    "components": "components/",
    "component": "components/delivery/",
    "categories": "categories/",
    "category": "categories/config-change/",
    "severity": "history/severity/major/",
    "statistics": "statistics/",
    "statistics of a year": "statistics/2026/",
    "how to read": "statistics/how-to-read/",
    "by hand": "about/",
    "not found": "404.html",
    "old address": "incidents/2026-03-14-queue/",
}
"""Every kind of page, by the name that a failing test shows."""
Scheme = Literal["light", "dark"]
WINDOWS: tuple[tuple[int, Scheme, tuple[str, ...]], ...] = (
    (1280, "light", TAGS),
    (390, "dark", TAGS),
)
OTHERS: tuple[tuple[int, Scheme, tuple[str, ...]], ...] = ((1280, "dark", OF_THE_LAYOUT), (390, "light", OF_THE_LAYOUT))
"""Width, scheme, and what axe looks for: in the first two windows on every page."""
FULLEST = {"home", "closed incident", "action items", "subscribe"}
"""Pages that show every colour and every block: they are looked at in the other windows, too."""
SETTINGS = """
timezone: Europe/Berlin
subscribe: {email: https://lists.pigeonpost.example/announce}
discussion: https://forum.pigeonpost.example/t/{id}
"""
OWED = """\
---
title: Reports were empty
severity: minor
started: 2026-03-30 09:00 UTC
resolved: 2026-03-30 10:00 UTC
postmortem: pending
postmortem_due: 2026-04-10
---
Reports were empty.

## Action items

- [ ] Compare every report with its source (detect; owner: Reports; due: 2026-04-20)
- [ ] Say when a report is empty
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of this file."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable(), args=arguments())
        yield started
        started.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small history in which every block of every page has something to show."""
    project = Project(tmp_path_factory.mktemp("everybody") / "work", incidents=False)
    for file in [*(ROOT / "incidents").glob("2025-*"), *(ROOT / "incidents").glob("2026-*")]:
        shutil.copy(file, project.folder / "incidents")
    project.add_clock_fixtures()
    project.write("incidents/2026-03-30-empty-reports.md", OWED)
    project.write("site_config/settings.yml", (project.folder / "site_config/settings.yml").read_text(encoding="utf-8") + SETTINGS)
    project.replace("mkdocs.yml", "# repo_url: https://github.com/your-name/your-history", "repo_url: https://github.com/example/history")
    project.replace("mkdocs.yml", "# edit_uri: edit/main/", "edit_uri: edit/main/")
    return project.build()


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The address at which the site is served."""
    with serve(site) as found:
        yield found


def opened(context: BrowserContext, address: str, path: str) -> tuple[Page, list[str]]:
    """A page, and everything that must not happen on it: messages of the console, failures, requests to others."""
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("response", lambda response: said.extend([f"{response.status} {response.url}"] if response.status >= 400 else []))
    page.on("request", lambda request: said.extend([] if request.url.startswith((address, "data:", "blob:")) else [request.url]))
    page.goto(address + path)
    if path == PAGES["old address"]:  # it leads on by itself, with scripts and without
        page.wait_for_url(address + PAGES["closed incident"])
    page.wait_for_load_state()
    return page, said


@pytest.mark.parametrize("name", PAGES)
def test_a_page_breaks_no_rule_and_asks_nobody_else(browser: Browser, address: str, name: str) -> None:
    """No rule of WCAG 2.2 AA is broken, nothing is too wide, and the policy has nothing to forbid."""
    for width, scheme, only in WINDOWS + (OTHERS if name in FULLEST else ()):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page, said = opened(context, address, PAGES[name])
        assert said == []
        assert violations(page, only) == [], f"{width} px, {scheme}"
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, f"{width} px"
        context.close()


def test_the_rules_are_really_looked_at(browser: Browser) -> None:
    """A picture without words, pale text and a tiny button are found: silence means something."""
    page = browser.new_page()
    page.set_content(
        "<html lang=en><title>x</title><main><h1>x</h1><img src='data:,'><p style='color:#bbb;background:#fff'>pale</p>"
        "<button style='font-size:1px;padding:0'>a</button><button style='font-size:1px;padding:0'>b</button></main>"
    )
    found = {line.partition(":")[0] for line in violations(page)}
    page.close()
    assert {"image-alt", "color-contrast", "target-size"} <= found


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


def test_without_scripts_every_word_can_be_read(browser: Browser, address: str) -> None:
    """Scripts add words and take none away, and what cannot work without them is not shown."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    for name, path in PAGES.items():
        page, said = opened(context, address, path)
        assert page.evaluate(UNSEEN) == [], name
        assert said == [], name
        assert page.locator("button:visible, .md-search__input:visible, .md-option + label:visible").count() == 0, name
        page.close()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound_html(site: Path, name: str) -> None:
    """The whole file, frame and content, is parsed without an error, and no id stands in it twice."""
    file = site / PAGES[name]
    text = (file if file.is_file() else file / "index.html").read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert sorted(ids) == sorted(set(ids))


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


def focused(page: Page) -> list[object] | None:
    """What has the focus, once the page has come to rest: the search of a phone opens when it gets it."""
    found: list[object] | None = page.evaluate(FOCUS)
    for _ in range(60):
        if found is None or (found[1] and found[2]):
            break
        page.wait_for_timeout(50)
        found = page.evaluate(FOCUS)
    return found


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["home", "closed incident", "subscribe"])
def test_a_keyboard_reaches_everything_and_shows_where_it_is(browser: Browser, address: str, name: str, width: int) -> None:
    """The skip link comes first, every stop can be seen, and all links of the page are among the stops, in their order."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page, _ = opened(context, address, PAGES[name])
    links = page.evaluate("[...document.querySelectorAll('article a')].filter(a => a.checkVisibility()).map(a => a.innerText.trim())")
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
    assert page.url.endswith("#title")
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_keyboard_opens_the_search_and_follows_what_it_finds(browser: Browser, address: str, width: int) -> None:
    """One key opens it, arrows choose, Enter goes there, and a search for nothing upsets no policy."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page, said = opened(context, address, "")
    page.keyboard.press("s")
    page.keyboard.type("zzzz", delay=20)
    page.locator(".md-search-result__meta", has_text="No matching documents").wait_for()
    page.keyboard.press("Enter")
    page.locator(".md-search__input").fill("")
    page.keyboard.type("queue stopped", delay=20)
    page.locator(".md-search-result__link", has_text="queue stopped").first.wait_for()
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    name, seen, marked = focused(page) or ("", False, False)
    assert ("queue stopped" in str(name), seen, marked) == (True, True, True)
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents/2026-03-14-queue-delivery-stopped/**")
    assert said == []
    context.close()


def test_the_menu_of_a_phone_leads_to_all_pages(browser: Browser, address: str) -> None:
    """It is a link to the foot of the page: no script, and a keyboard will do."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page, _ = opened(context, address, PAGES["closed incident"])
    page.get_by_role("link", name="Navigation").click()
    assert page.url.endswith("#site")
    named = page.locator("#site a").all_inner_texts()
    assert named == [
        *("Now", "History", "Components", "Postmortems", "Action items", "Statistics", "Maintenance", "Subscribe", "About"),
    ]
    context.close()
