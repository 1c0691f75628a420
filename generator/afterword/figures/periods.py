"""The periods over which figures are counted: the last twelve months, a month, or a year, in UTC."""

from datetime import UTC, datetime

from afterword.core.frozen import frozen


@frozen
class Period:
    """Consecutive whole months, in UTC."""

    start: datetime
    end: datetime
    """The first minute behind the period."""

    @property
    def months(self) -> tuple["Period", ...]:
        """The months of the period, oldest first."""
        first, last = _number(self.start), _number(self.end)
        return tuple(Period(start=_first(number), end=_first(number + 1)) for number in range(first, last))


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
    """Months since year 0, for counting with months."""
    return at.year * 12 + at.month - 1


def _first(number: int) -> datetime:
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
