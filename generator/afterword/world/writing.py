"""Writing the files of a site in the processes that make them: what comes back is a few facts, never a text."""

import os
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path

from afterword.core.digest import file_digest
from afterword.core.frozen import frozen
from afterword.world.ahead import Ahead
from afterword.world.inspection import Look

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
        self, site: Path, makes: Mapping[str, Callable[[], bytes]], look: Looks, processes: int, first: Collection[str] = ()
    ) -> None:
        """Begin to write.

        Args:
            site: the folder.
            makes: by its path in the site, what makes the bytes of each file.
            look: looks at each file, once it is written.
            processes: how many; as for `Ahead`.
            first: what is written before there are processes: what was compiled for it is there in each of them.
        """
        self._jobs = {path: partial(write, site, path, make, look) for path, make in makes.items()}
        self._written = {path: self._jobs.pop(path)() for path in first}
        self._ahead = Ahead(self._jobs, processes)

    def finish(self) -> dict[str, Written]:
        """Wait until every file is written. What a process could not write is written now, and raises what it raises."""
        self._written |= {path: self._ahead(path) for path in self._jobs}
        self.close()
        return self._written

    def close(self) -> None:
        """End the processes, whatever they are at."""
        self._ahead.close()


def write(site: Path, path: str, make: Callable[[], bytes], look: Looks) -> Written:
    """Make a file and write it, then look at what stands on the disk."""
    data = make()
    place = f"{site}/{path}"
    try:
        _put(place, data)
    except FileNotFoundError:  # of its folder, which is made once for many files
        os.makedirs(place.rpartition("/")[0], exist_ok=True)  # noqa: PTH103 - for thousands of files
        _put(place, data)
    with open(place, "rb", buffering=0) as file:  # noqa: PTH123 - as above
        there = file.read()
    return Written(digest=file_digest(there), look=look(path, there))


def _put(place: str, data: bytes) -> None:
    with open(place, "wb") as file:  # noqa: PTH123 - for thousands of files
        file.write(data)
