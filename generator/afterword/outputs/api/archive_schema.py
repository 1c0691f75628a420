"""The JSON Schema of the archive: every key, its type, and whether it may be null."""

import json
from collections.abc import Mapping

from afterword.core.settings import Site
from afterword.core.words import DataExposed, DataLoss, Impact, Kind, Postmortem, Slot, State, Status
from afterword.outputs.api.archive import SCHEMA
from afterword.outputs.artifacts import TextFile
from afterword.outputs.urls import ARCHIVE_SCHEMA

Json = Mapping[str, object]

_TEXT: Json = {"type": "string"}
_TEXT_OR_NULL: Json = {"type": ["string", "null"]}
_YES: Json = {"type": "boolean"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_LENGTH: Json = {"type": ["integer", "null"], "description": "Whole seconds."}
_OPEN_LENGTH: Json = {
    "type": ["integer", "null"],
    "description": "Whole seconds, without the time in which it was called over before it was reopened.",
}
_TIME: Json = {"type": "string", "format": "date-time", "pattern": "Z$"}
_TIME_OR_NULL: Json = {"type": ["string", "null"], "format": "date-time", "pattern": "Z$"}
_DAY_OR_NULL: Json = {"type": ["string", "null"], "format": "date"}
_URL: Json = {"type": "string", "format": "uri"}
_ID: Json = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9-]+$"}
_WORDS: dict[str, Json] = {"markdown": _TEXT, "html": _TEXT}


def archive_schema(site: Site) -> TextFile:
    """The schema of every file of the archive: the index, a year, an incident."""
    return TextFile(path=ARCHIVE_SCHEMA, text=lambda: json.dumps(schema(site), ensure_ascii=False, indent=2) + "\n")


def schema(site: Site) -> Json:
    """The schema as data."""
    number: Json = {"const": SCHEMA}
    site_shape = _shape(name=_TEXT, url=_URL)
    years = _list(_shape(year={"type": "integer"}, url=_URL))
    index = _shape(schema=number, site=site_shape, updated=_TIME, years=years, incidents=_list({"$ref": "#/$defs/row"}))
    year = _shape(schema=number, year={"type": "integer"}, incidents=_list({"$ref": "#/$defs/incident"}))
    one = _shape(schema=number, incident={"$ref": "#/$defs/incident"})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": site.absolute(ARCHIVE_SCHEMA),
        "title": "The archive of an incident history",
        "description": "api/incidents.json, api/incidents/YEAR.json and api/incidents/ID.json",
        "oneOf": [index, year, one],
        "$defs": {"moment": _moment(), "row": _row(), "incident": _incident()},
    }


def _shape(**fields: Json) -> dict[str, object]:
    """An object with these keys, all of them and no others; a name may end in `_` to be no word of Python."""
    properties = {name.rstrip("_"): shape for name, shape in fields.items()}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(of: Json) -> Json:
    return {"type": "array", "items": of}


def _or_null(shape: Json) -> Json:
    return {"anyOf": [shape, {"type": "null"}]}


def _one_of(*words: str) -> Json:
    return {"enum": list(words)}


_MOMENT: Json = {"$ref": "#/$defs/moment"}
_MOMENT_OR_NULL = _or_null(_MOMENT)
_LINKS = _shape(page=_URL, json=_URL, feed=_URL)
_KIND = _one_of(*(word.value for word in Kind))
_STATE = _one_of(*(word.value for word in State))


def _moment() -> Json:
    made = _shape(at=_TIME, about=_YES, day_only=_YES)
    return {
        **made,
        "description": "A time in UTC. about: not known to the minute. day_only: only the day is known; at is its first minute.",
    }


def _row() -> Json:
    return _shape(
        id=_ID,
        title=_TEXT,
        kind=_KIND,
        severity=_TEXT_OR_NULL,
        state=_STATE,
        open=_YES,
        started=_MOMENT,
        resolved=_MOMENT_OR_NULL,
        updated=_TIME,
        components=_list(_TEXT),
        links=_LINKS,
    )


def _incident() -> Json:
    window = _shape(impact=_one_of(*(word.value for word in Impact)), from_=_MOMENT, to=_MOMENT_OR_NULL)
    milestones = ("detected", "acknowledged", "announced", "identified", "mitigated", "resolved", "scheduled_start", "scheduled_end")
    fields: dict[str, Json] = {
        "id": _ID,
        "tag": _TEXT,
        "aliases": _list(_ID),
        "title": _TEXT,
        "kind": _KIND,
        "severity": _TEXT_OR_NULL,
        "state": _STATE,
        "open": _YES,
        "start_assumed": _YES,
        "updated": _TIME,
        "categories": _list(_TEXT),
        "components": {"type": "object", "additionalProperties": _list(window)},
        "regions": _list(_TEXT),
        "started": _MOMENT,
        **dict.fromkeys(milestones, _MOMENT_OR_NULL),
        "users": _or_null(_shape(affected=_COUNT, of={"type": ["integer", "null"]}, unit=_TEXT, estimate=_YES)),
        "data_loss": {"enum": [*(word.value for word in DataLoss), None]},
        "data_exposed": {"enum": [*(word.value for word in DataExposed), None]},
        "personal_data": {"type": ["boolean", "null"]},
        "from": _or_null(_shape(name=_TEXT, role=_TEXT_OR_NULL)),
        "contact": _TEXT_OR_NULL,
        "channels": _list(_shape(name=_TEXT, at=_MOMENT_OR_NULL, url=_TEXT_OR_NULL, audience=_TEXT_OR_NULL)),
        "update_every": _LENGTH,
        "discussion": _TEXT_OR_NULL,
        "announce": _YES,
        "related": _list(_ID),
        "postmortem": _one_of(*(word.value for word in Postmortem)),
        "postmortem_due": _DAY_OR_NULL,
        "lang": _TEXT,
        "backfilled": _YES,
        "sample": _YES,
        "origin": _or_null(_shape(id=_TEXT, url=_TEXT_OR_NULL)),
        "extra": {"type": "object", "description": "A team's own fields, as they were written."},
        "metrics": _metrics(),
        "summary": _or_null(_shape(**_WORDS)),
        "sections": _list(_shape(slot=_one_of(*(word.value for word in Slot)), title=_TEXT, anchor=_TEXT, **_WORDS)),
        "updates": _list(_update()),
        "actions": _list(_action()),
        "timeline": _list(_shape(at=_MOMENT, **_WORDS)),
        "assets": _list(_URL),
        "links": _LINKS,
    }
    return _shape(**fields)


def _metrics() -> Json:
    lengths = (
        "time_to_detect",
        "time_to_acknowledge",
        "time_to_first_word",
        "time_to_identify",
        "longest_silence",
        "median_silence",
    )
    counts = ("promises_made", "promises_kept", "actions", "actions_done", "corrections")
    open_lengths = ("duration", "time_to_mitigate")
    return _shape(**dict.fromkeys(open_lengths, _OPEN_LENGTH), **dict.fromkeys(lengths, _LENGTH), **dict.fromkeys(counts, _COUNT))


def _update() -> Json:
    return _shape(
        tag=_TEXT,
        anchor=_TEXT,
        url=_URL,
        at=_MOMENT,
        updated=_TIME,
        status=_one_of(*(word.value for word in Status)),
        label=_TEXT,
        headline=_TEXT_OR_NULL,
        signature=_TEXT_OR_NULL,
        promised=_TIME_OR_NULL,
        **_WORDS,
    )


def _action() -> Json:
    return _shape(
        done=_YES,
        type=_TEXT_OR_NULL,
        priority=_TEXT_OR_NULL,
        owner=_TEXT_OR_NULL,
        due=_DAY_OR_NULL,
        done_on=_DAY_OR_NULL,
        link=_TEXT_OR_NULL,
        **_WORDS,
    )
