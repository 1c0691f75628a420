"""Convert timelines of other programs: every clock time gets its date, and all times are written in UTC."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from afterword.core.times import plain
from afterword.importers.clocks import Clocked, Zones, find_time, place_of, zone_named
from afterword.importers.imported import Notes

_ALL_IN = re.compile(
    r"\b(?:all\s+)?(?:times?|timestamps?|clocks?)\s+(?:are\s+)?(?:in|is|as)\b"
    r"|\ball times\b|^\s*(?:time ?zone|tz)\s*[:=]",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:-|–|—|to|until)\s*(?=[0-9]{1,2}[:h.][0-9]{2}|[0-9]{1,2}\s?[ap]m)", re.IGNORECASE)
_ABOUT = re.compile(r"(?:~|±|ca\.?|about|around|approx(?:imately)?\.?)\s*$", re.IGNORECASE)
_LEAD = 24
"""A time begins a line when at most this many characters precede it."""
_HALF_DAY = timedelta(hours=12)
_MARKS = ("- ", "* ", "+ ")


@dataclass(slots=True)
class Timeline:
    """Reads a timeline line by line, and remembers the day of the line above."""

    zones: Zones
    day: date | None
    notes: Notes
    last: datetime | None = None

    def text(self, rows: list[str], line: int) -> str:
        """The timeline in the form of our files. Its rows have headings as `#`, and begin on `line` of the file."""
        lines: list[str] = []
        fenced = False
        for number, row in enumerate(rows):
            bare = row.lstrip()
            fenced = fenced ^ bare.startswith(("```", "~~~"))
            place = line + number
            if fenced:
                lines.append(row)
            elif (
                _ALL_IN.search(row)
                and not bare.startswith("\x23")
                and len(row) < 120
                and (zone := zone_named(row, self.zones))
            ):
                self.zones = _with_zone(self.zones, zone)
                self.notes.assumed(f"'{bare[:60]}' gives the zone of the timeline; its times are written in UTC", place)
            elif bare.startswith("\x23"):
                lines.append(self._heading(bare, place))
            elif row.startswith(_MARKS):
                lines.append(self._item(row, place))
            elif bare.startswith("|"):
                lines.append(self._table_row(row, place))
            else:
                lines.append(row)
        return "\n".join(lines)

    def _heading(self, row: str, line: int) -> str:
        words = row.lstrip("\x23").strip().rstrip("\x23").strip()
        new = self._entry(words, line)
        if new is None:
            self.notes.placed(
                f"heading '{words[:60]}': in the timeline, unchanged, because it has no time that can be read", line
            )
            return f"### {words}" if not words[:1].isdigit() else f"**{words}**"
        self.notes.placed(f"heading '{words[:60]}': an entry of the timeline, {new[:20].rstrip(' —')}", line)
        return f"### {new}"

    def _item(self, row: str, line: int) -> str:
        words = row[2:].strip()
        if words.startswith("**"):  # a time in bold
            words = words[2:].replace("**", "", 1)
        new = self._entry(words, line)
        return row if new is None else f"- {new}"

    def _table_row(self, row: str, line: int) -> str:
        cells = row.strip().strip("|").split("|")
        time = self._read(cells[0].strip().strip("*"), line)
        if time is None or time.at is None:
            return row
        return "| " + " | ".join([plain(time.at), *(cell.strip() for cell in cells[1:])]) + " |"

    def _entry(self, words: str, line: int) -> str | None:
        """A line that begins with a time, with the full time; None for other lines."""
        time = self._read(words, line)
        if time is None:
            return None
        about = "~" if _ABOUT.search(words[: time.start]) else ""
        rest = words[time.end :]
        until = ""
        if time.at and (gap := _RANGE.match(rest)):
            end = find_time(rest[gap.end() :], self.zones, time.day, bare=True)
            if end and end.at and end.start == 0:
                until = f"until {end.at:%H:%M} UTC"
                rest = rest[gap.end() + end.end :]
        rest = rest.lstrip(" \t,:;|–—-").strip()
        before = _ABOUT.sub("", words[: time.start]).strip(" *_([,:–—-")
        tail = ": ".join(part for part in (until, " ".join(part for part in (before, rest) if part)) if part)
        when = plain(time.at) if time.at else str(time.day)
        return f"{about}{when} — {tail}" if tail else f"{about}{when}"

    def _read(self, words: str, line: int) -> Clocked | None:
        time = find_time(words, self.zones, self.day, bare=True)
        if time is None or time.start > _LEAD or (time.at is None and time.day is None):
            return None
        for note in time.notes:
            self.notes.assumed(note, line)
        if time.zone and not self.zones.usual:
            self.notes.assumed(f"times below this line that have no zone are read as {time.zone}, too", line)
            self.zones = _with_zone(self.zones, time.zone)
        if time.at and self.last and time.at < self.last - _HALF_DAY and not find_time(words, self.zones, self.day):
            time = _later(time)
        if time.at:
            self.last = time.at
        self.day = time.day or self.day
        return time


def _later(time: Clocked) -> Clocked:
    """Move a clock time to the next day, because it is far before the one above it."""
    at = time.at + timedelta(days=1) if time.at else None
    day = time.day + timedelta(days=1) if time.day else None
    return replace(time, at=at, day=day)


def _with_zone(zones: Zones, zone: str) -> Zones:
    return Zones(usual=place_of(zone, zones), names=zones.names)
