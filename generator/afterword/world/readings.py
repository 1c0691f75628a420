"""What was read before: the result of reading a source stays while the source, the settings and the program do.

The store lies in the user's own cache folder and never in the project: what is loaded from it becomes objects of
the program, so nothing that a repository can bring along may be taken for it. Whatever is missing or not as it should be
is read anew.
"""

import json
import os
import pickle
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from afterword.core.sources import Source
from afterword.reading.incident import IncidentReader, Parsed
from afterword.world.pool import WORTH_IT, each_in_pool

_FORM = b"afterword readings 1\n"
_FILES = 6
"""How many stores of one project are kept: of its checks, its builds, and those of another branch."""
Each = Callable[[Callable[[Source], Parsed], Iterable[Source]], Iterable[Parsed]]


def each_kept(root: Path, made_with: str, each: Callable[[Callable[[Source], bytes], Iterable[Source]], Iterable[bytes]]) -> Each:
    """Read what has not been read before with `each`, and take the rest from the store.

    Args:
        root: the folder of the project.
        made_with: a digest of all that reading depends on beside the source and the people (incremental.py); empty: nothing is kept.
        each: applies a function to many sources, in their order.
    """

    def read_all(read: Callable[[Source], Parsed], sources: Iterable[Source]) -> Iterator[Parsed]:
        todo = tuple(sources)
        folder = _folder(root)
        if len(todo) < WORTH_IT or not made_with or folder is None or not isinstance(read, IncidentReader):
            yield from each_in_pool(read, todo)
            return
        depends = json.dumps([made_with, read.wording, sorted(read.people)])
        path = folder / sha256(depends.encode()).hexdigest()[:32]
        known = _load(path)
        missing = [source for source in todo if source.digest not in known]
        made = iter(each(_Packed(read), missing))
        kept: dict[str, bytes] = {}
        for source in todo:
            packed = kept[source.digest] = known.get(source.digest) or next(made)
            yield pickle.loads(packed)  # noqa: S301 - made by this user's own runs, in a folder that only this user may write
        if missing:
            _store(path, kept)

    return read_all


@dataclass(frozen=True, slots=True)
class _Packed:
    """Reads a source into bytes: a worker sends them as they are, and the store keeps them as they are."""

    read: IncidentReader

    def __call__(self, source: Source) -> bytes:
        return pickle.dumps(self.read(source), pickle.HIGHEST_PROTOCOL)


def _folder(root: Path) -> Path | None:
    """The folder of a project in the user's cache; None where it cannot be made, or where others may write into it."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    try:
        base = Path(home) if os.path.isabs(home) else Path.home() / ".cache"  # noqa: PTH117 - an empty one is none
        folder = base / "afterword" / sha256(os.fsencode(root.resolve())).hexdigest()[:32]
        if folder.is_relative_to(root.resolve()):
            return None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _own(folder) else None
    except (OSError, RuntimeError):
        return None


def _own(path: Path) -> bool:
    """Whether it is the user's, and nobody else may write it."""
    facts = path.lstat()
    mine = not hasattr(os, "getuid") or facts.st_uid == os.getuid()
    return mine and not stat.S_ISLNK(facts.st_mode) and not facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _load(path: Path) -> Mapping[str, bytes]:
    """What is kept, by the digest of its source; nothing when the file is not whole."""
    try:
        if not _own(path):
            return {}
        data = path.read_bytes()
        head, _, rest = data.partition(b"\n\n")
        if not head.startswith(_FORM) or sha256(rest).hexdigest() != json.loads(head[len(_FORM) :])["sha256"]:
            return {}
        sizes = json.loads(head[len(_FORM) :])["sizes"]
        found, at = {}, 0
        for digest, size in sizes:
            found[digest] = rest[at : at + size]
            at += size
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    with suppress(OSError):
        path.touch()  # what is used stays longest
    return found


def _store(path: Path, kept: Mapping[str, bytes]) -> None:
    """Write the store in one step, and take old ones away. One that cannot be written is left: the next run takes longer."""
    rest = b"".join(kept.values())
    head = json.dumps({"sha256": sha256(rest).hexdigest(), "sizes": [(digest, len(packed)) for digest, packed in kept.items()]})
    new = path.with_suffix(f".{os.getpid()}")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_FORM + head.encode() + b"\n\n" + rest)
        new.replace(path)
        stores = sorted(path.parent.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in stores[_FILES:]:
            old.unlink()
    except OSError:
        with suppress(OSError):
            new.unlink()
