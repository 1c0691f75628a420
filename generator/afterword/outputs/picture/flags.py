"""Where the flags stand: a pole each, with its words beside it, in rows that step down.

Poles run from their row to the axis. Words stand right of their pole, from 55 per cent on left of it, the last
one on top. A flag whose words would meet words or a pole moves down or changes sides.
"""

from collections.abc import Sequence
from math import inf

from afterword.core.frozen import frozen
from afterword.outputs.overlap import Reach, touch
from afterword.outputs.picture.axis import NARROWEST, PHONE, WIDEST_NARROW
from afterword.outputs.picture.letter_widths import Run, width

SPACE = 6
"""Pixels between a pole and its words."""
_APART = 4
_LEFT_FROM = 55
_CROSSED, _OUTSIDE, _ROW, _SIDE = 100, 1000, 3, 1
"""What a way to stand costs: words across a pole, words out of the picture, a row, a flag on its other side."""


@frozen
class Flag:
    """A pole and its words, not yet placed."""

    x: float
    runs: tuple[Run, ...]
    thick: bool = False
    """When the page is made."""
    about: bool = False


@frozen
class PlacedFlag:
    """A flag in its row, counted from the top."""

    flag: Flag
    row: int
    anchor: str
    """Where the pole stands to the words: `start`, `middle` (over it) or `end`."""
    spans: tuple[Reach, Reach, Reach]
    """Where its words are on each of `_PAGES`, in pixels."""


def place(flags: Sequence[Flag]) -> tuple[PlacedFlag, ...]:
    """Place flags, given in order of time.

    Words never meet words. They cross a pole only where nothing else is left.
    """
    right, left = [_stand(flag, "start") for flag in flags], [_stand(flag, "end") for flag in flags]
    ways: list[tuple[int, int, int]] = []
    crossed = 0
    for number in range(len(flags) + 1):
        if number:
            crossed += sum(_cross((right[number - 1], number - 1), (right[row], row)) for row in range(number - 1))
        cost = (
            _CROSSED * crossed
            + sum(stand.cost for stand in (*right[:number], *left[number:]))
            + _ROW * max(number - 1, 0)
        )
        ways.append((cost, number, crossed))
    best: tuple[float, int, list[_Row]] = (inf, 0, [])
    for cost, number, crossed in sorted(ways):  # by what each costs at least, so that few of them are laid out
        if cost > best[0]:
            break
        found = _split(right[:number], left[number:], crossed, best[0])
        if found and (found[0], number) < best[:2]:
            best = (found[0], number, found[1])
    return tuple(PlacedFlag(flag=stand.flag, row=row, anchor=stand.anchor, spans=stand.spans) for stand, row in best[2])


def rows_across(pole: Flag, placed: Sequence[PlacedFlag]) -> tuple[int, ...]:
    """The rows in which words of other flags lie across the pole of a flag, on any page."""
    poles = tuple(pole.x * pixels / 100 for pixels in _PAGES)
    return tuple(
        other.row
        for other in placed
        if other.flag is not pole and any(touch(span, (x, x), 2) for span, x in zip(other.spans, poles, strict=True))
    )


_PAGES = (NARROWEST, PHONE, WIDEST_NARROW)


@frozen
class _Stand:
    """A flag with its words on one side: where they and the pole are on each of `_PAGES`, in pixels."""

    flag: Flag
    anchor: str
    spans: tuple[Reach, Reach, Reach]
    poles: tuple[float, float, float]
    inside: bool
    """The words stay in the picture, on a common phone and on a wide page."""

    @property
    def cost(self) -> int:
        return (0 if self.inside else _OUTSIDE) + (
            _SIDE if (self.anchor == "start") != (self.flag.x < _LEFT_FROM) else 0
        )


_Row = tuple[_Stand, int]


def _stand(flag: Flag, wanted: str) -> _Stand:
    """On the wanted side; over the pole when the words would leave the picture there but not so."""
    first, over = _on(flag, wanted), _on(flag, "middle")
    return first if first.inside or not over.inside else over


def _on(flag: Flag, anchor: str) -> _Stand:
    narrow, wide = width(flag.runs, wide=False), width(flag.runs, wide=True)
    first, second, third = (flag.x * pixels / 100 for pixels in _PAGES)
    poles, spans = (
        (first, second, third),
        (_span(first, narrow, anchor), _span(second, narrow, anchor), _span(third, wide, anchor)),
    )
    inside = all(span[0] >= 0 and span[1] <= pixels for span, pixels in zip(spans[1:], _PAGES[1:], strict=True))
    return _Stand(flag=flag, anchor=anchor, spans=spans, poles=poles, inside=inside)


def _span(pole: float, length: float, anchor: str) -> Reach:
    if anchor == "start":
        return pole + SPACE, pole + SPACE + length
    if anchor == "end":
        return pole - SPACE - length, pole - SPACE
    return pole - length / 2, pole + length / 2


def _split(right: Sequence[_Stand], left: Sequence[_Stand], crossed: int, most: float) -> tuple[int, list[_Row]] | None:
    """One way to stand, words of the first flags right and of the last ones left of their poles, and what it costs.

    `crossed` is how many poles the words on the right lie across. None when it is known to cost more than `most`.
    """
    placed = [(stand, row) for row, stand in enumerate(right)]
    own = sum(stand.cost for stand in (*right, *left))
    after: list[_Row] = []
    first = 0
    for stand in reversed(left):
        others = [*placed, *after]
        new, best = _lowest(stand, first, others)
        crossed, first = crossed + new, best[1] + 1
        if _CROSSED * crossed + own + _ROW * best[1] > most:  # those that follow stand lower
            return None
        after.insert(0, best)
    found = [*placed, *after]
    return _CROSSED * crossed + own + _ROW * max((row for _, row in found), default=0), found


def _lowest(stand: _Stand, first: int, others: Sequence[_Row]) -> tuple[int, _Row]:
    """The highest free row from `first` on that adds the fewest crossings, and how many it adds."""
    found: tuple[int, _Row] | None = None
    for row in range(first, first + len(others) + 2):
        one = (stand, row)
        if any(_meet(one, other) for other in others):
            continue
        crossed = sum(_cross(one, other) + _cross(other, one) for other in others)
        if found is None or crossed < found[0]:
            found = crossed, one
        if not crossed:
            break
    assert found is not None, "there are more rows than flags"  # noqa: S101 - says why the loop cannot end without one
    return found


def _meet(one: _Row, other: _Row) -> bool:
    """Whether their words touch, on any page."""
    return one[1] == other[1] and any(touch(a, b, _APART) for a, b in zip(one[0].spans, other[0].spans, strict=True))


def _cross(one: _Row, other: _Row) -> bool:
    """Whether the words of `one` lie across the pole of `other`, on a common phone or a wide page."""
    if other[1] > one[1]:
        return False
    (_, phone, wide), (_, narrow_pole, wide_pole) = (
        one[0].spans,
        other[0].poles,
    )  # written out: it is asked four hundred times a page
    return phone[0] < narrow_pole < phone[1] or wide[0] < wide_pole < wide[1]
