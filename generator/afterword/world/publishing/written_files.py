"""Reuse files that an earlier build wrote.

The page of a closed incident stays the same for years. After each build a record keeps, for every such file, a digest
of its inputs and of its bytes, and its size, time and inode. A later build reuses the file when its inputs have not
changed and nobody touched it: size, time and inode equal those in the record, or else the bytes do. A record that is
missing, broken or outdated costs time, but never makes a wrong page.
"""

import json
import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path

from afterword.core.digest import digest
from afterword.core.frozen import frozen
from afterword.outputs.artifact_keys import framed
from afterword.world.kept.store import Store
from afterword.world.publishing.site_manifest import digest_of

_NAME = "written.json"
"""The name of the record in the store."""
_COARSE = 1_000_000
"""Nanoseconds. A time that is a multiple of this comes from a file system with coarse times, where two changes may have
the same time: there the bytes decide."""
Stamp = tuple[int, int, int]
"""Size, modification time in nanoseconds, and inode. The ctime is no use: another hard link changes it."""
Written = tuple[str, str, Stamp]
"""For a file: the key of its inputs, the digest of its bytes, and its stamp."""


@frozen
class WrittenRecord:
    """The files that an earlier build wrote."""

    made_with: str = ""
    """The fingerprint of everything on which every file depends: settings, templates, the program."""
    files: Mapping[str, Written] = field(default_factory=dict)
    """By their paths in the site."""


def read_record(store: Store) -> WrittenRecord:
    """The record of the last build; empty when there is none that can be used."""
    try:
        kept = json.loads(store.read(_NAME) or b"")
        files = {
            name: (key, made, (size, time, inode)) for name, (key, made, size, time, inode) in kept["files"].items()
        }
        return WrittenRecord(made_with=str(kept["made_with"]), files=files)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return WrittenRecord()


def write_record(store: Store, record: WrittenRecord) -> None:
    """Keep the record for the next build."""
    files = {path: (key, made, *stamp) for path, (key, made, stamp) in record.files.items()}
    store.write(_NAME, json.dumps({"made_with": record.made_with, "files": files}).encode())


class Reuse:
    """The files of one build, and those that it reuses from the published site."""

    def __init__(self, old: Path, record: WrittenRecord, made_with: str) -> None:
        """Reuse files of the folder `old` that are in `record`, if it has the same fingerprint."""
        self._old = old
        self._record = record if record.made_with == made_with else WrittenRecord()
        self.made_with = made_with
        self._keys: dict[str, str] = {}
        self._kept: dict[str, Written] = {}
        self.record = WrittenRecord()
        """The record for the next build."""

    @property
    def kept(self) -> frozenset[str]:
        """The files that were reused."""
        return frozenset(self._kept)

    def take(self, new: Path, keys: Mapping[str, str], named: Mapping[str, str]) -> frozenset[str]:
        """Put every reusable file into the folder `new`, and return their paths.

        Args:
            new: the folder of the new site.
            keys: by path in the site: the key of a file's inputs. Files without a key are not reused.
            named: the titles in the navigation, which is on every page.
        """
        self._keys = {path: framed(key, named) if path.endswith(".html") else key for path, key in keys.items()}
        folders: set[str] = set()
        for path, key in self._keys.items():
            known = self._record.files.get(path)
            if known and known[0] == key and (stamp := _unchanged(f"{self._old}/{path}", known)):
                folder = path.rpartition("/")[0]
                if folder not in folders:
                    folders.add(folder)
                    _make_folder(f"{new}/{folder}")
                self._kept[path] = (key, known[1], _link(f"{self._old}/{path}", f"{new}/{path}", stamp))
        return self.kept

    def note(self, new: Path, written: Mapping[str, str]) -> None:
        """Record what the next build may reuse of the complete site `new`; `written`: the digests that are known."""
        files = {
            path: self._kept.get(path) or _written(f"{new}/{path}", key, written.get(path))
            for path, key in self._keys.items()
        }
        self.record = WrittenRecord(made_with=self.made_with, files={path: row for path, row in files.items() if row})


def fingerprint(texts: Iterable[str], files: Iterable[Path]) -> str:
    """One digest of texts and of files. A folder stands for all files below it, with their names."""
    named = []
    for root in files:
        paths = (
            path for path in (root.rglob("*") if root.is_dir() else (root,)) if path.is_file() and path.suffix != ".pyc"
        )
        named += [part for path in sorted(paths) for part in (os.fsencode(path.relative_to(root)), digest_of(path))]
    return digest(*texts, b"", *named)


def _written(path: str, key: str, known: str | None) -> Written | None:
    """The record of a file that was just written; None when it does not exist. `known` is its digest, if known."""
    stamp, made = _stamp(path), known or digest_of(path)
    return (key, made, stamp) if stamp and made else None


def _unchanged(path: str, known: Written) -> Stamp | None:
    """The stamp of a file that is as it was written; None when it is not."""
    _, made, before = known
    stamp = _stamp(path)
    if stamp and ((stamp == before and stamp[1] % _COARSE) or digest_of(path) == made):
        return stamp
    return None


def _stamp(path: str) -> Stamp | None:
    """The stamp of a plain file; None without one."""
    try:
        facts = os.lstat(path)
    except OSError:
        return None
    return (facts.st_size, facts.st_mtime_ns, facts.st_ino) if stat.S_ISREG(facts.st_mode) else None


def _make_folder(path: str) -> None:
    """Make a folder. Mostly the one around it exists, so this is not asked beforehand."""
    try:
        os.mkdir(path)  # noqa: PTH102 - for thousands of folders
    except OSError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103 - as above


def _link(old: str, new: str, stamp: Stamp) -> Stamp:
    """Link a file to a new name, or copy it where the file system has no links. Returns its stamp."""
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        shutil.copy2(old, new)
        return _stamp(new) or stamp
    return stamp
