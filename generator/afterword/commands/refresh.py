"""Updates files that `afterword init` wrote, except those that somebody edited.

A record in the repository has the SHA-256 of each file as it was written last. A file with another digest was edited. A
file that is in the record and missing was removed on purpose. Neither is written. A file that is not in the record is
written if it does not exist.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from afterword.core.digest import file_digest
from afterword.world.files import FileChange, write
from afterword.world.lock import alone_in
from afterword.world.read_tree import read_plain

RECORD = "site_config/written-by-init.sha256"
_ROW = re.compile(r"([0-9a-f]{64})  (.+)")


def record(contents: Mapping[str, str]) -> str:
    """The record of files, in the form that `sha256sum --check` reads."""
    return "".join(f"{file_digest(text.encode())}  {path}\n" for path, text in sorted(contents.items()))


def renewed(root: Path, contents: Mapping[str, str]) -> Iterator[str]:
    """Write what `afterword init` would write now. Yields a line for each file that was written or left unchanged."""
    with alone_in(root):
        before = read_plain(root, RECORD)
        rows = (before or b"").decode("utf-8", "replace").splitlines()
        known = {entry[2]: entry[1] for row in rows if (entry := _ROW.fullmatch(row))}
        changes, lines = [], []
        for path, text in contents.items():
            data, now = text.encode(), read_plain(root, path)
            if now is None and (path in known or (root / path).exists()):
                lines.append(f"Left out {path}: it was removed.")
                continue
            if now is not None and now != data and file_digest(now) != known.get(path):
                lines.append(f"Kept {path}: somebody has edited it.")
                continue
            known[path] = file_digest(data)
            if now != data:
                changes.append(FileChange(path=root / path, before=now, after=data))
                lines.append(f"Wrote {path}")
        after = "".join(f"{digest}  {path}\n" for path, digest in sorted(known.items())).encode()
        if after != before:
            changes.append(FileChange(path=root / RECORD, before=before, after=after))
        write(root, *changes)
    yield from lines
    if not any(line.startswith("Wrote") for line in lines):
        yield "Nothing to update."
