"""Everything that is kept between runs: one folder for each project, outside of it, that is the user's own.

What is kept becomes code and pages: compiled templates run, readings become objects, pages of the last build are published as
they lie there. So nothing is taken from a place into which a repository could bring a file, or another user could write one.
Whatever is missing, broken or not to be trusted costs time and nothing else.
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
from afterword.world.repository.git import GitError, tracked

VARIABLE = "AFTERWORD_STORE"
"""Names the folder in which the folders of all projects lie, where the user's cache folder will not do."""
CACHE = ".cache"
"""Where earlier versions kept things, and where plugins of MkDocs still do: in the project."""
_FORM = b"afterword 1 "
_BINARY = getattr(os, "O_BINARY", 0)
_PRIVATE = 0o700
_TEMPORARY = ".new-"
_LONG_AGO = 3600.0
"""Seconds after which nobody writes a file any more."""


@dataclass(frozen=True, slots=True)
class Store:
    """What is kept for one project, by names such as `templates/x`. Without a folder that can be trusted it keeps nothing."""

    folder: Path | None

    def read(self, name: str) -> bytes | None:
        """What was written under this name; None when there is nothing, or not the whole of it."""
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
        """Keep `data` under this name: whole, or what was there before. When that cannot be done, the next run takes longer."""
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
        """Mark as used what is kept under this name: of a group, what is used stays longest."""
        with suppress(OSError):
            if place := self._place(name, make=False):
                place.touch()

    def tidy(self, group: str, most: int) -> None:
        """Of what is kept in a group (`templates`, the part of a name before the slash), keep the newest only."""
        with suppress(OSError):
            if folder := self._place(f"{group}/x", make=False):
                newest = sorted(folder.parent.iterdir(), key=lambda path: path.lstat().st_mtime, reverse=True)
                for old in newest[most:]:
                    old.unlink()

    def sweep(self) -> None:
        """Take away what runs that were killed have left; not what another run may be writing now."""
        with suppress(OSError):
            for path in self.folder.rglob(f"{_TEMPORARY}*") if self.folder else ():
                if path.lstat().st_mtime < time.time() - _LONG_AGO:
                    path.unlink()

    def _place(self, name: str, *, make: bool) -> Path | None:
        """The path of a name, when every folder on the way to it can be trusted."""
        group, slash, _ = name.rpartition("/")
        if not self.folder or not _is_own_folder(self.folder, make=make) or (slash and not _is_own_folder(self.folder / group, make=make)):
            return None
        return self.folder / name


def open_store(root: Path) -> Store:
    """The store of the project whose mkdocs.yml lies in `root`."""
    try:
        base, root = _base(), root.resolve()
        if _may_be_brought(base, root):
            return Store(None)
        base.parent.mkdir(parents=True, exist_ok=True)
        trusted = _is_own_folder(base, make=True)
        return Store(base / digest(os.fsencode(root))[:32] if trusted else None)
    except (OSError, RuntimeError):  # no folder of the user's is known, or none can be made
        return Store(None)


def lock_path(root: Path) -> Path:
    """The file whose lock keeps builds of a project apart; without a store it is one for temporary files."""
    folder = open_store(root).folder
    if folder and _is_own_folder(folder, make=True):
        return folder / "lock"
    user = os.getuid() if hasattr(os, "getuid") else 0
    return Path(tempfile.gettempdir()) / f"afterword-{user}-{digest(os.fsencode(root.resolve()))[:32]}.lock"


def kept_by_git(root: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every folder for what is kept that lies in the project, with the files of it that git keeps, if there are any."""
    folders = [CACHE]
    with suppress(OSError, RuntimeError, ValueError):
        inside = _base().resolve().relative_to(root.resolve()).as_posix()
        folders += [inside] if inside.partition("/")[0] != CACHE else []
    for folder in folders:
        with suppress(GitError):
            if files := tracked(root, folder):
                yield folder, files


def _base() -> Path:
    """The folder in which the folders of all projects lie."""
    if named := os.environ.get(VARIABLE):
        return Path(named).absolute()
    home = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(home) if os.path.isabs(home) else Path.home() / CACHE) / "afterword"  # noqa: PTH117 - an empty one is none


def _may_be_brought(base: Path, root: Path) -> bool:
    """Whether a repository could bring files into `base`.

    It cannot, outside of the repository. In it, only a folder that somebody has named for the purpose is used, because
    some CI systems keep nothing else, and only if git says that it holds no file there.
    """
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    place = base.resolve()
    if not any(folder == top or _folded(folder) == _folded(top) for folder in (place, *place.parents)):
        return False
    if not os.environ.get(VARIABLE):
        return True
    try:
        return place == top or bool(tracked(top, place.relative_to(top).as_posix()))
    except (GitError, ValueError):
        return True


def _folded(path: Path) -> str:
    """A path as file systems compare it that do not tell capitals, or forms of one letter, apart."""
    return normalize("NFC", str(path)).casefold()


def _is_own_folder(path: Path, *, make: bool) -> bool:
    """Whether this is a folder of the user's into which nobody else may write, and no link; it is made when there is none."""
    if make:
        with suppress(FileExistsError):
            path.mkdir(mode=_PRIVATE)
    facts = path.lstat()
    return stat.S_ISDIR(facts.st_mode) and _is_own(facts)


def _is_own(facts: os.stat_result) -> bool:
    mine = not hasattr(os, "getuid") or facts.st_uid == os.getuid()
    return mine and not facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _open_own(path: str, flags: int) -> int:
    """Open a file of the user's own, and nothing else that has its name.

    Raises:
        OSError: it is a link, a device, or somebody else may write it.
    """
    facts = os.lstat(path)
    if not stat.S_ISREG(facts.st_mode) or not _is_own(facts):
        raise PermissionError(path)
    return os.open(path, flags | _BINARY | getattr(os, "O_NOFOLLOW", 0))
