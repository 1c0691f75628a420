"""Read times as people and other programs type them. Every doubt becomes a note."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from afterword.core.frozen import frozen
from afterword.core.times import MONTH_NUMBERS
from afterword.importers.imported import NO_ZONE, Notes
from afterword.syntax.headings import MONTH

_DAY = re.compile(
    r"(?<![\w/.\-])(?:"
    r"(?P<y>[0-9]{4,5})(?P<s>[\-/.])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})(?![0-9])"
    rf"|(?P<name>{MONTH})\.?\s+(?P<nd>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9:])"
    r"(?:(?:\s*,\s*|\s+)(?P<ny>[0-9]{4})(?![0-9:]))?"
    rf"|(?P<dd>[0-9]{{1,2}})(?:st|nd|rd|th)?\.?[ \t]+(?:of\s+)?(?P<dname>{MONTH})\b\.?"
    r"(?:(?:\s*,\s*|\s+)(?P<dy>[0-9]{4})(?![0-9:]))?"
    r")",
    re.IGNORECASE | re.ASCII,
)
_CLOCK = re.compile(
    r"(?<![0-9A-SU-Za-su-z_.])(?:(?P<h>[0-9]{1,2})[:h](?P<min>[0-9]{2})(?::(?P<sec>[0-9]{2}))?"
    r"(?:[.,:][0-9]{1,9})?(?:[ \t]*(?P<half>[ap])\.?m\b\.?)?"
    r"|(?P<bare>[0-9]{1,2})[ \t]*(?P<bhalf>[ap])\.?m\b\.?)(?![0-9]|:[0-9])",
    re.IGNORECASE | re.ASCII,
)
_GAP = re.compile(r"[T \t,;:@(|]*(?:(?:at|ca\.?|about|around|~|[–—\-])[ \t]*)?", re.IGNORECASE)
_AFTER_CLOCK = re.compile(r"[ \t]*,?[ \t]*(?:on[ \t]+)?", re.IGNORECASE)
_ZONE = re.compile(
    r"[ \t]*\(?(?P<zone>(?:UTC|GMT)?[+\-−][0-9]{1,2}:?[0-9]{2}(?![0-9])|(?:UTC|GMT)[+\-−][0-9]{1,2}(?![0-9])"
    r"|[A-Z][A-Za-z_]{1,20}(?:/[A-Za-z0-9_+\-]{1,30}){1,2}|Z(?![A-Za-z])|[A-Z]{2,5}(?![A-Za-z])"
    r"|(?:Eastern|Central|Mountain|Pacific)(?:[ \t](?:European|US))?"
    r"(?:[ \t](?:Standard|Daylight|Summer))?[ \t]Time)\)?",
    re.ASCII,
)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+\-−])([0-9]{1,2}):?([0-9]{2})?", re.ASCII)
_PLACES = {
    "America/Los_Angeles": "PST PDT PT",
    "America/Denver": "MST MDT MT",
    "America/Chicago": "CT CDT CST",
    "America/New_York": "EST EDT ET",
    "Europe/Berlin": "CET CEST MEZ MESZ",
    "Europe/London": "BST",
    "Europe/Helsinki": "EET EEST",
    "Australia/Sydney": "AEST AEDT",
    "Asia/Tokyo": "JST",
    "America/Sao_Paulo": "BRT",
}
ABBREVIATIONS = {short: place for place, names in _PLACES.items() for short in names.split()}
"""Abbreviations of zones, and the place that is meant. People write PST in summer, too."""
_LONG = {
    "central european time": "Europe/Berlin",
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
}
_FIRST_YEAR, _LAST_YEAR = 1970, 2999
_UTC = {"UTC", "GMT", "Z"}


@frozen
class Zones:
    """How times without a zone, and abbreviations of zones, are read."""

    usual: str = ""
    """The zone of times without one, as the user or the source states it; empty: UTC, which is noted as a guess."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Abbreviations, and the place that each means in this source."""


@frozen
class Clocked:
    """A time found in a text."""

    start: int
    end: int
    at: datetime | None
    """In UTC. None when only the day is known, or the time does not exist."""
    day: date | None
    """As typed, in its own zone."""
    notes: tuple[str, ...] = ()
    zone: str = ""
    """The zone that was typed after the time."""


def place_of(name: str, zones: Zones) -> str:
    """The zone that a name means: a place, or the name itself."""
    return zones.names.get(name) or ABBREVIATIONS.get(name) or _LONG.get(" ".join(name.lower().split())) or name


def known_zone(name: str) -> bool:
    """Whether a zone is in the time zone database."""
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def find_time(text: str, zones: Zones, near: date | None = None, *, bare: bool = False) -> Clocked | None:
    """Find the first date in a line, with the clock time beside it.

    A date without a year is in the year of `near`. With `bare`, a clock time alone is on that day.
    """
    for match in _DAY.finditer(text):
        day, notes = _day_of(match, near)
        if day is None and not notes:
            continue
        start, end = match.span()
        clock = _CLOCK.match(text, _GAP.match(text, end).end())  # type: ignore[union-attr]  # it matches nothing, too
        if clock is None:
            earlier = _CLOCK.finditer(text, 0, start)
            clock = next((before for before in earlier if _joined(text, before.end(), start)), None)
            start = clock.start() if clock else start
        if day is None or clock is None:
            end = max(end, clock.end()) if clock else end
            return Clocked(start=start, end=end, at=None, day=day, notes=notes)
        return _timed(text, start, max(end, clock.end()), clock, day, zones, notes)
    if bare and near and (clock := _CLOCK.search(text)):
        return _timed(text, clock.start(), clock.end(), clock, near, zones, ())
    return None


def read_time(
    typed: str, zones: Zones, notes: Notes, shown: str, line: int = 0, near: date | None = None
) -> datetime | None:
    """Read the time in a text, as UTC. None, with the note that `shown` is not a time, when it cannot be read.

    With `near`, a clock time without a date is on that day.
    """
    time = find_time(typed, zones, near, bare=near is not None)
    if time is None or time.at is None:
        notes.unreadable(f"{shown} is not a time", line)
        return None
    for doubt in time.notes:
        notes.assumed(doubt, line)
    return time.at


def _joined(text: str, end: int, start: int) -> bool:
    """Whether only a zone stands between a clock time and the date behind it."""
    between = text[end:start]
    zone = _ZONE.match(between)
    rest = between[zone.end() :] if zone else between
    return bool(_AFTER_CLOCK.fullmatch(rest))


def _day_of(match: re.Match[str], near: date | None) -> tuple[date | None, tuple[str, ...]]:
    typed = match[0]
    if match["y"]:
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    else:
        name, number, given = match.group("name", "nd", "ny") if match["name"] else match.group("dname", "dd", "dy")
        if not given and near is None:
            return None, ()
        month, day = MONTH_NUMBERS[name[:3].lower()], int(number)
        year = int(given) if given else near.year  # type: ignore[union-attr]  # looked at above
        if not given and near and abs(month - near.month) > 6:  # December is near January
            year += 1 if month < near.month else -1
    with suppress(ValueError):
        if _FIRST_YEAR <= year <= _LAST_YEAR:
            return date(year, month, day), ()
    return None, (f"the date '{typed}' does not exist",)


def _timed(
    text: str, start: int, end: int, clock: re.Match[str], day: date, zones: Zones, notes: tuple[str, ...]
) -> Clocked:
    hour, minute, second = int(clock["h"] or clock["bare"]), int(clock["min"] or 0), int(clock["sec"] or 0)
    half = (clock["half"] or clock["bhalf"] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    shift = 0
    if hour == 24 and not minute:
        hour, shift = 0, 1
    try:
        naive = datetime(day.year, day.month, day.day, hour, minute, second) + timedelta(days=shift)  # noqa: DTZ001 - the zone comes next
    except ValueError:
        doubt = f"'{clock[0].strip()}' is not a time of day"
        return Clocked(start=start, end=end, at=None, day=day, notes=(*notes, doubt))
    zone = _ZONE.match(text, clock.end())
    name = zone["zone"] if zone and _is_zone(zone["zone"], zones) else ""
    if zone and name:
        end = max(end, zone.end() - (1 if zone[0].endswith(")") and "(" not in zone[0] else 0))
    at, doubts = in_zone(naive, name, zones)
    return Clocked(start=start, end=end, at=at, day=day, notes=(*notes, *doubts), zone=name)


def _is_zone(word: str, zones: Zones) -> bool:
    return (
        word in _UTC
        or word in zones.names
        or word in ABBREVIATIONS
        or " ".join(word.lower().split()) in _LONG
        or bool(_OFFSET.fullmatch(word))
        or ("/" in word and known_zone(word))
    )


def zone_named(text: str, zones: Zones) -> str:
    """The zone in a line such as "All times in PST"; empty for none that is known."""
    for zone in _ZONE.finditer(text):
        word = zone["zone"]
        if _is_zone(word, zones) and word != "Z" and (not word[0].isdigit()):
            return word
    low = text.lower()
    return next((name for name in _LONG if name in low), "")


def in_zone(naive: datetime, name: str, zones: Zones) -> tuple[datetime, tuple[str, ...]]:
    """Convert a time in a zone to UTC. Returns it with notes on doubts."""
    if name in _UTC:
        return naive.replace(tzinfo=UTC), ()
    offset = _OFFSET.fullmatch(name) if name else None
    if offset:
        shift = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return (naive - shift if offset[1] == "+" else naive + shift).replace(tzinfo=UTC), ()
    notes: tuple[str, ...] = ()
    if not name:
        place = zones.usual or "UTC"
        if not zones.usual:
            notes = (NO_ZONE,)
    else:
        place = place_of(name, zones)
        if name not in zones.names and name != place:
            notes = (f"{name} is read as the time in {place}",)
    if place != "UTC" and (fixed := _OFFSET.fullmatch(place)):
        at, _ = in_zone(naive, fixed[0], zones)
        return at, notes
    if not known_zone(place):
        return naive.replace(tzinfo=UTC), (*notes, f"the zone '{place}' is not known; UTC is assumed")
    early, late = (naive.replace(tzinfo=ZoneInfo(place), fold=fold).astimezone(UTC) for fold in (0, 1))
    if early < late:
        notes = (*notes, f"{naive:%Y-%m-%d %H:%M} happened twice in {place}; the first is used")
    elif early > late:
        notes = (*notes, f"{naive:%Y-%m-%d %H:%M} was skipped by the clocks in {place}; the offset of before is used")
    return early, notes
