"""What became of what was promised for afterwards: reports and action items."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import accumulate
from operator import itemgetter

from afterword.core.frozen import frozen
from afterword.core.incident_parts import ActionItem
from afterword.core.lengths import Length
from afterword.core.model import Incident
from afterword.figures.incident_figures import Figures
from afterword.figures.spread import Spread, spread

Steps = tuple[tuple[date, int], ...]
"""Days, and the number that holds from each on."""


@frozen
class Reports:
    """The reports that were promised for a day."""

    on_time: int = 0
    late: int = 0
    """Published after that day."""
    missing: tuple[Incident, ...] = ()
    """Not published; whether that is late, the clock must say."""

    @property
    def promised(self) -> int:
        """All of them."""
        return self.on_time + self.late + len(self.missing)


def reports(found: Iterable[Figures]) -> Reports:
    """The promises of a report among incidents whose communication is counted.

    One that was published on a day that nobody wrote down is left out: whether it was in time is not known.
    """
    promised = [each.incident for each in found if each.speaks and each.incident.postmortem_due]
    promised = [incident for incident in promised if incident.reported or not incident.report_published]
    kept = [incident.report_on_time for incident in promised]
    missing = tuple(incident for incident, on_time in zip(promised, kept, strict=True) if on_time is None)
    return Reports(on_time=kept.count(True), late=kept.count(False), missing=missing)


@frozen
class ActionFigures:
    """An action item, and from when to when it was open."""

    incident: Incident
    severity: str
    action: ActionItem
    opened: date
    """The day of the end of its incident, else of its report, else of its start."""

    @property
    def closed(self) -> date | None:
        """When it was done; None while it is open, and when nobody wrote it down."""
        return self.action.done_on if self.action.done else None

    @property
    def days(self) -> Length | None:
        """From the end of the incident until it was done; None when one of them is not known. Never below zero."""
        end = self.incident.resolved
        if end is None or end.day_only or self.closed is None:
            return None
        return Length(span=timedelta(days=max((self.closed - end.at.date()).days, 0)))

    def open_on(self, day: date) -> bool:
        """Whether it was open at the end of a day; what was done on a day that nobody wrote down is not."""
        return self.opened <= day and (not self.action.done or (self.closed is not None and self.closed > day))


def items(found: Iterable[Figures]) -> tuple[ActionFigures, ...]:
    """Every action item, in the order of the incidents and of their files."""
    return tuple(
        ActionFigures(incident=each.incident, severity=each.severity, action=action, opened=opened)
        for each in found
        if each.incident.actions
        for opened in [(each.incident.resolved or each.incident.reported or each.incident.started).at.date()]
        for action in each.incident.actions
    )


def days_to_done(found: Iterable[ActionFigures]) -> Spread:
    """How many days each item that is done took; those of which it is not known are counted."""
    return spread(item.days for item in found if item.action.done)


def open_by_day(found: Iterable[ActionFigures]) -> Steps:
    """The number of open items, on each day on which it changed.

    An item that is done without a date is left out: nobody knows how long it was open.
    """
    changes: Counter[date] = Counter()
    for item in found:
        if not item.open_on(item.opened):
            continue
        changes[item.opened] += 1
        if item.closed:
            changes[item.closed] -= 1
    days = sorted(day for day, change in changes.items() if change)
    return tuple(zip(days, accumulate(changes[day] for day in days), strict=True))


def between(steps: Steps, start: date, end: date) -> Steps:
    """The number of `steps` on `start`, and on each day up to `end` on which it changed."""
    first, last = (bisect_right(steps, day, key=itemgetter(0)) for day in (start, end))
    return ((start, steps[first - 1][1] if first else 0), *steps[first:last])
