"""Lengths of time, with how well they are known."""

from datetime import timedelta

from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.core.times import Moment


@frozen
class Length:
    """A length of time, and how well it is known."""

    span: timedelta
    about: bool = False
    at_least: bool = False
    """True while the incident is not over."""

    @property
    def mark(self) -> str:
        """The word before the length: `about `, `at least `, or empty."""
        return "about " if self.about else "at least " if self.at_least else ""


def between(start: Moment, end: Moment | None) -> Length | None:
    """The length from start to end; None when one is not known to the minute, or the end is before the start."""
    if end is None or start.day_only or end.day_only or end.at < start.at:
        return None
    return Length(span=end.at - start.at, about=start.about or end.about)


def since_start(incident: Incident, moment: Moment | None) -> Length | None:
    """How long after the stated start `moment` was, without the time during which the incident was called over.

    Negative before the start; None when the start was only assumed. Every page, list, file and figure gets its lengths
    from here.
    """
    span = incident.since_start(moment)
    if span is None or moment is None:
        return None
    ends = (end for phase in incident.phases for end in (phase.start, phase.over) if end and end.at <= moment.at)
    return Length(span=span, about=incident.started.about or moment.about or any(end.about for end in ends))


def lasted(incident: Incident, until: Moment | None) -> Length | None:
    """How long the incident had lasted at `until`; None also before the start."""
    length = since_start(incident, until)
    return length if length and length.span >= timedelta() else None
