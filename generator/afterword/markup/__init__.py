"""Parse Markdown into a tree with positions, read it as plain text, write it as safe HTML.

It knows nothing of incidents.
"""

from afterword.markup.html import Writer
from afterword.markup.tree import parse


def render(text: str) -> str:
    """The safe HTML of a whole text; its relative links stay as they are, its images become links."""
    document = parse(text)
    return Writer(notes=document.notes).write(document.blocks)
