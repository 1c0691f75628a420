"""The figures of one incident, in the form in which incidents are compared (docs/format.md, Figures)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from afterword.core.frozen import frozen
from afterword.core.lengths import Length, between, lasted, since_start
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.words import Kind
from afterword.figures.metrics import counted


class Metric(StrEnum):
    """Lengths that are measured from the start. The value is the anchor on a page."""

    FIRST_WORD = "first-word"
    DETECT = "detect"
    MITIGATE = "mitigate"
    RESOLVE = "resolve"


@frozen
class Figures:
    """The figures of one incident."""

    incident: Incident
    started: datetime
    severity: str
    """An id in the settings; empty when it has no severity, or an unknown one."""
    speaks: bool
    """Whether it counts in the figures of communication. Backfilled incidents do not."""
    is_open: bool
    lengths: Mapping[Metric, Length | None]
    """None: an end is not known, or has not been reached."""
    silence: Length | None
    """The longest silence between announcement and end, or now while it is open."""
    made: int
    """The number of promises of a next update that were kept or broken."""
    kept: int
    hurt: Length | None
    """How long users were affected: until the effects ended, else until the end.
    The time when the incident was called over is left out."""

    def counts_for(self, metric: Metric) -> bool:
        """Whether the incident belongs to those for which `metric` could be known."""
        return self.speaks or metric is not Metric.FIRST_WORD

    def is_ahead(self, metric: Metric) -> bool:
        """Whether the milestone of `metric` may still be reached, because the incident is open."""
        reached = {Metric.FIRST_WORD: self.incident.announced, Metric.MITIGATE: self.incident.mitigated}
        return self.is_open and metric is not Metric.DETECT and not reached.get(metric)


def figures(incident: Incident, settings: Settings, now: datetime) -> Figures | None:
    """The figures of an incident, of which only an open one depends on `now`; None when it is not counted."""
    if incident.kind is not Kind.INCIDENT or not counted(incident, settings.metrics):
        return None
    first = since_start(incident, incident.announced) if incident.time_to_first_word is not None else None
    sample = incident.sample and settings.metrics.include_samples
    return Figures(
        incident=incident,
        started=incident.started.at,
        severity=incident.severity.id if incident.severity else "",
        speaks=sample or not incident.backfilled,
        is_open=incident.is_open,
        lengths={
            Metric.FIRST_WORD: first,
            Metric.DETECT: lasted(incident, incident.detected),
            Metric.MITIGATE: lasted(incident, incident.mitigated),
            Metric.RESOLVE: lasted(incident, incident.resolved),
        },
        silence=_silence(incident, now),
        made=incident.promises_made,
        kept=incident.promises_kept,
        hurt=_hurt(incident),
    )


def _hurt(incident: Incident) -> Length | None:
    """The sum of all effects; None when an end of one is not known."""
    total, about = timedelta(), False
    for effect in incident.effects:
        length = between(effect.start, effect.end) if effect.start_known else None
        if length is None:
            return None
        total, about = total + length.span, about or length.about
    return Length(span=total, about=about)


def _silence(incident: Incident, now: datetime) -> Length | None:
    gaps, first = list(incident.gaps), incident.announced
    if first is None or first.day_only:
        return None
    if incident.is_open:
        last = max([first.at, *(update.at.at for update in incident.updates)])
        gaps.append(max(now - last, timedelta()))
    about = first.about or any(update.at.about for update in incident.updates)
    return Length(span=max(gaps), about=about) if gaps else None
