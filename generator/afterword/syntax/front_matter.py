"""Where the front matter of a file ends, also when it cannot be read: so that no line of it is taken for text."""

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
"""What stands above, between or below fields and is none: a comment, a heading, a table of TOML, a brace of JSON."""


MAY_HOLD_FENCE = re.compile(r"^(?:[^\w\n]|_)++$|^[^\w\n]*---.*", re.MULTILINE)
"""Finds, among others, every line that is, or was meant as, the line that opens or closes front matter."""


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

    first: int
    """The first of them, counted from 0."""
    end: int
    """The line behind the last one; 0 when there is none."""
    fenced: bool
    """Between two lines of `---`, the first of them on the first line."""


def raw_text(data: bytes) -> str:
    """The text of a file in whatever encoding, with bare line feeds; what cannot be read is replaced."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = data.decode("utf-16", "replace")
    else:
        text = data.decode("utf-8-sig", "replace").replace("\0", "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def apart(text: str) -> tuple[FrontMatterLines, str]:
    """The front matter of a file, and the text behind it; no text where nothing tells the two apart."""
    rows = text.split("\n")
    if rows[0].rstrip() == FENCE:
        end = next((number for number, row in enumerate(rows[1:], 1) if row.rstrip() == FENCE), None)
        closed = end is not None
        last = end if end is not None else len(rows) - 1
        return FrontMatterLines(first=0, end=last + 1, fenced=closed), "\n".join(rows[last + 1 :])
    lines = field_rows(rows)
    if not lines:
        return FrontMatterLines(first=0, end=0, fenced=False), text
    fences = [number for number in lines if nearly_fence(rows[number])]
    unfinished = len(fences) == 1 and _KEY.match(next((row for row in rows[fences[0] + 1 :] if not is_blank(row)), ""))
    return FrontMatterLines(first=lines.start, end=lines.stop, fenced=False), "" if unfinished else "\n".join(rows[lines.stop :])


def opening_fence(rows: Sequence[str]) -> int | None:
    """The line of the fence that opens front matter in a text that should have none, counted from 0."""
    if rows[0].rstrip() == FENCE:
        return 0
    top = next((number for number in top_fields(rows) if _kind(rows[number]) in {_Kind.FENCE, _Kind.KEY}), None)
    if top is not None and nearly_fence(rows[top]):
        return top
    return next((start for start, _ in _between_fences(rows)), None)


def without_fields(text: str) -> str:
    """A text that stands behind front matter, without fields at its top; nothing when there are fields further down."""
    rows = text.split("\n")
    rest = rows[field_rows(rows).stop :]
    return "" if any(map(_is_field, rest)) else "\n".join(rest)


def field_rows(rows: Sequence[str]) -> range:
    """The lines at the top of a text, counted from 0, down to the last one that looks like front matter; empty when none does.

    Front matter is what stands between two fences with a key in it, and the keys at the very top when a fence is among
    them, or a field by its exact name, or two fields by any spelling of their names.
    """
    end = top_fields(rows).stop
    closing = next((number for number, row in enumerate(rows) if nearly_fence(row)), None) if end else None
    if closing is not None and closing >= end:  # the opening fence is missing, and this one closes
        end = closing + 1
    end = max([end, *(stop + 1 for _, stop in _between_fences(rows))])
    while end and end < len(rows) and not is_blank(rows[end]) and not any(sign.isalnum() for sign in rows[end]):
        end += 1  # what closes a mapping of JSON, or a comment around it
    return range(end)


def _between_fences(rows: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the lines of two fences with fields between them: any at the top of the text, below other text known ones."""
    fences = [number for number, row in enumerate(rows) if nearly_fence(row)]
    if len(fences) < 2:
        return
    first = next(number for number, row in enumerate(rows) if _kind(row) in {_Kind.TEXT, _Kind.FENCE})
    for start, stop in pairwise(fences):
        keys = [key["key"] for row in rows[start + 1 : stop] if (key := _KEY.match(row))]
        if keys and (start == first or any(squeezed(key) in _NAMES for key in keys)):
            yield start, stop


def top_fields(rows: Sequence[str]) -> range:
    """The lines of `field_rows` above which no text stands: keys with what is nested in them."""
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
    """Whether a line begins with a field by its exact name, as in YAML, JSON or TOML."""
    found = _EXACT.match(row)
    return bool(found and squeezed(found["key"]) in _NAMES)
