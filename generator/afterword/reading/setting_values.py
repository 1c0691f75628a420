"""The values that a setting may hold.

Each kind has words for errors and the documentation, a function that reads it, and a schema for editors.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from afterword.core.frozen import frozen
from afterword.syntax import shapes
from afterword.syntax.fields import REQUIRED
from afterword.syntax.nodes import List, Map, Node, Scalar
from afterword.syntax.values import Reader, kept

_Read = Callable[[Reader, Node, str], object]
Values = dict[str, Any]
"""The values that were read from a mapping, by name: None for a value that could not be read.
A name that was not typed is missing."""


@frozen
class SettingValue:
    """One kind of value."""

    words: str
    """What may be written."""
    read: _Read
    """Gives the value, or None (with a problem, or when nothing was typed)."""
    schema: shapes.Json
    settings: tuple["Setting", ...] = ()
    """The settings within it."""
    several: bool = False
    """Whether it is a list of such settings."""


@frozen
class Setting:
    """A row of the table: one key of the settings."""

    name: str
    value: SettingValue
    default: str
    """What holds without it, in words."""
    notes: str
    """What it is. Empty when the settings within it say all."""
    limit: bool = False
    """Whether it keeps something from strangers, or finds what must be kept from them."""

    @property
    def required(self) -> bool:
        """Whether what it stands in has no meaning without it."""
        return self.default == REQUIRED


def setting(name: str, value: SettingValue, default: str = "none", notes: str = "", *, limit: bool = False) -> Setting:
    """A row of the table."""
    return Setting(name=name, value=value, default=default, notes=notes, limit=limit)


def value(words: str, read: _Read, *schemas: shapes.Json) -> SettingValue:
    """A value; an editor accepts any of the schemas."""
    return SettingValue(words=words, read=read, schema={"anyOf": list(schemas)} if len(schemas) > 1 else schemas[0])


def matching(regex: str, words: str) -> SettingValue:
    """A text in this form; E151 for any other."""
    form = re.compile(regex, re.ASCII)
    return checked(words, lambda typed: bool(form.fullmatch(typed)), shapes.pattern(regex))


def checked(words: str, good: Callable[[str], bool], schema: shapes.Json = shapes.TEXT) -> SettingValue:
    """A text that is good; E151 for any other."""
    return value(
        words,
        lambda reader, node, field: reader.checked(node, field, words, lambda typed: typed if good(typed) else None),
        schema,
    )


def number(first: int, last: int) -> SettingValue:
    """A whole number within these limits."""
    words = f"a number from {first} to {last}"

    def read(reader: Reader, node: Node, field: str) -> int | None:
        found = reader.number(node, field)
        if found is not None and not first <= found <= last:
            reader.add(node, "E151", field=field, shape=words, got=str(found))
            return None
        return found

    return value(words, read, {"type": "integer", "minimum": first, "maximum": last})


def word(known: type[StrEnum]) -> SettingValue:
    """One of the fixed words."""
    words = ", ".join(f"`{each.value}`" for each in known)
    names: list[object] = [each.value for each in known]
    return value(words, lambda reader, node, field: reader.word(node, field, known), {"enum": names})


def many(one: SettingValue, words: str, make: Callable[[tuple[Any, ...]], object] = tuple) -> SettingValue:
    """A list of values; a single one will do."""

    def read(reader: Reader, node: Node, field: str) -> object:
        return make(reader.many(node, field, lambda item, name: one.read(reader, item, name)))

    return value(words, read, {"type": "array", "items": one.schema}, one.schema)


def unless_empty(one: SettingValue) -> SettingValue:
    """The value; nothing typed is as good as no such key."""

    def read(reader: Reader, node: Node, field: str) -> object:
        return None if isinstance(node, Scalar) and node.empty else one.read(reader, node, field)

    return SettingValue(words=one.words, read=read, schema=one.schema, settings=one.settings, several=one.several)


def group(make: Callable[..., object], *settings: Setting) -> SettingValue:
    """A mapping with these settings, of which `make` gets those that could be read."""

    def read(reader: Reader, node: Node, field: str) -> object:
        return make(**kept(read_settings_in(reader, node, field, settings)))

    return SettingValue(words=in_braces(settings), read=read, schema=schema_of(settings), settings=settings)


def listed(make: _Read, *settings: Setting, form: shapes.Json | None = None) -> SettingValue:
    """A list of mappings with these settings, which `make` reads.

    `form` is the schema of one mapping, when there are other forms.
    """
    schema: shapes.Json = {"type": "array", "items": form or schema_of(settings)}
    return SettingValue(
        words=f"a list of {in_braces(settings)}", read=make, schema=schema, settings=settings, several=True
    )


def in_braces(settings: tuple[Setting, ...]) -> str:
    """`{name, url}`, for a table."""
    return f"`{{{', '.join(each.name for each in settings)}}}`"


def read_settings_in(
    reader: Reader, node: Node, field: str, settings: tuple[Setting, ...], hints: Mapping[str, str] | None = None
) -> Values:
    """The values of a mapping with these settings."""
    readers = {each.name: each.value.read for each in settings}
    return reader.record(node, field, readers, *(each.name for each in settings if each.required), hints=hints or {})


def items(reader: Reader, node: Node, field: str) -> tuple[Node, ...]:
    """What is in a list; E151 for anything else."""
    if isinstance(node, List):
        return node.items
    if not (isinstance(node, Scalar) and node.empty):
        reader.add(node, "E151", field=field, shape="a list", got="a mapping" if isinstance(node, Map) else "a text")
    return ()


def schema_of(settings: tuple[Setting, ...]) -> shapes.Json:
    """The JSON Schema of a mapping with these settings, for editors."""
    fields = {each.name: _described(each) for each in settings}
    return shapes.record(*(each.name for each in settings if each.required), **fields)


def _described(one: Setting) -> shapes.Json:
    said = (
        one.notes and f"{one.notes[0].upper()}{one.notes[1:]}",
        "Required" if one.required else f"Without it: {one.default}",
    )
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", ". ".join(filter(None, said))).replace("`", "").replace("*", "")
    return {"description": f"{words}.", "anyOf": [one.value.schema, *([] if one.required else [{"type": "null"}])]}


def rows(settings: tuple[Setting, ...], before: str = "") -> Iterator[tuple[str, Setting]]:
    """Each setting with its whole name, such as `feeds.entries` or `components[].id`.

    They are in the order in which the documentation lists them.
    """
    for one in settings:
        name = f"{before}{one.name}"
        if one.notes:
            yield name, one
        yield from rows(one.value.settings, f"{name}[]." if one.value.several else f"{name}.")
