"""Where the flags stand: a pole each, with its words beside it, in rows that step down.

Poles run from their row to the axis. Words stand right of their pole, from 55 per cent on left of it, the last
one on top. A flag whose words would meet words or a pole moves down or changes sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from afterword.outputs.picture.axis import NARROWEST, PHONE, WIDEST_NARROW
from afterword.outputs.picture.letters import Run, width

SPACE = 6
"""Pixels between a pole and its words."""
_APART = 4
_LEFT_FROM = 55
_CROSSED, _OUTSIDE, _ROW, _SIDE = 100, 1000, 3, 1
"""What a way to stand costs: words across a pole, words out of the picture, a row, a flag on its other side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A pole and its words, not yet placed."""

    x: float
    runs: tuple[Run, ...]
    thick: bool = False
    """When the page is made."""
    about: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A flag in its row, counted from the top."""

    flag: Flag
    row: int
    anchor: str
    """Where the pole stands to the words: `start`, `middle` (over it) or `end`."""

    def span(self, pixels: int) -> tuple[float, float]:
        """From where to where its words reach in a picture of this many pixels."""
        return _span(self.flag, self.anchor, pixels)


def place(flags: Sequence[Flag]) -> tuple[Placed, ...]:
    """Place flags, given in order of time: words never meet words; they cross a pole only where nothing else is left."""
    return min((_split(flags, number) for number in range(len(flags) + 1)), key=lambda found: found[0])[1]


def _split(flags: Sequence[Flag], number: int) -> tuple[float, tuple[Placed, ...]]:
    """The flags with words right of the first `number` poles and left of the others, and what that costs."""
    placed = [Placed(flag=flag, row=row, anchor=_side(flag, "start")) for row, flag in enumerate(flags[:number])]
    row = 0
    for flag in reversed(flags[number:]):
        tries = [Placed(flag=flag, row=at, anchor=_side(flag, "end")) for at in range(row, row + len(flags) + 1)]
        free = [one for one in tries if not any(_meet(one, other) for other in placed)]
        best = min(free, key=lambda one: (sum(_cross(one, other) + _cross(other, one) for other in placed), one.row))
        placed.append(best)
        row = best.row + 1
    placed.sort(key=lambda one: flags.index(one.flag))
    cost = sum(_CROSSED * _cross(one, other) for one in placed for other in placed if one is not other)
    cost += sum(_OUTSIDE * _outside(one) for one in placed)
    cost += _ROW * max((one.row for one in placed), default=0)
    cost += sum(_SIDE for one in placed if (one.anchor == "start") != (one.flag.x < _LEFT_FROM))
    return cost, tuple(placed)


def _side(flag: Flag, wanted: str) -> str:
    """The wanted side; over the pole when the words would leave the picture there but not so."""
    if _fits(flag, wanted) or not _fits(flag, "middle"):
        return wanted
    return "middle"


def _fits(flag: Flag, anchor: str) -> bool:
    return all(_span(flag, anchor, pixels)[0] >= 0 and _span(flag, anchor, pixels)[1] <= pixels for pixels in (PHONE, WIDEST_NARROW))


def _outside(one: Placed) -> bool:
    return not _fits(one.flag, one.anchor)


def _span(flag: Flag, anchor: str, pixels: int) -> tuple[float, float]:
    at, length = flag.x * pixels / 100, width(flag.runs, wide=pixels >= WIDEST_NARROW)
    if anchor == "start":
        return at + SPACE, at + SPACE + length
    if anchor == "end":
        return at - SPACE - length, at - SPACE
    return at - length / 2, at + length / 2


def _meet(one: Placed, other: Placed) -> bool:
    """Whether their words touch, on any page."""
    if one.row != other.row:
        return False
    spans = [(one.span(pixels), other.span(pixels)) for pixels in (NARROWEST, WIDEST_NARROW)]
    return any(a[0] < b[1] + _APART and b[0] < a[1] + _APART for a, b in spans)


def _cross(one: Placed, other: Placed) -> bool:
    """Whether the words of `one` lie across the pole of `other`, on a common phone or a wide page."""
    if other.row > one.row:
        return False
    for pixels in (PHONE, WIDEST_NARROW):
        begin, end = one.span(pixels)
        if begin < other.flag.x * pixels / 100 < end:
            return True
    return False
