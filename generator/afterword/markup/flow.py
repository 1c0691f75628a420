"""The text of a tree in one string, with the source position of every character."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from afterword.markup.html import BLOCKS
from afterword.markup.tree import Document, Node

GONE = "\0"
"""Replaces every character in `Flow.own` that is not the writer's own. No text may contain it."""
_BREAK = "\n\n"
_LINE_END = re.compile("\n")
_TOKEN_END = frozenset(" \t\n\0")


@dataclass(slots=True, eq=False)
class Flow:
    """Plain text.

    A line break inside of a block is a line feed. An empty line separates blocks, items and cells.
    """

    document: Document
    root: Node
    text: str = ""
    foreign: list[tuple[int, int]] = field(default_factory=list)
    """Start and end of every stretch of code, quotes and addresses."""
    soft_breaks: list[int] = field(default_factory=list)
    """Line ends inside of paragraphs, which a page shows as a space or a line break."""
    pieces: list[tuple[int, Node, int]] = field(default_factory=list)
    """For each text of the tree: its index in `text`, its parent, and its position among the children."""
    starts: list[int] = field(default_factory=list)
    """The indices at which the text of a source line begins or continues."""
    lines: list[int] = field(default_factory=list)
    """The line of the file for each of `starts`."""

    @property
    def own(self) -> str:
        """`text` with `GONE` instead of code, quotes and addresses. Every other character keeps its index."""
        kept: list[str] = []
        reached = 0
        for start, end in self.foreign:
            kept += [self.text[reached:start], _gone(self.text[start:end])]
            reached = end
        return "".join([*kept, self.text[reached:]])

    def line(self, index: int) -> int:
        """The line of the file that contains a character."""
        entry = bisect_right(self.starts, index) - 1
        return self.lines[entry] if entry >= 0 else self.document.first_line

    def place(self, index: int) -> tuple[int, int]:
        """Line and column of a character in the file, both counted from 1."""
        line = self.line(index)
        end = index
        while end < len(self.text) and end < index + 40 and self.text[end] not in _TOKEN_END:
            end += 1
        row = self.document.row(line)
        begin = max(self.text.rfind("\n", 0, index) + 1, index - 2000, 0)
        entry = bisect_right(self.starts, index) - 1
        while entry >= 0 and self.lines[entry] == line and self.starts[entry] > begin:
            entry -= 1
        if entry >= 0 and self.lines[entry] != line:
            begin = max(begin, self.starts[entry + 1])
        for length in dict.fromkeys((end - index, *(size for size in (20, 12, 6, 3, 1) if size < end - index))):
            column = _find(row, self.text[index : index + length], self.text[begin:index])
            if column >= 0:
                return line, column + 1
        return line, 1

    def cut(self, *stretches: tuple[int, int]) -> None:
        """Remove the characters of each stretch from the tree, and the elements that become empty.

        The flow itself keeps its text. The stretches must not overlap, and `cut` can be called only once.
        """
        for number, (begin, parent, index) in enumerate(self.pieces):
            after = self.pieces[number + 1][0] if number + 1 < len(self.pieces) else len(self.text)
            for start, end in sorted(stretches, reverse=True):
                if begin < end and max(start, begin) < min(end, after):
                    words = str(parent.children[index])
                    parent.children[index] = words[: max(start - begin, 0)] + words[max(end - begin, 0) :]
        _prune(self.root)


def _find(row: str, token: str, before: str) -> int:
    """The index of a token in a row: of its occurrence with the same number as in `before`; -1 when there is none."""
    index = -1
    for _ in range(before.count(token) + 1 if token else 0):
        index = row.find(token, index + 1)
        if index < 0:
            break
    return index


def flow(nodes: Sequence[Node | str], document: Document, line: int = 0) -> Flow:
    """The text of some nodes of a document. `line` is used as their first line if the nodes have no positions."""
    result = Flow(document, Node("", {}, nodes if isinstance(nodes, list) else list(nodes)))
    builder = _FlowBuilder(result, line or document.first_line)
    builder.children(result.root, foreign=False)
    result.text = "".join(builder.words)
    return result


def plain(nodes: Iterable[Node | str]) -> str:
    """The text of some nodes on one line."""
    words: list[str] = []
    _add_words(nodes, words)
    return " ".join("".join(words).split())


def _add_words(nodes: Iterable[Node | str], words: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            words.append(node)
        elif node.tag in BLOCKS or node.tag == "br":
            words.append(" ")
            _add_words(node.children, words)
            words.append(" ")
        elif not _is_reference(node):
            _add_words(node.children, words)


def _is_reference(node: Node) -> bool:
    """Whether an element is a reference to a footnote."""
    return node.tag == "sup" and node.attributes.get("class") == "footnote-ref"


class _FlowBuilder:
    """Walks a tree in reading order. The parser limits its depth, so recursion is safe."""

    def __init__(self, result: Flow, line: int) -> None:
        self.result = result
        self.words: list[str] = []
        self.length = 0
        self.at = line
        """The line of the file that the walk has reached."""
        self.in_pre = False
        self.between = True
        """True when a block ended or began since the last text."""

    def children(self, parent: Node, *, foreign: bool) -> None:
        for index, child in enumerate(parent.children):
            if isinstance(child, str):
                self._text(parent, index, child, foreign=foreign)
            elif child.tag in BLOCKS:
                self._block(child, foreign=foreign)
            elif child.tag == "br":
                if not child.line:  # a <br> made from Markdown is followed by a line break
                    self.result.soft_breaks.append(self.length)
                    self._add("\n")
            elif not _is_reference(child):
                self.at = child.line or self.at
                self.children(child, foreign=foreign or child.tag == "code" or (child.tag == "a" and is_bare(child)))
                self.at = child.end_line or self.at

    def _block(self, node: Node, *, foreign: bool) -> None:
        self.between = True
        self.at = node.line or self.at
        if node.tag == "pre" and self.result.document.row(node.line).lstrip(" \t>*+-0123456789.)").startswith(
            ("```", "~~~")
        ):
            self.at += 1
        outer, self.in_pre = self.in_pre, self.in_pre or node.tag == "pre"
        self.children(node, foreign=foreign or node.tag in {"pre", "blockquote"})
        self.in_pre = outer
        self.between = True

    def _text(self, parent: Node, index: int, words: str, *, foreign: bool) -> None:
        if self.between:
            if not words.strip():
                return
            if self.length:
                self._add(_BREAK[1:] if self.words[-1].endswith("\n") else _BREAK)
            self.between = False
        result, offset = self.result, self.length
        result.pieces.append((offset, parent, index))
        result.starts.append(offset)
        result.lines.append(self.at)
        if "\n" in words:
            for line_end in _LINE_END.finditer(words):
                self.at += 1
                if not self.in_pre:
                    result.soft_breaks.append(offset + line_end.start())
                result.starts.append(offset + line_end.end())
                result.lines.append(self.at)
        self._add(words)
        if foreign:
            result.foreign.append((offset, self.length))

    def _add(self, words: str) -> None:
        self.words.append(words)
        self.length += len(words)


def _gone(words: str) -> str:
    return words if words.isspace() else "\n".join(GONE * len(row) for row in words.split("\n"))


def is_bare(link: Node) -> bool:
    """Whether the text of a link is its own address."""
    words = "".join(child for child in link.children if isinstance(child, str))
    return link.attributes.get("href", "").removeprefix("mailto:").removeprefix("http://").removeprefix(
        "https://"
    ).startswith(words.removeprefix("http://").removeprefix("https://")) and bool(words)


_KEPT_EMPTY = frozenset("br hr img input td th tr tbody thead table".split())


def _prune(node: Node) -> bool:
    """Remove empty elements and texts. False when `node` is empty afterwards."""
    kept: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str):
            kept += [child] if child else []
        elif child.tag in _KEPT_EMPTY or _prune(child):
            kept.append(child)
    node.children[:] = kept
    return any(not isinstance(child, str) or child.strip() for child in kept)
