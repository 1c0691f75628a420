"""Parse a Markdown text into a tree with positions.

The engine parses the text once, and its HTML is parsed once as a browser would. The result is plain data: elements with
attributes, children and positions in the source.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from afterword.core.frozen import frozen
from afterword.markup.engine import POSITION, to_html
from afterword.markup.limits import MAX_DEPTH, excess, excess_of_html, too_deep

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


@dataclass(slots=True, eq=False)
class Node:
    """An element. Its children are elements and texts."""

    tag: str
    attributes: dict[str, str]
    children: "list[Node | str]" = field(default_factory=list)
    line: int = 0
    """The line on which it begins, counted from 1.

    0 for raw HTML, and for elements that the engine adds without a position.
    """
    column: int = 0
    """Counted from 1, in bytes of UTF-8."""
    end_line: int = 0
    end_column: int = 0
    near: int = 0
    """The last known line before it."""

    @property
    def level(self) -> int:
        """1 to 6 for a heading made from Markdown, else 0."""
        return HEADINGS.get(self.tag, 0) if self.line else 0

    def elements(self) -> "list[Node]":
        """The children without the texts."""
        return [child for child in self.children if isinstance(child, Node)]


@frozen
class Document:
    """A parsed text."""

    blocks: "list[Node | str]"
    """The top-level elements, and texts between raw HTML."""
    notes: dict[str, Node]
    """The footnotes by name. Each is an `li` with its blocks."""
    rows: list[str]
    """The lines of the source."""
    first_line: int
    """The line of the file on which the first row stands. All positions are lines of the file."""
    low: str = ""
    """The source in small letters."""
    redacts: bool = False
    """Whether the source contains `redacted:`, in any case."""
    tags: frozenset[str] = frozenset()
    """The names of all elements, to rule out searches."""
    typed: bool = False
    """Whether there may be raw HTML."""
    described: "list[Node]" = field(default_factory=list)
    """The elements that have attributes, in order."""
    hidden_headings: bool = False
    """Whether a heading stands inside of another element, or is raw HTML."""
    excess: str = ""
    """Why the text was not parsed, in words for a sentence. It then has no blocks."""
    excess_line: int = 0
    unclosed: str = ""
    """The name of a raw HTML element that was not closed and swallowed headings. All HTML was then shown as text."""
    unclosed_line: int = 0

    def row(self, line: int) -> str:
        """The source of a line of the file; empty for a line outside of it."""
        place = line - self.first_line
        return self.rows[place] if 0 <= place < len(self.rows) else ""

    def is_open(self, code: Node) -> bool:
        """Whether a block of code has an opening fence, but no closing one."""
        opening, closing = self.row(code.line)[code.column - 1 :], self.row(code.end_line).strip(" \t>")
        fenced = code.line > 0 and opening.startswith(("```", "~~~"))
        return fenced and not (code.end_line > code.line and closing and not closing.strip(opening[0]))

    def open_fence(self) -> tuple[int, str] | None:
        """The line of a code block that is open at the end of the text, and the fence that would close it.

        None when no such block exists.
        """
        last = next((node for node in reversed(self.blocks) if isinstance(node, Node)), None)
        if last is None or last.tag != "pre" or not self.is_open(last):
            return None
        opening = self.row(last.line).strip()
        return last.line, opening[: len(opening) - len(opening.lstrip(opening[0]))]

    def column_of(self, node: Node) -> int:
        """The column at which an element begins, counted from 1 in characters."""
        row = self.row(self.line_of(node))
        if node.line:
            return len(row.encode()[: node.column - 1].decode(errors="ignore")) + 1
        return max(row.lower().find(f"<{node.tag}"), 0) + 1

    def line_of(self, node: Node) -> int:
        """The line of the file on which an element begins. Raw HTML is searched for from the last known line on."""
        if node.line:
            return node.line
        near = node.near or self.first_line
        opening = f"<{node.tag}"
        return next(
            (line for line in range(near, self.first_line + len(self.rows)) if opening in self.row(line).lower()), near
        )


def walk(nodes: Iterable[Node | str], into: Callable[[Node], bool] = lambda _: True) -> Iterator[Node]:
    """Yield every element below some nodes, each before its children.

    Args:
        nodes: where to begin.
        into: whether to descend into an element.
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


def code_rows(document: Document) -> frozenset[int]:
    """The rows of a document, counted from 0, inside of code blocks, except blocks without a closing fence."""
    rows: set[int] = set()
    for node in walk(document.blocks):
        if node.tag == "pre" and node.line and not document.is_open(node):
            rows.update(range(node.line - document.first_line, node.end_line - document.first_line + 1))
    return frozenset(rows)


class _ExcessError(Exception):
    """A text exceeds the limit given as the argument."""


def parse(text: str, first_line: int = 1, *, mend: bool = True) -> Document:
    """Parse a Markdown text.

    Args:
        text: with bare line feeds, without illegal characters.
        first_line: the line of the file on which the text begins.
        mend: whether to show raw HTML as text when an unclosed element swallows headings.
    """
    rows, low = text.split("\n"), text.lower()
    limit = excess(rows)
    if limit:
        return Document(
            blocks=[],
            notes={},
            rows=rows,
            first_line=first_line,
            low=low,
            excess=limit.words,
            excess_line=first_line + limit.row,
        )
    try:
        root, notes, builder, unclosed = _parse(text, first_line, raw=POSITION not in low)
        if unclosed and mend:
            root, notes, builder, _ = _parse(text, first_line, raw=False)
    except _ExcessError as error:
        limit = error.args[0]
        return Document(
            blocks=[], notes={}, rows=rows, first_line=first_line, low=low, excess=limit.words, excess_line=first_line
        )
    line = first_line + next((n for n, row in enumerate(rows) if f"<{unclosed}" in row.lower()), 0) if unclosed else 0
    return Document(
        blocks=root.children,
        notes=notes,
        rows=rows,
        first_line=first_line,
        low=low,
        redacts="redacted:" in low,
        tags=frozenset(builder.tags),
        typed="<" in text,
        described=builder.described,
        hidden_headings=builder.hidden_headings,
        unclosed=unclosed,
        unclosed_line=line,
    )


def _parse(text: str, first_line: int, *, raw: bool) -> tuple[Node, dict[str, Node], "_TreeBuilder", str]:
    """The root, the footnotes, the builder, and the name of an unclosed raw HTML element that swallowed headings."""
    html = to_html(text, raw=raw)
    if limit := excess_of_html(html):
        raise _ExcessError(limit)
    body = LexborHTMLParser(f"<body>{html}").body
    root = Node("body", {})
    builder = _TreeBuilder(first_line - 1)
    if body is None:  # it was replaced by a frameset
        return root, {}, builder, "frameset"
    builder.fill(root, body)
    notes: dict[str, Node] = {}
    for section in builder.notes:
        for listed in section.elements():
            for item in listed.elements():
                notes.setdefault(item.attributes.get("id", "").removeprefix("fn-"), item)
    unclosed = _swallower(html, builder) if raw and "<" in text else ""
    return root, notes, builder, unclosed


class _TreeBuilder:
    """Builds nodes from the HTML parser's tree, and notices headings that raw HTML swallowed."""

    def __init__(self, before: int) -> None:
        self.before = before
        self.placed = 0
        """The number of elements that have a position."""
        self.astray: str = ""
        """A raw HTML element that contains a heading made from Markdown."""
        self.jumbled = False
        """True when a heading stands before an earlier one."""
        self.last_heading = 0
        self.line = before + 1
        self.tags: set[str] = set()
        self.described: list[Node] = []
        self.notes: list[Node] = []
        """The sections of footnotes: one, or more when a name is used twice."""
        self.hidden_headings = False
        self.swallowed = ""
        """A raw HTML element whose text contains a heading as typed."""

    def fill(self, root: Node, body: LexborNode) -> None:
        """Add everything in `body` to `root`. Without recursion, because the writer controls the depth."""
        stack: list[tuple[Node, LexborNode | None, str]] = [(root, body.child, "")]
        while stack:
            parent, current, typed = stack.pop()
            while current is not None:
                following = current.next
                if current.is_text_node:
                    words = current.text_content or ""
                    parent.children.append(words)
                    if typed and not self.swallowed and _HEADING.search(words):
                        self.swallowed = typed
                elif current.is_comment_node:
                    words = current.comment_content or ""
                    if words.startswith(("?", "[CDATA[")) and _HEADING.search(words):
                        self.swallowed = words[0]
                elif current.is_element_node:
                    node = self._node(current, typed, nested=bool(stack))
                    (self.notes if node.line and "data-footnotes" in node.attributes else parent.children).append(node)
                    child = current.child
                    if child is not None:
                        if len(stack) >= MAX_DEPTH:
                            raise _ExcessError(too_deep())
                        stack.append((parent, following, typed))
                        typed = typed or ("" if node.line or node.tag in _PARTS else node.tag)
                        parent, following = node, child
                current = following

    def _node(self, element: LexborNode, typed: str, *, nested: bool) -> Node:
        attributes, tag = element.attributes, element.tag or ""
        place = attributes.pop(POSITION, "")
        node = Node(tag, {key: value or "" for key, value in attributes.items()} if attributes else {}, near=self.line)
        self.tags.add(tag)
        if attributes:
            self.described.append(node)
        heading = tag in HEADINGS
        if not place:
            self.hidden_headings = self.hidden_headings or heading
            return node
        self.placed += 1
        line, column, end_line, end_column = map(int, place.replace("-", ":").split(":"))
        node.line = self.line = line + self.before
        node.column, node.end_line, node.end_column = column, end_line + self.before, end_column
        if heading:
            self.hidden_headings = self.hidden_headings or nested
            self.jumbled = self.jumbled or self.line < self.last_heading
            self.last_heading = self.line
            self.astray = self.astray or typed
        return node


_PARTS = frozenset("thead tbody code ol".split())
"""Elements to which the engine gives no position of their own."""


_MARKS = {"?": ("<?", "?>"), "[": ("<![cdata[", "]]>")}
"""Delimiters of constructs that are no elements: processing instructions, and CDATA sections."""
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]", re.MULTILINE)


def _swallower(html: str, builder: _TreeBuilder) -> str:
    """The name of a raw HTML element that swallowed headings; empty without one."""
    for name in filter(None, (builder.astray, builder.swallowed)):
        low = html.lower()
        opening, closing = _MARKS.get(name, (f"<{name}", f"</{name}"))
        opened = (
            low.count(opening)
            if name in _MARKS
            else sum(low.count(f"{opening}{end}") for end in (">", " ", "\n", "\t", "/"))
        )
        if opened > low.count(closing):
            return opening.removeprefix("<")
    if builder.jumbled or html.count(f' {POSITION}="') != builder.placed:
        return builder.astray or "html"
    return ""
