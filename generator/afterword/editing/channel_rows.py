"""Adds entries to `channels:` of an incident file, and leaves every other byte as it is.

Comments, order, line ends and the byte order mark stay. The result is read again before it is given back: when it
does not say exactly what it said before and the new entries, there is none.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from afterword.core.incident_parts import Channel
from afterword.core.times import plain
from afterword.syntax.nodes import read_yaml
from afterword.syntax.text import split
from afterword.syntax.values import as_data

_SIMPLE = re.compile(r"[A-Za-z][A-Za-z0-9 .\-]{0,198}[A-Za-z0-9.]")
_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null"))
_FIELD = "channels"


def with_channels(data: bytes, channels: Sequence[Channel]) -> bytes | None:
    """The bytes of the file with these channels added; None when that cannot be done safely."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    flat = text.removeprefix("\ufeff").replace("\r\n", "\n")
    parts = split("", flat, [])
    if parts is None or "\r" in flat:
        return None
    rows = parts.front.split("\n") if parts.front else []
    try:
        row, column, added = _place(parts.front, rows, [_entry(channel) for channel in channels])
    except (yaml.YAMLError, _NoPlaceError):
        return None
    end = "\r\n" if "\r\n" in text[: text.find("\n") + 1] else "\n"
    lines = text.split("\n")
    if column is None:
        lines[row + 1 : row + 1] = [f"{line}\r" if end == "\r\n" else line for line in added]
    else:
        line = lines[row + 1]
        lines[row + 1] = line[:column] + added[0] + line[column:]
    made = "\n".join(lines).encode()
    return made if _says(made, data, channels) else None


class _NoPlaceError(Exception):
    """The field has a form to which nothing can be added."""


def _entry(channel: Channel) -> str:
    when = f", at: {plain(channel.at.at)}" if channel.at else ""
    who = f", audience: {_scalar(channel.audience)}" if channel.audience else ""
    return f"{{name: {_scalar(channel.name)}{when}{who}}}"


def _scalar(text: str) -> str:
    plainly = _SIMPLE.fullmatch(text) and text.lower() not in _WORDS
    return text if plainly else json.dumps(text, ensure_ascii=False)


def _place(front: str, rows: list[str], entries: list[str]) -> tuple[int, int | None, list[str]]:
    """The row of the front matter before which lines go in, or the row and the column at which a piece does."""
    events = _field(front)
    if not events:
        return len(rows), None, [f"{_FIELD}:", *(f"  - {entry}" for entry in entries)]
    first, last = events[0], events[-1]
    if isinstance(first, yaml.ScalarEvent):
        if first.value or first.style:
            raise _NoPlaceError
        return _begin(first).line + 1, None, [f"  - {entry}" for entry in entries]
    if not isinstance(first, yaml.SequenceStartEvent):
        raise _NoPlaceError
    if first.flow_style:
        joined = ", ".join(entries)
        return _end(last).line, _end(last).column - 1, [joined if len(events) == 2 else f", {joined}"]
    inner = max((_end(event) for event in events[1:-1] if not _is_block_end(event)), key=lambda mark: mark.index)
    row = inner.line + (1 if inner.column else 0)
    return row, None, [f"{' ' * _begin(first).column}- {entry}" for entry in entries]


def _begin(event: yaml.Event) -> Any:  # noqa: ANN401 - a mark of YAML's, which has two classes
    return event.start_mark


def _end(event: yaml.Event) -> Any:  # noqa: ANN401 - as above
    return event.end_mark


def _is_block_end(event: yaml.Event) -> bool:
    """The end of a mapping or list in lines stands where the next thing begins, behind comments."""
    return isinstance(event, yaml.CollectionEndEvent) and _begin(event).index == _end(event).index


def _field(front: str) -> list[yaml.Event]:
    """The events of the field's value; none when it is not there."""
    events = iter(yaml.parse(front, Loader=yaml.SafeLoader))
    for event in events:
        if isinstance(event, yaml.MappingStartEvent):
            break
    for key in events:
        value = list(_value(events))
        if isinstance(key, yaml.ScalarEvent) and key.value == _FIELD:
            return value
    return []


def _value(events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    depth = 0
    for event in events:
        yield event
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth <= 0:
            return


def _says(made: bytes, data: bytes, channels: Sequence[Channel]) -> bool:
    """Whether the new file says what the old one said, and the entries."""
    old, old_body = _data(data)
    new, new_body = _data(made)
    entries = [_as_data(channel) for channel in channels]
    was = old.get(_FIELD)
    return old_body == new_body and new == {**old, _FIELD: [*(was if isinstance(was, list) else []), *entries]}


def _as_data(channel: Channel) -> dict[str, str]:
    found = {"name": channel.name, "at": plain(channel.at.at) if channel.at else "", "audience": channel.audience}
    return {key: value for key, value in found.items() if value}


def _data(data: bytes) -> tuple[dict[str, object], str]:
    parts = split("", data.decode().removeprefix("\ufeff").replace("\r\n", "\n"), [])
    node = read_yaml("", parts.front, 2, []) if parts else None
    read = as_data(node) if node else {}
    return (read if isinstance(read, dict) else {}), parts.body if parts else ""
