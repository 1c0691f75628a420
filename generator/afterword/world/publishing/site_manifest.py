"""Whose is what in a published folder: the list of our own files, and what others put beside them."""

import errno
import filecmp
import os
import re
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from html import unescape
from pathlib import Path, PurePosixPath

from afterword.core.digest import file_digest
from afterword.core.frozen import frozen
from afterword.world.refusal import PublishError

MANIFEST = ".afterword"
"""A file in the site that names every file we wrote, one on a line: the sign that the folder may be replaced."""
_NOT_FOUND = "404.html"
_GENERATOR = re.compile(rb"""\bname=["']generator["'] content=["']([^"'<>]{1,80})["']""")
"""What MkDocs, Zensical and others write into their pages, and ours have not."""
_ROW = re.compile(r"(?:(?P<digest>[0-9a-f]{64})  )?(?P<name>.+)")
_LONGEST = 64 * 2**20
_OF_THE_HOST = frozenset({"CNAME", ".git", ".nojekyll"})
"""What lies in a fresh checkout of a branch for the site; it is kept. Any other file is somebody else's work."""
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""What a file system without hard links answers. EXDEV is not among them: that is a mount, which cannot move."""


@frozen
class Foreign:
    """What others put into a site. Names are relative to it, POSIX."""

    files: tuple[str, ...] = ()
    """Whatever is not a folder, links included."""
    folders: tuple[str, ...] = ()
    """Folders without a file of ours, outer ones first."""
    left: tuple[str, ...] = ()
    """What another program left there that has built into the site. It is not kept."""
    engine: str = ""
    """The name of that program."""

    @property
    def tops(self) -> tuple[str, ...]:
        """What stands at the top of the site and holds nothing of ours."""
        return tuple(name for name in (*self.folders, *self.files) if "/" not in name)


def files_of(site: Path, *, hidden: bool = True) -> list[str]:
    """The names of all files of a site, sorted; without `hidden`, without what begins with a dot at the top."""
    return sorted(name for name, _ in _walk(site, hidden=hidden) if not name.endswith("/"))


def write_manifest(site: Path, files: Mapping[str, str]) -> None:
    """Write the list of the files of a site that was just built, in the form of `sha256sum`.

    Args:
        site: the site.
        files: by their names, as `files_of` finds them, the digests that are known, else nothing. What begins with a dot is ours too
            in a folder of our own. It is not where MkDocs itself built, because it wipes a folder before it writes, but leaves such
            things alone: a `.git` is not ours.
    """
    if strange := [name for name in files if "\n" in name]:
        raise PublishError(f"the site has a file with a line break in its name ({strange[0]!r}). Give it another name")
    digests = ((name, known or digest_of(f"{site}/{name}")) for name, known in sorted(files.items()) if name != MANIFEST)
    rows = [f"{found}  {name}\n" if found else f"{name}\n" for name, found in digests]
    (site / MANIFEST).unlink(missing_ok=True)  # it might be a link to a file of somebody else
    (site / MANIFEST).write_bytes(os.fsencode("".join(rows)))


def read_manifest(site: Path) -> dict[str, str] | None:
    """The names of our own files in a site, with their digests; None: nothing there was written by us.

    An earlier version wrote the names alone: their digests are empty. The names are only compared with names that are found on the
    disk, so one that is false does no harm.
    """
    file = site / MANIFEST
    try:
        found = file.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode) or found.st_size > _LONGEST:
        raise PublishError(f"{file} is not the list that afterword writes. Move it away, or name another folder with --site-dir")
    rows = (_ROW.fullmatch(row) for row in os.fsdecode(file.read_bytes()).split("\n"))
    return {row["name"]: row["digest"] or "" for row in rows if row}


def digest_of(path: str | Path) -> str:
    """The digest of a file's bytes; empty when there is none, and for links, which are not ours."""
    try:
        with open(path, "rb", buffering=0, opener=_opened) as file:
            return file_digest(file.read())
    except OSError:
        return ""


def _opened(path: str, flags: int) -> int:
    """Open a file, but no link to one."""
    if not hasattr(os, "O_NOFOLLOW") and os.path.islink(path):  # noqa: PTH114 - as above
        raise OSError(path)
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


def find_foreign(site: Path, ours: Mapping[str, str]) -> Foreign:
    """Everything in `site` that is not among `ours`; links are never followed.

    Where another program has built into the folder, which empties it first, most of it is what that program left.
    """
    engine = _built_by(site, ours)
    device = site.stat().st_dev
    files: list[str] = []
    folders: list[str] = []
    around: set[str] = set()
    for name, entry in _walk(site):
        if name.endswith("/"):
            if entry.stat(follow_symlinks=False).st_dev != device:
                raise PublishError(f"{site / name} lies on another file system, so it cannot be kept. Mount it elsewhere")
            folders.append(name[:-1])
        elif name in ours:
            while (name := name.rpartition("/")[0]) and name not in around:
                around.add(name)
        elif name != MANIFEST:
            files.append(name)
    folders = [name for name in folders if name not in around]
    left: list[str] = []
    if engine:
        left = [name for name in files if not _outlives_an_engine(name)]
        files, folders = ([name for name in names if _outlives_an_engine(name)] for names in (files, folders))
    return Foreign(files=tuple(sorted(files)), folders=tuple(sorted(folders)), left=tuple(sorted(left)), engine=engine)


def _outlives_an_engine(name: str) -> bool:
    """Whether something in a site is somebody's work although another program has emptied it: what begins with a dot, what a host needs."""
    return name.startswith(".") or name in _OF_THE_HOST


def _built_by(site: Path, ours: Mapping[str, str]) -> str:
    """The program that has built into a site of ours since: its page for addresses that lead nowhere names it. Else nothing."""
    page = site / _NOT_FOUND
    if not ours.get(_NOT_FOUND) or ours[_NOT_FOUND] == digest_of(page):
        return ""
    try:
        found = _GENERATOR.search(page.read_bytes())
    except OSError:
        return ""
    return unescape(found[1].decode(errors="replace")) if found else ""


def _walk(site: Path, *, hidden: bool = True) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything below a folder, with its name as seen from there, which ends in a slash for a folder; links are not followed."""
    todo = [""]
    while todo:
        below = todo.pop()
        try:
            with os.scandir(f"{site}/{below}") as entries:
                found = list(entries)
        except FileNotFoundError:
            if not below:
                raise
            continue  # taken away since it was seen
        for entry in found:
            if hidden or below or not entry.name.startswith("."):
                name = below + entry.name
                if entry.is_dir(follow_symlinks=False):
                    name += "/"
                    todo.append(name)
                yield name, entry


def foreign_to_keep(site: Path) -> Foreign:
    """What must be kept when `site` is replaced.

    Raises:
        PublishError: the folder is not ours, or it holds what cannot be kept.
    """
    ours = read_manifest(site)
    found = find_foreign(site, ours or {})
    if ours is None and (strange := [name for name in found.files if name not in _OF_THE_HOST and not name.startswith(".git/")]):
        shown = ", ".join(strange[:3]) + (" and others" if len(strange) > 3 else "")
        raise PublishError(
            f"{site} holds files that afterword did not write ({shown}). Move them away, or name another folder with --site-dir"
        )
    return found


def carry(site: Path, new: Path, found: Foreign) -> None:
    """Take what others put into `site` over into `new`: as links to the same bytes where that is possible.

    Raises:
        PublishError: `new` has something else of the same name.
    """
    for name in found.folders:
        _folder(site, new, name)
    for name in found.files:
        _folder(site, new, name.rpartition("/")[0])
        old, there = site / name, new / name
        if not os.path.lexists(there):
            _link(old, there)
        elif not (_plain(old) and _plain(there) and filecmp.cmp(old, there, shallow=False)):
            raise _clash(old)
    for name in reversed(found.folders):
        with suppress(FileNotFoundError):
            make_alike(site / name, new / name)


def make_alike(old: Path, new: Path) -> None:
    """Give a folder the mode, the extended attributes and, where that is allowed, the owner of another."""
    facts = old.stat()
    for user, group in ((-1, facts.st_gid), (facts.st_uid, -1)):
        with suppress(OSError, AttributeError):  # not everybody may do it, and not every system can
            os.chown(new, user, group)
    new.chmod(stat.S_IMODE(facts.st_mode))  # after the owner: a change of owner can take bits of the mode away
    with suppress(OSError):  # some attributes are for the system alone
        shutil.copystat(old, new)


def _folder(site: Path, new: Path, name: str) -> None:
    """Make a folder, and those around it, in the new site."""
    path = new
    for part in PurePosixPath(name).parts:
        path /= part
        if not os.path.lexists(path):
            path.mkdir()
        elif path.is_symlink() or not path.is_dir():
            raise _clash(site / path.relative_to(new))


def _link(old: Path, there: Path) -> None:
    try:
        os.link(old, there, follow_symlinks=False)
    except FileNotFoundError:
        if os.path.lexists(old):
            raise
        # It was taken away since it was seen, as git does with its own locks.
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        shutil.copy2(old, there, follow_symlinks=False)


def _plain(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)


def _clash(path: Path) -> PublishError:
    return PublishError(f"{path} was not written by afterword, and the new site has something else of that name. Move it away")
