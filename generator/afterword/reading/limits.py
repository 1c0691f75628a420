"""What a text may not be: deeper, more tangled or longer than Python-Markdown can read at once."""

import re
from collections.abc import Iterator

from afterword.reading.blocks import code_lines

MAX_DEPTH = 20
"""Levels of lists and quotes within each other; Python-Markdown recurses into them."""

MAX_BRACKETS = 50
"""Brackets opened and not closed in one paragraph; Python-Markdown looks for the end of each in the whole rest."""

MAX_PARAGRAPH = 10_000
"""Characters without an empty line, a list item or a table row; Python-Markdown's time grows with the square of it."""

_BRACKET = re.compile(r"[\[\](){}]|<(?=[A-Za-z/!?])|>")
_NEW_PARAGRAPH = re.compile(r"\s*$|\s*(?:[-*+|]|[0-9]{1,9}[.)])[ \t]|\s*\|")
_PREFIX = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|[0-9]{1,9}[.)](?=[ \t])))*[ \t]*")
_MARKS = re.compile(r">|[-*+]|[0-9]{1,9}[.)]")


def excesses(text: str) -> tuple[tuple[int, str, int], ...]:
    """Every limit that a text exceeds: the line, counted from 0, the code of the rule, the limit."""
    found = ((too_deep(text), "E205", MAX_DEPTH), (too_tangled(text), "E207", MAX_BRACKETS), (too_long(text), "E208", MAX_PARAGRAPH))
    return tuple((row, code, limit) for row, code, limit in found if row is not None)


def too_deep(text: str) -> int | None:
    """The first line, counted from 0, on which lists and quotes stand more than `MAX_DEPTH` levels deep."""
    for number, row in enumerate(text.split("\n")):
        prefix = _PREFIX.match(row)
        marks = _MARKS.findall(prefix[0]) if prefix else []
        if marks and len(marks) + (len(row) - len(row.lstrip(" \t"))) // 4 > MAX_DEPTH:
            return number
    return None


def too_tangled(text: str) -> int | None:
    """The line, counted from 0, on which more than `MAX_BRACKETS` brackets of one paragraph stand open; code is left alone."""
    depth = 0
    for number, row in _prose(text):
        if not row.strip():
            depth = 0
        for bracket in _BRACKET.finditer(row):
            depth = depth + 1 if bracket[0] in "[({<" else max(depth - 1, 0)
            if depth > MAX_BRACKETS:
                return number
    return None


def too_long(text: str) -> int | None:
    """The first line, counted from 0, of a paragraph with more than `MAX_PARAGRAPH` characters."""
    start, size = 0, 0
    for number, row in _prose(text):
        if _NEW_PARAGRAPH.match(row):
            start, size = number + (not row.strip()), 0
        size += len(row) + 1
        if size > MAX_PARAGRAPH:
            return start
    return None


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """The numbered lines of a text; those in code fences are blank."""
    rows = text.split("\n")
    code = code_lines(rows)
    for number, row in enumerate(rows):
        yield number, "" if number in code else row
