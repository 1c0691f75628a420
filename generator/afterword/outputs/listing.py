"""One incident as a line of a list."""

from collections.abc import Iterable, Sequence

from afterword.core.frozen import frozen
from afterword.core.lengths import lasted
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.times import Moment
from afterword.core.words import Impact, Kind, Status
from afterword.outputs.translation import Language, counted
from afterword.outputs.urls import component_url, incident_url

NAMED = 3
"""How many components of a level a line of a list names."""

_KINDS = (
    (Kind.INCIDENT, counted("%(num)s incident", "%(num)s incidents")),
    (Kind.MAINTENANCE, counted("%(num)s maintenance", "%(num)s maintenances")),
    (Kind.NOTICE, counted("%(num)s notice", "%(num)s notices")),
)
_RETRACTED = counted("%(num)s retracted", "%(num)s retracted")


@frozen
class Harm:
    """The components of one level: those that are named, and how many more there are."""

    impact: Impact
    named: tuple[tuple[str, str], ...]
    """Name, and the address of its page or nothing."""
    more: int
    """Never one: it would be named."""


@frozen
class ListLine:
    """What a list says of an incident, in plain text; it never depends on the time."""

    incident: Incident
    url: str
    kind: str
    """Maintenance or Notice; empty for an incident."""
    state: str
    """The state, with the reason of a retraction."""
    severity: str
    severity_id: str
    """Its id in settings, for a link to its definition; empty: it has none."""
    harms: tuple[Harm, ...]
    """The components by their worst level, the worst first."""
    window: tuple[Moment, Moment] | None
    """The planned hours of a maintenance that is not over."""
    lasted: str


def line(incident: Incident, settings: Settings, say: Language) -> ListLine:
    """Return the line of `incident`."""
    planned = incident.kind is Kind.MAINTENANCE
    severity = None if planned else incident.severity
    start, end = incident.stated.scheduled_start, incident.stated.scheduled_end
    return ListLine(
        incident=incident,
        url=incident_url(incident),
        kind="" if incident.kind is Kind.INCIDENT else say("Maintenance") if planned else say("Notice"),
        state=_state(incident, say),
        severity=severity.label if severity else _unclassified(incident, say),
        severity_id=severity.id if severity else "",
        harms=harms(((hit.component, hit.worst) for hit in incident.harmed), settings),
        window=(start, end) if planned and incident.is_open and start and end else None,
        lasted=_lasted(incident, say),
    )


def harms(components: Iterable[tuple[str, Impact]], settings: Settings, most: int = NAMED) -> tuple[Harm, ...]:
    """Components by level, the worst first, in each level in their order; `most` of a level are named."""
    by_level: dict[Impact, list[str]] = {}
    for component_id, impact in components:
        by_level.setdefault(impact, []).append(component_id)
    levels = []
    for impact in sorted(by_level, key=lambda level: -level.rank):
        ids = by_level[impact]
        shown = ids if len(ids) <= most + 1 else ids[:most]
        named = tuple((component_name(settings, id_), component_link(settings, id_)) for id_ in shown)
        levels.append(Harm(impact=impact, named=named, more=len(ids) - len(shown)))
    return tuple(levels)


def component_name(settings: Settings, component_id: str) -> str:
    """The name of a component; its id when settings do not know it."""
    component = settings.component(component_id)
    return component.name if component else component_id


def component_link(settings: Settings, component_id: str) -> str:
    """The address of a component's page; empty when settings do not know it."""
    return component_url(component_id) if settings.component(component_id) else ""


def _unclassified(incident: Incident, say: Language) -> str:
    if incident.kind is not Kind.INCIDENT:
        return ""
    return say("severity not yet classified") if incident.is_open else say("severity not classified")


def _state(incident: Incident, say: Language) -> str:
    if not incident.retracted:
        return say.look_up(incident.state.value)
    reason = next((update.headline for update in reversed(incident.updates) if update.status is Status.RETRACTED), "")
    return say("Retracted: %(reason)s", reason=reason) if reason else say("Retracted")


def _lasted(incident: Incident, say: Language) -> str:
    if incident.is_open:
        return "" if incident.kind is Kind.MAINTENANCE else say("not over")
    length = lasted(incident, incident.resolved)
    if length:
        return say.length(length)
    none_needed = incident.never_was or incident.kind is Kind.MAINTENANCE
    return "" if none_needed else say("how long is not known")


def counts(incidents: Sequence[Incident], say: Language) -> str:
    """How many of each kind, in words; what was retracted is no incident: `2 incidents, 1 retracted`."""
    standing = [incident.kind for incident in incidents if not incident.retracted]
    numbers = [(standing.count(kind), texts) for kind, texts in _KINDS]
    numbers.append((len(incidents) - len(standing), _RETRACTED))
    return ", ".join(say.count(*texts, number) for number, texts in numbers if number) or say("no incidents")
