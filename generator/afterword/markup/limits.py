"""Limits of a Markdown text, looked at before it is parsed: every text within them is parsed in proportion to its length."""

from afterword.core.frozen import frozen

MAX_DEPTH = 100
"""Levels of elements within each other. A real text has ten."""
MAX_QUOTES = 40
"""Signs `>` at the beginning of a line: the engine takes seconds for tens of thousands."""


@frozen
class Excess:
    """A limit that a text exceeds."""

    row: int
    """The line, counted from 0."""
    words: str
    """For a sentence."""


def excess(rows: list[str]) -> Excess | None:
    """The first limit that a text exceeds, or None."""
    for number, row in enumerate(rows):
        if row.count(">") > MAX_QUOTES and _quotes(row) > MAX_QUOTES:
            return Excess(row=number, words=f"quotes stand more than {MAX_QUOTES} levels deep in each other")
    return None


def _quotes(row: str) -> int:
    """How many signs `>` stand one behind the other at the beginning of a line, whatever marks of lists are among them."""
    head = row[: len(row) - len(row.lstrip(" \t>*+-.)0123456789"))]
    return head.count(">")
