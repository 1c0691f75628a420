"""Statistics of reported availability and of customer-minutes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from afterword.core.frozen import frozen
from afterword.core.words import Impact
from afterword.figures.customer_minutes import CustomerMinutes, customer_minutes
from afterword.figures.history_figures import HistoryFigures
from afterword.figures.incident_figures import Figures
from afterword.figures.metrics import Declared
from afterword.figures.periods import Period
from afterword.figures.record import recorded_from
from afterword.outputs.listing import component_name
from afterword.outputs.statistics.statistics_words import percent
from afterword.outputs.translation import Language

LEVELS = (Impact.FULL_OUTAGE, Impact.PARTIAL_OUTAGE, Impact.DEGRADED)
"""The levels that have a column."""


@frozen
class ComponentRow:
    """A component of which something was declared."""

    name: str
    minutes: tuple[str, ...]
    """One for each of `LEVELS`: `63 min`, `0`."""
    weighted: str
    percent: str
    left_out: int
    about: bool
    """A level that counts has an approximate end."""
    other: str
    """Levels without a column, in words; empty when there is none."""


@frozen
class AvailabilityView:
    """A period and what was declared in it."""

    title: str
    start: datetime
    end: datetime
    minutes: int
    so_far: bool
    """It is not over."""
    from_first: bool
    """It begins with the first record, not with the period."""
    rows: tuple[ComponentRow, ...]
    quiet: tuple[str, ...]
    """Components of which nothing was declared: 100 %."""


def availability_view(record: HistoryFigures, period: Period, title: str, say: Language) -> AvailabilityView | None:
    """What was declared in a period; None when it has not begun, or when there was no record yet."""
    start, end = recorded_from(period, record.begins), min(period.end, record.now)
    if start is None or end <= start:
        return None
    ids = [component.id for component in record.settings.components]
    ids += sorted(record.declarations.components - set(ids))
    of_components = [(component, record.declarations.of(component, start, period.end)) for component in ids]
    return AvailabilityView(
        title=title,
        start=start,
        end=end,
        minutes=(end - start) // timedelta(minutes=1),
        so_far=end < period.end,
        from_first=start > period.start,
        rows=tuple(
            _row(component, declared, record, say) for component, declared in of_components if declared.anything
        ),
        quiet=tuple(component_name(record.settings, id_) for id_, declared in of_components if not declared.anything),
    )


def month_views(record: HistoryFigures, period: Period, say: Language) -> tuple[AvailabilityView, ...]:
    """The months of a period in which anything was declared, oldest first."""
    views = (availability_view(record, month, say.month(month.start), say) for month in period.months)
    return tuple(view for view in views if view and view.rows)


def customer_rows(found: Sequence[Figures], labels: Mapping[str, str]) -> list[CustomerMinutes]:
    """Customer-minutes by severity, in the order of `labels`, then by unit."""
    order = list(labels)
    return sorted(customer_minutes(found), key=lambda row: (order.index(row.severity), row.unit))


def _row(component: str, declared: Declared, record: HistoryFigures, say: Language) -> ComponentRow:
    others = [impact for impact in declared.levels if impact not in LEVELS]
    return ComponentRow(
        name=component_name(record.settings, component),
        minutes=tuple(_minutes(declared, impact, say) for impact in LEVELS),
        weighted=say("%(num)s min", num=say.tenths(declared.weighted)) if declared.weighted else "0",
        percent=percent(declared, say),
        left_out=declared.left_out,
        about=not declared.at_most and any(record.settings.metrics.weights.get(impact) for impact in declared.about),
        other=", ".join(f"{say.look_up(impact.label)} {_minutes(declared, impact, say)}" for impact in others),
    )


def _minutes(declared: Declared, impact: Impact, say: Language) -> str:
    length = declared.levels.get(impact)
    if not length:
        return "0"
    words = say.minutes(length) if length >= timedelta(minutes=1) else say("under 1 min")
    return say("about %(span)s", span=words) if impact in declared.about else words
