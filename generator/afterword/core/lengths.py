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
    """How long after the stated start `moment` was; negative before it; None when the start was only assumed."""
    span = incident.since_start(moment)
    return None if span is None or moment is None else Length(span=span, about=incident.started.about or moment.about)


def lasted(incident: Incident, until: Moment | None) -> Length | None:
    """How long the incident had lasted at `until`, without the time during which it was called over.

    None when start or end is not known. Every page, list, file and figure gets its lengths from here.
    """
    span = incident.lasted_until(until)
    if span is None or until is None:
        return None
    ends = (moment for phase in incident.phases for moment in (phase.start, phase.over) if moment)
    return Length(span=span, about=until.about or any(moment.about for moment in ends if moment.at <= until.at))
