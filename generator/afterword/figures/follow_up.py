"""Figures of what was promised to follow an incident: reports and action items."""

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
"""Days, and the number that is valid from each of them on."""


@frozen
class Reports:
    """The reports that were promised for a date."""

    on_time: int = 0
    late: int = 0
    """Published after the promised date."""
    missing: tuple[Incident, ...] = ()
    """Not published. Whether they are late depends on the current time."""

    @property
    def promised(self) -> int:
        """The number of all promised reports."""
        return self.on_time + self.late + len(self.missing)


def reports(all_figures: Iterable[Figures]) -> Reports:
    """Count the promised reports of incidents whose communication is measured.

    A report without a date of publication is left out, because it is not known whether it was on time.
    """
    promised = [figures.incident for figures in all_figures if figures.speaks and figures.incident.postmortem_due]
    promised = [incident for incident in promised if incident.reported or not incident.report_published]
    kept = [incident.report_on_time for incident in promised]
    missing = tuple(incident for incident, on_time in zip(promised, kept, strict=True) if on_time is None)
    return Reports(on_time=kept.count(True), late=kept.count(False), missing=missing)


@frozen
class ActionFigures:
    """An action item, and the period during which it was open."""

    incident: Incident
    severity: str
    action: ActionItem
    opened: date
    """The day on which its incident ended, else of the report, else of the start."""

    @property
    def closed(self) -> date | None:
        """When it was done. None while it is open, or when the date is not known."""
        return self.action.done_on if self.action.done else None

    @property
    def days(self) -> Length | None:
        """From the end of the incident to completion, at least zero; None when one of them is not known."""
        end = self.incident.resolved
        if end is None or end.day_only or self.closed is None:
            return None
        return Length(span=timedelta(days=max((self.closed - end.at.date()).days, 0)))

    def open_on(self, day: date) -> bool:
        """Whether it was open at the end of a day. An item that was done at an unknown date is not."""
        return self.opened <= day and (not self.action.done or (self.closed is not None and self.closed > day))


def items(all_figures: Iterable[Figures]) -> tuple[ActionFigures, ...]:
    """Every action item, in the order of the incidents and of their files."""
    return tuple(
        ActionFigures(incident=figures.incident, severity=figures.severity, action=action, opened=opened)
        for figures in all_figures
        if figures.incident.valid_actions
        for opened in [(figures.incident.resolved or figures.incident.reported or figures.incident.started).at.date()]
        for action in figures.incident.valid_actions
    )


def days_to_done(all_items: Iterable[ActionFigures]) -> Spread:
    """How many days each finished item took. Items with an unknown length are counted as such."""
    return spread(item.days for item in all_items if item.action.done)


def open_by_day(all_items: Iterable[ActionFigures]) -> Steps:
    """The number of open items on each day on which it changed, without those done at an unknown date."""
    changes: Counter[date] = Counter()
    for item in all_items:
        if not item.open_on(item.opened):
            continue
        changes[item.opened] += 1
        if item.closed:
            changes[item.closed] -= 1
    days = sorted(day for day, change in changes.items() if change)
    return tuple(zip(days, accumulate(changes[day] for day in days), strict=True))


def between(steps: Steps, start: date, end: date) -> Steps:
    """The number of `steps` on `start`, and for each day up to `end` on which it changed."""
    first, last = (bisect_right(steps, day, key=itemgetter(0)) for day in (start, end))
    return ((start, steps[first - 1][1] if first else 0), *steps[first:last])
