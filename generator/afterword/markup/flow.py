"""The words of a tree as one plain text, with the place in the source of every character."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from afterword.markup.html import BLOCKS
from afterword.markup.tree import Document, Node

GONE = "\0"
"""Stands in `Flow.own` for every character that is not the writer's own word. No text may hold it."""
_BREAK = "\n\n"
_LINE_END = re.compile("\n")
_TOKEN_END = frozenset(" \t\n\0")


@dataclass(slots=True, eq=False)
class Flow:
    r"""Plain text: a line break inside a block is `\n`, and an empty line stands between blocks, items and cells."""

    document: Document
    root: Node
    text: str = ""
    foreign: list[tuple[int, int]] = field(default_factory=list)
    """Where each text of code, quotes and addresses begins and ends."""
    soft_breaks: list[int] = field(default_factory=list)
    """The line ends inside of paragraphs, which a page shows as a space or as a break."""
    pieces: list[tuple[int, Node, int]] = field(default_factory=list)
    """Where each text of the tree begins, the element in which it stands, and its number there."""
    starts: list[int] = field(default_factory=list)
    """The characters with which the text of a line begins, or goes on."""
    lines: list[int] = field(default_factory=list)
    """The line of the file for each of them."""

    @property
    def own(self) -> str:
        """As long as `text`, with `GONE` for code, quotes and addresses."""
        kept: list[str] = []
        reached = 0
        for start, end in self.foreign:
            kept += [self.text[reached:start], _gone(self.text[start:end])]
            reached = end
        return "".join([*kept, self.text[reached:]])

    def line(self, index: int) -> int:
        """The line of the file on which a character stands."""
        at = bisect_right(self.starts, index) - 1
        return self.lines[at] if at >= 0 else self.document.first_line

    def place(self, index: int) -> tuple[int, int]:
        """The line of the file on which a character stands, and its column, both counted from 1."""
        line = self.line(index)
        end = index
        while end < len(self.text) and end < index + 40 and self.text[end] not in _TOKEN_END:
            end += 1
        row = self.document.row(line)
        begin = max(self.text.rfind("\n", 0, index) + 1, index - 2000, 0)
        at = bisect_right(self.starts, index) - 1
        while at >= 0 and self.lines[at] == line and self.starts[at] > begin:
            at -= 1
        if at >= 0 and self.lines[at] != line:
            begin = max(begin, self.starts[at + 1])
        for length in dict.fromkeys((end - index, *(size for size in (20, 12, 6, 3, 1) if size < end - index))):
            at = _find(row, self.text[index : index + length], self.text[begin:index])
            if at >= 0:
                return line, at + 1
        return line, 1

    def cut(self, *stretches: tuple[int, int]) -> None:
        """Take the characters from the start to the end of each stretch out of the tree, with elements that are empty then.

        The flow itself keeps its text. The stretches do not overlap, and it can be done once.
        """
        for number, (begin, parent, index) in enumerate(self.pieces):
            after = self.pieces[number + 1][0] if number + 1 < len(self.pieces) else len(self.text)
            for start, end in sorted(stretches, reverse=True):
                if begin < end and max(start, begin) < min(end, after):
                    words = str(parent.children[index])
                    parent.children[index] = words[: max(start - begin, 0)] + words[max(end - begin, 0) :]
        _prune(self.root)


def _find(row: str, token: str, before: str) -> int:
    """Where a token stands in a row, if it stands there as often before as in the text before it; -1 for nowhere."""
    at = -1
    for _ in range(before.count(token) + 1 if token else 0):
        at = row.find(token, at + 1)
        if at < 0:
            break
    return at


def flow(nodes: Sequence[Node | str], document: Document, line: int = 0) -> Flow:
    """The words of some nodes of a document; `line` is where they begin, if the nodes themselves do not tell."""
    made = Flow(document, Node("", {}, nodes if isinstance(nodes, list) else list(nodes)))
    builder = _FlowBuilder(made, line or document.first_line)
    builder.children(made.root, foreign=False)
    made.text = "".join(builder.words)
    return made


def plain(nodes: Iterable[Node | str]) -> str:
    """The words of some nodes, on one line."""
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
    """Whether an element is the mark of a footnote."""
    return node.tag == "sup" and node.attributes.get("class") == "footnote-ref"


class _FlowBuilder:
    """Walks a tree in reading order. Its recursion is as deep as the tree, which the parser bounds."""

    def __init__(self, made: Flow, line: int) -> None:
        self.made = made
        self.words: list[str] = []
        self.length = 0
        self.at = line
        """The line of the file that the walk has reached."""
        self.in_pre = False
        self.between = True
        """A block ended or began since the last word."""

    def children(self, parent: Node, *, foreign: bool) -> None:
        for index, child in enumerate(parent.children):
            if isinstance(child, str):
                self._text(parent, index, child, foreign=foreign)
            elif child.tag in BLOCKS:
                self._block(child, foreign=foreign)
            elif child.tag == "br":
                if not child.line:  # one that Markdown made has a line break behind it
                    self.made.soft_breaks.append(self.length)
                    self._add("\n")
            elif not _is_reference(child):
                self.at = child.line or self.at
                self.children(child, foreign=foreign or child.tag == "code" or (child.tag == "a" and is_bare(child)))
                self.at = child.end_line or self.at

    def _block(self, node: Node, *, foreign: bool) -> None:
        self.between = True
        self.at = node.line or self.at
        if node.tag == "pre" and self.made.document.row(node.line).lstrip(" \t>*+-0123456789.)").startswith(("```", "~~~")):
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
        made, offset = self.made, self.length
        made.pieces.append((offset, parent, index))
        made.starts.append(offset)
        made.lines.append(self.at)
        if "\n" in words:
            for found in _LINE_END.finditer(words):
                self.at += 1
                if not self.in_pre:
                    made.soft_breaks.append(offset + found.start())
                made.starts.append(offset + found.end())
                made.lines.append(self.at)
        self._add(words)
        if foreign:
            made.foreign.append((offset, self.length))

    def _add(self, words: str) -> None:
        self.words.append(words)
        self.length += len(words)


def _gone(words: str) -> str:
    return words if words.isspace() else "\n".join(GONE * len(row) for row in words.split("\n"))


def is_bare(link: Node) -> bool:
    """Whether a link shows nothing but its own address."""
    words = "".join(child for child in link.children if isinstance(child, str))
    return link.attributes.get("href", "").removeprefix("mailto:").removeprefix("http://").removeprefix("https://").startswith(
        words.removeprefix("http://").removeprefix("https://")
    ) and bool(words)


_KEPT_EMPTY = frozenset("br hr img input td th tr tbody thead table".split())


def _prune(node: Node) -> bool:
    """Take out elements and texts that are empty; whether anything is left in `node`."""
    kept: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str):
            kept += [child] if child else []
        elif child.tag in _KEPT_EMPTY or _prune(child):
            kept.append(child)
    node.children[:] = kept
    return any(not isinstance(child, str) or child.strip() for child in kept)
