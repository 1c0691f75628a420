"""Puts an update into an incident file as a heading with its text."""

from collections.abc import Iterator

from afterword.core.frozen import frozen
from afterword.core.words import SECTION_WORDS, Slot
from afterword.editing.rows import Rows
from afterword.markup.tree import Document, Node, parse
from afterword.reading.outline import TopHeading as Heading
from afterword.reading.outline import heads as heads_of
from afterword.safety.public_text import find_comments, without_comments
from afterword.syntax.headings import looks_like_update
from afterword.syntax.text import decode, split

_LEVEL = 3
"""How many `#` the first update of a file gets."""
_DEEPEST = 4
"""No update has more."""


@frozen
class FileHeading:
    """A heading of a file and the rows below it."""

    level: int
    """How many `#` it has; 0 for the text before all headings."""
    words: str
    line: int
    """The line of the file, counted from 1."""
    end: int
    """The number of the row behind its text and all that is below it, from 0."""
    update: bool
    """Whether it is an update."""
    slot: Slot
    """Which section it opens; OTHER for none."""

    @property
    def row(self) -> int:
        """The number of its own row, from 0."""
        return self.line - 1


def heads(data: bytes) -> tuple[FileHeading, ...] | None:
    """The headings of an incident file in order; the first stands for the text before all headings. None: it cannot be read."""
    document = _document(data)
    return tuple(_heads(document, len(Rows.of(data).rows))) if document else None


def with_closed_fence(data: bytes, at: int | None = None) -> bytes:
    """The file with the fence that closes a block of code which would run to its end: what is put behind it must not be code.

    Args:
        data: the incident file.
        at: the row before which something is put; None for the end.
    """
    document = _document(data)
    last = next((node for node in reversed(document.blocks) if isinstance(node, Node)), None) if document else None
    if not document or not last or last.tag != "pre" or not document.is_open(last) or (at is not None and at < last.line):
        return data
    opening = document.row(last.line).strip()
    rows = Rows.of(data)
    return rows.insert(rows.trimmed(last.line, len(rows.rows)), [opening[: len(opening) - len(opening.lstrip(opening[0]))]], apart=False)


def _document(data: bytes) -> Document | None:
    """The parsed body of an incident file, without comments; None when it cannot be read."""
    text = decode("", data, [])
    parts = split("", text, []) if text is not None else None
    if parts is None:
        return None
    document = parse(parts.body, parts.body_line, mend=False)
    return parse(without_comments(document, find_comments(document)), parts.body_line)


def _heads(document: Document, last: int) -> Iterator[FileHeading]:
    timeline = 0
    said: list[tuple[Heading, bool, Slot]] = []
    for head in heads_of(document):
        words = " ".join(head.words.rstrip(":?!.").lower().split())
        slot = SECTION_WORDS.get(words, Slot.OTHER) if head.level else Slot.OTHER
        if head.level <= timeline:
            timeline = 0
        if slot is Slot.TIMELINE and not timeline:
            timeline = head.level
        said.append((head, 2 <= head.level <= 4 and not timeline and looks_like_update(head.words), slot))
    for number, (head, update, slot) in enumerate(said):
        below = said[number + 1 :]
        if head.level:
            behind = next((other for other, is_update, _ in below if is_update or other.level <= head.level), None)
        else:
            behind = below[0][0] if below else None
        yield FileHeading(
            level=head.level, words=head.words, line=head.line, end=behind.line - 1 if behind else last, update=update, slot=slot
        )


def add_update(data: bytes, line: str, text: str) -> bytes:
    """The file with one more update: behind the last one, else in `## Updates`, else behind the summary.

    It has as many `#` as the update before it. Of a file that cannot be read, it stands at the end, where it is seen.

    Args:
        data: the incident file.
        line: the heading without its marks: `2026-03-14 09:16 UTC - Identified`.
        text: what it says, in Markdown.
    """
    rows, found = Rows.of(data), heads(data)
    if found is None:
        return rows.insert(len(rows.rows), [f"{'#' * _LEVEL} {line}", *text.split("\n")], apart=True)
    updates = [head for head in found if head.update]
    wrapper = next((head for head in found if head.slot is Slot.UPDATES), None)
    before = updates[-1] if updates else wrapper or found[0]
    level, end = (before.level if updates else _LEVEL), before.end
    if not updates and not wrapper:  # what follows must not become a part of the update
        follows = next((head for head in found[1:] if head.level <= _DEEPEST), None)
        level, end = (max(_LEVEL, follows.level), follows.row) if follows else (_LEVEL, len(rows.rows))
    begin = before.row + 1 if before.level else before.row
    at = rows.trimmed(begin, end)
    if (closed := with_closed_fence(data, at)) != data:
        return add_update(closed, line, text)
    airy = bool(updates) and before.row + 1 < len(rows.rows) and rows.is_blank(before.row + 1)
    marks = "#" * level
    return rows.insert(at, [f"{marks} {line}", *([""] if airy else []), *text.split("\n")], apart=before.level > 0 or at > begin)
