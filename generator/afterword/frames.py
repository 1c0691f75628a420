"""The theme's frame, rendered once for pages that differ in a few words only.

A history of thousands of incidents has thousands of pages with the same frame: header, search, footer,
scripts. The theme renders it with marks in the place of the title, the description, the address, the
contents and what a page adds to its head; every further page is put together from the pieces. The first pages
are rendered in both ways, and only when they come out byte for byte the same is the short way taken
(docs/decisions/0009-frames.md).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import escape

from afterword.core.frozen import frozen

PROBES = 3
"""Pages of each kind that are rendered in both ways."""
_TITLE, _DESCRIPTION, _ADDRESS, _HEAD = "awMarkTitle", "awMarkDescription", "awMarkAddress", "awMarkHead"
_ENTRY, _ANCHOR, _INNER, _INNER_ANCHOR, _LAST = "awMarkEntry", "awMarkAnchor", "awMarkInner", "awMarkInside", "awMarkLast"


@frozen
class Entry:
    """An entry of the contents of a page, with those below it. Plain text."""

    title: str
    anchor: str
    below: tuple["Entry", ...] = ()


@frozen
class Facts:
    """What distinguishes a page from others of its kind. Plain text."""

    kind: tuple[object, ...]
    """Pages of one kind have one frame: the same depth, the same parts hidden."""
    title: str
    description: str
    address: str
    contents: tuple[Entry, ...]
    head: str = ""
    """Safe HTML that stands in the head as it is."""


Render = Callable[[Facts], str]
"""Lets the theme render the frame of a page with these facts."""


@dataclass(slots=True, kw_only=True)
class _Frame:
    """A frame in pieces, and how far it is trusted."""

    text: str
    """With the marks in it; one entry of contents, without and with one below it, stands between."""
    leaf: str
    branch: tuple[str, str]
    """What stands before and behind the entries below an entry."""
    between: str
    inner: str
    inner_between: str
    proven: int = 0


class Frames:
    """Renders frames, the short way where it gives what the theme gives."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._frames: dict[tuple[object, ...], _Frame | None] = {}
        self._say = say

    def render(self, facts: Facts, theme: Render) -> str:
        """The frame of a page."""
        if not facts.contents or not _fits(facts):
            return theme(facts)
        if facts.kind not in self._frames:
            self._frames[facts.kind] = _learn(facts, theme)
        frame = self._frames[facts.kind]
        if frame is None:
            return theme(facts)
        made = _fill(frame, facts)
        if frame.proven >= PROBES:
            return made
        asked = theme(facts)
        if made == asked:
            frame.proven += 1
        else:
            self._frames[facts.kind] = None
            self._say("The theme's frame differs from page to page, so each is rendered by itself. The build takes longer.")
        return asked


def _fits(facts: Facts) -> bool:
    """Whether the theme shows these words as they are: it folds white space in titles."""
    words = (facts.title, facts.description, *(entry.title for entry in facts.contents))
    return all(" ".join(text.split()) == text for text in words) and not any(one.below for entry in facts.contents for one in entry.below)


def _learn(facts: Facts, theme: Render) -> _Frame | None:
    """Cut a frame with marks into pieces; None for a theme that shows contents in a way we do not know."""
    head = _HEAD if facts.head else ""

    def marked(*contents: Entry) -> str:
        return theme(Facts(kind=facts.kind, title=_TITLE, description=_DESCRIPTION, address=_ADDRESS, contents=contents, head=head))

    leaf, last = Entry(title=_ENTRY, anchor=_ANCHOR), Entry(title=_LAST, anchor=_LAST)
    inner = Entry(title=_INNER, anchor=_INNER_ANCHOR)
    one = marked(leaf)
    cut = _item(one, _ENTRY)
    two = marked(leaf, last)
    below_one = marked(Entry(title=_ENTRY, anchor=_ANCHOR, below=(inner,)))
    below_two = marked(Entry(title=_ENTRY, anchor=_ANCHOR, below=(inner, last)))
    branch, inside = _item(below_one, _ENTRY), _item(below_one, _INNER)
    if not cut or not branch or not inside or not _item(two, _LAST) or not _item(below_two, _LAST):
        return None
    start, end = cut
    second, _ = _item(two, _LAST) or (0, 0)
    later, _ = _item(below_two, _LAST) or (0, 0)
    inner_end = (_item(below_two, _INNER) or (0, 0))[1]
    return _Frame(
        text=f"{one[:start]}\0{one[end:]}",
        leaf=one[start:end],
        branch=(below_one[branch[0] : inside[0]], below_one[inside[1] : branch[1]]),
        between=two[end:second],
        inner=below_one[inside[0] : inside[1]],
        inner_between=below_two[inner_end:later],
    )


def _item(frame: str, title: str) -> tuple[int, int] | None:
    """Where the list item with this title begins and ends, the first time it stands in the frame."""
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


def _fill(frame: _Frame, facts: Facts) -> str:
    values = {
        _TITLE: str(escape(facts.title)),
        _DESCRIPTION: str(escape(facts.description)),
        _ADDRESS: str(escape(facts.address)),
        _HEAD: facts.head,
        "\0": frame.between.join(_entry(frame, entry) for entry in facts.contents),
    }
    return _put(frame.text, values)


def _entry(frame: _Frame, entry: Entry) -> str:
    values = {_ENTRY: str(escape(entry.title)), _ANCHOR: entry.anchor}
    if not entry.below:
        return _put(frame.leaf, values)
    inside: Sequence[str] = [_put(frame.inner, {_INNER: str(escape(one.title)), _INNER_ANCHOR: one.anchor}) for one in entry.below]
    before, behind = frame.branch
    return _put(before, values) + frame.inner_between.join(inside) + _put(behind, values)


def _put(text: str, values: Mapping[str, Any]) -> str:
    """The text with every mark replaced, in one pass, so that no value is looked at again."""
    return re.sub("|".join(map(re.escape, values)), lambda mark: str(values[mark[0]]), text)
