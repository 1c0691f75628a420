"""Lengths as a page shows them, with "about" and "at least": of an open incident, and of each level of a component."""

from datetime import datetime, timedelta

from afterword.core.frozen import frozen
from afterword.core.incident_parts import Hit, Span
from afterword.core.lengths import Length
from afterword.core.model import Incident
from afterword.core.words import Impact
from afterword.figures.metrics import Stand, worst_levels


@frozen
class LevelLength:
    """How long a component was at one level."""

    impact: Impact
    length: Length | None
    """None: not known."""


def so_far(incident: Incident, now: datetime) -> Length | None:
    """The minimum length of an open incident so far. An assumed start is its first public update."""
    start = incident.started
    if start.day_only or start.at > now:
        return None
    span = now - start.at - incident.called_over(now)
    return Length(span=span, about=start.about and not incident.start_assumed, at_least=True)


def stretches(incident: Incident, hit: Hit, now: datetime | None) -> tuple[LevelLength, ...]:
    """How long a component was at each level, in the order in which the levels began.

    Where windows overlap, the worse level counts. A window without an end lasts until `now` while the incident is open;
    otherwise its length is not known.
    """
    spans = incident.spans(hit)
    ended = [(span, _end(span, incident, now)) for span in spans]
    worst = worst_levels(Stand(first=span.start.at, last=end, impact=span.impact) for span, end in ended if end)
    lengths = []
    for impact in dict.fromkeys(span.impact for span in spans):
        of_level = [(span, end) for span, end in ended if span.impact is impact]
        if any(end is None or span.start.day_only or not span.start_known for span, end in of_level):
            lengths.append(LevelLength(impact=impact, length=None))
            continue
        about = any(moment.about for span, _ in of_level for moment in (span.start, span.end) if moment)
        length = Length(
            span=worst.get(impact, timedelta()), about=about, at_least=any(span.end is None for span, _ in of_level)
        )
        lengths.append(LevelLength(impact=impact, length=length))
    return tuple(stretch for stretch in lengths if stretch.length is None or stretch.length.span)


def _end(span: Span, incident: Incident, now: datetime | None) -> datetime | None:
    if span.end:
        return None if span.end.day_only else span.end.at
    return max(now, span.start.at) if now and incident.is_open else None


def level_at(incident: Incident, component: str, now: datetime) -> Impact | None:
    """The worst level of a component at `now`; None when no window covers it."""
    spans = (span for hit in incident.hits if hit.component == component for span in incident.spans(hit))
    levels = (span.impact for span in spans if span.start.at <= now and (span.end is None or now < span.end.at))
    return max(levels, key=lambda impact: impact.rank, default=None)
