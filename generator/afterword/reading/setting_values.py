"""The kinds of values of settings: words for errors and docs, a function that reads it, a schema for editors."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import partial
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
        typed = reader.number(node, field)
        if typed is not None and not first <= typed <= last:
            reader.add(node, "E151", field=field, shape=words, got=str(typed))
            return None
        return typed

    return value(words, read, {"type": "integer", "minimum": first, "maximum": last})


def word(known: type[StrEnum]) -> SettingValue:
    """One of the fixed words."""
    words = ", ".join(f"`{member.value}`" for member in known)
    schema: shapes.Json = {"enum": [member.value for member in known]}
    return value(words, lambda reader, node, field: reader.word(node, field, known), schema)


def many(kind: SettingValue, words: str, make: Callable[[tuple[Any, ...]], object] = tuple) -> SettingValue:
    """A list of values of one kind; a single one will do."""

    def read(reader: Reader, node: Node, field: str) -> object:
        return make(reader.many(node, field, partial(kind.read, reader)))

    return value(words, read, {"type": "array", "items": kind.schema}, kind.schema)


def unless_empty(kind: SettingValue) -> SettingValue:
    """The value; nothing typed is as good as no such key."""

    def read(reader: Reader, node: Node, field: str) -> object:
        return None if isinstance(node, Scalar) and node.empty else kind.read(reader, node, field)

    return replace(kind, read=read)


def group(make: Callable[..., object], *settings: Setting) -> SettingValue:
    """A mapping with these settings, of which `make` gets those that could be read."""

    def read(reader: Reader, node: Node, field: str) -> object:
        return make(**kept(read_settings_in(reader, node, field, settings)))

    return SettingValue(words=in_braces(settings), read=read, schema=schema_of(settings), settings=settings)


def listed(make: _Read, *settings: Setting, form: shapes.Json | None = None) -> SettingValue:
    """A list of mappings with these settings, which `make` reads. `form` is the schema of one, if there are others."""
    words = f"a list of {in_braces(settings)}"
    schema: shapes.Json = {"type": "array", "items": form or schema_of(settings)}
    return SettingValue(words=words, read=make, schema=schema, settings=settings, several=True)


def in_braces(settings: tuple[Setting, ...]) -> str:
    """`{name, url}`, for a table."""
    return f"`{{{', '.join(row.name for row in settings)}}}`"


def read_settings_in(
    reader: Reader, node: Node, field: str, settings: tuple[Setting, ...], hints: Mapping[str, str] | None = None
) -> Values:
    """The values of a mapping with these settings."""
    readers = {row.name: row.value.read for row in settings}
    return reader.record(node, field, readers, *_required(settings), hints=hints or {})


def _required(settings: tuple[Setting, ...]) -> list[str]:
    return [row.name for row in settings if row.required]


def items(reader: Reader, node: Node, field: str) -> tuple[Node, ...]:
    """What is in a list; E151 for anything else."""
    if isinstance(node, List):
        return node.items
    if not (isinstance(node, Scalar) and node.empty):
        reader.add(node, "E151", field=field, shape="a list", got="a mapping" if isinstance(node, Map) else "a text")
    return ()


def schema_of(settings: tuple[Setting, ...]) -> shapes.Json:
    """The JSON Schema of a mapping with these settings, for editors."""
    return shapes.record(*_required(settings), **{row.name: _described(row) for row in settings})


def _described(row: Setting) -> shapes.Json:
    notes = row.notes and f"{row.notes[0].upper()}{row.notes[1:]}"
    parts = filter(None, (notes, "Required" if row.required else f"Without it: {row.default}"))
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", ". ".join(parts)).replace("`", "").replace("*", "")
    return {"description": f"{words}.", "anyOf": [row.value.schema, *([] if row.required else [{"type": "null"}])]}


def rows(settings: tuple[Setting, ...], before: str = "") -> Iterator[tuple[str, Setting]]:
    """Each setting with its whole name, such as `feeds.entries` or `components[].id`, in the order of the docs."""
    for row in settings:
        name = f"{before}{row.name}"
        if row.notes:
            yield name, row
        yield from rows(row.value.settings, f"{name}[]." if row.value.several else f"{name}.")
