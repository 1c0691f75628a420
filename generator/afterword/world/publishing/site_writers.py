"""Write the files of a site in the processes that make them. Only facts are returned, never texts."""

import os
import shutil
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path

from afterword.core.digest import file_digest
from afterword.core.frozen import frozen
from afterword.outputs.artifacts import Page, TextFile
from afterword.outputs.urls import group
from afterword.world.publishing.helper_processes import Ahead
from afterword.world.publishing.inspection import Look

WORTH_IT = 128
"""From this many files on, starting processes saves time: each has to compute what they share."""
_PLAIN = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
Make = Callable[[Page | TextFile], bytes]
"""Makes the bytes of a file."""
Looks = Callable[[str, bytes], Look]
"""Inspects a file, given its path in the site and its bytes."""


@frozen
class Written:
    """A file of the site that was written."""

    digest: str
    """The digest of its bytes on the disk."""
    look: Look


class Writers:
    """Processes that make and write the files of a site while the parent does something else."""

    def __init__(
        self, site: Path, artifacts: Collection[Page | TextFile], make: Make, look: Looks, processes: int
    ) -> None:
        """Start to write; `look` inspects each file on the disk.

        Few files are written in this process, when `finish` is called. Those that use the templates of most others are
        written before the processes start, so that all share the compiled templates. Files of one group are written by
        one process in a row, because they share their inputs.
        """
        # Those that show many incidents come first: they take longest, and should not be left to the end.
        ordered = sorted(artifacts, key=lambda artifact: bool(artifact.shows))
        makes = {artifact.path: partial(make, artifact) for artifact in ordered}
        first = _first_of(artifacts)
        self._written = {path: write(site, path, makes[path], look) for path in first}
        groups: dict[str, dict[str, Callable[[], bytes]]] = {}
        for path, job in makes.items():
            if path not in first:
                groups.setdefault(group(path), {})[path] = job
        self._jobs = {name: partial(_write_all, site, files, look) for name, files in groups.items()}
        self._ahead = Ahead(self._jobs, processes if len(makes) >= WORTH_IT else 0, chunk=1)

    def finish(self) -> dict[str, Written]:
        """Wait until every file is written; what a process could not write is written here, or raises."""
        for name in self._jobs:
            self._written |= self._ahead(name)
        self.close()
        return self._written

    def close(self) -> None:
        """End the processes at once."""
        self._ahead.close()


def copy_file(old: Path, new: Path) -> None:
    """Copy a file to a place whose folder may be missing."""
    new.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(old, new)


def write_text(path: Path, text: str) -> None:
    """Write a file whose folder may be missing; as HTML has it, a character that is not Unicode is a reference."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="xmlcharrefreplace")


def _first_of(artifacts: Collection[Page | TextFile]) -> set[str]:
    """The first page that shows an incident, and the first that lists some: most others use the same templates."""
    pages = [artifact for artifact in artifacts if isinstance(artifact, Page)]
    showing = next((page.path for page in pages if page.shows), "")
    return {showing, next((page.path for page in pages if page.lists is not None), "")} - {""}


def _write_all(site: Path, makes: Mapping[str, Callable[[], bytes]], look: Looks) -> dict[str, Written]:
    return {path: write(site, path, make, look) for path, make in makes.items()}


def write(site: Path, path: str, make: Callable[[], bytes], look: Looks) -> Written:
    """Make and write a file, then inspect what is on the disk."""
    data = make()
    place = f"{site}/{path}"
    try:
        there = _put(place, data)
    except FileNotFoundError:  # its folder is missing; it is created once for many files
        os.makedirs(place.rpartition("/")[0], exist_ok=True)  # noqa: PTH103 - for thousands of folders
        there = _put(place, data)
    return Written(digest=file_digest(there), look=look(path, there))


def _put(place: str, data: bytes) -> bytes:
    """Write a file and read it back. There are thousands, so each is opened once, and without buffering."""
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
