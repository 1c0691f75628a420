"""Reads what a writer writes: the folder of incidents and the settings file. Links are never followed."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from afterword.core.sources import Source, Stray, StrayKind, Tree, UpdateFile
from afterword.reading.text import MAX_BYTES

_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")


def read_tree(root: Path, incidents: str, settings: str) -> Tree:
    """Read all sources below `root`, the folder of mkdocs.yml.

    Args:
        root: the folder that paths in problems are relative to.
        incidents: the folder of incidents, POSIX, relative to `root`.
        settings: the settings file, POSIX, relative to `root`.
    """
    strays: list[Stray] = []
    sources = sorted(_sources(root, incidents, strays), key=lambda source: source.path)
    file = root / settings
    return Tree(
        sources=tuple(sources),
        strays=tuple(sorted(strays, key=lambda stray: stray.path)),
        settings_path=settings,
        settings=_read(file) if _is_file(file) else b"",
    )


def _sources(root: Path, incidents: str, strays: list[Stray]) -> Iterator[Source]:
    entries = dict(_entries(root, incidents, strays))
    folders = {name: dict(_entries(root, f"{incidents}/{name}", strays)) for name, folder in entries.items() if folder}
    for name, folder in entries.items():
        if folder or name.lower() == "readme.md":
            continue
        path = f"{incidents}/{name}"
        if name.endswith(".md"):
            yield _source(root, path, f"{path[:-3]}", folders.get(name[:-3]), strays)
        elif name.lower().endswith(_MARKDOWN):
            strays.append(Stray(path=path, kind=StrayKind.NAME))
    for name, inside in folders.items():
        path = f"{incidents}/{name}"
        if inside.get("index.md") is False:
            yield _source(root, f"{path}/index.md", path, inside, strays)
        elif f"{name}.md" not in entries and _holds_text(root, path, inside, strays):
            strays.append(Stray(path=path, kind=StrayKind.FOLDER))


def _holds_text(root: Path, path: str, inside: dict[str, bool], strays: list[Stray]) -> bool:
    names = set(inside) | (set(dict(_entries(root, f"{path}/updates", strays))) if inside.get("updates") else set())
    return any(name.lower().endswith(_MARKDOWN) for name in names)


def _source(root: Path, path: str, folder: str, inside: dict[str, bool] | None, strays: list[Stray]) -> Source:
    names = sorted(name for name, is_folder in _entries(root, f"{folder}/updates", strays) if not is_folder) if inside else []
    texts = [name for name in names if name.lower().endswith(_MARKDOWN) and name.lower() != "readme.md"]
    return Source(
        path=path,
        data=_read(root / path),
        updates=tuple(UpdateFile(path=f"{folder}/updates/{name}", data=_read(root / folder / "updates" / name)) for name in texts),
        files=frozenset(_files(root, folder, "", strays)) if inside else frozenset(),
    )


def _files(root: Path, folder: str, below: str, strays: list[Stray]) -> Iterator[str]:
    """Names of the plain files in the folder of an incident, other than its texts."""
    for name, is_folder in _entries(root, f"{folder}/{below}".rstrip("/"), strays):
        if is_folder:
            yield from _files(root, folder, f"{below}{name}/", strays)
        elif not name.lower().endswith(_MARKDOWN):
            yield f"{below}{name}"


def _entries(root: Path, folder: str, strays: list[Stray]) -> Iterator[tuple[str, bool]]:
    """Yield (name, is a folder) of plain files and folders, sorted; names that begin with `.` or `_` are passed over."""
    try:
        found = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in found:
        if entry.name.startswith((".", "_")):
            continue
        if entry.is_symlink():
            stray = Stray(path=f"{folder}/{entry.name}", kind=StrayKind.LINK)
        elif entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False):
            yield entry.name, entry.is_dir(follow_symlinks=False)
            continue
        else:
            stray = Stray(path=f"{folder}/{entry.name}", kind=StrayKind.DEVICE)
        if stray not in strays:
            strays.append(stray)


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _read(path: Path) -> bytes:
    """The bytes of a plain file, up to one more than are ever used."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
