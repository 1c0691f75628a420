"""Read front matter of other programs: YAML, TOML or JSON. Broken front matter is read line by line."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import field
from typing import Any

import yaml

from afterword.core.frozen import frozen

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Reads every scalar as the text that was typed."""
_LINE = re.compile(r"(?P<key>[A-Za-z_][\w\-]*)\s*[:=]\s*(?P<value>.*)")
_ITEM = re.compile(r"\s*-\s+(?P<value>.*)|\s*-\s*$")
_FENCES = {"---", "+++"}
Value = str | tuple[str, ...]


@frozen
class ForeignFrontMatter:
    """The front matter of a file, and the text below it."""

    fields: Mapping[str, Value] = field(default_factory=dict)
    """By their names in small letters."""
    lines: Mapping[str, int] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    found: bool = False
    fault: str = ""
    """What is wrong with it."""
    fault_line: int = 1

    def text(self, name: str) -> str:
        """A field as one text; empty when it is missing."""
        value = self.fields.get(name, "")
        value = ", ".join(value) if isinstance(value, tuple) else value
        return "" if value.strip().lower() in {"null", "~", "none", '""', "''"} else value.strip()

    def listed(self, name: str) -> tuple[str, ...]:
        """A field as a list. A single text becomes a list of one."""
        value = self.fields.get(name, ())
        values = value if isinstance(value, tuple) else (value,)
        return tuple(value.strip() for value in values if value.strip() and value.strip().lower() not in {"null", "~"})

    def line(self, name: str) -> int:
        """The line of a field; 1 when it is missing."""
        return self.lines.get(name, 1)


def read_front(text: str) -> ForeignFrontMatter:
    """Read the front matter of a file. Never fails."""
    rows = text.split("\n")
    first = next((number for number, row in enumerate(rows) if row.strip()), 0)
    opening = rows[first].strip() if rows else ""
    if opening.startswith("{"):
        return _json(text, rows, first)
    if opening not in _FENCES:
        return ForeignFrontMatter(body=text)
    below = range(first + 1, len(rows))
    last = next((number for number in below if rows[number].rstrip() == opening), None)
    fault, body_row = "", (last or 0) + 1
    if last is None:
        body_row = last = next((number for number in below if not _may_be_front(rows[number])), len(rows))
        fault = f"the front matter is not closed with {opening}; it is read as far as it looks like fields"
    front = rows[first + 1 : last]
    fields, more = _fields(front, opening)
    return ForeignFrontMatter(
        fields=fields,
        lines=_lines(front, first + 2),
        body="\n".join(rows[body_row:]),
        body_line=body_row + 1,
        found=True,
        fault=fault or more,
        fault_line=first + 1,
    )


def _may_be_front(row: str) -> bool:
    bare = row.strip()
    return not bare or bare.startswith("#") or bool(_LINE.match(bare)) or bool(_ITEM.match(row)) or row.startswith("  ")


def _lines(rows: list[str], first: int) -> dict[str, int]:
    lines: dict[str, int] = {}
    for number, row in enumerate(rows):
        if match := _LINE.match(row):
            lines.setdefault(match["key"].lower(), first + number)
    return lines


def _fields(rows: list[str], opening: str) -> tuple[dict[str, Value], str]:
    """The fields, and what is wrong with them; broken ones are read line by line."""
    text, kind = "\n".join(rows), "TOML" if opening == "+++" else "YAML"
    try:
        data = tomllib.loads(text) if kind == "TOML" else yaml.load(text.replace("\t", "  "), Loader=_LOADER)  # noqa: S506 - it makes texts only
    except (yaml.YAMLError, ValueError, RecursionError):
        return _by_line(rows), f"the front matter is no valid {kind}; it is read line by line"
    if isinstance(data, dict):
        return _values(data), ""
    return _by_line(rows), "" if data is None else "the front matter is no list of fields; it is read line by line"


def _json(text: str, rows: list[str], first: int) -> ForeignFrontMatter:
    start = text.index("{")
    try:
        data, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return ForeignFrontMatter(body=text)
    body = text[end:]
    line = text[:end].count("\n") + 1
    return ForeignFrontMatter(
        fields=_values(data),
        lines=_lines([row.strip().replace('"', "") for row in rows], first + 1),
        body=body,
        body_line=line,
        found=True,
    )


def _values(data: Mapping[Any, object]) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    for key, value in data.items():
        name = str(key).lower()
        if isinstance(value, (list, tuple)):
            fields[name] = tuple(map(_text, value))
        elif isinstance(value, dict):
            fields |= {f"{name}.{inner}": text for inner, text in _values(value).items()}
        else:
            fields[name] = _text(value)
    return fields


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return ": ".join(_text(part) for pair in value.items() for part in pair)
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_text, value))
    return str(value)


def _by_line(rows: list[str]) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    last = ""
    for row in rows:
        if row.strip().startswith("#"):
            continue
        item = _ITEM.match(row)
        if item and last:
            before = fields.get(last, "")
            listed = before if isinstance(before, tuple) else ((before,) if before else ())
            fields[last] = (*listed, _bare(item["value"] or ""))
        elif line := _LINE.match(row.strip()):
            last = line["key"].lower()
            value = line["value"].strip()
            if value.startswith("[") and value.endswith("]"):
                fields[last] = tuple(_bare(part) for part in value[1:-1].split(",") if part.strip())
            else:
                fields[last] = _bare(value)
    return fields


def _bare(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value.partition(" #")[0].strip()
