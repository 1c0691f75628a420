"""Everything that can be counted about a history, worked out once for all pages that compare."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.words import Kind
from afterword.figures.follow_up import ActionFigures, Steps, items, open_by_day
from afterword.figures.incident_figures import Figures, figures
from afterword.figures.metrics import Declarations
from afterword.figures.periods import Period, month_of

_T = TypeVar("_T")


@frozen
class LeftOut:
    """Incidents that began in a period and are not counted, or not everywhere."""

    retracted: int
    samples: int
    afterwards: int
    """Written down afterwards: left out of the figures of communication only."""


class HistoryFigures:
    """The figures of a history as of `now`; each is worked out when it is first asked for."""

    def __init__(self, incidents: Iterable[Incident], settings: Settings, now: datetime) -> None:
        self.settings = settings
        self.now = now
        self._incidents = tuple(incidents)
        """Newest start first."""

    @cached_property
    def figures(self) -> tuple[Figures, ...]:
        """Those of every incident that is counted, in the order of the history: newest first."""
        found = (figures(incident, self.settings, self.now) for incident in self._incidents)
        return tuple(each for each in found if each)

    @cached_property
    def declarations(self) -> Declarations:
        """What was declared about components."""
        return Declarations(self._incidents, self.settings.metrics, self.now)

    @cached_property
    def items(self) -> tuple[ActionFigures, ...]:
        """Every action item of every incident that is counted."""
        return items(self.figures)

    @cached_property
    def open_items(self) -> Steps:
        """The number of open action items by day."""
        return open_by_day(self.items)

    @cached_property
    def begin(self) -> datetime | None:
        """The first minute of the month in which the first incident began that is counted; before it there is no record."""
        first = min((each.started for each in self.figures), default=None)
        return month_of(first).start if first else None

    def within(self, period: Period) -> tuple[Figures, ...]:
        """The figures of the incidents that began in a period."""
        return _within(self.figures, period, attrgetter("started"))

    def left_out(self, period: Period) -> LeftOut:
        """What a period's figures do not hold."""
        began = _within(self._incidents, period, attrgetter("started.at"))
        here = [incident for incident in began if incident.kind is Kind.INCIDENT and not incident.draft]
        return LeftOut(
            retracted=sum(incident.retracted for incident in here),
            samples=sum(i.sample and not i.retracted and not self.settings.metrics.include_samples for i in here),
            afterwards=sum(not each.speaks for each in self.within(period)),
        )


def _within(found: Sequence[_T], period: Period, start: Callable[[_T], datetime]) -> tuple[_T, ...]:
    """Those that began in a period, of a list with the newest first."""
    return tuple(found[_first_before(period.end, found, start) : _first_before(period.start, found, start)])


def _first_before(end: datetime, found: Sequence[_T], start: Callable[[_T], datetime]) -> int:
    return bisect_left(found, True, key=lambda one: start(one) < end)
