"""`/maintenance.ics`, read by the library that calendar programs are built with."""

from pathlib import Path
from typing import Any

from icalendar import Calendar

from afterword.core.history import History
from afterword.core.incident_parts import Stated
from afterword.core.model import Incident
from afterword.core.settings import Feeds, Settings
from afterword.core.times import Moment
from afterword.core.words import Kind, Status
from afterword.outputs.api.small_files import maintenance_calendar
from builders import at, fragment, incident, update
from golden import SITE
from published import HOSTILE, demo, documents, hostile, write

WINDOW = Stated(scheduled_start=Moment(at("2026-12-01 22:00")), scheduled_end=Moment(at("2026-12-01 23:30")))


def planned(*statuses: Status, **fields: Any) -> Incident:  # noqa: ANN401 - the fields of Incident
    """A maintenance about which these were said, a day apart."""
    words = [update(f"2026-11-{20 + number} 10:00", status, f"Word {number}.") for number, status in enumerate(statuses)]
    usual: dict[str, Any] = {"kind": Kind.MAINTENANCE, "stated": WINDOW, "title": "Database upgrade", "summary": fragment("Slower.")}
    return incident("2026-12-01-database-upgrade", *words, **(usual | fields))


def events(text: str) -> list[dict[str, Any]]:
    """What a calendar program finds."""
    calendar = Calendar.from_ical(text)
    found = [{name: event.decoded(name) for name in event} for event in calendar.walk("VEVENT")]
    return [{name: value.decode() if isinstance(value, bytes) else value for name, value in event.items()} for event in found]


def event(*statuses: Status, settings: Settings | None = None, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    """The one event of a history of one maintenance."""
    settings = settings or Settings(feeds=Feeds(authority="status.pigeonpost.example"))
    [found] = events(maintenance_calendar(History([planned(*statuses, **fields)]), settings, SITE).text())
    return found


def test_an_event() -> None:
    """Its id, its times, its words, and where more is said."""
    found = event(Status.SCHEDULED)
    assert (found["UID"], found["SUMMARY"], found["STATUS"], found["SEQUENCE"]) == (
        "2026-12-01-database-upgrade@status.pigeonpost.example",
        "Database upgrade",
        "CONFIRMED",
        1,
    )
    assert (found["DTSTART"], found["DTEND"], found["DTSTAMP"]) == (at("2026-12-01 22:00"), at("2026-12-01 23:30"), at("2026-11-20 10:00"))
    assert found["DESCRIPTION"] == (
        "Slower.\n\nScheduled, 20 Nov 2026, 10:00 UTC: Word 0.\n\nhttps://status.pigeonpost.example/incidents/2026-12-01-database-upgrade/"
    )


def test_an_end_that_is_not_later_is_left_out() -> None:
    """A mistake in one file, published with `--keep-going`, must not spoil the calendar of all."""
    for end in ("2026-12-01 22:00", "2026-12-01 21:00"):
        found = event(Status.SCHEDULED, stated=Stated(scheduled_start=Moment(at("2026-12-01 22:00")), scheduled_end=Moment(at(end))))
        assert (found["DTSTART"], "DTEND" in found, "DURATION" in found) == (at("2026-12-01 22:00"), False, False)


def test_the_sequence_grows_with_each_update_and_the_id_stays() -> None:
    """A calendar program takes the newer version of the same event."""
    first, second, third = (event(*[Status.SCHEDULED] * count) for count in (1, 2, 3))
    assert [one["SEQUENCE"] for one in (first, second, third)] == [1, 2, 3]
    assert first["UID"] == second["UID"] == third["UID"]
    assert first["DTSTAMP"] < second["DTSTAMP"] < third["DTSTAMP"]


def test_what_will_not_happen_is_cancelled() -> None:
    """The event stays, with its word, so that it is struck out in people's calendars."""
    assert event(Status.SCHEDULED, Status.CANCELLED)["STATUS"] == "CANCELLED"
    assert event(Status.SCHEDULED, Status.RETRACTED)["STATUS"] == "CANCELLED"
    assert event(Status.SCHEDULED, Status.COMPLETED)["STATUS"] == "CONFIRMED"


def test_any_zone_arrives_as_the_right_moment(tmp_path: Path) -> None:
    """A window that was written in the time of Los Angeles, across the end of summer time, is right everywhere."""
    text = (
        "---\ntitle: Upgrade\nkind: maintenance\nscheduled_start: 2026-10-31 23:30 America/Los_Angeles\n"
        "scheduled_end: 2026-11-01 03:00 America/Los_Angeles\n---\n### 2026-10-20 10:00 UTC — Scheduled\n\nAt night.\n"
    )
    [found] = events(documents(write(tmp_path, {"2026-11-01-upgrade": text}))["maintenance.ics"])
    assert (found["DTSTART"], found["DTEND"]) == (at("2026-11-01 06:30"), at("2026-11-01 11:00"))


def test_the_id_stays_when_the_site_moves() -> None:
    """It is made of the incident's id and the authority; a prefix keeps two histories on one host apart."""
    settings = Settings(feeds=Feeds(authority="status.pigeonpost.example", prefix="eu"))
    assert event(Status.SCHEDULED, settings=settings)["UID"] == "eu/2026-12-01-database-upgrade@status.pigeonpost.example"


def test_the_calendar_of_the_demo(tmp_path: Path) -> None:
    """Every maintenance and nothing else; lines of at most 75 bytes that end with CR LF; a name; no zone is needed."""
    text = documents(demo(tmp_path))["maintenance.ics"]
    assert [one["SUMMARY"] for one in events(text)] == ["Stored messages move to new disks", "Database upgrade"]
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("\n") == text.count("\r\n")
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Afterword//Maintenance//EN\r\n")
    assert "VTIMEZONE" not in text


def test_a_calendar_without_events_is_one(tmp_path: Path) -> None:
    """Who subscribes before anything is planned gets a calendar without events, and no error; it holds a part, as RFC 5545, 3.4 asks."""
    text = documents(write(tmp_path, {"2026-05-01-x": "---\ntitle: Something broke\n---\n"}))["maintenance.ics"]
    assert events(text) == []
    assert [part.name for part in Calendar.from_ical(text).subcomponents] == ["VTIMEZONE"]


def test_hostile_words_arrive_as_they_were_typed(tmp_path: Path) -> None:
    """Commas, semicolons, emoji and text from right to left."""
    [found] = events(documents(hostile(tmp_path))["maintenance.ics"])
    assert found["SUMMARY"] == 'Upgrade; "R&D", part 1'
    assert HOSTILE[1] in found["DESCRIPTION"]
