"""The promises under the line of updates: a bracket from an update to the time it named, in rows that alternate."""

from collections.abc import Sequence
from dataclasses import replace

from afterword.core.frozen import frozen
from afterword.outputs.overlap import Reach, touch
from afterword.outputs.picture.axis import NARROWEST, WIDEST_NARROW
from afterword.outputs.picture.letter_widths import Run, width

SPACE = 4
_ROWS = 4
_APART = 6
_LINES_APART = 2


@frozen
class Bracket:
    """A promise, not yet placed. All `x` are per cent."""

    start: float
    due: float
    tail: float | None = None
    """Where the thick tail ends, when the next word came late, or has not come."""
    cut: bool = False
    """The promised time lies behind the axis."""
    dashed: bool = False
    """Not yet due."""
    words: Run

    @property
    def end(self) -> float:
        """The right end of what is drawn."""
        return max(self.due, self.tail or 0)

    @property
    def matters(self) -> bool:
        """Whether it is anything but a promise that was kept."""
        return self.dashed or self.tail is not None


@frozen
class PlacedBracket:
    """A bracket in its row."""

    bracket: Bracket
    row: int
    words: bool
    """Whether there is room for its words."""
    x: float
    """Where its words stand."""
    anchor: str
    """`start` or `end`."""

    def line(self, pixels: int) -> Reach:
        """From where to where it is drawn."""
        return self.bracket.start * pixels / 100, self.bracket.end * pixels / 100

    def span(self, pixels: int) -> Reach:
        """From where to where its words reach."""
        at, length = self.x * pixels / 100, width((self.bracket.words,), wide=pixels >= WIDEST_NARROW)
        return (at + SPACE, at + SPACE + length) if self.anchor == "start" else (at - SPACE - length, at - SPACE)


def place(brackets: Sequence[Bracket], left: float, right: float, *, words: bool) -> tuple[PlacedBracket, ...]:
    """Place the brackets between `left` and `right`, so that neither lines nor words of a row touch.

    They are given in order of time. What is late or not yet due is placed first when there are many.
    A bracket for which no row has room is left out, its words before it.
    With `words` off only those that matter have words.
    """
    order = list(range(len(brackets)))
    if not words:
        order.sort(key=lambda number: not brackets[number].matters)
    found: dict[int, PlacedBracket] = {}
    for number in order:
        bracket = brackets[number]
        said = _said(bracket, left, right) if words or bracket.matters else [_silent(bracket)]
        rows = sorted(range(_ROWS), key=lambda row: (row > 1, row if row > 1 else (row + number) % 2))
        tries = (replace(one, row=row) for one in said for row in rows)
        free = next((one for one in tries if not any(_touch(one, other) for other in found.values())), None)
        if free:
            found[number] = free
    return tuple(found[number] for number in sorted(found))


def _said(bracket: Bracket, left: float, right: float) -> list[PlacedBracket]:
    """The ways to say it, the best first; at last without words."""
    places = [(bracket.start, "start"), (bracket.end, "end"), (bracket.due, "end")]
    if bracket.dashed:
        places.reverse()
    elif bracket.matters:
        places = [(bracket.due, "start"), *reversed(places)]
    ways = [PlacedBracket(bracket=bracket, row=0, words=True, x=x, anchor=anchor) for x, anchor in places]
    return [*(way for way in ways if _inside(way, left, right)), _silent(bracket)]


def _silent(bracket: Bracket) -> PlacedBracket:
    return PlacedBracket(bracket=bracket, row=0, words=False, x=bracket.start, anchor="start")


def _inside(way: PlacedBracket, left: float, right: float) -> bool:
    spans = [(way.span(pixels), pixels / 100) for pixels in (NARROWEST, WIDEST_NARROW)]
    return all(left * scale <= begin and end <= right * scale + SPACE for (begin, end), scale in spans)


def _touch(one: PlacedBracket, other: PlacedBracket) -> bool:
    if one.row != other.row:
        return False
    return any(
        touch(one.line(pixels), other.line(pixels), _LINES_APART)
        or (one.words and other.words and touch(one.span(pixels), other.span(pixels), _APART))
        for pixels in (NARROWEST, WIDEST_NARROW)
    )
