"""Bars per month: a row per severity, on one scale, each bar with its number."""

from collections.abc import Sequence

from afterword.core.frozen import frozen
from afterword.outputs.charts.log_axis import AxisTick

_TALLEST, _UNIT, _LABEL, _BETWEEN = 56, 14, 14, 20


@frozen
class MonthBar:
    """A month with at least one: x and width in per cent, the rest in pixels."""

    x: float
    width: float
    y: int
    height: int
    middle: float
    number: int


@frozen
class BarRow:
    """A severity."""

    name: str
    n: int
    label_y: int
    line_y: int
    bars: tuple[MonthBar, ...]


@frozen
class BarChart:
    """The whole picture."""

    height: int
    rows: tuple[BarRow, ...]
    months: tuple[AxisTick, ...]
    years: tuple[AxisTick, ...]


def bar_chart(lines: Sequence[tuple[str, Sequence[int]]], months: Sequence[tuple[str, int]]) -> BarChart:
    """Lay out each line's counts by month on one scale: a bar twice as high is twice as many."""
    most = max((number for _, numbers in lines for number in numbers), default=0)
    unit = min(_UNIT, _TALLEST / most) if most else 0
    step = 100 / len(months)
    y, rows = 0, []
    for name, numbers in lines:
        line_y = y + _LABEL + 22 + round(max(numbers, default=0) * unit)
        bars = tuple(
            MonthBar(
                x=(place + 0.2) * step,
                width=step * 0.6,
                y=line_y - max(round(number * unit), 2),
                height=max(round(number * unit), 2),
                middle=(place + 0.5) * step,
                number=number,
            )
            for place, number in enumerate(numbers)
            if number
        )
        rows.append(BarRow(name=name, n=sum(numbers), label_y=y + _LABEL, line_y=line_y, bars=bars))
        y = line_y + _BETWEEN
    names = tuple(AxisTick(x=(place + 0.5) * step, words=month) for place, (month, _) in enumerate(months))
    new = [place for place, (_, year) in enumerate(months) if not place or year != months[place - 1][1]]
    shown = [place for place, after in zip(new, [*new[1:], len(months)], strict=True) if after - place > 1]
    years = tuple(AxisTick(x=(place + 0.5) * step, words=str(months[place][1])) for place in shown)
    return BarChart(height=y + 22, rows=tuple(rows), months=names, years=years)
