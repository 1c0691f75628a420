"""Our words in those of the Statuspage API: impact, states, levels. One table for each (docs/api.md)."""

from collections.abc import Iterable
from datetime import datetime

from afterword.core.catalogue import SEVERITIES
from afterword.core.frozen import frozen
from afterword.core.incident_parts import Update
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.words import Impact, Kind, State, Status
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
OVER = frozenset({"resolved", "postmortem", "completed"})
"""The statuses of what is not open."""


@frozen
class StatusStep:
    """A status, and the time from which it holds."""

    at: datetime
    status: str
    update: Update | None = None
    """The update that says so; None: no update does, but the front matter or the clock."""

    @property
    def ends(self) -> bool:
        """Whether it says that the incident is over."""
        return self.status in OVER and (self.update is None or self.update.status.closes)


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


def status_without_updates(incident: Incident, now: datetime) -> str:
    """Where an incident or a maintenance without updates stands."""
    if incident.kind is Kind.MAINTENANCE:
        return maintenance_status(incident, now)
    if incident.is_open:
        return "investigating"
    return "postmortem" if incident.report_final else "resolved"


def maintenance_status(incident: Incident, now: datetime) -> str:
    """Where a maintenance stands: as was said; while nothing but its plan was said, by the clock."""
    if not incident.is_open:
        return "completed"
    said = _MAINTENANCE.get(incident.state, "in_progress")
    start, end = incident.stated.scheduled_start, incident.stated.scheduled_end
    if said == "scheduled" and start and end and now >= start.at:
        return "in_progress" if now < end.at else "completed"
    return said


def status_steps(incident: Incident, now: datetime) -> tuple[StatusStep, ...]:
    """Each update, oldest first, with where things stood after it: Update and Correction keep what was.

    The last step has the status of the incident, unless it is over and nobody knows since when. Where the front matter
    or the clock says when something began or ended, and no update does, a step of its own does.
    """
    words, first = (_MAINTENANCE, "scheduled") if incident.kind is Kind.MAINTENANCE else (_INCIDENT, "investigating")
    unsaid = _unsaid(incident, now)
    over_unsaid = not incident.is_open and not incident.resolved
    steps: list[StatusStep] = []
    status = first
    for update in incident.updates:
        while unsaid and (unsaid[0].at, False) < (update.at.at, update.status is Status.POSTMORTEM):
            steps.append(unsaid.pop(0))
            status = steps[-1].status
        if update.status.states:
            status = words.get(update.status, first)
        elif update.status is Status.POSTMORTEM and (status == "resolved" or over_unsaid):
            status = "postmortem"
        steps.append(StatusStep(at=update.at.at, status=status, update=update))
    return (*steps, *unsaid) if steps else ()


def _unsaid(incident: Incident, now: datetime) -> list[StatusStep]:
    """What the front matter or the clock says, and no update."""
    start, end = incident.stated.scheduled_start, incident.stated.scheduled_end
    if incident.is_open:
        if incident.state is not State.SCHEDULED or incident.kind is not Kind.MAINTENANCE or not (start and end):
            return []
        plan = ((start, "in_progress"), (end, "completed"))
        return [StatusStep(at=moment.at, status=status) for moment, status in plan if moment.at <= now]
    last = next((update for update in reversed(incident.updates) if update.status.states), None)
    over = incident.resolved
    if not over or not incident.updates or (last and last.status.closes):
        return []
    at = max([over.at, *(update.at.at for update in incident.updates if update.status.opens)])
    return [StatusStep(at=at, status="completed" if incident.kind is Kind.MAINTENANCE else "resolved")]


def level(incident: Incident, component: str, at: datetime) -> str:
    """The level of a component at a time, by what one incident tells of it."""
    impact_then = level_at(incident, component, at)
    return _LEVELS[impact_then] if impact_then else OPERATIONAL


def worst_level(levels: Iterable[str]) -> str:
    """The worst of these; operational when there are none."""
    return max(levels, key=LEVELS.index, default=OPERATIONAL)
