"""Sentences that mean something inside an update: the promise of the next one, the signature, relative times."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from afterword.core.frozen import frozen
from afterword.core.times import TimeFault, TimeStart, begin, is_utc, plain, read_duration, resolve

_PROMISE = re.compile(
    r"\bnext\s+update(?:\s+is\s+due|\s+will\s+(?:come|be|follow))?"
    r"(?:\s*(?::|[—–\-](?=\s)|\b(?:by|at|in|within|before|around|about|on|no[ \t]+later[ \t]+than)\b)|(?=\s+[~0-9]))\s*(?:by\s+)?",
    re.IGNORECASE,
)
_MINUTES = r"(?:minutes?|mins?)\b"
_IN = re.compile(
    rf"(?:about[ \t]+)?([0-9]{{1,4}}[ \t]*(?:{_MINUTES}|(?:m|hours?|hrs?|h|days?)\b)(?:[ \t]+(?:and[ \t]+)?[0-9]{{1,3}}[ \t]*{_MINUTES})?)",
    re.IGNORECASE,
)
_AN_HOUR = re.compile(r"(?:an|one)[ \t]+hour\b|half[ \t]+an[ \t]+hour\b", re.IGNORECASE)
_SIGNATURE = re.compile(r"[ \t]*(?:—|–|--(?!-))[ \t]*(?P<name>[^\W\d_].{0,200})$")
_OTHER_DAY = re.compile(
    r"[ \t,]*(?:\()?(?:on\b|tomorrow\b|next\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|[0-9]{1,2}\.?[ \t]+[A-Z][a-z]{2})", re.IGNORECASE
)
_AGO = re.compile(
    r"\b(?:(?:about|around|over|almost|nearly)\s+)?(?P<n>[0-9]{1,3}|an?|one|two|three|a few|several|half an)\s+"
    r"(?P<unit>minute|min|hour|hr|day|week)s?\s+ago\b",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?P<word>yesterday|tomorrow|last night|tonight|(?:earlier )?today|this (?:morning|afternoon|evening))\b", re.IGNORECASE
)
_DAY_WORDS = ("yesterday", "tomorrow", "night", "today", "this")
"""One of these is in everything that `_DAY` finds."""
_QUOTED = re.compile(r"\"[^\"\n]{0,300}\"|“[^”\n]{0,300}”|`[^`\n]{0,300}`|\[redacted:[^\]]*\]")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "half an": 0.5}


@frozen
class PromiseFound:
    """A sentence that promises the next update."""

    due: datetime | None
    """None when the time cannot be read."""
    text: str
    """The promise as typed, for a problem."""
    no_zone: bool
    offset: int
    """Lines below the first line of the text."""


def promise(text: str, at: datetime) -> PromiseFound | None:
    """The last promise of a next update in the text of an update made at `at`.

    A time without a date is the next such time after `at`; a time without a zone is read as UTC.
    """
    if "next" not in _folded(text.replace("*", "").replace("_", "")):
        return None
    bare = re.sub(r"\*+|__", "", _blank_code(text))
    found = list(_PROMISE.finditer(bare))
    return _read_promise(bare, found[-1], at) if found else None


def _read_promise(text: str, match: re.Match[str], at: datetime) -> PromiseFound:
    rest = text[match.end() :].split("\n\n", 1)[0].replace("\n", " ")
    offset = text.count("\n", 0, match.start())

    def result(due: datetime | None, length: int, *, no_zone: bool = False) -> PromiseFound:
        words = " ".join(f"{match[0]}{rest[:length]}".split())
        return PromiseFound(due=due, text=words, no_zone=no_zone, offset=offset)

    if span := _IN.match(rest):
        length = read_duration(span[1])
        return result(at + length if length else None, span.end())
    if hour := _AN_HOUR.match(rest):
        return result(at + timedelta(minutes=30 if hour[0].lower().startswith("half") else 60), hour.end())
    start = begin(rest)
    if start is None or not start.clock:
        return result(None, len(re.split(r"[.!?](?:\s|$)", rest)[0][:40]))
    if _OTHER_DAY.match(rest, start.end) and not start.date:
        return result(None, len(re.split(r"[.!?](?:\s|$)", rest)[0][:40]))
    no_zone = not start.zone
    zone = start.zone or "UTC"
    if start.date:
        due = _on(start, start.date, zone)
    else:
        # In UTC, the time of the day before is never later.
        days = ((at + timedelta(days=shift)).date().isoformat() for shift in ((0, 1, 2) if is_utc(zone) else (-1, 0, 1, 2)))
        due = next((moment for day in days if (moment := _on(start, day, zone)) and moment > at), None)
    return result(due, start.end, no_zone=no_zone)


def _on(start: TimeStart, day: str, zone: str) -> datetime | None:
    moment = resolve(TimeStart(about=False, date=day, clock=start.clock, zone=zone, end=0))
    return None if isinstance(moment, TimeFault) else moment.at


def _blank_code(text: str) -> str:
    """The text with inline code made blank, every other character in its place."""
    return re.sub(r"`[^`\n]*`", lambda code: " " * len(code[0]), text)


def take_signature(text: str) -> tuple[str, str]:
    """The text without its last line `— Ada Osei, Head of Support`, and the signature without the dash."""
    bare = text.rstrip()
    head, _, last = bare.rpartition("\n")
    found = _SIGNATURE.match(last)
    listed = _SIGNATURE.match(head.rpartition("\n")[2])  # dashes in a row are a list
    return (head.rstrip(), found["name"].strip()) if found and not listed else (text, "")


def relative_times(text: str, at: datetime) -> Iterator[tuple[int, int, str, str]]:
    """Yield (lines below the first, column from 1, words, absolute time) of words that go stale.

    Quoted words and code are left alone: they are somebody else's.
    """
    low = _folded(text)
    if "ago" not in low and not any(word in low for word in _DAY_WORDS):
        return
    blank = _QUOTED.sub(lambda quote: " " * len(quote[0]), text)
    matches = sorted([*_AGO.finditer(blank), *_DAY.finditer(blank)], key=lambda found: found.start())
    for found in matches:
        offset = blank.count("\n", 0, found.start())
        column = found.start() - (blank.rfind("\n", 0, found.start()) + 1) + 1
        yield offset, column, found[0], _absolute(found, at)


def _folded(text: str) -> str:
    """A text in which every letter that a pattern in any case takes for an English one is that small letter."""
    low = text.lower()
    return low if low.isascii() else low.replace("ſ", "s").replace("ı", "i").replace("\u0307", "")  # İ is i and a dot in small letters


def _absolute(found: re.Match[str], at: datetime) -> str:
    groups = found.groupdict()
    if "n" in groups:
        number = groups["n"].lower()
        count = int(number) if number.isdigit() else _NUMBERS.get(number, 3)
        unit = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}[groups["unit"][0].lower()]
        return plain(at - timedelta(**{unit: count}))
    word = groups["word"].lower()
    shift = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0)
    return f"{at + timedelta(days=shift):%Y-%m-%d}"
