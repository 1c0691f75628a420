"""Writes down the time that each `now` stands for."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from afterword.core.times import plain
from afterword.editing.rows import Rows
from afterword.editing.updates import heads
from afterword.syntax.headings import says_now
from afterword.syntax.names import update_order

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


def stamped_name(name: str, at: datetime, taken: Iterable[str]) -> str:
    """The name of an update file, `now-update.md`, with the time in the place of `now`."""
    return update_name(at, name.removeprefix("now-").removesuffix(".md"), taken)


def update_name(at: datetime, words: str, taken: Iterable[str], second: int | None = None) -> str:
    """A name for an update file that no other has, and that sorts behind all others of its minute.

    Args:
        at: the time of the update.
        words: its status, and what else the name shall say.
        taken: every name in the folder.
        second: of the minute, where it is known: so files that were written in two clones come in the order of their time.
    """
    minute = f"{at:%Y-%m-%dT%H%M}"
    last = max((update_order(name) for name in taken if name.startswith(minute)), default=None)
    name = f"{minute}{'' if second is None else f'{second:02}'}Z-{words}.md"
    return name if last is None or update_order(name) > last else f"{minute}{max(last[1], second or 0) + 1:02}Z-{words}.md"
