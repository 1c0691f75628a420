"""Update headings: `### 2026-03-14 09:16 UTC - Identified: a settings change stopped the queue`.

Only the beginning is matched by a pattern; the rest is split in code, so that no heading takes longer than
its length. A heading that begins with a date, a clock time or the word `now` is an update or an error.
"""

import re
from dataclasses import dataclass

from afterword.core.times import Moment, TimeFault, begin, resolve
from afterword.core.words import STATUS_WORDS, Status
from afterword.reading.blocks import quoted_title

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_OTHER_DATE = re.compile(
    rf"(?:[~±≈]\s*|(?:about|around)\s+)?"
    rf"(?:[0-9]{{1,4}}[./][0-9]{{1,2}}[./][0-9]{{1,4}}|[0-9]{{8}}T?[0-9]{{4}}|[0-9]{{1,2}}(?:st|nd|rd|th)?\.?\s{_MONTH}\b|{_MONTH}\.?\s[0-9]{{1,2}}(?![0-9])"
    rf"|[0-9]{{1,2}}\s?[ap]\.?m\b|[0-9]{{1,2}}[.h][0-9]{{2}}\s?(?:[ap]\.?m\b|utc|gmt|z\b))",
    re.IGNORECASE | re.ASCII,
)
_NOW = re.compile(r"now(?!\w)", re.IGNORECASE)
_SEPARATOR = re.compile(r"[\s—–\-:|,.]*")
_CUT = re.compile(r"\s*(?::|\||\s[—–\-]{1,3}\s|[—–])\s*")
_ANCHOR = re.compile(r"#(u-[0-9]{8}T[0-9]{4}Z(?:-[0-9]{1,3})?)", re.ASCII)
_WORD_END = re.compile(r"(?![\w-])")
KNOWN = ", ".join(status.value for status in Status)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateHeading:
    """An update heading that could be read."""

    at: Moment
    status: Status
    typed: str
    """The status as typed; empty when there is none."""
    known: bool
    """Whether `typed` is a status."""
    headline: str
    anchor: str
    """The anchor given in braces, or empty."""


def looks_like_update(title: str) -> bool:
    """Whether a heading begins with a date, a clock time or the word `now`."""
    bare = quoted_title(title)
    return bool(begin(bare) or _OTHER_DATE.match(bare) or _NOW.match(bare))


def read_heading(title: str, attributes: str) -> UpdateHeading | str:
    """Read a heading that looks like an update; a text says what is wrong with it, for E138."""
    bare = quoted_title(title)
    start = begin(bare)
    if start is None:
        return "the word 'now' has no time yet" if _NOW.match(bare) else "the time is not in the form YYYY-MM-DD HH:MM UTC"
    at = resolve(start)
    if isinstance(at, TimeFault):
        return at.short
    anchor = ""
    if attributes:
        found = _ANCHOR.fullmatch(attributes)
        if not found:
            return f"the anchor {{{attributes[:40]}}} must look like {{#u-20260314T0916Z}}"
        anchor = found[1]
    rest = bare[start.end :]
    rest = rest[_SEPARATOR.match(rest).end() :]  # type: ignore[union-attr]  # it matches the empty text too
    status, typed, headline = split_status(rest)
    return UpdateHeading(at=at, status=status or Status.UPDATE, typed=typed, known=status is not None, headline=headline, anchor=anchor)


def split_status(text: str) -> tuple[Status | None, str, str]:
    """Take `Identified: headline` apart: the status or None, the word as typed, the headline."""
    low = text.lower()
    for word in sorted(STATUS_WORDS, key=len, reverse=True):
        if low.startswith(word) and _WORD_END.match(text, len(word)):
            rest = text[len(word) :]
            return STATUS_WORDS[word], text[: len(word)], rest[_SEPARATOR.match(rest).end() :].strip()  # type: ignore[union-attr]
    cut = _CUT.search(text)
    typed, headline = (text[: cut.start()], text[cut.end() :]) if cut else (text, "")
    return None, typed.strip(), headline.strip()


def names_status(title: str) -> bool:
    """Whether a heading without a time begins with a status, so that it was probably meant as an update."""
    status, _, _ = split_status(quoted_title(title))
    return status is not None
