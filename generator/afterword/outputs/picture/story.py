"""The part of an incident that can be drawn to scale: known times only.

For a closed incident nothing depends on the clock.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from afterword.core.frozen import frozen
from afterword.core.incident_parts import Promise, Span, Update
from afterword.core.model import Incident
from afterword.core.times import Moment
from afterword.core.words import Impact, Kind, State
from afterword.outputs.incident.incident_view import IncidentView
from afterword.outputs.translation import marked

LEAST = timedelta(minutes=1)
"""What is shorter than this is no picture."""
_POINTS = 3
_BEFORE, _AFTER = 0.5, 0.15
"""How much of the incident's length may lie before its start and behind its end and still be drawn to scale."""
_PROMISED_OPEN, _PROMISED_OVER = 1.0, 0.25
"""How much further the axis may reach for a promised time."""


@frozen
class Milestone:
    """A time with a name: `started`, `detected`, `acknowledged`, `announced`, `identified`, `mitigated`, `resolved`."""

    name: str
    at: Moment


@frozen
class Slice:
    """A stretch of time in which one level was the worst of a component."""

    impact: Impact
    start: Moment
    end: Moment
    lasts: bool
    """It is not over: `end` is when the page is made."""
    start_known: bool = True
    """Whether its start is stated."""


@frozen
class Lane:
    """A component and how bad it was, in order of time; at least one slice."""

    name: str
    slices: tuple[Slice, ...]

    @property
    def worst(self) -> Impact:
        """The worst of its levels."""
        return max((part.impact for part in self.slices), key=lambda impact: impact.rank)


@frozen
class Story:
    """The incident as a picture can tell it."""

    incident: Incident
    now: datetime | None
    """When the page is made, while it is open."""
    first: datetime
    last: datetime
    """The ends of what is drawn to scale."""
    milestones: tuple[Milestone, ...]
    """On the axis, in order of time."""
    lanes: tuple[Lane, ...]
    planned: tuple[datetime, datetime] | None
    """The window of a maintenance."""
    updates: tuple[Update, ...]
    """On the axis."""
    earlier: tuple[Update, ...]
    later: tuple[Update, ...]
    promises: tuple[Promise, ...]
    """Of the updates on the axis."""


@lru_cache(maxsize=1)  # a page asks for it twice
def story(view: IncidentView) -> Story | None:
    """What can be drawn of an incident; None for what never was, has no end, or has too few known times."""
    incident, now = view.incident, view.now
    ends = _ends(incident, now)
    if ends is None:
        return None
    start, end = ends
    lanes = _lanes(view)
    slices = [part for lane in lanes for part in lane.slices]
    planned = _planned(incident)
    core = [start, end, *(planned or ()), *(s.start.at for s in slices), *(s.end.at for s in slices)]
    low, high = min(core), max(core)
    length = high - low
    stones = [stone for stone in milestones(incident) if stone.name != "acknowledged"]
    stones.sort(key=lambda stone: stone.at.at)
    dated = tuple(update for update in incident.updates if not update.at.day_only)
    points = [stone.at.at for stone in stones] + [update.at.at for update in dated]
    on = [at for at in points if low - _BEFORE * length <= at <= high + _AFTER * length]
    if not slices and len({at.replace(second=0) for at in on}) < _POINTS:
        return None
    first, last = min([low, *on]), max([high, *on])
    last = max([last, *_promised(incident, first, last, length, now)])
    updates = tuple(update for update in dated if first <= update.at.at <= last)
    shown = {update.anchor for update in updates}
    return Story(
        incident=incident,
        now=now,
        first=first,
        last=last,
        milestones=tuple(stone for stone in stones if first <= stone.at.at <= last),
        lanes=lanes,
        planned=planned,
        updates=updates,
        earlier=tuple(update for update in dated if update.at.at < first),
        later=tuple(update for update in dated if update.at.at > last),
        promises=tuple(promise for promise in incident.promises if promise.update.anchor in shown),
    )


def _promised(
    incident: Incident, first: datetime, last: datetime, length: timedelta, now: datetime | None
) -> list[datetime]:
    """The promised times for which the axis is made longer: all while it is open, but not without a limit."""
    limit = last + length * (_PROMISED_OPEN if now else _PROMISED_OVER)
    promises = [promise for promise in incident.promises if first <= promise.update.at.at <= last]
    return [min(promise.due, limit) for promise in promises if now or promise.due <= limit]


def _ends(incident: Incident, now: datetime | None) -> tuple[datetime, datetime] | None:
    """Where the incident begins and ends, or is cut off because the page is made."""
    if incident.never_was or incident.state is State.SCHEDULED or incident.started.day_only:
        return None
    if incident.resolved and incident.resolved.day_only:
        return None
    end = incident.resolved.at if incident.resolved else now
    if end is None or end - incident.started.at < LEAST:
        return None
    return incident.started.at, end


def _planned(incident: Incident) -> tuple[datetime, datetime] | None:
    start, end = incident.stated.scheduled_start, incident.stated.scheduled_end
    return (start.at, end.at) if incident.kind is Kind.MAINTENANCE and start and end and start.at < end.at else None


def milestones(incident: Incident) -> list[Milestone]:
    """What is known to the minute, in the order in which it should come."""
    named = {
        marked("started"): incident.stated.started,
        marked("detected"): incident.detected,
        marked("acknowledged"): incident.acknowledged,
        marked("announced"): incident.announced,
        marked("identified"): incident.identified,
        marked("mitigated"): incident.mitigated,
        marked("resolved"): incident.resolved,
    }
    return [Milestone(name=name, at=at) for name, at in named.items() if at and not at.day_only]


# ---- levels --------------------------------------------------------------------------------------


def _lanes(view: IncidentView) -> tuple[Lane, ...]:
    """A lane for each component that has a known window, in the order of the file."""
    incident, now = view.incident, view.now
    names = {hit.component: component.name for hit, component in zip(incident.harmed, view.components, strict=True)}
    lanes = []
    for component, name in names.items():
        spans = [span for hit in incident.harmed if hit.component == component for span in incident.spans(hit)]
        slices = _slices(spans, now)
        if slices:
            lanes.append(Lane(name=name, slices=slices))
    return tuple(lanes)


def _slices(spans: list[Span], now: datetime | None) -> tuple[Slice, ...]:
    """The worst level at each time. What is not over ends at `now`; nothing lies behind `now`."""
    known: list[Slice] = []
    for span in spans:
        end = span.end
        if now and (end is None or end.at > now):
            end = Moment(now)
        if end and not end.day_only and not span.start.day_only and span.start.at < end.at:
            lasts = end is not span.end
            known.append(
                Slice(impact=span.impact, start=span.start, end=end, lasts=lasts, start_known=span.start_known)
            )
    edges = {moment.at: moment for part in known for moment in (part.start, part.end)}
    slices: list[Slice] = []
    for first, last in pairwise(sorted(edges)):
        covering = [part for part in known if part.start.at <= first and last <= part.end.at]
        if not covering:
            continue
        worst = max(covering, key=lambda part: (part.impact.rank, part.lasts))
        lasts = worst.lasts and last == now
        start, known_start = edges[first], worst.start_known or first > worst.start.at
        if slices and slices[-1].impact is worst.impact and slices[-1].end.at == first:
            before = slices.pop()
            start, known_start = before.start, before.start_known
        slices.append(Slice(impact=worst.impact, start=start, end=edges[last], lasts=lasts, start_known=known_start))
    return tuple(slices)
