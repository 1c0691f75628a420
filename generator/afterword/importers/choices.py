"""Decide how to write what a source does not state: origin, unknown ends and times. The report lists each choice."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from afterword.core.words import Status
from afterword.importers.cleaning import one_line
from afterword.importers.imported import ImportedUpdate, Notes
from afterword.syntax.values import is_url

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ._/\-]*[A-Za-z0-9]", re.ASCII)
"""Texts that YAML reads as typed."""


ORIGIN = "origin: {id: "
"""The beginning of the line that states where a file came from."""


def origin_line(system: str, key: str, address: str = "") -> str:
    """The line that states the source's record, and its address there."""
    url = f", url: {_text(address)}" if is_url(address) else ""
    return f"{origin_mark(system, key)}{url}}}"


def origin_mark(system: str, key: str) -> str:
    """The part of that line that does not depend on the address. A later run recognises a file by it."""
    return f"{ORIGIN}{_text(one_line(f'{system} {key}'))}"


def mark_of(line: str) -> str:
    """The mark in the origin line of a file."""
    return line.rpartition(", url: ")[0] or line.removesuffix("}")


def _text(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)  # which is YAML, too


def switch_line(*, is_open: bool) -> str:
    """The switch that keeps an imported incident from being announced. `backfilled` would close an open one."""
    return "announce: false" if is_open else "backfilled: true"


def title_of(stem: str) -> str:
    """The title of a record without one, from the name of its file."""
    return re.sub(r"^[0-9\-_. ]+", "", stem).replace("-", " ").replace("_", " ").strip().capitalize() or "Untitled"


def unknown_end(notes: Notes, line: int = 0) -> None:
    """Note an end at an unknown time: `resolved: unknown` is written."""
    notes.assumed("it is over, but the source does not state the end: `resolved: unknown` is written", line)


def day_only(notes: Notes, line: int = 0) -> None:
    """Note a start of which only the day is known: it is written without a time of day."""
    notes.assumed("only the day of the start is known: `started` has no time of day", line)


def unclear_open(notes: Notes, line: int = 0) -> None:
    """Note an incident that is open in the source."""
    notes.assumed(
        "the source says that it is open: it is written as open, with `announce: false`. If it is over, add `resolved`",
        line,
    )


def with_times(
    updates: Iterable[ImportedUpdate],
    notes: Notes,
    started: datetime | date | None,
    resolved: datetime | None,
    *,
    is_open: bool,
) -> tuple[tuple[ImportedUpdate, ...], str]:
    """Give every update a time or a day. Returns the updates, and the text before the first of them.

    An update without a time gets a day if the updates around it are of the same day and the incident is over. Otherwise
    its text stays at its place, as a heading in the update before it.
    """
    in_source_order = tuple(updates)
    ends = [resolved.date() if resolved else None]
    for update in reversed(in_source_order):
        ends.append(update.at.date() if update.at else ends[-1])
    ends.reverse()
    before = started.date() if isinstance(started, datetime) else started
    dated: list[ImportedUpdate] = []
    first: list[str] = []
    for update, after in zip(in_source_order, ends, strict=False):
        if update.at:
            dated.append(update)
            before = update.at.date()
            continue
        named = update.typed or update.headline
        if before and before == after and not is_open and (dated or named or update.status is not Status.UPDATE):
            notes.assumed(f"this update has no time: it gets the day of the updates around it, {before}", update.line)
            dated.append(replace(update, day=before))
            continue
        text = _below(update)
        if not text:
            continue
        if dated:
            becomes = "it becomes a heading in" if named else "its text is added to"
            notes.assumed(f"this update has no time: {becomes} the update before it", update.line)
            dated[-1] = replace(dated[-1], text=f"{dated[-1].text}\n\n{text}".strip())
        else:
            first.append(text)
            notes.assumed("this text has no time: it is written before the updates", update.line)
    return tuple(dated), "\n\n".join(first)


def _below(update: ImportedUpdate) -> str:
    words = update.typed or update.headline or ("" if update.status is Status.UPDATE else update.status.value)
    return f"#### {words}\n\n{update.text}".strip() if words else update.text.strip()


def in_order(updates: Iterable[ImportedUpdate]) -> tuple[ImportedUpdate, ...]:
    """Sort updates by time. Equal times keep their order; an update without a time stays among those of its day."""
    placed: list[tuple[datetime, ImportedUpdate]] = []
    for update in updates:
        at = update.at or datetime.combine(update.day or date.min, time.min, UTC)
        if update.at is None and placed and timedelta() <= placed[-1][0] - at < timedelta(days=1):
            at = placed[-1][0]
        placed.append((at, update))
    return tuple(update for _, update in sorted(placed, key=lambda pair: pair[0]))
