"""The history as JSON, in the words of the format: an index of all, a file for each year and for each incident.

The shape is written by hand and is a promise (docs/api.md); `archive_schema.py` describes it. Nothing here knows
what day it is. A time is `{at, about, day_only}` in UTC, a length is in whole seconds, and what is not known is null.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from itertools import groupby

from afterword.core.history import History
from afterword.core.incident_parts import ActionItem, Channel, Fragment, Section, TimelineEntry, Update
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.core.times import Moment, iso
from afterword.core.words import Kind
from afterword.markup.safe import rebase
from afterword.outputs.artifacts import TextFile
from afterword.outputs.feeds.feed_entries import tag, update_id
from afterword.outputs.list_keys import ids
from afterword.outputs.urls import ARCHIVE, incident_archive, incident_url, year_archive

SCHEMA = 1
"""The number in every file; a change that could break a program makes it 2."""
_KEPT = 1024
"""Incidents whose fields wait as texts: those of a year stand in its file and in their own."""
Data = dict[str, object]
_Fields = Callable[[str], tuple[str, ...]]
"""From the id of an incident to its fields, each with its name."""


def archive(history: History, settings: Settings, site: Site) -> Iterator[TextFile]:
    """Every file of the archive."""
    yield TextFile(path=ARCHIVE, text=partial(_index, history, settings, site), lists=ids(history))
    by_name = {incident.id: incident for incident in history}

    @lru_cache(maxsize=_KEPT)
    def make(name: str) -> tuple[str, ...]:
        found = whole(by_name[name], history, settings, site)
        return tuple(f"{_json(field)}: {_json(value)}" for field, value in found.items())

    by_id = sorted(history, key=lambda incident: incident.id, reverse=True)
    for year, group in groupby(by_id, key=lambda incident: int(incident.id[:4])):
        found = tuple(group)
        yield TextFile(path=year_archive(year), text=partial(_year, year, found, make), lists=ids(found))
        for incident in found:
            yield TextFile(path=incident_archive(incident), text=partial(_alone, incident, make), shows=incident.id)


def _year(year: int, incidents: tuple[Incident, ...], make: _Fields) -> str:
    """The file of a year: one incident on a line."""
    return _lines({"schema": SCHEMA, "year": year}, (f"{{{', '.join(make(incident.id))}}}" for incident in incidents))


def _alone(incident: Incident, make: _Fields) -> str:
    """The file of one incident: each field on a line."""
    fields = ",\n    ".join(make(incident.id))
    return f'{{\n  "schema": {SCHEMA},\n  "incident": {{\n    {fields}\n  }}\n}}\n'


def _index(history: History, settings: Settings, site: Site) -> str:
    """One incident on a line, so that a comparison of two versions can be read."""
    years = sorted({int(incident.id[:4]) for incident in history}, reverse=True)
    head: Data = {
        "schema": SCHEMA,
        "site": {"name": settings.organisation.name or site.name, "url": site.url},
        "updated": iso(history.changed),
        "years": [{"year": year, "url": site.absolute(year_archive(year))} for year in years],
    }
    return _lines(head, (_json(_row(incident, site)) for incident in history))


def _lines(head: Data, rows: Iterable[str]) -> str:
    """A key of `head` on a line, then each row on a line."""
    first = "".join(f"\n  {_json(name)}: {_json(value)}," for name, value in head.items())
    held = ",".join(f"\n    {row}" for row in rows)
    end = "\n  " if held else ""
    return f'{{{first}\n  "incidents": [{held}{end}]\n}}\n'


_json = json.JSONEncoder(ensure_ascii=False).encode
"""On one line: Python is ten times as fast as with indents. Made once, because an incident takes some hundred texts."""


def _row(incident: Incident, site: Site) -> Data:
    """What the index says of an incident."""
    return {
        "id": incident.id,
        "title": incident.title,
        "kind": incident.kind.value,
        "severity": incident.severity or None,
        "state": incident.state.value,
        "open": incident.is_open,
        "started": moment(incident.started),
        "resolved": moment(incident.resolved),
        "updated": iso(incident.changed),
        "components": [hit.component for hit in incident.harmed],
        "links": _links(incident, site),
    }


def whole(incident: Incident, history: History, settings: Settings, site: Site) -> Data:
    """Everything that is public about an incident."""
    page = site.absolute(incident_url(incident))
    users, person = incident.users, incident.signatory
    return {
        "id": incident.id,
        "tag": tag(settings, site, incident.id[:4], incident.id),
        "aliases": list(incident.aliases),
        "title": incident.title,
        "kind": incident.kind.value,
        "severity": incident.severity or None,
        "state": incident.state.value,
        "open": incident.is_open,
        "start_assumed": incident.start_assumed,
        "updated": iso(incident.changed),
        "categories": list(incident.categories),
        "components": {
            hit.component: [
                {"impact": span.impact.value, "from": moment(span.start), "to": moment(span.end)} for span in incident.spans(hit)
            ]
            for hit in incident.harmed
        },
        "regions": list(incident.regions),
        "started": moment(incident.started),
        "detected": moment(incident.detected),
        "acknowledged": moment(incident.acknowledged),
        "announced": moment(incident.announced),
        "identified": moment(incident.identified),
        "mitigated": moment(incident.mitigated),
        "resolved": moment(incident.resolved),
        "scheduled_start": moment(incident.stated.scheduled_start),
        "scheduled_end": moment(incident.stated.scheduled_end),
        "users": {"affected": users.affected, "of": users.of, "unit": users.unit, "estimate": users.estimate} if users else None,
        "data_loss": incident.data_loss.value if incident.data_loss else None,
        "data_exposed": incident.data_exposed.value if incident.data_exposed else None,
        "personal_data": incident.personal_data,
        "from": {"name": person.name, "role": person.role or None} if person else None,
        "contact": incident.contact or None,
        "channels": [_channel(channel) for channel in incident.channels],
        "update_every": seconds(incident.update_every),
        "discussion": incident.discussion or None,
        "announce": incident.announce,
        "related": [other.id for other in history.related(incident)],
        "postmortem": incident.postmortem.value,
        "postmortem_due": _day(incident.postmortem_due),
        "lang": incident.lang,
        "backfilled": incident.backfilled,
        "sample": incident.sample,
        "origin": {"id": incident.origin.id, "url": incident.origin.url or None} if incident.origin else None,
        "extra": dict(incident.extra),
        "metrics": _metrics(incident),
        "summary": _text(incident.summary, page) if incident.summary else None,
        "sections": [_section(section, page) for section in incident.sections],
        "updates": [_update(update, incident, page, settings, site) for update in incident.updates],
        "actions": [_action(action, page) for action in incident.actions],
        "timeline": [_entry(entry, page) for entry in incident.timeline],
        "assets": [page + name for name in incident.assets],
        "links": _links(incident, site),
    }


def moment(found: Moment | None) -> Data | None:
    """A time and how well it is known."""
    if found is None:
        return None
    at = found.at.replace(hour=0, minute=0, second=0) if found.day_only else found.at
    return {"at": iso(at), "about": found.about, "day_only": found.day_only}


def seconds(length: timedelta | None) -> int | None:
    """A length in whole seconds."""
    return None if length is None else length // timedelta(seconds=1)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _time(at: datetime | None) -> str | None:
    return iso(at) if at else None


def _links(incident: Incident, site: Site) -> Data:
    page = incident_url(incident)
    return {
        "page": site.absolute(page),
        "json": site.absolute(incident_archive(incident)),
        "feed": site.absolute(f"{page}updates.atom"),
    }


def _metrics(incident: Incident) -> Data:
    """The figures of the page; planned work has no first word that could come late."""
    silences = incident.gaps
    first_word = None if incident.kind is Kind.MAINTENANCE else incident.time_to_first_word
    if first_word and first_word < timedelta():  # it was said before it began: no length
        first_word = None
    return {
        "duration": seconds(incident.duration),
        "time_to_detect": seconds(incident.time_to_detect),
        "time_to_acknowledge": seconds(incident.time_to_acknowledge),
        "time_to_first_word": seconds(first_word),
        "time_to_identify": seconds(incident.time_to_identify),
        "time_to_mitigate": seconds(incident.time_to_mitigate),
        "longest_silence": seconds(max(silences, default=None)),
        "median_silence": seconds(incident.median_silence) if silences else None,
        "promises_made": incident.promises_made,
        "promises_kept": incident.promises_kept,
        "actions": len(incident.actions),
        "actions_done": incident.actions_done,
        "corrections": len(incident.corrections),
    }


def _text(text: Fragment, page: str) -> Data:
    """As written, and as HTML with full addresses."""
    return {"markdown": text.markdown, "html": rebase(text.html, page)}


def _channel(channel: Channel) -> Data:
    return {"name": channel.name, "at": moment(channel.at), "url": channel.url or None, "audience": channel.audience or None}


def _section(section: Section, page: str) -> Data:
    return {"slot": section.slot.value, "title": section.title, "anchor": section.anchor, **_text(section.text, page)}


def _update(update: Update, incident: Incident, page: str, settings: Settings, site: Site) -> Data:
    return {
        "tag": update_id(incident, update.anchor, settings, site),
        "anchor": update.anchor,
        "url": f"{page}#{update.anchor}",
        "at": moment(update.at),
        "updated": iso(update.stamp),
        "status": update.status.value,
        "label": update.label,
        "headline": update.headline or None,
        "signature": update.signature or None,
        "promised": _time(update.promised),
        **_text(update.text, page),
    }


def _action(action: ActionItem, page: str) -> Data:
    return {
        "done": action.done,
        "type": action.type or None,
        "priority": action.priority or None,
        "owner": action.owner or None,
        "due": _day(action.due),
        "done_on": _day(action.done_on),
        "link": action.link or None,
        **_text(action.text, page),
    }


def _entry(entry: TimelineEntry, page: str) -> Data:
    return {"at": moment(entry.at), **_text(entry.text, page)}
