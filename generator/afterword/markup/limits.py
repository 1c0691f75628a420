"""Limits of a Markdown text. Every text within them is parsed in linear time.

Each limit excludes a kind of text that takes the engine, or the parser of its HTML, seconds or gigabytes. Real texts
are far below all of them.
"""

import re
from itertools import accumulate

from afterword.core.frozen import frozen
from afterword.markup.engine import POSITION

MAX_DEPTH = 100
"""Levels of nested elements."""
MAX_QUOTES = 40
"""Signs `>` at the beginning of a line."""
MAX_LINE = 10_000
"""Characters of a line. The engine's time for addresses and columns grows with its square."""
MAX_TAG = 2_000
"""Characters of a raw HTML tag."""
MAX_ELEMENTS = 25_000
"""Elements that Markdown makes from a text."""
_LOOKS_DEEP = 2_000
"""Number of tags from which on the depth is counted before parsing. Fewer tags are parsed quickly at any depth."""
_MAX_OPEN = 1_000
"""Open tags of one name at one place before the HTML is parsed.

The parser's time grows with the square of the depth.
"""
_TAG = re.compile(rf"<[A-Za-z/][^<>]{{{MAX_TAG}}}")
_OPENS = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_MARGIN = " \t>*+-.)0123456789"


@frozen
class Excess:
    """A limit that a text exceeds."""

    row: int
    """The line, counted from 0."""
    words: str
    """The limit in words, for a sentence."""


def excess(rows: list[str]) -> Excess | None:
    """The first limit that the text itself exceeds; None when there is none."""
    for number, row in enumerate(rows):
        if len(row) > MAX_LINE:
            return Excess(
                row=number,
                words=(
                    f"this line has more than {MAX_LINE} characters. "
                    "Put line breaks into it, or move it to a file and link to it"
                ),
            )
        if row.count(">") > MAX_QUOTES and row[: len(row) - len(row.lstrip(_MARGIN))].count(">") > MAX_QUOTES:
            return Excess(row=number, words=f"quotes stand more than {MAX_QUOTES} levels deep in each other. Use fewer")
    if (long := _TAG.search("\n".join(rows))) is not None:
        return Excess(
            row=long.string.count("\n", 0, long.start()),
            words=f"this tag has more than {MAX_TAG} characters. Write it in Markdown",
        )
    return None


def excess_of_html(html: str) -> Excess | None:
    """The first limit that the engine's HTML exceeds; None when there is none."""
    if html.count(f' {POSITION}="') > MAX_ELEMENTS:
        return Excess(
            row=0, words=f"it has more than {MAX_ELEMENTS} elements. Move a part of it to a file and link to it"
        )
    if html.count("<") > _LOOKS_DEEP:
        steps: dict[str, list[int]] = {}
        for close, name in _OPENS.findall(html):
            steps.setdefault(name.lower(), []).append(-1 if close else 1)
        if any(
            max(accumulate(step)) > _MAX_OPEN
            for name, step in steps.items()
            if name not in {"br", "hr", "img", "input"}
        ):
            return too_deep()
    return None


def too_deep() -> Excess:
    """Elements are nested in more than `MAX_DEPTH` levels."""
    return Excess(
        row=0,
        words=(
            f"its elements stand more than {MAX_DEPTH} levels deep in each other. "
            "Use fewer levels of lists, quotes and HTML"
        ),
    )
