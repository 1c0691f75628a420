"""The JSON Schemas for editors, of the front matter and of the settings.

They are made from the tables that the check reads with.
"""

import json
from collections.abc import Iterator

from afterword.core.settings import Settings, Site
from afterword.core.words import Kind
from afterword.outputs.artifacts import TextFile
from afterword.outputs.urls import FRONT_MATTER_SCHEMA, SETTINGS_SCHEMA
from afterword.reading.setting_values import schema_of
from afterword.reading.settings_table import SETTINGS
from afterword.syntax.fields import FIELDS, Field
from afterword.syntax.shapes import Json


def schemas(settings: Settings, site: Site) -> Iterator[TextFile]:
    """The schemas of this site: that of the front matter knows the site's components and severities."""
    yield TextFile(path=FRONT_MATTER_SCHEMA, text=lambda: _text(front_matter(settings, site)))
    yield TextFile(path=SETTINGS_SCHEMA, text=lambda: _text(settings_file(site)))


def _text(schema: Json) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def settings_file(site: Site) -> Json:
    """The schema of `site_config/settings.yml` as data."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": site.absolute(SETTINGS_SCHEMA),
        "title": "Settings of an incident history",
        **schema_of(SETTINGS),
    }


def front_matter(settings: Settings, site: Site) -> Json:
    """The schema as data.

    It takes the usual spelling only, and it knows neither times nor updates: `afterword check` decides.
    """
    planned = {"properties": {"kind": {"const": Kind.MAINTENANCE.value}}, "required": ["kind"]}
    over = {
        "anyOf": [
            {"required": ["resolved"]},
            {"properties": {"backfilled": {"const": True}}, "required": ["backfilled"]},
        ]
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": site.absolute(FRONT_MATTER_SCHEMA),
        "title": f"Front matter of an incident: {settings.organisation.name or site.name}",
        "type": "object",
        "properties": {field.name: _value(field, settings) for field in FIELDS},
        "required": [field.name for field in FIELDS if field.required],
        "additionalProperties": False,
        "if": {**planned, "not": over},
        "then": {"required": ["scheduled_start", "scheduled_end"]},
    }


def _value(field: Field, settings: Settings) -> Json:
    forms = list(field.schema(settings))
    if not field.required:
        forms.append({"type": "null"})
    default = "Required" if field.required else f"Without it: {field.default}"
    said = (field.notes and f"{field.notes[0].upper()}{field.notes[1:]}", f"You write: {field.type}", default)
    return {"description": ". ".join(filter(None, said)).replace("`", "").replace("*", "") + ".", "anyOf": forms}
