"""Writes files that people write, too: whole or not at all, and never over one that is not known."""

import os
from pathlib import Path


def replace_bytes(path: Path, data: bytes) -> None:
    """Write a file anew; whoever reads it meanwhile sees the old one or the new one. Its rights stay."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(data)
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o7777)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def create(path: Path, data: bytes) -> None:
    """Write a new file, and the folders above it.

    Raises:
        FileExistsError: something has this name already.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
