"""Compute values ahead of time in child processes, which wait when they are too far ahead."""

import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Generic, TypeVar

from afterword.world.garbage_collection import search_rarely

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

if sys.platform == "linux":
    import fcntl

_Thing = TypeVar("_Thing")

WORTH_IT = 16
"""From this many values on, starting processes saves time."""
_CHUNK = 4
"""How many neighbouring values one process computes in a row."""
_MOST = 8
"""The maximum number of processes. A single process consumes their results, and cannot keep up with more."""
_AHEAD = 1 << 20
"""Bytes that a process may be ahead: the capacity of its pipe."""
_ENDS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that end a process."""


class Ahead(Generic[_Thing]):
    """Computes values in forked processes, in the order in which they will be requested.

    A value that a process cannot deliver is computed in place when it is requested. So an exception is raised where it
    would be raised without processes, and a killed process only costs time. Each process has its own pipe, and waits
    when that is full. When this process dies, the pipes break, and the others end.
    """

    def __init__(self, makes: Mapping[str, Callable[[], _Thing]], processes: int = 0, chunk: int = _CHUNK) -> None:
        """Start the processes.

        The functions are by name, in the order in which their values will be requested. They must be pure, and their
        results picklable. One process computes `chunk` neighbours in a row. With fewer than two processes, for few
        values, or without a safe fork, all are computed in place.
        """
        self._makes = makes
        self._places = {name: at for at, name in enumerate(makes)}
        self._next = 0
        self._chunk = chunk
        self._workers: list[BaseProcess] = []
        self._pipes: list[Connection] = []
        # A fork copies one thread only; a lock that another thread holds would stay locked for ever.
        if len(makes) >= WORTH_IT and processes > 1 and sys.platform == "linux" and threading.active_count() == 1:
            self._begin(tuple(makes.values()), min(processes, _MOST))

    def __call__(self, name: str) -> _Thing:
        """Return the value with this name: computed ahead if requested in the order of `makes`, else computed now."""
        at = self._places[name]
        while self._pipes and self._next <= at:
            data = self._take()
            if self._next > at and data:
                value: _Thing = pickle.loads(data)  # noqa: S301 - our own process wrote it
                return value
        return self._makes[name]()

    def close(self) -> None:
        """End the processes at once."""
        for pipe in self._pipes:
            pipe.close()
        self._pipes = []
        for worker in self._workers:
            worker.kill()  # it holds no resources
            worker.join()
        self._workers = []

    def _begin(self, makes: tuple[Callable[[], object], ...], processes: int) -> None:
        chunks = [makes[start : start + self._chunk] for start in range(0, len(makes), self._chunk)]
        pipes = [Pipe(duplex=False) for _ in range(processes)]
        for _, entry in pipes:
            _widen(entry)
        self._pipes = [exit_ for exit_, _ in pipes]
        gc.freeze()  # the garbage collector then skips all existing objects in the new processes
        try:
            with _uninterrupted():
                for number, (_, entry) in enumerate(pipes):
                    others = [end for pair in pipes for end in pair if end is not entry]
                    worker = get_context("fork").Process(
                        target=_work, args=(chunks[number::processes], entry, others), daemon=True
                    )
                    worker.start()
                    self._workers.append(worker)
        except OSError:  # the system allows no more processes
            self.close()
        finally:
            gc.unfreeze()
            for _, entry in pipes:
                entry.close()

    def _take(self) -> bytes:
        """The next result from its pipe; empty when the process could not compute it."""
        pipe = self._pipes[self._next // self._chunk % len(self._pipes)]
        self._next += 1
        try:
            return pipe.recv_bytes()
        except (EOFError, OSError):  # the process was killed before this message, or in the middle of it
            return b""


def each(make: Callable[[str], _Thing], names: Sequence[str], processes: int) -> list[_Thing]:
    """Apply `make` to every name, in this many processes. Results are in order."""
    ahead = Ahead({name: partial(make, name) for name in names}, processes, chunk=1)
    try:
        return [ahead(name) for name in names]
    finally:
        ahead.close()


def _work(chunks: Sequence[Sequence[Callable[[], object]]], pipe: Connection, others: list[Connection]) -> None:
    """Compute these chunks in a process of its own. An empty message stands for a failure."""
    for kind in _ENDS:
        signal.signal(kind, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)
    for other in others:
        other.close()  # otherwise a pipe would not break when the process at its other end dies
    search_rarely()
    with suppress(BrokenPipeError):
        for make in chain.from_iterable(chunks):
            pipe.send_bytes(_made(make))
    os._exit(0)


def _made(make: Callable[[], object]) -> bytes:
    try:
        return pickle.dumps(make(), pickle.HIGHEST_PROTOCOL)
    except Exception:  # noqa: BLE001 - any exception is raised again in the process that requests the value
        return b""


def _widen(pipe: Connection) -> None:
    """Enlarge the capacity of the pipe, where the system allows it."""
    if sys.platform == "linux":
        with suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _AHEAD)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Block signals while a process is started, because it must not run this process's handlers."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
