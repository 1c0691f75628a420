"""Tell our own files in a published folder from those of others, by a list that we write."""

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
from afterword.world.files import NO_LINKS, copy_owner_and_mode
from afterword.world.refusal import PublishError

MANIFEST = ".afterword"
"""The file in the site that lists every file we wrote, one a line. It marks the folder as ours to replace."""
_HOME, _NOT_FOUND = "index.html", "404.html"
_GENERATOR = re.compile(rb"""\bname=["']generator["'] content=["']([^"'<>]{1,80})["']""")
"""The meta tag that MkDocs, Zensical and others write into their pages, unlike ours."""
_ROW = re.compile(r"(?:(?P<digest>[0-9a-f]{64})  )?(?P<name>.+)")
_LONGEST = 64 * 2**20
_OF_THE_HOST = frozenset({"CNAME", ".git", ".nojekyll"})
"""Files in a fresh checkout of a branch for the site, which are kept. Any other file is somebody else's work."""


@frozen
class Foreign:
    """The files of others in a site. Names are POSIX paths relative to it."""

    files: tuple[str, ...] = ()
    """Everything that is not a folder, links included."""
    folders: tuple[str, ...] = ()
    """Folders without a file of ours, outermost first."""
    left: tuple[str, ...] = ()
    """The files of another program that built into the site. They are not kept."""
    engine: str = ""
    """The name of that program."""

    @property
    def tops(self) -> tuple[str, ...]:
        """The top-level names that contain nothing of ours."""
        return tuple(name for name in (*self.folders, *self.files) if "/" not in name)


def files_of(site: Path, *, hidden: bool = True) -> list[str]:
    """The names of all files of a site, sorted; without `hidden`, no top-level names that begin with a dot."""
    return sorted(name for name, _ in _walk(site, hidden=hidden) if not name.endswith("/"))


def write_manifest(site: Path, files: Mapping[str, str]) -> None:
    """Write the list of a new site's files, in the format of `sha256sum`.

    Args:
        site: the site.
        files: by name as in `files_of`: the digest if it is known, else empty. Names that begin with a dot are ours in
            a folder of our own, but not where MkDocs itself built: it empties a folder before it writes, except for
            such names, so a `.git` there is not ours.
    """
    if strange := [name for name in files if "\n" in name]:
        raise PublishError(f"the site has a file with a line break in its name ({strange[0]!r}). Give it another name")
    rows = []
    for name, known in sorted(files.items()):
        if name != MANIFEST:
            digest = known or digest_of(f"{site}/{name}")
            rows.append(f"{digest}  {name}\n" if digest else f"{name}\n")
    (site / MANIFEST).unlink(missing_ok=True)  # it might be a link to somebody else's file
    (site / MANIFEST).write_bytes(os.fsencode("".join(rows)))


def read_manifest(site: Path) -> dict[str, str] | None:
    """The names of our own files in a site, with their digests; None when we did not write the site.

    A link has no digest. The names are only compared with names that are found on the disk, so a false name does no
    harm.
    """
    file = site / MANIFEST
    try:
        facts = file.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(facts.st_mode) or facts.st_size > _LONGEST:
        raise PublishError(
            f"{file} is not the list that afterword writes. Move it away, or name another folder with --site-dir"
        )
    rows = (_ROW.fullmatch(row) for row in os.fsdecode(file.read_bytes()).split("\n"))
    return {row["name"]: row["digest"] or "" for row in rows if row}


def look_at_whole(site: Path) -> tuple[int, str]:
    """Check that a folder is a complete site that Afterword built. Other files in it are ignored.

    Returns:
        The number of its files, and what is wrong: a sentence without its full stop; empty for a complete site.

    Raises:
        PublishError: the list was not written by Afterword.
    """
    if not site.is_dir():
        return 0, "there is no such folder"
    listed = read_manifest(site)
    if not listed:
        return 0, f"it has no list of files ({MANIFEST}), so Afterword did not build it"
    if _HOME not in listed:
        return len(listed), f"its list of files ({MANIFEST}) names no {_HOME}, so it is no whole site"
    digests = {name: digest_of(site / name) for name in sorted(listed)}
    faults = {
        "cannot be found": [name for name, digest in digests.items() if not digest],
        "differ from what was built": [name for name, digest in digests.items() if digest not in {"", listed[name]}],
    }
    return len(listed), "; ".join(
        f"of {len(listed)} files {len(names)} {what} ({_some(names)})" for what, names in faults.items() if names
    )


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")


def digest_of(path: str | Path) -> str:
    """The digest of a file; empty when it is missing or a link, which is never ours."""
    try:
        with open(path, "rb", buffering=0, opener=_opened) as file:
            return file_digest(file.read())
    except OSError:
        return ""


def _opened(path: str, flags: int) -> int:
    """Open a file, but not through a link."""
    if not hasattr(os, "O_NOFOLLOW") and os.path.islink(path):  # noqa: PTH114 - as above
        raise OSError(path)
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


def find_foreign(site: Path, ours: Mapping[str, str]) -> Foreign:
    """Find everything in `site` that is not in `ours`. Links are not followed.

    If another program built into the folder, which empties it first, most files are what that program left.
    """
    engine = _built_by(site, ours)
    device = site.stat().st_dev
    files: list[str] = []
    folders: list[str] = []
    around: set[str] = set()
    for name, entry in _walk(site):
        if name.endswith("/"):
            if entry.stat(follow_symlinks=False).st_dev != device:
                place = site / name
                raise PublishError(f"{place} lies on another file system, so it cannot be kept. Mount it elsewhere")
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
    """Whether a name is kept although another program emptied the site: dot-files, and files that a host needs."""
    return name.startswith(".") or name in _OF_THE_HOST


def _built_by(site: Path, ours: Mapping[str, str]) -> str:
    """The program that built into our site since: its 404 page names it; empty when there is none."""
    page = site / _NOT_FOUND
    if not ours.get(_NOT_FOUND) or ours[_NOT_FOUND] == digest_of(page):
        return ""
    try:
        generator = _GENERATOR.search(page.read_bytes())
    except OSError:
        return ""
    return unescape(generator[1].decode(errors="replace")) if generator else ""


def _walk(site: Path, *, hidden: bool = True) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield everything below a folder by its relative name, with a slash behind folders. Links are not followed."""
    todo = [""]
    while todo:
        below = todo.pop()
        try:
            with os.scandir(f"{site}/{below}") as entries:
                inside = list(entries)
        except FileNotFoundError:
            if not below:
                raise
            continue  # deleted in the meantime
        for entry in inside:
            if hidden or below or not entry.name.startswith("."):
                name = below + entry.name
                if entry.is_dir(follow_symlinks=False):
                    name += "/"
                    todo.append(name)
                yield name, entry


def foreign_to_keep(site: Path) -> Foreign:
    """Find what must be kept when `site` is replaced.

    Raises:
        PublishError: the folder is not ours, or contains something that cannot be kept.
    """
    ours = read_manifest(site)
    foreign = find_foreign(site, ours or {})
    if ours is None and (
        strange := [name for name in foreign.files if name not in _OF_THE_HOST and not name.startswith(".git/")]
    ):
        raise PublishError(
            f"{site} holds files that afterword did not write ({_some(strange)}). "
            "Move them away, or name another folder with --site-dir"
        )
    return foreign


def carry(site: Path, new: Path, foreign: Foreign) -> None:
    """Copy the files of others from `site` to `new`, as hard links where possible.

    Raises:
        PublishError: `new` has another file of the same name.
    """
    for name in foreign.folders:
        _folder(site, new, name)
    for name in foreign.files:
        _folder(site, new, name.rpartition("/")[0])
        old, there = site / name, new / name
        if not os.path.lexists(there):
            _link(old, there)
        elif not (_plain(old) and _plain(there) and filecmp.cmp(old, there, shallow=False)):
            raise _clash(old)
    for name in reversed(foreign.folders):
        with suppress(FileNotFoundError):
            make_folder_alike(site / name, new / name)


def make_folder_alike(old: Path, new: Path) -> None:
    """Give a folder the mode, the extended attributes and, where allowed, the owner of another."""
    copy_owner_and_mode(old, new)
    with suppress(OSError):  # some attributes are reserved to the system
        shutil.copystat(old, new)


def _folder(site: Path, new: Path, name: str) -> None:
    """Create a folder, and its parents, in the new site."""
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
        # It was deleted in the meantime, as git does with its own locks.
    except OSError as error:
        if error.errno not in NO_LINKS:  # EXDEV is not one of them: it means a mount, which cannot be moved
            raise
        shutil.copy2(old, there, follow_symlinks=False)


def _plain(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)


def _clash(path: Path) -> PublishError:
    return PublishError(
        f"{path} was not written by afterword, and the new site has something else of that name. Move it away"
    )
