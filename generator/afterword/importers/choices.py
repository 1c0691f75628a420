"""How what real histories leave open is written: where an incident came from, ends and times that nobody knows.

All such choices stand here, so that each is changed in one place. Each is told in the report.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from afterword.core.words import Status
from afterword.importers.cleaning import one_line
from afterword.importers.imported import How, ImportedUpdate, Notes
from afterword.syntax.values import is_url

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ._/\-]*[A-Za-z0-9]", re.ASCII)
"""What YAML reads as it is typed."""


ORIGIN = "origin: {id: "
"""How the line begins that says where a file came from."""


def origin_line(system: str, key: str, address: str = "") -> str:
    """The field that says which record of which system a file came from, and at which address it stood."""
    return f"{origin_mark(system, key)}, url: {_text(address)}}}" if is_url(address) else f"{origin_mark(system, key)}}}"


def origin_mark(system: str, key: str) -> str:
    """The part of that line which stays the same whatever the address is: by it a second run finds the file again."""
    return f"{ORIGIN}{_text(one_line(f'{system} {key}'))}"


def mark_of(line: str) -> str:
    """The same part of a line that stands in a file."""
    return line.rpartition(", url: ")[0] or line.removesuffix("}")


def _text(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)  # which is YAML, too


def switch_line(*, is_open: bool) -> str:
    """What keeps an imported incident from being announced. One that is open stays open, which `backfilled` would not let it."""
    return "announce: false" if is_open else "backfilled: true"


def unknown_end(notes: Notes, line: int) -> None:
    """The source says that it is over, and not when: the end stays out, and the page says Closed."""
    notes.add(How.ASSUMED, "it is over, and nobody knows since when: `resolved: unknown` is written", line)


def day_only(notes: Notes, line: int) -> None:
    """Only the day of the start is known: the id has it, and `started` stays out."""
    notes.add(How.ASSUMED, "only the day of the start is known: `started` has no time of day", line)


def unclear_open(notes: Notes, line: int = 0) -> None:
    """The source says that it is not over."""
    notes.add(
        How.ASSUMED,
        "the source says that it is not over: it is shown as open, with `announce: false`. If it is over, add `resolved`",
        line,
    )


def with_times(
    updates: Iterable[ImportedUpdate], notes: Notes, started: datetime | date | None, resolved: datetime | None, *, is_open: bool
) -> tuple[tuple[ImportedUpdate, ...], str]:
    """Updates that all have a time or a day, and the text of those before the first of them.

    An update without a time gets the day when what stands before it and behind it are of one day, and the incident is over. Any other
    stays in its place, as a heading in the text of the update before it.
    """
    found = tuple(updates)
    ends = [resolved.date() if resolved else None]
    for said in reversed(found):
        ends.append(said.at.date() if said.at else ends[-1])
    ends.reverse()
    before = started.date() if isinstance(started, datetime) else started
    made: list[ImportedUpdate] = []
    first: list[str] = []
    for said, after in zip(found, ends, strict=False):
        if said.at:
            made.append(said)
            before = said.at.date()
            continue
        if before and before == after and not is_open and (made or said.typed or said.headline or said.status is not Status.UPDATE):
            notes.add(How.ASSUMED, f"this update has no time: it was on {before}, between those beside it", said.line)
            made.append(replace(said, day=before))
            continue
        text = _below(said)
        if not text:
            continue
        if made:
            as_what = "as a heading in" if said.typed or said.headline else "at the end of"
            notes.add(How.ASSUMED, f"this update has no time: it stands {as_what} the update before it", said.line)
            made[-1] = replace(made[-1], text=f"{made[-1].text}\n\n{text}".strip())
        else:
            first.append(text)
            notes.add(How.ASSUMED, "this text has no time: it stands before the updates", said.line)
    return tuple(made), "\n\n".join(first)


def _below(said: ImportedUpdate) -> str:
    words = said.typed or said.headline or ("" if said.status is Status.UPDATE else said.status.value)
    return f"#### {words}\n\n{said.text}".strip() if words else said.text.strip()


def in_order(updates: Iterable[ImportedUpdate]) -> tuple[ImportedUpdate, ...]:
    """Oldest first; equal times keep the order that the source gives them, and one without a time its place among those of its day."""
    placed: list[tuple[datetime, ImportedUpdate]] = []
    for said in updates:
        at = said.at or datetime.combine(said.day or date.min, time.min, UTC)
        if said.at is None and placed and timedelta() <= placed[-1][0] - at < timedelta(days=1):
            at = placed[-1][0]
        placed.append((at, said))
    return tuple(said for _, said in sorted(placed, key=lambda one: one[0]))
