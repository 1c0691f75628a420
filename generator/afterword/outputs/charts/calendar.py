"""The calendar: a row for each of twelve months, a column for each day in UTC; and the same months day by day.

A day without a square is a day without a record. Everything else is a recorded day, filled by the worst that was
reported for it. Only the layout stands here; words and links are the template's.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby

from afterword.core.frozen import frozen
from afterword.core.incident_parts import Hit, Window
from afterword.core.model import Incident
from afterword.core.phases import pauses
from afterword.core.settings import Metrics
from afterword.core.times import Moment
from afterword.core.words import Impact, Kind
from afterword.figures.metrics import counted

MONTHS = 12
_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)

Level = Impact | None
"""How bad it was on a day; None: the incident lasted, and nothing was reported for this day."""


@frozen
class Days:
    """Days in a row on which no incident is drawn."""

    number: int
    recorded: bool
    """False: no record, so no squares."""


@frozen
class IncidentBar:
    """The days of one incident within a month: one bar and one link."""

    incident: Incident
    first: date
    levels: tuple[Level, ...]
    """Of each day, from `first` on; at least one."""
    beneath: int
    """How many other incidents there were on these days."""

    @property
    def last(self) -> date:
        """The last day of the bar."""
        return self.first + (len(self.levels) - 1) * _DAY

    @property
    def worst(self) -> Level:
        """The worst level of its days."""
        return max(self.levels, key=_rank)

    @property
    def pieces(self) -> tuple[tuple[Level, int], ...]:
        """Levels and for how many days in a row each held."""
        return tuple((level, len(tuple(days))) for level, days in groupby(self.levels))


@frozen
class MonthDays:
    """A month."""

    month: date
    """Its first day."""
    cells: tuple[Days | IncidentBar, ...]
    """They fill the month from its first day to its last."""
    began: int
    """How many incidents began in it; maintenance is none."""

    @property
    def recorded(self) -> bool:
        """Whether there is anything to see in it."""
        return any(isinstance(cell, IncidentBar) or cell.recorded for cell in self.cells)


@frozen
class Calendar:
    """Twelve months, newest first."""

    rows: tuple[MonthDays, ...]
    begins: date | None
    """The first recorded day, if it lies within the twelve months; None: earlier, or there is no record."""
    covered: tuple[Incident, ...]
    """Incidents that stand behind another on each of their days, newest first."""

    @property
    def levels(self) -> tuple[Impact, ...]:
        """The levels that a reader has to know, worst first."""
        drawn = {
            level for row in self.rows for cell in row.cells if isinstance(cell, IncidentBar) for level in cell.levels
        }
        return tuple(impact for impact in Impact if impact is not Impact.AFFECTED or impact in drawn)


@frozen
class Day:
    """A day of the calendar that has a number for each day."""

    date: date
    recorded: bool
    """False: no record, so nothing is drawn."""
    level: Level
    incidents: tuple[Incident, ...]
    """What happened on it, first the one that gives the level."""


@frozen
class DayMonth:
    """A month, day by day."""

    month: date
    """Its first day."""
    days: tuple[Day, ...]
    began: int
    """How many incidents began in it; maintenance is none."""


def record_begins(incidents: Iterable[Incident], metrics: Metrics) -> date | None:
    """The first day of the record: of the first start or public word that was not written down afterwards."""
    kept = (i for i in incidents if not (i.draft or i.backfilled or (i.sample and not metrics.include_samples)))
    return min((min(i.started.at, i.announced.at if i.announced else i.started.at).date() for i in kept), default=None)


def calendar(
    incidents: Iterable[Incident], begins: date | None, now: datetime, metrics: Metrics, component: str = ""
) -> Calendar:
    """Lay out the twelve months up to `now`.

    Where several incidents share a day, the worst is drawn; of equals, the one that began first.

    Args:
        incidents: in any order; those that enter no figure are left out (figures/metrics.py).
        begins: the first day of the record.
        now: when the page is made.
        metrics: whether samples count.
        component: its id, for the calendar of one component; empty: all.
    """
    today = now.date()
    months = tuple(_months(today))
    filled = _filled(incidents, months[-1], now, metrics, component)
    visible = {incident.id for incident, _ in filled.holders.values()}
    recorded = (begins, today) if begins else None
    return Calendar(
        rows=tuple(
            MonthDays(
                month=month,
                cells=tuple(_cells(month, filled.holders, filled.present, recorded)),
                began=filled.began[month],
            )
            for month in months
        ),
        begins=begins if begins and begins > months[-1] else None,
        covered=tuple(incident for incident in reversed(filled.standing) if incident.id not in visible),
    )


def day_by_day(
    incidents: Iterable[Incident], begins: date | None, last: date, now: datetime, metrics: Metrics, component: str = ""
) -> tuple[DayMonth, ...]:
    """The twelve months up to the one of `last`, newest first, with what happened on each day.

    The other arguments are those of `calendar`.
    """
    months = tuple(_months(last))
    filled = _filled(incidents, months[-1], now, metrics, component)

    def day(at: date) -> Day:
        holder, level = filled.holders.get(at, (None, None))
        others = tuple(incident for incident in filled.present.get(at, ()) if incident is not holder)
        recorded = holder is not None or bool(begins and begins <= at <= now.date())
        return Day(date=at, recorded=recorded, level=level, incidents=(holder, *others) if holder else ())

    return tuple(
        DayMonth(month=month, days=tuple(map(day, _days_of(month))), began=filled.began[month]) for month in months
    )


def years(incident: Incident, now: datetime) -> range:
    """The years in which an incident began or was going on."""
    stretches = list(_stretches(incident, "", now))
    began = incident.started.at.year
    first = min((start.year for start, _, _ in stretches), default=began)
    last = max((end.year for _, end, _ in stretches), default=began)
    return range(min(first, began), max(last, began) + 1)


@frozen
class _Filled:
    """What happened on which day."""

    holders: dict[date, tuple[Incident, Level]]
    """The incident that is drawn on a day, and its level."""
    present: dict[date, list[Incident]]
    """All incidents of a day."""
    standing: tuple[Incident, ...]
    """Those that have a day, oldest first."""
    began: Counter[date]
    """By the first day of a month, how many incidents began in it."""


def _filled(incidents: Iterable[Incident], first: date, now: datetime, metrics: Metrics, component: str) -> _Filled:
    drawn = sorted((i for i in incidents if _drawn(i, metrics, component)), key=lambda i: (i.started.at, i.id))
    holders: dict[date, tuple[Incident, Level]] = {}
    present: dict[date, list[Incident]] = {}
    found = [(incident, levels) for incident in drawn if (levels := _levels(incident, component, first, now))]
    for incident, levels in found:
        for day, level in levels.items():
            present.setdefault(day, []).append(incident)
            if day not in holders or _rank(level) > _rank(holders[day][1]):
                holders[day] = incident, level
    began = Counter(i.started.at.date().replace(day=1) for i in drawn if i.kind is Kind.INCIDENT)
    return _Filled(holders=holders, present=present, standing=tuple(incident for incident, _ in found), began=began)


def _drawn(incident: Incident, metrics: Metrics, component: str) -> bool:
    """Whether it has a place here: what was taken back, cancelled or only said has none."""
    named = not component or any(hit.component == component for hit in incident.hits)
    return named and counted(incident, metrics)


def _months(today: date) -> Iterator[date]:
    """The first days of this month and of those before it."""
    month = today.replace(day=1)
    for _ in range(MONTHS):
        yield month
        month = (month - _DAY).replace(day=1)


def _rank(level: Level) -> int:
    return level.rank if level else -len(Impact)


def _levels(incident: Incident, component: str, first: date, now: datetime) -> dict[date, Level]:
    """The worst level of each day from `first` on, in order of time.

    Only days on which the incident was called over are missing.
    """
    levels: dict[date, Level] = {}
    for start, end, impact in _stretches(incident, component, now):
        for day in _range(max(start, first), end):
            levels[day] = max(levels.get(day), impact, key=_rank)
    if not levels:
        return {}
    over = [(end.date(), after.date()) for end, after in pauses(incident.phases)]
    days = _range(min(levels), max(levels))
    return {day: levels.get(day) for day in days if day in levels or not any(end < day < after for end, after in over)}


def _stretches(incident: Incident, component: str, now: datetime) -> Iterator[tuple[date, date, Impact]]:
    """First day, last day and level of everything that had begun by `now`."""
    hits = [hit for hit in incident.hits if component in {"", hit.component}]
    if not hits and not component:  # it names no component: that something happened is all that is known
        hits = [Hit(component="", windows=(Window(impact=Impact.AFFECTED, start=None, end=None),))]
    for hit in hits:
        for start, end, impact in ((span.start, span.end, span.impact) for span in incident.spans(hit)):
            if start.at <= now:
                last = _last(incident, start, end, now)
                yield (
                    start.at.date(),
                    min(last, now).date(),
                    Impact.MAINTENANCE if incident.kind is Kind.MAINTENANCE else impact,
                )


def _last(incident: Incident, start: Moment, end: Moment | None, now: datetime) -> datetime:
    """A moment of the last day: midnight ends the day before, and an end that nobody knows is the day of the start."""
    if end is None:
        return now if incident.is_open else start.at
    return end.at if end.day_only else max(end.at - _INSTANT, start.at)


def _range(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`."""
    return (first + number * _DAY for number in range((last - first).days + 1))


def _days_of(month: date) -> Iterator[date]:
    """The days of a month, given by its first."""
    return _range(month, (month + 31 * _DAY).replace(day=1) - _DAY)


def _cells(
    month: date,
    holders: dict[date, tuple[Incident, Level]],
    present: dict[date, list[Incident]],
    recorded: tuple[date, date] | None,
) -> Iterator[Days | IncidentBar]:
    of_month = list(_days_of(month))

    def kind(day: date) -> tuple[str, bool]:
        holder = holders.get(day)
        return (
            holder[0].id if holder else "",
            recorded is not None and recorded[0] <= day <= recorded[1] and not holder,
        )

    for (holder, is_recorded), group in groupby(of_month, key=kind):
        days = list(group)
        if not holder:
            yield Days(number=len(days), recorded=is_recorded)
            continue
        others = {incident.id for day in days for incident in present[day]} - {holder}
        yield IncidentBar(
            incident=holders[days[0]][0],
            first=days[0],
            levels=tuple(holders[day][1] for day in days),
            beneath=len(others),
        )
