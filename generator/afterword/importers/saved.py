"""Read answers of an API that were saved as JSON."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from afterword.importers.folder import Folder, text_of

_FIRST_YEAR, _LAST_YEAR = 1970, 2999
Json = Mapping[str, Any]


def read_json(folder: Folder, name: str) -> object:
    """The content of a file; None when it cannot be read.

    Several documents in a file, as of `gh api --paginate`, become a list.
    """
    data = folder.read(name)
    if data is None:
        return None
    text = text_of(data)[0].strip()
    documents: list[object] = []
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        try:
            one, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return None
        documents.append(one)
        at = re.compile(r"\s*").match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
    if len(documents) == 1:
        return documents[0]
    return [item for part in documents for item in (part if isinstance(part, list) else [part])]


class NumberedRecords:
    """Records of saved files, in the order of their numbers. The file that was read last is kept in memory."""

    def __init__(self, places: Mapping[int, tuple[str, int]], rows: Callable[[str], Sequence[Json]]) -> None:
        """Take the file and the position of each record, by its number, and what reads the records of a file."""
        self._places = places
        self._order = sorted(places)
        self._rows = rows
        self._read: tuple[str, Sequence[Json]] = ("", ())

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, position: int) -> tuple[int, str, Json]:
        """The number, the file and the content of the record at this position."""
        number = self._order[position]
        name, row = self._places[number]
        if name != self._read[0]:
            self._read = name, self._rows(name)
        return number, name, self._read[1][row]


def dicts(value: object) -> tuple[Json, ...]:
    """The objects of a list."""
    return tuple(one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def text(value: object) -> str:
    """A text, or a number as text; empty for anything else."""
    return (
        value
        if isinstance(value, str)
        else str(value)
        if isinstance(value, int) and not isinstance(value, bool)
        else ""
    )


def time_of(value: object) -> datetime | None:
    """A time with an offset, as APIs write it, in UTC and to the second; None for anything else."""
    if not isinstance(value, str) or not value:
        return None
    try:
        time = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    sane = time.tzinfo is not None and _FIRST_YEAR <= time.year <= _LAST_YEAR
    return time.astimezone(UTC).replace(microsecond=0) if sane else None


def whole_number(value: object) -> int:
    """A whole number, or one in a text; 0 for anything else."""
    if isinstance(value, bool):
        return 0
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.strip().isdigit() else 0
