"""A piece of Markdown as its reader sees it, each paragraph on one line: what the page shows whole is whole here.

This is no renderer: it takes out more than a renderer would, and is only searched beside the source. The targets of links and
the attributes of tags, which a reader can copy too, stand below the text, each on a line of its own.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from afterword.reading.blocks import code_lines
from afterword.reading.unmarked import INVISIBLE, Unmarked

_SPELT = r"\\(?:[!-/:-@\[-`{-~])|&(?:\#[0-9]{1,7};?|\#[xX][0-9A-Fa-f]{1,6};?|[A-Za-z][A-Za-z0-9]{1,30};)|%[2-7][0-9A-Fa-f]"
"""A character that is written in another way: an escape, an entity, a character of an address."""
_MARK = re.compile(
    rf"(?P<spelt>{_SPELT})"
    rf"|(?P<gone>[{INVISIBLE}]+|[*~`]+|(?<=\w)(?:==|\+\+|\^\^?)(?=\w)"
    r"|\{[:#.][^{}\n]{0,200}\}|\[\^[^\[\]\s]{1,60}\](?!:))"
    r"|(?P<begin>(?<!\w)_++(?=\w))|(?P<end>(?<=[^\W_])_++(?!\w))"
    r"|(?P<html><(?=[A-Za-z/!?]))|(?P<open>!?\[)|(?P<close>\])|(?P<row>\\?\n)"
)
_IN_TARGET = re.compile(rf"(?P<spelt>{_SPELT})|(?P<gone>[{INVISIBLE}]+|\n[ \t>]*|[\t<>]+)")
_TAG = re.compile(r"<[A-Za-z/](?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_SIMPLE_TAG = re.compile(r"<[A-Za-z/!?][^<>]*+>")
_LONGEST_TAG = 1000
_AUTOLINK = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]{1,31}:[^\s<>]*>|<[^\s<>@]{1,64}@[^\s<>]*>")
_CELL = re.compile(
    r"</?(?:td|th|tr|li|dt|dd|p|div|h[1-6]|hr|pre|table|ul|ol|dl|blockquote|section|article|summary|details)\b", re.IGNORECASE
)
"""Tags between which a page has a gap."""
_TARGET = re.compile(r"\]\((?P<target>(?:[^()]++|\([^()]*+\))*+)\)")
_LABEL = re.compile(r"\]\[(?P<label>[^\[\]]{0,200})\]")
_DEFINED = re.compile(r"^ {0,3}\[(?!\^)(?P<label>[^\[\]\n]{1,200})\]:", re.MULTILINE)
_BLANK = re.compile(r"\n[ \t>]*\n")
_BLANK_ROW = re.compile(r"[ \t>]*(?:\n|\Z)")
_MARGIN = re.compile(r"[ \t>]*")
_BEGINS = re.compile(
    r"[ \t>]*(?:#{1,6}[ \t]|[-*+][ \t]|[0-9]{1,9}[.)][ \t]|\||`{3}|~{3}|!!!|\?\?\?|===|:[ \t]|\[[^\[\]\n]{1,200}\]:|[-=*_]{3,}[ \t]*$)",
    re.MULTILINE,
)
"""A line that begins a block of its own."""
_ALONE = re.compile(r"[ \t>]*(?:#{1,6}[ \t]|\||`{3}|~{3}|!!!|\?\?\?|===|[-=*_]{3,}[ \t]*$)", re.MULTILINE)
"""A line behind which no paragraph goes on."""


def joined(text: str, *, rows: bool = True) -> Unmarked:
    """The text as its reader sees it; with `rows`, the lines of a paragraph are one."""
    joining = _Joining(text, rows)
    joining.read()
    return joining.result()


@dataclass(slots=True)
class _Joining:
    """A text on its way through; what stays is a list of pieces, each with the place where it was written."""

    text: str
    rows: bool
    pieces: list[str] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    below: list[tuple[int, int]] = field(default_factory=list)
    """The targets and attributes, by start and end."""
    opened: list[int] = field(default_factory=list)
    """The pieces that are brackets and may open a link, in this paragraph."""
    stressed: list[int] = field(default_factory=list)
    """The pieces that are underscores and may open emphasis, in this paragraph."""

    def read(self) -> None:
        """Go through the text once."""
        text = self.text
        defined = {_named(found["label"]) for found in _DEFINED.finditer(text)} if "]:" in text else frozenset[str]()
        starts = _code_starts(text) if self.rows else frozenset[int]()
        end, last_comment = 0, text.rfind("-->")
        row_start = 0
        for mark in _MARK.finditer(text):
            start = mark.start()
            if start < end:
                continue
            self._keep(end, start)
            end = mark.end()
            match mark.lastgroup:
                case "spelt":
                    self._put(_spelt(mark[0]), start)
                case "html":
                    end = self._html(start, last_comment)
                case "open":
                    self.opened.append(len(self.pieces))
                    self._put(mark[0], start)
                case "begin":
                    self.stressed.append(len(self.pieces))
                    self._put(mark[0], start)
                case "end":
                    self._end(mark)
                case "close":
                    end = self._close(start, defined)
                case "row":
                    end = self._row(mark, row_start, starts)
                    row_start = mark.end()
        self._keep(end, len(text))

    def _keep(self, start: int, end: int) -> None:
        if start < end:
            self._put(self.text[start:end], start)

    def _put(self, piece: str, origin: int) -> None:
        self.pieces.append(piece)
        self.origins.append(origin)

    def _row(self, mark: re.Match[str], row_start: int, code: frozenset[int]) -> int:
        """A line end: it goes where the paragraph goes on. Returns where reading goes on."""
        text, after = self.text, mark.end()
        blank = bool(_BLANK_ROW.match(text, after))
        if blank:
            self.opened.clear()
            self.stressed.clear()
        escaped = len(mark[0]) > 1
        alone = not escaped and (not self.rows or after in code or bool(_ALONE.match(text, row_start, mark.start())))
        if blank or alone or (not escaped and _BEGINS.match(text, after)):
            self._put("\n", after - 1)
            return after
        if self.pieces and not escaped:
            self.pieces[-1] = self.pieces[-1].rstrip(" \t")
        margin = _MARGIN.match(text, after)
        return margin.end() if margin else after

    def _end(self, mark: re.Match[str]) -> None:
        """Underscores behind a word: they go with those that opened the emphasis, and stay where none did."""
        opening = self.stressed.pop() if self.stressed else len(self.pieces)
        if opening < len(self.pieces) and self.pieces[opening].startswith("_"):
            self.pieces[opening] = ""
        else:
            self._put(mark[0], mark.start())

    def _html(self, start: int, last_comment: int) -> int:
        """A tag or a comment. Returns where reading goes on."""
        text = self.text
        if text.startswith("<!--", start) and start < last_comment:
            return text.index("-->", start) + 3
        if _AUTOLINK.match(text, start):
            return start + 1
        tag = _TAG.match(text, start, start + _LONGEST_TAG) or _SIMPLE_TAG.match(text, start)
        if not tag:
            self._put("<", start)
            return start + 1
        if "=" in tag[0]:
            self.below.append(tag.span())
        if _CELL.match(tag[0]):
            self._put("\n", start)
        return tag.end()

    def _close(self, start: int, defined: frozenset[str] | set[str]) -> int:
        """A closing bracket: that of a link goes with its target. Returns where reading goes on."""
        text = self.text
        opening = self.opened.pop() if self.opened else None
        if opening is not None:
            link = _TARGET.match(text, start)
            if link and not _BLANK.search(link["target"]):
                self.below.append(link.span("target"))
                return self._link(opening, link.end())
            label = _LABEL.match(text, start)
            if label:
                return self._link(opening, label.end())
            name = text[self.origins[opening] + len(self.pieces[opening]) : start] if defined else ""
            if defined and len(name) <= 200 and _named(name) in defined and text[start + 1 : start + 2] != ":":
                return self._link(opening, start + 1)
        self._put("]", start)
        return start + 1

    def _link(self, opening: int, end: int) -> int:
        """Take out the opening bracket of a link, and of a picture its words too."""
        if self.pieces[opening] == "![":
            del self.pieces[opening:], self.origins[opening:]
        else:
            self.pieces[opening] = ""
        return end

    def result(self) -> Unmarked:
        """What stays, and where it was written."""
        for start, end in self.below:
            self._put("\n", start)
            for piece, origin in _target(self.text, start, end):
                self._put(piece, origin)
        places, origins, size = [0], [0], 0
        for piece, origin in zip(self.pieces, self.origins, strict=True):
            if piece:
                places.append(size)
                origins.append(origin)
                size += len(piece)
        return Unmarked(text="".join(self.pieces), places=tuple(places), origins=tuple(origins))


def _target(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """The pieces of an address as a browser reads it: without line ends, with its escapes undone."""
    for mark in _IN_TARGET.finditer(text, start, end):
        if mark.start() > start:
            yield text[start : mark.start()], start
        start = mark.end()
        if mark["spelt"]:
            yield _spelt(mark[0]), mark.start()
    if start < end:
        yield text[start:end], start


def _spelt(mark: str) -> str:
    """The character that a mark stands for."""
    if mark[0] == "%":
        return chr(int(mark[1:], 16))
    character = html.unescape(mark) if mark[0] == "&" else mark[1]
    return "" if _HIDDEN.fullmatch(character) else character


_HIDDEN = re.compile(f"[{INVISIBLE}]+")


def _named(label: str) -> str:
    """The label of a link definition, as it is compared."""
    return " ".join(label.split()).lower()


def _code_starts(text: str) -> frozenset[int]:
    """Where each line begins that stands in a code fence."""
    if "```" not in text and "~~~" not in text:
        return frozenset()
    rows = text.split("\n")
    code = code_lines(rows)
    starts, at = set[int](), 0
    for number, row in enumerate(rows):
        if number in code:
            starts.add(at)
        at += len(row) + 1
    return frozenset(starts)
