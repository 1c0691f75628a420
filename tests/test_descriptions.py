"""What search results, previews, calendars and programs say of an incident carries no footnotes: nobody can follow them there."""

import json
from pathlib import Path

import pytest

from afterword.markup import render
from afterword.markup.safe import without_footnotes
from afterword.outputs.artifacts import Page
from published import documents, outputs, write

FILE = """\
---
title: Queue stopped
{kind}
---
Posts waited[^1] for **an hour**[^long].

{updates}
[^1]: Most of them.

[^long]: By the clock of the queue.
"""
PLAN = "kind: maintenance\nscheduled_start: 2026-05-01 22:00 UTC\nscheduled_end: 2026-05-01 23:00 UTC"
UPDATE = "### 2026-03-14 10:00 UTC - Scheduled\n\nWe move[^1].\n"


@pytest.mark.parametrize(("kind", "updates"), [("backfilled: true", ""), (PLAN, UPDATE)])
def test_a_description_has_the_words_alone(kind: str, updates: str, tmp_path: Path) -> None:
    """Neither the marks nor the notes are in it."""
    write(tmp_path, {"2026-03-14-x": FILE.format(kind=kind, updates=updates)})
    [page] = [one for one in outputs(tmp_path) if isinstance(one, Page) and one.url == "incidents/2026-03-14-x/"]
    assert page.description == "Posts waited for an hour."
    assert page.search
    assert page.search.text == "Posts waited for an hour."
    files = documents(tmp_path)
    said = (
        json.loads(files["api/v2/incidents.json"])["incidents"]
        or json.loads(files["api/v2/scheduled-maintenances.json"])["scheduled_maintenances"]
    )
    assert said[0]["incident_updates"][0]["body"] == ("We move." if updates else "Posts waited for an hour.")
    if updates:
        plan = files["maintenance.ics"].replace("\r\n ", "")
        assert "Posts waited for an hour.\\n\\nScheduled\\, 14 Mar 2026\\, 10:00 UTC: We move.\\n\\n" in plan


def test_only_footnotes_go() -> None:
    """A power and a link to another page stay."""
    for text in ("10<sup>3</sup> m", 'see <sup><a href="https://x.example/#a">1</a></sup>'):
        assert without_footnotes(render(text)) == render(text)
    assert without_footnotes(render("a[^1] b\n\n[^1]: n")) == "<p>a b</p>\n"
