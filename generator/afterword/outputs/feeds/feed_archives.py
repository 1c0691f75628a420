"""The archives of the history feed (RFC 5005, 4): every entry, by the year of its id, each year in parts of a few MB.

A year's first part holds its oldest incidents. So a part changes only when one of its incidents does, or when it
is the newest and still grows; its address never changes.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.outputs.urls import history_archive

PART = 4_000_000
"""Bytes from which a new part begins."""
_ENTRY = 3_000
"""Bytes of an entry beside its texts, with room to spare; the same again for each update."""
_LINK = 200


@frozen
class Archive:
    """One document of the archive."""

    path: str
    year: int
    incidents: tuple[Incident, ...]


def archives(incidents: Iterable[Incident]) -> tuple[Archive, ...]:
    """All of them, oldest first."""
    years = groupby(sorted(incidents, key=lambda incident: incident.id), key=lambda incident: int(incident.id[:4]))
    return tuple(
        Archive(path=history_archive(year, part), year=year, incidents=held)
        for year, of_year in years
        for part, held in enumerate(_parts(of_year), 1)
    )


def _parts(incidents: Iterable[Incident]) -> Iterator[tuple[Incident, ...]]:
    held: list[Incident] = []
    size = 0
    for incident in incidents:
        more = _size(incident)
        if held and size + more > PART:
            yield tuple(held)
            held, size = [], 0
        held.append(incident)
        size += more
    yield tuple(held)


def _size(incident: Incident) -> int:
    """About how many bytes its entry has, and rather more: known without making it."""
    texts = [incident.summary, *(section.text for section in incident.sections)]
    texts += [*(update.text for update in incident.updates), *(action.text for action in incident.valid_actions)]
    html = "\n".join([text.html for text in texts])
    marks = 4 * html.count("&") + 3 * (html.count("<") + html.count(">")) + 5 * (html.count('"') + html.count("'"))
    written = len(html.encode()) - (len(texts) - 1) + marks + _LINK * html.count('="')
    return written + _ENTRY + 400 * len(incident.updates) + 600 * len(incident.valid_actions)
