"""Writing the files of a site in the processes that make them: what comes back is a few facts, never a text."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from pathlib import Path

from afterword.core.digest import file_digest
from afterword.core.frozen import frozen
from afterword.outputs.artifacts import Page, TextFile
from afterword.world.publishing.helper_processes import Ahead
from afterword.world.publishing.inspection import Look
from afterword.world.publishing.written_files import make_folder

WORTH_IT = 128
"""From this many files on, starting processes costs less than it saves: what they share is worked out in each of them."""
_PLAIN = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
Looks = Callable[[str, bytes], Look]
"""Looks at a file, given its path in the site and its bytes."""


@frozen
class Written:
    """A file of the site that was written."""

    digest: str
    """Of its bytes, as they stand on the disk."""
    look: Look


class Writers:
    """Processes that make the files of a site and write them, while the one that starts them does something else."""

    def __init__(
        self,
        site: Path,
        makes: Mapping[str, Callable[[], bytes]],
        look: Looks,
        processes: int,
        first: Collection[str] = (),
        group: Callable[[str], str] = str,
    ) -> None:
        """Begin to write.

        Args:
            site: the folder.
            makes: by its path in the site, what makes the bytes of each file.
            look: looks at each file, once it is written.
            processes: how many; as for `Ahead`. Few files are written in this one, when `finish` is called.
            first: what is written before there are processes: what was compiled for it is there in each of them.
            group: files with the same answer are written by one process, one after the other: they are made of the same things.
        """
        self._written = {path: write(site, path, makes[path], look) for path in first}
        groups: dict[str, dict[str, Callable[[], bytes]]] = {}
        for path, make in makes.items():
            if path not in first:
                groups.setdefault(group(path), {})[path] = make
        self._jobs = {name: partial(_write_all, site, files, look) for name, files in groups.items()}
        self._ahead = Ahead(self._jobs, processes if len(makes) >= WORTH_IT else 0, chunk=1)

    def finish(self) -> dict[str, Written]:
        """Wait until every file is written. What a process could not write is written now, and raises what it raises."""
        for name in self._jobs:
            self._written |= self._ahead(name)
        self.close()
        return self._written

    def close(self) -> None:
        """End the processes, whatever they are at."""
        self._ahead.close()


def in_order(artifacts: Iterable[Page | TextFile]) -> list[Page | TextFile]:
    """What shows many incidents takes longest: it comes first, so that no process has much to do when the others are done."""
    return sorted(artifacts, key=lambda one: bool(one.shows))


def first_of(artifacts: Iterable[Page | TextFile]) -> set[str]:
    """The first page that shows an incident, and the first that lists some: most others use the same templates."""
    pages = [one for one in artifacts if isinstance(one, Page)]
    showing = next((page.path for page in pages if page.shows), "")
    return {showing, next((page.path for page in pages if page.lists is not None), "")} - {""}


def _write_all(site: Path, makes: Mapping[str, Callable[[], bytes]], look: Looks) -> dict[str, Written]:
    return {path: write(site, path, make, look) for path, make in makes.items()}


def write(site: Path, path: str, make: Callable[[], bytes], look: Looks) -> Written:
    """Make a file and write it, then look at what stands on the disk."""
    data = make()
    place = f"{site}/{path}"
    try:
        there = _put(place, data)
    except FileNotFoundError:  # of its folder, which is made once for many files
        make_folder(place.rpartition("/")[0])
        there = _put(place, data)
    return Written(digest=file_digest(there), look=look(path, there))


def _put(place: str, data: bytes) -> bytes:
    """Write a file; what is read back from it. There are thousands, so it is opened once, and with nothing between."""
    file = os.open(place, os.O_RDWR | os.O_CREAT | os.O_TRUNC | _PLAIN, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
        os.lseek(file, 0, os.SEEK_SET)
        there = os.read(file, len(data) + 1)
        while len(there) < len(data) and (more := os.read(file, len(data) + 1 - len(there))):
            there += more
        return there
    finally:
        os.close(file)
