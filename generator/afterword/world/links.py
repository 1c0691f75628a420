"""Finds links and devices in published folders: MkDocs would follow them out of the project."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from afterword.core.sources import Stray, StrayKind


def links_in(root: Path, folders: Iterable[Path]) -> tuple[Stray, ...]:
    """Everything in these folders that is neither a plain file nor a folder, and the folders themselves when a link leads to them.

    Args:
        root: the folder of mkdocs.yml; the user chose how to come there.
        folders: they need not exist.
    """
    found = {stray.path: stray for folder in folders for stray in (*_on_the_way(root, folder), *_below(root, folder))}
    return tuple(found[path] for path in sorted(found))


def _on_the_way(root: Path, folder: Path) -> Iterator[Stray]:
    """The links among the folders that lead from `root` to `folder`."""
    inside = folder.relative_to(root).parts if folder.is_relative_to(root) else ()
    steps = [root.joinpath(*inside[: number + 1]) for number in range(len(inside))] or [folder]
    yield from (_stray(root, step, StrayKind.LINK) for step in steps if step.is_symlink())


def _below(root: Path, folder: Path) -> Iterator[Stray]:
    """What is no plain file in a folder, at any depth; no link is followed."""
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
            continue  # taken away in the meantime


def _is_lock_of_an_editor(entry: os.DirEntry[str]) -> bool:
    """Whether this is an Emacs lock: a dangling link `.#NAME` beside a file that is being edited."""
    return entry.name.startswith(".#") and not Path(entry).exists()


def _stray(root: Path, path: Path, kind: StrayKind) -> Stray:
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    return Stray(path=shown.as_posix(), kind=kind, published=True)
