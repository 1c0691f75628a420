"""The sentences of a text, each with its place: what the checks of writing look at.

Code, quoted words, addresses and redactions are blank in them: they are not the writer's own words.
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

_NOT_OURS = re.compile(r"\[redacted:[^\[\]]*\]|(?<!\w)\"[^\"]{0,300}\"|“[^“”]{0,300}”|„[^„“”]{0,300}[“”]|«[^«»]{0,300}»", re.IGNORECASE)
_MAY_BE_QUOTED = re.compile(r"[\[\"“„«]")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]\0]{0,3} (?=[^a-z])")


class Where(Enum):
    """Where on the page a text stands."""

    TOP = auto()
    """Title and summary."""
    EARLIER = auto()
    """An update that was followed by another."""
    NEWEST = auto()
    """The last update."""
    FOR_READERS = auto()
    """What they can do, who is affected and who is not, questions and answers."""
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
    """Where on the page the text of a section stands."""
    return _PARTS.get(slot, Where.REPORT)


@dataclass(slots=True, eq=False)
class Passage:
    """A text of an incident, and where it stands."""

    part: Where
    path: str
    """Its file."""
    words: str = ""
    """Those of the front matter or of a heading, which have no nodes."""
    line: int = 1
    """The line on which it begins."""
    nodes: Sequence[Node | str] = ()
    document: Document | None = None
    """Of the nodes."""
    slot: Slot | None = None
    """The section."""
    _flow: Flow | None = None

    @property
    def flow(self) -> Flow | None:
        """Its words with their places; None without nodes."""
        if self._flow is None and self.document is not None:
            self._flow = flow(self.nodes, self.document, self.line)
        return self._flow

    @property
    def text(self) -> str:
        """Every word that the page shows."""
        return self.flow.text if self.flow else self.words

    def place(self, index: int) -> tuple[int, int]:
        """Line and column in the file of a character of the text; column 1 where it is not known."""
        return self.flow.place(index) if self.flow else (self.line, 1)

    def elements(self, *tags: str) -> Iterator[Node]:
        """Yield the elements of these names, with their places."""
        if self.document and not self.document.tags.isdisjoint(tags):
            yield from (node for node in walk(self.nodes) if node.tag in tags)


@dataclass(eq=False)
class IncidentTexts:
    """Every text of an incident, and all of them at once: what is not in the whole need not be looked for in each."""

    passages: tuple[Passage, ...]

    @cached_property
    def whole(self) -> str:
        """One below the other."""
        return "\n".join([passage.text for passage in self.passages])

    @cached_property
    def low(self) -> str:
        """The whole in small letters, with straight apostrophes."""
        return self.whole.lower().replace("’", "'")

    @cached_property
    def flat(self) -> str:
        """The whole as `flat` makes it."""
        return flat(self.whole)


def flat(text: str) -> str:
    """A text on one line, in small letters, with straight apostrophes and single spaces.

    It holds, besides others, every run of words that a sentence of the text holds.
    """
    return " ".join(text.lower().replace("’", "'").split())


@frozen
class Sentence:
    """A sentence on one line, with straight apostrophes and single spaces."""

    words: str
    raw: str
    """Its block, without what is not the writer's own."""
    start: int
    """Where in the text the block begins."""
    first: int
    """Which character of the block is its first, when spaces do not count."""

    def at(self, index: int) -> int:
        """Where in the text a character of `words` stands that is no space."""
        number = self.first + index - self.words.count(" ", 0, index)
        return self.start + [place for place, sign in enumerate(self.raw) if not sign.isspace()][number]


def sentences(passage: Passage) -> Iterator[Sentence]:
    """The sentences of a text. Items, cells and headings end where they end, whatever stands there."""
    own = passage.flow.own if passage.flow else passage.words
    start = 0
    for block in own.split("\n\n"):
        if block.strip(" \n\0"):
            raw = _own_words(block)
            smooth = " ".join(raw.split())
            begin = first = 0
            for cut in [*(found.end() for found in _SENTENCE_END.finditer(smooth)), len(smooth)]:
                words = smooth[begin:cut]
                yield Sentence(words=words, raw=raw, start=start, first=first)
                begin, first = cut, first + len(words) - words.count(" ")
        start += len(block) + 2


def _own_words(raw: str) -> str:
    """A block without what is not the writer's own words, every other character in its place."""
    if _MAY_BE_QUOTED.search(raw):
        raw = _NOT_OURS.sub(lambda found: GONE * len(found[0]), raw)
    return raw.replace("’", "'")
