"""The text of a document as its reader sees and can copy it, each paragraph on one line.

A value that the page shows in one piece is in one piece here. The addresses of links and pictures, and other
attributes, follow below the text, each on a line of its own.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from urllib.parse import unquote

from afterword.markup.flow import Flow, flow
from afterword.markup.tree import Document, Node
from afterword.safety.without_markup import INVISIBLE

_NO_WIDTH = re.compile(f"[{INVISIBLE}]+")
_LINE_END = re.compile(r"\n[ \t]*")
_NOT_IN_ADDRESS = re.compile(r"[\t\r\n]+")
"""Characters that a browser removes from an address."""


@dataclass(slots=True)
class VisibleText:
    """A text as a reader sees it, with the source position of every character."""

    text: str
    flow: Flow
    starts: list[int]
    """The index in `text` of each stretch that was written in one piece."""
    origins: list[int]
    """The index in the flow of each of these stretches. Text behind the flow counts on from its end."""
    below: list[tuple[int, Node]]
    """The index in `text` at which the attributes of each element begin."""

    def place(self, index: int) -> tuple[int, int]:
        """Line and column of a character. Lines are counted from 1 in the text that was parsed."""
        document = self.flow.document
        if self.below and index >= self.below[0][0]:
            node = self.below[bisect_right(self.below, index, key=lambda one: one[0]) - 1][1]
            line, column = document.line_of(node), document.column_of(node)
            row, rest = document.row(line), self.text[index : index + 40].partition("\n")[0]
            columns = (row.find(rest[:size], column - 1) for size in (len(rest), 20, 12, 6, 3) if rest[:size])
            column = next((column + 1 for column in columns if column >= 0), column)
        else:
            line, column = self.flow.place(self._in_flow(index))
        return line - document.first_line + 1, column

    def _in_flow(self, index: int) -> int:
        """The index in the flow of a character of `text`."""
        stretch = bisect_right(self.starts, index) - 1
        return self.origins[stretch] + index - self.starts[stretch]

    def is_whole(self, start: int, end: int) -> bool:
        """Whether a stretch stands in one line of the source exactly as it reads."""
        if self.below and start >= self.below[0][0]:
            line = self.place(start)[0] + self.flow.document.first_line - 1
        else:
            line = self.flow.line(self._in_flow(start))
        return self.text[start:end] in self.flow.document.row(line)


def shown_text(document: Document, *, rows: bool = True) -> VisibleText:
    """The text of a document as its reader sees it. With `rows`, the lines of a paragraph are joined."""
    read = flow([*document.blocks, *document.notes.values()], document)
    pieces: list[str] = []
    starts, origins = [0], [0]
    size = end = 0
    gone = [(match.start(), match.end()) for match in _NO_WIDTH.finditer(read.text)] if not read.text.isascii() else []
    if rows:
        for place in read.soft_breaks:
            line_end = _LINE_END.match(read.text, place)
            gone.append((place, line_end.end() if line_end else place + 1))
        gone.sort()
    for start, behind in gone:
        if start < end:
            continue
        pieces.append(read.text[end:start])
        size += start - end
        end = behind
        starts.append(size)
        origins.append(end)
    pieces.append(read.text[end:])
    size += len(read.text) - end
    below: list[tuple[int, Node]] = []
    for node in document.described:
        for name, value in node.attributes.items():
            if name not in {"class", "id", "align"} and value:
                words = "\n" + _NO_WIDTH.sub(
                    "", unquote(_NOT_IN_ADDRESS.sub("", value)) if name in {"href", "src"} else value
                )
                below.append((size, node))
                pieces.append(words)
                size += len(words)
    return VisibleText(text="".join(pieces), flow=read, starts=starts, origins=origins, below=below)
