"""Publishing as one transaction: the folder that is served is the old site or the new one, whole, at every moment.

The new site is built beside the old one and takes its place in a single step of the file system. Whatever
happens before that step (an error, a full disk, `kill -9`) leaves the old site as it was; what is left over
is swept away by the next build.
"""

import errno
import os
import re
import secrets
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from afterword.world.exchange import can_exchange, exchange, to_disk
from afterword.world.lock import claim
from afterword.world.publishing.site_manifest import (
    Foreign,
    carry,
    files_of,
    find_foreign,
    foreign_to_keep,
    make_alike,
    read_manifest,
    write_manifest,
)
from afterword.world.refusal import PublishError

_LEFT = "{engine} has built into {target} since the last build. Its {number} files, such as {name}, were taken out"
_LINKED = "this file system cannot exchange two folders, so {target} is a link to the folder beside it that holds the site"
_REMOVES = "import shutil, sys; shutil.rmtree(sys.argv[1], ignore_errors=True)"
"""The program of the process that takes the old site away."""


Make = Callable[[Path], Mapping[str, str] | None]
"""Builds a site into an empty folder, and raises if it cannot. Returns the names of its files (`files_of`), if it has looked, each
with its digest, if that is known, else with nothing."""
Remove = Callable[[Path], None]
"""Takes a folder away, now or soon."""


def remove_now(folder: Path) -> None:
    """Take a folder away."""
    shutil.rmtree(folder, ignore_errors=True)


def publish(target: Path, make: Make, remove: Remove = remove_now) -> tuple[str, ...]:
    """Build a site into a folder beside `target` and put it in its place. Use it under the lock of the project.

    Args:
        target: the folder that is served. Files in it that we did not write are kept.
        make: builds the site.
        remove: takes away the old one, once the new one stands.

    Returns:
        Sentences that the reader should see.

    Raises:
        PublishError: `target` is not ours to replace, or the file system refuses; the site is as it was.
    """
    with _sentences(target):
        target = _place(target)
        with _orderly_end(), _staging(target, remove) as (staging, handle):
            found = _make_and_replace(target, staging, handle, make)
    notes = [_LINKED.format(target=target)] if target.is_symlink() else []
    if found.left:
        notes.append(_LEFT.format(engine=found.engine, target=target, number=len(found.left), name=found.left[0]))
    return tuple(notes)


def _make_and_replace(target: Path, staging: Path, handle: int, make: Make) -> Foreign:
    """Build and replace; what others had put into the site."""
    found = foreign_to_keep(target) if target.exists() else Foreign()  # a refusal costs nobody's time
    by_link = _by_link(target, staging)
    write_manifest(staging, make(staging) or dict.fromkeys(files_of(staging), ""))
    replaced = target.exists()
    if replaced:
        # Looked at anew: much can happen during a build, such as a commit to a `.git` in the site.
        found = foreign_to_keep(target)
        carry(target, staging, found)
    to_disk(handle)
    if by_link:
        _point(target, staging)
    elif replaced:
        _exchange(staging, target)
    else:
        staging.rename(target)  # refused by the system if there is something by now
    return found


def _place(target: Path) -> Path:
    """Where the site really is: somebody's link is followed, our own is not."""
    target = Path(os.path.abspath(target))  # noqa: PTH100 - `..` as MkDocs understands it
    target = target.parent.resolve() / target.name
    if target.is_symlink() and not _names(target).fullmatch(str(target.readlink())):
        if not target.exists():
            raise PublishError(f"{target} is a link to {target.readlink()}, which is not there. Make that folder, or remove the link")
        target = target.resolve()
    if target.is_mount():
        raise _mounted(target)
    if target.exists() and not target.is_dir():
        raise PublishError(f"{target} is a file. Remove it, or name another folder with --site-dir")
    return target


def _names(target: Path) -> re.Pattern[str]:
    """The names of our folders beside `target`."""
    return re.compile(re.escape(f".{target.name}.afterword-") + "[0-9a-f]{16}")


@contextmanager
def _sentences(target: Path) -> Iterator[None]:
    """Make a sentence of what the file system says."""
    try:
        yield
    except OSError as error:
        place = _names(target).sub(lambda _: target.name, str(error.filename)) if error.filename else ""
        why = f"{error.strerror or error}{f' ({place})' if place else ''}"
        raise PublishError(f"the new site could not be made beside {target}: {why}. The site is as it was") from error


def remove_later(folder: Path) -> None:
    """Take a folder away in a process of its own, which outlives this one. If that is killed, the next build does it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    nothing = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
    try:
        claim(handle)  # the process inherits it, so that the next build leaves the folder to that as long as it lives
        os.set_inheritable(handle, True)
        command = [sys.executable, "-I", "-S", "-c", _REMOVES, str(folder)]
        os.posix_spawn(sys.executable, command, os.environ, file_actions=nothing, setsid=True)
    except (OSError, NotImplementedError):
        remove_now(folder)
    finally:
        os.close(handle)


@contextmanager
def _staging(target: Path, remove: Remove) -> Iterator[tuple[Path, int]]:
    """Make an empty folder beside `target`, and open it; whatever stands there in the end is taken away, unless it is served."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    staging = target.parent / f".{target.name}.afterword-{secrets.token_hex(8)}"
    served = target.resolve()
    handle = -1
    try:
        staging.mkdir()
        handle = os.open(staging, os.O_RDONLY)
        claim(handle)
        if target.exists():
            make_alike(target, staging)
        yield staging, handle
    except BaseException:
        remove = remove_now
        raise
    finally:
        if handle >= 0:
            os.close(handle)
        if target.is_symlink() and target.resolve() == staging:
            staging = served
        if staging != target and staging.exists():
            remove(staging)


def _sweep(target: Path) -> None:
    """Take away what a build that was killed has left, unless another project is at work there."""
    with os.scandir(target.parent) as entries:
        ours = [Path(entry) for entry in entries if _names(target).fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)]
    for left in ours:
        with suppress(OSError):
            handle = os.open(left, os.O_RDONLY)
            try:
                # In this order: a folder that another process has just made the served one is served before it is free.
                if claim(handle) and target.resolve() != left:
                    remove_now(left)
            finally:
                os.close(handle)


def _by_link(target: Path, staging: Path) -> bool:
    """Whether `target` will be a link; known before the site is built, so that a refusal costs nobody's time."""
    if target.is_symlink():
        return True
    if can_exchange(staging):
        return False
    if target.exists() and any(target.iterdir()):
        raise PublishError(
            f"this file system cannot exchange two folders. Move {target} away once: "
            "afterword then makes it a link, which can be replaced in one step"
        )
    return True


def _point(target: Path, staging: Path) -> None:
    """Make `target` a link to `staging`, in one step."""
    if target.exists() and not target.is_symlink():
        target.rmdir()  # it is empty
    link = staging / ".link"
    link.symlink_to(staging.name, target_is_directory=True)
    link.replace(target)


def _exchange(staging: Path, target: Path) -> None:
    """Exchange `staging` with `target`, in one step."""
    try:
        done = exchange(staging, target)
    except OSError as error:
        if error.errno == errno.EBUSY:
            raise _mounted(target) from error
        raise
    if not done:
        raise PublishError(f"{target} cannot be exchanged with another folder. Move it away once, then build again")
    with suppress(OSError, PublishError):
        _settle(staging, target)


def _mounted(target: Path) -> PublishError:
    return PublishError(f"{target} is a mount, so no other folder can take its place. Name a folder in it with --site-dir")


def _settle(old: Path, new: Path) -> None:
    """After the exchange: what others did in its last moments holds too.

    Folders that are wholly theirs, such as `.git`, go back themselves in the place of their copies, so that
    a commit at this very moment finds them; what came after they were copied comes after them.
    """
    late = find_foreign(old, read_manifest(old) or {})
    ours = {name.partition("/")[0] for name in read_manifest(new) or ()}
    theirs = set(late.tops) - ours
    for name in theirs:
        if os.path.lexists(new / name):
            exchange(old / name, new / name)
        else:
            (old / name).rename(new / name)
    beside = (name for name in late.files if name.partition("/")[0] not in theirs)
    carry(old, new, Foreign(files=tuple(name for name in beside if not os.path.lexists(new / name))))


@contextmanager
def _orderly_end() -> Iterator[None]:
    """Let a polite kill end the block as Ctrl-C would, so that what stands half done is taken away."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    polite = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        polite = []  # Python lets only the main thread do this
    before = {number: signal.signal(number, end) for number in polite if signal.getsignal(number) is signal.SIG_DFL}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
