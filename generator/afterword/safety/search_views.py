"""One text as several strings to search in, each with the way back to where its characters were written.

A secret may be split by marks of Markdown, tags, entities, characters of no width, links or line ends: the page shows it
whole. So it is looked for in the source and in what readers see of it.
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
"""One of these stands in every text that a page shows in another way than it is written."""
Spot = tuple[int, int]
"""A line and a column, both counted from 1."""


@frozen
class View:
    """A string to search in."""

    text: str
    place: Callable[[int], Spot]
    """Where the character at an index was written."""
    whole: Callable[[int, int], bool] | None = None
    """Whether a stretch was written as it reads; None: that follows from the places."""

    def span(self, start: int, end: int) -> tuple[Spot, Spot]:
        """Where a stretch was written: the place of its first character, and the place behind its last."""
        line, column = self.place(end - 1)
        return self.place(start), (line, column + 1)

    def is_whole(self, start: int, end: int) -> bool:
        """Whether a stretch was written as it reads, with nothing between its characters."""
        if self.whole:
            return self.whole(start, end)
        (line, column), (last, after) = self.span(start, end)
        return line == last and after - column == end - start


class Lines:
    """The lines of a text, to tell where its characters stand."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins."""
        return [0, *(end.end() for end in re.finditer("\n", self.text))]

    def place(self, index: int) -> Spot:
        """The place of the character at an index."""
        line = bisect_right(self.starts, index)
        return line, index - self.starts[line - 1] + 1

    def end(self, line: int) -> int:
        """The column behind the last character of a line."""
        behind = self.starts[line] - 1 if line < len(self.starts) else len(self.text)
        return behind - self.starts[line - 1] + 1


def views_of_markdown(document: Document) -> Iterator[View]:
    """Yield the source, the source without marks inside words, and what a reader sees, each paragraph on one line."""
    text = "\n".join(document.rows)
    # what the tree does not hold: definitions that nothing names, HTML that was typed, a text beyond the limits
    yield from _views(text, *((unmarked,) if document.typed or "]:" in text or document.excess else ()))
    yield _shown_view(shown_text(document))


def views_of_values(text: str) -> Iterator[View]:
    """Yield YAML as it is written, as its values read, and as a page shows them."""
    yield from _views(text, as_value)
    if _MARKS.search(text):
        yield _shown_view(shown_text(parse(text), rows=False))


def views_of_plain(text: str) -> Iterator[View]:
    """Yield a file that no program renders as it is written, and without its entities, escapes and characters of no width."""
    return _views(text, unmarked)


def _views(text: str, *ways: Callable[[str], Unmarked]) -> Iterator[View]:
    """The source first, then one view for each way that changes it."""
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


def _shown_view(found: VisibleText) -> View:
    return View(text=found.text, place=found.place, whole=found.is_whole)
