"""Locks that keep builds and writers apart. They end with their process, however it ends."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from afterword.world.refusal import PublishError, WriteError

_TAKEN = {errno.EACCES, errno.EAGAIN}
_BUSY = "another build is running in this folder. Wait until it ends, then build again"

if sys.platform == "win32":

    def _take(_file: int) -> None:
        raise PublishError(
            "this system cannot replace a folder in one step. Use `mkdocs build`, or build under Linux (WSL) or macOS"
        )

else:
    from fcntl import LOCK_EX, LOCK_NB, flock, lockf

    def _take(file: int) -> None:
        """Take the lock or raise `OSError`.

        Not with `flock`, whose locks are inherited by the processes of a pool: these can outlive a killed parent, and
        would block every later build.
        """
        lockf(file, LOCK_EX | LOCK_NB)


@contextmanager
def locked(file: Path, wait: float = 60.0, busy: str = _BUSY) -> Iterator[None]:
    """Hold the lock of a project, or of another file. Waits at most `wait` seconds while another process holds it.

    Raises:
        PublishError: `busy`, because the other process did not end; or locking is not possible here.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Never truncated and no links followed, so that no other file can be harmed through a link.
        handle = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError as error:
        raise PublishError(f"the lock {file} could not be made: {error.strerror}") from error
    try:
        _wait(handle, file, time.monotonic() + wait, busy)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, file: Path, end: float, busy: str) -> None:
    while True:
        try:
            return _take(handle)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise PublishError(f"the lock {file} could not be taken: {error.strerror}") from error
            if time.monotonic() > end:
                raise PublishError(busy) from None
        time.sleep(0.05)


@contextmanager
def alone_in(folder: Path, wait: float = 60.0) -> Iterator[None]:
    """Hold the lock of a folder of incidents. Waits at most `wait` seconds while another command writes there.

    The folder itself is locked, or its nearest existing parent. So there is no lock file that a repository could
    contain, that could be left behind, or that two users would look for in different places. On systems without such
    locks, files are only compared before they are replaced.

    Raises:
        WriteError: another command did not end.
    """
    handle = _locked_folder(folder, time.monotonic() + wait)
    before = os.environ.get(_HOLDS)
    if handle is not None:
        os.environ[_HOLDS] = _name(handle)
    try:
        yield
    finally:
        if handle is not None:
            _release(handle)
        if before is None:
            os.environ.pop(_HOLDS, None)
        else:
            os.environ[_HOLDS] = before


_HOLDS = "AFTERWORD_HOLDS"
"""Names the folder that is locked already, for a command started by a git hook of the command that holds the lock."""


def _name(handle: int) -> str:
    facts = os.fstat(handle)
    return f"{facts.st_dev}:{facts.st_ino}"


_held: set[int] = set()
"""Folders that this process has locked. A forked process closes them; otherwise it would keep the lock."""


def _locked_folder(folder: Path, end: float) -> int | None:
    while True:
        nearest = next(place for place in (folder, *folder.parents) if place.is_dir())
        try:
            handle = os.open(nearest, os.O_RDONLY)
        except OSError:  # as under Windows, or in a folder that is writable but not readable
            return None
        if os.environ.get(_HOLDS) == _name(handle):
            os.close(handle)
            return None
        _held.add(handle)
        try:
            _wait_for(handle, folder, end)
            # By now the folder may have been created or replaced.
            if (nearest == folder or not folder.is_dir()) and os.path.samestat(os.fstat(handle), nearest.stat()):
                return handle
        except FileNotFoundError:
            pass
        except BaseException:
            _release(handle)
            raise
        _release(handle)


def _wait_for(handle: int, folder: Path, end: float) -> None:
    while not claim(handle):
        if time.monotonic() > end:
            raise WriteError(
                f"another command has been writing in {folder} for a long time, so nothing was written. "
                "Wait until it ends, or end it, then run the command again"
            )
        time.sleep(0.02)


def _release(handle: int) -> None:
    _held.discard(handle)
    os.close(handle)


def _close_held() -> None:
    for handle in _held:
        os.close(handle)
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_close_held)


def claim(folder: int) -> bool:
    """Mark an open folder as in use by this process. False when another process uses it."""
    if sys.platform != "win32":
        try:
            flock(folder, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            pass  # a network file system without such locks: only the lock of the project remains
    return True
