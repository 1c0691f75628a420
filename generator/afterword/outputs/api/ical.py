"""Planned work as a calendar that people subscribe to (RFC 5545): `/maintenance.ics`.

A calendar program knows an event by its UID, which never changes, and takes a higher SEQUENCE for a newer version of
it. All times are UTC, which needs no time zone in the file: the program shows them in the zone of its reader.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Component, Event, Timezone, TimezoneStandard

from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.core.times import moment_words
from afterword.markup.safe import plain_text
from afterword.outputs.urls import CALENDAR_FEED, incident_url

_PRODUCT = "-//Afterword//Maintenance//EN"
"""Without its version: an upgrade must not change what subscribers have."""
_OFTEN = timedelta(hours=1)


def calendar_text(incidents: Iterable[Incident], settings: Settings, site: Site) -> str:
    """The calendar of these maintenances, which have a planned time."""
    speaker = settings.organisation.name or site.name
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _PRODUCT)
    calendar.add("method", "PUBLISH")
    calendar.add("name", f"{speaker}: planned maintenance")
    calendar.add("x-wr-calname", f"{speaker}: planned maintenance")
    calendar.add("url", site.absolute(CALENDAR_FEED))
    calendar.add("refresh-interval", _OFTEN, parameters={"VALUE": "DURATION"})
    events: list[Component] = [_event(incident, settings, site) for incident in incidents]
    for component in events or [_universal_time()]:
        calendar.add_component(component)
    text: bytes = calendar.to_ical()
    return text.decode()


def _universal_time() -> Timezone:
    """UTC, which an empty calendar holds, because it must hold something (RFC 5545, 3.4)."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - RFC 5545, 3.6.5: a local time, without a zone
    standard.add("tzoffsetfrom", timedelta())
    standard.add("tzoffsetto", timedelta())
    zone = Timezone()
    zone.add("tzid", "Etc/UTC")
    zone.add_component(standard)
    return zone


def _event(incident: Incident, settings: Settings, site: Site) -> Event:
    start, end = incident.stated.scheduled_start, incident.stated.scheduled_end
    names = [component.name for hit in incident.hits if (component := settings.component(hit.component))]
    page = site.absolute(incident_url(incident))
    prefix = f"{settings.feeds.prefix}/" if settings.feeds.prefix else ""
    event = Event()
    event.add("uid", f"{prefix}{incident.id}@{settings.feeds.authority or site.host}")
    event.add("sequence", len(incident.updates))
    event.add("dtstamp", incident.changed)
    event.add("last-modified", incident.changed)
    if start and end:
        event.add("dtstart", start.at)
        if end.at > start.at:  # RFC 5545, 3.8.2.2: an event without an end is a point in time
            event.add("dtend", end.at)
    event.add("summary", incident.title)
    event.add("description", _words(incident, page))
    event.add("url", page)
    event.add("status", "CANCELLED" if incident.never_was else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # nobody is busy because a service is being mended
    if names:
        event.add("categories", names)
    return event


def _words(incident: Incident, page: str) -> str:
    """The summary, the newest word, and where more is said."""
    said = [plain_text(incident.summary.html)]
    if incident.updates:
        update = incident.updates[-1]
        words = " ".join(part for part in (update.headline, plain_text(update.text.html)) if part)
        said.append(f"{update.label}, {moment_words(update.at)}: {words}")
    return "\n\n".join(part for part in (*said, page) if part)
