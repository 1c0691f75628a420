"""Adds the sections that an incident file still lacks, with comments that guide the writer and are never published."""

from afterword.core.words import LESSON_WORDS, Slot
from afterword.editing.rows import Rows
from afterword.editing.updates import FileHeading, heads, with_closed_fence


def add_sections(data: bytes, template: str) -> tuple[bytes, tuple[str, ...]]:
    """The file with the sections of `template` that it lacks at its end, and the headings that were added.

    Sections are told by their meaning: a file with `## Root cause` has its contributing factors. A file that cannot
    be read is left alone.
    """
    closed = with_closed_fence(data)
    found, wanted = heads(closed), heads(f"---\n---\n{template}".encode())
    if found is None or wanted is None:
        return data, ()
    there = {_meaning(head) for head in found if head.level}
    rows = template.split("\n")
    missing = [head for head in wanted if head.level == 2 and _meaning(head) not in there]
    added = closed if missing else data
    for head in missing:
        begin, end = head.row - 2, head.end - 2
        lines = "\n".join(rows[begin:end]).strip("\n").split("\n")
        known = Rows.of(added)
        added = known.insert(known.trimmed(0, len(known.rows)), lines, apart=True)
    return added, tuple(head.words for head in missing)


def _meaning(head: FileHeading) -> str:
    """What a heading stands for: its section, else its words."""
    words = head.words.lower()
    if words in LESSON_WORDS:
        return Slot.LESSONS
    return head.slot if head.slot is not Slot.OTHER else words
