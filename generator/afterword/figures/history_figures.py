"""All figures of a history, computed once for all pages that compare incidents."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
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
from afterword.figures.periods import Period
from afterword.figures.record import record_begins

_T = TypeVar("_T")


@frozen
class LeftOut:
    """The number of incidents of a period that are not counted, or not everywhere."""

    retracted: int
    samples: int
    afterwards: int
    """Backfilled ones, which are left out only from the figures of communication."""


class HistoryFigures:
    """The figures of a history as of `now`. Each is computed when it is first used."""

    def __init__(self, incidents: Iterable[Incident], settings: Settings, now: datetime) -> None:
        self.settings = settings
        self.now = now
        self._incidents = tuple(incidents)
        """Newest start first."""

    @cached_property
    def figures(self) -> tuple[Figures, ...]:
        """The figures of every counted incident, newest first."""
        all_figures = (figures(incident, self.settings, self.now) for incident in self._incidents)
        return tuple(filter(None, all_figures))

    @cached_property
    def declarations(self) -> Declarations:
        """The declared levels of components."""
        return Declarations(self._incidents, self.settings.metrics, self.now)

    @cached_property
    def items(self) -> tuple[ActionFigures, ...]:
        """Every action item of every counted incident."""
        return items(self.figures)

    @cached_property
    def open_items(self) -> Steps:
        """The number of open action items by day."""
        return open_by_day(self.items)

    @cached_property
    def items_by_age(self) -> tuple[ActionFigures, ...]:
        """The action items, those that were opened first before others."""
        return tuple(sorted(self.items, key=lambda item: (item.opened, item.incident.id, item.action.line)))

    @cached_property
    def done_undated(self) -> tuple[date, ...]:
        """For each action item that was done at an unknown date: when it was opened, in order."""
        return tuple(item.opened for item in self.items_by_age if item.action.done and item.closed is None)

    @cached_property
    def begins(self) -> date | None:
        """The first day of the record; None without one."""
        return record_begins(self._incidents, self.settings.metrics)

    def within(self, period: Period) -> tuple[Figures, ...]:
        """The figures of the incidents that began in a period."""
        return _within(self.figures, period, attrgetter("started"))

    def left_out(self, period: Period) -> LeftOut:
        """The number of incidents that a period's figures leave out."""
        began = _within(self._incidents, period, attrgetter("started.at"))
        here = [incident for incident in began if incident.kind is Kind.INCIDENT and not incident.draft]
        return LeftOut(
            retracted=sum(incident.retracted for incident in here),
            samples=sum(i.sample and not i.retracted and not self.settings.metrics.include_samples for i in here),
            afterwards=sum(not counted.speaks for counted in self.within(period)),
        )


def _within(newest_first: Sequence[_T], period: Period, start: Callable[[_T], datetime]) -> tuple[_T, ...]:
    """The elements of `newest_first` that began in a period."""
    first = bisect_left(newest_first, True, key=lambda element: start(element) < period.end)
    after = bisect_left(newest_first, True, key=lambda element: start(element) < period.start)
    return tuple(newest_first[first:after])
