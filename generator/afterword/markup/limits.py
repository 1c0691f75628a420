"""Limits of a Markdown text: every text within them is parsed in proportion to its length.

Each stands for a kind of text that takes the engine, or the parser of its HTML, seconds or gigabytes. Real texts stay far
below all of them.
"""

import re
from itertools import accumulate

from afterword.core.frozen import frozen
from afterword.markup.engine import POSITION

MAX_DEPTH = 100
"""Levels of elements within each other."""
MAX_QUOTES = 40
"""Signs `>` at the beginning of a line."""
MAX_LINE = 10_000
"""Characters of a line: the engine's time for addresses and columns grows with the square of it."""
MAX_TAG = 2_000
"""Characters of a tag that is typed as HTML."""
MAX_ELEMENTS = 25_000
"""Elements that Markdown makes of a text."""
_LOOKS_DEEP = 2_000
"""So many tags may stand in each other more than `MAX_DEPTH` levels deep by mistake or on purpose; fewer cost nothing."""
_MAX_OPEN = 1_000
"""Tags of one name that are open at one place, before the HTML is parsed: its time grows with the square of the depth."""
_TAG = re.compile(rf"<[A-Za-z/][^<>]{{{MAX_TAG}}}")
_OPENS = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_MARGIN = " \t>*+-.)0123456789"


@frozen
class Excess:
    """A limit that a text exceeds."""

    row: int
    """The line, counted from 0."""
    words: str
    """For a sentence."""


def excess(rows: list[str]) -> Excess | None:
    """The first limit that a text exceeds before it is parsed, or None."""
    for number, row in enumerate(rows):
        if len(row) > MAX_LINE:
            return Excess(
                row=number,
                words=f"this line has more than {MAX_LINE} characters. Put line breaks into it, or move it to a file and link to it",
            )
        if row.count(">") > MAX_QUOTES and row[: len(row) - len(row.lstrip(_MARGIN))].count(">") > MAX_QUOTES:
            return Excess(row=number, words=f"quotes stand more than {MAX_QUOTES} levels deep in each other. Use fewer")
    if (long := _TAG.search("\n".join(rows))) is not None:
        return Excess(
            row=long.string.count("\n", 0, long.start()), words=f"this tag has more than {MAX_TAG} characters. Write it in Markdown"
        )
    return None


def excess_of_html(html: str) -> Excess | None:
    """The first limit that the engine's HTML of a text exceeds, or None."""
    if html.count(f' {POSITION}="') > MAX_ELEMENTS:
        return Excess(row=0, words=f"it has more than {MAX_ELEMENTS} elements. Move a part of it to a file and link to it")
    if html.count("<") > _LOOKS_DEEP:
        steps: dict[str, list[int]] = {}
        for close, name in _OPENS.findall(html):
            steps.setdefault(name.lower(), []).append(-1 if close else 1)
        if any(max(accumulate(step)) > _MAX_OPEN for name, step in steps.items() if name not in {"br", "hr", "img", "input"}):
            return too_deep()
    return None


def too_deep() -> Excess:
    """Elements stand in each other more than `MAX_DEPTH` levels deep."""
    return Excess(
        row=0, words=f"its elements stand more than {MAX_DEPTH} levels deep in each other. Use fewer levels of lists, quotes and HTML"
    )
