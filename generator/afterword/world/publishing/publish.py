"""Publish as one transaction: the served folder is the complete old site or the complete new one at any moment.

The new site is built beside the old one and replaces it in a single step of the file system. Whatever happens before
that step (an error, a full disk, `kill -9`) leaves the old site unchanged. The next build deletes what is left over.
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
    make_folder_alike,
    read_manifest,
    write_manifest,
)
from afterword.world.refusal import PublishError

_LEFT = "{engine} has built into {target} since the last build. Its {number} files, such as {name}, were taken out"
_LINKED = (
    "this file system cannot exchange two folders, so {target} is a link to the folder beside it that holds the site"
)
_REMOVES = "import shutil, sys; shutil.rmtree(sys.argv[1], ignore_errors=True)"
"""The program of the process that deletes the old site."""


Make = Callable[[Path], Mapping[str, str] | None]
"""Builds a site in an empty folder, or raises. May return the names of its files (`files_of`), each with its digest; an
unknown digest is empty."""
Remove = Callable[[Path], None]
"""Deletes a folder, now or soon."""


def remove_now(folder: Path) -> None:
    """Delete a folder."""
    shutil.rmtree(folder, ignore_errors=True)


def publish(target: Path, make: Make, remove: Remove = remove_now) -> tuple[str, ...]:
    """Build a site in a folder beside `target`, and replace `target` by it. Requires the lock of the project.

    Args:
        target: the served folder. Files in it that we did not write are kept.
        make: builds the site.
        remove: deletes the old site when the new one is in place.

    Returns:
        Sentences for the user.

    Raises:
        PublishError: `target` is not ours to replace, or the file system refuses. The site is unchanged.
    """
    with _sentences(target):
        target = _place(target)
        with _orderly_end(), _staging(target, remove) as (staging, handle):
            foreign = _make_and_replace(target, staging, handle, make)
    notes = [_LINKED.format(target=target)] if target.is_symlink() else []
    if left := foreign.left:
        notes.append(_LEFT.format(engine=foreign.engine, target=target, number=len(left), name=left[0]))
    return tuple(notes)


def _make_and_replace(target: Path, staging: Path, handle: int, make: Make) -> Foreign:
    """Build and replace. Returns the files of others in the old site."""
    # Checked early, so that a refusal does not cost a build.
    foreign = foreign_to_keep(target) if target.exists() else Foreign()
    by_link = _by_link(target, staging)
    write_manifest(staging, make(staging) or dict.fromkeys(files_of(staging), ""))
    replaced = target.exists()
    if replaced:
        # Checked again, because much can happen during a build, such as a commit to a `.git` in the site.
        foreign = foreign_to_keep(target)
        carry(target, staging, foreign)
    to_disk(handle)
    if by_link:
        _point(target, staging)
    elif replaced:
        _exchange(staging, target)
    else:
        staging.rename(target)  # the system refuses if something exists there by now
    return foreign


def _place(target: Path) -> Path:
    """The real place of the site: a user's link is followed, our own is not."""
    target = Path(os.path.abspath(target))  # noqa: PTH100 - `..` as MkDocs understands it
    target = target.parent.resolve() / target.name
    if target.is_symlink() and not _names(target).fullmatch(str(target.readlink())):
        if not target.exists():
            raise PublishError(
                f"{target} is a link to {target.readlink()}, which is not there. Make that folder, or remove the link"
            )
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
    """Turn errors of the file system into sentences."""
    try:
        yield
    except OSError as error:
        place = _names(target).sub(lambda _: target.name, str(error.filename)) if error.filename else ""
        why = f"{error.strerror or error}{f' ({place})' if place else ''}"
        raise PublishError(f"the new site could not be made beside {target}: {why}. The site is as it was") from error


def remove_later(folder: Path) -> None:
    """Delete a folder in a process of its own, which outlives this one. If it is killed, the next build does it."""
    nothing = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
    command = [sys.executable, "-I", "-S", "-c", _REMOVES, str(folder)]
    try:
        with _open(folder) as handle:
            claim(handle)  # inherited by the process, so that the next build leaves the folder alone while it runs
            os.set_inheritable(handle, True)
            os.posix_spawn(sys.executable, command, os.environ, file_actions=nothing, setsid=True)
    except (OSError, NotImplementedError):
        remove_now(folder)


@contextmanager
def _open(folder: Path) -> Iterator[int]:
    """Hold a folder open."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


@contextmanager
def _staging(target: Path, remove: Remove) -> Iterator[tuple[Path, int]]:
    """Create and open an empty folder beside `target`. It is deleted in the end, unless it is served."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    staging = target.parent / f".{target.name}.afterword-{secrets.token_hex(8)}"
    served = target.resolve()
    try:
        staging.mkdir()
        with _open(staging) as handle:
            claim(handle)
            if target.exists():
                make_folder_alike(target, staging)
            yield staging, handle
    except BaseException:
        remove = remove_now
        raise
    finally:
        if target.is_symlink() and target.resolve() == staging:
            staging = served
        if staging != target and staging.exists():
            remove(staging)


def _sweep(target: Path) -> None:
    """Delete what killed builds left, unless another project is working there."""
    with os.scandir(target.parent) as entries:
        named = [entry for entry in entries if _names(target).fullmatch(entry.name)]
        ours = [Path(entry) for entry in named if entry.is_dir(follow_symlinks=False)]
    for left in ours:
        with suppress(OSError), _open(left) as handle:
            # In this order, because another process serves a folder before it releases it.
            if claim(handle) and target.resolve() != left:
                remove_now(left)


def _by_link(target: Path, staging: Path) -> bool:
    """Whether `target` will be a link. Checked before the site is built, so that a refusal does not cost a build."""
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
    """Make `target` a link to `staging`, atomically."""
    if target.exists() and not target.is_symlink():
        target.rmdir()  # it is empty
    link = staging / ".link"
    link.symlink_to(staging.name, target_is_directory=True)
    link.replace(target)


def _exchange(staging: Path, target: Path) -> None:
    """Exchange `staging` with `target`, atomically."""
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
    return PublishError(
        f"{target} is a mount, so no other folder can take its place. Name a folder in it with --site-dir"
    )


def _settle(old: Path, new: Path) -> None:
    """Transfer what others did to the old site just before the exchange.

    Folders that are entirely theirs, such as `.git`, are moved back in place of their copies, so that a concurrent
    commit finds them. Files that were added after the copying are copied now.
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
    """Let SIGTERM and SIGHUP end the block like Ctrl-C does, so that unfinished folders are deleted."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    # Python lets only the main thread do this.
    polite = (signal.SIGTERM, signal.SIGHUP) if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.signal(number, end) for number in polite if signal.getsignal(number) is signal.SIG_DFL}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
