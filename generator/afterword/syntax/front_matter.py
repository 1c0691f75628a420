"""Find the end of a file's front matter, even when it cannot be read, so that none of its lines is shown as text."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import pairwise

from afterword.core.frozen import frozen
from afterword.syntax.fields import FIELDS
from afterword.syntax.front_fences import FENCE, is_blank, nearly_fence
from afterword.syntax.switch_words import squeezed

_NAMES = frozenset(squeezed(field.name) for field in FIELDS)
_KEY = re.compile(r"[\s\"'{,>\-?*_]*(?P<key>[^\W\d_][\w .\-]{0,40}?)[\"'`*_\s]*(?:[:=：﹕︓]|=>)(?!//)")
_EXACT = re.compile(r"[\s>]*[{,\-]*[ \t]*[\"']?(?P<key>[a-z_]{2,20})[\"']?[ \t]*[:=：]")
_ABOVE = re.compile(r"\s*(?:<!--|-->|#|//|\[\[?[\w.]+\]\]?\s*$|[{}\[\]]+,?\s*$|```|~~~)")
"""Lines between fields that are none: a comment, a heading, a TOML table, a JSON brace, a code fence."""


MAY_HOLD_FENCE = re.compile(r"^(?:[^\w\n]|_)++$|^[^\w\n]*---.*", re.MULTILINE)
"""Finds every line that is a fence or was meant as one, and some others: quick, to rule out most texts."""


class _Kind(Enum):
    """What a line may be, seen alone."""

    BLANK = auto()
    FENCE = auto()
    KEY = auto()
    ABOVE = auto()
    NESTED = auto()
    TEXT = auto()


@frozen
class FrontMatterLines:
    """The lines at the top of a file that are front matter, or may be."""

    end: int
    """Index of the line behind the last of them, counted from 0; 0 when there is no front matter."""
    fenced: bool
    """Whether it stands between two lines of `---`, the first of them on the first line."""


def raw_text(data: bytes) -> str:
    """Decode a file of any encoding, with bare line feeds. What cannot be decoded is replaced."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = data.decode("utf-16", "replace")
    else:
        text = data.decode("utf-8-sig", "replace").replace("\0", "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def apart(text: str) -> tuple[FrontMatterLines, str]:
    """Split a file into front matter and text. The text is empty when it cannot be told from the front matter."""
    rows = text.split("\n")
    if rows[0].rstrip() == FENCE:
        last = next((number for number, row in enumerate(rows[1:], 1) if row.rstrip() == FENCE), None)
        end = len(rows) if last is None else last + 1
        return FrontMatterLines(end=end, fenced=last is not None), "\n".join(rows[end:])
    lines = field_rows(rows)
    if not lines:
        return FrontMatterLines(end=0, fenced=False), text
    fences = [number for number in lines if nearly_fence(rows[number])]
    unfinished = len(fences) == 1 and _KEY.match(next((row for row in rows[fences[0] + 1 :] if not is_blank(row)), ""))
    behind = "" if unfinished else "\n".join(rows[lines.stop :])
    return FrontMatterLines(end=lines.stop, fenced=False), behind


def opening_fence(rows: Sequence[str]) -> int | None:
    """The line of the fence that opens front matter in a text that should have none, counted from 0."""
    if rows[0].rstrip() == FENCE:
        return 0
    top = next((number for number in top_fields(rows) if _kind(rows[number]) in {_Kind.FENCE, _Kind.KEY}), None)
    if top is not None and nearly_fence(rows[top]):
        return top
    return next((start for start, _ in _between_fences(rows)), None)


def without_fields(text: str) -> str:
    """The text behind front matter, without fields at its top; empty when there are fields further down."""
    rows = text.split("\n")
    rest = rows[field_rows(rows).stop :]
    return "" if any(map(_is_field, rest)) else "\n".join(rest)


def field_rows(rows: Sequence[str]) -> range:
    """The lines at the top of a text, from 0 to the last one that looks like front matter; empty when none does.

    Front matter is what stands between two fences with a key in it, and the keys at the very top when a fence is among
    them, or a field by its exact name, or two fields by any spelling of their names.
    """
    end = top_fields(rows).stop
    closing = next((number for number, row in enumerate(rows) if nearly_fence(row)), None) if end else None
    if closing is not None and closing >= end:  # the opening fence is missing, and this one closes
        end = closing + 1
    end = max([end, *(stop + 1 for _, stop in _between_fences(rows))])
    while end and end < len(rows) and not is_blank(rows[end]) and not any(sign.isalnum() for sign in rows[end]):
        end += 1  # what closes a JSON mapping, or a comment around it
    return range(end)


def _between_fences(rows: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the indices of two neighbouring fences with fields between them.

    At the top of the text any keys count as fields; below other text one of them must be a known field.
    """
    fences = [number for number, row in enumerate(rows) if nearly_fence(row)]
    if len(fences) < 2:
        return
    first = next(number for number, row in enumerate(rows) if _kind(row) in {_Kind.TEXT, _Kind.FENCE})
    for start, stop in pairwise(fences):
        keys = [key["key"] for row in rows[start + 1 : stop] if (key := _KEY.match(row))]
        if keys and (start == first or any(squeezed(key) in _NAMES for key in keys)):
            yield start, stop


def top_fields(rows: Sequence[str]) -> range:
    """The part of `field_rows` above which no text stands: keys, and what is nested in them."""
    end, exact, known, keys, fenced = 0, False, 0, False, False
    for number, row in enumerate(rows):
        kind = _kind(row)
        if kind is _Kind.TEXT or (kind is _Kind.NESTED and not keys):
            break
        if kind in {_Kind.KEY, _Kind.FENCE, _Kind.NESTED}:
            end = number + 1
        fenced = fenced or kind is _Kind.FENCE
        if kind is _Kind.KEY and (key := _KEY.match(row)):
            keys = True
            exact = exact or _is_field(row)
            known += squeezed(key["key"]) in _NAMES
    return range(end if keys and (fenced or exact or known > 1) else 0)


def _kind(row: str) -> _Kind:
    if is_blank(row):
        return _Kind.BLANK
    if nearly_fence(row):
        return _Kind.FENCE
    if _KEY.match(row):
        return _Kind.KEY
    if _ABOVE.match(row):
        return _Kind.ABOVE
    return _Kind.NESTED if row[:1] in " \t-" else _Kind.TEXT


def _is_field(row: str) -> bool:
    """Whether a line begins with the exact name of a field, as in YAML, JSON or TOML."""
    key = _EXACT.match(row)
    return bool(key and squeezed(key["key"]) in _NAMES)
