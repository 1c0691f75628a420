"""An incident or a maintenance in the shape that Statuspage gives it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from afterword.core.model import Incident
from afterword.core.words import Kind, Status
from afterword.markup.safe import plain_lines
from afterword.outputs.api.statuspage_names import Names, Shape, time
from afterword.outputs.api.statuspage_words import (
    OPERATIONAL,
    OVER,
    UNDER_MAINTENANCE,
    StatusStep,
    impact,
    level,
    status_steps,
    status_without_updates,
)
from afterword.outputs.urls import incident_url


def incident_shape(incident: Incident, names: Names, components: Mapping[str, Shape], now: datetime) -> Shape:
    """All keys of an incident; a maintenance has two more, and stands by `now` where only its plan is known.

    `components` are the shapes of components, by their ids in settings.
    """
    planned = incident.kind is Kind.MAINTENANCE
    steps = status_steps(incident, now)
    said = steps[-1].status if steps else ""
    status = said if said and (incident.is_open or said in OVER) else status_without_updates(incident, now)
    over = _resolved(incident, steps) if status in OVER else None
    shape: Shape = {
        "id": names.incident(incident),
        "name": incident.title,
        "status": status,
        "created_at": time((incident.announced or incident.started).at),
        "updated_at": time(max([content_time(incident), *(step.at for step in steps[-1:])])),
        "monitoring_at": None if planned else time(_monitoring(incident)),
        "resolved_at": time(over),
        "impact": "maintenance" if planned and not incident.cancelled else impact(incident, names.settings),
        "shortlink": names.site.absolute(incident_url(incident)),
        "started_at": time(min(incident.started.at, over) if over else incident.started.at),
        "page_id": names.page,
        "incident_updates": _updates(incident, steps, names, components)
        or [_only_update(incident, status, names, components)],
        "components": [components[hit.component] for hit in incident.harmed if hit.component in components],
        "reminder_intervals": None,
    }
    if planned:
        start, end = incident.stated.scheduled_start, incident.stated.scheduled_end
        shape |= {"scheduled_for": time(start.at) if start else None, "scheduled_until": time(end.at) if end else None}
    return shape


def content_time(incident: Incident) -> datetime:
    """When something was last said about it: an end that only the front matter states is said, too."""
    return max(incident.changed, incident.resolved.at) if incident.resolved else incident.changed


def _monitoring(incident: Incident) -> datetime | None:
    said = [update.at.at for update in incident.updates if update.status in {Status.MONITORING, Status.MITIGATED}]
    return min(said, default=incident.mitigated.at if incident.mitigated else None)


def _resolved(incident: Incident, steps: Sequence[StatusStep]) -> datetime | None:
    """The end, also of what never was: the time at which it was said that it is over. None when nobody knows."""
    ends = [step.at for step in steps if step.ends]
    return incident.resolved.at if incident.resolved else max(ends, default=None)


def _updates(
    incident: Incident, steps: Sequence[StatusStep], names: Names, components: Mapping[str, Shape]
) -> list[Shape]:
    """Newest first."""
    shapes: list[Shape] = []
    levels: dict[str, str] = {}
    for step in steps:
        before, levels = levels, _levels(incident, step.at, step.status)
        affected = _affected(components, before, levels)
        anchor, body, changed = step.status, step.status.replace("_", " ").capitalize(), step.at
        if update := step.update:
            anchor, body, changed = update.anchor, _lines(update.headline, update.text.html), update.stamp
        shapes.append(_update(incident, names, anchor, step.status, body, step.at, changed, affected))
    return shapes[::-1]


def _only_update(incident: Incident, status: str, names: Names, components: Mapping[str, Shape]) -> Shape:
    """The update of an incident that has none: Statuspage has no incident without one, and programs read the first."""
    at = (incident.announced or incident.started).at
    body = _lines("", incident.summary.html) or incident.title
    affected = _affected(components, {}, _levels(incident, at, status))
    return _update(incident, names, "", status, body, at, content_time(incident), affected)


def _update(
    incident: Incident,
    names: Names,
    anchor: str,
    status: str,
    body: str,
    at: datetime,
    changed: datetime,
    affected: list[Shape],
) -> Shape:
    return {
        "id": names.update(incident, anchor),
        "status": status,
        "body": body,
        "incident_id": names.incident(incident),
        "created_at": time(at),
        "updated_at": time(changed),
        "display_at": time(at),
        "affected_components": affected or None,
        "deliver_notifications": incident.announce and not incident.backfilled,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _affected(components: Mapping[str, Shape], before: Mapping[str, str], levels: Mapping[str, str]) -> list[Shape]:
    """The components that were hit, with their levels before and since an update."""
    return [
        {
            "code": components[id_]["id"],
            "name": components[id_]["name"],
            "old_status": before.get(id_, OPERATIONAL),
            "new_status": new,
        }
        for id_, new in levels.items()
        if id_ in components
    ]


def _lines(headline: str, html: str) -> str:
    """The words of a text as plain text, a line for each paragraph and each point of a list."""
    return "\n".join(line for line in (headline, *plain_lines(html)) if line)


def _levels(incident: Incident, at: datetime, status: str) -> dict[str, str]:
    """The level of each component that was hit, when an update was given."""
    if incident.kind is Kind.MAINTENANCE:
        planned = UNDER_MAINTENANCE if status in {"in_progress", "verifying"} else OPERATIONAL
        return {hit.component: planned for hit in incident.harmed}
    if status in OVER:
        return {hit.component: OPERATIONAL for hit in incident.harmed}
    return {hit.component: level(incident, hit.component, at) for hit in incident.harmed}
