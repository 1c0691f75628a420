"""Making texts ahead: processes beside this one make what will be asked for next, and wait when they are too far ahead."""

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
"""From this many on, starting processes costs less than it saves."""
_CHUNK = 4
"""What stands side by side and is made by one process."""
_MOST = 8
"""Processes. One process writes what they make, and more than that it cannot take."""
_AHEAD = 1 << 20
"""Bytes that a process may be ahead of the one that asks: what fits into the pipe between them."""
_ENDS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that end a process."""


class Ahead(Generic[_Thing]):
    """Makes things in forked processes, in the order in which they will be asked for.

    Whatever a process cannot give is made in place, when it is asked for: so an exception is raised where it would be
    raised without processes, and a process that was killed costs time and nothing else. Each process has a
    pipe of its own and waits when it is full. When this process dies, the pipes break, and the others end.
    """

    def __init__(self, makes: Mapping[str, Callable[[], _Thing]], processes: int = 0, chunk: int = _CHUNK) -> None:
        """Begin to make.

        Args:
            makes: by the name under which it is asked for, what makes each thing, in the order in which they will be
                asked for. They must be pure; what they return must be picklable.
            processes: how many. With fewer than two, for a few things, or without a safe fork, all is made in place.
            chunk: how many that stand side by side are made by one process.
        """
        self._makes = makes
        self._places = {name: at for at, name in enumerate(makes)}
        self._next = 0
        self._chunk = chunk
        self._workers: list[BaseProcess] = []
        self._pipes: list[Connection] = []
        # A fork copies one thread only: with others there, a lock might stay shut for ever.
        if len(makes) >= WORTH_IT and processes > 1 and sys.platform == "linux" and threading.active_count() == 1:
            self._begin(tuple(makes.values()), min(processes, _MOST))

    def __call__(self, name: str) -> _Thing:
        """The thing with this name: as it was made ahead, if it is asked for in the order of `makes`, else made now."""
        at = self._places[name]
        while self._pipes and self._next <= at:
            found = self._take()
            if self._next > at and found:
                made: _Thing = pickle.loads(found)  # noqa: S301 - our own process wrote it
                return made
        return self._makes[name]()

    def close(self) -> None:
        """End the processes, whatever they are at."""
        for pipe in self._pipes:
            pipe.close()
        self._pipes = []
        for worker in self._workers:
            worker.kill()  # it holds nothing
            worker.join()
        self._workers = []

    def _begin(self, makes: tuple[Callable[[], object], ...], processes: int) -> None:
        chunks = [makes[start : start + self._chunk] for start in range(0, len(makes), self._chunk)]
        pipes = [Pipe(duplex=False) for _ in range(processes)]
        for _, entry in pipes:
            _widen(entry)
        self._pipes = [exit_ for exit_, _ in pipes]
        gc.freeze()  # what is there by now stays: no process need look for cycles in it
        try:
            with _uninterrupted():
                for number, (_, entry) in enumerate(pipes):
                    others = [end for pair in pipes for end in pair if end is not entry]
                    worker = get_context("fork").Process(target=_work, args=(chunks[number::processes], entry, others), daemon=True)
                    worker.start()
                    self._workers.append(worker)
        except OSError:  # the system gives no more processes
            self.close()
        finally:
            gc.unfreeze()
            for _, entry in pipes:
                entry.close()

    def _take(self) -> bytes:
        """The next thing in order as it came through its pipe; empty when it could not be made there."""
        pipe = self._pipes[self._next // self._chunk % len(self._pipes)]
        self._next += 1
        try:
            return pipe.recv_bytes()
        except (EOFError, OSError):  # the process was killed before this message, or in the middle of it
            return b""


def each(make: Callable[[str], _Thing], names: Sequence[str], processes: int) -> list[_Thing]:
    """What `make` makes of every name, in order, in so many processes."""
    ahead = Ahead({name: partial(make, name) for name in names}, processes, chunk=1)
    try:
        return [ahead(name) for name in names]
    finally:
        ahead.close()


def _work(chunks: Sequence[Sequence[Callable[[], object]]], pipe: Connection, others: list[Connection]) -> None:
    """In a process of its own: make these chunks. An empty message stands for what failed."""
    for kind in _ENDS:
        signal.signal(kind, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)
    for other in others:
        other.close()  # or a pipe would not break when the process at its other end dies
    search_rarely()
    with suppress(BrokenPipeError):
        for make in chain.from_iterable(chunks):
            pipe.send_bytes(_made(make))
    os._exit(0)


def _made(make: Callable[[], object]) -> bytes:
    try:
        return pickle.dumps(make(), pickle.HIGHEST_PROTOCOL)
    except Exception:  # noqa: BLE001 - whatever it is, it is raised again in the process that asks
        return b""


def _widen(pipe: Connection) -> None:
    """Let more wait in the pipe, where the system allows."""
    if sys.platform == "linux":
        with suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _AHEAD)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """No signal in between: a new process must not run what this one has set up for its own end."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
