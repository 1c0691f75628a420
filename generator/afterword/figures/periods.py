"""The stretches of time that figures are counted over: twelve months up to now, or a year. By UTC."""

from datetime import UTC, datetime

from afterword.core.frozen import frozen


@frozen
class Period:
    """Whole months, from the first minute of one up to the first minute of another."""

    start: datetime
    end: datetime
    """The first minute that no longer belongs to it."""

    @property
    def months(self) -> tuple["Period", ...]:
        """Its months, oldest first."""
        first, last = _number(self.start), _number(self.end)
        return tuple(Period(start=_first(number), end=_first(number + 1)) for number in range(first, last))

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.start <= at < self.end


def twelve_months(now: datetime) -> Period:
    """The month of `now` and the eleven before it."""
    last = _number(now) + 1
    return Period(start=_first(last - 12), end=_first(last))


def month_of(now: datetime) -> Period:
    """The month of `now`."""
    return Period(start=_first(_number(now)), end=_first(_number(now) + 1))


def month_before(now: datetime) -> Period:
    """The month before that of `now`."""
    return Period(start=_first(_number(now) - 1), end=_first(_number(now)))


def year_of(year: int) -> Period:
    """A calendar year."""
    return Period(start=_first(year * 12), end=_first(year * 12 + 12))


def _number(at: datetime) -> int:
    """A month as a number, so that months can be counted."""
    return at.year * 12 + at.month - 1


def _first(number: int) -> datetime:
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
