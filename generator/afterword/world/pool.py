"""Read with all processors: in a pool of processes if there is enough to read, else one by one."""

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

from afterword.world.garbage_collection import search_rarely

_In = TypeVar("_In")
_Out = TypeVar("_Out")
WORTH_IT = 200
"""From this many sources on, starting processes saves time."""
_CHUNK = 16
"""Sources per task of a worker. Few, so that the parent can process results while the workers read on."""


def processors() -> int:
    """Number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each_in_pool(read: Callable[[_In], _Out], sources: Iterable[_In], batch: int = 1) -> Iterator[_Out]:
    """Apply `read`, which must be picklable, to every source, or to every batch of up to `batch` sources, in order."""
    todo = tuple(sources)
    cores = processors()
    if len(todo) * batch < WORTH_IT or cores < 2:
        yield from map(read, todo)
        return
    gc.freeze()  # the garbage collector then skips all existing objects, here and in the workers
    # A fork shares what is loaded already. Only the command runs this, and it has no threads.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    chunk = max(1, min(_CHUNK // batch, len(todo) // (cores * 4)))
    try:
        with ProcessPoolExecutor(cores, mp_context=context, initializer=_begin, initargs=(read, todo)) as pool:
            yield from pool.map(_one, range(len(todo)), chunksize=chunk)
    finally:
        gc.unfreeze()


_work: tuple[Callable[[Any], Any], Sequence[Any]]
"""The function and the sources of a worker. They are sent once; tasks are only numbers."""


def _begin(read: Callable[[Any], Any], sources: Sequence[Any]) -> None:
    global _work  # noqa: PLW0603 - a worker is a process of its own
    _work = read, sources
    search_rarely()


def _one(number: int) -> Any:  # noqa: ANN401 - whatever `read` makes
    read, sources = _work
    return read(sources[number])
