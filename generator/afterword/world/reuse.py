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
from hashlib import sha256
from pathlib import Path

from afterword.core.frozen import frozen

_FORM = 1
"""Of the record; one in another form is passed over."""


@frozen
class Record:
    """What an earlier build wrote."""

    made_with: str = ""
    """The fingerprint of all that every file depends on: settings, templates, the program."""
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By its path in the site: the key of what a file was made from, and the SHA-256 of its bytes."""


def read_record(path: Path) -> Record:
    """The record of the last build; an empty one when there is none that can be used."""
    try:
        found = json.loads(path.read_bytes())
        if found["form"] != _FORM:
            return Record()
        files = {str(name): (str(key), str(digest)) for name, (key, digest) in found["files"].items()}
        return Record(made_with=str(found["made_with"]), files=files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Record()


def write_record(path: Path, record: Record) -> None:
    """Write the record in one step. One that cannot be written is left: the next build takes longer."""
    text = json.dumps({"form": _FORM, "made_with": record.made_with, "files": record.files}, indent=0)
    new = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)


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
    found = sha256()
    for text in texts:
        found.update(f"{len(text)}:{text}".encode("utf-8", "surrogatepass"))
    for root in files:
        for path in sorted(path for path in (root.rglob("*") if root.is_dir() else (root,)) if path.is_file() and path.suffix != ".pyc"):
            found.update(f"{path.relative_to(root)}:{_digest(path)}".encode("utf-8", "surrogateescape"))
    return found.hexdigest()


def _digest(path: str | Path) -> str:
    """The SHA-256 of a file's bytes; empty when there is none, and for links, which are not ours."""
    try:
        with open(path, "rb", buffering=0, opener=_opened) as file:
            return sha256(file.read()).hexdigest()
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
