"""How values are written as JSON: a form holds what writes a value and the JSON Schema of the result.

What is not known is null: None, and a text that may be empty.
A time is `{at, about, day_only}` in UTC. A length is in whole seconds.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from afterword.core.frozen import frozen, ordered
from afterword.core.times import Moment, iso

Json = dict[str, Any]
_Make = Callable[[Any, Any], Any]
"""From a value, and from what it is written for, to the value or to plain data."""


@frozen
class JsonForm:
    """How one kind of value is written."""

    schema: Json
    write: _Make


@ordered
class Key:
    """One key of an object: its name, its form, and where its value comes from."""

    name: str
    form: JsonForm
    value: _Make
    about: str = ""
    """What it says, for the documentation; empty where the name is enough."""


def as_it_is(value: object, _: object) -> object:
    """The value of a form that JSON has too."""
    return value


def _moment(moment: Moment, _: object) -> Json:
    at = moment.at.replace(hour=0, minute=0, second=0) if moment.day_only else moment.at
    return {"at": iso(at), "about": moment.about, "day_only": moment.day_only}


def or_null(form: JsonForm) -> JsonForm:
    """The form, or null for what is not known: None, and an empty text."""
    schema, write = form.schema, form.write
    if "enum" in schema:
        wider: Json = {"enum": [*schema["enum"], None]}
    elif schema.get("type", "object") != "object":
        wider = {**schema, "type": [schema["type"], "null"]}
    else:
        wider = {"anyOf": [schema, {"type": "null"}]}
    if write is as_it_is:
        return JsonForm(schema=wider, write=lambda value, _: None if value == "" else value)
    return JsonForm(schema=wider, write=lambda value, at: None if value is None else write(value, at))


def many(form: JsonForm) -> JsonForm:
    """A list of values of this form."""
    write = form.write
    return JsonForm(schema=array(form.schema), write=lambda values, at: [write(value, at) for value in values])


def words(known: type[StrEnum]) -> JsonForm:
    """One of the fixed words."""
    return JsonForm(schema={"enum": [word.value for word in known]}, write=lambda word, _: word.value)


def record(*keys: Key) -> JsonForm:
    """An object with these keys, all of them and no others."""
    parts = tuple((key.name, key.value, None if key.form.write is as_it_is else key.form.write) for key in keys)
    return JsonForm(
        schema=shape(**{key.name: key.form.schema for key in keys}),
        write=lambda value, at: {
            name: write(get(value, at), at) if write else get(value, at) for name, get, write in parts
        },
    )


def shape(**properties: Json) -> Json:
    """The schema of an object with these keys, all of them and no others."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def array(items: Json) -> Json:
    """The schema of a list."""
    return {"type": "array", "items": items}


TEXT = JsonForm(schema={"type": "string"}, write=as_it_is)
YES = JsonForm(schema={"type": "boolean"}, write=as_it_is)
NUMBER = JsonForm(schema={"type": "integer"}, write=as_it_is)
COUNT = JsonForm(schema={**NUMBER.schema, "minimum": 0}, write=as_it_is)
LENGTH = JsonForm(
    schema={**NUMBER.schema, "description": "Whole seconds."}, write=lambda length, _: length // timedelta(seconds=1)
)
TIME = JsonForm(schema={"type": "string", "format": "date-time", "pattern": "Z$"}, write=lambda at, _: iso(at))
DAY = JsonForm(schema={"type": "string", "format": "date"}, write=lambda day, _: day.isoformat())
URL = JsonForm(schema={"type": "string", "format": "uri"}, write=as_it_is)
MOMENT = JsonForm(schema={"$ref": "#/$defs/moment"}, write=_moment)
_OF_TYPES = {str: TEXT, bool: YES, int: COUNT, timedelta: LENGTH, datetime: TIME, date: DAY, Moment: MOMENT}


def form_of(owner: type, name: str) -> JsonForm:
    """The form of a field or a property, by its type. A text whose default is empty may be null."""
    value = vars(owner).get(name)
    function = getattr(value, "fget", None) or getattr(value, "func", None)  # of a property, of a cached_property
    form = _of_type(get_type_hints(function)["return"] if function else get_type_hints(owner)[name])
    empty = not function and any(field.name == name and field.default == "" for field in fields(owner))
    return or_null(form) if empty else form


def _of_type(hint: Any) -> JsonForm:  # noqa: ANN401 - a type, or what stands for several
    if hint in _OF_TYPES:
        return _OF_TYPES[hint]
    inner = [part for part in get_args(hint) if part not in {NoneType, ...}]
    if NoneType in get_args(hint):
        return or_null(_of_type(inner[0]))
    if get_origin(hint) is tuple:
        return many(_of_type(inner[0]))
    if get_origin(hint) is Mapping:
        return JsonForm(schema={"type": "object"}, write=lambda value, _: dict(value))
    if isinstance(hint, type) and is_dataclass(hint):
        return record(*(attribute(hint, part.name) for part in fields(hint)))
    return words(hint)


def attribute(owner: type, name: str, known_as: str = "", about: str = "") -> Key:
    """The key for an attribute, in the form of its type; `known_as` is the name of the key when it is another one."""
    return Key(known_as or name, form_of(owner, name), lambda value, _: getattr(value, name), about)


MOMENT_SCHEMA: Json = {
    **record(*(attribute(Moment, name) for name in ("at", "about", "day_only"))).schema,
    "description": (
        "A time in UTC. about: not known to the minute. day_only: only the day is known; at is its first minute."
    ),
}
_NAMED = {
    "date-time": "time in UTC",
    "date": "date",
    "uri": "URL",
    "string": "text",
    "integer": "whole number",
    "boolean": "true, false",
    "null": "null",
}


def in_words(schema: Json) -> str:
    """What a value may be, for the documentation."""
    kind = schema.get("type")
    if "anyOf" in schema:
        return " or ".join(in_words(part) for part in schema["anyOf"])
    if "enum" in schema:
        return ", ".join("null" if part is None else f"`{part}`" for part in schema["enum"])
    if "$ref" in schema:
        return "`{at, about, day_only}`"
    if isinstance(kind, list):
        return f"{in_words({**schema, 'type': kind[0]})} or null"
    if kind == "array":
        return f"list of {in_words(schema['items'])}"
    if "properties" in schema:
        return f"`{{{', '.join(schema['properties'])}}}`"
    if "additionalProperties" in schema:
        return f"by name: {in_words(schema['additionalProperties'])}"
    return _NAMED.get(schema.get("format", kind) or "", "object")
