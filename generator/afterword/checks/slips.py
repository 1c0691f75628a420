"""Report a year that is probably a typing error."""

from collections.abc import Iterator

from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.times import read_day

_ALMOST = 1
"""Tolerance in days. Around midnight, the date in the id may be of another time zone than the start."""


def check_year(incident: Incident, line: int) -> Iterator[Problem]:
    """Report W223 for an id with another year than the start.

    `line` is the line of `started`, or 1.
    """
    day, began = read_day(incident.id[:10]), incident.started.at.date()
    if day and day.year != began.year and abs((began - day).days) > _ALMOST and not _is_planned(incident):
        yield problem(incident.path, line, "W223", a=day.year, b=began.year, id=incident.id)


def _is_planned(incident: Incident) -> bool:
    """Whether the start was planned. The id may then hold the date of the announcement."""
    return incident.stated.scheduled_start is not None
