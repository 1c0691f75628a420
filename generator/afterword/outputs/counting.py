"""How many incidents there are, in words."""

from collections.abc import Iterable

from afterword.core.model import Incident
from afterword.core.words import Kind
from afterword.outputs.translation import Language, counted

_KINDS = (
    (Kind.INCIDENT, counted("%(num)s incident", "%(num)s incidents")),
    (Kind.MAINTENANCE, counted("%(num)s maintenance", "%(num)s maintenances")),
    (Kind.NOTICE, counted("%(num)s notice", "%(num)s notices")),
)
_RETRACTED = counted("%(num)s retracted", "%(num)s retracted")


def counts(incidents: Iterable[Incident], say: Language) -> str:
    """How many of each kind, in words; what was retracted is no incident: `2 incidents, 1 retracted`."""
    found = tuple(incidents)
    standing = [incident.kind for incident in found if not incident.retracted]
    numbers = [(standing.count(kind), texts) for kind, texts in _KINDS]
    numbers.append((len(found) - len(standing), _RETRACTED))
    return ", ".join(say.count(*texts, number) for number, texts in numbers if number) or say("no incidents")
