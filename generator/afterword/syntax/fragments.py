"""From nodes of a document to fragments of an incident: safe HTML with links as seen from the page, and the Markdown as written."""

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
"""A redaction that goes on behind other marks."""
_MARKS_IN_BAR = 10
_MOST_NOTE_CHARACTERS = 2_000_000
_UNSEEN = re.compile(r"^[\x00-\x20]+|[\x00-\x20]+$|[\t\n\r]+")
"""What a browser leaves out of an address."""


@dataclass(slots=True)
class NodeRange:
    """A part of a document: its nodes, and the rows in which they were written."""

    document: Document
    line: int
    """The line of the file on which it begins."""
    nodes: list[Node | str] = field(default_factory=list)
    rows: list[tuple[int, int] | str] = field(default_factory=list)
    """The first line of each run of rows and the line behind it, or words of ours that stand in their place."""

    def add(self, other: "NodeRange", *more: Node) -> None:
        """Put `more` and then another stretch behind this one."""
        self.nodes += [*more, *other.nodes]
        self.rows += other.rows

    @property
    def markdown(self) -> str:
        """The rows as written."""
        first, rows = self.document.first_line, self.document.rows
        runs = (run if isinstance(run, str) else "\n".join(rows[run[0] - first : run[1] - first]) for run in self.rows)
        return "\n".join(runs).strip("\n")

    def replace_rows(self, start: int, end: int, words: str) -> None:
        """Put words of ours into the place of the lines from `start` to the one before `end`."""
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
    """Makes the fragments of one incident: the footnotes of each have addresses of their own on the page."""

    noted: int = 0
    """How many fragments had footnotes."""
    note_characters: int = 0
    """How much HTML these fragments have: a long note that every section uses is repeated in each."""

    @property
    def repeats_too_much(self) -> bool:
        """Whether footnotes are left out from here on."""
        return self.note_characters > _MOST_NOTE_CHARACTERS

    def make(self, stretch: NodeRange, place: Place) -> Fragment:
        """The fragment of a stretch; links that lead to nothing are noted in `place`."""
        html = self.html(stretch.nodes, stretch.document, place)
        markdown = stretch.markdown
        return Fragment(markdown=markdown, line=_first_line(stretch), html=html)

    def inline(self, nodes: Sequence[Node | str], document: Document, place: Place, markdown: str, line: int) -> Fragment:
        """A fragment that stands in a line or a cell: a single paragraph is without its tags."""
        return Fragment(markdown=markdown, line=line, html=self.html(nodes, document, place, inline=True))

    def html(self, nodes: Sequence[Node | str], document: Document, place: Place, *, inline: bool = False) -> str:
        """Safe HTML of some nodes."""
        noted = bool(document.notes) and not self.repeats_too_much and _uses_notes(nodes)
        self.noted += noted
        html = self._write(nodes, document, place, noted=noted, inline=inline)
        self.note_characters += len(html) if noted else 0
        return html

    def again(self, stretch: NodeRange, place: Place) -> str:
        """The HTML of a stretch that was made just before, and changed since: its footnotes keep their addresses."""
        noted = bool(stretch.document.notes) and not self.repeats_too_much and _uses_notes(stretch.nodes)
        return self._write(stretch.nodes, stretch.document, place, noted=noted)

    def _write(self, nodes: Sequence[Node | str], document: Document, place: Place, *, noted: bool, inline: bool = False) -> str:
        writer = Writer(
            address=lambda node, address: _address(node, address, document, place),
            own=place.is_own,
            notes=document.notes if noted else {},
            note_prefix=f"{self.noted}-" if noted else "",
        )
        return without_illegal(writer.write(_redact(nodes) if document.redacts else nodes, inline=inline))


def _first_line(stretch: NodeRange) -> int:
    """The line of the first row that is not empty."""
    for run in stretch.rows:
        for line in range(*run) if not isinstance(run, str) else ():
            if stretch.document.row(line).strip():
                return line
    return stretch.line


def _uses_notes(nodes: Sequence[Node | str]) -> bool:
    return any(node.tag == "sup" and node.line and node.attributes.get("class") == "footnote-ref" for node in walk(nodes))


def _redact(nodes: Sequence[Node | str]) -> list[Node | str]:
    """The nodes with a visible bar for every `[redacted: a person's name]`, which may hold other marks; code is left alone."""
    root = Node("", {}, [*nodes])
    for node in walk([root], into=lambda node: node.tag not in {"code", "pre"}):
        if node.tag not in {"code", "pre"} and any(isinstance(child, str) and "edacted:" in child.lower() for child in node.children):
            node.children = _with_bars(node.children)
    return root.children


def _with_bars(children: list[Node | str]) -> list[Node | str]:
    made: list[Node | str] = []
    number = 0
    while number < len(children):
        child = children[number]
        number += 1
        if not isinstance(child, str):
            made.append(child)
            continue
        end = 0
        for found in _REDACTED.finditer(child):
            made += [child[end : found.start()], _bar([found[1].rstrip()])]
            end = found.end()
        tail = child[end:]
        begun = _BEGUN.search(tail)
        behind = _end_of_bar(children, number) if begun else None
        if begun and behind is not None:
            last = str(children[behind])
            inner = [*children[number:behind], last[: last.index("]")].rstrip()]
            made += [tail[: begun.start()], _bar([tail[begun.start("words") :], *inner]), last[last.index("]") + 1 :]]
            number = behind + 1
        else:
            made.append(tail)
    return [child for child in made if child]


def _bar(words: list[Node | str]) -> Node:
    return Node("span", {"class": MARKED}, ["redacted: ", *words])


def _end_of_bar(children: list[Node | str], start: int) -> int | None:
    """Where the text stands that closes a bar with other marks in it; None when none does within a few of them."""
    for number in range(start, min(start + _MARKS_IN_BAR, len(children))):
        child = children[number]
        if isinstance(child, str) and "]" in child:
            return number
    return None


def _address(node: Node, address: str, document: Document, place: Place) -> str:
    """Where a link leads as seen from the page; nothing when that must not be published."""
    target = _UNSEEN.sub("", without_illegal(address)).replace("\\", "/")
    scheme = scheme_of(target)
    if scheme and scheme not in SCHEMES:
        return ""
    line = document.line_of(node)
    if not node.line and node.tag == "img" and "." not in target:
        return ""
    return place.link(target, line)
