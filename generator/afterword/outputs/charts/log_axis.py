"""A logarithmic axis of time, from a minute to as many days as it takes."""

from datetime import timedelta
from math import log

from afterword.core.frozen import frozen
from afterword.outputs.overlap import touch
from afterword.outputs.translation import Language

NARROW = 346
"""The width in pixels at which nothing may meet: a phone of 390."""
LETTER = 6.9
"""The width of a letter in pixels, at the most, on average."""
_MINUTE = timedelta(minutes=1)
_DAY = 1440
_SHORT = (1, 5, 15, 60, 240, _DAY)
_LONG = (1, 10, 60, 360, _DAY, 10 * _DAY)
_LOW, _LOW_BEHIND_BEFORE, _HIGH, _BEFORE = 2.0, 20.0, 97.0, 4.0


@frozen
class AxisTick:
    """A place on an axis with its words."""

    x: float
    """In per cent."""
    words: str
    anchor: str = "middle"
    words_x: float | None = None
    """Where the words stand; None: at `x`."""


class LogAxis:
    """Places spans in per cent of the width. What lies before zero has a place of its own at the left."""

    def __init__(self, spans: tuple[timedelta, ...], *, long: bool) -> None:
        """Take in all `spans`: up to a day, or up to ten with `long`, or to as many as they need."""
        most = max((span / _MINUTE for span in spans), default=0.0)
        numbers = list(_LONG if long or most > _DAY else _SHORT)
        while numbers[-1] < most:
            numbers.append(numbers[-1] * 10)
        self.minutes = tuple(numbers)
        self.before = any(span < timedelta() for span in spans)
        self._low = _LOW_BEHIND_BEFORE if self.before else _LOW

    def at(self, span: timedelta) -> float:
        """Where a span lies; below a minute at the minute, below zero in the place for it."""
        if span < timedelta():
            return _BEFORE
        part = log(max(span / _MINUTE, 1.0)) / log(self.minutes[-1])
        return self._low + part * (_HIGH - self._low)

    def ticks(self, before: str, say: Language) -> tuple[AxisTick, ...]:
        """The named places, left to right, without those whose words would meet; the ends always stay."""
        marks = [(self.at(timedelta(minutes=number)), _tick_words(number, say)) for number in self.minutes]
        (first, words), *between, (last, last_words) = marks
        ticks = [AxisTick(x=first, words=words, anchor="start", words_x=0.0)]
        if self.before:
            edge = AxisTick(x=_BEFORE, words=before, anchor="start", words_x=0.0)
            ticks = [edge, AxisTick(x=first, words=words)]
        end = AxisTick(x=last, words=last_words, anchor="end", words_x=100.0)
        for tick in (AxisTick(x=x, words=name) for x, name in between):
            if not any(touch(edges(tick), edges(other), LETTER) for other in (ticks[-1], end)):
                ticks.append(tick)
        return (*ticks, end)


def _tick_words(number: int, say: Language) -> str:
    """`4 h`, `1 d`, `1,000 d`: days from the first one on."""
    return say("%(num)s d", num=say.number(number // _DAY)) if number >= _DAY else say.span(timedelta(minutes=number))


def edges(tick: AxisTick) -> tuple[float, float]:
    """Where words begin and end, in pixels on a phone."""
    x = (tick.x if tick.words_x is None else tick.words_x) / 100 * NARROW
    width = len(tick.words) * LETTER
    left = {"start": x, "middle": x - width / 2, "end": x - width}[tick.anchor]
    return left, left + width
