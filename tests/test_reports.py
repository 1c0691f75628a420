"""Whether there is a report is decided once: page, register, feeds, programs, archive and letters say the same of it."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from afterword.core.settings import Settings
from afterword.core.words import Postmortem, Slot, Status
from afterword.figures.follow_up import reports
from afterword.figures.incident_figures import figures
from afterword.outputs.announcements.message import message
from afterword.outputs.announcements.news import news_of
from afterword.outputs.artifacts import Page
from afterword.outputs.translation import Language
from builders import at, fragment, incident, section, update
from golden import SITE
from published import documents, outputs, write
from test_pages import facts, page_of, words

ID = "2026-03-14-queue"
FRONT = "---\ntitle: Queue stopped\nstarted: 2026-03-14 09:00 UTC\nresolved: 2026-03-14 10:00 UTC\n{more}\n---\nIt stopped.\n\n"
OWN = "## Problem\n\nThe disk was full.\n\n## Solution\n\nA larger disk.\n"
KNOWN = "## What happened\n\nThe disk was full.\n"


def pages(folder: Path, more: str, body: str) -> dict[str, str]:
    """The content of every page, in words, by its address."""
    write(folder, {ID: FRONT.format(more=more) + body})
    return {artifact.url: words(artifact.html()).replace(" ;", ";") for artifact in outputs(folder) if isinstance(artifact, Page)}


@pytest.mark.parametrize("own", ["Problem", "RCA of the team", "Ursache"])
def test_a_final_report_under_headings_of_the_writers_own_is_published_everywhere(own: str, tmp_path: Path) -> None:
    """No heading has to be one that we know."""
    body = OWN.replace("Problem", own)
    found = pages(tmp_path, "postmortem: final", body)
    page = found[f"incidents/{ID}/"]
    assert "Final report; when it was published is not stated." in page
    assert "promised" not in page
    assert " Postmortem " in page
    assert "1 published" in found["postmortems/"]

    files = documents(tmp_path)
    for feed in ("history.atom", "history.rss"):
        assert "The disk was full." in files[feed], feed
        assert own in files[feed], feed
    [shape] = json.loads(files["api/v2/incidents.json"])["incidents"]
    assert shape["status"] == "postmortem"
    data = json.loads(files[f"api/incidents/{ID}.json"])["incident"]
    assert (data["postmortem"], [text["title"] for text in data["sections"]]) == ("final", [own, "Solution"])


@pytest.mark.parametrize(
    ("more", "body", "said", "published"),
    [
        ("postmortem: final", "", "Final report; when it was published is not stated.", True),
        ("postmortem: preliminary", OWN, "Preliminary report; when it was published is not stated.", True),
        ("postmortem: final", "### 2026-03-20 14:00 UTC - Postmortem\n\nBelow.\n\n" + OWN, "Final report of 20 March 2026.", True),
        ("postmortem: pending", KNOWN, "Report promised; no date was named.", False),
        ("postmortem: pending\npostmortem_due: 2026-05-01", KNOWN, "Report promised by 1 May 2026.", False),
        ("postmortem_due: 2026-05-01", OWN, "Report promised by 1 May 2026.", False),
        ("postmortem: not_planned", KNOWN, "No report is planned.", False),
        ("", KNOWN, "", True),
        ("", OWN, "", False),
    ],
)
def test_the_page_and_the_register_agree(more: str, body: str, said: str, published: bool, tmp_path: Path) -> None:
    """What the page calls promised stands under Promised, and what it calls a report can be read in the register."""
    found = pages(tmp_path, more, body)
    page, register = found[f"incidents/{ID}/"], found["postmortems/"]
    assert said in page
    assert ("promised" in said) == ("1 promised" in register)
    assert published == ("1 published" in register)


def test_a_letter_about_a_report_carries_its_text() -> None:
    """Under the usual headings, those that matter most; under the writer's own, those."""
    own = section(Slot.OTHER, "The disk was full.")
    known = [section(Slot.WHAT_HAPPENED, "It filled up."), section(Slot.LESSONS, "Look at disks.")]
    for sections, there, left in (((own,), "The disk was full.", "none"), ((*known, own), "It filled up.", "Look at disks.")):
        found = incident(ID, update("2026-03-14 10:00", Status.RESOLVED), sections=sections, postmortem=Postmortem.FINAL)
        news = list(news_of(found))[-1]
        text = "".join(block.html for block in message(news, Settings(), SITE, Language()).blocks)
        assert there in text
        assert left not in text


def test_nothing_of_a_report_is_out_before_it_is_final() -> None:
    """Feeds and programs get the text once it is final; `report` is there for the page."""
    found = incident(ID, sections=(section(Slot.OTHER, "Draft."),), postmortem=Postmortem.PRELIMINARY)
    assert (found.report_published, found.report_final, len(found.report)) == (True, False, 1)
    assert incident(ID, sections=(section(Slot.OTHER, "More."),), summary=fragment("x")).report == ()


def test_a_report_of_which_the_day_is_not_known_is_neither_late_nor_missing() -> None:
    """The facts say that it is published, and the statistics of promised days leave it out."""
    found = incident(
        ID, update("2026-03-14 10:00", Status.RESOLVED), postmortem=Postmortem.FINAL, postmortem_due=date(2026, 3, 20), severity="major"
    )
    rule = "promised by 20 March 2026; the day on which it was published is not stated"
    assert facts(page_of(found))["Report"] == ("published", rule)
    counted = figures(found, Settings(), at("2026-04-22 09:46"))
    assert counted
    assert reports([counted]).promised == 0
    undone = replace(found, postmortem=Postmortem.PENDING)
    missing = figures(undone, Settings(), at("2026-04-22 09:46"))
    assert missing
    assert reports([missing]).missing == (undone,)
