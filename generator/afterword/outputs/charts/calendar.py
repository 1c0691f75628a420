"""The calendar: a row for each of twelve months, a column for each day in UTC; and the same months day by day.

A day without a square is a day without a record. Everything else is a recorded day, filled by the worst that was
reported for it. Only the layout stands here; words and links are the template's.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
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
WEEK = 7
_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)

Level = Impact | None
"""How bad it was on a day; None: the incident lasted, and nothing was reported for this day."""
_RANKS: dict[Level, int] = {None: -len(Impact), **{impact: impact.rank for impact in Impact}}


@frozen
class Day:
    """A day, and what happened on it."""

    date: date
    recorded: bool
    """False: no record, so nothing is drawn."""
    level: Level
    incidents: tuple[Incident, ...]
    """What happened on it, first the one that gives the level."""


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
        return max(self.levels, key=_RANKS.__getitem__)

    @property
    def pieces(self) -> tuple[tuple[Level, int], ...]:
        """Levels and for how many days in a row each held."""
        return tuple((level, len(tuple(days))) for level, days in groupby(self.levels))


@frozen
class DayMonth:
    """A month, day by day."""

    month: date
    """Its first day."""
    happened: Mapping[date, tuple[Level, tuple[Incident, ...]]]
    """By day, also of other months: its worst level, and its incidents, first the one that has this level."""
    record: tuple[date, date] | None
    """The first and the last recorded day; None: there is no record."""
    began: int
    """How many incidents began in it; maintenance is none."""

    @property
    def recorded(self) -> bool:
        """Whether there is anything to see in it."""
        return any(map(self._is_recorded, _days_of(self.month)))

    @property
    def days(self) -> tuple[Day, ...]:
        """Its days from the first to the last."""
        happened = ((at, *self.happened.get(at, (None, ()))) for at in _days_of(self.month))
        return tuple(
            Day(date=at, recorded=self._is_recorded(at), level=level, incidents=incidents)
            for at, level, incidents in happened
        )

    @property
    def cells(self) -> Iterator[Days | IncidentBar]:
        """Its days from the first to the last, those of one incident together."""
        for (incident_id, recorded), group in groupby(_days_of(self.month), key=self._kind):
            days = list(group)
            if not incident_id:
                yield Days(number=len(days), recorded=recorded)
                continue
            yield IncidentBar(
                incident=self.happened[days[0]][1][0],
                first=days[0],
                levels=tuple(self.happened[at][0] for at in days),
                beneath=len({incident.id for at in days for incident in self.happened[at][1]}) - 1,
            )

    @property
    def weeks(self) -> tuple[tuple[Day | None, ...], ...]:
        """Seven days each, Monday first; None: a day of another month."""
        days = [*[None] * self.month.weekday(), *self.days]
        days += [None] * (-len(days) % WEEK)
        return tuple(tuple(days[begin : begin + WEEK]) for begin in range(0, len(days), WEEK))

    def _is_recorded(self, at: date) -> bool:
        return at in self.happened or (self.record is not None and self.record[0] <= at <= self.record[1])

    def _kind(self, at: date) -> tuple[str, bool]:
        """The id of the incident that is drawn on a day, and whether the day is recorded."""
        return (self.happened[at][1][0].id if at in self.happened else ""), self._is_recorded(at)


@frozen
class Calendar:
    """Twelve months, newest first."""

    rows: tuple[DayMonth, ...]
    begins: date | None
    """The first recorded day, if it lies within the twelve months; None: earlier, or there is no record."""
    covered: tuple[Incident, ...]
    """Incidents that stand behind another on each of their days, newest first."""

    @property
    def levels(self) -> tuple[Impact, ...]:
        """The levels that a reader has to know, worst first."""
        drawn = {level for level, _ in self.rows[0].happened.values()}
        return tuple(impact for impact in Impact if impact is not Impact.AFFECTED or impact in drawn)


def calendar(
    incidents: Iterable[Incident], begins: date | None, now: datetime, metrics: Metrics, component: str = ""
) -> Calendar:
    """Lay out the twelve months up to `now`.

    Where several incidents share a day, the worst is drawn; of equals, the one that began first. They come in any
    order, and those that enter no figure are left out (figures/metrics.py). `begins` is the first day of the record,
    and `component` the id of the only component that is drawn; empty: all.
    """
    rows, standing = _months(incidents, begins, now.date(), now, metrics, component)
    visible = {present[0].id for _, present in rows[0].happened.values()}
    return Calendar(
        rows=rows,
        begins=begins if begins and begins > rows[-1].month else None,
        covered=tuple(incident for incident in reversed(standing) if incident.id not in visible),
    )


def day_by_day(
    incidents: Iterable[Incident], begins: date | None, last: date, now: datetime, metrics: Metrics
) -> tuple[DayMonth, ...]:
    """The twelve months up to the one of `last`, newest first; the other arguments are those of `calendar`."""
    return _months(incidents, begins, last, now, metrics, "")[0]


def years(incident: Incident, now: datetime) -> range:
    """The years in which an incident began or was going on."""
    stretches = list(_stretches(incident, "", now))
    began = incident.started.at.year
    first = min((start.year for start, _, _ in stretches), default=began)
    last = max((end.year for _, end, _ in stretches), default=began)
    return range(min(first, began), max(last, began) + 1)


def _months(
    incidents: Iterable[Incident], begins: date | None, last: date, now: datetime, metrics: Metrics, component: str
) -> tuple[tuple[DayMonth, ...], list[Incident]]:
    """The months, newest first, and the incidents that have a day in them, oldest first."""
    months = tuple(_first_days(last))
    drawn = sorted((i for i in incidents if _drawn(i, metrics, component)), key=lambda i: (i.started.at, i.id))
    began = Counter(i.started.at.date().replace(day=1) for i in drawn if i.kind is Kind.INCIDENT)
    holders: dict[date, tuple[Incident, Level]] = {}
    present: dict[date, list[Incident]] = {}
    standing = []
    for incident in drawn:
        levels = _levels(incident, component, months[-1], now)
        if levels:
            standing.append(incident)
        for at, level in levels.items():
            present.setdefault(at, []).append(incident)
            if at not in holders or _RANKS[level] > _RANKS[holders[at][1]]:
                holders[at] = incident, level

    happened = {
        at: (level, (holder, *(incident for incident in present[at] if incident is not holder)))
        for at, (holder, level) in holders.items()
    }
    record = (begins, now.date()) if begins else None
    rows = tuple(DayMonth(month=month, happened=happened, record=record, began=began[month]) for month in months)
    return rows, standing


def _drawn(incident: Incident, metrics: Metrics, component: str) -> bool:
    """Whether it has a place here: what was taken back, cancelled or only said has none."""
    named = not component or any(hit.component == component for hit in incident.hits)
    return named and counted(incident, metrics)


def _first_days(today: date) -> Iterator[date]:
    """The first days of this month and of those before it."""
    month = today.replace(day=1)
    for _ in range(MONTHS):
        yield month
        month = (month - _DAY).replace(day=1)


def _levels(incident: Incident, component: str, first: date, now: datetime) -> dict[date, Level]:
    """The worst level of each day from `first` on, in order of time, without days on which it was called over."""
    levels: dict[date, Level] = {}
    for start, end, impact in _stretches(incident, component, now):
        for day in _range(max(start, first), end):
            levels[day] = max(levels.get(day), impact, key=_RANKS.__getitem__)
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
        for span in incident.spans(hit):
            if span.start.at <= now:
                last = min(_last(incident, span.start, span.end, now), now)
                impact = Impact.MAINTENANCE if incident.kind is Kind.MAINTENANCE else span.impact
                yield span.start.at.date(), last.date(), impact


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
