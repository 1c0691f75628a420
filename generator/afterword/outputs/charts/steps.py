"""Step line of a number that holds until it changes."""

from collections.abc import Sequence
from datetime import date, timedelta

from afterword.core.frozen import frozen
from afterword.outputs.charts.log_axis import AxisTick

MOST_STEPS = 80
"""A line that changes more often is drawn by week."""
_HEIGHT, _TOP = 90, 16


@frozen
class Stroke:
    """A straight piece: x in per cent, y in pixels."""

    x1: float
    y1: int
    x2: float
    y2: int


@frozen
class StepChart:
    """The whole picture."""

    height: int
    bottom: int
    strokes: tuple[Stroke, ...]
    levels: tuple[tuple[int, int], ...]
    """Numbers on the left edge, and their y."""
    months: tuple[AxisTick, ...]
    years: tuple[AxisTick, ...]
    end: AxisTick
    """The number at the end, at the end of the line."""
    end_y: int
    by_week: bool


def step_chart(
    steps: Sequence[tuple[date, int]], start: date, shown_to: date, end: date, months: Sequence[tuple[date, str]]
) -> StepChart:
    """Lay out a line from the day `start` to the day `shown_to` on an axis that runs to the day `end`.

    `steps` are the number at the start, and at each day on which it changed, in order; `months` are the first day and
    the name of each month.
    """
    by_week = len(steps) > MOST_STEPS
    found = _weekly(steps) if by_week else tuple(steps)
    most = max((number for _, number in found), default=0)
    bottom = _TOP + _HEIGHT
    days = max((end - start).days, 1)

    def x(day: date) -> float:
        return 8 + 90 * (day - start).days / days

    def y(number: int) -> int:
        return bottom - round(number / most * _HEIGHT) if most else bottom

    strokes = []
    for (day, number), (after, next_number) in zip(found, [*found[1:], (shown_to, found[-1][1])], strict=True):
        strokes.append(Stroke(x1=x(day), y1=y(number), x2=x(after), y2=y(number)))
        if number != next_number:
            strokes.append(Stroke(x1=x(after), y1=y(number), x2=x(after), y2=y(next_number)))
    middle = [(most // 2, y(most // 2))] if most > 3 and most % 2 == 0 else []
    last_x = x(shown_to)
    new = [
        (day, name) for place, (day, name) in enumerate(months) if not place or day.year != months[place - 1][0].year
    ]
    return StepChart(
        height=bottom + 38,
        bottom=bottom,
        strokes=tuple(strokes),
        levels=((0, bottom), *middle, *([(most, y(most))] if most else [])),
        months=tuple(
            AxisTick(x=x(day), words="" if place % 2 else name) for place, (day, name) in enumerate(months)
        ),  # every second: a phone has no more room
        years=tuple(AxisTick(x=x(day), words=str(day.year)) for day, _ in new),
        end=AxisTick(x=last_x, words=str(found[-1][1]), anchor="end" if last_x > 60 else "start"),
        end_y=y(found[-1][1]) - 6,
        by_week=by_week,
    )


def _weekly(steps: Sequence[tuple[date, int]]) -> tuple[tuple[date, int], ...]:
    """The number with which each week ended, at its first day; weeks begin on Monday."""
    (first, number), *rest = steps
    weeks = {first: number}
    for day, now in rest:
        weeks[max(day - timedelta(days=day.weekday()), first)] = now
    return tuple(weeks.items())
