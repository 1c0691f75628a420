"""Write files that people write, too: all changes or none, and never over an unknown version.

Every new text is written beside its target and flushed before the first file is replaced. So most failures, such as a
full disk or a read-only folder, happen before anything changes. Then each text is exchanged with the file that it
replaces, and the old file is compared again: if another program saved it at the last moment, the exchange is undone.
What a killed command left behind is removed by the next one.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from afterword.core.frozen import frozen
from afterword.world.exchange import exchange
from afterword.world.refusal import WriteError, why

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""Flags for creating a file. Without O_BINARY, Windows would turn each line feed into two characters."""
_TEMPORARY = (".afterword-", ".tmp")
"""Prefix and suffix of the names of temporary files."""
NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""Errors of file systems without hard links."""


@frozen
class FileChange:
    """The change of one file."""

    path: Path
    before: bytes | None = None
    """Its expected bytes; None: the file must not exist."""
    after: bytes | None = None
    """Its new bytes; None: the file is deleted."""


def write(root: Path, *changes: FileChange) -> None:
    """Make all of these changes, or none. Requires the lock of their folder. The mode of a file is kept.

    Args:
        root: the folder to which paths in messages are relative.
        changes: each of another file.

    Raises:
        WriteError: a file is not as expected, or cannot be written. Nothing was changed.
    """
    for folder in {change.path.parent for change in changes}:
        _sweep(folder)
    steps = [_Step(change, root) for change in changes]
    try:
        for step in steps:
            step.prepare()
        for step in steps:
            step.put()
    except BaseException:
        for step in reversed(steps):
            step.undo()
        raise
    finally:
        for step in reversed(steps):
            step.clear()


def names_in(folder: Path) -> tuple[str, ...]:
    """Every name in a folder, of any kind; empty when there is no such folder."""
    try:
        return tuple(path.name for path in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return ()


class _Step:
    """One change: prepared, then put into place, or undone."""

    def __init__(self, change: FileChange, root: Path) -> None:
        path = change.path
        self._change = change
        self._root = root
        self._name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        self._beside = path.parent / secrets.token_hex(8).join(_TEMPORARY)
        """The new text before it is put into place; afterwards the old file, until the end."""
        self._folders: list[Path] = []
        """Folders that were created for it, outermost first."""
        self._put = False

    def prepare(self) -> None:
        """Write the new text beside its target, and flush it to the disk."""
        with _sentences(self._name):
            self._compare(self._change.path)
            if self._change.after is None:
                return
            self._refuse_links()
            self._make_folders()
            with os.fdopen(os.open(self._beside, _NEW, 0o666), "wb") as file:
                file.write(self._change.after)
                file.flush()
                os.fsync(file.fileno())
            if self._change.before is not None:
                copy_owner_and_mode(self._change.path, self._beside)

    def put(self) -> None:
        """Put the new text into place. The old file is kept beside it."""
        path, beside = self._change.path, self._beside
        with _sentences(self._name):
            if self._change.before is None:
                _link(beside, path)
                self._put = True
                return
            self._compare(path)
            if self._change.after is None:
                path.rename(beside)
            elif not exchange(beside, path):
                beside.replace(path)
            self._put = True
            if beside.exists():
                self._compare(beside)

    def undo(self) -> None:
        """Restore the old state."""
        path, beside = self._change.path, self._beside
        if not self._put:
            return
        self._put = False
        with suppress(OSError):
            if self._change.before is None:
                path.unlink()
            elif self._change.after is None:
                beside.rename(path)
            elif beside.exists():
                exchange(beside, path)
            else:  # the file system cannot exchange two files
                beside.write_bytes(self._change.before)
                copy_owner_and_mode(path, beside)
                beside.replace(path)

    def clear(self) -> None:
        """Delete the file beside the target, and folders that were created in vain."""
        with suppress(OSError):
            self._beside.unlink(missing_ok=True)
        for folder in reversed(self._folders if not self._put else ()):
            with suppress(OSError):
                folder.rmdir()

    def _compare(self, path: Path) -> None:
        """Refuse a file that is not as expected: an editor may have saved it in the meantime."""
        before = self._change.before
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            if before is None:
                return
            raise WriteError(
                f"{self._name} is gone: it was removed or renamed meanwhile. Nothing was written. Check where it is now"
            ) from None
        if before is None:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        if not stat.S_ISREG(mode):
            raise WriteError(f"{self._name} is no longer a plain file, so nothing was written. Check what replaced it")
        if path.read_bytes() != before:
            raise WriteError(
                f"{self._name} was changed by another program at this moment, so nothing was written. "
                "Run the command again"
            )

    def _refuse_links(self) -> None:
        """Refuse links, because the reader does not follow them and would not find the file."""
        for folder in reversed(self._change.path.parents):
            if folder.is_relative_to(self._root) and folder != self._root and folder.is_symlink():
                place = folder.relative_to(self._root)
                raise WriteError(f"{place} is a link, and links are not followed. Put a folder in its place")

    def _make_folders(self) -> None:
        for folder in reversed([folder for folder in self._change.path.parents if not folder.exists()]):
            with suppress(FileExistsError):
                folder.mkdir()
                self._folders.append(folder)


@contextmanager
def _sentences(name: str) -> Iterator[None]:
    """Turn errors of the file system into sentences."""
    try:
        yield
    except OSError as error:
        raise WriteError(f"{name} could not be written, so nothing was changed: {why(error)}") from error


def copy_owner_and_mode(old: Path, new: Path) -> None:
    """Give a new file the owner and the mode of the old one."""
    facts = old.stat()
    for user, group in ((-1, facts.st_gid), (facts.st_uid, -1)):
        with suppress(OSError, AttributeError):  # not everybody may do it, and not every system can
            os.chown(new, user, group)
    new.chmod(stat.S_IMODE(facts.st_mode))  # after the owner, because changing the owner can clear bits of the mode


def _link(beside: Path, path: Path) -> None:
    """Give a new file its name, which must not exist."""
    try:
        os.link(beside, path)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from error
        beside.rename(path)


def _sweep(folder: Path) -> None:
    """Delete what a killed command left in a folder."""
    begin, end = _TEMPORARY
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(begin) and entry.name.endswith(end) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    Path(entry.path).unlink()
