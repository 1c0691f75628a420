"""JSON Schemas of the values that fields accept, for editors.

An editor sees the types of YAML: `1840` is a number, and a time is a text. Only the usual spelling is described,
because that is what an editor should offer; the reader accepts more.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum

from afterword.core.settings import Settings
from afterword.core.words import Impact

Json = dict[str, object]
Shape = Callable[[Settings], tuple[Json, ...]]
"""Returns the forms that a value may have on a site. Any one of them is valid."""

TEXT: Json = {"type": ["string", "number"]}
"""`title: 404` is a text to the reader, but a number to an editor."""
DAY: Json = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_ABOUT = r"(?:[~±≈]|(?:about|around|ca\.?|circa) )? *"
TIME: Json = {
    "type": "string",
    "pattern": (
        rf"^{_ABOUT}[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[ T][0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?"
        r" *[A-Za-z+\-][A-Za-z0-9/_:+\-]*$"
    ),
}
LENGTH: Json = {"type": "string", "pattern": "^[0-9]+ ?[A-Za-z]+(?: [0-9]+ ?[A-Za-z]+)*$"}
URL: Json = {"type": "string", "pattern": r"^https?://[^\s<>]+$"}
EMAIL: Json = {"type": "string", "pattern": r"^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$"}
YES: Json = {"type": "boolean"}
MAP: Json = {"type": "object"}
NUMBER: Json = {"type": "integer", "minimum": 0}
COUNT: Json = {"anyOf": [NUMBER, {"type": "string", "pattern": rf"^{_ABOUT}[0-9]{{1,15}}$"}]}

LEVEL: Json = {"enum": [level.value for level in Impact if level is not Impact.AFFECTED]}


def fixed(*forms: Json) -> Shape:
    """Forms that are the same on every site."""
    return lambda _: forms


def pattern(regex: str) -> Json:
    """A text that matches the regular expression."""
    return {"type": "string", "pattern": f"^(?:{regex})$"}


def words(known: type[StrEnum]) -> Shape:
    """One of a fixed set of words."""
    return fixed({"enum": [word.value for word in known]})


def record(*required: str, **fields: Json) -> Json:
    """A mapping with these fields and no others."""
    return {"type": "object", "properties": fields, "required": list(required), "additionalProperties": False}


def many(item: Json) -> Shape:
    """A list, or one text with the values separated by commas."""
    return fixed({"type": "array", "items": item}, TEXT)


WINDOW = record(impact=LEVEL, to=TIME, **{"from": TIME})
HIT: Json = {"anyOf": [LEVEL, WINDOW, {"type": "array", "items": WINDOW}]}
"""The impact on a component, and its time."""


def severity(settings: Settings) -> tuple[Json, ...]:
    """The id or an alias of a severity of the site."""
    return (_one_of(name for known in settings.severities for name in (known.id, *known.aliases)),)


def components(settings: Settings) -> tuple[Json, ...]:
    """Components of the site: a mapping to their impact, or a list."""
    hits: Json = {
        "type": "object",
        "properties": {
            name: {"description": component.name, **HIT}
            for component in settings.components
            for name in (component.id, *component.aliases)
        },
        "additionalProperties": False,
    }
    names = _one_of(name for component in settings.components for name in (component.id, *component.aliases))
    return hits, {"type": "array", "items": {"anyOf": [names, hits]}}, TEXT


def _one_of(names: Iterable[str]) -> Json:
    known = list(dict.fromkeys(names))
    return {"enum": [*known, *(int(name) for name in known if name.isdecimal())]} if known else {"not": {}}
