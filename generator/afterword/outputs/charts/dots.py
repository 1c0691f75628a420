"""Dot plots: a row per severity, a dot per incident, on a logarithmic axis of time.

A picture is a table: words stand in cells of their own, so that no line can cross them. Each row has its own drawing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from afterword.core.frozen import frozen
from afterword.core.lengths import Length
from afterword.outputs.charts.log_axis import NARROW, AxisTick, LogAxis, edges
from afterword.outputs.translation import Language

MOST_DOTS = 200
"""A row of more is drawn as columns, and so is one whose dots would stand higher than `_HIGHEST`."""
_RADII = ((30, 5.0), (100, 3.5))
"""Up to so many dots in the largest row, this radius; then `_SMALL`."""
_SMALL = 2.5
_GAP, _ABOVE, _MARKS = 0.5, 6, 16
"""Between two dots; above the highest one; below the line, where the marks stand. In pixels."""
_HIGHEST, _COLUMN, _TALLEST = 132, 2, 96
_ENGLISH = Language()


@frozen
class Point:
    """A length and the words that a pointer brings up."""

    length: Length
    title: str


@frozen
class DotInput:
    """A row as it comes in."""

    points: tuple[Point, ...]
    median: Length | None = None
    ninety: Length | None = None
    """Within which nine in ten lie."""


@frozen
class Dot:
    """A dot: x in per cent, y in pixels."""

    x: float
    y: float
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
class DotRow:
    """A severity."""

    height: int
    axis_y: int
    dots: tuple[Dot, ...]
    columns: tuple[DotColumn, ...]
    median: float | None
    """Where the mark under the line stands, in per cent."""
    ninety: float | None


@frozen
class DotPlot:
    """The whole picture."""

    rows: tuple[DotRow, ...]
    ticks: tuple[AxisTick, ...]
    target: AxisTick | None
    radius: float
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
        return any(any(dot.about for dot in row.dots) or any(bar.about for bar in row.columns) for row in self.rows)


def dot_plot(
    lines: Iterable[DotInput],
    *,
    long: bool,
    before: str,
    target: tuple[timedelta, str] | None = None,
    say: Language = _ENGLISH,
) -> DotPlot:
    """Lay out a picture of these rows, from the top.

    With `long` the axis reaches ten days in any case, else one. `before` are the words for what lies before zero, and
    `target` is a line over all rows, with its name.
    """
    found = tuple(lines)
    axis = LogAxis(tuple(point.length.span for line in found for point in line.points), long=long)
    largest = max((len(line.points) for line in found), default=0)
    radius = next((radius for most, radius in _RADII if largest <= most), _SMALL)
    return DotPlot(
        rows=tuple(_row(line, axis, radius) for line in found),
        ticks=axis.ticks(before, say),
        target=_target(axis, target) if target else None,
        radius=radius,
        before=axis.before,
    )


def _target(axis: LogAxis, target: tuple[timedelta, str]) -> AxisTick | None:
    """The line of the target, its words turned inwards at the ends; None where the axis does not reach."""
    x = axis.at(target[0])
    if x > 97 or target[0] <= timedelta():
        return None
    middle = AxisTick(x=x, words=target[1])
    left, right = edges(middle)
    return replace(middle, anchor="start" if left < 0 else "end" if right > NARROW else "middle")


def _row(line: DotInput, axis: LogAxis, radius: float) -> DotRow:
    points = sorted(line.points, key=lambda point: (point.length.span, point.length.about, point.title))
    step = 2 * radius + _GAP
    levels = stacked([axis.at(point.length.span) for point in points], step) if len(points) <= MOST_DOTS else ()
    high = step * (max(levels, default=0) + 1)
    columns: tuple[DotColumn, ...] = ()
    if len(points) > MOST_DOTS or high > _HIGHEST:
        levels, (columns, high) = (), _columns(points, axis)
    axis_y = round(_ABOVE + high)
    dots = tuple(
        Dot(
            x=axis.at(point.length.span),
            y=axis_y - _GAP - radius - step * level,
            about=point.length.about,
            title=point.title,
        )
        for point, level in zip(points, levels, strict=False)  # no level: it is in a column
    )
    return DotRow(
        height=axis_y + _MARKS,
        axis_y=axis_y,
        dots=dots,
        columns=tuple(DotColumn(x=c.x, y=axis_y - c.y, height=c.height, about=c.about) for c in columns),
        median=axis.at(line.median.span) if line.median else None,
        ninety=axis.at(line.ninety.span) if line.ninety else None,
    )


def stacked(places: Iterable[float], apart: float) -> tuple[int, ...]:
    """The lowest level on which each dot, from left to right in per cent, is `apart` pixels from its neighbour."""
    ends: list[float] = []  # on each level, the place of its last dot
    levels = []
    for pixels in (x / 100 * NARROW for x in places):
        level = next((number for number, end in enumerate(ends) if pixels >= end + apart), len(ends))
        ends[level : level + 1] = [pixels]
        levels.append(level)
    return tuple(levels)


def _columns(points: Sequence[Point], axis: LogAxis) -> tuple[tuple[DotColumn, ...], int]:
    """Columns with `y` as the height of their upper edge over the line, and the height of the tallest."""
    counts: dict[int, list[int]] = {}
    for point in points:
        place = counts.setdefault(int(axis.at(point.length.span) // _COLUMN), [0, 0])
        place[point.length.about] += 1
    unit = _TALLEST / max(sum(pair) for pair in counts.values())
    found = []
    for number, (exact, about) in sorted(counts.items()):
        low, high = max(round(exact * unit), 1 if exact else 0), max(round((exact + about) * unit), 1)
        if exact:
            found.append(DotColumn(x=number * _COLUMN, y=low, height=low, about=False))
        if about:
            found.append(DotColumn(x=number * _COLUMN, y=max(high, low + 2), height=max(high - low, 2), about=True))
    return tuple(found), max(column.y for column in found)
