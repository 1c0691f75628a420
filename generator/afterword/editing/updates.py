"""Insert an update into an incident file, as a heading with its text."""

from collections.abc import Iterator

from afterword.core.frozen import frozen
from afterword.core.words import Slot
from afterword.editing.rows import Rows
from afterword.markup.tree import Document, parse
from afterword.reading.outline import TopHeading as Heading
from afterword.reading.outline import heads as heads_of
from afterword.reading.outline import slot_of
from afterword.safety.public_text import find_comments, without_comments
from afterword.syntax.headings import looks_like_update
from afterword.syntax.text import decode, split

_LEVEL = 3
"""Heading level of the first update of a file."""
_DEEPEST = 4
"""The deepest heading level of an update."""


@frozen
class FileHeading:
    """A heading of a file, and the rows below it."""

    level: int
    """The number of `#`; 0 for the text before all headings."""
    words: str
    line: int
    """The line of the file, counted from 1."""
    end: int
    """The row behind everything that belongs to it, counted from 0."""
    update: bool
    """Whether it is the heading of an update."""
    slot: Slot
    """The section that it opens; OTHER for none."""

    @property
    def row(self) -> int:
        """The row of the heading, counted from 0."""
        return self.line - 1


def heads(data: bytes) -> tuple[FileHeading, ...] | None:
    """The headings of an incident file in order, first the text before all of them; None when it cannot be read."""
    document = _document(data)
    return tuple(_heads(document, len(Rows.of(data).rows))) if document else None


def with_closed_fence(data: bytes, at: int | None = None) -> bytes:
    """Close a code block that extends to the end of the file, so that text inserted behind it is not code.

    Args:
        data: the incident file.
        at: the row before which text will be inserted; None for the end.
    """
    document = _document(data)
    fence = document.open_fence() if document else None
    if fence is None or (at is not None and at < fence[0]):
        return data
    rows = Rows.of(data)
    return rows.insert(rows.trimmed(fence[0], len(rows.rows)), [fence[1]], apart=False)


def _document(data: bytes) -> Document | None:
    """The parsed body of an incident file without comments; None when it cannot be read."""
    text = decode("", data, [])
    parts = split("", text, []) if text is not None else None
    if parts is None:
        return None
    document = parse(parts.body, parts.body_line, mend=False)
    return parse(without_comments(document, find_comments(document)), parts.body_line)


def _heads(document: Document, last: int) -> Iterator[FileHeading]:
    timeline = 0
    headings: list[tuple[Heading, bool, Slot]] = []
    for head in heads_of(document):
        slot = slot_of(head.words)
        if head.level <= timeline:
            timeline = 0
        if slot is Slot.TIMELINE and not timeline:
            timeline = head.level
        headings.append((head, 2 <= head.level <= 4 and not timeline and looks_like_update(head.words), slot))
    for number, (head, update, slot) in enumerate(headings):
        below = headings[number + 1 :]
        ending = (other for other, is_update, _ in below if not head.level or is_update or other.level <= head.level)
        following = next(ending, None)
        yield FileHeading(
            level=head.level,
            words=head.words,
            line=head.line,
            end=following.line - 1 if following else last,
            update=update,
            slot=slot,
        )


def add_update(data: bytes, line: str, text: str) -> bytes:
    """Insert an update behind the last one, else into `## Updates`, else behind the summary.

    Its heading has the level of the update before it. In a file that cannot be read, it is appended at the end.

    Args:
        data: the incident file.
        line: the heading without `#`: `2026-03-14 09:16 UTC - Identified`.
        text: the text of the update, in Markdown.
    """
    rows, headings = Rows.of(data), heads(data)
    if headings is None:
        return rows.insert(len(rows.rows), [f"{'#' * _LEVEL} {line}", *text.split("\n")], apart=True)
    updates = [head for head in headings if head.update]
    wrapper = next((head for head in headings if head.slot is Slot.UPDATES), None)
    before = updates[-1] if updates else wrapper or headings[0]
    level, end = (before.level if updates else _LEVEL), before.end
    if not updates and not wrapper:  # otherwise the text that follows would become part of the update
        follows = next((head for head in headings[1:] if head.level <= _DEEPEST), None)
        level, end = (max(_LEVEL, follows.level), follows.row) if follows else (_LEVEL, len(rows.rows))
    begin = before.row + 1 if before.level else before.row
    at = rows.trimmed(begin, end)
    if (closed := with_closed_fence(data, at)) != data:
        return add_update(closed, line, text)
    spaced = bool(updates) and before.row + 1 < len(rows.rows) and rows.is_blank(before.row + 1)
    added = [f"{'#' * level} {line}", *([""] if spaced else []), *text.split("\n")]
    return rows.insert(at, added, apart=before.level > 0 or at > begin)
