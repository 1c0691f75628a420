"""The figures of one incident, as they are compared with those of others (docs/format.md, Figures)."""

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
    """What is measured from the start. The value is its anchor on a page."""

    FIRST_WORD = "first-word"
    DETECT = "detect"
    MITIGATE = "mitigate"
    RESOLVE = "resolve"


@frozen
class Figures:
    """What can be counted about one incident."""

    incident: Incident
    started: datetime
    severity: str
    """An id in settings; empty: not classified, or not known to the settings."""
    speaks: bool
    """Whether the figures of communication count it: not when it was written down afterwards."""
    is_open: bool
    lengths: Mapping[Metric, Length | None]
    """None: one of the ends is not known, or has not come."""
    silence: Length | None
    """The longest, from the first public word to the end, or to now while it is open."""
    made: int
    """Promises of a next update that are decided."""
    kept: int
    hurt: Length | None
    """How long users felt it: until the effects had stopped, else until it was over; without what it was called over."""

    def counts_for(self, metric: Metric) -> bool:
        """Whether it belongs to those that `metric` would be known of."""
        return self.speaks or metric is not Metric.FIRST_WORD


def figures(incident: Incident, settings: Settings, now: datetime) -> Figures | None:
    """Return the figures of `incident`; None when it is not counted: maintenance, notices, drafts, samples, retracted ones.

    Only those of an open incident depend on `now`.
    """
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
            Metric.DETECT: since_start(incident, incident.detected) if incident.time_to_detect is not None else None,
            Metric.MITIGATE: lasted(incident, incident.mitigated),
            Metric.RESOLVE: lasted(incident, incident.resolved),
        },
        silence=_silence(incident, now),
        made=incident.promises_made,
        kept=incident.promises_kept,
        hurt=_hurt(incident),
    )


def _hurt(incident: Incident) -> Length | None:
    """The effects added up; None when an end of one of them is not known."""
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
