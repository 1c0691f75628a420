"""Slips that can be seen in an incident alone: a year that cannot be."""

from collections.abc import Iterator

from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.times import read_day

_ALMOST = 1
"""Days: an incident at midnight has the date of one time zone in its id, and of another in its start."""


def check_year(incident: Incident, line: int) -> Iterator[Problem]:
    """W223 for an id of another year than the start; line: where `started` is stated, else the first."""
    day, began = read_day(incident.id[:10]), incident.started.at.date()
    if day and day.year != began.year and abs((began - day).days) > _ALMOST and not _is_planned(incident):
        yield problem(incident.path, line, "W223", a=day.year, b=began.year, id=incident.id)


def _is_planned(incident: Incident) -> bool:
    """Whether the start is one that lies ahead when the file is written: the id may say when it was announced."""
    return incident.stated.scheduled_start is not None
