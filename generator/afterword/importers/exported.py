"""Export a history to one JSON file, and import it again without loss."""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from afterword.core.sources import Source
from afterword.importers.imported import Imported, Importer, Options
from afterword.importers.saved import Json, dicts
from afterword.world.refusal import stop

_FORMAT = "afterword export"
_VERSION = 1


def exported(sources: Iterable[Source], root: Path) -> Iterator[str]:
    """Yield the lines of the JSON file: for each incident one, with all its files. Paths are relative to `root`."""
    yield f'{{"format": "{_FORMAT}", "version": {_VERSION}, "incidents": ['
    before = ""
    for source in sources:
        folder = source.folder.rpartition("/")[0]
        paths = (
            source.path,
            *(update.path for update in source.updates),
            *(f"{source.folder}/{name}" for name in sorted(source.files)),
        )
        files = [_packed(path.removeprefix(f"{folder}/"), (root / path).read_bytes()) for path in paths]
        if before:
            yield f"{before},"
        before = json.dumps({"id": source.name, "files": files}, ensure_ascii=False)
    if before:
        yield before
    yield "]}"


def _packed(path: str, data: bytes) -> Json:
    """A file as text, or as base64 when it is not UTF-8."""
    try:
        return {"path": path, "text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"path": path, "base64": base64.b64encode(data).decode("ascii")}


class Exported(Importer):
    """A file written by `afterword export`."""

    name = "afterword"
    title = "Afterword"
    local = False
    """The data is in memory, and would have to be sent to every process."""

    def __init__(self, where: str, _options: Options) -> None:
        path = Path(where)
        if not path.is_file():
            stop(f"there is no file {where}. Name the one that `afterword export` wrote.")
        try:
            data = json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict) or data.get("format") != _FORMAT:
            stop(f"{where} is not an export of Afterword. Name the file that `afterword export` wrote.")
        if data.get("version") != _VERSION:
            stop(f"{where} was written by a newer version. Use that version to read it.")
        self._records = tuple(dicts(data.get("incidents")))

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, number: int) -> Imported:
        """The files of an incident; skipped as a whole when one of them must not be written."""
        record = self._records[number]
        name = str(record.get("id") or number + 1)
        files = tuple(_unpacked(file, name) for file in dicts(record.get("files")))
        whole = tuple(filter(None, files))
        if not whole or len(whole) < len(files):
            return Imported(path=name, skipped="one of its files cannot be read, or is outside of its folder")
        return Imported(path=name, files=whole)


def _unpacked(file: Json, name: str) -> tuple[str, bytes] | None:
    """The path in the folder of incidents, and the bytes; None for a file that does not belong to this incident."""
    path, typed, packed = file.get("path"), file.get("text"), file.get("base64")
    if not isinstance(path, str) or not _belongs(path, name):
        return None
    try:
        if isinstance(typed, str):
            return path, typed.encode("utf-8")
        return (path, base64.b64decode(packed, validate=True)) if isinstance(packed, str) else None
    except (binascii.Error, ValueError):
        return None


def _belongs(path: str, name: str) -> bool:
    """Whether a path is the incident's file, or leads into its folder."""
    parts = path.split("/")
    plain = all(part and not part.startswith(".") and "\\" not in part and "\0" not in part for part in parts)
    return plain and "/" not in name and (path == f"{name}.md" or (parts[0] == name and len(parts) > 1))
