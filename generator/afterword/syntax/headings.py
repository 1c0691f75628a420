"""Update headings: `### 2026-03-14 09:16 UTC - Identified: a settings change stopped the queue`.

Only the beginning is matched by a pattern; the rest is split in code, so that the time stays proportional to the
length of the heading. A heading that begins with a date, a clock time or the word `now` is an update or an error.
"""

import re
from datetime import datetime
from functools import lru_cache

from afterword.core.frozen import frozen
from afterword.core.times import FaultKind, Moment, TimeFault, begin, between, read_moment, read_whole_day, resolve
from afterword.core.words import STATUS_WORDS, Status

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
"""Pattern of the English name of a month, or of its short form."""
_DASH = r"[.\-‐‑‒–—−]"
_WORD_OR_MONTH = r"(?=\s*$|[\s,.]*[0-9]|\s*[—–\-:|,(])"
"""What must follow `may` or `march` as a month: `5 may be lost` begins with no date, `5 May, 09:16` does."""
_FRONT = re.compile(
    r"(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s+)?"
    r"(?:[~±≈]\s*|(?:about|around)\s+)?",
    re.IGNORECASE,
)
"""What may precede a date in another form: a weekday, a mark for "about"."""
_OTHER_DATE = re.compile(
    rf"[0-9]{{4}}(?:{_DASH}[0-9]{{1,2}}{_DASH}|/[0-9]{{1,2}}/)[0-9]{{1,2}}(?![0-9])"
    rf"|[0-9]{{1,2}}{_DASH}[0-9]{{1,2}}{_DASH}[0-9]{{4}}(?![0-9])|[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{2,4}}(?![0-9])"
    r"|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:T?[0-9]{4}|(?![0-9]))"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?\.?\s(?:(?!may\b|march\b){MONTH}\b|(?:may|march)\b{_WORD_OR_MONTH})"
    rf"|(?:(?!may\b){MONTH}\.?\s[0-9]{{1,2}}(?:st|nd|rd|th)?(?![0-9])"
    rf"|may\s[0-9]{{1,2}}(?:st|nd|rd|th)?(?![0-9]){_WORD_OR_MONTH})"
    r"|[0-9]{1,2}\s?[ap]\.?m\b|[0-9]{1,2}[.h][0-9]{2}\s?(?:[ap]\.?m\b|utc|gmt|z\b)",
    re.IGNORECASE | re.ASCII,
)
_BEHIND = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{1,2}:[0-9]{2}", re.ASCII)
_DIGIT = re.compile("[0-9]")
_NOW = re.compile(r"now(?!\w)", re.IGNORECASE)
_SEPARATOR = re.compile(r"[\s—–\-:|,.]*")
_SYMBOLS = re.compile(r"(?:[^\w\s()\[\]{}\"'`.,;:!?#&*~<>\-]|\ufe0f)+\s*(?=\w)")
"""A symbol before a status: an emoji, an arrow, a minus."""
_CUT = re.compile(r"(?::|\||\s[—–\-]{1,3}\s|[—–])\s*")
_ANCHOR = re.compile(r"#(u-([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})Z)?(?:-[0-9]{1,3})?)", re.ASCII)
_WORD_END = re.compile(r"(?!\w|-\w)")
_STATUS_END = re.compile(r"\s*(?:$|[—–\-:|,.(])")
_BY_LETTER = {
    letter: tuple(sorted((word for word in STATUS_WORDS if word[0] == letter), key=len, reverse=True))
    for letter in {word[0] for word in STATUS_WORDS}
}
"""Words for statuses by their first letter, the longest first."""
KNOWN = ", ".join(status.value for status in Status)


@frozen
class UpdateHeading:
    """What an update heading, or the name of an update file, says."""

    at: Moment
    status: Status
    typed: str
    """The status as typed; empty when there is none."""
    known: bool
    """Whether `typed` is a known status."""
    headline: str = ""
    anchor: str = ""
    """The anchor given in braces; empty when none is given."""


def split_anchor(words: str) -> tuple[str, str]:
    """Split `Title {#anchor}` into the title and the content of the braces."""
    start = words.rfind("{")
    marked = start >= 0 and words.endswith("}") and words[start + 1 : start + 2] in {"#", ".", ":"}
    if not marked or "}" in words[start:-1]:
        return words.strip(), ""
    return words[:start].rstrip(), words[start + 1 : -1].removeprefix(":").strip()


def looks_like_update(title: str) -> bool:
    """Whether a heading is an update, or was meant as one.

    It begins with a date, a clock time or the word `now`, or with a status before a full time.
    """
    bare = title.strip(" *_~")
    if not _DIGIT.search(bare):  # every time and every date has one
        return bool(_NOW.match(bare))
    if begin(bare) or _NOW.match(bare):
        return True
    front = _FRONT.match(bare)
    dated = bare[front.end() if front else 0 :]
    if _OTHER_DATE.match(dated) or (front and front.end() and begin(dated)):
        return True
    boxed = begin(bare[1:]) if bare[:1] in {"[", "("} else None
    return bool(boxed and boxed.clock) or bool(_BEHIND.search(bare) and names_status(title))


def says_now(title: str) -> bool:
    """Whether a heading begins with the word `now` instead of a time."""
    return bool(_NOW.match(title.strip()))


def read_heading(
    title: str, attributes: str, now: datetime | None = None, *, days: bool = False
) -> UpdateHeading | str:
    """Read a heading that looks like an update. On failure return a text for E138 that says what is wrong.

    Args:
        title: the words of the heading.
        attributes: what stood in braces behind them.
        now: the time that the word `now` stands for in this line; None where nobody looked it up.
        days: whether a date without a clock time will do, before a status that is known.
    """
    bare = title.strip()
    word = _NOW.match(bare) if now else None
    if now and word:
        return _heading(Moment(now), bare[word.end() :], attributes)
    start = begin(bare)
    if start is None:
        if names_status(title):
            return "the time must come first"
        return (
            "the word 'now' has no time yet" if _NOW.match(bare) else "the time is not in the form YYYY-MM-DD HH:MM UTC"
        )
    at, rest = resolve(start), bare[start.end :]
    if isinstance(at, Moment):
        return _heading(at, rest, attributes)
    separator = between(start, rest)
    day = read_whole_day(bare[: start.end]) if days and at.wrong is FaultKind.CLOCK and not separator else None
    if not day:
        return separator or at.short
    read = _heading(day, rest, attributes)
    return read if isinstance(read, str) or read.known else at.short


def _heading(at: Moment, rest: str, attributes: str) -> UpdateHeading | str:
    """The heading at a known time, read from `rest`, the words behind the time."""
    anchor = ""
    if attributes:
        given = _ANCHOR.fullmatch(attributes)
        if not given or isinstance(
            read_moment(f"{given[2]}-{given[3]}-{given[4]} {given[5] or '00'}:{given[6] or '00'} UTC"), TimeFault
        ):
            return f"the anchor {{{attributes[:40]}}} must look like {{#u-20260314T0916Z}}"
        anchor = given[1]
    rest = rest[_SEPARATOR.match(rest).end() :]  # type: ignore[union-attr]  # it matches the empty text too
    status, typed, headline = split_status(rest)
    return UpdateHeading(
        at=at, status=status or Status.UPDATE, typed=typed, known=status is not None, headline=headline, anchor=anchor
    )


def split_status(text: str) -> tuple[Status | None, str, str]:
    """Split `Identified: headline` into the status or None, the word as typed, and the headline.

    A synonym must be marked off from what follows: `Fixed addresses are unreachable` does not say Resolved.
    """
    if sign := _SYMBOLS.match(text):
        text = text[sign.end() :]
    low = text.lower().replace("-", " ")
    for word in _BY_LETTER.get(low[:1], ()):
        end = _WORD_END if word == STATUS_WORDS[word].value.lower() else _STATUS_END
        if low.startswith(word.replace("-", " ")) and end.match(text, len(word)):
            rest = text[len(word) :]
            return STATUS_WORDS[word], text[: len(word)], rest[_SEPARATOR.match(rest).end() :].strip()  # type: ignore[union-attr]
    cut = _CUT.search(text)
    typed, headline = (text[: cut.start()], text[cut.end() :]) if cut else (text, "")
    return None, typed.strip(), headline.strip()


@lru_cache(maxsize=1024)
def names_status(title: str) -> bool:
    """Whether a heading without a time begins with a status, so that it was probably meant as an update."""
    status, _, _ = split_status(title.strip())
    return status is not None
