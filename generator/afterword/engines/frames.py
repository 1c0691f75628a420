"""The theme's frame, rendered once for pages that differ in a few words only.

A history of thousands of incidents has thousands of pages with the same frame: header, search, footer,
scripts. The theme renders it once with marks in the place of the title, the description, the address, the feeds, the
contents and what a page adds to its head. It is cut at the marks, and every further page is made from the pieces.
The first pages are rendered in both ways. The short way is taken only if both give the same bytes
(docs/decisions/0009-frames.md).
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from markupsafe import escape

from afterword.core.frozen import frozen
from afterword.outputs.artifacts import Heading, PageFeed

PROBES = 3
"""Number of pages of each kind that are rendered in both ways and compared."""
_PREFIX = "awMark"
"""Beginning of every mark."""
_TITLE, _DESCRIPTION, _ADDRESS, _HEAD = (f"{_PREFIX}{name}" for name in ("Title", "Description", "Address", "Head"))
_CONTENTS = "\0"
"""Stands for all entries of the contents, which are cut out of the frame."""
_A, _B, _C, _D, _E = (f"{_PREFIX}Entry{letter}" for letter in "ABCDE")
"""Titles of entries of the contents."""
_ANCHORS = {title: title.replace("Entry", "Anchor") for title in (_A, _B, _C, _D, _E)}
_AT_MARKS = re.compile(rf"({_PREFIX}[A-Za-z0-9]+|{_CONTENTS})")

_Pieces = tuple[str, ...]
"""A text, cut before and behind every mark."""


@frozen
class ContentsEntry:
    """An entry of the contents of a page, with those below it. Plain text."""

    title: str
    anchor: str
    below: tuple["ContentsEntry", ...] = ()

    @classmethod
    def of(cls, heading: Heading) -> "ContentsEntry":
        """The entry of a heading, with those below it."""
        return cls(title=heading.title, anchor=heading.anchor, below=tuple(map(cls.of, heading.children)))


@frozen
class PageFacts:
    """What distinguishes a page from others of its kind. Plain text."""

    kind: tuple[object, ...]
    """Pages of one kind have one frame: the same place (`place`), the same parts hidden."""
    title: str
    description: str
    address: str
    contents: tuple[ContentsEntry, ...]
    head: str = ""
    """Safe HTML that stands in the head as it is."""
    feeds: tuple[PageFeed, ...] = ()

    @property
    def shape(self) -> tuple[object, ...]:
        """The kind, and which of the facts there are at all: a theme leaves out what surrounds an empty one."""
        present = tuple(map(bool, (self.description, self.address, self.contents, self.head)))
        return (self.kind, *present, len(self.feeds))


Render = Callable[[PageFacts], str]
"""Lets the theme render the frame of a page with these facts."""


@dataclass(slots=True, kw_only=True)
class Frame:
    """A frame in pieces, and whether it has been compared with what the theme renders."""

    whole: _Pieces
    """With a mark in the place of all contents."""
    leaf: _Pieces = ()
    """An entry of the contents with none below it."""
    between: str = ""
    branch: tuple[_Pieces, _Pieces] = ((), ())
    """What stands before and behind the entries below an entry."""
    inner: _Pieces = ()
    inner_between: str = ""
    proven: int = 0

    def fill(self, facts: PageFacts, translate: Callable[[str], str]) -> str:
        """The frame of a page with these facts; `translate` puts the titles of feeds into the language of the site."""
        values = {
            _TITLE: str(escape(facts.title)),
            _DESCRIPTION: str(escape(facts.description)),
            _ADDRESS: str(escape(facts.address)),
            _HEAD: facts.head,
            _CONTENTS: self.between.join([_entry(self, entry) for entry in facts.contents]),
        }
        for number, feed in enumerate(facts.feeds):
            mark = _feed(number)
            values |= {mark.name: str(escape(feed.name)), mark.title: str(escape(translate(feed.title)))}
        return _put(self.whole, values)


class Frames:
    """Renders frames from pieces, where that gives the same as the theme."""

    def __init__(self, say: Callable[[str], None], translate: Callable[[str], str] = str) -> None:
        """Take what tells people, and what puts the titles of feeds into the language of the site."""
        self._frames: dict[tuple[object, ...], Frame | None] = {}
        self._say = say
        self._translate = translate

    def render(self, facts: PageFacts, theme: Render) -> str:
        """The frame of a page."""
        if not _fits(facts):
            return theme(facts)
        if facts.shape not in self._frames:
            stub = marked(facts)
            self._frames[facts.shape] = cut(theme(stub), stub)
        frame = self._frames[facts.shape]
        if frame is None:
            return theme(facts)
        if frame.proven >= PROBES:
            return frame.fill(facts, self._translate)
        asked = theme(facts)
        if frame.fill(facts, self._translate) == asked:
            frame.proven += 1
        else:
            self._frames[facts.shape] = None
            why = "The theme's frame differs from page to page, so each is rendered by itself"
            self._say(f"{why}. The build takes longer.")
        return asked


def place(url: str, named: Collection[str]) -> tuple[str, ...]:
    """What of a page's address its frame depends on: links are relative, and shorter to what lies in the same folder.

    Args:
        url: the address, relative to the site.
        named: the folders that the frame leads into, as `folders` gives them; all others are alike.
    """
    ways = folders(url)
    return tuple(way if at == 0 or way in named else "" for at, way in enumerate(ways))


def folders(url: str) -> list[str]:
    """Every folder on the way to an address of the site."""
    parts = unquote(url).strip("/").split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]


def _fits(facts: PageFacts) -> bool:
    """Whether the theme leaves these words unchanged: it folds white space in titles."""
    words = (facts.title, facts.description, *(entry.title for entry in facts.contents))
    return all(" ".join(text.split()) == text for text in words) and not any(
        inner.below for entry in facts.contents for inner in entry.below
    )


def _feed(number: int) -> PageFeed:
    return PageFeed(name=f"{_PREFIX}FeedName{number}", title=f"{_PREFIX}FeedTitle{number}")


def _marked(title: str, *below: str) -> ContentsEntry:
    return ContentsEntry(title=title, anchor=_ANCHORS[title], below=tuple(map(_marked, below)))


def marked(facts: PageFacts) -> PageFacts:
    """The same facts with a mark in the place of each present one. A page rendered with them is cut into a frame."""
    return replace(
        facts,
        title=_TITLE,
        description=_DESCRIPTION if facts.description else "",
        address=_ADDRESS if facts.address else "",
        head=_HEAD if facts.head else "",
        feeds=tuple(map(_feed, range(len(facts.feeds)))),
        contents=(_marked(_A), _marked(_B), _marked(_C, _D, _E)) if facts.contents else (),
    )


def cut(text: str, facts: PageFacts) -> Frame | None:
    """Cut a page that was rendered with `marked` facts into pieces; None when the theme changed a mark."""
    frame = _cut(text) if facts.contents else Frame(whole=_pieces(text))
    feeds = [name for feed in facts.feeds for name in (feed.name, feed.title)]
    return frame if frame and _is_whole(frame, {_TITLE, _DESCRIPTION, _ADDRESS, _HEAD, _CONTENTS, *feeds}) else None


def _is_whole(frame: Frame, known: Collection[str]) -> bool:
    """Whether every mark is unchanged. A mark in other letters, or cut short, would stand on every page."""
    places = (
        (known, frame.whole),
        ((_A,), frame.leaf),
        ((_C,), (*frame.branch[0], *frame.branch[1])),
        ((_D,), frame.inner),
    )
    marks = [({*names, *(_ANCHORS.get(name, name) for name in names)}, pieces) for names, pieces in places]
    return all(piece in names or _PREFIX.lower() not in piece.lower() for names, pieces in marks for piece in pieces)


def _cut(text: str) -> Frame | None:
    """Frame with the entries of the contents; None when they are not items of one list."""
    items = [_item(text, title) for title in (_A, _B, _C, _D, _E)]
    if not all(items):
        return None
    a, b, c, d, e = (item or (0, 0) for item in items)
    between = text[a[1] : b[0]]
    if text[b[1] : c[0]] != between or not c[0] < d[0] < e[0] < c[1]:
        return None
    return Frame(
        whole=_pieces(f"{text[: a[0]]}{_CONTENTS}{text[c[1] :]}"),
        leaf=_pieces(text[slice(*a)]),
        between=between,
        branch=(_pieces(text[c[0] : d[0]]), _pieces(text[e[1] : c[1]])),
        inner=_pieces(text[slice(*d)]),
        inner_between=text[d[1] : e[0]],
    )


def _item(frame: str, title: str) -> tuple[int, int] | None:
    """Start and end of the first list item with this title."""
    place = frame.find(title)
    start = frame.rfind("<li", 0, place)
    if place < 0 or start < 0:
        return None
    depth = 0
    for tag in re.finditer(r"<li\b|</li>", frame[start:]):
        depth += 1 if tag[0] == "<li" else -1
        if depth == 0:
            end = start + tag.end()
            return (start, end) if title not in frame[end:] else None
    return None


def _pieces(text: str) -> _Pieces:
    return tuple(_AT_MARKS.split(text))


def _entry(frame: Frame, entry: ContentsEntry) -> str:
    if not entry.below:
        return _put(frame.leaf, _of_entry(_A, entry))
    inside = frame.inner_between.join([_put(frame.inner, _of_entry(_D, inner)) for inner in entry.below])
    before, behind = (_put(pieces, _of_entry(_C, entry)) for pieces in frame.branch)
    return before + inside + behind


def _of_entry(mark: str, entry: ContentsEntry) -> dict[str, str]:
    return {mark: str(escape(entry.title)), _ANCHORS[mark]: entry.anchor}


def _put(pieces: _Pieces, values: Mapping[str, str]) -> str:
    """The text with each mark replaced by its value. Values are not searched for marks."""
    return "".join([values.get(piece, piece) for piece in pieces])
