"""Replace each `now` in a file by the time for which it stands."""

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
    """Replace `now` on these lines by the given times. No other byte changes."""
    rows = list(Rows.of(data).rows)
    for line, at in times.items():
        rows[line - 1] = _NOW.sub(rb"\g<1>" + plain(at).encode(), rows[line - 1], count=1)
    return b"".join(rows)


def stamped_name(name: str, at: datetime, taken: Iterable[str]) -> str:
    """The name of an update file with the time instead of `now`: `now-update.md`."""
    return update_name(at, name.removeprefix("now-").removesuffix(".md"), taken)


def update_name(at: datetime, words: str, taken: Iterable[str], second: int | None = None) -> str:
    """A new name for an update file, which sorts behind all others of its minute.

    Args:
        at: the time of the update.
        words: its status, and any other words of the name.
        taken: every name in the folder.
        second: the second of the minute, when it is known, so that files written in two clones sort by time.
    """
    minute = f"{at:%Y-%m-%dT%H%M}"
    last = max((update_order(name) for name in taken if name.startswith(minute)), default=None)
    name = f"{minute}{'' if second is None else f'{second:02}'}Z-{words}.md"
    if last is None or update_order(name) > last:
        return name
    return f"{minute}{max(last[1], second or 0) + 1:02}Z-{words}.md"
