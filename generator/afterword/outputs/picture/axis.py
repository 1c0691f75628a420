"""The time axis: positions in per cent of the picture's width, and the labelled times."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from afterword.core.frozen import frozen
from afterword.outputs.overlap import touch
from afterword.outputs.picture.letter_widths import Run, width
from afterword.outputs.translation import Language

NARROWEST = 288
"""The least width of the picture, on a phone of 320 px: here no words may touch."""
PHONE = 346
"""The width of the picture on a common phone."""
WIDEST_NARROW = 720
"""From here on the words are larger and say more: the least width of a wide picture."""

_STEPS = (
    *(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30)),
    *(timedelta(hours=hours) for hours in (1, 2, 6, 12)),
    *(timedelta(days=days) for days in (1, 2, 7, 14, 28, 56, 112, 364)),
)
_MOST = 7
_ZERO = datetime(1900, 1, 1, tzinfo=UTC)  # a Monday
_MARGIN = 0.015
_GAP = 8


@frozen
class Tick:
    """A time that is written under the axis."""

    x: float
    label: str
    anchor: str
    """`start`, `middle` or `end`."""
    wide: bool = False
    """Written only where the page is wide."""

    def span(self, pixels: int) -> tuple[float, float]:
        """From where to where its words reach in a picture of this many pixels."""
        at, length = self.x * pixels / 100, width((Run(text=self.label),), wide=pixels >= WIDEST_NARROW)
        begin = at - {"start": 0.0, "middle": length / 2, "end": length}[self.anchor]
        return begin, begin + length


@frozen
class Axis:
    """The time from `first` to `last` on the stretch from `left` to `right`, in per cent of the picture."""

    first: datetime
    last: datetime
    left: float = 0.0
    right: float = 100.0

    def x(self, at: datetime) -> float:
        """Where `at` stands, to a tenth of a per cent; what lies outside stands at the edge."""
        margin = (self.right - self.left) * _MARGIN
        part = (min(max(at, self.first), self.last) - self.first) / (self.last - self.first)
        return round(self.left + margin + part * (self.right - self.left - 2 * margin), 1)

    def holds(self, at: datetime) -> bool:
        """Whether `at` lies on it."""
        return self.first <= at <= self.last

    @property
    def days(self) -> bool:
        """Whether it reaches over more than one day, by UTC."""
        return self.first.date() != self.last.date()


def ticks(axis: Axis, say: Language) -> tuple[Tick, ...]:
    """The times under the axis: round ones, at most seven, and on a narrow page only as many as do not touch."""
    step = next((step for step in _STEPS if (axis.last - axis.first) / step <= _MOST - 1), _STEPS[-1])
    begin = _ZERO + -(-(axis.first - _ZERO) // step) * step
    times = [begin + step * number for number in range((axis.last - begin) // step + 1)] if begin <= axis.last else []
    found = [
        Tick(x=x, label=_label(at, axis, step, say), anchor=_anchor(x, axis)) for at in times for x in (axis.x(at),)
    ]
    every = next((n for n in range(1, len(found) + 1) if _apart(found[::n])), 1)
    return tuple(replace(tick, wide=number % every > 0) for number, tick in enumerate(found))


def short_day(at: datetime, beside: datetime, say: Language) -> str:
    """`15 Mar`, with the year when it is another one than that of `beside`."""
    return say.bare_day(at) if at.year == beside.year else say.day(at)


def _label(at: datetime, axis: Axis, step: timedelta, say: Language) -> str:
    midnight = at.hour == at.minute == 0
    return short_day(at, axis.first, say) if step >= timedelta(days=1) or (midnight and axis.days) else f"{at:%H:%M}"


def _anchor(x: float, axis: Axis) -> str:
    if x - axis.left < 7:
        return "start"
    return "end" if axis.right - x < 7 else "middle"


def _apart(found: Sequence[Tick]) -> bool:
    """Whether no two labels touch on the narrowest page."""
    spans = [tick.span(NARROWEST) for tick in found]
    return not any(touch(earlier, later, _GAP) for earlier, later in pairwise(spans))
