"""Read answers of an API that were saved as JSON."""

import json
import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from afterword.importers.clocks import Zones
from afterword.importers.folder import Folder, open_folder, text_of
from afterword.importers.imported import Imported, Importer, Options

_FIRST_YEAR, _LAST_YEAR = 1970, 2999
Json = Mapping[str, Any]


def read_json(folder: Folder, name: str) -> object:
    """The content of a file; None when it cannot be read. Several documents, as of `gh api --paginate`: a list."""
    data = folder.read(name)
    if data is None:
        return None
    text = text_of(data)[0].strip()
    documents: list[object] = []
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        try:
            document, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return None
        documents.append(document)
        at = re.compile(r"\s*").match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
    if len(documents) == 1:
        return documents[0]
    return [item for part in documents for item in (part if isinstance(part, list) else [part])]


class NumberedSource(Importer):
    """Records of saved files, in the order of their numbers. The file that was read last is kept in memory."""

    def __init__(self, where: str, what: str, options: Options) -> None:
        """Find the file and the position of each record. What `_number` collects must be there before."""
        self._folder = open_folder(where, what)
        self._zones = Zones(usual=options.zone)
        self._places: dict[int, tuple[str, int]] = {}
        for name in self._folder.names(".json"):
            for position, row in enumerate(self._rows(name)):
                if number := self._number(row):
                    self._places.setdefault(number, (name, position))
        self._order = sorted(self._places)
        self._last: tuple[str, Sequence[Json]] = ("", ())

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, position: int) -> Imported:
        """The record at this position."""
        number = self._order[position]
        name, row = self._places[number]
        if name != self._last[0]:
            self._last = name, self._rows(name)
        return self._record(number, name, self._last[1][row])

    @abstractmethod
    def _rows(self, name: str) -> Sequence[Json]:
        """The objects in a file."""

    @abstractmethod
    def _number(self, row: Json) -> int:
        """The number of a record; 0 for any other object, which may be collected."""

    @abstractmethod
    def _record(self, number: int, file: str, row: Json) -> Imported:
        """Read a record."""


def dicts(value: object) -> tuple[Json, ...]:
    """The objects of a list."""
    return tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def text(value: object) -> str:
    """A text, or a number as text; empty for anything else."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


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
    if isinstance(value, int):
        return 0 if isinstance(value, bool) else value
    return int(value) if isinstance(value, str) and value.strip().isdigit() else 0
