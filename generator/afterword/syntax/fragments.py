"""Make fragments of an incident from nodes of a document.

A fragment holds safe HTML, with links as seen from the page, and the Markdown as written.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from afterword.core.incident_parts import Fragment
from afterword.markup.html import MARKED, SCHEMES, Writer, scheme_of
from afterword.markup.tree import Document, Node, walk
from afterword.syntax.text import without_illegal
from afterword.syntax.text_location import Place

_REDACTED = re.compile(r"\[redacted:\s*([^\[\]\s][^\[\]]{0,199})\]", re.IGNORECASE)
_BEGUN = re.compile(r"\[redacted:\s*(?P<words>[^\[\]]{0,200})\Z", re.IGNORECASE)
"""A redaction that contains other markup, so that its end stands in a later node."""
_MARKS_IN_BAR = 10
_MOST_NOTE_CHARACTERS = 2_000_000
_UNSEEN = re.compile(r"^[\x00-\x20]+|[\x00-\x20]+$|[\t\n\r]+")
"""Characters that a browser leaves out of an address."""


@dataclass(slots=True)
class NodeRange:
    """Part of a document: its nodes, and the rows in which they were written."""

    document: Document
    line: int
    """The line of the file on which it begins."""
    nodes: list[Node | str] = field(default_factory=list)
    rows: list[tuple[int, int] | str] = field(default_factory=list)
    """Each run of rows as its first line and the line behind its last, or as text that replaces rows."""

    def add(self, other: "NodeRange", *more: Node) -> None:
        """Append `more`, then the nodes and rows of another stretch."""
        self.nodes += [*more, *other.nodes]
        self.rows += other.rows

    @property
    def markdown(self) -> str:
        """The rows as written, joined."""
        first, rows = self.document.first_line, self.document.rows
        runs = (run if isinstance(run, str) else "\n".join(rows[run[0] - first : run[1] - first]) for run in self.rows)
        return "\n".join(runs).strip("\n")

    def replace_rows(self, start: int, end: int, words: str) -> None:
        """Replace the lines from `start` up to `end`, which is excluded, with `words`."""
        kept: list[tuple[int, int] | str] = []
        for run in self.rows:
            if isinstance(run, str) or run[1] <= start or run[0] >= end:
                kept.append(run)
                continue
            kept += [(run[0], start)] if run[0] < start else []
            kept.append(f"\n{words}\n")
            kept += [(end, run[1])] if end < run[1] else []
        self.rows = kept


@dataclass(slots=True)
class Fragments:
    """Makes the fragments of one incident. The footnotes of each fragment get addresses of their own on the page."""

    noted: int = 0
    """How many fragments have footnotes."""
    note_characters: int = 0
    """Length of the HTML of these fragments. A note that every section uses is repeated in each of them."""

    @property
    def repeats_too_much(self) -> bool:
        """Whether the limit is reached, so that further fragments get no footnotes."""
        return self.note_characters > _MOST_NOTE_CHARACTERS

    def make(self, stretch: NodeRange, place: Place) -> Fragment:
        """Make the fragment of a stretch. Links that lead nowhere are noted in `place`."""
        html = self._html(stretch.nodes, stretch.document, place)
        return Fragment(markdown=stretch.markdown, line=_first_line(stretch), html=html)

    def inline(
        self, nodes: Sequence[Node | str], document: Document, place: Place, markdown: str, line: int
    ) -> Fragment:
        """Make a fragment for a line or a table cell: a single paragraph loses its tags."""
        return Fragment(markdown=markdown, line=line, html=self._html(nodes, document, place, inline=True))

    def again(self, stretch: NodeRange, place: Place) -> str:
        """HTML of the stretch that was made last and has been changed since. Its footnotes keep their addresses."""
        return self._html(stretch.nodes, stretch.document, place, again=True)

    def _html(
        self,
        nodes: Sequence[Node | str],
        document: Document,
        place: Place,
        *,
        inline: bool = False,
        again: bool = False,
    ) -> str:
        noted = bool(document.notes) and not self.repeats_too_much and _uses_notes(nodes)
        self.noted += noted and not again
        writer = Writer(
            address=lambda node, address: _address(node, address, document, place),
            own=place.is_own,
            notes=document.notes if noted else {},
            note_prefix=f"{self.noted}-" if noted else "",
        )
        html = without_illegal(writer.write(_redact(nodes) if document.redacts else nodes, inline=inline))
        self.note_characters += len(html) if noted and not again else 0
        return html


def _first_line(stretch: NodeRange) -> int:
    """The line of the first row that is not blank."""
    for run in stretch.rows:
        for line in range(*run) if not isinstance(run, str) else ():
            if stretch.document.row(line).strip():
                return line
    return stretch.line


def _uses_notes(nodes: Sequence[Node | str]) -> bool:
    return any(
        node.tag == "sup" and node.line and node.attributes.get("class") == "footnote-ref" for node in walk(nodes)
    )


def _redact(nodes: Sequence[Node | str]) -> list[Node | str]:
    """Replace every `[redacted: …]` by a visible bar. It may contain other markup; code is left as it is."""
    root = Node("", {}, [*nodes])
    for node in walk([root], into=lambda node: node.tag not in {"code", "pre"}):
        if node.tag not in {"code", "pre"} and any(
            isinstance(child, str) and "edacted:" in child.lower() for child in node.children
        ):
            node.children = _with_bars(node.children)
    return root.children


def _with_bars(children: list[Node | str]) -> list[Node | str]:
    barred: list[Node | str] = []
    number = 0
    while number < len(children):
        child = children[number]
        number += 1
        if not isinstance(child, str):
            barred.append(child)
            continue
        end = 0
        for redaction in _REDACTED.finditer(child):
            barred += [child[end : redaction.start()], _bar([redaction[1].rstrip()])]
            end = redaction.end()
        tail = child[end:]
        opening = _BEGUN.search(tail)
        closing = _end_of_bar(children, number) if opening else None
        if opening and closing is not None:
            last = str(children[closing])
            inner = [*children[number:closing], last[: last.index("]")].rstrip()]
            barred += [
                tail[: opening.start()],
                _bar([tail[opening.start("words") :], *inner]),
                last[last.index("]") + 1 :],
            ]
            number = closing + 1
        else:
            barred.append(tail)
    return [child for child in barred if child]


def _bar(words: list[Node | str]) -> Node:
    return Node("span", {"class": MARKED}, ["redacted: ", *words])


def _end_of_bar(children: list[Node | str], start: int) -> int | None:
    """The index of the text that closes a redaction begun before `start`; None when it is too far away."""
    for number in range(start, min(start + _MARKS_IN_BAR, len(children))):
        child = children[number]
        if isinstance(child, str) and "]" in child:
            return number
    return None


def _address(node: Node, address: str, document: Document, place: Place) -> str:
    """Where a link leads as seen from the page; empty when its scheme must not be published."""
    target = _UNSEEN.sub("", without_illegal(address)).replace("\\", "/")
    scheme = scheme_of(target)
    if scheme and scheme not in SCHEMES:
        return ""
    nameless = not node.line and node.tag == "img" and "." not in target
    return "" if nameless else place.link(target, document.line_of(node))
