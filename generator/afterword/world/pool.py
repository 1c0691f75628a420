"""Reading with all cores: a pool of processes where there is enough to read, else one after the other."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor

from afterword.core.sources import Source
from afterword.reading.incident import Parsed

_WORTH_IT = 200
"""From this many sources on, starting processes costs less than it saves."""


def each_in_pool(read: Callable[[Source], Parsed], sources: Iterable[Source]) -> Iterator[Parsed]:
    """Apply `read`, which must be picklable, to every source; the results come in the order of the sources."""
    todo = tuple(sources)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(todo) < _WORTH_IT or cores < 2:
        yield from map(read, todo)
        return
    # A fork shares what is loaded already. Only the command comes here, and it has no threads.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(cores, mp_context=context) as pool:
        yield from pool.map(read, todo, chunksize=max(1, len(todo) // (cores * 4)))
