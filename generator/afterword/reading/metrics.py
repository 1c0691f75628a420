"""Reported availability: what was declared about a component, counted over a period (docs/format.md, Figures).

It is not measured uptime. Where incidents overlap, each moment counts once, at the worst level that was declared for it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from afterword.core.model import Incident, Span, Window
from afterword.core.settings import Metrics
from afterword.core.words import Impact, Kind, State

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What was declared about a component in a period."""

    length: timedelta
    """Of the period, up to now."""
    levels: Mapping[Impact, timedelta]
    """How long each level was the worst one, worst first; levels that did not occur are missing."""
    weighted: float
    """Minutes, each with the largest weight that was declared for it."""
    left_out: int
    """Incidents of the period whose start or end is not known."""

    @property
    def availability(self) -> float | None:
        """In percent; None for a period that has not begun."""
        return 100 * (1 - self.weighted / (self.length / _MINUTE)) if self.length > timedelta() else None


def declared(incidents: Iterable[Incident], component: str, start: datetime, end: datetime, metrics: Metrics, now: datetime) -> Declared:
    """What `incidents` declare about a component from `start` up to `end`, or up to `now` if that is earlier."""
    end = max(min(end, now), start)
    found: list[tuple[datetime, datetime, Impact]] = []
    left_out = 0
    for incident in incidents:
        if not counted(incident, metrics):
            continue
        windows = list(_windows(incident, component, now))
        known = [window for window in windows if window is not None]
        if len(known) < len(windows):
            left_out += start <= incident.started.at < end
            continue
        found += [(max(first, start), min(last, end), impact) for first, last, impact in known if first < end and last > start]
    levels: Counter[Impact] = Counter()
    weighted = 0.0
    for length, impacts in _slices(found):
        levels[max(impacts, key=lambda impact: impact.rank)] += length // timedelta(microseconds=1)
        weighted += length / _MINUTE * max(metrics.weights.get(impact, 0.0) for impact in impacts)
    return Declared(
        length=end - start,
        levels={impact: timedelta(microseconds=levels[impact]) for impact in Impact if levels[impact]},
        weighted=weighted,
        left_out=left_out,
    )


def counted(incident: Incident, metrics: Metrics) -> bool:
    """Whether an incident enters the figures at all."""
    sample = incident.sample and not metrics.include_samples
    return not (incident.retracted or incident.draft or sample or incident.kind is Kind.NOTICE)


def _windows(incident: Incident, component: str, now: datetime) -> Iterator[tuple[datetime, datetime, Impact] | None]:
    """Begin, end and level of every window that counts; None for one whose begin or end is not known."""
    for hit in incident.hits:
        for window in hit.windows if hit.component == component else ():
            span = incident.spans(replace(hit, windows=(window,)))[0]
            if incident.kind is Kind.MAINTENANCE:
                yield from _overrun(incident, window, span, now)
            elif (window.start is None and incident.start_assumed) or span.start.day_only or (span.end is None and not incident.is_open):
                yield None
            else:
                yield span.start.at, min(span.end.at, now) if span.end else now, span.impact


def _overrun(incident: Incident, window: Window, span: Span, now: datetime) -> Iterator[tuple[datetime, datetime, Impact]]:
    """Planned work counts only from its planned end to its real one, and only when it was begun."""
    planned = incident.stated.scheduled_end
    if planned is None or incident.state in {State.SCHEDULED, State.CANCELLED}:
        return
    end = window.end or incident.resolved
    last = min(end.at, now) if end else now
    first = max(span.start.at, planned.at)
    if incident.is_open or end:
        yield first, last, span.impact


def _slices(windows: Iterable[tuple[datetime, datetime, Impact]]) -> Iterator[tuple[timedelta, frozenset[Impact]]]:
    """The stretches of time in which the same levels hold, without those in which none does."""
    steps = [step for first, last, impact in windows if first < last for step in ((first, impact, 1), (last, impact, -1))]
    moments = [(at, list(group)) for at, group in groupby(sorted(steps, key=lambda step: step[0]), key=lambda step: step[0])]
    standing: Counter[Impact] = Counter()
    for (at, group), (after, _) in pairwise(moments):
        for _, impact, step in group:
            standing[impact] += step
        if impacts := frozenset(impact for impact, number in standing.items() if number):
            yield after - at, impacts
