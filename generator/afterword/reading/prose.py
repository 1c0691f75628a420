"""The sentences of a text, each with its place: what the checks of writing look at.

Code, quoted words, links and redactions are taken out first: they are not the writer's own words.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from enum import Enum, auto

from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.core.parts import Fragment
from afterword.core.words import Slot
from afterword.reading.blocks import code_lines

_GONE = "\0"
"""Stands for every character that is taken out: no text may hold it, and no pattern finds it."""
_TICKS = re.compile(r"`+")
_TARGET = re.compile(r"\]\([^()\s]{0,2000}(?:[ \n]\"[^\"]{0,300}\")?\)|https?://[^\s<>()\[\]]+|<[A-Za-z/!][^<>]*>", re.IGNORECASE)
_NOT_OURS = re.compile(r"\[redacted:[^\[\]]*\]|(?<!\w)\"[^\"]{0,300}\"|“[^“”]{0,300}”|„[^„“”]{0,300}[“”]|«[^«»]{0,300}»", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*|~~|(?<![^\W_])_|_(?![^\W_])")
_NOT_WORDS = re.compile(r"[`<\[\]\"“„«*~_]|://")
"""One of these is in every text that holds anything but the writer's own words."""
_ITEM = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]")
_ALONE = re.compile(r"[ \t]*(?:#{1,6}[ \t]|\|)")
"""A line that is a paragraph of its own: a heading, a row of a table."""
_LEFT_OUT = re.compile(r"[ \t]*>| {0,3}\[[^\[\]]{1,200}\]:")
"""A quoted line, the definition of a link."""
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]\0]{0,3} (?=[^a-z])")


class Part(Enum):
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
    Slot.DO: Part.FOR_READERS,
    Slot.AFFECTED: Part.FOR_READERS,
    Slot.NOT_AFFECTED: Part.FOR_READERS,
    Slot.QUESTIONS: Part.FOR_READERS,
    Slot.WHAT_HAPPENED: Part.STORY,
    Slot.TIMELINE: Part.STORY,
    Slot.SOURCES: Part.SOURCES,
}


@frozen
class Passage:
    """A text and where it stands in its file."""

    part: Part
    path: str
    line: int
    """Of its first line, counted from 1."""
    text: str
    """Markdown, without comments."""
    exact: bool = True
    """Its lines begin where the lines of the file begin, so that columns can be told."""

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Line and column in the file, for a row counted from 0 and a column counted from 1."""
        return self.line + row, column if self.exact else 1


@frozen
class Texts:
    """Every text of an incident, and all of them at once: what is not in the whole need not be looked for in each."""

    passages: tuple[Passage, ...]
    whole: str
    """One below the other."""
    low: str
    """The whole in small letters, with straight apostrophes."""
    flat: str
    """The whole as `flat` makes it."""


def texts_of(incident: Incident) -> Texts:
    """The texts of an incident."""
    found = tuple(passages(incident))
    whole = "\n".join([passage.text for passage in found])
    return Texts(passages=found, whole=whole, low=whole.lower().replace("’", "'"), flat=flat(whole))


def flat(text: str) -> str:
    """A text on one line, in small letters, with straight apostrophes, single spaces and no marks of emphasis.

    It holds, besides others, every run of words that a sentence of the text holds.
    """
    low = text.lower().replace("*", " ").replace("~", " ").replace("_", " ").replace("’", "'")
    return " ".join(low.split())


def passages(incident: Incident) -> Iterator[Passage]:
    """Every text that the page shows, but for the facts of the front matter.

    The title counts as standing on line 1; where exactly it stands is not kept.
    """
    path = incident.path
    yield Passage(part=Part.TOP, path=path, line=1, text=incident.title, exact=False)
    yield _passage(Part.TOP, path, incident.summary)
    for section in incident.sections:
        yield _passage(_PARTS.get(section.slot, Part.REPORT), path, section.text)
    for number, update in enumerate(incident.updates, 1):
        part = Part.NEWEST if number == len(incident.updates) else Part.EARLIER
        yield Passage(part=part, path=update.path, line=update.line, text=update.headline, exact=False)
        yield _passage(part, update.path, update.text)
    for action in incident.actions:
        yield _passage(Part.ACTION, path, action.text, exact=False)
    for entry in incident.timeline:
        yield _passage(Part.STORY, path, entry.text, exact=False)


def _passage(part: Part, path: str, text: Fragment, *, exact: bool = True) -> Passage:
    return Passage(part=part, path=path, line=text.line, text=text.markdown, exact=exact)


@frozen
class Sentence:
    """A sentence on one line, with straight apostrophes and single spaces."""

    words: str
    text: str
    """The whole text in which it stands."""
    raw: str
    """Its paragraph, without what is not the writer's own."""
    start: int
    """Where in `text` the paragraph stands."""
    first: int
    """Which character of the paragraph is its first, when spaces do not count."""

    def place(self, index: int) -> tuple[int, int]:
        """The row of `text`, from 0, and the column, from 1, of a character of `words` that is no space."""
        number = self.first + index - self.words.count(" ", 0, index)
        offset = self.start + [place for place, sign in enumerate(self.raw) if not sign.isspace()][number]
        return self.text.count("\n", 0, offset), offset - self.text.rfind("\n", 0, offset)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text. List items, table rows and headings end where they end, whatever stands there."""
    for start, end in _paragraphs(text):
        raw = _own_words(text[start:end])
        flat = " ".join(raw.split())
        begin = first = 0
        for cut in [*(found.end() for found in _SENTENCE_END.finditer(flat)), len(flat)]:
            words = flat[begin:cut]
            yield Sentence(words=words, text=text, raw=raw, start=start, first=first)
            begin, first = cut, first + len(words) - words.count(" ")


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where each paragraph begins and ends; code blocks, quotes and definitions are passed over."""
    rows = text.split("\n")
    code = code_lines(rows)
    begin: int | None = None
    offset, listed, alone = 0, False, False
    for number, row in enumerate(rows):
        item = bool(_ITEM.match(row))
        over = number in code or not row.strip() or bool(_LEFT_OUT.match(row))
        over = over or (begin is None and not listed and row.startswith(("    ", "\t")))
        if begin is not None and (over or item or alone or _ALONE.match(row)):
            yield begin, offset - 1
            begin = None
        if not over and begin is None:
            begin = offset
            listed = item or (listed and row[:1] in {" ", "\t"})
        alone = bool(_ALONE.match(row))
        offset += len(row) + 1
    if begin is not None:
        yield begin, len(text)


def _own_words(raw: str) -> str:
    """A paragraph without what is not the writer's own words, every other character in its place."""
    if _NOT_WORDS.search(raw):
        linked = _TARGET.sub(_gone, blank_code(raw))
        raw = _EMPHASIS.sub(lambda found: " " * len(found[0]), _NOT_OURS.sub(_gone, linked))
    return raw.replace("|", _GONE).replace("’", "'")


def _gone(found: re.Match[str]) -> str:
    return _GONE * len(found[0])


def blank_code(raw: str) -> str:
    """A paragraph or a line with its inline code taken out, every other character in its place."""
    if "`" not in raw:
        return raw
    runs = [(found.start(), found.end()) for found in _TICKS.finditer(raw)]
    by_size: dict[int, list[int]] = {}
    for number, (start, end) in enumerate(runs):
        by_size.setdefault(end - start, []).append(number)
    kept, last, number = [], 0, 0
    while number < len(runs):
        start, end = runs[number]
        same = by_size[end - start]
        after = bisect_left(same, number) + 1
        if after < len(same):
            number = same[after]
            kept += [raw[last:start], _GONE * (runs[number][1] - start)]
            last = runs[number][1]
        number += 1
    return "".join([*kept, raw[last:]])
