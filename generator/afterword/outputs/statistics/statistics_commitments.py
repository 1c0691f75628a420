"""Statistics of promises, reports and action items."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from afterword.core.frozen import frozen
from afterword.core.lengths import Length
from afterword.core.model import Incident
from afterword.core.words import Slot
from afterword.figures.follow_up import ActionFigures, Reports, between, days_to_done, items, reports
from afterword.figures.history_figures import HistoryFigures
from afterword.figures.incident_figures import Figures
from afterword.figures.periods import Period
from afterword.figures.spread import Spread
from afterword.markup.safe import cut, plain_text
from afterword.outputs.charts.steps import StepChart, step_chart
from afterword.outputs.statistics.statistics_view import Severities, short_month
from afterword.outputs.translation import Language
from afterword.outputs.urls import incident_url

_TEXT = 120
_DAY = timedelta(days=1)


@frozen
class KeptRow:
    """Promises, silence and action items of one severity."""

    name: str
    kept: int
    made: int
    silence: Length | None
    """The longest."""
    silent: Incident | None
    """Whose it was."""
    reports: Reports
    done: int
    items: int
    days: Spread
    """From the end to done; days as spans."""


@frozen
class Totals:
    """Counts over all severities. Counts may be added; lengths never are."""

    kept: int
    made: int
    on_time: int
    late: int
    missing: int
    done: int
    items: int

    @property
    def promised(self) -> int:
        """Reports that were promised for a day."""
        return self.on_time + self.late + self.missing


@frozen
class ItemView:
    """An action item as a link."""

    text: str
    url: str
    opened: date
    age: int | None
    """In days; None on a page that must not know the time."""


@frozen
class ActionsView:
    """The action items of all incidents together."""

    open: int
    """At the end of the period, or now."""
    overdue: int | None
    """None on a page that must not know the time."""
    oldest: ItemView | None
    undated: int
    """Done, but nobody wrote down when: not in the line."""
    chart: StepChart | None
    """None: there was nothing to draw."""
    months: tuple[tuple[datetime, int], ...]
    """The number open at the end of each month that has begun."""


def kept_rows(found: Sequence[Figures], known_as: Severities) -> tuple[KeptRow, ...]:
    """One row for each severity."""
    return tuple(
        _row(label, [each for each in found if each.severity == severity]) for severity, label in known_as.names
    )


def _row(label: str, mine: Sequence[Figures]) -> KeptRow:
    speaking = [each for each in mine if each.speaks]
    silent = max((each for each in speaking if each.silence), key=_silence_of, default=None)
    found = [action for each in mine for action in each.incident.actions]
    return KeptRow(
        name=label,
        kept=sum(each.kept for each in speaking),
        made=sum(each.made for each in speaking),
        silence=silent.silence if silent else None,
        silent=silent.incident if silent else None,
        reports=reports(speaking),
        done=sum(action.done for action in found),
        items=len(found),
        days=days_to_done(items(mine)),
    )


def totals(rows: Sequence[KeptRow]) -> Totals:
    """The sums of the rows."""
    return Totals(
        kept=sum(row.kept for row in rows),
        made=sum(row.made for row in rows),
        on_time=sum(row.reports.on_time for row in rows),
        late=sum(row.reports.late for row in rows),
        missing=sum(len(row.reports.missing) for row in rows),
        done=sum(row.done for row in rows),
        items=sum(row.items for row in rows),
    )


def _silence_of(each: Figures) -> timedelta:
    return each.silence.span if each.silence else timedelta()


def actions_view(record: HistoryFigures, period: Period, say: Language, *, now: datetime | None) -> ActionsView:
    """The items that are open at the end of a period; with `now`, those that are open now and how old they are."""
    last = min(period.end - _DAY, record.now).date()
    standing = [item for item in record.items if item.open_on(last)]
    oldest = min(standing, key=lambda item: (item.opened, item.incident.id, item.action.line), default=None)
    steps = between(record.open_items, period.start.date(), last)
    flat = len(steps) == 1 and not steps[0][1]
    months = [(month.start.date(), short_month(month.start, say)) for month in period.months]
    return ActionsView(
        open=len(standing),
        overdue=sum(item.action.overdue(now.date()) for item in standing) if now else None,
        oldest=_item_view(oldest, now) if oldest else None,
        undated=sum(item.action.done and item.closed is None and item.opened <= last for item in record.items),
        chart=None if flat else step_chart(steps, period.start.date(), last, period.end.date(), months),
        months=tuple(
            (month.start, _at(steps, (month.end - _DAY).date()))
            for month in period.months
            if month.start.date() <= last
        ),
    )


def _at(steps: Sequence[tuple[date, int]], day: date) -> int:
    return next(number for when, number in reversed(steps) if when <= day)


def _item_view(item: ActionFigures, now: datetime | None) -> ItemView:
    return ItemView(
        text=cut(plain_text(item.action.text.html), _TEXT),
        url=f"{incident_url(item.incident)}#{Slot.ACTIONS.value}",
        opened=item.opened,
        age=(now.date() - item.opened).days if now else None,
    )
