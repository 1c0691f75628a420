"""Lay out safe HTML as plain text for mails: lists, links with their addresses, lines of 72 characters."""

import re
import textwrap
from dataclasses import dataclass, field
from html.parser import HTMLParser

WIDTH = 72
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table tr blockquote pre details summary figure figcaption hr".split()
)
_CLOSE = frozenset(("li", "tr", "dt", "dd"))
"""Elements that begin a new line without an empty line above."""
_NOTE = re.compile(r"#fn(?P<back>ref\d*)?:")
_SPACES = re.compile(r"[ \t\r\n\f]+")


def laid_out(html: str, *, wrap: bool = True) -> str:
    """The text of a fragment, its blocks separated by an empty line. `wrap` breaks its lines at `WIDTH`."""
    text = "\n".join(_LayoutReader(wrap=wrap).read(html))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def flat_text(html: str) -> str:
    """The text of a fragment on one line, without the addresses of links, for posts and previews."""
    return " ".join(" ".join(_LayoutReader(links=False).read(html)).split())


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """Wrap a paragraph at `WIDTH`. A longer word or address gets a line of its own."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )


@dataclass(slots=True)
class _List:
    numbered: bool
    number: int = 0


@dataclass(slots=True)
class _State:
    """The elements in which the reader is, and the text that it has collected."""

    lists: list[_List] = field(default_factory=list)
    quotes: int = 0
    pre: int = 0
    links: list[tuple[str, int]] = field(default_factory=list)
    """Open links: the address, and the position in `words` at which the text of the link begins."""
    words: list[str] = field(default_factory=list)
    """The texts of the current block."""
    mark: str = ""
    """The number or dash of a list item that has just begun."""
    cells: int = 0


class _LayoutReader(HTMLParser):
    """Collects lines. The input comes from our own cleaner, so all tags are closed."""

    def __init__(self, *, links: bool = True, wrap: bool = True) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._at = _State()
        self._links = links
        self._wrap = wrap

    def read(self, html: str) -> list[str]:
        """The lines of a fragment."""
        self.feed(html)
        self.close()
        self.end()
        return self.lines

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        at = self._at
        if tag in _BLOCKS:
            self.end(apart=tag not in _CLOSE and (tag not in {"ul", "ol"} or not at.lists))
        if tag in {"ul", "ol", "li"}:
            self._list(tag, values.get("start", ""))
        elif tag == "blockquote":
            at.quotes += 1
        elif tag == "pre":
            at.pre += 1
        elif tag == "a":
            at.links.append((values.get("href", ""), len(at.words)))
        elif tag == "hr":
            self.lines += ["-" * 8, ""]
        else:
            at.words.append(self._sign(tag, values.get("alt", "")))

    def _list(self, tag: str, start: str) -> None:
        at = self._at
        if tag != "li":
            at.lists.append(
                _List(numbered=tag == "ol", number=int(start) - 1 if start.isascii() and start.isdigit() else 0)
            )
        elif at.lists:
            at.lists[-1].number += 1
            at.mark = f"{at.lists[-1].number}. " if at.lists[-1].numbered else "- "

    def _sign(self, tag: str, alt: str) -> str:
        """The text that a tag inside of a line adds."""
        if tag in {"td", "th"}:
            self._at.cells += 1
            return " | " if self._at.cells > 1 else ""
        if tag == "img":
            return f"[{alt}]" if alt else ""
        return "\n" if tag == "br" else ""

    def handle_endtag(self, tag: str) -> None:
        at = self._at
        if tag == "a" and at.links:
            address, begin = at.links.pop()
            words = "".join(at.words[begin:]).strip()
            target = address.removeprefix("mailto:")
            if note := _NOTE.search(target):  # to a footnote or back from it, which works on the page only
                at.words[begin:] = [] if note["back"] else [f"[{words}]"]
            elif self._links and target and not target.startswith("#") and target.rstrip("/") != words.rstrip("/"):
                at.words.append(f" <{target}>" if words else f"<{target}>")
        if tag in _BLOCKS:
            self.end(apart=tag not in _CLOSE and (tag not in {"ul", "ol"} or len(at.lists) == 1))
        if tag in {"ul", "ol"} and at.lists:
            at.lists.pop()
        elif tag == "blockquote":
            at.quotes = max(0, at.quotes - 1)
        elif tag == "pre":
            at.pre = max(0, at.pre - 1)
        elif tag == "tr":
            at.cells = 0

    def handle_data(self, data: str) -> None:
        self._at.words.append(data if self._at.pre else _SPACES.sub(" ", data))

    def end(self, *, apart: bool = True) -> None:
        """End a block: turn its text into lines."""
        at = self._at
        text, at.words = "".join(at.words), []
        quote = "> " * at.quotes
        depth = "  " * max(0, len(at.lists) - 1)
        if at.pre and text.strip("\n"):
            self.lines += [f"{quote}    {row}".rstrip() for row in text.strip("\n").split("\n")]
        elif text.strip():
            first = f"{quote}{depth}{at.mark}"
            hang = f"{quote}{depth}{' ' * len(at.mark) if at.mark else '  ' if at.lists else ''}"
            if not at.mark:
                first = hang
            for number, row in enumerate(row for row in text.split("\n") if row.strip()):
                begin, line = hang if number else first, " ".join(row.split())
                self.lines.append(wrapped(line, begin, hang) if self._wrap else begin + line)
            at.mark = ""
        if apart and self.lines and self.lines[-1]:
            self.lines.append("")
