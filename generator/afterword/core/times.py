"""Moments and lengths of time: read from what people type, kept in UTC, written in one form.

The grammar is that of docs/format.md: `2026-03-14 09:16 UTC`, always with a zone, and with `~` or `about` for a time
that is not known to the minute. Nothing here reads the clock.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from afterword.core.frozen import frozen, ordered

_Day = TypeVar("_Day", date, datetime)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

MONTH_NUMBERS = {month[:3].lower(): number for number, month in enumerate(MONTHS, 1)}
"""By the first three letters of a month."""
_ABOUT = r"(?:[~±≈]|(?:about|around|ca\.?|circa)(?=[\s\d]))\s*"
_DATE = r"(?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})"
_CLOCK = r"(?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?)"
_START = re.compile(
    rf"(?P<about>{_ABOUT})?(?:{_DATE}(?![0-9])(?:(?:[ \t\xa0\u202f]+|[Tt]){_CLOCK}(?![0-9]))?"
    rf"|{_CLOCK.replace('clock', 'bare')}(?![0-9]))",
    re.IGNORECASE | re.ASCII,
)
_HALF = re.compile(r"[ \t\xa0\u202f]*[ap]\.?m\b", re.IGNORECASE | re.ASCII)
_OFFSET = re.compile(r"(?:UTC|GMT)?[ \t]*([+\-−])([0-9]{1,2})(?::?([0-9]{2}))?", re.IGNORECASE | re.ASCII)
_NAME = r"[A-Za-z][A-Za-z_]{0,20}(?:/[A-Za-z0-9_+\-]{1,30}){1,2}"
_ZONE = re.compile(
    r"[ \t\xa0\u202f]*(?:\((?P<in>[^()\n]{1,40})\)"
    r"|(?P<out>(?:UTC|GMT)[ \t]+(?:\+[0-9]{1,2}(?::?[0-9]{2})?|[\-−][0-9]{1,2}:[0-9]{2})(?![0-9:A-Za-z])"
    rf"|(?:UTC|GMT)?[+\-−][0-9]{{1,2}}(?::?[0-9]{{2}})?(?![0-9:A-Za-z])|{_NAME}|[A-Za-z]{{1,5}}(?![A-Za-z0-9])))",
    re.ASCII,
)
ABBREVIATIONS = frozenset(
    (
        "PST PDT MST MDT CST CDT EST EDT AST ADT AKST AKDT HST BST IST WET WEST CET CEST EET EEST MSK SGT HKT JST KST "
        "AEST AEDT ACST ACDT AWST NZST NZDT PT MT CT ET BRT ART WAT CAT EAT SAST PKT"
    ).split()
)
"""Abbreviations of zones. Each of them is ambiguous."""
_CLOCK_APART = re.compile(
    r"(?P<gap>(?:[ \t\xa0,;:|–—\-]|at\b|um\b|à\b|@){0,8})"
    r"(?P<hour>[0-9]{1,2})(?P<sign>[:.h：∶])(?P<minute>[0-9]{2})(?![0-9])"
    r"|(?P<space>[ \t])(?P<bare>(?:[01][0-9]|2[0-3])[0-5][0-9])(?=[ \t]*(?:UTC|GMT|Z)\b)",
    re.IGNORECASE,
)
_ZONE_APART = re.compile(
    r"(?P<gap>[ \t]{0,3}(?:[,;h|–—\-]|Uhr\b)[ \t]{0,3})(?P<zone>[A-Za-z]{1,5})(?![A-Za-z0-9])", re.IGNORECASE
)
"""A zone that is separated from its clock time by a sign that people write there."""
_UTC_NAMES = frozenset({"UTC", "GMT", "Z"})
_ZONE_NAMES = _UTC_NAMES | ABBREVIATIONS
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LENGTH = re.compile(r"([0-9]{1,5})\s*(d|days?|h|hrs?|hours?|m|mins?|minutes?)\b", re.ASCII)
_REGIONS = frozenset("Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific".split())


@ordered
class Moment:
    """A point in time, and how well it is known."""

    at: datetime
    """Aware, in UTC."""
    about: bool = False
    """The writer marked it as approximate: texts say "about", pictures draw it hollow."""
    day_only: bool = False
    """Only the day is known: `at` is a time of that day that keeps the order. Shown as a date, never measured from."""


class FaultKind(StrEnum):
    """What keeps a text from being a moment, in a few words."""

    FORM = "its form is not known"
    DATE = "it has no date"
    CLOCK = "it has no time of day"
    ZONE = "it has no time zone"
    VAGUE_ZONE = "time zone {zone} is ambiguous"
    NEVER = "there is no such date or time of day"
    TWICE = "it comes twice in {zone}, because the clocks changed"


_REMEDIES = {
    FaultKind.FORM: "YYYY-MM-DD HH:MM UTC, e.g. 2013-10-26 19:05 UTC",
    FaultKind.DATE: "the full date, time and zone, e.g. 2013-10-26 19:05 UTC",
    FaultKind.CLOCK: "{text} HH:MM UTC",
    FaultKind.ZONE: "its zone, e.g. {text} UTC",
    FaultKind.VAGUE_ZONE: "UTC, an offset such as -07:00, or a name such as America/Los_Angeles",
    FaultKind.NEVER: "the one that you mean",
    FaultKind.TWICE: "UTC or an offset",
}


@frozen
class TimeFault:
    """Why a text is not a moment."""

    wrong: FaultKind
    text: str
    """As typed."""
    zone: str = ""
    """The zone, where that is what is wrong."""

    @property
    def short(self) -> str:
        """The fault in a few words, for a sentence that has a remedy of its own."""
        return self.wrong.format(zone=self.zone)

    @property
    def values(self) -> dict[str, str]:
        """What the text of E130 says of it, beside the field."""
        return {"v": self.text, "problem": self.short, "remedy": _REMEDIES[self.wrong].format(text=self.text)}


@frozen
class TimeStart:
    """The time at the beginning of a text, in its parts."""

    about: bool
    date: str
    """As typed; empty without a date."""
    clock: str
    """As typed; empty without a clock time. May include `am` or `pm`, which are refused."""
    zone: str
    """As typed, without brackets; empty without a zone."""
    end: int
    """The index at which the rest of the text begins."""

    @property
    def text(self) -> str:
        """Date and clock time as typed, without a mark for "about" and without zone."""
        return f"{self.date} {self.clock}".strip()


def begin(text: str) -> TimeStart | None:
    """Read the time with which `text` begins; None when it begins with something else.

    Takes linear time. A word behind the clock time counts as its zone when it is the name or abbreviation of a zone, or
    stands in brackets. Other words are left to the caller.
    """
    match = _START.match(text)
    if not match:
        return None
    clock = match["clock"] or match["bare"] or ""
    zone, end = "", match.end()
    if clock and (half := _HALF.match(text, end)):
        clock, end = f"{clock}{half[0]}", half.end()
    behind = _ZONE.match(text, end) if clock else None
    if behind:
        word = (behind["in"] or behind["out"]).strip()
        if behind["in"] is not None or _is_zone(word):
            zone, end = word, behind.end()
    return TimeStart(about=bool(match["about"]), date=match["date"] or "", clock=clock, zone=zone, end=end)


def _is_zone(word: str) -> bool:
    """Whether a word is meant as a zone; a status such as `Fixed` is not."""
    return word.upper() in _ZONE_NAMES or bool(_OFFSET.fullmatch(word)) or "/" in word


def read_moment(text: str) -> Moment | TimeFault:
    """Read a whole text as a moment with date, time and zone."""
    bare = text.strip()
    start = begin(bare)
    if start is None or start.end != len(bare):
        rest = bare[start.end :].strip() if start else ""
        if start and start.date and start.clock and not start.zone and re.fullmatch(r"[A-Za-z]{2,5}", rest, re.ASCII):
            return TimeFault(wrong=FaultKind.VAGUE_ZONE, text=text, zone=rest)
        return TimeFault(wrong=FaultKind.FORM, text=text)
    return resolve(start)


def resolve(start: TimeStart) -> Moment | TimeFault:
    """Turn the parts of a time into a moment, or return why that is not possible."""
    if not start.date:
        return TimeFault(wrong=FaultKind.DATE, text=f"{start.clock} {start.zone}".strip())
    if not start.clock:
        return TimeFault(wrong=FaultKind.CLOCK, text=start.date)
    if start.clock[-1] in "mM":
        return TimeFault(wrong=FaultKind.FORM, text=start.text)
    naive = _naive(start.date, start.clock)
    if naive is None:
        return TimeFault(wrong=FaultKind.NEVER, text=start.text)
    if not start.zone:
        return TimeFault(wrong=FaultKind.ZONE, text=start.text)
    return _in_zone(naive, start.zone, start.text, start.about)


def days_around(start: TimeStart, earlier: datetime) -> Iterator[Moment | TimeFault]:
    """A clock time on the day of `earlier` and on the next two days, in order.

    In UTC the date of what follows never precedes that of `earlier`; in another zone the day before is tried first.
    """
    for shift in (0, 1, 2) if is_utc(start.zone) else (-1, 0, 1, 2):
        yield resolve(replace(start, date=(earlier + timedelta(days=shift)).date().isoformat()))


def between(start: TimeStart, rest: str) -> str:
    """Describe a wrong separator between date and clock time, or between clock time and zone; empty without one.

    Args:
        start: the parts of the time.
        rest: the text behind that.
    """
    if start.date and not start.clock and (clock := _CLOCK_APART.match(rest)):
        hour, minute = (clock["bare"][:2], clock["bare"][2:]) if clock["bare"] else (clock["hour"], clock["minute"])
        plain = f"{start.date} {int(hour):02}:{minute}"
        if clock["sign"] != ":":
            return f"the time must be written with a colon: {plain}"
        return f"'{clock['gap'].strip()}' stands between date and time; write {plain}"
    if start.clock and not start.zone and (zone := _ZONE_APART.match(rest)) and _is_zone(zone["zone"]):
        return f"'{zone['gap'].strip()}' stands between time and zone; write {start.text} {zone['zone']}"
    return ""


def read_day(text: str) -> date | None:
    """Read `YYYY-MM-DD`, or return None."""
    bare = text.strip()
    if not _DAY.fullmatch(bare):
        return None
    try:
        return _sane(date.fromisoformat(bare))
    except ValueError:
        return None


def read_whole_day(text: str) -> Moment | None:
    """Read a date without a clock time as a moment of which only the day is known; None for anything else."""
    start = begin(text.strip())
    if start is None or not start.date or start.clock or start.end != len(text.strip()):
        return None
    first = _naive(start.date, "00:00")
    return Moment(first.replace(tzinfo=UTC), about=start.about, day_only=True) if first else None


def _naive(day: str, clock: str) -> datetime | None:
    numbers = [int(part) for part in day.split("-") + clock.replace(",", ".").partition(".")[0].split(":")]
    try:
        return _sane(datetime(*numbers))  # type: ignore[arg-type]  # noqa: DTZ001 - the zone comes next
    except ValueError:
        return None


def _sane(moment: _Day) -> _Day:
    """Refuse years in which offsets could leave the range of the calendar."""
    if not 1900 <= moment.year <= 2999:
        raise ValueError(moment.year)
    return moment


def is_utc(zone: str) -> bool:
    """Whether a zone as typed is UTC by name."""
    return zone.upper() in _UTC_NAMES


def _in_zone(naive: datetime, zone: str, text: str, about: bool) -> Moment | TimeFault:
    if is_utc(zone):
        return Moment(naive.replace(tzinfo=UTC), about)
    offset = _OFFSET.fullmatch(zone)
    if offset:
        sign, hours, minutes = offset[1], int(offset[2]), int(offset[3] or 0)
        if hours > 14 or minutes > 59:
            return TimeFault(wrong=FaultKind.FORM, text=f"{text} {zone}")
        shift = timedelta(hours=hours, minutes=minutes)
        return Moment((naive + shift if sign in "-−" else naive - shift).replace(tzinfo=UTC), about)
    place = _zone_of(zone) if "/" in zone else None
    if place is None:
        return TimeFault(wrong=FaultKind.VAGUE_ZONE, text=text, zone=zone)
    early, late = (naive.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early == late:
        return Moment(early, about)
    if early < late:
        return TimeFault(wrong=FaultKind.TWICE, text=text, zone=zone)
    return TimeFault(wrong=FaultKind.NEVER, text=f"{text} {zone}")


def is_place(zone: str) -> bool:
    """Whether a time zone is named by a place, such as `Europe/Berlin`. Abbreviations are ambiguous."""
    return zone.partition("/")[0] in _REGIONS and _zone_of(zone) is not None


def _zone_of(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def read_duration(text: str) -> timedelta | None:
    """Read `30 min`, `1 h 30 min`, `2 hours`, `10 days`; None for anything else, and for zero."""
    typed = text.strip().lower()
    parts = _LENGTH.findall(typed)
    if not parts or re.sub(r"\s|and|,", "", _LENGTH.sub(" ", typed), flags=re.ASCII):
        return None
    unit = {"d": "days", "h": "hours", "m": "minutes"}
    total = sum((timedelta(**{unit[name[0]]: int(number)}) for number, name in parts), timedelta())
    return total or None


def minutes(span: timedelta) -> int:
    """Whole minutes of a length of time, rounded down."""
    return span // timedelta(minutes=1)


def span_words(span: timedelta) -> str:
    """A length of time in words: `under 1 min`, `47 min`, `1 h 52 min`, `24 h 11 min`, `6 d 4 h 58 min`."""
    if span < timedelta():
        return f"minus {span_words(-span)}"
    if timedelta() < span < timedelta(minutes=1):
        return "under 1 min"
    hours, rest = divmod(minutes(span), 60)
    days, hours = divmod(hours, 24) if hours >= 48 else (0, hours)
    parts = [f"{number} {unit}" for number, unit in ((days, "d"), (hours, "h"), (rest, "min")) if number]
    return " ".join(parts) or "0 min"


def day_words(day: date, *, long: bool = False) -> str:
    """A day in words: `14 Mar 2026`, or `14 March 2026`."""
    month = MONTHS[day.month - 1]
    return f"{day.day} {month if long else month[:3]} {day.year}"


def clock_words(at: datetime) -> str:
    """A time of day in words: `09:16 UTC`."""
    return f"{at.hour:02}:{at.minute:02} UTC"


def moment_words(moment: Moment) -> str:
    """A moment in words: `14 Mar 2026, 09:16 UTC`, `about 14 Mar 2026, 09:16 UTC`, `14 Mar 2026`."""
    words = day_words(moment.at) if moment.day_only else f"{day_words(moment.at)}, {clock_words(moment.at)}"
    return f"about {words}" if moment.about else words


def plain(at: datetime) -> str:
    """A time as a writer would type it: `2026-03-14 09:16 UTC`."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def iso(at: datetime) -> str:
    """A time in UTC by RFC 3339: `2026-03-14T09:16:00Z`."""
    return f"{at.isoformat()[:19]}Z"


def iso_moment(moment: Moment) -> str:
    """A moment as `iso` writes it; the date alone when only the day is known."""
    return moment.at.date().isoformat() if moment.day_only else iso(moment.at)


def in_zone(at: datetime, zone: str) -> tuple[str, datetime]:
    """The place after which `zone` is named, and the local time: `Berlin`, 10:16."""
    return zone.rpartition("/")[2].replace("_", " "), at.astimezone(ZoneInfo(zone))
