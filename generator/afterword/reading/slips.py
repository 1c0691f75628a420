"""Slips that can be seen in an incident alone: marks in a headline that nothing renders, and a year that cannot be."""

import re
from collections.abc import Iterator

from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.times import read_day

_MARKS = (
    (re.compile(r"!?\[[^\[\]]{1,500}\](?:\([^()\s]{1,2000}[^()]{0,500}\)|\[[^\[\]]{0,500}\])|<?https?://\S", re.IGNORECASE), "a link"),
    (re.compile(r"`[^`]{1,500}`"), "code"),
    (re.compile(r"(?<![\w*])\*\*?(?=\S)[^*]{1,500}(?<=\S)\*\*?(?![\w*])|(?<!\w)__?(?=\S)[^_]{1,500}(?<=\S)__?(?!\w)"), "emphasis"),
    (re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]{0,500})?>", re.IGNORECASE), "HTML"),
)
"""What people write into a headline as they do into a text."""
_ALMOST = 1
"""Days: an incident at midnight has the date of one time zone in its id, and of another in its start."""


def check_headlines(incident: Incident) -> Iterator[Problem]:
    """W221 for headlines of updates with a link, code, emphasis or HTML: each is shown as typed."""
    for update in incident.updates:
        found = next((what for pattern, what in _MARKS if pattern.search(update.headline)), "")
        if found:
            yield problem(update.path, update.line, "W221", what=found)


def check_year(incident: Incident, line: int) -> Iterator[Problem]:
    """W223 for an id of another year than the start; line: where `started` is stated, else the first."""
    day, began = read_day(incident.id[:10]), incident.started.at.date()
    if day and day.year != began.year and abs((began - day).days) > _ALMOST and not _is_planned(incident):
        yield problem(incident.path, line, "W223", a=day.year, b=began.year, id=incident.id)


def _is_planned(incident: Incident) -> bool:
    """Whether the start is one that lies ahead when the file is written: the id may say when it was announced."""
    return incident.stated.scheduled_start is not None
