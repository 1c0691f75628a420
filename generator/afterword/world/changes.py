"""Detect changed files by polling, because no notification works on every system and every network share."""

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

Seen = Mapping[str, tuple[int, int, int]]
"""By path: modification time, size and inode of each file."""
_PAUSE = 0.2
"""The shortest pause between two looks, in seconds."""
_SHARE = 20
"""The pause is at least this many times as long as one look, which takes long for thousands of files."""
_SETTLED = 0.05
"""Seconds without any change before files are read, so that none is read while it is written."""
_PATIENCE = 2.0


def seen(places: Iterable[Path]) -> Seen:
    """All these files, and those in these folders, without links and editors' temporary files."""
    files: dict[str, tuple[int, int, int]] = {}
    for place in places:
        if place.is_dir():
            files.update(_below(str(place)))
        elif place.is_file():
            files[str(place)] = _state(place.stat())
    return files


def wait_for_change(places: Iterable[Path], before: Seen) -> Seen:
    """Wait until something differs from `before` and is stable again. Returns the new state."""
    listed = tuple(places)
    while True:
        start = time.monotonic()
        now = seen(listed)
        if now != before:
            return _rested(listed, now)
        time.sleep(max(_PAUSE, _SHARE * (time.monotonic() - start)))


def _rested(places: tuple[Path, ...], now: Seen) -> Seen:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        time.sleep(_SETTLED)
        if (later := seen(places)) == now:
            break
        now = later
    return now


def _state(facts: os.stat_result) -> tuple[int, int, int]:
    return (facts.st_mtime_ns, facts.st_size, facts.st_ino)


def _below(folder: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name.endswith("~"):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from _below(entry.path)
                else:
                    yield entry.path, _state(entry.stat(follow_symlinks=False))
    except OSError:  # it was deleted in the meantime
        return
