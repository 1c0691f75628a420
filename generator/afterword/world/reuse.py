"""What an earlier build wrote and need not be written again.

A page of an incident that is over stays the same for years. After each build a record keeps what every such file was
made from and which bytes came of it. A later build takes the file over when both still hold: nothing that
it was made from has changed, and nobody has touched it. A record that is missing, broken or false costs time and
never a wrong page: the bytes of each file are compared before it is taken.
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path

from afterword.core.digest import digest
from afterword.core.frozen import frozen
from afterword.world.store import Store

_NAME = "written.json"
"""The record in the store."""


@frozen
class Record:
    """What an earlier build wrote."""

    made_with: str = ""
    """The fingerprint of all that every file depends on: settings, templates, the program."""
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By its path in the site: the key of what a file was made from, and the digest of its bytes."""


def read_record(store: Store) -> Record:
    """The record of the last build; an empty one when there is none that can be used."""
    try:
        found = json.loads(store.read(_NAME) or b"")
        files = {str(name): (str(key), str(made)) for name, (key, made) in found["files"].items()}
        return Record(made_with=str(found["made_with"]), files=files)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Record()


def write_record(store: Store, record: Record) -> None:
    """Keep the record for the next build."""
    store.write(_NAME, json.dumps({"made_with": record.made_with, "files": record.files}, indent=0).encode())


class Reuse:
    """The files of one build, and what it takes over from the site that stands."""

    def __init__(self, old: Path, record: Record, made_with: str) -> None:
        """Take over from the folder `old` what `record` vouches for, if it was made with the same things."""
        self._old = old
        self._record = record if record.made_with == made_with else Record()
        self._made_with = made_with
        self._keys: dict[str, str] = {}
        self._kept: dict[str, str] = {}

    @property
    def kept(self) -> frozenset[str]:
        """The files that were taken over."""
        return frozenset(self._kept)

    def take(self, new: Path, keys: Mapping[str, str]) -> frozenset[str]:
        """Put every file that is still right into the folder `new`, and say which.

        Args:
            new: the folder of the new site.
            keys: by its path in the site, what a file is made from; files without a key are not asked for.
        """
        self._keys = dict(keys)
        folders: set[str] = set()
        for path, key in keys.items():
            known = self._record.files.get(path)
            if known and known[0] == key and _digest(f"{self._old}/{path}") == known[1]:
                folder = path.rpartition("/")[0]
                if folder not in folders:
                    folders.add(folder)
                    (new / folder).mkdir(parents=True, exist_ok=True)
                _link(f"{self._old}/{path}", f"{new}/{path}")
                self._kept[path] = known[1]
        return self.kept

    def record(self, new: Path) -> Record:
        """What the next build may take over, once `new` is whole."""
        digests = {path: self._kept.get(path) or _digest(f"{new}/{path}") for path in self._keys}
        files = {path: (self._keys[path], digest) for path, digest in digests.items() if digest}
        return Record(made_with=self._made_with, files=files)


def fingerprint(texts: Iterable[str], files: Iterable[Path]) -> str:
    """One digest of texts and of the bytes of files; folders stand for all files below them, with their names."""
    named = []
    for root in files:
        paths = (path for path in (root.rglob("*") if root.is_dir() else (root,)) if path.is_file() and path.suffix != ".pyc")
        named += [part for path in sorted(paths) for part in (os.fsencode(path.relative_to(root)), _digest(path))]
    return digest(*texts, b"", *named)


def _digest(path: str | Path) -> str:
    """The digest of a file's bytes; empty when there is none, and for links, which are not ours."""
    try:
        with open(path, "rb", buffering=0, opener=_opened) as file:
            return digest(file.read())
    except OSError:
        return ""


def _opened(path: str, flags: int) -> int:
    """Open a file, but no link to one."""
    if not hasattr(os, "O_NOFOLLOW") and os.path.islink(path):  # noqa: PTH114 - as above
        raise OSError(path)
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


def _link(old: str, new: str) -> None:
    """The same file under another name, or a copy where the file system has no links."""
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        shutil.copy2(old, new)
