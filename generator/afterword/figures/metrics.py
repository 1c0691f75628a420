"""Reported availability: the declared levels of a component over a period (docs/format.md, Figures).

It is not measured uptime. Where incidents overlap, each moment counts once, with its worst declared level.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate, groupby, pairwise
from operator import itemgetter

from afterword.core.frozen import frozen
from afterword.core.incident_parts import Span
from afterword.core.model import Incident
from afterword.core.settings import Metrics
from afterword.core.times import Moment
from afterword.core.words import Impact, Kind, State

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@frozen
class Stand:
    """A declared level, from `first` up to `last`."""

    first: datetime
    last: datetime
    impact: Impact
    about: bool = False
    """True when one of its ends is approximate."""


@frozen
class Declared:
    """The declared levels of a component in a period."""

    length: timedelta
    """The length of the period, up to now."""
    levels: Mapping[Impact, timedelta]
    """How long each level was the worst one, worst level first. Levels that did not occur are missing."""
    weighted: float
    """Minutes, each multiplied by the largest weight declared for it."""
    left_out: int
    """The number of incidents that reach into the period, as far as is known, and whose start or end is not known."""
    about: frozenset[Impact] = frozenset()
    """Levels with an approximate start or end."""

    @property
    def anything(self) -> bool:
        """Whether anything was declared, be its length known or not."""
        return bool(self.levels or self.left_out)

    @property
    def at_most(self) -> bool:
        """Whether the availability may be lower: a level, a start or an end is not known."""
        return bool(self.left_out) or Impact.AFFECTED in self.levels

    @property
    def availability(self) -> float | None:
        """In percent; None for a period that has not begun."""
        return 100 * (1 - self.weighted / (self.length / _MINUTE)) if self.length > timedelta() else None


_Level = tuple[Stand, int]
"""A level, and a number that only levels of its incident have."""


def _first(level: _Level) -> datetime:
    return level[0].first


class _Levels:
    """Levels of a component in the order of their starts."""

    def __init__(self, levels: Iterable[_Level]) -> None:
        self._levels = sorted(levels, key=_first)
        self._latest = list(accumulate((max(stand.first, stand.last) for stand, _ in self._levels), max))
        """For each level, the latest moment up to there: it says where a search for a period begins."""

    def within(self, start: datetime, end: datetime) -> list[_Level]:
        """Those that reach into the time from `start` up to `end`."""
        begin, behind = bisect_left(self._latest, start), bisect_left(self._levels, end, key=_first)
        return [level for level in self._levels[begin:behind] if level[0].last > start or level[0].first >= start]


_NONE = _Levels(())


class Declarations:
    """All declared levels of all components, read once for any number of periods."""

    def __init__(self, incidents: Iterable[Incident], metrics: Metrics, now: datetime) -> None:
        """Read the windows of all counted incidents. Windows that still last end at `now`."""
        self._weights, self._now = metrics.weights, now
        known, unknown = defaultdict[str, list[_Level]](list), defaultdict[str, list[_Level]](list)
        self._reach: dict[str, tuple[datetime, datetime]] = {}
        for number, incident in enumerate(incidents):
            for component in {hit.component for hit in incident.harmed} if counted(incident, metrics) else ():
                windows = list(_windows(incident, component, now))
                levels = [(stand, number) for stand, _ in windows]
                (known if all(sure for _, sure in windows) else unknown)[component] += levels
                for stand, _ in windows:
                    begin, end = self._reach.get(incident.id, (stand.first, stand.last))
                    self._reach[incident.id] = min(begin, stand.first), max(end, stand.first, stand.last)
        self._known = {component: _Levels(levels) for component, levels in known.items()}
        self._unknown = {component: _Levels(levels) for component, levels in unknown.items()}

    @property
    def components(self) -> frozenset[str]:
        """The ids of the components with declared levels."""
        return frozenset(self._known) | frozenset(self._unknown)

    def reaching(self, start: datetime, end: datetime) -> frozenset[str]:
        """The ids of incidents that may have declared a level between two moments, be it before their own start."""
        return frozenset(id_ for id_, (first, last) in self._reach.items() if first < end and last >= start)

    def of(self, component: str, start: datetime, end: datetime) -> Declared:
        """The declared levels of a component from `start` up to `end`, or up to now if that is earlier."""
        unknown = {incident for _, incident in self._unknown.get(component, _NONE).within(start, end)}
        end = max(min(end, self._now), start)
        stands = [
            replace(stand, first=max(stand.first, start), last=min(stand.last, end))
            for stand, _ in self._known.get(component, _NONE).within(start, end)
            if max(stand.first, start) < stand.last
        ]
        slices = tuple(_slices(stands))
        return Declared(
            length=end - start,
            levels=_worst(slices),
            weighted=sum(
                length / _MINUTE * max(self._weights.get(impact, 0.0) for impact in impacts)
                for length, impacts in slices
            ),
            left_out=len(unknown),
            about=frozenset(stand.impact for stand in stands if stand.about),
        )


def counted(incident: Incident, metrics: Metrics) -> bool:
    """Whether an incident is counted at all."""
    sample = incident.sample and not metrics.include_samples
    return not (incident.never_was or incident.draft or sample or incident.kind is Kind.NOTICE)


def worst_levels(stands: Iterable[Stand]) -> dict[Impact, timedelta]:
    """How long each level was the worst one, worst level first. Where levels overlap, only the worst counts."""
    return _worst(_slices(stands))


def _worst(slices: Iterable[tuple[timedelta, frozenset[Impact]]]) -> dict[Impact, timedelta]:
    levels: defaultdict[Impact, timedelta] = defaultdict(timedelta)
    for length, impacts in slices:
        levels[max(impacts, key=lambda impact: impact.rank)] += length
    return {impact: levels[impact] for impact in Impact if levels.get(impact)}


def _windows(incident: Incident, component: str, now: datetime) -> Iterator[tuple[Stand, bool]]:
    """Yield every window that counts, and whether its start and end are known.

    Of an end of which only the day is known, this is the end of the day. An unknown end is taken as the start.
    """
    spans = (span for hit in incident.hits if hit.component == component for span in incident.spans(hit))
    if incident.kind is Kind.MAINTENANCE:
        yield from ((stand, True) for stand in _overrun(incident, spans, now))
        return
    for span in spans:
        known = not span.end.day_only if span.end else incident.is_open
        last = _last(span.end) if span.end else now if incident.is_open else span.start.at
        about = span.start.about or bool(span.end and span.end.about)
        stand = Stand(first=span.start.at, last=min(last, now), impact=span.impact, about=about)
        yield stand, known and span.start_known and not span.start.day_only


def _last(end: Moment) -> datetime:
    """The latest time that an end can have."""
    return end.at.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY if end.day_only else end.at


def _overrun(incident: Incident, spans: Iterable[Span], now: datetime) -> Iterator[Stand]:
    """Maintenance counts only from its planned end to its real one, and only if it was begun."""
    planned = incident.stated.scheduled_end
    if planned is None or incident.state is State.SCHEDULED:
        return
    for span in spans:
        end = span.end
        if span.start.day_only or (end and end.day_only):
            continue
        last = min(end.at, now) if end else now
        first = max(span.start.at, planned.at)
        if incident.is_open or end:
            yield Stand(first=first, last=last, impact=span.impact, about=planned.about or bool(end and end.about))


def _slices(stands: Iterable[Stand]) -> Iterator[tuple[timedelta, frozenset[Impact]]]:
    """Yield the periods during which the same levels hold, except those without any."""
    steps = [step for s in stands if s.first < s.last for step in ((s.first, s.impact, 1), (s.last, s.impact, -1))]
    moments = [(at, list(group)) for at, group in groupby(sorted(steps, key=itemgetter(0)), key=itemgetter(0))]
    standing: Counter[Impact] = Counter()
    for (at, group), (after, _) in pairwise(moments):
        for _, impact, step in group:
            standing[impact] += step
        if impacts := frozenset(impact for impact, number in standing.items() if number):
            yield after - at, impacts
