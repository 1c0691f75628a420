"""Split the texts of an incident into sentences with positions, for the checks of wording.

Code, quotations, addresses and redactions are blanked, because they are not the writer's own words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from afterword.core.frozen import frozen
from afterword.core.words import Slot
from afterword.markup.flow import GONE, Flow, flow
from afterword.markup.tree import Document, Node, walk

_NOT_OURS = re.compile(
    r"\[redacted:[^\[\]]*\]|(?<!\w)\"[^\"]{0,300}\"|“[^“”]{0,300}”|„[^„“”]{0,300}[“”]|«[^«»]{0,300}»", re.IGNORECASE
)
_MAY_BE_QUOTED = re.compile(r"[\[\"“„«]")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]\0]{0,3} (?=[^a-z])")


class Where(Enum):
    """The part of the page in which a text stands."""

    TOP = auto()
    """Title and summary."""
    EARLIER = auto()
    """An update that another one follows."""
    NEWEST = auto()
    """The last update."""
    FOR_READERS = auto()
    """What to do, who is affected and who is not, questions and answers."""
    STORY = auto()
    """What happened, and the timeline."""
    REPORT = auto()
    """Every other section."""
    ACTION = auto()
    """An action item."""
    SOURCES = auto()
    """Titles and words of others."""


_PARTS = {
    Slot.DO: Where.FOR_READERS,
    Slot.AFFECTED: Where.FOR_READERS,
    Slot.NOT_AFFECTED: Where.FOR_READERS,
    Slot.QUESTIONS: Where.FOR_READERS,
    Slot.WHAT_HAPPENED: Where.STORY,
    Slot.TIMELINE: Where.STORY,
    Slot.SOURCES: Where.SOURCES,
}


def where(slot: Slot) -> Where:
    """The part of the page that the text of a section belongs to."""
    return _PARTS.get(slot, Where.REPORT)


@dataclass(slots=True, eq=False)
class Passage:
    """A text of an incident, with its place."""

    part: Where
    path: str
    """The file."""
    words: str = ""
    """The text of a title or headline, which has no nodes."""
    line: int = 1
    """The line on which it begins."""
    nodes: Sequence[Node | str] = ()
    document: Document | None = None
    """The document of the nodes."""
    slot: Slot | None = None
    """The section, if any."""
    _flow: Flow | None = None

    @property
    def flow(self) -> Flow | None:
        """The text with the position of every character; None without nodes."""
        if self._flow is None and self.document is not None:
            self._flow = flow(self.nodes, self.document, self.line)
        return self._flow

    @property
    def text(self) -> str:
        """The text as the page shows it."""
        return self.flow.text if self.flow else self.words

    def place(self, index: int) -> tuple[int, int]:
        """Line and column in the file of a character of the text. Column 1 when it is not known."""
        return self.flow.place(index) if self.flow else (self.line, 1)

    def elements(self, *tags: str) -> Iterator[Node]:
        """Yield the elements with these tags."""
        if self.document and not self.document.tags.isdisjoint(tags):
            yield from (node for node in walk(self.nodes) if node.tag in tags)


@dataclass(eq=False)
class IncidentTexts:
    """All texts of an incident. `whole`, `low` and `flat` rule out a search in every single passage."""

    passages: tuple[Passage, ...]

    @cached_property
    def whole(self) -> str:
        """All texts, separated by line feeds."""
        return "\n".join([passage.text for passage in self.passages])

    @cached_property
    def low(self) -> str:
        """The whole in small letters, with straight apostrophes."""
        return self.whole.lower().replace("’", "'")

    @cached_property
    def flat(self) -> str:
        """The whole, flattened by `flat`."""
        return flat(self.whole)


def flat(text: str) -> str:
    """Put a text on one line, in small letters, with straight apostrophes and single spaces.

    Every run of words of any sentence of the text occurs in it, so it can rule out a search.
    """
    return " ".join(text.lower().replace("’", "'").split())


@frozen
class Sentence:
    """A sentence on one line, with straight apostrophes and single spaces."""

    words: str
    raw: str
    """The block of text that contains it, with quotations blanked."""
    start: int
    """The index in the text at which the block begins."""
    first: int
    """The index in the block of its first character, not counting white space."""

    def at(self, index: int) -> int:
        """The index in the text of a character of `words` that is not a space."""
        number = self.first + index - self.words.count(" ", 0, index)
        return self.start + [place for place, sign in enumerate(self.raw) if not sign.isspace()][number]


def sentences(passage: Passage) -> Iterator[Sentence]:
    """Yield the sentences of a text. Items, cells and headings end a sentence whatever their last character is."""
    own = passage.flow.own if passage.flow else passage.words
    start = 0
    for block in own.split("\n\n"):
        if block.strip(" \n\0"):
            raw = _own_words(block)
            smooth = " ".join(raw.split())
            begin = first = 0
            for cut in [*(end.end() for end in _SENTENCE_END.finditer(smooth)), len(smooth)]:
                words = smooth[begin:cut]
                yield Sentence(words=words, raw=raw, start=start, first=first)
                begin, first = cut, first + len(words) - words.count(" ")
        start += len(block) + 2


def _own_words(raw: str) -> str:
    """Blank the quotations and redactions of a block. Every other character keeps its position."""
    if _MAY_BE_QUOTED.search(raw):
        raw = _NOT_OURS.sub(lambda match: GONE * len(match[0]), raw)
    return raw.replace("’", "'")
