"""An incident or a maintenance in the shape that Statuspage gives it."""

import re
from collections.abc import Mapping
from datetime import datetime

from afterword.core.model import Incident
from afterword.core.parts import Update
from afterword.core.words import REPORT_SLOTS, Kind, Postmortem, Status
from afterword.markup.html import plain_text
from afterword.outputs.feed_html import actions_html, section_html
from afterword.outputs.statuspage_names import Names, Shape, time
from afterword.outputs.statuspage_words import (
    OPERATIONAL,
    UNDER_MAINTENANCE,
    impact,
    incident_status,
    level,
    maintenance_status,
    update_statuses,
)
from afterword.outputs.urls import incident_url

_BLOCK = re.compile(r"</(?:p|li|h[1-6]|tr|pre|blockquote)>|<br ?/?>")


def incident_shape(incident: Incident, names: Names, components: Mapping[str, Shape], now: datetime) -> Shape:
    """All keys of an incident; a maintenance has two more.

    Args:
        incident: the incident or maintenance.
        names: the ids of the site.
        components: the shape of each component, by its id in settings.
        now: what decides where a maintenance stands of which nothing but the plan is known.
    """
    planned = incident.kind is Kind.MAINTENANCE
    address = names.site.absolute(incident_url(incident))
    body = _report(incident, address)
    made: Shape = {
        "id": names.incident(incident),
        "name": incident.title,
        "status": maintenance_status(incident, now) if planned else incident_status(incident),
        "created_at": time((incident.announced or incident.started).at),
        "updated_at": time(content_time(incident)),
        "monitoring_at": None if planned else time(_monitoring(incident)),
        "resolved_at": time(_resolved(incident)),
        "impact": "maintenance" if planned else impact(incident, names.settings),
        "shortlink": address,
        "started_at": time(incident.started.at),
        "page_id": names.page,
        "incident_updates": _updates(incident, names, components),
        "components": [components[hit.component] for hit in incident.hits if hit.component in components],
        "reminder_intervals": None,
        "postmortem_body": body or None,
        "postmortem_published_at": time(incident.reported.at) if body and incident.reported else None,
    }
    if planned:
        start, end = incident.stated.scheduled_start, incident.stated.scheduled_end
        made |= {"scheduled_for": time(start.at) if start else None, "scheduled_until": time(end.at) if end else None}
    return made


def content_time(incident: Incident) -> datetime:
    """When something was last said about it: an end that only the front matter states is said, too."""
    return max(incident.changed, incident.resolved.at) if incident.resolved else incident.changed


def _monitoring(incident: Incident) -> datetime | None:
    said = [update.at.at for update in incident.updates if update.status in {Status.MONITORING, Status.MITIGATED}]
    return min(said, default=incident.mitigated.at if incident.mitigated else None)


def _resolved(incident: Incident) -> datetime | None:
    if incident.is_open:
        return None
    ends = [update.at.at for update in incident.updates if update.status.closes]
    return incident.resolved.at if incident.resolved else max(ends, default=None)


def _report(incident: Incident, page: str) -> str:
    """The report, once it is final, as HTML with full addresses."""
    if incident.postmortem is not Postmortem.FINAL:
        return ""
    blocks = [section_html(section, page) for slot in REPORT_SLOTS for section in incident.sections if section.slot is slot]
    return "\n".join(block for block in (*blocks, actions_html(incident.actions, page)) if block)


def _updates(incident: Incident, names: Names, components: Mapping[str, Shape]) -> list[Shape]:
    """Newest first."""
    found: list[Shape] = []
    levels: dict[str, str] = {}
    for update, status in update_statuses(incident):
        before, levels = levels, _levels(incident, update.at.at, status)
        affected = [
            {
                "code": components[id_]["id"],
                "name": components[id_]["name"],
                "old_status": before.get(id_, OPERATIONAL),
                "new_status": new,
            }
            for id_, new in levels.items()
            if id_ in components
        ]
        found.append(
            {
                "id": names.update(incident, update.anchor),
                "status": status,
                "body": _body(update),
                "incident_id": names.incident(incident),
                "created_at": time(update.at.at),
                "updated_at": time(update.stamp),
                "display_at": time(update.at.at),
                "affected_components": affected or None,
                "deliver_notifications": incident.announce and not incident.backfilled,
                "custom_tweet": None,
                "tweet_id": None,
            }
        )
    return found[::-1]


def _body(update: Update) -> str:
    """The words of an update as plain text, a line for each paragraph and each point of a list."""
    lines = [plain_text(block) for block in _BLOCK.split(update.text.html)]
    return "\n".join(line for line in (update.headline, *lines) if line)


def _levels(incident: Incident, at: datetime, status: str) -> dict[str, str]:
    """The level of each component that was hit, when an update was given."""
    if incident.kind is Kind.MAINTENANCE:
        planned = UNDER_MAINTENANCE if status in {"in_progress", "verifying"} else OPERATIONAL
        return {hit.component: planned for hit in incident.hits}
    return {hit.component: level(incident, hit.component, at) for hit in incident.hits}
