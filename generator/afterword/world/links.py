"""Find links and devices in folders that are published as a whole. MkDocs would follow links out of the project."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from afterword.core.sources import Stray, StrayKind


def links_in(root: Path, folders: Iterable[Path]) -> tuple[Stray, ...]:
    """Everything in these folders that is neither file nor folder, and the folders themselves if a link leads to them.

    Args:
        root: the folder of mkdocs.yml; the user chose how to come there.
        folders: they need not exist.
    """
    found = {stray.path: stray for folder in folders for stray in (*_on_the_way(root, folder), *_below(root, folder))}
    return tuple(found[path] for path in sorted(found))


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
