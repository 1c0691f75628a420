"""Dot plots: a row per severity, a dot per incident, on a logarithmic axis of time."""

from collections.abc import Iterable
from datetime import timedelta

from afterword.core.frozen import frozen
from afterword.core.lengths import Length
from afterword.outputs.charts.log_axis import LETTER, NARROW, AxisTick, LogAxis, edges
from afterword.outputs.translation import Language

APART = 8
"""Dots closer than this many pixels on a phone are stacked."""
MOST_DOTS = 40
"""A row of more is drawn as columns."""
_STEP, _ABOVE, _TOP, _TARGET, _COLUMN = 10, 22, 14, 24, 2
_TALLEST = 72
_BESIDE = 9
_ENGLISH = Language()


@frozen
class Point:
    """A length and the words that a pointer brings up."""

    length: Length
    title: str


@frozen
class DotInput:
    """A row as it comes in."""

    name: str
    n: str
    """`n 5`, `n 4 of 5`."""
    points: tuple[Point, ...]
    marks: tuple[tuple[Length, str], ...] = ()
    """Lengths that get a mark under the line, with their words."""


@frozen
class Dot:
    """A dot: x in per cent, y in pixels."""

    x: float
    y: int
    about: bool
    title: str


@frozen
class DotColumn:
    """Incidents whose lengths are nearly the same; those that are approximate stand hollow on top."""

    x: float
    y: int
    height: int
    about: bool


@frozen
class MarkedPoint:
    """A triangle under a line, and its words beside it."""

    x: float
    y: int
    words: str
    words_y: int
    anchor: str
    dx: int


@frozen
class DotRow:
    """A severity."""

    name: str
    n: str
    label_y: int
    axis_y: int
    dots: tuple[Dot, ...]
    columns: tuple[DotColumn, ...]
    marks: tuple[MarkedPoint, ...]


@frozen
class DotPlot:
    """The whole picture."""

    height: int
    top: int
    bottom: int
    rows: tuple[DotRow, ...]
    ticks: tuple[AxisTick, ...]
    target: AxisTick | None
    column: float = _COLUMN * 0.8
    """The width of a column, in per cent."""
    before: bool
    """Some lie before zero."""

    @property
    def has_columns(self) -> bool:
        """Whether a row had too many dots."""
        return any(row.columns for row in self.rows)

    @property
    def has_about(self) -> bool:
        """Whether anything is hollow."""
        return any(dot.about for row in self.rows for dot in row.dots) or any(column.about for row in self.rows for column in row.columns)


def dot_plot(
    lines: Iterable[DotInput], *, long: bool, before: str, target: tuple[timedelta, str] | None = None, say: Language = _ENGLISH
) -> DotPlot:
    """Lay out a picture.

    Args:
        lines: the rows, from the top.
        long: whether the axis reaches ten days in any case, and not one.
        before: the words for what lies before zero.
        target: a line over all rows, with its name.
        say: the language of the words on the axis.
    """
    found = tuple(lines)
    axis = LogAxis(tuple(point.length.span for line in found for point in line.points), long=long)
    named = _target(axis, target) if target else None
    top = _TARGET if named else 2
    y, rows = top, []
    for line in found:
        row = _row(line, axis, y + _TOP, named.x if named else None)
        rows.append(row)
        y = max((mark.words_y for mark in row.marks), default=row.axis_y) + 16
    bottom = y
    return DotPlot(
        height=bottom + 22,
        top=top,
        bottom=bottom,
        rows=tuple(rows),
        ticks=axis.ticks(before, say),
        target=named,
        before=axis.before,
    )


def _target(axis: LogAxis, target: tuple[timedelta, str]) -> AxisTick | None:
    """The line of the target, its words turned inwards at the ends; None where the axis does not reach."""
    x = axis.at(target[0])
    if x > 97 or target[0] <= timedelta():
        return None
    middle = AxisTick(x=x, words=target[1])
    left, right = edges(middle)
    anchor = "start" if left < 0 else "end" if right > NARROW else "middle"
    return AxisTick(x=x, words=target[1], anchor=anchor)


def _row(line: DotInput, axis: LogAxis, label_y: int, target: float | None) -> DotRow:
    points = sorted(line.points, key=lambda point: (point.length.span, point.length.about, point.title))
    if len(points) > MOST_DOTS:
        columns, tall = _columns(points, axis)
        axis_y = label_y + _ABOVE // 2 + tall
        placed = tuple(DotColumn(x=c.x, y=axis_y - c.y, height=c.height, about=c.about) for c in columns)
        return DotRow(
            name=line.name, n=line.n, label_y=label_y, axis_y=axis_y, dots=(), columns=placed, marks=_marks(line, axis, axis_y, target)
        )
    levels = stacked([axis.at(point.length.span) for point in points])
    axis_y = label_y + _ABOVE + _STEP * max(levels, default=0)
    dots = tuple(
        Dot(x=axis.at(point.length.span), y=axis_y - 8 - _STEP * level, about=point.length.about, title=point.title)
        for point, level in zip(points, levels, strict=True)
    )
    return DotRow(name=line.name, n=line.n, label_y=label_y, axis_y=axis_y, dots=dots, columns=(), marks=_marks(line, axis, axis_y, target))


def stacked(places: Iterable[float]) -> tuple[int, ...]:
    """The level of each dot, given in per cent from left to right: the lowest on which it is `APART` from its neighbour."""
    last: list[float] = []
    levels = []
    for x in places:
        level = next((level for level, other in enumerate(last) if (x - other) / 100 * NARROW >= APART), len(last))
        last[level : level + 1] = [x]
        levels.append(level)
    return tuple(levels)


def _columns(points: Iterable[Point], axis: LogAxis) -> tuple[tuple[DotColumn, ...], int]:
    """Columns with `y` as the height of their upper edge over the line, and the height of the tallest."""
    counts: dict[int, list[int]] = {}
    for point in points:
        place = counts.setdefault(int(axis.at(point.length.span) // _COLUMN), [0, 0])
        place[point.length.about] += 1
    unit = min(_STEP, _TALLEST / max(sum(pair) for pair in counts.values()))
    found = []
    for number, (exact, about) in sorted(counts.items()):
        low, high = max(round(exact * unit), 1 if exact else 0), max(round((exact + about) * unit), 1)
        if exact:
            found.append(DotColumn(x=number * _COLUMN, y=low, height=low, about=False))
        if about:
            found.append(DotColumn(x=number * _COLUMN, y=max(high, low + 2), height=max(high - low, 2), about=True))
    return tuple(found), max(column.y for column in found)


def _marks(line: DotInput, axis: LogAxis, axis_y: int, target: float | None) -> tuple[MarkedPoint, ...]:
    """Words stand on the side away from the target, turn round at the edges, and go down a line where they would meet."""
    taken: list[list[tuple[float, float]]] = []
    found = []
    for number, (length, words) in enumerate(line.marks):
        x = axis.at(length.span)
        at, width = x / 100 * NARROW, len(words) * LETTER + _BESIDE
        left = x < target if target is not None and not number else not number and x > 50
        if (left and at < width) or (not left and at + width > NARROW):
            left = at + width > NARROW
        place = (at - width, at + 6) if left else (at - 6, at + width)
        level = next((n for n, others in enumerate(taken) if all(place[1] < o[0] or place[0] > o[1] for o in others)), len(taken))
        if level == len(taken):
            taken.append([])
        taken[level].append(place)
        anchor, dx = ("end", -_BESIDE) if left else ("start", _BESIDE)
        found.append(MarkedPoint(x=x, y=axis_y, words=words, words_y=axis_y + 14 + 15 * level, anchor=anchor, dx=dx))
    return tuple(found)
