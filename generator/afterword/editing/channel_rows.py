"""Add entries to `channels:` of an incident file, and change no other byte.

Comments, order, line ends and the byte order mark stay. The result is read again, and is refused unless it says exactly
what the file said before, plus the new entries.
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
    """Add these channels to the bytes of a file; None when that cannot be done safely."""
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
        place = _place(parts.front, rows, [_entry(channel) for channel in channels])
    except yaml.YAMLError:
        return None
    if place is None:
        return None
    row, column, added = place
    end = "\r\n" if "\r\n" in text[: text.find("\n") + 1] else "\n"
    lines = text.split("\n")
    if column is None:
        lines[row + 1 : row + 1] = [f"{line}\r" if end == "\r\n" else line for line in added]
    else:
        line = lines[row + 1]
        lines[row + 1] = line[:column] + added[0] + line[column:]
    edited = "\n".join(lines).encode()
    return edited if _says(edited, data, channels) else None


def _entry(channel: Channel) -> str:
    pairs = (f"{name}: {value if name == 'at' else _scalar(value)}" for name, value in _as_data(channel).items())
    return f"{{{', '.join(pairs)}}}"


def _scalar(text: str) -> str:
    plainly = _SIMPLE.fullmatch(text) and text.lower() not in _WORDS
    return text if plainly else json.dumps(text, ensure_ascii=False)


def _place(front: str, rows: list[str], entries: list[str]) -> tuple[int, int | None, list[str]] | None:
    """Find where the entries go; None when the field has a form to which no entry can be added.

    Returns a row of the front matter and lines to insert before it, or a row, a column and a piece of text to insert
    there.
    """
    events = _field(front)
    if not events:
        return len(rows), None, [f"{_FIELD}:", *(f"  - {entry}" for entry in entries)]
    first, last = events[0], events[-1]
    start, end = first.start_mark, last.end_mark
    if isinstance(first, yaml.ScalarEvent):
        if first.value or first.style:
            return None
        return start.line + 1, None, [f"  - {entry}" for entry in entries]
    if not isinstance(first, yaml.SequenceStartEvent):
        return None
    if first.flow_style:
        joined = ", ".join(entries)
        return end.line, end.column - 1, [joined if len(events) == 2 else f", {joined}"]
    marks = [event.end_mark for event in events[1:-1] if not _is_block_end(event)]
    inner = max(marks, key=lambda mark: mark.index)
    row = inner.line + (1 if inner.column else 0)
    return row, None, [f"{' ' * start.column}- {entry}" for entry in entries]


def _is_block_end(event: Any) -> bool:  # noqa: ANN401 - an event of YAML's, whose marks have two classes
    """Whether an event ends a block collection. Its mark stands where the next token begins, behind comments."""
    return bool(event.start_mark.index == event.end_mark.index and isinstance(event, yaml.CollectionEndEvent))


def _field(front: str) -> list[Any]:
    """The parser events of the field's value; empty when the field is missing."""
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


def _says(edited: bytes, data: bytes, channels: Sequence[Channel]) -> bool:
    """Whether the new file says what the old one says, plus the entries."""
    old, old_body = _data(data)
    new, new_body = _data(edited)
    entries = [_as_data(channel) for channel in channels]
    was = old.get(_FIELD)
    return old_body == new_body and new == {**old, _FIELD: [*(was if isinstance(was, list) else []), *entries]}


def _as_data(channel: Channel) -> dict[str, str]:
    fields = {"name": channel.name, "at": plain(channel.at.at) if channel.at else "", "audience": channel.audience}
    return {key: value for key, value in fields.items() if value}


def _data(data: bytes) -> tuple[dict[str, object], str]:
    parts = split("", data.decode().removeprefix("\ufeff").replace("\r\n", "\n"), [])
    node = read_yaml("", parts.front, 2, []) if parts else None
    values = as_data(node) if node else {}
    return (values if isinstance(values, dict) else {}), parts.body if parts else ""
