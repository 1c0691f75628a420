"""How many incidents there are, in words."""

from collections.abc import Iterable

from afterword.core.model import Incident
from afterword.core.words import Kind

_KINDS = ((Kind.INCIDENT, "incident", "incidents"), (Kind.MAINTENANCE, "maintenance", "maintenances"), (Kind.NOTICE, "notice", "notices"))


def counts(incidents: Iterable[Incident]) -> str:
    """How many of each kind, in words; what was retracted is no incident: `2 incidents, 1 retracted`."""
    found = tuple(incidents)
    standing = [incident.kind for incident in found if not incident.retracted]
    numbers = [(standing.count(kind), one, many) for kind, one, many in _KINDS]
    numbers.append((len(found) - len(standing), "retracted", "retracted"))
    return ", ".join(f"{number:,} {one if number == 1 else many}" for number, one, many in numbers if number) or "no incidents"
