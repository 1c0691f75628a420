"""Our words in those of the Statuspage API: impact, states, levels. One table for each (docs/api.md)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from afterword.core.catalogue import SEVERITIES
from afterword.core.incident_parts import Update
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.words import Impact, Kind, Status
from afterword.figures.stretches import level_at

IMPACTS = ("none", "minor", "major", "critical")
"""From the least to the worst."""
DESCRIPTIONS = {
    "none": "All Systems Operational",
    "minor": "Minor Service Outage",
    "major": "Partial System Outage",
    "critical": "Major Service Outage",
    "maintenance": "Service Under Maintenance",
}
OPERATIONAL = "operational"
UNDER_MAINTENANCE = "under_maintenance"
LEVELS = (OPERATIONAL, UNDER_MAINTENANCE, "degraded_performance", "partial_outage", "major_outage")
"""From the best to the worst."""
_LEVELS = {
    Impact.FULL_OUTAGE: "major_outage",
    Impact.PARTIAL_OUTAGE: "partial_outage",
    Impact.DEGRADED: "degraded_performance",
    Impact.AFFECTED: "degraded_performance",
    Impact.MAINTENANCE: UNDER_MAINTENANCE,
}
_KNOWN = {name: severity.id for severity in SEVERITIES for name in (severity.id, *severity.aliases)}
_BY_SEVERITY = {"critical": "critical", "major": "major", "minor": "minor", "notice": "none"}
_INCIDENT: dict[str, str] = {
    Status.INVESTIGATING: "investigating",
    Status.IDENTIFIED: "identified",
    Status.MONITORING: "monitoring",
    Status.MITIGATED: "monitoring",
    Status.VERIFYING: "monitoring",
    Status.RESOLVED: "resolved",
    Status.RETRACTED: "resolved",
    Status.COMPLETED: "resolved",
    Status.CANCELLED: "resolved",
    Status.POSTMORTEM: "postmortem",
}
_MAINTENANCE: dict[str, str] = {
    Status.SCHEDULED: "scheduled",
    Status.INVESTIGATING: "in_progress",
    Status.IDENTIFIED: "in_progress",
    Status.IN_PROGRESS: "in_progress",
    Status.MONITORING: "verifying",
    Status.MITIGATED: "verifying",
    Status.VERIFYING: "verifying",
    Status.RESOLVED: "completed",
    Status.RETRACTED: "completed",
    Status.COMPLETED: "completed",
    Status.CANCELLED: "completed",
}


def impact(incident: Incident, settings: Settings) -> str:
    """How bad it is, by a severity's name, alias or place; without one by the worst level, at least minor."""
    if incident.never_was:
        return "none"
    severity = incident.severity
    if severity is None:
        return "major" if incident.worst is Impact.FULL_OUTAGE else "minor"
    known = next((_KNOWN[name] for name in (severity.id, *severity.aliases) if name in _KNOWN), None)
    place = IMPACTS[max(len(IMPACTS) - 1 - settings.severities.index(severity), 0)]
    return _BY_SEVERITY[known] if known else place


def incident_status(incident: Incident) -> str:
    """Where an incident stands."""
    if incident.is_open:
        return _INCIDENT.get(incident.state, "investigating")
    return "postmortem" if (incident.reported or incident.report_final) and not incident.retracted else "resolved"


def maintenance_status(incident: Incident, now: datetime) -> str:
    """Where a maintenance stands: as was said; while nothing but its plan was said, by the clock."""
    if not incident.is_open:
        return "completed"
    said = _MAINTENANCE.get(incident.state, "in_progress")
    start, end = incident.stated.scheduled_start, incident.stated.scheduled_end
    if said == "scheduled" and start and end and now >= start.at:
        return "in_progress" if now < end.at else "completed"
    return said


def update_statuses(incident: Incident) -> Iterator[tuple[Update, str]]:
    """Each update, oldest first, with where things stood after it: Update and Correction keep what was."""
    planned = incident.kind is Kind.MAINTENANCE
    words, standing = (_MAINTENANCE, "scheduled") if planned else (_INCIDENT, "investigating")
    for update in incident.updates:
        status = words.get(update.status, standing)
        if status != "postmortem":
            standing = status
        yield update, status


def level(incident: Incident, component: str, at: datetime) -> str:
    """The level of a component at a time, by what one incident tells of it."""
    impact_then = level_at(incident, component, at)
    return _LEVELS[impact_then] if impact_then else OPERATIONAL


def worst_level(levels: Iterable[str]) -> str:
    """The worst of these; operational when there are none."""
    return max(levels, key=LEVELS.index, default=OPERATIONAL)
