"""Every key of the archive: what writes it, its JSON Schema, and what the documentation says of it.

A field of the front matter needs no row here: its form follows from the type that it has in the model.
"""

from datetime import timedelta

from afterword.core.frozen import frozen
from afterword.core.history import History
from afterword.core.incident_parts import ActionItem, Section, Span, Stated, TimelineEntry, Update, Users
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.core.words import Kind
from afterword.markup.safe import rebase
from afterword.outputs.api.json_forms import (
    COUNT,
    LENGTH,
    MOMENT_SCHEMA,
    NUMBER,
    TEXT,
    TIME,
    URL,
    Json,
    JsonForm,
    Key,
    array,
    as_it_is,
    attribute,
    form_of,
    many,
    or_null,
    record,
    shape,
)
from afterword.outputs.feeds.feed_entries import tag, update_id
from afterword.outputs.urls import ARCHIVE_SCHEMA, incident_archive, incident_url
from afterword.syntax.fields import FIELDS

SCHEMA = 1
"""The number in every file. The first key that is added after a release raises it (docs/api.md, "The promise")."""


@frozen
class Archived:
    """What the keys of an incident need to know beside it."""

    incident: Incident
    history: History
    settings: Settings
    site: Site
    page: str
    """The full address of the page."""


def archived(incident: Incident, history: History, settings: Settings, site: Site) -> Archived:
    """What the keys of this incident need to know."""
    return Archived(
        incident=incident, history=history, settings=settings, site=site, page=site.absolute(incident_url(incident))
    )


def _first_word(incident: Incident) -> timedelta | None:
    """Time from the start to the first word; None for planned work, and for a word that came before."""
    length = None if incident.kind is Kind.MAINTENANCE else incident.time_to_first_word
    return None if length and length < timedelta() else length


def _text(name: str) -> tuple[Key, Key]:
    """A text: as written, and as HTML with full addresses."""
    return (
        Key("markdown", TEXT, lambda value, _: getattr(value, name).markdown),
        Key("html", TEXT, lambda value, at: rebase(getattr(value, name).html, at.page)),
    )


def _attributes(owner: type, *names: str) -> tuple[Key, ...]:
    return tuple(attribute(owner, name) for name in names)


def _texts(owner: type, *names: str) -> tuple[Key, ...]:
    """Texts that may be empty."""
    return tuple(Key(name, or_null(TEXT), attribute(owner, name).value) for name in names)


def _list(*keys: Key) -> JsonForm:
    return many(record(*keys))


_ID = JsonForm(schema={"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9-]+$"}, write=as_it_is)
_LASTED_ABOUT = "Whole seconds, without the time in which it was called over before it was reopened."
_LASTED = or_null(JsonForm(schema={**LENGTH.schema, "description": _LASTED_ABOUT}, write=LENGTH.write))
_SPANS = _list(attribute(Span, "impact"), attribute(Span, "start", "from"), attribute(Span, "end", "to"))
_SPANS_BY_COMPONENT = JsonForm(
    schema={"type": "object", "additionalProperties": _SPANS.schema},
    write=lambda hits, at: {hit.component: _SPANS.write(at.incident.spans(hit), at) for hit in hits},
)
_USERS = record(
    attribute(Users, "affected"),
    Key("of", or_null(NUMBER), lambda users, _: users.of),
    *_attributes(Users, "unit", "estimate"),
)
_METRICS = record(
    Key("duration", _LASTED, lambda incident, _: incident.duration),
    Key("time_to_detect", _LASTED, lambda incident, _: incident.time_to_detect),
    Key("time_to_acknowledge", _LASTED, lambda incident, _: incident.time_to_acknowledge),
    Key("time_to_first_word", _LASTED, lambda incident, _: _first_word(incident)),
    Key("time_to_identify", _LASTED, lambda incident, _: incident.time_to_identify),
    Key("time_to_mitigate", _LASTED, lambda incident, _: incident.time_to_mitigate),
    *_attributes(Incident, "longest_silence", "median_silence", "promises_made", "promises_kept"),
    Key("actions", COUNT, lambda incident, _: len(incident.valid_actions)),
    attribute(Incident, "actions_done"),
    Key("corrections", COUNT, lambda incident, _: len(incident.corrections)),
)
_UPDATE = (
    Key("tag", TEXT, lambda update, at: update_id(at.incident, update.anchor, at.settings, at.site)),
    attribute(Update, "anchor"),
    Key("url", URL, lambda update, at: f"{at.page}#{update.anchor}"),
    attribute(Update, "at"),
    attribute(Update, "stamp", "updated"),
    *_attributes(Update, "status", "label"),
    *_texts(Update, "headline", "signature"),
    attribute(Update, "promised"),
    *_text("text"),
)
_ACTION = (
    attribute(ActionItem, "done"),
    *_texts(ActionItem, "type", "priority", "owner"),
    *_attributes(ActionItem, "due", "done_on"),
    *_texts(ActionItem, "link"),
    *_text("text"),
)
_LINKS = record(
    Key("page", URL, lambda _, at: at.page),
    Key("json", URL, lambda incident, at: at.site.absolute(incident_archive(incident))),
    Key("feed", URL, lambda _, at: f"{at.page}updates.atom"),
)


_DERIVED = (
    Key("id", _ID, lambda incident, _: incident.id, "its name in addresses and feeds, for ever"),
    Key("tag", TEXT, lambda i, at: tag(at.settings, at.site, i.id[:4], i.id), "its [id in feeds](feeds.md#ids)"),
    Key("aliases", many(_ID), lambda incident, _: incident.aliases),
    *_attributes(Incident, "title", "kind"),
    Key(
        "severity",
        or_null(TEXT),
        lambda incident, _: incident.severity and incident.severity.id,
        "its id in the settings",
    ),
    attribute(Incident, "state", about="[where it stands](format.md#state-start-and-end)"),
    attribute(Incident, "is_open", "open", "whether it is not over; a coming maintenance is open"),
    attribute(Incident, "start_assumed", about="the file states no start: figures measured from it are null"),
    attribute(Incident, "changed", "updated", "the newest time in its content"),
)
_OWN = {
    "components": Key("components", _SPANS_BY_COMPONENT, lambda incident, _: incident.harmed, "when each was affected"),
    "users": Key("users", or_null(_USERS), lambda incident, _: incident.users),
    "related": Key(
        "related", many(_ID), lambda incident, at: [other.id for other in at.history.related(incident)], "both ways"
    ),
    "extra": Key(
        "extra",
        JsonForm(
            schema={"type": "object", "description": "A team's own fields, as they were written."},
            write=lambda extra, _: dict(extra),
        ),
        lambda incident, _: incident.extra,
    ),
}
"""Fields of the front matter of which more or something else is published than was written."""


def _front_matter() -> tuple[Key, ...]:
    """A key for each field of the front matter that stands in no row above, in the order of the documentation."""
    said = {"draft", *(key.name for key in _DERIVED)}
    return tuple(
        _OWN.get(field.name) or _field(field.name, field.attribute) for field in FIELDS if field.name not in said
    )


def _field(name: str, known_as: str) -> Key:
    if hasattr(Incident, known_as) or known_as not in Stated.__annotations__:
        return attribute(Incident, known_as, name)
    return Key(name, form_of(Stated, name), lambda incident, _: getattr(incident.stated, name))


INCIDENT = (
    *_DERIVED,
    *_front_matter(),
    Key(
        "metrics",
        _METRICS,
        as_it_is,
        "the figures of its page, and those that the page of a maintenance or a retraction leaves out",
    ),
    Key(
        "summary",
        or_null(record(*_text("summary"))),
        lambda i, _: i if i.summary else None,
        "the text above the first heading",
    ),
    Key(
        "sections",
        _list(*_attributes(Section, "slot", "title", "anchor"), *_text("text")),
        lambda i, _: i.sections,
        "in the order of the file",
    ),
    Key("updates", _list(*_UPDATE), lambda i, _: i.updates, "oldest first"),
    Key("actions", _list(*_ACTION), lambda i, _: i.valid_actions, "action items; none of a retracted incident"),
    Key(
        "timeline",
        _list(attribute(TimelineEntry, "at"), *_text("text")),
        lambda i, _: i.timeline,
        "its lines, as the writer put them",
    ),
    Key("assets", many(URL), lambda i, at: [at.page + name for name in i.assets], "files that the text links to"),
    Key("links", _LINKS, as_it_is, "its page, this file, and its feed"),
)
"""Everything that is public about an incident."""
_OF_INCIDENT = {key.name: key for key in INCIDENT}
_COMPONENTS = Key(
    "components", many(TEXT), lambda incident, _: [hit.component for hit in incident.harmed], "those that were affected"
)
ROW = tuple(
    _COMPONENTS if name == "components" else _OF_INCIDENT[name]
    for name in "id title kind severity state open started resolved updated components links".split()
)
"""What the index says of an incident."""
WHOLE, SHORT = record(*INCIDENT), record(*ROW)


def schema(site: Site) -> Json:
    """The JSON Schema of every file of the archive: the index, a year, an incident."""
    number, year = {"const": SCHEMA}, NUMBER.schema
    whole, row = ({"$ref": f"#/$defs/{name}"} for name in ("incident", "row"))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": site.absolute(ARCHIVE_SCHEMA),
        "title": "The archive of an incident history",
        "description": "api/incidents.json, api/incidents/YEAR.json and api/incidents/ID.json",
        "oneOf": [
            shape(
                schema=number,
                site=shape(name=TEXT.schema, url=URL.schema),
                updated=TIME.schema,
                years=array(shape(year=year, url=URL.schema)),
                incidents=array(row),
            ),
            shape(schema=number, year=year, incidents=array(whole)),
            shape(schema=number, incident=whole),
        ],
        "$defs": {"moment": MOMENT_SCHEMA, "row": SHORT.schema, "incident": WHOLE.schema},
    }
