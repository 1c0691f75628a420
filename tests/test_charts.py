"""Where things stand in the pictures: every place, as a reader at any width will see it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.core.lengths import Length
from afterword.outputs.charts.bars import bar_chart
from afterword.outputs.charts.dots import APART, MOST_DOTS, DotInput, Point, dot_plot, stacked
from afterword.outputs.charts.log_axis import NARROW, LogAxis, edges
from afterword.outputs.charts.steps import MOST_STEPS, step_chart
from afterword.outputs.translation import Language

MINUTE = timedelta(minutes=1)
TARGET = (60 * MINUTE, "60 min: our target")


def point(minutes: int, *, about: bool = False) -> Point:
    """A point without words."""
    return Point(length=Length(span=minutes * MINUTE, about=about), title="")


def test_a_plot_as_a_whole() -> None:
    """The golden layout: label, line, dots stacked where they would touch, a hollow one, the median away from the target."""
    minutes = (12, 13, 14, 31, 47)
    points = tuple(point(number, about=number == 47) for number in minutes)
    median = Length(span=14 * MINUTE)
    plot = dot_plot(
        [DotInput(name="Major", n="n 5", points=points, marks=((median, "median 14 min"),))], long=False, before="before", target=TARGET
    )
    (row,) = plot.rows
    assert (plot.height, plot.top, plot.bottom, plot.before, plot.has_about, plot.has_columns) == (132, 24, 110, False, True, False)
    assert (row.label_y, row.axis_y) == (38, 80)
    assert [(f"{dot.x:.2f}", dot.y, dot.about) for dot in row.dots] == [
        ("34.46", 72, False),
        ("35.51", 62, False),
        ("36.47", 52, False),
        ("46.86", 72, False),
        ("52.29", 72, True),
    ]
    assert [(f"{mark.x:.2f}", mark.y, mark.words, mark.words_y, mark.anchor, mark.dx) for mark in row.marks] == [
        ("36.47", 80, "median 14 min", 94, "end", -9)
    ]
    assert [(f"{tick.x:.2f}", tick.words, tick.anchor) for tick in plot.ticks] == [
        ("2.00", "1 min", "start"),
        ("23.02", "5 min", "middle"),
        ("37.38", "15 min", "middle"),
        ("55.48", "1 h", "middle"),
        ("73.59", "4 h", "middle"),
        ("97.00", "1 d", "end"),
    ]
    assert plot.target is not None
    assert (f"{plot.target.x:.2f}", plot.target.anchor) == ("55.48", "middle")


def test_before_zero_has_a_place_of_its_own() -> None:
    """A first word before it began stands left of the first minute; the first minute is where a shorter one stands."""
    axis = LogAxis((-5 * MINUTE, 3 * MINUTE), long=False)
    assert axis.at(-5 * MINUTE) < axis.at(timedelta()) == axis.at(timedelta(seconds=30)) == axis.at(MINUTE) < axis.at(3 * MINUTE)
    assert [tick.words for tick in axis.ticks("before", Language())][:2] == ["before", "1 min"]
    assert not LogAxis((3 * MINUTE,), long=False).before


def test_the_axis_reaches_as_far_as_it_must() -> None:
    """A day, or ten, or by tens until everything fits; the last word is always there."""
    assert LogAxis((), long=False).ticks("", Language())[-1].words == "1 d"
    assert LogAxis((), long=True).ticks("", Language())[-1].words == "10 d"
    assert LogAxis((timedelta(days=2),), long=False).ticks("", Language())[-1].words == "10 d"
    assert LogAxis((timedelta(days=101),), long=True).ticks("", Language())[-1].words == "1,000 d"


@given(st.lists(st.integers(-100, 2_000_000).map(lambda n: n * MINUTE)), st.booleans())
def test_the_words_of_the_axis_never_meet(spans: list[timedelta], long: bool) -> None:
    """Nor do they leave the picture, and every dot lies in it."""
    axis = LogAxis(tuple(spans), long=long)
    places = [edges(tick) for tick in axis.ticks("before", Language())]
    assert all(left[1] <= right[0] for left, right in pairwise(places))
    assert places[0][0] >= 0
    assert places[-1][1] <= NARROW
    assert all(0 < axis.at(span) < 100 for span in spans)


@given(st.lists(st.floats(0, 100), max_size=80).map(sorted))
def test_dots_do_not_touch(places: list[float]) -> None:
    """Two on one level are at least 8 pixels apart on a phone."""
    levels = stacked(places)
    for level in set(levels):
        mine = [x for x, at in zip(places, levels, strict=True) if at == level]
        assert all((b - a) / 100 * NARROW >= APART - 1e-6 for a, b in pairwise(mine))


def test_many_dots_become_columns() -> None:
    """A row of more than forty is drawn as columns, whose number does not grow with the incidents; hollow stands on top."""
    few = dot_plot([DotInput(name="a", n="", points=tuple(point(n) for n in range(1, MOST_DOTS + 1)))], long=False, before="")
    assert (len(few.rows[0].dots), few.rows[0].columns) == (MOST_DOTS, ())
    points = tuple(point(n % 500 + 1, about=n % 3 == 0) for n in range(5000))
    many = dot_plot([DotInput(name="a", n="", points=points)], long=False, before="")
    (row,) = many.rows
    assert row.dots == ()
    assert len(row.columns) <= 100
    assert many.has_columns
    assert many.has_about
    assert all(column.y >= row.label_y for column in row.columns)
    top, below = (next(c for c in row.columns if c.about is about and c.x == row.columns[-1].x) for about in (True, False))
    assert top.y + top.height == below.y


def test_the_words_of_two_marks_do_not_meet() -> None:
    """When both stand close to the edge, the second goes down a line."""
    points = tuple(point(n) for n in range(800, 821))
    marks = ((Length(span=810 * MINUTE), "median 13 h 30 min"), (Length(span=818 * MINUTE), "9 in 10 within 13 h 38 min"))
    (row,) = dot_plot([DotInput(name="a", n="n 21", points=points, marks=marks)], long=False, before="").rows
    assert [(mark.anchor, mark.words_y - row.axis_y) for mark in row.marks] == [("end", 14), ("end", 29)]


def test_bars_share_one_scale_and_carry_their_numbers() -> None:
    """Twice as high is twice as many, in every row; a month without one has no bar."""
    chart = bar_chart([("Major", (2, 0, 4)), ("Minor", (0, 1, 0))], (("Nov", 2025), ("Dec", 2025), ("Jan", 2026)))
    assert [[(bar.number, bar.height) for bar in row.bars] for row in chart.rows] == [[(2, 28), (4, 56)], [(1, 14)]]
    assert [row.n for row in chart.rows] == [6, 1]
    assert [tick.words for tick in chart.months] == ["Nov", "Dec", "Jan"]
    assert [tick.words for tick in chart.years] == ["2025"]  # a year of one month has no room
    first = chart.rows[0].bars[0]
    assert (first.x, first.width, first.middle) == pytest.approx((100 / 15, 20, 100 / 6))
    assert (first.y, chart.rows[0].line_y) == (64, 92)


def test_a_step_line_stands_until_it_changes() -> None:
    """Level pieces joined by upright ones, from the first day to the last that is known."""
    steps = ((date(2026, 1, 1), 2), (date(2026, 1, 11), 3), (date(2026, 1, 21), 0))
    chart = step_chart(steps, date(2026, 1, 1), date(2026, 1, 26), date(2026, 1, 31), [(date(2026, 1, 1), "Jan")])
    assert [(round(s.x1), s.y1, round(s.x2), s.y2) for s in chart.strokes] == [
        (8, 46, 38, 46),
        (38, 46, 38, 16),
        (38, 16, 68, 16),
        (68, 16, 68, 106),
        (68, 106, 83, 106),
    ]
    assert (chart.end.words, chart.by_week) == ("0", False)
    assert chart.levels == ((0, 106), (3, 16))


def test_a_line_of_many_steps_is_drawn_by_week() -> None:
    """Its pieces do not grow with the number of items, and it ends with the right number."""
    steps = tuple((date(2025, 1, 1) + timedelta(days=n), n % 7 + n // 30) for n in range(365))
    assert len(steps) > MOST_STEPS
    chart = step_chart(steps, steps[0][0], steps[-1][0], date(2026, 1, 1), [])
    assert chart.by_week
    assert len(chart.strokes) <= 2 * 54
    assert chart.end.words == str(steps[-1][1])
