"""Reading with all cores: a pool of processes where there is enough to read, else one after the other."""

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
"""From this many sources on, starting processes costs less than it saves."""
_CHUNK = 16
"""Sources that a worker gets at a time: few enough that the parent takes results while the workers read on."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each_in_pool(read: Callable[[_In], _Out], sources: Iterable[_In]) -> Iterator[_Out]:
    """Apply `read`, which must be picklable, to every source; the results come in the order of the sources."""
    todo = tuple(sources)
    cores = processors()
    if len(todo) < WORTH_IT or cores < 2:
        yield from map(read, todo)
        return
    gc.freeze()  # what is loaded by now stays; no search need look at it, here or in a worker
    # A fork shares what is loaded already. Only the command comes here, and it has no threads.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    try:
        with ProcessPoolExecutor(cores, mp_context=context, initializer=_begin, initargs=(read, todo)) as pool:
            yield from pool.map(_one, range(len(todo)), chunksize=max(1, min(_CHUNK, len(todo) // (cores * 4))))
    finally:
        gc.unfreeze()


_work: tuple[Callable[[Any], Any], Sequence[Any]]
"""What a worker does, and to what: it gets both once, and then only numbers."""


def _begin(read: Callable[[Any], Any], sources: Sequence[Any]) -> None:
    global _work  # noqa: PLW0603 - a worker is a process of its own
    _work = read, sources
    search_rarely()


def _one(number: int) -> Any:  # noqa: ANN401 - whatever `read` makes
    read, sources = _work
    return read(sources[number])
