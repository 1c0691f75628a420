"""A Markdown text as a tree with positions.

One parse by the engine, one parse of its HTML as a browser would read it. What comes out is plain data: elements with
attributes, children and the place in the source at which they stand.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from afterword.core.frozen import frozen
from afterword.markup.engine import POSITION, to_html
from afterword.markup.limits import MAX_DEPTH, excess

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


@dataclass(slots=True, eq=False)
class Node:
    """An element. Its children are elements and texts."""

    tag: str
    attributes: dict[str, str]
    children: "list[Node | str]" = field(default_factory=list)
    line: int = 0
    """Where it begins, counted from 1; 0 for what was typed as HTML, and for what the engine adds without a place."""
    column: int = 0
    """Counted from 1, in bytes of UTF-8."""
    end_line: int = 0
    end_column: int = 0
    near: int = 0
    """The last line that is known before it."""

    @property
    def level(self) -> int:
        """1 to 6 for a heading that Markdown made, else 0."""
        return HEADINGS.get(self.tag, 0) if self.line else 0

    def elements(self) -> "list[Node]":
        """Its children without the texts."""
        return [child for child in self.children if isinstance(child, Node)]


@frozen
class Document:
    """A parsed text."""

    blocks: "list[Node | str]"
    """The elements at the top level, and texts that were typed between HTML."""
    notes: dict[str, Node]
    """The footnotes by their name: each an `li` with its blocks."""
    rows: list[str]
    """The lines of the source."""
    first_line: int
    """The number of the first row in its file. All positions count from there."""
    excess: str = ""
    """Why the text was not parsed, in words for a sentence; it has no blocks then."""
    excess_line: int = 0
    unclosed: str = ""
    """The name of an element, typed as HTML, that swallowed headings. All HTML of the text was made text then."""
    unclosed_line: int = 0

    def row(self, line: int) -> str:
        """The source of a line of the file."""
        place = line - self.first_line
        return self.rows[place] if 0 <= place < len(self.rows) else ""

    def column_of(self, node: Node) -> int:
        """The column at which an element begins, counted from 1 in characters."""
        row = self.row(self.line_of(node))
        if node.line:
            return len(row.encode()[: node.column - 1].decode(errors="ignore")) + 1
        return max(row.lower().find(f"<{node.tag}"), 0) + 1

    def line_of(self, node: Node) -> int:
        """The line of the file on which an element begins; one that was typed as HTML is looked for from the last known line on."""
        if node.line:
            return node.line
        near = node.near or self.first_line
        opening = f"<{node.tag}"
        return next((line for line in range(near, self.first_line + len(self.rows)) if opening in self.row(line).lower()), near)


def walk(nodes: Iterable[Node | str], into: Callable[[Node], bool] = lambda _: True) -> Iterator[Node]:
    """Yield every element of some nodes, each before its children.

    Args:
        nodes: where to begin.
        into: whether to look at the children of an element.
    """
    stack = [iter(nodes)]
    while stack:
        for node in stack[-1]:
            if isinstance(node, Node):
                yield node
                if node.children and into(node):
                    stack.append(iter(node.children))
                    break
        else:
            stack.pop()


class _TooDeep(Exception):
    """Elements stand in each other more than `MAX_DEPTH` levels deep."""


def parse(text: str, first_line: int = 1) -> Document:
    """Parse a Markdown text.

    Args:
        text: with bare line feeds, without characters that must not be published.
        first_line: the number of its first line in its file.
    """
    rows = text.split("\n")
    found = excess(rows)
    if found:
        return Document(blocks=[], notes={}, rows=rows, first_line=first_line, excess=found.words, excess_line=first_line + found.row)
    try:
        blocks, notes, unclosed = _parse(text, first_line, raw=POSITION not in text.lower())
        if unclosed:
            blocks, notes, _ = _parse(text, first_line, raw=False)
    except _TooDeep:
        words = f"its elements stand more than {MAX_DEPTH} levels deep in each other"
        return Document(blocks=[], notes={}, rows=rows, first_line=first_line, excess=words, excess_line=first_line)
    line = first_line + next((n for n, row in enumerate(rows) if f"<{unclosed}" in row.lower()), 0) if unclosed else 0
    return Document(blocks=blocks, notes=notes, rows=rows, first_line=first_line, unclosed=unclosed, unclosed_line=line)


def _parse(text: str, first_line: int, *, raw: bool) -> tuple[list[Node | str], dict[str, Node], str]:
    """The blocks, the notes, and the name of an element typed as HTML that swallowed headings."""
    html = to_html(text, raw=raw)
    body = LexborHTMLParser(f"<body>{html}").body
    if body is None:  # a frameset took its place
        return [], {}, "frameset"
    root = Node("body", {})
    builder = _Builder(first_line - 1)
    builder.fill(root, body)
    notes: dict[str, Node] = {}
    last = next((node for node in reversed(root.children) if isinstance(node, Node)), None)
    if last and last.line and "data-footnotes" in last.attributes:
        root.children.remove(last)
        for listed in last.elements():
            notes.update((item.attributes.get("id", "").removeprefix("fn-"), item) for item in listed.elements())
    unclosed = _swallower(html, builder) if raw and "<" in text else ""
    return root.children, notes, unclosed


class _Builder:
    """Makes nodes of what the HTML parser made, and notes what HTML of the writer's may have swallowed."""

    def __init__(self, before: int) -> None:
        self.before = before
        self.placed = 0
        """How many elements have a position."""
        self.astray: str = ""
        """An element, typed as HTML, in which a heading of Markdown stands."""
        self.jumbled = False
        """A heading stands before an earlier one."""
        self.last_heading = 0
        self.line = before + 1

    def fill(self, root: Node, body: LexborNode) -> None:
        """Add everything in `body` to `root`, without recursion: nesting is the writer's."""
        stack: list[tuple[Node, LexborNode | None, str]] = [(root, body.child, "")]
        while stack:
            parent, current, typed = stack.pop()
            while current is not None:
                following = current.next
                if current.is_text_node:
                    parent.children.append(current.text_content or "")
                elif current.is_element_node:
                    node = self._node(current, typed)
                    parent.children.append(node)
                    child = current.child
                    if child is not None:
                        if len(stack) >= MAX_DEPTH:
                            raise _TooDeep
                        stack.append((parent, following, typed))
                        typed = typed or ("" if node.line or node.tag in _PARTS else node.tag)
                        parent, following = node, child
                current = following

    def _node(self, element: LexborNode, typed: str) -> Node:
        attributes = {key: value or "" for key, value in element.attributes.items()}
        node = Node(element.tag or "", attributes)
        place = attributes.pop(POSITION, "")
        if not place:
            node.near = self.line
        else:
            self.placed += 1
            start, _, end = place.partition("-")
            line, _, column = start.partition(":")
            end_line, _, end_column = end.partition(":")
            node.line, node.column = int(line) + self.before, int(column)
            node.end_line, node.end_column = int(end_line) + self.before, int(end_column)
            self.line = node.line
            if node.tag in HEADINGS:
                self.jumbled = self.jumbled or node.line < self.last_heading
                self.last_heading = node.line
                self.astray = self.astray or typed
        return node


_PARTS = frozenset("thead tbody code ol".split())
"""Elements that the engine makes without a position of their own."""


def _swallower(html: str, builder: _Builder) -> str:
    """The name of an element typed as HTML that took headings away from where they stand, or nothing."""
    if builder.astray:
        low = html.lower()
        opened = sum(low.count(f"<{builder.astray}{end}") for end in (">", " ", "\n", "\t", "/"))
        if opened > low.count(f"</{builder.astray}"):
            return builder.astray
    if builder.jumbled or html.count(f' {POSITION}="') != builder.placed:
        return builder.astray or "html"
    return ""
