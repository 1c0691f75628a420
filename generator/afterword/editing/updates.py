"""Puts an update into an incident file as a heading with its text."""

from collections.abc import Iterator

from afterword.core.frozen import frozen
from afterword.core.words import SECTION_WORDS, Slot
from afterword.editing.rows import Rows
from afterword.reading.blocks import Block, blocks, quoted_title, strip_comments
from afterword.reading.headings import looks_like_update
from afterword.reading.text import decode, split

_LEVEL = 3
"""How many `#` the first update of a file gets."""
_DEEPEST = 4
"""No update has more."""


@frozen
class Head:
    """A heading of a file and the rows below it."""

    block: Block
    end: int
    """The number of the row behind its text and all that is below it, from 0."""
    update: bool
    """Whether it is an update."""
    slot: Slot
    """Which section it opens; OTHER for none."""

    @property
    def row(self) -> int:
        """The number of its own row, from 0."""
        return self.block.line - 1


def heads(data: bytes) -> tuple[Head, ...] | None:
    """The headings of an incident file in order; the first stands for the text before all headings. None: it cannot be read."""
    text = decode("", data, [])
    parts = split("", text, []) if text is not None else None
    if parts is None:
        return None
    found = blocks(strip_comments("", parts.body, parts.body_line, []), parts.body_line)
    return tuple(_heads(found, len(Rows.of(data).rows)))


def _heads(found: tuple[Block, ...], last: int) -> Iterator[Head]:
    timeline = 0
    said = []
    for block in found:
        words = " ".join(quoted_title(block.title).rstrip(":?!.").lower().split())
        slot = SECTION_WORDS.get(words, Slot.OTHER) if block.level else Slot.OTHER
        if block.level <= timeline:
            timeline = 0
        if slot is Slot.TIMELINE and not timeline:
            timeline = block.level
        said.append((block, 2 <= block.level <= 4 and not timeline and looks_like_update(block.title), slot))
    for number, (block, update, slot) in enumerate(said):
        below = said[number + 1 :]
        if block.level:
            behind = next((other for other, is_update, _ in below if is_update or other.level <= block.level), None)
        else:
            behind = below[0][0] if below else None
        yield Head(block=block, end=behind.line - 1 if behind else last, update=update, slot=slot)


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
    level, end = (before.block.level if updates else _LEVEL), before.end
    if not updates and not wrapper:  # what follows must not become a part of the update
        follows = next((head for head in found[1:] if head.block.level <= _DEEPEST), None)
        level, end = (max(_LEVEL, follows.block.level), follows.row) if follows else (_LEVEL, len(rows.rows))
    begin = before.row + 1 if before.block.level else before.row
    at = rows.trimmed(begin, end)
    airy = bool(updates) and before.row + 1 < len(rows.rows) and rows.is_blank(before.row + 1)
    marks = "#" * level
    return rows.insert(at, [f"{marks} {line}", *([""] if airy else []), *text.split("\n")], apart=before.block.level > 0 or at > begin)
