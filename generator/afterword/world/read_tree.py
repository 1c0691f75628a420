"""Read the files of writers: the folder of incidents, and the settings file. Links are not followed.

This module alone decides what is an incident, an update or a stray. `arrange` works on a listing, so the files may be
on the disk or in a revision of the history.
"""

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from enum import Enum, auto
from pathlib import Path
from typing import Protocol
from unicodedata import normalize

from afterword.core.sources import HEAD, MAX_ASSET, MAX_TEXT, Source, Stray, StrayKind, Tree, UpdateFile
from afterword.safety.assets import is_text_asset
from afterword.syntax.names import update_order
from afterword.syntax.text import MAX_BYTES, illegal

_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
_OF_A_FOLDER = frozenset(
    ("readme", "license", "licence", "copying", "codeowners", "makefile", "contributing", "thumbs", "desktop")
)
_LIKE_AN_UPDATE = re.compile(r"(?:[0-9]{4}-?[0-9]{2}-?[0-9]{2}T|now-).*\.txt", re.IGNORECASE | re.DOTALL)
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)))
)


class EntryKind(Enum):
    """The kind of a directory entry."""

    FILE = auto()
    FOLDER = auto()
    LINK = auto()
    DEVICE = auto()


class Listing(Protocol):
    """Files by their POSIX paths, relative to the folder of mkdocs.yml."""

    def entries(self, folder: str) -> Iterable[tuple[str, EntryKind]]:
        """The names in a folder, in any order; empty when there is no such folder."""

    def read(self, path: str) -> bytes:
        """The bytes of a plain file, up to one more than are ever used; empty when there is none."""


def read_tree(root: Path, incidents: str, settings: str) -> Tree:
    """Read all sources below the folder of mkdocs.yml. The other paths are POSIX, relative to it."""
    disk = _Disk(root)
    tree = arrange(disk, incidents, settings)
    sources = (
        replace(
            source,
            heads={
                name: disk.read(f"{source.folder}/{name}", MAX_TEXT + 1 if is_text_asset(name) else HEAD)
                for name in source.files
            },
            large=frozenset(name for name in source.files if disk.size(f"{source.folder}/{name}") > MAX_ASSET),
        )
        if source.files
        else source
        for source in tree.sources
    )
    return replace(
        tree,
        sources=tuple(sources),
        strays=(*tree.strays, *disk.strays(incidents, stat.S_ISDIR), *disk.strays(settings, stat.S_ISREG)),
    )


def read_plain(root: Path, path: str) -> bytes | None:
    """The bytes of a plain file below `root`, as many as are ever used; None for a link, a device or a missing file."""
    disk = _Disk(root)
    return None if any(disk.strays(path, stat.S_ISREG)) or not (root / path).is_file() else disk.read(path)


def arrange(listing: Listing, incidents: str, settings: str) -> Tree:
    """Sort the files of a listing: incidents with their updates and files, and strays."""
    strays: list[Stray] = []
    sources = sorted(_sources(listing, incidents, strays), key=lambda source: source.path)
    return Tree(
        sources=tuple(sources),
        strays=tuple(sorted(strays, key=lambda stray: stray.path)),
        settings_path=settings,
        settings=listing.read(settings),
    )


def is_text(name: str) -> bool:
    """Whether a file of this name is read as a text, rather than only linked to."""
    return name.lower().endswith(_MARKDOWN)


def is_of_a_folder(name: str) -> bool:
    """Whether a file of this name describes its folder, such as a README, and is never published."""
    stem = name.partition(".")[0].lower()
    return stem in _OF_A_FOLDER


def is_passed_over(name: str) -> bool:
    """True for names that are never read: dot-files, and names that begin with `_`."""
    return name.startswith((".", "_"))


def _sources(listing: Listing, incidents: str, strays: list[Stray]) -> Iterator[Source]:
    entries = dict(_entries(listing, incidents, strays))
    folders = {
        name: dict(_entries(listing, f"{incidents}/{name}", strays)) for name, folder in entries.items() if folder
    }
    for name, folder in entries.items():
        if folder or name.lower() == "readme.md":
            continue
        path = f"{incidents}/{name}"
        if name.endswith(".md"):
            yield _source(listing, path, f"{path[:-3]}", folders.get(name[:-3]), strays)
        elif is_text(name):
            strays.append(Stray(path=path, kind=StrayKind.NAME))
        elif not is_of_a_folder(name):
            strays.append(Stray(path=path, kind=StrayKind.NOT_READ))
    for name, inside in folders.items():
        path = f"{incidents}/{name}"
        if inside.get("index.md") is False:
            yield _source(listing, f"{path}/index.md", path, inside, strays)
        elif f"{name}.md" not in entries and _holds_text(listing, path, inside, strays):
            strays.append(Stray(path=path, kind=StrayKind.FOLDER))
        elif f"{name}.md" not in entries:
            strays += [
                Stray(path=f"{path}/{file}", kind=StrayKind.NOT_READ) for file, folder in inside.items() if not folder
            ]


def _holds_text(listing: Listing, path: str, inside: dict[str, bool], strays: list[Stray]) -> bool:
    names = set(inside) | (set(dict(_entries(listing, f"{path}/updates", strays))) if inside.get("updates") else set())
    return any(is_text(name) for name in names)


def _source(listing: Listing, path: str, folder: str, inside: dict[str, bool] | None, strays: list[Stray]) -> Source:
    names = (
        [name for name, is_folder in _entries(listing, f"{folder}/updates", strays) if not is_folder] if inside else []
    )
    strays += [
        Stray(path=f"{folder}/updates/{name}", kind=StrayKind.NOT_READ)
        for name in names
        if _LIKE_AN_UPDATE.fullmatch(name)
    ]
    names.sort(key=update_order)
    texts = [f"{folder}/updates/{name}" for name in names if is_text(name) and name.lower() != "readme.md"]
    return Source(
        path=path,
        data=listing.read(path),
        updates=tuple(UpdateFile(path=text, data=listing.read(text)) for text in texts),
        files=frozenset(_files(listing, folder, "", strays)) if inside else frozenset(),
    )


def _files(listing: Listing, folder: str, below: str, strays: list[Stray]) -> Iterator[str]:
    """Yield the plain files in the folder of an incident, except its texts."""
    for name, is_folder in _entries(listing, f"{folder}/{below}".rstrip("/"), strays):
        if is_folder:
            yield from _files(listing, folder, f"{below}{name}/", strays)
        elif not is_text(name):
            yield f"{below}{name}"


def _entries(listing: Listing, folder: str, strays: list[Stray]) -> Iterator[tuple[str, bool]]:
    """Yield name and `is a folder` of plain files and folders, sorted. Names that are never read are skipped."""
    first: dict[str, str] = {}
    told: set[str] = set()
    for name, entry in sorted(listing.entries(folder), key=lambda pair: pair[0]):
        if is_passed_over(name):
            continue
        shown = "".join(f"\\u{ord(sign):04X}" if sign in "\t\n" or illegal(sign) else sign for sign in name)
        if shown != name:
            _add(strays, Stray(path=f"{folder}/{shown}", kind=StrayKind.UNREADABLE))
            continue
        own = name.removesuffix(".md")  # an incident's file and its folder share one name
        twin = first.setdefault(normalize("NFC", own).casefold(), own)
        if twin != own and own not in told:
            told.add(own)
            _add(strays, Stray(path=f"{folder}/{name}", kind=StrayKind.TWIN, twin=twin))
        if not is_text(name) and name.partition(".")[0].lower() in _RESERVED:
            _add(strays, Stray(path=f"{folder}/{name}", kind=StrayKind.RESERVED))
        if entry in {EntryKind.FILE, EntryKind.FOLDER}:
            yield name, entry is EntryKind.FOLDER
            continue
        _add(
            strays, Stray(path=f"{folder}/{name}", kind=StrayKind.LINK if entry is EntryKind.LINK else StrayKind.DEVICE)
        )


def _add(strays: list[Stray], stray: Stray) -> None:
    if stray not in strays:  # a folder may be listed twice
        strays.append(stray)


class _Disk:
    """The files on the disk."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._links: dict[str, Path | None] = {}
        """By folder: the outermost link on the way to it."""

    def entries(self, folder: str) -> list[tuple[str, EntryKind]]:
        if self._link(folder):
            return []
        try:
            with os.scandir(self._root / folder) as inside:
                return [(entry.name, _kind(entry)) for entry in inside]
        except (FileNotFoundError, NotADirectoryError):
            return []

    def strays(self, path: str, is_right: Callable[[int], bool]) -> Iterator[Stray]:
        """Yield the path itself if it is of another kind, or the link on the way to it."""
        if link := self._link(path.rpartition("/")[0]):
            yield Stray(path=link.relative_to(self._root).as_posix(), kind=StrayKind.LINK)
            return
        try:
            mode = (self._root / path).lstat().st_mode
        except OSError:
            return
        if not is_right(mode):
            yield Stray(path=path, kind=StrayKind.LINK if stat.S_ISLNK(mode) else StrayKind.DEVICE)

    def read(self, path: str, size: int = MAX_BYTES + 1) -> bytes:
        if self._link(path.rpartition("/")[0]):
            return b""
        file = os.path.join(self._root, path)  # noqa: PTH118 - there are thousands
        try:
            plain = stat.S_ISREG(os.lstat(file).st_mode)  # to open a FIFO would wait for ever
        except OSError:
            return b""
        if not plain:
            return b""
        with open(file, "rb") as opened:  # noqa: PTH123 - as above
            return opened.read(size)

    def size(self, path: str) -> int:
        """The size of a plain file in bytes; 0 without one."""
        try:
            return (self._root / path).lstat().st_size
        except OSError:
            return 0

    def _link(self, folder: str) -> Path | None:
        """The outermost link among the folders between the root and this one."""
        if folder not in self._links:
            path = self._root / folder
            inside = path != self._root and path.is_relative_to(self._root)
            above = self._link(folder.rpartition("/")[0]) if inside else None
            self._links[folder] = above or (path if inside and path.is_symlink() else None)
        return self._links[folder]


def _kind(entry: os.DirEntry[str]) -> EntryKind:
    if entry.is_symlink():
        return EntryKind.LINK
    if entry.is_dir(follow_symlinks=False):
        return EntryKind.FOLDER
    return EntryKind.FILE if entry.is_file(follow_symlinks=False) else EntryKind.DEVICE
