"""Look at what is published beside incidents: mkdocs.yml, docs_dir, and links, which MkDocs would follow."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from afterword.core.sources import MAX_TEXT, SiteFile, Stray, StrayKind

_INHERIT = re.compile(rb"^INHERIT:[ \t]*[\"']?([^\"'#\r\n]+)", re.MULTILINE)
_DEEPEST = 5
"""How many configuration files may inherit from each other."""


def read_site_files(root: Path, config_file: Path, docs: Path, incidents: Path) -> tuple[SiteFile, ...]:
    """Read all of them, sorted by path. Of a large file, only the part that is searched is read.

    `docs` is the folder of pages written by hand, of which hidden files and `incidents` are skipped.
    """
    configs = (SiteFile(path=name_in(root, path), data=data, every_page=True) for path, data in _configs(config_file))
    pages = (SiteFile(path=name_in(root, path), data=_read(path), every_page=False) for path in _files(docs, incidents))
    return (*configs, *sorted(pages, key=lambda page: page.path))


def _configs(config_file: Path) -> Iterator[tuple[Path, bytes]]:
    path = config_file
    for _ in range(_DEEPEST):
        data = _read(path)
        yield path, data
        inherits = _INHERIT.search(data)
        if not inherits:
            return
        path = path.parent / os.fsdecode(inherits[1].strip())


def _files(folder: Path, incidents: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = [name for name in folders if not name.startswith(".") and here / name != incidents]
        yield from (here / name for name in names if not name.startswith("."))


def _read(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return b""
        with path.open("rb") as file:
            return file.read(MAX_TEXT + 1)
    except OSError:
        return b""


def name_in(root: Path, path: str | Path) -> str:
    """The path of a file as problems name it: POSIX, relative to the folder of mkdocs.yml."""
    return Path(os.path.relpath(path, root)).as_posix()


# ---- links ---------------------------------------------------------------------------------------


def links_in(root: Path, folders: Iterable[Path]) -> tuple[Stray, ...]:
    """Everything in these folders, if they exist, that is neither file nor folder, and links on the way from `root`."""
    strays = {stray.path: stray for folder in folders for stray in (*_on_the_way(root, folder), *_below(root, folder))}
    return tuple(strays[path] for path in sorted(strays))


def _on_the_way(root: Path, folder: Path) -> Iterator[Stray]:
    """Yield the links among the folders between `root` and `folder`."""
    inside = folder.relative_to(root).parts if folder.is_relative_to(root) else ()
    steps = [root.joinpath(*inside[: number + 1]) for number in range(len(inside))] or [folder]
    yield from (_stray(root, step, StrayKind.LINK) for step in steps if step.is_symlink())


def _below(root: Path, folder: Path) -> Iterator[Stray]:
    """Yield everything in a folder, at any depth, that is not a plain file. Links are not followed."""
    todo = [folder]
    while todo:
        try:
            with os.scandir(todo.pop()) as entries:
                for entry in entries:
                    if entry.is_symlink():
                        if not _is_lock_of_an_editor(entry):
                            yield _stray(root, Path(entry), StrayKind.LINK)
                    elif entry.is_dir(follow_symlinks=False):
                        todo.append(Path(entry))
                    elif not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
                        yield _stray(root, Path(entry), StrayKind.DEVICE)
        except (FileNotFoundError, NotADirectoryError):
            continue  # deleted in the meantime


def _is_lock_of_an_editor(entry: os.DirEntry[str]) -> bool:
    """Whether a link is Emacs's mark of a file that is being edited: `.#NAME`, which leads nowhere."""
    return entry.name.startswith(".#") and not Path(entry).exists()


def _stray(root: Path, path: Path, kind: StrayKind) -> Stray:
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    return Stray(path=shown.as_posix(), kind=kind, published=True)
