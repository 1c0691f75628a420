"""Statistics of promises, reports and action items."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from afterword.core.frozen import frozen
from afterword.core.words import Slot
from afterword.figures.follow_up import ActionFigures, Reports, Steps, between, days_to_done, items, reports
from afterword.figures.history_figures import HistoryFigures
from afterword.figures.incident_figures import Figures
from afterword.figures.periods import Period
from afterword.figures.spread import Spread
from afterword.markup.safe import cut, plain_text
from afterword.outputs.charts.steps import StepChart, step_chart
from afterword.outputs.translation import Language
from afterword.outputs.urls import incident_url

_TEXT = 120
_DAY = timedelta(days=1)


@frozen
class Commitments:
    """Promises, silence and action items of several incidents. Counts may be added; lengths never are."""

    name: str
    """The severity; empty: all."""
    kept: int
    made: int
    silent: Figures | None
    """The incident with the longest silence."""
    reports: Reports
    done: int
    items: int
    days: Spread
    """From the end to done; days as spans."""


@frozen
class OldestItem:
    """The action item that is open for the longest time, as a link."""

    text: str
    url: str
    opened: date
    age: int | None
    """In days; None on a page that must not know the time."""


@frozen
class StandingActions:
    """The action items of all incidents together, in a period: all that a page of figures shows of earlier periods."""

    steps: Steps
    """The number open on its first day, and for each day on which it changed."""
    oldest: OldestItem | None
    """Of those open at its end, or now."""
    undated: int
    """Done, but nobody wrote down when: not in `steps`."""


@frozen
class ActionsView:
    """The action items of all incidents together."""

    open: int
    """At the end of the period, or now."""
    overdue: int | None
    """None on a page that must not know the time."""
    oldest: OldestItem | None
    undated: int
    """As in `StandingActions`."""
    chart: StepChart | None
    """None: there was nothing to draw."""
    months: tuple[tuple[datetime, int], ...]
    """The number open at the end of each month that has begun."""


def by_severity(found: Sequence[Figures], labels: Mapping[str, str]) -> tuple[Commitments, ...]:
    """The commitments of each severity."""
    return tuple(
        commitments([figures for figures in found if figures.severity == severity], label)
        for severity, label in labels.items()
    )


def commitments(found: Sequence[Figures], name: str = "") -> Commitments:
    """The commitments of these incidents."""
    speaking = [figures for figures in found if figures.speaks]
    silences = [(figures.silence.span, figures) for figures in speaking if figures.silence]
    actions = [action for figures in found for action in figures.incident.valid_actions]
    return Commitments(
        name=name,
        kept=sum(figures.kept for figures in speaking),
        made=sum(figures.made for figures in speaking),
        silent=max(silences, key=lambda silence: silence[0], default=(timedelta(), None))[1],
        reports=reports(speaking),
        done=sum(action.done for action in actions),
        items=len(actions),
        days=days_to_done(items(found)),
    )


def standing_actions(record: HistoryFigures, period: Period, now: datetime | None) -> StandingActions:
    """The items of a period; with `now`, how old the oldest one is."""
    last = _last_day(record, period)
    oldest = next((item for item in record.items_by_age if item.open_on(last)), None)
    return StandingActions(
        steps=between(record.open_items, period.start.date(), last),
        oldest=_oldest(oldest, now) if oldest else None,
        undated=bisect_right(record.done_undated, last),
    )


def actions_view(record: HistoryFigures, period: Period, say: Language, *, now: datetime | None) -> ActionsView:
    """The items that are open at the end of a period; with `now`, those that are open now and how old they are."""
    last, standing = _last_day(record, period), standing_actions(record, period, now)
    steps = standing.steps
    flat = len(steps) == 1 and not steps[0][1]
    months = [(month.start.date(), say.short_month(month.start)) for month in period.months]
    overdue = (item.action.overdue(now.date()) for item in record.items if item.open_on(last)) if now else ()
    return ActionsView(
        open=steps[-1][1],
        overdue=sum(overdue) if now else None,
        oldest=standing.oldest,
        undated=standing.undated,
        chart=None if flat else step_chart(steps, period.start.date(), last, period.end.date(), months),
        months=tuple(
            (month.start, _at(steps, (month.end - _DAY).date()))
            for month in period.months
            if month.start.date() <= last
        ),
    )


def _last_day(record: HistoryFigures, period: Period) -> date:
    return min(period.end - _DAY, record.now).date()


def _at(steps: Sequence[tuple[date, int]], day: date) -> int:
    return next(number for when, number in reversed(steps) if when <= day)


def _oldest(item: ActionFigures, now: datetime | None) -> OldestItem:
    return OldestItem(
        text=cut(plain_text(item.action.text.html), _TEXT),
        url=f"{incident_url(item.incident)}#{Slot.ACTIONS.value}",
        opened=item.opened,
        age=(now.date() - item.opened).days if now else None,
    )
