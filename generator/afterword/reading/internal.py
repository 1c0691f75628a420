"""Finds the sections of a text that are not for the public, and takes them out where a text is shown as it was typed."""

from collections.abc import Iterator

from afterword.core.frozen import frozen
from afterword.reading.blocks import blocks, strip_comments
from afterword.reading.leaks import internal_heading
from afterword.reading.public_text import INTERNAL


@frozen
class InternalSection:
    """A section that is not for the public, with the headings below its own."""

    title: str
    start: int
    """The line of its heading, counted from 0."""
    end: int
    """The line behind it."""


def internal_sections(text: str) -> tuple[InternalSection, ...]:
    """The internal sections of a text, in order; a heading in a comment or in code begins none."""
    return tuple(_sections(strip_comments("", text, 1, [])))


def without_internal(text: str) -> tuple[str, tuple[InternalSection, ...]]:
    """The text with a note in the place of every internal section, every other line where it was, and these sections."""
    sections = internal_sections(text)
    rows = text.split("\n")
    for section in sections:
        rows[section.start : section.end] = [INTERNAL, *[""] * (section.end - section.start - 1)]
    return "\n".join(rows), sections


def _sections(text: str) -> Iterator[InternalSection]:
    title, level, start = "", 0, 0
    for block in blocks(text, 0):
        if level and block.level > level:
            continue
        if level:
            yield InternalSection(title=title, start=start, end=block.line)
        title, start = block.title, block.line
        level = block.level if block.level and internal_heading(block.title) else 0
    if level:
        yield InternalSection(title=title, start=start, end=text.count("\n") + 1)
