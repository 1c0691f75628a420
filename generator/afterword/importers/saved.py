"""Answers of a program's API that somebody saved as JSON."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from afterword.importers.folder import Folder, text_of

_FIRST_YEAR, _LAST_YEAR = 1970, 2999
Json = Mapping[str, Any]


def read_json(folder: Folder, name: str) -> object:
    """What is in a file; None when it cannot be read. Several documents in one file are a list, as `gh api --paginate` writes them."""
    data = folder.read(name)
    if data is None:
        return None
    text = text_of(data)[0].strip()
    found: list[object] = []
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        try:
            one, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return None
        found.append(one)
        at = re.compile(r"\s*").match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
    if len(found) == 1:
        return found[0]
    return [one for part in found for one in (part if isinstance(part, list) else [part])]


def dicts(value: object) -> tuple[Json, ...]:
    """The objects of a list."""
    return tuple(one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def text(value: object) -> str:
    """A text, a number as one, and nothing for anything else."""
    return value if isinstance(value, str) else str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def time_of(value: object) -> datetime | None:
    """A time as APIs write it, with an offset; in UTC, to the second."""
    if not isinstance(value, str) or not value:
        return None
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    sane = found.tzinfo is not None and _FIRST_YEAR <= found.year <= _LAST_YEAR
    return found.astimezone(UTC).replace(microsecond=0) if sane else None


def whole_number(value: object) -> int:
    """A whole number, also one in a text; 0 for anything else."""
    if isinstance(value, bool):
        return 0
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.strip().isdigit() else 0
