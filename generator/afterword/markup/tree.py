"""A Markdown text as a tree with positions.

One parse by the engine, one parse of its HTML as a browser would read it. What comes out is plain data: elements with
attributes, children and the place in the source at which they stand.
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
    low: str = ""
    """The source in small letters."""
    redacts: bool = False
    """Whether `redacted:` stands anywhere in the source, in whatever case."""
    tags: frozenset[str] = frozenset()
    """The names of all elements, so that what is not there need not be looked for."""
    typed: bool = False
    """Whether there may be elements that were typed as HTML."""
    described: "list[Node]" = field(default_factory=list)
    """The elements that have attributes, in order."""
    hidden_headings: bool = False
    """Whether a heading stands inside another element, or was typed as HTML."""
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

    def is_open(self, code: Node) -> bool:
        """Whether a block of code has fences, and the closing one is missing."""
        opening, closing = self.row(code.line)[code.column - 1 :], self.row(code.end_line).strip(" \t>")
        fenced = code.line > 0 and opening.startswith(("```", "~~~"))
        return fenced and not (code.end_line > code.line and closing and not closing.strip(opening[0]))

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


def code_rows(document: Document) -> frozenset[int]:
    """The rows of a document, counted from 0, that stand in blocks of code; one whose closing fence is missing is none."""
    found: set[int] = set()
    for node in walk(document.blocks):
        if node.tag == "pre" and node.line and not document.is_open(node):
            found.update(range(node.line - document.first_line, node.end_line - document.first_line + 1))
    return frozenset(found)


class _ExcessError(Exception):
    """A text exceeds a limit, which is the argument."""


def parse(text: str, first_line: int = 1, *, mend: bool = True) -> Document:
    """Parse a Markdown text.

    Args:
        text: with bare line feeds, without characters that must not be published.
        first_line: the number of its first line in its file.
        mend: whether HTML that is not closed and takes in headings becomes text.
    """
    rows, low = text.split("\n"), text.lower()
    found = excess(rows)
    if found:
        return Document(
            blocks=[], notes={}, rows=rows, first_line=first_line, low=low, excess=found.words, excess_line=first_line + found.row
        )
    try:
        root, notes, made, unclosed = _parse(text, first_line, raw=POSITION not in low)
        if unclosed and mend:
            root, notes, made, _ = _parse(text, first_line, raw=False)
    except _ExcessError as error:
        found = error.args[0]
        return Document(blocks=[], notes={}, rows=rows, first_line=first_line, low=low, excess=found.words, excess_line=first_line)
    line = first_line + next((n for n, row in enumerate(rows) if f"<{unclosed}" in row.lower()), 0) if unclosed else 0
    return Document(
        blocks=root.children,
        notes=notes,
        rows=rows,
        first_line=first_line,
        low=low,
        redacts="redacted:" in low,
        tags=frozenset(made.tags),
        typed="<" in text,
        described=made.described,
        hidden_headings=made.hidden_headings,
        unclosed=unclosed,
        unclosed_line=line,
    )


def _parse(text: str, first_line: int, *, raw: bool) -> tuple[Node, dict[str, Node], "_TreeBuilder", str]:
    """The root, the notes, what the builder saw, and the name of an element typed as HTML that swallowed headings."""
    html = to_html(text, raw=raw)
    if found := excess_of_html(html):
        raise _ExcessError(found)
    body = LexborHTMLParser(f"<body>{html}").body
    root = Node("body", {})
    builder = _TreeBuilder(first_line - 1)
    if body is None:  # a frameset took its place
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
        self.tags: set[str] = set()
        self.described: list[Node] = []
        self.notes: list[Node] = []
        """The sections of footnotes: one, and more where a name is used for two."""
        self.hidden_headings = False
        self.swallowed = ""
        """An element, typed as HTML, in whose text a heading stands as it was typed."""

    def fill(self, root: Node, body: LexborNode) -> None:
        """Add everything in `body` to `root`, without recursion: nesting is the writer's."""
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
        found, tag = element.attributes, element.tag or ""
        place = found.pop(POSITION, "")
        node = Node(tag, {key: value or "" for key, value in found.items()} if found else {}, near=self.line)
        self.tags.add(tag)
        if found:
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
"""Elements that the engine makes without a position of their own."""


_MARKS = {"?": ("<?", "?>"), "[": ("<![cdata[", "]]>")}
"""How what is no element begins and ends: instructions, and text that is not parsed."""
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]", re.MULTILINE)


def _swallower(html: str, builder: _TreeBuilder) -> str:
    """The name of an element typed as HTML that took headings away from where they stand, or nothing."""
    for name in filter(None, (builder.astray, builder.swallowed)):
        low = html.lower()
        opening, closing = _MARKS.get(name, (f"<{name}", f"</{name}"))
        opened = low.count(opening) if name in _MARKS else sum(low.count(f"{opening}{end}") for end in (">", " ", "\n", "\t", "/"))
        if opened > low.count(closing):
            return opening.removeprefix("<")
    if builder.jumbled or html.count(f' {POSITION}="') != builder.placed:
        return builder.astray or "html"
    return ""
