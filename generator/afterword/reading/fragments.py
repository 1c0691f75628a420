"""From nodes of a document to fragments of an incident: safe HTML with links as seen from the page, and the Markdown as written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from afterword.core.parts import Fragment
from afterword.markup.html import SCHEMES, Writer, scheme_of
from afterword.markup.tree import Document, Node, walk
from afterword.reading.place import Place
from afterword.reading.text import without_illegal

_REDACTED = re.compile(r"\[redacted:\s*([^\[\]\s][^\[\]]{0,199})\]", re.IGNORECASE)
_UNSEEN = re.compile(r"^[\x00-\x20]+|[\x00-\x20]+$|[\t\n\r]+")
"""What a browser leaves out of an address."""


@dataclass(slots=True)
class Stretch:
    """A part of a document: its nodes, and the rows in which they were written."""

    document: Document
    line: int
    """The line of the file on which it begins."""
    nodes: list[Node | str] = field(default_factory=list)
    rows: list[tuple[int, int] | str] = field(default_factory=list)
    """The first line of each run of rows and the line behind it, or words of ours that stand in their place."""

    def add(self, other: "Stretch", *more: Node) -> None:
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

    def make(self, stretch: Stretch, place: Place) -> Fragment:
        """The fragment of a stretch; links that lead to nothing are noted in `place`."""
        html = self.html(stretch.nodes, stretch.document, place)
        markdown = stretch.markdown
        return Fragment(markdown=markdown, line=_first_line(stretch), html=html)

    def inline(self, nodes: Sequence[Node | str], document: Document, place: Place, markdown: str, line: int) -> Fragment:
        """A fragment that stands in a line or a cell: a single paragraph is without its tags."""
        return Fragment(markdown=markdown, line=line, html=self.html(nodes, document, place, inline=True))

    def html(self, nodes: Sequence[Node | str], document: Document, place: Place, *, inline: bool = False) -> str:
        """Safe HTML of some nodes."""
        noted = bool(document.notes) and _uses_notes(nodes)
        self.noted += noted
        return self._write(nodes, document, place, noted=noted, inline=inline)

    def again(self, stretch: Stretch, place: Place) -> str:
        """The HTML of a stretch that was made just before, and changed since: its footnotes keep their addresses."""
        noted = bool(stretch.document.notes) and _uses_notes(stretch.nodes)
        return self._write(stretch.nodes, stretch.document, place, noted=noted)

    def _write(self, nodes: Sequence[Node | str], document: Document, place: Place, *, noted: bool, inline: bool = False) -> str:
        writer = Writer(
            address=lambda node, address: _address(node, address, document, place),
            own=place.is_own,
            words=_words,
            notes=document.notes,
            note_prefix=f"{self.noted}-" if noted else "",
        )
        return without_illegal(writer.write(nodes, inline=inline))


def _first_line(stretch: Stretch) -> int:
    """The line of the first row that is not empty."""
    for run in stretch.rows:
        for line in range(*run) if not isinstance(run, str) else ():
            if stretch.document.row(line).strip():
                return line
    return stretch.line


def _uses_notes(nodes: Sequence[Node | str]) -> bool:
    return any(node.tag == "sup" and node.line and node.attributes.get("class") == "footnote-ref" for node in walk(nodes))


def _words(words: str) -> str:
    """Text as HTML; `[redacted: a person's name]` becomes a visible bar with the reason."""
    safe = escape(words, quote=False)
    if "redacted:" not in safe.lower():
        return safe
    return _REDACTED.sub(lambda bar: f'<span class="aw-redacted">redacted: {bar[1].strip()}</span>', safe)


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
