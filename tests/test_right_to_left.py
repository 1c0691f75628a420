"""Words that are written from right to left: on the page, in feeds and in letters."""

import re
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as lxml_html
from playwright.sync_api import Browser

import afterword
from afterword.core.settings import Settings, Site
from afterword.core.words import Status
from afterword.outputs.announcements.letter import html_of
from afterword.outputs.announcements.message import message
from afterword.outputs.announcements.news import news_of
from afterword.outputs.translation import Language, direction
from builders import incident, update
from project import Project
from web import serve

ID = "2026-04-02-messages"
TEXT = """\
---
title: الرسائل لا تصل إلى العملاء
lang: ar
started: 2026-04-02 10:00 UTC
severity: major
---
بعض الرسائل تصل متأخرة.

### 2026-04-02 10:14 UTC - Resolved
انتهى الأمر.

- واحد

> اقتباس
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in English with an incident in Arabic."""
    project = Project(tmp_path_factory.mktemp("arabic") / "site", incidents=False)
    project.write(f"incidents/{ID}.md", TEXT)
    return project.build()


@pytest.mark.parametrize(
    ("tag", "way"),
    [
        ("ar", "rtl"),
        ("ar-EG", "rtl"),
        ("he", "rtl"),
        ("fa-x-own", "rtl"),
        ("az-Arab", "rtl"),
        ("az", "ltr"),
        ("de-CH", "ltr"),
        ("qqq", "ltr"),
    ],
)
def test_the_direction_of_a_language(tag: str, way: str) -> None:
    """As the Unicode CLDR has it; one that it does not know runs from left to right."""
    assert direction(tag) == way


def test_every_word_of_the_writer_has_its_direction(site: Path) -> None:
    """What is around it keeps that of the page."""
    page = lxml_html.document_fromstring((site / f"incidents/{ID}/index.html").read_text(encoding="utf-8"))
    marked = page.xpath("//article//*[@lang='ar']")
    assert len(marked) > 2
    assert {element.get("dir") for element in marked} == {"rtl"}
    assert page.get("dir") in {None, "ltr"}
    feed = etree.parse(site / "updates.atom")
    [content] = feed.findall(".//{*}entry/{*}content")
    assert (content.text or "").startswith('<div dir="rtl" lang="ar">\n<p><small>')


def test_lists_and_quotes_stand_on_their_side(site: Path, browser: Browser) -> None:
    """Signs of a list and the line of a quote are at the right, where a line begins."""
    with serve(site) as address:
        page = browser.new_page()
        page.goto(f"{address}/incidents/{ID}/")
        update_ = page.locator(".aw-updates")
        item, quote = update_.locator("[dir=rtl] li").first, update_.locator("blockquote")
        style = "(element) => { const s = getComputedStyle(element); return [s.marginLeft, s.borderLeftWidth, s.borderRightWidth]; }"
        assert item.evaluate(style)[0] == "0px"
        assert quote.evaluate(style)[1] == "0px"
        assert quote.evaluate(style)[2] != "0px"
        page.close()


LEVELS = """
<p dir="rtl"><span class="aw-nb"><svg class="aw-mark" viewBox="0 0 16 16"></svg>full outage</span> <span class="aw-nb">63 min</span>,
<span class="aw-nb"><svg class="aw-mark" viewBox="0 0 16 16"></svg>degraded</span> <span class="aw-nb">60 min</span></p>"""
GAPS = """all => all.map(mark => {
    const word = document.createRange();
    word.selectNodeContents(mark.nextSibling);
    return Math.round(mark.getBoundingClientRect().left - word.getBoundingClientRect().right);
})"""
"""How far each mark stands to the right of its word."""


def test_a_mark_stands_beside_its_own_word(site: Path, browser: Browser) -> None:
    """Also where a level is not translated on a page from right to left: else the mark of one level stood at another."""
    with serve(site) as address:
        page = browser.new_page()
        page.goto(f"{address}/incidents/{ID}/")
        page.locator("article .aw").first.evaluate("(one, html) => one.insertAdjacentHTML('afterbegin', html)", LEVELS)
        assert [0 <= gap < 10 for gap in page.locator("p[dir=rtl] .aw-mark").evaluate_all(GAPS)] == [True, True]
        page.close()


def test_a_letter_runs_from_right_to_left() -> None:
    """Also its lists, in mail programs that know no logical sides; another language has nothing of it."""
    said = update("2026-04-02 10:14", Status.RESOLVED, "<ul><li>واحد</li></ul>")

    def letter(lang: str) -> str:
        of = incident(ID, said, lang=lang)
        return html_of(message(list(news_of(of))[-1], Settings(), Site(name="x", url="https://x.example/"), Language()))

    assert '<html lang="ar" dir="rtl">' in letter("ar")
    assert "padding-right:22px" in letter("ar")
    assert "padding-left" not in letter("ar")
    assert " dir=" not in letter("en")


def test_styles_name_no_side_that_lies_elsewhere_on_a_page_from_right_to_left() -> None:
    """No shorthand of four values in which left and right differ."""
    sided = re.compile(r"(?:margin|padding|inset): *[^;{}\s]+ +([^;{}\s]+) +[^;{}\s]+ +([^;{}\s]+);")
    for sheet in sorted((Path(afterword.__file__).parent / "page_assets").glob("*.css")):
        assert not [rule[0] for rule in sided.finditer(sheet.read_text(encoding="utf-8")) if rule[1] != rule[2]], sheet.name
