"""What a value of the front matter looks like to an editor: the JSON Schema of what the readers of values take.

An editor sees what YAML makes of a text: `1840` is a number, and a time is a text. Only the usual spelling is
described, so that an editor offers that one; the check takes more.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum

from afterword.core.settings import Settings
from afterword.core.words import Impact

Json = dict[str, object]
Shape = Callable[[Settings], tuple[Json, ...]]
"""Gives the forms that a value may have; any one of them will do."""

TEXT: Json = {"type": ["string", "number"]}
"""`title: 404` is a text to us and a number to an editor."""
DAY: Json = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_ABOUT = r"(?:[~±≈]|(?:about|around|ca\.?|circa) )? *"
TIME: Json = {
    "type": "string",
    "pattern": rf"^{_ABOUT}[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[ T][0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})? *[A-Za-z+\-][A-Za-z0-9/_:+\-]*$",
}
LENGTH: Json = {"type": "string", "pattern": "^[0-9]+ ?[A-Za-z]+(?: [0-9]+ ?[A-Za-z]+)*$"}
URL: Json = {"type": "string", "pattern": r"^https?://[^\s<>]+$"}
EMAIL: Json = {"type": "string", "pattern": r"^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$"}
YES: Json = {"type": "boolean"}
MAP: Json = {"type": "object"}
NUMBER: Json = {"type": "integer", "minimum": 0}
COUNT: Json = {"anyOf": [NUMBER, {"type": "string", "pattern": rf"^{_ABOUT}[0-9]{{1,15}}$"}]}

LEVEL: Json = {"enum": [level.value for level in Impact if level is not Impact.AFFECTED]}


def each(*forms: Json) -> Shape:
    """The same forms on every site."""
    return lambda _: forms


def pattern(regex: str) -> Json:
    """A text in this form."""
    return {"type": "string", "pattern": f"^(?:{regex})$"}


def words(known: type[StrEnum]) -> Shape:
    """One of the fixed words."""
    return each({"enum": [word.value for word in known]})


def record(*required: str, **fields: Json) -> Json:
    """A mapping with these fields and no others."""
    return {"type": "object", "properties": fields, "required": list(required), "additionalProperties": False}


def many(item: Json) -> Shape:
    """A list; a text with commas between the values will do."""
    return each({"type": "array", "items": item}, TEXT)


WINDOW = record(impact=LEVEL, to=TIME, **{"from": TIME})
HIT: Json = {"anyOf": [LEVEL, WINDOW, {"type": "array", "items": WINDOW}]}
"""How a component was hit, and when."""


def severity(settings: Settings) -> tuple[Json, ...]:
    """A severity of the site, by its id or an alias."""
    return (_one_of(name for known in settings.severities for name in (known.id, *known.aliases)),)


def components(settings: Settings) -> tuple[Json, ...]:
    """Components of the site: a map to how they were hit, or a list."""
    hits: Json = {
        "type": "object",
        "properties": {
            name: {"description": component.name, **HIT} for component in settings.components for name in (component.id, *component.aliases)
        },
        "additionalProperties": False,
    }
    names = _one_of(name for component in settings.components for name in (component.id, *component.aliases))
    return hits, {"type": "array", "items": {"anyOf": [names, hits]}}, TEXT


def _one_of(names: Iterable[str]) -> Json:
    known = list(dict.fromkeys(names))
    return {"enum": [*known, *(int(name) for name in known if name.isdecimal())]} if known else {"not": {}}
