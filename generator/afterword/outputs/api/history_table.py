"""The history as a table: `/api/history.csv` (RFC 4180), one incident on a line, for a spreadsheet."""

import csv
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Site
from afterword.core.times import Moment, iso_moment
from afterword.core.words import Kind
from afterword.outputs.artifact_keys import ids
from afterword.outputs.artifacts import TextFile
from afterword.outputs.urls import HISTORY_TABLE, incident_url

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet, which could call out: an apostrophe makes it a text."""


def history_table(history: History, site: Site) -> TextFile:
    """The table; it ends each line with CR LF, as the standard says."""
    return TextFile(path=HISTORY_TABLE, text=partial(_text, history, site), lists=ids(history))


def _text(history: History, site: Site) -> str:
    lines: list[str] = []
    writer = csv.writer(SimpleNamespace(write=lines.append), lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_safe(cell(incident, site)) for cell in _COLUMNS.values()] for incident in history)
    return "".join(lines)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) and not cell[1:].isdigit() else cell


def _time(moment: Moment | None) -> str:
    return iso_moment(moment) if moment else ""


def _minutes(length: timedelta | None) -> str:
    return "" if length is None or length < timedelta() else str(length // timedelta(minutes=1))


_COLUMNS: dict[str, Callable[[Incident, Site], str]] = {
    "id": lambda i, _: i.id,
    "title": lambda i, _: i.title,
    "kind": lambda i, _: i.kind.value,
    "severity": lambda i, _: i.severity.id if i.severity else "",
    "state": lambda i, _: i.state.value,
    "started": lambda i, _: _time(i.started),
    "started_about": lambda i, _: "yes" if i.started.about else "no",
    "detected": lambda i, _: _time(i.detected),
    "announced": lambda i, _: _time(i.announced),
    "mitigated": lambda i, _: _time(i.mitigated),
    "resolved": lambda i, _: _time(i.resolved),
    "duration_minutes": lambda i, _: _minutes(i.duration),
    "first_word_minutes": lambda i, _: "" if i.kind is Kind.MAINTENANCE else _minutes(i.time_to_first_word),
    "components": lambda i, _: " ".join(hit.component for hit in i.harmed),
    "categories": lambda i, _: "; ".join(i.categories),
    "users_affected": lambda i, _: str(i.users.affected) if i.users else "",
    "data_loss": lambda i, _: i.data_loss.value if i.data_loss else "",
    "data_exposed": lambda i, _: i.data_exposed.value if i.data_exposed else "",
    "updates": lambda i, _: str(len(i.updates)),
    "postmortem": lambda i, _: i.postmortem.value,
    "sample": lambda i, _: "yes" if i.sample else "no",
    "backfilled": lambda i, _: "yes" if i.backfilled else "no",
    "page": lambda i, site: site.absolute(incident_url(i)),
}
