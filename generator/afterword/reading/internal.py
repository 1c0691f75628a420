"""Sections that are not for the public where no heading of the page shows them: in quotes, items, details, bold lines."""

from collections.abc import Iterator

from afterword.core.problems import Problem, problem
from afterword.markup.flow import plain
from afterword.markup.html import BLOCKS
from afterword.markup.tree import HEADINGS, Node, walk
from afterword.reading.fragments import Stretch
from afterword.reading.leaks import internal_heading
from afterword.reading.public_text import INTERNAL

_TITLES = frozenset({*HEADINGS, "summary", "dt", "caption", "figcaption", "strong", "b", "th"})
"""Elements whose words can be the title of what follows."""


def internal_note(line: int) -> Node:
    """The note in the place of an internal section."""
    return Node("p", {}, [INTERNAL], line, 1, line, 1)


def take_out_internal(content: Stretch, path: str) -> tuple[Problem, ...]:
    """Take every block that calls itself internal out of a stretch; E180 for each.

    A quote, an item, details or a table goes as a whole. Behind a line of bold words that reads as such a title, the rest of
    the stretch goes, up to the next such line.
    """
    found: list[Problem] = []
    kept: list[Node | str] = []
    hiding = False
    for index, node in enumerate(content.nodes):
        if isinstance(node, str):
            kept += [] if hiding and node.strip() else [node]
            continue
        title = _lone_title(node, content)
        hiding = internal_heading(title) if title else hiding
        label = title if hiding and title else ("" if hiding else next(_labels(node, content), ""))
        if label:
            line = content.document.line_of(node)
            found.append(problem(path, line, "E180", h=label))
            kept.append(internal_note(line))
        if label or hiding:
            content.replace_rows(content.document.line_of(node), _end(content, index), INTERNAL if label else "")
        else:
            kept.append(node)
    content.nodes[:] = kept
    return tuple(found)


def _end(content: Stretch, index: int) -> int:
    """The line behind a node of a stretch."""
    node = content.nodes[index]
    if isinstance(node, Node) and node.end_line:
        return node.end_line + 1
    later = (other.line for other in content.nodes[index + 1 :] if isinstance(other, Node) and other.line)
    ends = (run[1] for run in content.rows if not isinstance(run, str))
    return next(later, max(ends, default=content.line))


def _lone_title(node: Node, content: Stretch) -> str:
    """The words of a paragraph that is nothing but bold words; else nothing."""
    if node.tag != "p":
        return ""
    shown = [child for child in node.children if not isinstance(child, str) or child.strip(" \n:.")]
    bold = len(shown) == 1 and isinstance(shown[0], Node) and shown[0].tag in {"strong", "b"}
    return plain(node.children, content.document) if bold else ""


def _labels(node: Node, content: Stretch) -> Iterator[str]:
    """Yield what stands inside a block and names it internal."""
    if node.tag in {"p", "pre"}:
        return
    for inner in walk([node]):
        if inner.tag in _TITLES or (inner.tag in {"p", "li"} and inner is not node):
            words = plain(_before_blocks(inner), content.document)
            if words and internal_heading(words.partition("\n")[0]):
                yield words[:60]


def _before_blocks(node: Node) -> list[Node | str]:
    """The children of an element up to its first block."""
    end = next((n for n, child in enumerate(node.children) if isinstance(child, Node) and child.tag in BLOCKS), len(node.children))
    return node.children[:end]
