"""One build at a time: a lock that ends with its process, however that ends."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from afterword.world.refusal import PublishError

_TAKEN = {errno.EACCES, errno.EAGAIN}

if sys.platform == "win32":

    def _take(_file: int) -> None:
        raise PublishError("this system cannot replace a folder in one step. Use `mkdocs build`, or build under Linux (WSL) or macOS")

else:
    from fcntl import LOCK_EX, LOCK_NB, flock, lockf

    def _take(file: int) -> None:
        """Take the lock or raise `OSError`.

        Not `flock`, which processes of a pool would inherit: they can live on when their parent is killed,
        and would keep every later build waiting.
        """
        lockf(file, LOCK_EX | LOCK_NB)


@contextmanager
def locked(file: Path, wait: float = 60.0) -> Iterator[None]:
    """Hold the lock of a project: wait while another process holds it, at most `wait` seconds.

    Raises:
        PublishError: another build did not end, or there can be no lock here.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Never emptied and never followed: somebody's file must not be harmed through a link.
        handle = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError as error:
        raise PublishError(f"the lock {file} could not be made: {error.strerror}") from error
    try:
        _wait(handle, file, time.monotonic() + wait)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, file: Path, end: float) -> None:
    while True:
        try:
            return _take(handle)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise PublishError(f"the lock {file} could not be taken: {error.strerror}") from error
            if time.monotonic() > end:
                raise PublishError("another build is running in this folder. Wait until it ends, then build again") from None
        time.sleep(0.05)


def claim(folder: int) -> bool:
    """Mark an open folder as in use by this process; False: another process uses it."""
    if sys.platform != "win32":
        try:
            flock(folder, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            pass  # a network file system without such locks: then the lock of the project is all there is
    return True
