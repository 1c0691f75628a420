"""The promises about times and durations: docs/format.md, Times."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.core.times import (
    FaultKind,
    Moment,
    TimeFault,
    begin,
    clock_words,
    day_words,
    iso,
    moment_words,
    plain,
    read_day,
    read_duration,
    read_moment,
    span_words,
)
from builders import at

NINE = Moment(at("2026-03-14 09:16"))


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-14 09:16 UTC",
        "2026-03-14 09:16 utc",
        "2026-03-14 09:16 GMT",
        "2026-03-14 09:16Z",
        "2026-03-14T09:16Z",
        "2026-03-14t09:16:00z",
        "2026-03-14 09:16:00.123 UTC",
        "2026-03-14  09:16\tUTC",
        "2026-03-14\u00a009:16\u202fUTC",
        "2026-3-14 9:16 UTC",
        "2026-03-14 09:16 (UTC)",
        "2026-03-14 11:16 +02",
        "2026-03-14 11:16 +0200",
        "2026-03-14 11:16+02:00",
        "2026-03-14 11:16 UTC+2",
        "2026-03-14 11:16 UTC +2",
        "2026-03-14 02:16 UTC -07:00",
        "2026-03-14 02:16 \u221207:00",
        "2026-03-14 05:46 -03:30",
        "2026-03-14 10:16 Europe/Berlin",
        "2026-03-14 06:16 America/Argentina/Buenos_Aires",
        " 2026-03-14 09:16 UTC ",
    ],
)
def test_many_ways_to_write_one_moment(text: str) -> None:
    """Date, clock and zone are read however they are put together; the moment is kept in UTC."""
    assert read_moment(text) == NINE


@pytest.mark.parametrize("mark", ["~", "±", "≈", "~ ", "about ", "About ", "around ", "ca. ", "circa "])
def test_a_mark_makes_it_approximate(mark: str) -> None:
    """`~`, `±` or `about` in front says that the time is not known to the minute."""
    assert read_moment(f"{mark}2026-03-14 09:16 UTC") == Moment(NINE.at, about=True)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", FaultKind.FORM),
        ("yesterday", FaultKind.FORM),
        ("14 March 2026", FaultKind.FORM),
        ("01/02/2026", FaultKind.FORM),
        ("2026-03-14 09:16 pm UTC", FaultKind.FORM),
        ("2026-03-14 9:16 p.m.", FaultKind.FORM),
        ("2026-03-14 09:16 UTC and a bit", FaultKind.FORM),
        ("2026-03-14 09:16 +15:00", FaultKind.FORM),
        ("2026-03-14 09:16 +02:75", FaultKind.FORM),
        ("2026-03-14 09:16 UTC -2", FaultKind.FORM),
        ("2026-03-14 09:161 UTC", FaultKind.FORM),
        ("2026-03-141 09:16 UTC", FaultKind.FORM),
        ("２０２６-03-14 09:16 UTC", FaultKind.FORM),
        ("2026-03-14 09:16", FaultKind.ZONE),
        ("2026-03-14 09:16 PST", FaultKind.VAGUE_ZONE),
        ("2026-03-14 09:16 CET", FaultKind.VAGUE_ZONE),
        ("2026-03-14 09:16 (local time)", FaultKind.VAGUE_ZONE),
        ("2026-03-14 09:16 Mars/Olympus", FaultKind.VAGUE_ZONE),
        ("2026-03-14 09:16 WIB", FaultKind.VAGUE_ZONE),
        ("2026-02-30 09:16 UTC", FaultKind.NEVER),
        ("2026-03-14 24:00 UTC", FaultKind.NEVER),
        ("2026-03-14 09:60 UTC", FaultKind.NEVER),
        ("0000-00-00 00:00 UTC", FaultKind.NEVER),
        ("9999-12-31 23:59 -14:00", FaultKind.NEVER),
        ("1899-12-31 23:59 UTC", FaultKind.NEVER),
        ("2026-03-29 02:30 Europe/Berlin", FaultKind.NEVER),
        ("2026-10-25 02:30 Europe/Berlin", FaultKind.TWICE),
        ("19:05", FaultKind.DATE),
        ("19:05 UTC", FaultKind.DATE),
        ("2026-03-14", FaultKind.CLOCK),
    ],
)
def test_what_is_not_a_moment_says_why(text: str, wrong: FaultKind) -> None:
    """Every fault is told from the others, in a few words and with a remedy of its own."""
    found = read_moment(text)
    assert isinstance(found, TimeFault)
    assert found.wrong is wrong
    assert found.values == {"v": found.text, "problem": found.short, "remedy": found.values["remedy"]}
    assert "{" not in found.short + found.values["remedy"]


@given(st.text(alphabet="~±about 0123456789-:/TZUTC+()pmEurope.,", max_size=60))
def test_reading_never_raises(text: str) -> None:
    """Any text is a moment in UTC or a fault."""
    found = read_moment(text)
    assert isinstance(found, TimeFault) or found.at.tzinfo is UTC
    start = begin(text)
    assert start is None or 0 < start.end <= len(text)


@given(st.datetimes(datetime(1900, 1, 2), datetime(2999, 12, 30)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001 - made aware below
def test_what_is_written_is_read_back(moment: datetime, offset: int) -> None:
    """A moment in any offset comes back as the same moment in UTC."""
    local = moment.replace(second=0, microsecond=0)
    sign, (hours, minutes) = "-" if offset < 0 else "+", divmod(abs(offset), 60)
    expected = (local - timedelta(minutes=offset)).replace(tzinfo=UTC)
    assert read_moment(f"{local:%Y-%m-%d %H:%M} {sign}{hours:02}:{minutes:02}") == Moment(expected)
    assert read_moment(plain(expected)) == read_moment(iso(expected)) == Moment(expected)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("30 min", 30), ("30min", 30), ("1 h 30 min", 90), ("2 hours", 120), ("1 hour and 5 minutes", 65), ("10 days", 14_400), ("90 m", 90)],
)
def test_durations(text: str, minutes: int) -> None:
    """A length of time in days, hours and minutes."""
    assert read_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "0 min", "soon", "30", "-5 min", "1.5 h", "30 seconds", "5 min ago", "999999 days"])
def test_what_is_no_duration(text: str) -> None:
    """Anything else is none, and neither is zero."""
    assert read_duration(text) is None


def test_days() -> None:
    """A day is YYYY-MM-DD and exists."""
    assert [read_day(text) for text in ("2026-02-30", "2026-2-3", "14.03.2026", "2026-03-14T00:00", "1000-01-01")] == [None] * 5
    assert str(read_day(" 2026-03-14 ")) == "2026-03-14"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (0.5, "under 1 min"), (47, "47 min"), (112, "1 h 52 min"), (60, "1 h"), (1451, "24 h 11 min"), (8938, "6 d 4 h 58 min"),
     (2880, "2 d"), (-5, "minus 5 min")],
)  # fmt: skip
def test_spans_in_words(minutes: float, words: str) -> None:
    """Never a decimal, and no unit that is zero."""
    assert span_words(timedelta(minutes=minutes)) == words


def test_moments_in_words() -> None:
    """English months on every machine, UTC always named."""
    assert moment_words(NINE) == "14 Mar 2026, 09:16 UTC"
    assert moment_words(Moment(NINE.at, about=True)) == "about 14 Mar 2026, 09:16 UTC"
    assert moment_words(Moment(NINE.at, day_only=True)) == "14 Mar 2026"
    assert (day_words(NINE.at, long=True), clock_words(NINE.at)) == ("14 March 2026", "09:16 UTC")
