"""What a machine can see of how pages look: where things begin, what crosses what, how wide and how small things are."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from axe import violations
from full import PAGES, STATISTICS
from large import COUNT, IDS
from large import PAGES as LARGE
from project import Project
from watched import Scheme, Served, Windows, resize

REPORT = "incidents/2026-04-10-long-report/"
WIDTHS = (320, 390, 768, 1280)
TOP = "one => one.getBoundingClientRect().top + scrollY"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_history_begins_with_incidents(windows: Windows, full_site: Served, large_site: Served, width: int) -> None:
    """The first one stands within 450 px; what is open comes first, and not a second time."""
    for site in (full_site, large_site):
        page = windows(width).load(site.address, "history/")
        assert page.locator(".aw-rows > li").first.evaluate(TOP) <= 450
        opened = page.locator(".aw-open h3 a").all_inner_texts()
        assert opened
        assert not set(opened) & set(page.locator(".aw-rows:not(.aw-open) h3 a").all_inner_texts())


def test_the_history_holds_whole_months_and_leads_to_all(large_site: Served) -> None:
    """50 to 100 incidents in at most 150 kB; the number of each month is that of its list, and those of a year make its sum."""
    text = (large_site.folder / "history/index.html").read_text(encoding="utf-8")
    assert 50 <= text.count('class="aw-dur"') <= 101
    assert len(text.encode()) < 150_000
    rows = re.findall(r'<tr><th scope="row"><a href="(\d{4})/">.*?</tr>', text, re.DOTALL)
    assert rows == ["2026", "2025", "2024"]
    months = {path: int(number) for path, number in re.findall(r'<td data-l="\w+"><a href="(\d{4}/\d\d)/"[^>]*>(\d+)</a>', text)}
    sums = [int(number) for number in re.findall(r'<td class="aw-all n"[^>]*>(\d+)</td>', text)]
    assert sums == [sum(number for path, number in months.items() if path[:4] == year) for year in rows]
    assert sum(sums) == COUNT + 2
    for path, number in months.items():
        listed = (large_site.folder / f"history/{path}/index.html").read_text(encoding="utf-8")
        assert len(re.findall(r'<h2><a href="../../../incidents/', listed)) == number, path


def test_the_home_page_links_each_component_once(windows: Windows, large_site: Served) -> None:
    """Also among 88 in nine groups, and what happened last begins soon after them."""
    page = windows(1280).load(large_site.address)
    links = page.locator(".aw-components a[href^='components/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert sorted(links) == sorted(f"components/{component}/" for component in IDS)
    assert page.locator("#newest").evaluate(TOP) < page.locator("#calendar").evaluate(TOP)
    assert page.locator(".aw-components details[open]").count() == 3


END = """one => {
    const letters = document.createRange();
    letters.selectNodeContents(one);
    return Math.round(one.closest("li").getBoundingClientRect().right - letters.getBoundingClientRect().right);
}"""
"""How far the letters of an element end from the end of its row."""


def test_what_is_open_says_how_long_at_the_right_edge(windows: Windows, full_site: Served) -> None:
    """As everything else in the list, so that the eye compares; the room for longer words is before it."""
    page = windows(1280).load(full_site.address, "history/")
    ends = {one.evaluate(END) for one in page.locator(".aw-open [data-so-far]").all()}
    padding = page.locator(".aw-open > li").first.evaluate("one => Math.round(parseFloat(getComputedStyle(one).paddingRight))")
    assert ends == {padding}


CROSSED = """() => {
    const found = []
    const boxes = (one) => {
        const box = one.getBoundingClientRect()
        if (one.tagName === "line") return [box]
        const pieces = [...one.getAttribute("d").matchAll(/M0 ([0-9]+)V([0-9]+)/g)], top = box.top - pieces[0][1]
        return pieces.map(([_, begin, end]) => ({left: box.left, right: box.right, top: top + +begin, bottom: top + +end}))
    }
    for (const svg of document.querySelectorAll(".aw-tl, svg.aw-svg")) {
        const texts = [...svg.querySelectorAll("text")].map(one => [one.textContent, one.getBoundingClientRect()])
        const words = texts.filter(([, box]) => box.width)
        for (const line of svg.querySelectorAll("line, path:is(.grid, .pole, .made)")) {
            for (const box of boxes(line)) for (const [word, b] of words) {
                const apart = b.right < box.left || box.right < b.left || b.bottom - 3 < box.top || box.bottom < b.top + 3
                if (!apart) found.push(`${word} × ${line.getAttribute("class")}`)
            }
        }
    }
    return found
}"""
"""Words of pictures through which a line goes; a box of letters is higher than they are."""


def test_no_line_of_a_picture_crosses_a_word(windows: Windows, full_site: Served, crowded_site: Served, large_site: Served) -> None:
    """Neither the line of a target nor the pole of a milestone, at any width."""
    looked_at = (
        (full_site, PAGES["closed incident"]),
        (full_site, PAGES["open incident"]),
        (crowded_site, "incidents/2026-04-03-many/"),
        (crowded_site, "statistics/"),
        (large_site, "statistics/"),
        (large_site, REPORT),
    )
    for site, path in looked_at:
        page = windows(WIDTHS[-1]).load(site.address, path)
        for width in WIDTHS:
            resize(page, width)
            assert page.evaluate(CROSSED) == [], (path, width)


def test_a_wide_table_has_room_and_scrolls_by_keyboard(windows: Windows, large_site: Served) -> None:
    """It leaves the width of the text; on a phone it says that it scrolls, and its first column stays."""
    page = windows(1280).load(large_site.address, REPORT)
    box, text = page.locator(".aw-wide-table").bounding_box(), page.locator("#what-happened + .aw-main > p").first.bounding_box()
    assert box
    assert text
    assert box["width"] > text["width"] + 200
    hint = page.get_by_text("Table 1 has 9 columns: it scrolls to the side.")
    assert hint.bounding_box() == {**hint.bounding_box(), "width": 1, "height": 1}  # type: ignore[dict-item]  # it is there
    resize(page, 390)
    assert (hint.bounding_box() or {"width": 0})["width"] > 100
    region = page.get_by_role("region", name="Table 1 has 9 columns")
    region.focus()
    before = region.locator("th").first.bounding_box()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    for _ in range(100):  # a policy forbids what Playwright would wait for
        if region.evaluate("one => one.scrollLeft") > 30:
            break
        page.wait_for_timeout(50)
    assert region.evaluate("one => one.scrollLeft") > 30
    assert region.locator("th").first.bounding_box() == before


def test_paper_has_every_column(browser: Browser, large_site: Served, tmp_path: Path) -> None:
    """Nine columns and a long line of code stand on A4 whole, and no page has one line alone."""
    page = browser.new_page()
    page.goto(large_site.address + REPORT)
    file = tmp_path / "report.pdf"
    page.pdf(path=file, format="A4")
    page.set_viewport_size({"width": 680, "height": 900})  # A4 without its margins
    page.emulate_media(media="print")
    widths = page.locator(".aw-wide-table table, .aw-main pre").evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
    page.close()
    assert len(widths) == 2
    assert max(widths) <= 680
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
    printed = done.stdout.removesuffix("\f").split("\f")
    assert "15:10" in done.stdout
    assert min(len(sheet.split("\n")) for sheet in printed) > 3


def test_the_search_field_has_an_edge_in_forced_colours(browser: Browser, full_site: Served) -> None:
    """Where the reader's colours take the place of ours."""
    context = browser.new_context(forced_colors="active", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(full_site.address)
    assert page.locator(".md-search__form").evaluate("one => getComputedStyle(one).borderTopStyle") == "solid"
    context.close()


def test_a_page_without_a_tab_marks_the_one_that_it_belongs_to(windows: Windows, full_site: Served) -> None:
    """Incidents and their lists belong to the history, a component to the components."""
    tabs = {"closed incident": "History", "category": "History", "month": "History", "component": "Components", "home": "Now"}
    for name, tab in tabs.items():
        page = windows(1280).load(full_site.address, PAGES[name])
        assert page.locator(".md-tabs__item--active").all_inner_texts() == [tab], name


def test_the_name_of_the_site_is_whole_on_the_smallest_phone(windows: Windows, full_site: Served) -> None:
    """It may take two lines; no letter is cut."""
    page = windows(320).load(full_site.address)
    name = page.locator(".md-header__topic .md-ellipsis").first
    assert name.evaluate("one => [one.scrollHeight - one.clientHeight, one.scrollWidth - one.clientWidth].every(more => more <= 1)")


def test_a_phone_leads_past_the_facts_to_the_updates(windows: Windows, full_site: Served) -> None:
    """In one line on the first two screens; beside the contents of a desk it is not needed."""
    page = windows(390).load(full_site.address, PAGES["closed incident"])
    link = page.get_by_role("navigation", name="Jump to").get_by_role("link", name="7 updates")
    assert link.evaluate(TOP) < 2 * 844
    resize(page, 1280)
    assert not page.locator(".aw-jump").is_visible()


SIZES = "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"


def test_headings_of_a_report_differ_by_level_on_a_phone(windows: Windows, large_site: Served) -> None:
    """A part, a section, a heading in it, and one below that: each is smaller than the one above."""
    page = windows(390).load(large_site.address, REPORT)
    sizes = page.locator("#postmortem, #what-happened, .aw-main > h4, .aw-main > h5").evaluate_all(SIZES)
    assert sizes == sorted(set(sizes), reverse=True)
    assert len(sizes) == 4


def test_an_update_names_the_components_whose_level_it_changed(windows: Windows, large_site: Served) -> None:
    """With the level before and after; at the end, that the effects have stopped."""
    page = windows(1280).load(large_site.address, REPORT)
    found = [re.sub(r"\s+", " ", text).strip() for text in page.locator(".aw-changes").all_inner_texts()]
    assert found == [
        "Account 1: full outage Programs 1: partial outage",
        "Account 1: full outage → degraded",
        "Account 1: degraded → the effects have stopped Programs 1: partial outage → the effects have stopped",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_comments_in_code_stand_out_from_their_ground(windows: Windows, full_site: Served, scheme: Scheme) -> None:
    """On pages written by hand, whose code the theme colours."""
    page = windows(1280, scheme).load(full_site.address, PAGES["by hand"])
    code = "<div class=highlight><pre><code><span class=c1># why</span> <span class=o>+</span></code></pre></div>"
    page.locator("article").evaluate("(one, code) => one.insertAdjacentHTML('beforeend', code)", code)
    assert violations(page, ("color-contrast",)) == []


OPENED = """() => {
    for (const box of document.querySelectorAll("details")) box.open = true;
    return document.documentElement.scrollWidth;
}"""
"""The width of a page with all its boxes open."""


LONG_NAMES = """() => {
    const found = [...document.querySelectorAll(".aw :is(a, h1, h2, h3, .aw-lv)")].filter(one => !one.closest("svg, table.aw-fig, .aw-gi"));
    for (const one of found) {
        const words = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
        while (words.nextNode()) {
            const word = words.currentNode;
            if (!word.parentElement.closest("time, .aw-vh")) word.data = word.data.replace(/\\S{4,}/, "m".repeat(60));
        }
    }
    return document.documentElement.scrollWidth;
}"""
"""The width of a page when each name, title and link on it has a word of 60 letters."""
LONG_ITEMS = """() => {
    const heads = ["Zustand", "Maßnahme", "Wirkungsweise", "Dringlichkeit", "Zuständigkeit", "Fälligkeitstag"];
    const place = document.querySelector("article .aw").getBoundingClientRect(), faults = [];
    for (const table of document.querySelectorAll(".aw-items, #action-items ~ table")) {
        const across = [...table.querySelectorAll("thead th")];
        for (const head of across) (head.querySelector("span") || head).textContent = heads[across.indexOf(head)];
        for (const row of table.tBodies[0].rows) for (const cell of [...row.cells].slice(2, -1)) {
            const words = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
            while (words.nextNode()) words.currentNode.data = "Rechtsschutzversicherungsgesellschaften";
        }
        if (table.getBoundingClientRect().right > place.right + 1) faults.push("too wide");
        for (const head of across) {
            const letters = document.createRange();
            letters.selectNodeContents(head);
            if (innerWidth > 1000 && letters.getBoundingClientRect().height > 30) faults.push(head.textContent);
        }
        for (const cell of table.querySelectorAll("tbody th")) if (cell.getBoundingClientRect().width < 100) faults.push("too narrow");
    }
    return faults;
}"""
"""Tables of action items that leave the page, and heads that are broken, when heads and owners have words as in German."""
LARGE_LETTERS = """size => {
    document.documentElement.style.fontSize = size;
    return document.documentElement.scrollWidth;
}"""
"""The width of a page with letters of another size, such as 40px, which is twice the usual one."""


OVERLAPS = """([around, inner]) => [...document.querySelectorAll(around)].flatMap(one => {
    const parts = [...one.querySelectorAll(inner)].flatMap(part => [...part.getClientRects()].map(box => [part, box]));
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const over = parts.filter(([part, box]) => parts.some(([other, place]) => other !== part && meet(box, place)));
    return over.map(([part]) => part.textContent);
})"""
"""The parts of elements that stand over one another."""


def test_no_page_scrolls_sideways_on_a_phone(windows: Windows, full_site: Served, crowded_site: Served, large_site: Served) -> None:
    """With all boxes open: at 320 px, which is a desk at 400 %, also with long names; and at 360 px with letters of twice the size."""
    for site, pages in ((full_site, PAGES), (crowded_site, STATISTICS), (large_site, LARGE)):
        for name, path in pages.items():
            page = windows(320).load(site.address, path)
            assert page.evaluate(OPENED) == 320, name
            resize(page, 360)
            assert page.evaluate(LARGE_LETTERS, "40px") == 360, name
            assert page.evaluate(OVERLAPS, [".aw-rows > li", ".aw-date, .aw-dur"]) == [], name
            resize(page, 320)
            assert page.evaluate(LARGE_LETTERS, "") == 320, name
            assert page.evaluate(LONG_NAMES) == 320, name


@pytest.mark.parametrize("kind", ["closed incident", "action items"])
def test_a_table_of_action_items_has_room_for_long_words(windows: Windows, full_site: Served, kind: str) -> None:
    """No column is pushed out of the page, where it would be cut off, and on a desk no head of a column is broken."""
    page = windows(1280).load(full_site.address, PAGES[kind])
    for width in (1280, 860):
        resize(page, width)
        assert page.evaluate(LONG_ITEMS) == [], width


def test_components_without_groups_say_since_when_beside_their_names(browser: Browser, tmp_path: Path) -> None:
    """What `init` proposes has no groups: there, too, the time stands behind the name of the component, not over it."""
    project = Project(tmp_path / "history", incidents=False)
    components = "components:\n  - {id: api, name: API}\n  - {id: mail, name: Mail}\n"
    project.write("site_config/settings.yml", f"feeds: {{authority: status.pigeonpost.example}}\n{components}")
    project.write(
        "incidents/2026-03-14-x.md", "---\ntitle: Sign-in fails\ncomponents: [api]\n---\n### 2026-03-14 09:16 UTC - Identified\nA.\n"
    )
    project.build("2026-03-14 10:00 UTC")
    page = browser.new_page()
    page.goto((project.site / "index.html").as_uri())
    row = page.locator(".aw-marks > li", has=page.locator(".aw-gi"))
    assert row.count() == 1
    name, since = (row.locator(inner).first.bounding_box() for inner in ("a", ".aw-gi"))
    assert name
    assert since
    assert since["x"] >= name["x"] + name["width"] or since["y"] >= name["y"] + name["height"]
    assert row.locator(".aw-gi").evaluate("one => getComputedStyle(one).textIndent") == "0px"
    page.close()


def test_each_lane_of_a_picture_has_its_words_on_paper(windows: Windows, full_site: Served) -> None:
    """A rem is smaller there, so the picture is neither wide nor narrow by the measure of other parts."""
    page = windows(680).load(full_site.address, "incidents/2017-02-28-amazon-s3-disruption/")
    page.evaluate("document.documentElement.style.fontSize = '16px'")
    width = page.locator(".aw-tl").first.evaluate("one => one.getBoundingClientRect().width")
    assert 36 * 16 < width < 720
    words = page.locator(".aw-tl .aw-narrow")
    assert words.count()
    assert all(words.nth(number).evaluate("one => getComputedStyle(one).display !== 'none'") for number in range(words.count()))


def test_a_cell_keeps_the_alignment_that_its_writer_gave_it(windows: Windows, full_site: Served) -> None:
    """The theme aligns cells, too."""
    page = windows(1280).load(full_site.address, "")
    table = "<table><tr><td class=aw-align-right>1</td></tr></table>"
    page.locator("article .aw").first.evaluate("(one, table) => one.insertAdjacentHTML('beforeend', table)", table)
    assert page.locator("td.aw-align-right").last.evaluate("one => getComputedStyle(one).textAlign") == "right"
