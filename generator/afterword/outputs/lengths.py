"""How long something took and how bad it is now, as a page may say it: about, at least, or not known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from afterword.core.model import Hit, Incident, Span
from afterword.core.times import Moment
from afterword.core.words import Impact


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """A span of time and how well it is known."""

    span: timedelta
    about: bool = False
    at_least: bool = False
    """It is not over."""

    @property
    def mark(self) -> str:
        """`about `, `at least `, or empty: the word before the span."""
        return "about " if self.about else "at least " if self.at_least else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """How long a component was at one level."""

    impact: Impact
    length: Length | None
    """None: not known."""


def between(start: Moment, end: Moment | None) -> Length | None:
    """The length from start to end; None when one of them is not known to the minute."""
    if end is None or start.day_only or end.day_only:
        return None
    return Length(span=end.at - start.at, about=start.about or end.about)


def since_start(incident: Incident, moment: Moment | None) -> Length | None:
    """The length from the stated start to `moment`; None when the start was only assumed."""
    span = incident.since_start(moment)
    return None if span is None or moment is None else Length(span=span, about=incident.started.about or moment.about)


def so_far(incident: Incident, now: datetime) -> Length | None:
    """How long an open incident has lasted, at the least."""
    start = incident.started
    return None if start.day_only or start.at > now else Length(span=now - start.at, about=start.about, at_least=True)


def stretches(incident: Incident, hit: Hit, now: datetime | None) -> tuple[Stretch, ...]:
    """How long a component was at each level, in the order in which the levels began.

    Where windows overlap, the worse level counts. A window without an end lasts until `now` while the
    incident is open; otherwise its length is not known.
    """
    spans = incident.spans(hit)
    ended = [(span, _end(span, incident, now)) for span in spans]
    found = []
    for impact in dict.fromkeys(span.impact for span in spans):
        mine = [(span, end) for span, end in ended if span.impact is impact]
        if any(end is None or span.start.day_only for span, end in mine):
            found.append(Stretch(impact=impact, length=None))
            continue
        total = sum((last - first for first, last in _alone(ended, impact)), timedelta())
        about = any(moment.about for span, _ in mine for moment in (span.start, span.end) if moment)
        found.append(Stretch(impact=impact, length=Length(span=total, about=about, at_least=any(s.end is None for s, _ in mine))))
    return tuple(stretch for stretch in found if stretch.length is None or stretch.length.span)


def _end(span: Span, incident: Incident, now: datetime | None) -> datetime | None:
    if span.end:
        return None if span.end.day_only else span.end.at
    return max(now, span.start.at) if now and incident.is_open else None


def _alone(spans: Iterable[tuple[Span, datetime | None]], impact: Impact) -> Iterable[tuple[datetime, datetime]]:
    """The slices of time in which `impact` was the worst level."""
    known = [(span.start.at, end, span.impact) for span, end in spans if end]
    for first, last in pairwise(sorted({moment for start, end, _ in known for moment in (start, end)})):
        levels = [level for start, end, level in known if start <= first and last <= end]
        if levels and max(levels, key=lambda level: level.rank) is impact:
            yield first, last


def level_at(incident: Incident, component: str, now: datetime) -> Impact | None:
    """The worst level of a component at `now`; None when no window covers it."""
    return max(_levels(incident, component, now), key=lambda impact: impact.rank, default=None)


def _levels(incident: Incident, component: str, now: datetime) -> Iterator[Impact]:
    for hit in incident.hits:
        if hit.component == component:
            yield from (span.impact for span in incident.spans(hit) if span.start.at <= now and (span.end is None or now < span.end.at))
