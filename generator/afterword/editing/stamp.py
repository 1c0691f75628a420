"""Writes down the time that each `now` stands for."""

import re
from collections.abc import Mapping
from datetime import datetime

from afterword.core.times import plain
from afterword.editing.rows import Rows
from afterword.editing.updates import heads
from afterword.reading.headings import says_now

_NOW = re.compile(rb"(#[ \t*_]*)now(?!\w)", re.IGNORECASE)


def now_lines(data: bytes) -> tuple[int, ...]:
    """The lines, from 1, of the update headings that begin with `now`."""
    return tuple(head.line for head in heads(data) or () if head.update and says_now(head.words))


def stamped(data: bytes, times: Mapping[int, datetime]) -> bytes:
    """The file with these times in the place of `now`, by line; every other byte is as it was."""
    rows = list(Rows.of(data).rows)
    for line, at in times.items():
        rows[line - 1] = _NOW.sub(rb"\g<1>" + plain(at).encode(), rows[line - 1], count=1)
    return b"".join(rows)


def stamped_name(name: str, at: datetime) -> str:
    """The name of an update file, `now-update.md`, with the time in the place of `now`."""
    return f"{update_stem(at)}-{name.removeprefix('now-')}"


def update_stem(at: datetime) -> str:
    """How the name of an update file begins: `2026-03-14T0916Z`."""
    return f"{at:%Y-%m-%dT%H%MZ}"
