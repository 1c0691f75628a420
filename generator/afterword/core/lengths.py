"""How long something took, and how well that is known."""

from datetime import timedelta

from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.core.times import Moment


@frozen
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


def between(start: Moment, end: Moment | None) -> Length | None:
    """The length from start to end; None when one of them is not known to the minute, and when the end is before the start."""
    if end is None or start.day_only or end.day_only or end.at < start.at:
        return None
    return Length(span=end.at - start.at, about=start.about or end.about)


def since_start(incident: Incident, moment: Moment | None) -> Length | None:
    """How long after the stated start `moment` came, negative before it; None when the start was only assumed."""
    span = incident.since_start(moment)
    return None if span is None or moment is None else Length(span=span, about=incident.started.about or moment.about)


def lasted(incident: Incident, until: Moment | None) -> Length | None:
    """How long it had lasted at `until`, without the time in which it was called over.

    None when one of the two ends is not known: every page, list, file and figure that says how long something took asks here.
    """
    span = incident.lasted_until(until)
    if span is None or until is None:
        return None
    ends = [moment for phase in incident.phases for moment in (phase.start, phase.over) if moment and moment.at <= until.at]
    return Length(span=span, about=until.about or any(moment.about for moment in ends))
