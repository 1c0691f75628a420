"""Keep data between runs: in one folder per project, outside of the project, that belongs to the user.

What is kept becomes code and pages: compiled templates are executed, readings are unpickled, pages of the last build
are published unchanged. So nothing is taken from a place that a repository could contain or another user could write
to. Data that is missing, broken or not trusted only costs time.
"""

import os
import secrets
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from afterword.core.digest import digest
from afterword.world.refusal import WriteError
from afterword.world.repository.git import GitError, tracked

VARIABLE = "AFTERWORD_STORE"
"""Environment variable for the folder of all stores, if the user's cache folder is not suitable."""
CACHE = ".cache"
"""The folder inside the project in which earlier versions kept data, as plugins of MkDocs still do."""
_FORM = b"afterword 1 "
_BINARY = getattr(os, "O_BINARY", 0)
_PRIVATE = 0o700
_TEMPORARY = ".new-"
_TEXTS = "texts"
_LONG_AGO = 3600.0
"""Seconds after which a temporary file is certainly abandoned."""


@dataclass(frozen=True, slots=True)
class Store:
    """The kept data of one project, by names such as `templates/x`. Without a trusted folder it keeps nothing."""

    folder: Path | None

    def read(self, name: str) -> bytes | None:
        """The data with this name; None when it is missing or incomplete."""
        try:
            if not (place := self._place(name, make=False)):
                return None
            with open(place, "rb", opener=_open_own) as file:
                data = file.read()
        except OSError:
            return None
        head, _, rest = data.partition(b"\n")
        return rest if head == _FORM + digest(rest).encode() else None

    def write(self, name: str, data: bytes) -> None:
        """Keep data under this name, atomically. If that fails, the next run only takes longer."""
        with suppress(OSError):
            if not (place := self._place(name, make=True)):
                return
            new = place.with_name(f"{_TEMPORARY}{secrets.token_hex(8)}")
            try:
                with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600), "wb") as file:
                    file.write(_FORM + digest(data).encode() + b"\n")
                    file.write(data)
                new.replace(place)
            finally:
                new.unlink(missing_ok=True)

    def use(self, name: str) -> None:
        """Mark the data with this name as used. In a group, recently used data is kept longest."""
        with suppress(OSError):
            if place := self._place(name, make=False):
                place.touch()

    def tidy(self, group: str, most: int) -> None:
        """Keep only the newest data of a group, which is the part of names before the slash, e.g. `templates`."""
        with suppress(OSError):
            if folder := self._place(f"{group}/x", make=False):
                newest = sorted(folder.parent.iterdir(), key=lambda path: path.lstat().st_mtime, reverse=True)
                for old in newest[most:]:
                    old.unlink()

    def sweep(self) -> None:
        """Delete temporary files of killed runs, but not those that another run may be writing."""
        with suppress(OSError):
            for path in self.folder.rglob(f"{_TEMPORARY}*") if self.folder else ():
                if path.lstat().st_mtime < time.time() - _LONG_AGO:
                    path.unlink()

    def _place(self, name: str, *, make: bool) -> Path | None:
        """The path of a name; None unless every folder on the way is trusted."""
        group, slash, _ = name.rpartition("/")
        if (
            not self.folder
            or not _is_own_folder(self.folder, make=make)
            or (slash and not _is_own_folder(self.folder / group, make=make))
        ):
            return None
        return self.folder / name


def open_store(root: Path) -> Store:
    """The store of the project whose mkdocs.yml is in `root`."""
    try:
        base, root = _base(), root.resolve()
        if _may_be_brought(base, root):
            return Store(None)
        base.parent.mkdir(parents=True, exist_ok=True)
        trusted = _is_own_folder(base, make=True)
        return Store(base / digest(os.fsencode(root))[:32] if trusted else None)
    except (OSError, RuntimeError):  # the user's folder is unknown, or cannot be created
        return Store(None)


def lock_path(root: Path) -> Path:
    """The file whose lock keeps builds of a project apart; without a store, it is in the folder of temporary files."""
    folder = open_store(root).folder
    if folder and _is_own_folder(folder, make=True):
        return folder / "lock"
    return _temporary(root).with_suffix(".lock")


def texts_folder(root: Path) -> Path:
    """The folder for texts that are not published yet. Only the user can read it, and it is not in the repository.

    It is in the store; without one, or if that is in the repository, it is with the temporary files.

    Raises:
        WriteError: there can be no such folder.
    """
    top = _repository(root.resolve())
    for folder in (open_store(root).folder, _temporary(root)):
        with suppress(OSError):
            if folder and not _is_in(folder.resolve(), top) and all(map(_is_private, (folder, folder / _TEXTS))):
                return folder / _TEXTS
    raise WriteError(
        f"there is no folder of yours for your text, so no editor was opened. Set {VARIABLE} to one, outside of the "
        "repository, to which only you can write"
    )


def kept_by_git(root: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every folder of kept data inside the project, with the files in it that are committed, if any."""
    folders = [CACHE]
    with suppress(OSError, RuntimeError, ValueError):
        inside = _base().resolve().relative_to(root.resolve()).as_posix()
        folders += [inside] if inside.partition("/")[0] != CACHE else []
    for folder in folders:
        with suppress(GitError):
            if files := tracked(root, folder):
                yield folder, files


def _base() -> Path:
    """The folder of all stores."""
    if named := os.environ.get(VARIABLE):
        return Path(named).absolute()
    home = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(home) if os.path.isabs(home) else Path.home() / CACHE) / "afterword"  # noqa: PTH117 - an empty one is none


def _temporary(root: Path) -> Path:
    """The folder of a project among the temporary files, which may not exist."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    return Path(tempfile.gettempdir()) / f"afterword-{user}-{digest(os.fsencode(root.resolve()))[:32]}"


def _repository(root: Path) -> Path:
    """The top folder of the repository; without one, `root`."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)


def _is_in(place: Path, top: Path) -> bool:
    """Whether a place is inside a folder, also where the file system ignores case."""
    return any(folder == top or _folded(folder) == _folded(top) for folder in (place, *place.parents))


def _may_be_brought(base: Path, root: Path) -> bool:
    """Whether a repository could contain files in `base`.

    Not outside of the repository. Inside, only a folder that a user named for this purpose is accepted, because some CI
    systems keep nothing else, and only if no file in it is committed.
    """
    top, place = _repository(root), base.resolve()
    if not _is_in(place, top):
        return False
    if not os.environ.get(VARIABLE):
        return True
    try:
        return place == top or bool(tracked(top, place.relative_to(top).as_posix()))
    except (GitError, ValueError):
        return True


def _folded(path: Path) -> str:
    """A path in the form in which file systems compare it that ignore case and Unicode normalization."""
    return normalize("NFC", str(path)).casefold()


def _is_own_folder(path: Path, *, make: bool) -> bool:
    """Whether a path is a folder of the user to which nobody else can write, and not a link. Created with `make`."""
    if make:
        with suppress(FileExistsError):
            path.mkdir(mode=_PRIVATE)
    facts = path.lstat()
    return stat.S_ISDIR(facts.st_mode) and _is_own(facts)


def _is_private(path: Path) -> bool:
    """Whether a path is a folder of the user, which is created if it is missing.

    Under Windows a mode says nothing. There the store is not used, and the temporary files are the user's own.
    """
    return _is_own_folder(path, make=True) or (not hasattr(os, "getuid") and stat.S_ISDIR(path.lstat().st_mode))


def _is_own(facts: os.stat_result) -> bool:
    mine = not hasattr(os, "getuid") or facts.st_uid == os.getuid()
    return mine and not facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _open_own(path: str, flags: int) -> int:
    """Open a file of the user, and nothing else with its name.

    Raises:
        OSError: it is a link or a device, or somebody else can write to it.
    """
    facts = os.lstat(path)
    if not stat.S_ISREG(facts.st_mode) or not _is_own(facts):
        raise PermissionError(path)
    return os.open(path, flags | _BINARY | getattr(os, "O_NOFOLLOW", 0))
