"""What is written where a real history says something that the format cannot say yet.

All such choices stand here, so that each is changed in one place when the format can say more. Each is told in the report.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from afterword.core.words import Status
from afterword.importers.cleaning import one_line
from afterword.importers.imported import How, Notes, Said

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ._/\-]*[A-Za-z0-9]", re.ASCII)
"""What YAML reads as it is typed."""


def origin_line(system: str, key: str) -> str:
    """The field that says which record of which system a file came from: by it a second run finds the file again."""
    text = one_line(f"{system} {key}")
    if not _PLAIN.fullmatch(text):
        text = json.dumps(text, ensure_ascii=False)  # which is YAML, too
    return f"extra: {{origin: {text}}}"


def switch_line(*, is_open: bool) -> str:
    """What keeps an imported incident from being announced. One that is open stays open, which `backfilled` would not let it."""
    return "announce: false" if is_open else "backfilled: true"


def unknown_end(notes: Notes, line: int) -> None:
    """The source says that it is over, and not when: the end stays out, and the page says Closed."""
    notes.add(How.ASSUMED, "it is over, and nobody knows since when: no `resolved` is written, and the page says Closed", line)


def day_only(notes: Notes, line: int) -> None:
    """Only the day of the start is known: the id has it, and `started` stays out."""
    notes.add(How.ASSUMED, "only the day of the start is known: it stands in the id, and no `started` is written", line)


def unclear_open(notes: Notes, line: int = 0) -> None:
    """The source says that it is not over."""
    notes.add(
        How.ASSUMED,
        "the source says that it is not over: it is shown as open, with `announce: false`. If it is over, add `resolved`",
        line,
    )


def with_times(updates: Iterable[Said], notes: Notes) -> tuple[tuple[Said, ...], str]:
    """Updates that all have a time, and the text of those before the first that has one.

    An update without a time stays in its place, as a heading in the text of the update before it.
    """
    made: list[Said] = []
    first: list[str] = []
    for said in updates:
        if said.at:
            made.append(said)
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


def _below(said: Said) -> str:
    words = said.typed or said.headline or ("" if said.status is Status.UPDATE else said.status.value)
    return f"#### {words}\n\n{said.text}".strip() if words else said.text.strip()


def in_order(updates: Iterable[Said]) -> tuple[Said, ...]:
    """Oldest first; equal times keep the order that the source gives them."""
    return tuple(sorted(updates, key=lambda said: said.at or datetime.min))  # noqa: DTZ901 - all of them have a time by now
