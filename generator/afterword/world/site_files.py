"""Read the files that are published beside the incidents: mkdocs.yml and docs_dir. Links are not followed."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from afterword.core.sources import MAX_TEXT, SiteFile

_INHERIT = re.compile(rb"^INHERIT:[ \t]*[\"']?([^\"'#\r\n]+)", re.MULTILINE)
_DEEPEST = 5
"""How many configuration files may inherit from each other."""


def read_site_files(root: Path, config_file: Path, docs: Path, incidents: Path) -> tuple[SiteFile, ...]:
    """Read all of them, sorted by path. Of a large file, only the part that is searched is read.

    Args:
        root: the folder of mkdocs.yml, to which paths are relative.
        config_file: mkdocs.yml.
        docs: the folder of pages written by hand. Hidden files are never published.
        incidents: the folder of incidents, which is skipped if it is in `docs`.
    """
    configs = tuple(
        SiteFile(path=_name(root, path), data=data, every_page=True) for path, data in _configs(config_file)
    )
    pages = [SiteFile(path=_name(root, path), data=_read(path), every_page=False) for path in _files(docs, incidents)]
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


def _name(root: Path, path: Path) -> str:
    return Path(os.path.relpath(path, root)).as_posix()
