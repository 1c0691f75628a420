"""What the search of the site finds, and what its index costs."""

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from string import ascii_lowercase

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from afterword.core.words import Slot, Status
from afterword.outputs.search_entries import LONGEST, Searched, limit, rest
from builders import incident, section, update
from project import Project
from web import serve

ID = "2026-04-02-late"
WORDS = "\n".join(f"{''.join(letters)}ux and the other" for letters in product(ascii_lowercase, ascii_lowercase, "xy"))
TEXT = f"""\
---
title: الرسائل لا تصل إلى العملاء
started: 2026-04-02 10:00 UTC
severity: major
---
Messages are late.

### 2026-04-02 10:14 UTC - Resolved: an upgrade went wrong
The upgrade to 2.14.3 was undone.

## What happened

{WORDS} The scheduler (overnight) kept "restarting". The scheduler had no memory. 配信が停止しました。
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with one incident, whose report is longer than an entry of the search."""
    project = Project(tmp_path_factory.mktemp("search") / "site", incidents=False)
    project.write(f"incidents/{ID}.md", TEXT)
    return project.build()


@pytest.fixture(scope="module")
def search(site: Path, browser: Browser) -> Iterator[Page]:
    """A page written by hand on which the search is open and has its index."""
    with serve(site) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{address}/about/")
        page.keyboard.press("s")
        expect(page.locator(".md-search__input")).to_be_focused()
        yield page
        page.close()


def find(search: Page, words: str) -> Locator:
    """Search for words, once the index is there; the hit that is the incident."""
    search.locator(".md-search__input").fill("")
    search.keyboard.type("zzzz", delay=20)
    search.locator(".md-search-result__meta", has_text="No matching documents").wait_for()
    search.locator(".md-search__input").fill(words)
    search.keyboard.press("End")
    hit = search.locator(f".md-search-result__item a[href*='{ID}']").first
    expect(hit).to_be_visible()
    return hit


@pytest.mark.parametrize("words", ["scheduler", "overnight", "restarting", "2.14.3", "undone", "العملاء", "停止"])
def test_words_of_every_part_are_found(search: Page, words: str) -> None:
    """Of the report, of an update, of a title in another script; also in brackets, and in a script without spaces."""
    find(search, words)


def test_a_hit_is_its_title_and_a_few_lines(search: Page) -> None:
    """The text of an entry is searched whole, and shown short, so that the next hit is on the same screen of a phone."""
    hit = find(search, "scheduler")
    search.set_viewport_size({"width": 390, "height": 844})
    assert len(hit.text_content() or "") > 1000
    assert hit.evaluate("one => one.getBoundingClientRect().height") < 844 / 4


def test_an_entry_is_no_longer_than_its_share(site: Path) -> None:
    """The beginning, and at most so much of the rest."""
    [entry] = [one for one in json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))["docs"] if ID in one["location"]]
    assert entry["text"].startswith("Messages are late. Major ")
    assert LONGEST < len(entry["text"]) + 200 < LONGEST + 400


def test_the_index_grows_with_the_square_root_of_the_history() -> None:
    """Entries of a small history hold everything that people write; those of a large one hold less. One incident more changes no other."""
    assert [limit(count) for count in (0, 1, 10, 32)] == [LONGEST] * 4
    assert limit(4_097) == limit(5_000) == limit(8_192)
    assert 4_096 * limit(4_096) <= 2 * 1_024 * limit(1_024)
    assert 5_000 * limit(5_000) < 2_000_000


def test_the_words_that_tell_most_come_first() -> None:
    """What is said often and is long, and codes; never what stands on every page, nor what the beginning says."""
    text = "<p>The queue was slow, and the scheduler was slow, and the scheduler had the error E1042.</p>"
    assert rest([text], "", 1_000) == "The queue was slow, and the scheduler was slow, and the scheduler had the error E1042."
    assert rest([text], "The scheduler", 18) == "E1042 queue slow"


def searched(known: dict[str, str], files: str = "1") -> Searched:
    """What gives the entry of an incident that was read from these files, and knows this by now."""
    found = Searched(known)
    found.digests = {ID: files}
    return found


def test_what_is_kept_is_what_would_be_made() -> None:
    """Only for the same files, the same beginning and the same share."""
    one = incident(ID, update("2026-04-02 10:14", Status.RESOLVED, "<p>Undone.</p>"), sections=(section(Slot.OTHER, "<p>Because.</p>"),))
    first = searched({})
    made = first(one, "Late.", 100)
    assert first.fresh
    again = searched(first.kept)
    assert (again(one, "Late.", 100), again.fresh, again.kept) == (made, False, first.kept)
    assert searched(dict.fromkeys(first.kept, "old"))(one, "Late.", 100) == "old"
    for files, beginning, most in (("1", "Slow.", 100), ("1", "Late.", 12), ("2", "Late.", 100)):
        other = searched(first.kept, files)
        other(one, beginning, most)
        assert other.fresh
