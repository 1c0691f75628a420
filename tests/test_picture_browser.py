"""The timeline picture in a real browser: real letters do not touch, at any width, and axe finds nothing."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from browser import arguments, executable
from project import Project
from web import serve

CLOSED = "2026-03-14-queue-delivery-stopped"
OPEN = "2026-04-22-sign-in-links-missing"
TWO_MINUTES = """\
---
title: Two minutes
components: {api: full_outage}
severity: minor
started: 2026-04-01 10:01 UTC
detected: 2026-04-01 10:01 UTC
mitigated: 2026-04-01 10:03 UTC
---

The API did not answer for two minutes.

### 2026-04-01 10:02 UTC — Investigating

We look for the cause.

### 2026-04-01 10:03 UTC — Resolved

It answers again.
"""
NINE_DAYS = """\
---
title: Nine days
components:
  delivery:
    - {impact: full_outage, from: 2026-04-02 03:10 UTC, to: 2026-04-02 12:00 UTC}
    - {impact: partial_outage, from: 2026-04-02 12:00 UTC, to: 2026-04-06 12:00 UTC}
    - {impact: degraded, from: 2026-04-06 12:00 UTC, to: 2026-04-11 12:00 UTC}
severity: major
started: ~2026-04-02 03:10 UTC
detected: 2026-04-02 03:40 UTC
identified: 2026-04-04 03:40 UTC
mitigated: 2026-04-10 12:00 UTC
---

Messages were late for nine days.

### 2026-04-02 09:00 UTC — Investigating

We look for the cause. Next update by 2026-04-03 09:00 UTC.

### 2026-04-03 10:00 UTC — Update

We still look. Next update by 2026-04-05 10:00 UTC.

### 2026-04-07 10:00 UTC — Monitoring

It is better. Next update by 2026-04-11 12:00 UTC.

### 2026-04-11 12:00 UTC — Resolved

All is well.

### 2026-05-11 12:00 UTC — Correction

It were ten days.
"""
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


def many() -> str:
    """An incident with twenty updates, some of them late, and eight components of long names and all levels."""
    begin = datetime(2026, 4, 3, 8, 10, tzinfo=UTC)
    text = (
        "---\ntitle: Many updates\nseverity: major\nstarted: 2026-04-03 08:00 UTC\ndetected: 2026-04-03 08:05 UTC\n"
        "components: {delivery: degraded, api: partial_outage, imports: degraded, sign-in: full_outage, reports: degraded,\n"
        "  website: degraded, posting: degraded, firewall: partial_outage}\n---\n\nMuch was slow.\n\n"
    )
    for number in range(20):
        status = "Investigating" if number < 4 else "Identified" if number == 4 else "Update" if number < 19 else "Resolved"
        promise = "" if number == 19 else f" Next update by {begin + timedelta(minutes=20):%Y-%m-%d %H:%M} UTC."
        text += f"### {begin:%Y-%m-%d %H:%M} UTC — {status}\n\nWe tell what we know.{promise}\n\n"
        begin += timedelta(minutes=(12, 19, 22, 47, 14, 8, 31)[number % 7])
    return text


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of this file."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable(), args=arguments())
        yield started
        started.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, open incidents, and three of extreme shape."""
    project = Project(tmp_path_factory.mktemp("picture") / "work")
    project.add_clock_fixtures()
    project.write("incidents/2026-04-01-two-minutes.md", TWO_MINUTES)
    project.write("incidents/2026-04-02-nine-days.md", NINE_DAYS)
    project.write("incidents/2026-04-03-many.md", many())
    return project.build()


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The address of the site."""
    with serve(site) as base:
        yield base


@pytest.fixture(scope="module")
def pages(site: Path) -> list[str]:
    """Every incident that has a picture."""
    found = [file.parent.name for file in sorted((site / "incidents").glob("*/index.html")) if 'class="aw-tl"' in file.read_text()]
    assert len(found) == 14
    return found


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_no_words_touch(browser: Browser, address: str, pages: list[str], width: int) -> None:
    """With the letters of this machine, on phones, a tablet and a desk; and nothing of it stands outside the window."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    for name in pages:
        page.goto(f"{address}incidents/{name}/")
        count, touching = page.evaluate(_FIND_TOUCHING)
        assert count > 5, name
        assert touching == [], name
        assert page.evaluate(_FURTHEST) <= width, name
    context.close()


def test_axe_finds_nothing_in_it(browser: Browser, address: str) -> None:
    """The picture and its table, opened, on a closed page and an open one, light and dark, on a phone and a desk."""
    for scheme, width in (("light", 390), ("dark", 1280)):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light")
        page = context.new_page()
        for name in (CLOSED, OPEN):
            page.goto(f"{address}incidents/{name}/")
            page.evaluate("document.querySelector('.aw-twin').open = true")
            for part in (".aw-picture", ".aw-twin"):
                found = Axe().run(page, context=part)
                assert found.response["violations"] == [], json.dumps(found.response["violations"], indent=1)
        context.close()


def test_its_words_are_there_for_those_who_do_not_see_it(browser: Browser, address: str) -> None:
    """The drawing is one image with a name and a description."""
    page = browser.new_page()
    page.goto(f"{address}incidents/{CLOSED}/")
    picture = page.get_by_role("img", name="What happened on 14 March 2026 from 09:02 to 11:30 UTC")
    assert picture.count() == 1
    assert "promises of the next one kept: 3 of 4" in (picture.locator("desc").text_content() or "")
    page.close()


def test_the_table_opens_without_a_script_and_on_paper(browser: Browser, address: str) -> None:
    """A click is enough; paper shows it opened."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}incidents/{CLOSED}/")
    row = page.locator(".aw-twin td", has_text="Promise of 10:40 not kept: 14 min late.")
    assert not row.is_visible()
    page.get_by_text("The picture as a table").click()
    assert row.is_visible()
    page.get_by_text("The picture as a table").click()
    page.emulate_media(media="print")
    assert row.is_visible()
    context.close()


def test_a_page_is_no_heavier_than_it_may_be(site: Path, pages: list[str]) -> None:
    """With picture and table, every page of the demo weighs less than 60 kB of HTML, its own text included."""
    assert max((site / "incidents" / name / "index.html").stat().st_size for name in pages) < 60_000
