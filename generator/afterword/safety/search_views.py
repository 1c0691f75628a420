"""One text as several strings to search, each with the source positions of its characters.

A secret may be split by marks of Markdown, tags, entities, invisible characters, links or line ends, but the page shows
it in one piece. So secrets are searched for in the source and in the text that readers see.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property

from afterword.core.frozen import frozen
from afterword.markup.tree import Document, parse
from afterword.safety.visible_text import VisibleText, shown_text
from afterword.safety.without_markup import Unmarked, as_value, unmarked

_MARKS = re.compile(r"[*`<&\\]|~(?<!\s~)|\]\(|\]\[|_\w+_|[^\x00-\x7f]")
"""Matches in every text that a page shows differently from how it is written."""
Spot = tuple[int, int]
"""Line and column, both counted from 1."""


@frozen
class View:
    """A string to search."""

    text: str
    place: Callable[[int], Spot]
    """The source position of the character at an index."""
    whole: Callable[[int, int], bool] | None = None
    """Whether a stretch is written in one piece. None: this follows from the positions."""

    def span(self, start: int, end: int) -> tuple[Spot, Spot]:
        """The source positions of a stretch: of its first character, and behind its last."""
        line, column = self.place(end - 1)
        return self.place(start), (line, column + 1)

    def is_whole(self, start: int, end: int) -> bool:
        """Whether a stretch is written in one piece, with nothing between its characters."""
        if self.whole:
            return self.whole(start, end)
        (line, column), (last, after) = self.span(start, end)
        return line == last and after - column == end - start


class Lines:
    """The lines of a text, to convert indices to positions."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """The index at which each line begins."""
        return [0, *(end.end() for end in re.finditer("\n", self.text))]

    def place(self, index: int) -> Spot:
        """The position of the character at an index."""
        line = bisect_right(self.starts, index)
        return line, index - self.starts[line - 1] + 1


def views_of_markdown(document: Document) -> Iterator[View]:
    """Yield the source, the source without marks inside of words, and the text that readers see."""
    text = "\n".join(document.rows)
    # not in the tree: unused definitions, raw HTML, text beyond the limits
    yield from _views(text, *((unmarked,) if document.typed or "]:" in text or document.excess else ()))
    yield _shown_view(shown_text(document))


def views_of_values(text: str) -> Iterator[View]:
    """Yield YAML as written, with its values resolved, and as a page shows it."""
    yield from _views(text, as_value)
    if _MARKS.search(text):
        yield _shown_view(shown_text(parse(text), rows=False))


def views_of_plain(text: str) -> Iterator[View]:
    """Yield a plain text as written, and without entities, escapes and invisible characters."""
    return _views(text, unmarked)


def _views(text: str, *ways: Callable[[str], Unmarked]) -> Iterator[View]:
    """Yield the source, then one view for each function that changes it."""
    lines = Lines(text)
    yield View(text=text, place=lines.place)
    seen = {text}
    for way in ways:
        changed = way(text)
        if changed.text not in seen:
            seen.add(changed.text)
            yield _view(changed, lines)


def _view(changed: Unmarked, lines: Lines) -> View:
    return View(text=changed.text, place=lambda index: lines.place(changed.origin(index)))


def _shown_view(shown: VisibleText) -> View:
    return View(text=shown.text, place=shown.place, whole=shown.is_whole)
