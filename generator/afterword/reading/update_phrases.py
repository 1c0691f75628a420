"""Recognise phrases in an update: the promise of the next one, the signature, the corrected update, relative times."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from afterword.core.frozen import frozen
from afterword.core.times import MONTH_NUMBERS, MONTHS, Moment, begin, days_around, plain, read_duration, resolve

_COMES = (
    r"(?:(?:is|will[ \t]+be)[ \t]+(?:due|expected|planned|given|posted|published|sent)|due|comes|follows"
    r"|will[ \t]+(?:come|follow|be))"
)
_BY = r"(?:at[ \t]+or[ \t]+before|no[ \t]+later[ \t]+than|by|at|in|within|before|around|about|on)"
_PROMISE = re.compile(
    rf"\bnext\s+update(?:\s+{_COMES})?(?:\s*(?::|[—–\-](?=\s)|\b{_BY}\b)|(?=\s+[~0-9]))\s*(?:{_BY}\s+)?",
    re.IGNORECASE,
)
_OUR = (
    r"(?:(?:our|the|your|expect(?: the| our)?|please expect (?:the|our)"
    r"|you(?: will|'ll|’ll) (?:get|have|receive) (?:the|our|your)"
    r"|we(?: will|'ll|’ll) (?:post|send|give|share|publish) (?:the|our|a|you (?:the|our)))\s+)?"
)
_BEFORE = re.compile(
    r"(?:^|(?<=\n\n)|(?<=[.!?…])\s+|(?<=[.!?…][\"'”’)\]])\s+|\n)(?:[^\w\s\0-\x7f]{1,4}[ \t]+)?"
    rf"(?P<opens>\()?{_OUR}$",
    re.IGNORECASE,
)
"""Text before a promise that is a sentence of its own: the end of a sentence, or the beginning of a block or line."""
_CLAUSE = re.compile(r"\s?(?:[,;—–]|-(?=\s))\s*(?:and\s+)?" + _OUR + "$", re.IGNORECASE)
"""Text before a promise that is the last clause of a sentence."""
_SAME_TIME = re.compile(r"[ \t]*\((?:or (?:earlier|sooner|before)|[0-9]{1,2}[:.][0-9]{2}[^()\n]{0,30})\)")
"""The promised time again, in another time zone."""
_AFTER = re.compile(r"[ \t]*\)?(?:[.!]\)?[.!]?(?=\s|$)|(?=[ \t]*(?:\n(?![a-z])|$)|[ \t]+[A-Z]))")
"""Text behind a promise that is a sentence of its own: a full stop, or nothing that continues the sentence."""
_MINUTES = r"(?:minutes?|mins?)\b"
_IN = re.compile(
    rf"(?:about[ \t]+)?([0-9]{{1,4}}[ \t]*(?:{_MINUTES}|(?:m|hours?|hrs?|h|days?)\b)"
    rf"(?:[ \t]+(?:and[ \t]+)?[0-9]{{1,3}}[ \t]*{_MINUTES})?)",
    re.IGNORECASE,
)
_AN_HOUR = re.compile(r"(?:an|one)[ \t]+hour\b|half[ \t]+an[ \t]+hour\b", re.IGNORECASE)
_SIGNATURE = re.compile(r"[ \t]*(?:—|–|--(?!-))[ \t]*(?P<name>[^\W\d_].{0,200})$")
_OTHER_DAY = re.compile(
    r"[ \t,]*(?:\()?(?:on\b|tomorrow\b|next\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|[0-9]{1,2}\.?[ \t]+[A-Z][a-z]{2})",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"\b(?:(?:about|around|over|almost|nearly)\s+)?(?P<n>[0-9]{1,3}|an?|one|two|three|a few|several|half an)\s+"
    r"(?P<unit>minute|min|hour|hr|day|week)s?\s+ago\b",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?P<word>yesterday|tomorrow|last night|tonight|(?:earlier )?today|this (?:morning|afternoon|evening))\b",
    re.IGNORECASE,
)
_DAY_WORDS = ("yesterday", "tomorrow", "night", "today", "this")
"""Every match of `_DAY` contains one of these."""
_QUOTED = re.compile(r"\"[^\"\n]{0,300}\"|“[^”\n]{0,300}”|\[redacted:[^\]]*\]")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "half an": 0.5}


@frozen
class PromiseFound:
    """A sentence that promises the next update."""

    due: datetime | None
    """None when the time cannot be read."""
    text: str
    """The promise as typed, for a problem."""
    no_zone: bool
    at: int
    """The index in the text at which it begins."""
    sentences: tuple[tuple[int, int], ...]
    """The places of sentences and final clauses that contain the promise alone.
    Empty when the promise is inside of a sentence."""


def promise(text: str, at: datetime) -> PromiseFound | None:
    """Find the last promise of a next update in the text of an update made at `at`.

    A time without a date is the next such time after `at`. A time without a zone is read as UTC.

    Args:
        text: plain text, an empty line between its blocks; code and quotes are blank in it.
        at: the time of the update.
    """
    if "next" not in _folded(text):
        return None
    promises = [_read_promise(text, match, at) for match in _PROMISE.finditer(text)]
    if not promises:
        return None
    last = promises[-1]
    alone = all(item.sentences and item.due in {last.due, None} for item in promises)
    return replace(last, sentences=tuple(place for item in promises for place in item.sentences) if alone else ())


def _read_promise(text: str, match: re.Match[str], at: datetime) -> PromiseFound:
    rest = text[match.end() :].split("\n\n", 1)[0].replace("\n", " ")
    due, length, no_zone = _due(rest, at)
    words = " ".join(f"{match[0]}{rest[:length]}".split())
    sentence = _sentence(text, match.start(), match.end() + length)
    sentences = (sentence,) if sentence else ()
    return PromiseFound(due=due, text=words, no_zone=no_zone, at=match.start(), sentences=sentences)


def _due(rest: str, at: datetime) -> tuple[datetime | None, int, bool]:
    """The time with which a text begins, None if none can be read; the length of its words; whether it lacks a zone."""
    if span := _IN.match(rest):
        length = read_duration(span[1])
        return (at + length if length else None), span.end(), False
    if hour := _AN_HOUR.match(rest):
        return at + timedelta(minutes=30 if hour[0].lower().startswith("half") else 60), hour.end(), False
    start = begin(rest)
    if start is None or not start.clock or (not start.date and _OTHER_DAY.match(rest, start.end)):
        return None, len(re.split(r"[.!?](?:\s|$)", rest)[0][:40]), False
    stated = replace(start, zone=start.zone or "UTC")
    moments = [resolve(stated)] if start.date else days_around(stated, at)
    times = (moment.at for moment in moments if isinstance(moment, Moment))
    return next((time for time in times if start.date or time > at), None), start.end, not start.zone


def _sentence(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The place of a sentence or final clause that contains the promise alone, with the white space before it."""
    before = _BEFORE.search(text, max(start - 80, 0), start)
    end = again.end() if (again := _SAME_TIME.match(text, end)) else end
    after = _AFTER.match(text, end)
    if after is None:
        return None
    if before is not None:
        return (before.start(), after.end()) if bool(before["opens"]) == (")" in after[0]) else None
    clause = _CLAUSE.search(text, max(start - 80, 0), start)
    return (clause.start(), end) if clause else None  # the full stop stays, because it ends the rest of the sentence


def signature(text: str) -> tuple[int, str] | None:
    """Find a last line such as `— Ada Osei, Head of Support`.

    Returns the index at which it begins and the signature without the dash; None without one.
    """
    bare = text.rstrip()
    start = bare.rfind("\n") + 1
    match = _SIGNATURE.match(bare, start)
    above = bare[:start].rstrip("\n").rpartition("\n")[2]
    several = "\n\n" not in bare[max(start - 2, 0) : start] and _SIGNATURE.match(above)  # they are a list
    return (len(bare[:start].rstrip()), match["name"].strip()) if match and not several else None


def relative_times(text: str, at: datetime) -> Iterator[tuple[int, str, str]]:
    """Yield place, words and absolute time of every relative time, which is wrong for later readers.

    Quotations and code are skipped, because they are not the writer's own words.
    """
    low = _folded(text)
    if "ago" not in low and not any(word in low for word in _DAY_WORDS):
        return
    blank = _QUOTED.sub(lambda quote: " " * len(quote[0]), text)
    for match in sorted([*_AGO.finditer(blank), *_DAY.finditer(blank)], key=lambda match: match.start()):
        yield match.start(), match[0], _absolute(match, at)


def _folded(text: str) -> str:
    """A text in small letters. What re.IGNORECASE equates with an English letter becomes that letter."""
    low = text.lower()
    # `lower` makes of İ an i and a combining dot.
    return low if low.isascii() else low.replace("ſ", "s").replace("ı", "i").replace("\u0307", "")


def _absolute(match: re.Match[str], at: datetime) -> str:
    groups = match.groupdict()
    if "n" in groups:
        number = groups["n"].lower()
        count = int(number) if number.isdigit() else _NUMBERS.get(number, 3)
        unit = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}[groups["unit"][0].lower()]
        return plain(at - timedelta(**{unit: count}))
    word = groups["word"].lower()
    shift = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0)
    return f"{at + timedelta(days=shift):%Y-%m-%d}"


# ---- corrections ---------------------------------------------------------------------------------

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
_SPOKE = re.compile(
    r"\b(?:we|our update|the update|this page) (?:also )?(?:wrote|said|reported|stated|announced|told|gave)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b([0-9]{1,2}):([0-9]{2})\b", re.ASCII)
_DATE = re.compile(
    rf"\b([0-9]{{1,2}})\s+({'|'.join(MONTHS)}|{'|'.join(month[:3] for month in MONTHS)})\b", re.IGNORECASE
)
_ISO_DATE = re.compile(r"\b[0-9]{4}-([0-9]{2})-([0-9]{2})\b", re.ASCII)


def corrects(text: str, links: Iterable[str], earlier: Mapping[str, datetime]) -> str:
    """The anchor of the earlier update that a correction is about; empty when it names none.

    It is the update to which the correction links, or whose time it names together with a verb of saying: `On 14 March
    at 11:20 UTC we wrote that no messages were lost.` A time without such a verb is the time of an event. No note is
    better than a note on the wrong update.

    Args:
        text: the words of the correction.
        links: the addresses of its links.
        earlier: the updates before it, oldest first: their anchors and times.
    """
    for link in links:
        anchor = link.rpartition("#")[2]
        if anchor in earlier:
            return anchor
    for sentence in _SENTENCE.split(" ".join(text.split())):
        if _SPOKE.search(sentence) and (named := _named(sentence, earlier)):
            return named
    return ""


def _named(sentence: str, earlier: Mapping[str, datetime]) -> str:
    """The newest update whose clock time, and date if one is given, stands in the sentence."""
    clocks = {(int(hour), int(minute)) for hour, minute in _CLOCK.findall(sentence)}
    days = {(MONTH_NUMBERS.get(name[:3].lower(), 0), int(number)) for number, name in _DATE.findall(sentence)}
    days |= {(int(month), int(number)) for month, number in _ISO_DATE.findall(sentence)}
    for anchor, at in reversed(list(earlier.items())):
        if (at.hour, at.minute) in clocks and (not days or (at.month, at.day) in days):
            return anchor
    return ""
