"""What was published before: addresses stay, and words are not changed or removed in silence."""

from pathlib import Path

import pytest

from repository import Repository

ID = "2026-03-14-messages-late"
FILE = f"incidents/{ID}.md"
FOLDER = f"incidents/{ID}"
OTHER = "incidents/2026-03-14-queue-stopped.md"
FRONT = "---\ntitle: Messages are late\n---\n"
TEXT = f"""\
{FRONT}Messages went out late.

### 2026-03-14 09:16 UTC - Investigating
We are looking for the cause.

### 2026-03-14 09:40 UTC - Identified: a full disk
A disk was full, so nothing could be queued.

### 2026-03-14 10:05 UTC - Resolved
Messages go out again. We are sorry.

— Ada Osei, Head of Support
"""
CORRECTION = "\n### 2026-03-15 08:00 UTC - Correction\nIt was not the disk.\n"
FILE_FORM = f" (an update file has none: write this update as a heading in {FILE})"


@pytest.fixture
def published(tmp_path: Path) -> Repository:
    """A repository in which one incident was published."""
    repository = Repository(tmp_path / "site")
    repository.write(FILE, TEXT)
    repository.commit()
    return repository


def gone(
    place: str, *, restore: str = "Restore the file name", aliases: str = ID, file: str = "the file that replaces it", id_: str = ID
) -> str:
    """The line of E112."""
    return (
        f"{place}:1:1: error E112: '{id_}' was published at /incidents/{id_}/ and is gone. {restore}, or add aliases: [{aliases}] to {file}"
    )


def moved(place: str, anchor: str, form: str = "") -> str:
    """The line of E113."""
    words = f"now has another time. Keep its address: add {{#{anchor}}} at the end of the heading"
    return f"{place}:1: error E113: the update published as #{anchor} {words}{form}"


def changed(place: str, time: str) -> str:
    """The line of W208."""
    words = "was changed after it was published. Add a Correction: ### 2026-12-31 12:00 UTC - Correction"
    return f"{place}:1: warning W208: the update of 2026-03-14 {time} UTC {words}"


def removed(time: str) -> str:
    """The line of W209."""
    words = "was published and is gone. Restore it, or add a Correction"
    return f"{FILE}:1:1: warning W209: the update of 2026-03-14 {time} UTC {words}"


# ---- what is no loss -----------------------------------------------------------------------------


def test_what_does_not_change_is_no_problem(published: Repository) -> None:
    """Nothing is said when nothing happened."""
    assert published.compared() == []


def test_what_is_added_is_no_problem(published: Repository) -> None:
    """A new incident, a new update, other sections and other facts take nothing away."""
    published.write(FILE, TEXT.replace("late\n---\n", "late\nseverity: minor\n---\nMore.\n") + "\n## Affected\n\nSome.\n")
    published.write(f"{FOLDER}/updates/2026-03-14T0930Z-update.md", "Still looking.\n")
    published.write(OTHER, TEXT)
    assert published.compared() == []


def test_white_space_and_comments_are_not_words(published: Repository) -> None:
    """A text that is wrapped in another way, or waived with a reason, says the same."""
    published.write(
        FILE, TEXT.replace("disk was full, so", "disk was\nfull,   so").replace("cause.", "cause. <!-- off: H306 we know it -->")
    )
    assert published.compared() == []


def test_a_draft_was_never_published(published: Repository) -> None:
    """A draft may be changed and removed as its writer likes."""
    published.write(OTHER, TEXT.replace("---\n", "---\ndraft: true\n", 1))
    published.commit()
    published.remove(OTHER)
    assert published.compared() == []


def test_a_sample_may_be_deleted(published: Repository) -> None:
    """A trial was never a promise; renamed it keeps its address like any other file."""
    published.write(OTHER, TEXT.replace("---\n", "---\nsample: true\n", 1))
    published.commit()
    published.remove(OTHER)
    assert published.compared() == []


def test_a_file_may_turn_into_a_folder(published: Repository) -> None:
    """The address is the same."""
    published.move(FILE, f"{FOLDER}/index.md")
    assert published.compared() == []


def test_an_update_may_move_into_a_file_of_its_own(published: Repository) -> None:
    """The time, the status and the words are the same; the headline stands in the text."""
    published.replace(FILE, "### 2026-03-14 09:16 UTC - Investigating\nWe are looking for the cause.\n", "")
    published.replace(FILE, "### 2026-03-14 09:40 UTC - Identified: a full disk\nA disk was full, so nothing could be queued.\n", "")
    published.write(f"{FOLDER}/updates/2026-03-14T0916Z-investigating.md", "We are looking for the cause.\n")
    published.write(f"{FOLDER}/updates/2026-03-14T0940Z-identified.md", "a full disk\n\nA disk was full, so nothing could be queued.\n")
    assert published.compared() == []


def test_a_file_that_cannot_be_read_is_not_gone(published: Repository) -> None:
    """What is wrong with it is said once, and not a second time as a lost address."""
    published.write(FILE, TEXT.replace("---\n", "", 1))
    assert published.compared() == []


# ---- addresses of incidents ----------------------------------------------------------------------


def test_an_incident_that_vanished(published: Repository) -> None:
    """Where it stood, with what to do."""
    published.remove(FILE)
    assert published.compared() == [gone(FILE)]


def test_a_file_with_a_new_name(published: Repository) -> None:
    """The problem stands at the new file, with the line to add there."""
    published.move(FILE, OTHER)
    assert published.compared() == [gone(OTHER, file=OTHER)]


@pytest.mark.parametrize("line", [f"aliases: [{ID}]", f"id: {ID}"])
def test_a_file_with_a_new_name_that_keeps_its_address(published: Repository, line: str) -> None:
    """An alias becomes a redirect, and `id:` freezes the address."""
    published.move(FILE, OTHER)
    published.replace(OTHER, "title:", f"{line}\ntitle:")
    assert published.compared() == []


def test_a_file_with_a_new_name_and_new_words(published: Repository) -> None:
    """It is found again by most of its words; what it lost of them is said in the same run."""
    published.move(FILE, OTHER)
    published.replace(OTHER, "title: Messages are late", "title: The queue stopped\naliases: [2026-03-14-queue]")
    published.replace(OTHER, "A disk was full,", "A big disk was full,")
    assert published.compared() == [gone(OTHER, aliases=f"2026-03-14-queue, {ID}", file=OTHER), changed(f"{OTHER}:10", "09:40")]


def test_another_file_with_the_same_title_was_there_before(published: Repository) -> None:
    """An incident that was published under its own address replaces nothing."""
    published.write(OTHER, TEXT)
    published.commit()
    published.remove(FILE)
    assert published.compared() == [gone(FILE)]


def test_another_id_in_the_same_file(published: Repository) -> None:
    """To write `id:` changes the address as much as a new file name does."""
    published.replace(FILE, "title:", "id: 2026-03-14-queue-stopped\ntitle:")
    restore = f"Write id: {ID} into the front matter"
    assert published.compared() == [gone(FILE, restore=restore, file=FILE)]


def test_an_alias_that_vanished(published: Repository) -> None:
    """A redirect was published too."""
    published.write(FILE, TEXT.replace("title:", "aliases: [2026-03-14-a, 2026-03-14-b]\ntitle:"))
    published.commit()
    published.replace(FILE, "aliases: [2026-03-14-a, 2026-03-14-b]", "aliases: [2026-03-14-a]")
    expected = gone(FILE, id_="2026-03-14-b", restore="Restore the alias", aliases="2026-03-14-a, 2026-03-14-b", file=FILE)
    assert published.compared() == [expected]


def test_a_published_incident_that_becomes_a_draft(published: Repository) -> None:
    """A draft is not published, so its address would lead nowhere."""
    published.replace(FILE, "title:", "draft: true\ntitle:")
    assert published.compared() == [gone(FILE, restore="Remove draft: true")]


# ---- addresses of updates ------------------------------------------------------------------------


def test_a_time_that_was_corrected(published: Repository) -> None:
    """At the heading, with what to add."""
    published.replace(FILE, "09:40 UTC", "09:38 UTC")
    assert published.compared() == [moved(f"{FILE}:9", "u-20260314T0940Z")]


def test_a_time_that_was_corrected_with_the_old_address(published: Repository) -> None:
    """What E113 asks for ends it."""
    published.replace(FILE, "09:40 UTC - Identified: a full disk", "09:38 UTC - Identified: a full disk {#u-20260314T0940Z}")
    assert published.compared() == []


def test_a_time_and_some_words_that_were_corrected(published: Repository) -> None:
    """An update is found again by most of its words, and both faults are named."""
    published.replace(FILE, "09:40 UTC", "09:10 UTC")
    published.replace(FILE, "A disk was full,", "One disk was full,")
    assert published.compared() == [moved(f"{FILE}:9", "u-20260314T0940Z"), changed(f"{FILE}:9", "09:40")]


def test_a_time_and_all_words_that_were_corrected(published: Repository) -> None:
    """An update is found again by its status and its place among the others."""
    published.replace(FILE, "09:40 UTC - Identified: a full disk", "09:42 UTC - Identified")
    published.replace(FILE, "A disk was full, so nothing could be queued.", "Somebody pulled the plug.")
    assert published.compared() == [moved(f"{FILE}:9", "u-20260314T0940Z"), changed(f"{FILE}:9", "09:40")]


def test_a_time_that_was_corrected_in_a_file_of_its_own(published: Repository) -> None:
    """A file has no heading to add an anchor to, so the remedy is another."""
    published.write(f"{FOLDER}/updates/2026-03-14T0930Z-update.md", "Still looking.\n")
    published.commit()
    published.move(f"{FOLDER}/updates/2026-03-14T0930Z-update.md", f"{FOLDER}/updates/2026-03-14T0925Z-update.md")
    assert published.compared() == [moved(f"{FOLDER}/updates/2026-03-14T0925Z-update.md:1", "u-20260314T0930Z", FILE_FORM)]


def test_an_update_before_another_of_its_minute(published: Repository) -> None:
    """The second of a minute is `-2`, in the order of the file: one put before it takes its address."""
    published.replace(FILE, "### 2026-03-14 09:16", "### 2026-03-14 09:16 UTC - Update\nIt began.\n\n### 2026-03-14 09:16")
    assert published.compared() == [moved(f"{FILE}:9", "u-20260314T0916Z")]


def test_the_first_of_two_updates_in_a_minute_is_removed(published: Repository) -> None:
    """The one that stays must not take the address of the one that is gone."""
    published.write(FILE, TEXT.replace("### 2026-03-14 09:40", "### 2026-03-14 09:16 UTC - Update\nIt began.\n\n### 2026-03-14 09:40"))
    published.commit()
    published.replace(FILE, "### 2026-03-14 09:16 UTC - Investigating\nWe are looking for the cause.\n\n", "")
    assert published.compared() == [removed("09:16"), moved(f"{FILE}:6", "u-20260314T0916Z-2")]


def test_the_updates_of_an_incident_with_a_new_name(published: Repository) -> None:
    """A redirect keeps the anchor, so the anchor must be there."""
    published.move(FILE, OTHER)
    published.replace(OTHER, "title:", f"aliases: [{ID}]\ntitle:")
    published.replace(OTHER, "09:40 UTC", "09:38 UTC")
    assert published.compared() == [moved(f"{OTHER}:10", "u-20260314T0940Z")]


# ---- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A disk was full", "A database was slow"),
        ("a full disk", "a slow database"),
        ("Identified", "Mitigated"),
        ("queued.", "queued.\n\n— Kofi Mensah"),
    ],
)
def test_published_words_that_were_changed(published: Repository, old: str, new: str) -> None:
    """Text, headline, status and signature are all words of an update."""
    published.replace(FILE, old, new)
    assert published.compared() == [changed(f"{FILE}:9", "09:40")]


def test_a_published_update_that_was_removed(published: Repository) -> None:
    """In the incident's file: the place where it stood is gone."""
    published.replace(FILE, "### 2026-03-14 09:16 UTC - Investigating\nWe are looking for the cause.\n\n", "")
    assert published.compared() == [removed("09:16")]


def test_one_update_is_removed_and_another_is_written(published: Repository) -> None:
    """An update that says something else does not stand in for the one that is gone."""
    published.write(FILE, TEXT + "\n### 2026-03-14 11:00 UTC - Update\nWe pay back what you paid.\n")
    published.commit()
    published.replace(FILE, "11:00 UTC - Update\nWe pay back what you paid.", "12:00 UTC - Update\nOur report comes on Monday.")
    assert published.compared() == [removed("11:00")]


@pytest.mark.parametrize("word", ["Correction", "Retracted"])
def test_who_corrects_in_public_may_change_words(published: Repository, word: str) -> None:
    """Readers are told, so nothing is silent; an address that is lost still is an error."""
    published.write(FILE, TEXT.replace("A disk", "A database").replace("09:16 UTC", "09:15 UTC") + CORRECTION.replace("Correction", word))
    published.replace(
        FILE, "### 2026-03-14 10:05 UTC - Resolved\nMessages go out again. We are sorry.\n\n— Ada Osei, Head of Support\n", ""
    )
    assert published.compared() == [moved(f"{FILE}:6", "u-20260314T0916Z")]


def test_an_old_correction_covers_nothing_new(published: Repository) -> None:
    """What is changed after a Correction needs a new one, also when the old one is given a later time."""
    published.write(FILE, TEXT + CORRECTION)
    published.commit()
    published.replace(FILE, "A disk", "A database")
    assert published.compared() == [changed(f"{FILE}:9", "09:40")]
    published.replace(FILE, "2026-03-15 08:00 UTC", "2026-03-15 09:00 UTC")
    assert published.compared() == [moved(f"{FILE}:17", "u-20260315T0800Z"), changed(f"{FILE}:9", "09:40")][::-1]


@pytest.mark.parametrize("line", ["backfilled: true", "sample: true"])
def test_every_published_incident_counts(published: Repository, line: str) -> None:
    """Samples and what was written down afterwards have readers too."""
    published.write(FILE, TEXT.replace("title:", f"{line}\ntitle:"))
    published.commit()
    published.replace(FILE, "A disk", "A database")
    assert published.compared() == [changed(f"{FILE}:10", "09:40")]


def test_thousands_of_updates_are_compared_at_once(tmp_path: Path) -> None:
    """A file full of updates whose times were all changed takes seconds, not minutes."""
    repository = Repository(tmp_path / "site")
    text = FRONT + "".join(
        f"### 2026-03-{n // 1440 + 1:02} {n // 60 % 24:02}:{n % 60:02} UTC - Update\nNumber {n}.\n" for n in range(0, 6000, 2)
    )
    repository.write(FILE, text)
    repository.commit()
    repository.write(FILE, text.replace("2026-03-", "2026-04-"))
    assert len(repository.compared()) == 3000


PLAN = "incidents/2026-05-02-database-upgrade.md"
PLANNED = """\
---
title: Database upgrade
kind: maintenance
scheduled_start: 2026-05-02 22:00 UTC
scheduled_end: 2026-05-02 23:00 UTC
---
Messages are slower for an hour.

### 2026-04-20 09:00 UTC - Scheduled
We replace the database.
"""
MOVED = (
    f"{PLAN}:1:1: warning W229: the planned time was 2026-05-02 22:00 UTC to 2026-05-02 23:00 UTC, and no update says that it was moved. "
    "Add ### 2026-12-31 12:00 UTC - Scheduled, with the new time"
)


@pytest.mark.parametrize("changed", ["scheduled_start: 2026-05-02 21:00", "scheduled_end: 2026-05-03 01:00"])
def test_a_plan_is_not_moved_in_silence(tmp_path: Path, changed: str) -> None:
    """Calendars and readers of the letter keep the old time. An update tells them; another change of the file needs none."""
    repository = Repository(tmp_path / "site")
    repository.write(PLAN, PLANNED)
    repository.commit()
    name, _, _ = changed.partition(":")
    old = next(line for line in PLANNED.splitlines() if line.startswith(name))
    repository.write(PLAN, PLANNED.replace(old, f"{changed} UTC"))
    assert repository.compared() == [MOVED]
    repository.write(PLAN, PLANNED.replace(old, f"{changed} UTC") + "\n### 2026-04-22 09:40 UTC - Scheduled\nIt takes longer.\n")
    assert repository.compared() == []
    repository.write(PLAN, PLANNED.replace("an hour", "some time"))
    assert repository.compared() == []
