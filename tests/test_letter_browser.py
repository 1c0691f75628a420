"""The HTML of an e-mail, looked at in a browser: it fits on a phone, and it asks nobody for anything."""

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request

from afterword.core.words import Slot
from builders import fragment, section
from test_announcements import FULL, sent

WIDE = """<p>A long address: https://status.pigeonpost.example/incidents/2026-03-14-a-very-long-name-that-goes-on-and-on/</p>
<table><thead><tr><th>Day</th><th align="right">Lost</th></tr></thead>
<tbody><tr><td>14 March</td><td align="right">212</td></tr></tbody></table>
<pre><code>queue check --all --since 2026-03-14T09:00:00Z --until 2026-03-14T11:20:00Z --verbose --and-more</code></pre>"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_letter_fits_and_asks_nobody(browser: Browser, tmp_path: Path, scheme: str) -> None:
    """No line is wider than the screen, text stands out from its ground, and nothing is fetched."""
    letter = replace(FULL, sections=(*FULL.sections, section(Slot.AFFECTED, WIDE)), summary=fragment(WIDE))
    file = tmp_path / "message.html"
    file.write_text(sent(letter).html, encoding="utf-8")
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright takes no method of a list
    page.goto(file.as_uri())
    for width in (700, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [width, width]
    ground, words, link = page.evaluate(
        """() => {
            const probe = document.createElement("div");
            probe.style.color = "Canvas";
            document.body.append(probe);
            const colour = (element) => getComputedStyle(element).color;
            return [probe, document.querySelector("p"), document.querySelector("a")].map(colour);
        }"""
    )
    assert contrast(ground, words) >= 7
    assert contrast(ground, link) >= 4.5
    assert (luminance(ground) < 0.1) is (scheme == "dark")
    assert [request.url for request in asked] == [file.as_uri()]
    assert page.locator("script, style, img, link").count() == 0
    page.close()


def test_headings_of_a_letter_leave_out_no_level() -> None:
    """Its parts stand below the title, and a writer's headings below their part."""
    headings = "<h4>One</h4><p>A</p><h5>Two</h5><p>B</p>"
    letter = replace(FULL, sections=(*FULL.sections, section(Slot.AFFECTED, headings)), summary=fragment(headings))
    levels = [int(level) for level in re.findall(r"<h(\d)", sent(letter).html)]
    assert levels[0] == 1
    assert {2, 3, 4} <= set(levels)
    assert max(after - before for before, after in itertools.pairwise(levels)) == 1


def luminance(colour: str) -> float:
    """How bright a colour such as `rgb(1, 2, 3)` is, as WCAG counts."""
    parts = [int(part) / 255 for part in colour.partition("(")[2].rstrip(")").split(",")[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
