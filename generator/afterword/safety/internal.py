"""Remove internal sections that no heading of the page begins (E180).

Such a section is a quote, a list item, a table, a `details` element or the text below a bold line.
"""

import re
from collections.abc import Iterator

from afterword.core.problems import Problem, problem
from afterword.markup.flow import plain
from afterword.markup.html import BLOCKS
from afterword.markup.tree import HEADINGS, Document, Node, parse, walk
from afterword.safety.internal_labels import is_internal_label, is_long_label, rows_of_hints
from afterword.safety.public_text import INTERNAL
from afterword.syntax.fragments import NodeRange

_TITLES = frozenset({"summary", "dt", "caption", "figcaption", "legend"})
"""Elements whose text is the title of the element around them."""
_BOLD = frozenset({"strong", "b", "em", "i", "u", "mark", "big"})
_BOX = re.compile(
    r"(?:(?:!!!|\?\?\?\+?|/{3,})[ \t]*(?P<kind>[\w\-]+)?|===[+!]?)"
    r"[ \t]*(?:[\"|][ \t]*(?P<title>[^\"\n]*))?\"?[ \t]*(?=\n|\Z)"
)
"""The title of an admonition, a tab or a block in other Markdown dialects."""
_LAST = 7
"""The level of a line that only looks like a heading: below all headings."""
_HOLDERS = frozenset({"blockquote", "div", "details", "section", "figure", "dl", "li", "td"})
"""Elements that contain blocks, which are searched one by one."""


def internal_note(line: int) -> Node:
    """The note that replaces an internal section."""
    return Node("p", {}, [INTERNAL], line, 1, line, 1)


def internal_labels(document: Document) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of every internal label in a document, headings included."""
    finder = LabelFinder(document)
    finder.kept(document.blocks)
    yield from ((line, label) for line, _, label in finder.places)


def text_without_internal(text: str) -> str:
    """Replace every internal part of a text, sections included, by a note."""
    document = parse(text, mend=False)
    finder = LabelFinder(document)
    finder.kept(document.blocks)
    rows = list(document.rows)
    for line, end, _ in finder.places:
        rows[line - 1 : end - 1] = [INTERNAL, *[""] * (end - line - 1)]
    return "\n".join(rows)


class LabelFinder:
    """Searches the blocks of one document for internal labels, and removes the parts that they head."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.likely = rows_of_hints(document.low)
        self.places: list[tuple[int, int, str]] = []
        """The first line of each internal part, the line behind it, and its label."""

    def take_out(self, content: NodeRange, path: str) -> tuple[Problem, ...]:
        """Remove every part of a stretch that a label such as `Internal notes` heads; report E180 for each.

        A quote, a list item, details or a table is removed whole. Behind a heading or a bold line, everything up to the
        next such line is removed.
        """
        first = self.document.first_line
        if all(
            not isinstance(run, str) and self.likely.isdisjoint(range(run[0] - first, run[1] - first))
            for run in content.rows
        ):
            return ()
        self.places = []
        content.nodes[:] = self.kept(content.nodes)
        for line, end, _ in self.places:
            content.replace_rows(line, end, INTERNAL)
        return tuple(problem(path, line, "E180", h=label) for line, _, label in self.places)

    def hide_notes(self, path: str) -> tuple[Problem, ...]:
        """Replace the text of footnotes that begin with a label, used or not; report E180 for each."""
        problems: list[Problem] = []
        rows, first_line = self.document.rows, self.document.first_line
        for number in sorted(self.likely):
            mark, _, words = rows[number].partition("]:")
            if not mark.startswith("[^") or not words:
                continue
            label = next(
                (part for part in (words, words.partition(":")[0]) if is_long_label(plain(parse(part).blocks))), ""
            )
            if label:
                problems.append(problem(path, first_line + number, "E180", h=label.strip()[:60]))
                end = next((n for n in range(number + 1, len(rows)) if not rows[n].strip()), len(rows))
                rows[number:end] = [f"{mark}]: {INTERNAL}", *[""] * (end - number - 1)]
                if note := self.document.notes.get(mark.removeprefix("[^")):
                    note.children[:] = [internal_note(first_line + number)]
        return tuple(problems)

    def kept(self, nodes: list[Node | str], behind: int = 0) -> list[Node | str]:
        """Keep the blocks that no label heads, and put a note in the place of the others.

        `behind` is the line behind the element that contains them.
        """
        kept: list[Node | str] = []
        hiding = 0
        """The level of the heading whose section is being removed; 0 when none is."""
        for number, node in enumerate(nodes):
            if isinstance(node, str):
                kept += [] if hiding and node.strip() else [node]
                continue
            level = self._level(node)
            if level and (hiding or self._may_hold(node)) and (not hiding or level <= hiding):
                label = self._title(node)
                is_label = is_long_label if _words_of_start(node).startswith("===") else is_internal_label
                hiding = level if is_label(label.rstrip(" :")) else 0
                if hiding:
                    kept += self._hide(node, label, self._end_of_section(nodes, number, level, behind))
                    continue
            if not hiding:
                kept += self._block(node) if self._may_hold(node) else [node]
        return kept

    def _may_hold(self, node: Node) -> bool:
        """Whether a label may stand in an element. Of a paragraph only the first two lines are considered."""
        if not node.line:
            return True
        first, last = node.line - self.document.first_line, node.end_line - self.document.first_line
        return not self.likely.isdisjoint(range(first, (min(last, first + 1) if node.tag == "p" else last) + 1))

    def _hide(self, node: Node, label: str, end: int = 0) -> list[Node | str]:
        line = self.document.line_of(node)
        self.places.append((line, end or self._end(node), label[:60]))
        return [internal_note(line)]

    def _end(self, node: Node) -> int:
        """The line behind an element. For raw HTML, which has no end of its own: behind the last known line in it."""
        lines = [inner.end_line or inner.near for inner in walk([node])]
        end = max([*lines, self.document.line_of(node)]) + 1
        if not node.line:  # raw HTML: its closing tag usually stands on a line of its own
            closing = f"</{node.tag}"
            last = self.document.first_line + len(self.document.rows)
            end = next(
                (line + 1 for line in range(end - 1, min(end + 3, last)) if closing in self.document.row(line).lower()),
                end,
            )
        return end

    def _end_of_section(self, nodes: list[Node | str], number: int, level: int, behind: int) -> int:
        for node in nodes[number + 1 :]:
            if isinstance(node, Node):
                other = self._level(node)
                if other and other <= level:
                    return self.document.line_of(node)
        return behind or max(self._end(node) for node in nodes[number:] if isinstance(node, Node))

    def _level(self, node: Node) -> int:
        """The level of a heading, or of what readers take for one: a bold line, a rule, the title of a box; else 0."""
        if node.tag in HEADINGS:
            return HEADINGS[node.tag]
        return _LAST if node.tag == "hr" or self._is_bold_line(node) or _BOX.match(_words_of_start(node)) else 0

    def _title(self, node: Node) -> str:
        box = _BOX.match(_words_of_start(node))
        if box:
            return (box["title"] or box["kind"] or "").replace("-", " ")
        return plain(node.children)

    def _is_bold_line(self, node: Node) -> bool:
        """Whether a paragraph consists of bold words alone."""
        shown = [child for child in node.children if not isinstance(child, str) or child.strip(" \n:.*_")]
        return node.tag == "p" and len(shown) == 1 and isinstance(shown[0], Node) and shown[0].tag in _BOLD

    def _block(self, node: Node) -> list[Node | str]:
        """Return a block, or the note that replaces it."""
        if node.tag in {"ul", "ol"}:
            node.children = [
                inner for child in node.children for inner in ([child] if isinstance(child, str) else self._item(child))
            ]
            return [node]
        label = self._label(node)
        if label:
            return self._hide(node, label)
        if node.tag in _HOLDERS:
            node.children = self.kept(node.children, self._end(node))
        return [node]

    def _item(self, item: Node) -> list[Node | str]:
        if not self._may_hold(item):
            return [item]
        if label := self._label(item):
            line = self.document.line_of(item)
            self.places.append((line, self._end(item), label[:60]))
            return [Node("li", {}, [INTERNAL], line, 1, line, 1)]
        item.children = self.kept(item.children, self._end(item))
        return [item]

    def _label(self, node: Node) -> str:
        """The internal label that heads a block; empty without one."""
        for inner in node.elements():
            if inner.tag in _TITLES and is_internal_label(words := plain(inner.children)):
                return words
        if node.tag == "table":
            cells = (plain(cell.children) for cell in walk([node]) if cell.tag in {"td", "th"})
            return next((words for words in cells if is_long_label(words)), "")
        if node.tag in {"blockquote", "div", "li", "p"}:
            return self._opening_label(node)
        return ""

    def _opening_label(self, node: Node) -> str:
        """The internal label that opens a block; empty when none does.

        The label is the bold words at the beginning, the first line, or the part of that line before a colon.
        """
        inner = node.elements()
        first = inner[0] if node.tag != "p" and inner and inner[0].tag == "p" else node
        if first.attributes.get("class") == "markdown-alert-title" and len(inner) > 1 and inner[1].tag == "p":
            first = inner[1]
        end = next(
            (n for n, child in enumerate(first.children) if isinstance(child, Node) and child.tag in BLOCKS),
            len(first.children),
        )
        opening = first.children[:end]
        bold = next((child for child in opening if not isinstance(child, str) or child.strip()), "")
        if isinstance(bold, Node) and bold.tag in _BOLD:
            words = plain(bold.children)
            alone = self._is_bold_line(first) and node.tag in {"blockquote", "div", "li"}
            return words if (is_internal_label(words) if alone else is_long_label(words)) else ""
        if node.tag == "p":
            term, _, meaning = _words_of_start(node).partition("\n")
            return term if meaning.startswith(":") and is_internal_label(term) else ""
        words = plain(_first_line(opening))
        head = words.partition(":")[0]
        return next(
            (
                part
                for part in (words, head if head != words and node.tag == "li" else "")
                if part and is_long_label(part)
            ),
            "",
        )


def _words_of_start(node: Node) -> str:
    """The text with which a paragraph begins; empty for other elements."""
    return node.children[0] if node.tag == "p" and node.children and isinstance(node.children[0], str) else ""


def _first_line(nodes: list[Node | str]) -> list[Node | str]:
    """The nodes up to the first line break."""
    kept: list[Node | str] = []
    for node in nodes:
        if isinstance(node, str) and "\n" in node.lstrip("\n"):
            return [*kept, node.lstrip("\n").partition("\n")[0]]
        if isinstance(node, Node) and node.tag == "br":
            return kept
        kept.append(node)
    return kept
