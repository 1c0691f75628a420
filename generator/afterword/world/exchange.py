"""Exchange two folders atomically, and flush them to the disk."""

import ctypes
import errno
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV}
"""Errors of systems and file systems that cannot exchange. EXDEV: a folder in a lower layer of an overlay."""


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders or files (renameat2(2), renamex_np(2)). False when the system cannot do it.

    Raises:
        OSError: the system can exchange, but not these two.
    """
    if sys.platform not in {"linux", "darwin"}:
        return False
    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if hasattr(library, "renameat2"):
        done = library.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, ctypes.c_uint(_RENAME_EXCHANGE))
    elif hasattr(library, "renamex_np"):
        done = library.renamex_np(first, second, ctypes.c_uint(_RENAME_SWAP))
    else:
        return False
    if done == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(other))


def can_exchange(folder: Path) -> bool:
    """Whether this file system can exchange folders. Tried with two temporary ones in `folder`."""
    one, other = folder / ".one", folder / ".other"
    one.mkdir()
    other.mkdir()
    try:
        return exchange(one, other)
    except OSError:
        return False  # if it fails with two new folders of our own, it fails with all
    finally:
        one.rmdir()
        other.rmdir()


def to_disk(folder: int) -> None:
    """Flush the file system of an open folder to the disk.

    Otherwise a power failure after the exchange could leave a site of empty files. One call flushes the whole file
    system: 15,000 files took 0.4 s, while flushing each file took 0.5 s for 1,000.

    Raises:
        OSError: something could not be written since `folder` was opened.
    """
    library = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    if library is None or not hasattr(library, "syncfs"):
        os.sync()
    elif library.syncfs(folder) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
