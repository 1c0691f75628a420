"""The files of a source on the disk. Symbolic links out of it are not followed."""

import os
from abc import abstractmethod
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote

from afterword.core.frozen import frozen
from afterword.core.sources import MAX_ASSET
from afterword.importers.cleaning import plain_lines
from afterword.importers.imported import Imported, Importer, Notes
from afterword.world.refusal import stop

MAX_FILE = 64 * 2**20
"""A larger file is not part of a history."""
_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif")
_PUBLIC = ("", "static", "assets", "public", "source", "src", "docs")
"""Folders from which other programs publish the file that the address `/img/x.png` names."""


@frozen
class Folder:
    """A folder that contains a source."""

    root: Path
    """An absolute path without symbolic links."""

    def names(self, *endings: str) -> tuple[str, ...]:
        """The files with these endings at any depth, as sorted POSIX paths. Dot-folders are skipped."""
        paths: list[str] = []
        for where, folders, files in os.walk(self.root):
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
            base = Path(where).relative_to(self.root)
            paths += [
                (base / name).as_posix()
                for name in files
                if name.lower().endswith(endings) and not name.startswith(".")
            ]
        return tuple(sorted(paths))

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None when it does not exist here, or is too large."""
        path = self.root / name
        try:
            if not path.resolve().is_relative_to(self.root) or not path.is_file() or path.stat().st_size > MAX_FILE:
                return None
            return path.read_bytes()
        except OSError:
            return None

    def picture(self, folder: str, link: str) -> tuple[str, bytes] | None:
        """Name and bytes of the picture to which a link in a text of `folder` leads; None without one."""
        path = unquote(link.partition("?")[0].partition("#")[0])
        if not path.lower().endswith(_PICTURES) or ":" in path:
            return None
        places = [f"{folder}/{path}", path] if not path.startswith("/") else [f"{base}{path}" for base in _PUBLIC]
        for place in places:
            name = normpath(place.lstrip("/"))
            data = None if name.startswith("..") else self.read(name)
            if data is not None and len(data) <= MAX_ASSET:
                return name.rpartition("/")[2], data
        return None


def open_folder(where: str, what: str) -> Folder:
    """Open the folder that a user named.

    Raises:
        RefusalError: the folder does not exist.
    """
    path = Path(where)
    if not path.is_dir():
        stop(f"there is no folder {where}. Name the one with {what}.")
    return Folder(root=path.resolve())


class FolderSource(Importer):
    """A source with a record in each file of a folder that has one of these endings."""

    def __init__(self, where: str, what: str, *endings: str) -> None:
        self._folder = open_folder(where, what)
        self._names = self._folder.names(*endings)

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, number: int) -> Imported:
        """The file at this position."""
        notes = Notes(self._names[number])
        if reason := self._passed_over(notes.path):
            return notes.skipped(reason)
        data = self._folder.read(notes.path)
        if data is None:
            return notes.skipped("the file cannot be read, or is larger than 64 MiB")
        text, utf8 = text_of(data)
        return self._record(plain_lines(text), notes, utf8=utf8)

    def file(self, folder: str, link: str) -> tuple[str, bytes] | None:
        """A picture beside the texts."""
        return self._folder.picture(folder, link)

    def _passed_over(self, name: str) -> str:  # noqa: ARG002 - for sources that do
        """Why a file is not read; empty for one that is."""
        return ""

    @abstractmethod
    def _record(self, text: str, notes: Notes, *, utf8: bool) -> Imported:
        """Read the text of the file `notes.path`; one that is not UTF-8 was read as Windows-1252."""


def text_of(data: bytes) -> tuple[str, bool]:
    """Decode a file; whether it was UTF-8. Other texts are read as Windows-1252, which never fails."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), False
    try:
        return data.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), False
