"""Locks for one build and one writer at a time. A lock ends with its process, however that ends."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from afterword.world.refusal import PublishError, WriteError

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


@contextmanager
def alone_in(folder: Path, wait: float = 60.0) -> Iterator[None]:
    """Hold the lock of a folder of incidents: wait while another command writes there, at most `wait` seconds.

    The folder itself is what is locked, or the nearest one above it that is there. So there is no file that a repository
    could bring, that would be left behind, or that two users would look for in different places. On a system or a file
    system without such locks nothing is held: then files are compared before they are replaced, and that is all there is.

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
"""Environment variable for commands that a git hook starts: the folder that the waiting command has locked already."""


def _name(handle: int) -> str:
    facts = os.fstat(handle)
    return f"{facts.st_dev}:{facts.st_ino}"


_held: set[int] = set()
"""Folders that this process has locked. A forked process closes them, or the lock would last as long as the fork."""


def _locked_folder(folder: Path, end: float) -> int | None:
    while True:
        nearest = next(one for one in (folder, *folder.parents) if one.is_dir())
        try:
            handle = os.open(nearest, os.O_RDONLY)
        except OSError:  # as under Windows, or in a folder that may be written and not read
            return None
        if os.environ.get(_HOLDS) == _name(handle):
            os.close(handle)
            return None
        _held.add(handle)
        try:
            _wait_for(handle, folder, end)
            # By now it may have been made, or another may stand in its place.
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
    """Lock an open folder for this process; False when another process holds the lock."""
    if sys.platform != "win32":
        try:
            flock(folder, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            pass  # a network file system without such locks: then the lock of the project is all there is
    return True
