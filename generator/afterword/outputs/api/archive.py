"""The history as JSON, in the words of the format: an index of all, a file for each year and for each incident.

The keys stand in `archive_table.py` and are a promise (docs/api.md). Nothing here knows what day it is.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import groupby

from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.core.times import iso
from afterword.outputs.api.archive_table import SCHEMA, SHORT, WHOLE, archived, schema
from afterword.outputs.api.json_forms import Json
from afterword.outputs.artifact_keys import ids
from afterword.outputs.artifacts import TextFile
from afterword.outputs.urls import ARCHIVE, ARCHIVE_SCHEMA, incident_archive, year_archive

_KEPT = 1024
"""Incidents whose fields wait as texts: those of a year stand in its file and in their own."""
_Fields = Callable[[str], tuple[str, ...]]
"""From the id of an incident to its fields, each with its name."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The content time of a history without incidents."""


def archive(history: History, settings: Settings, site: Site) -> Iterator[TextFile]:
    """Every file of the archive, and the schema of them all."""
    yield TextFile(path=ARCHIVE_SCHEMA, text=lambda: json.dumps(schema(site), ensure_ascii=False, indent=2) + "\n")
    yield TextFile(path=ARCHIVE, text=partial(_index, history, settings, site), lists=ids(history))
    by_name = {incident.id: incident for incident in history}

    @lru_cache(maxsize=_KEPT)
    def make(name: str) -> tuple[str, ...]:
        incident = by_name[name]
        return tuple(
            f"{_json(field)}: {_json(value)}"
            for field, value in WHOLE.write(incident, archived(incident, history, settings, site)).items()
        )

    by_id = sorted(history, key=lambda incident: incident.id, reverse=True)
    for year, group in groupby(by_id, key=lambda incident: int(incident.id[:4])):
        of_year = tuple(group)
        yield TextFile(path=year_archive(year), text=partial(_year, year, of_year, make), lists=ids(of_year))
        for incident in of_year:
            yield TextFile(path=incident_archive(incident), text=partial(_alone, incident, make), shows=incident.id)


def _year(year: int, incidents: tuple[Incident, ...], make: _Fields) -> str:
    """The file of a year: one incident on a line."""
    return _lines({"schema": SCHEMA, "year": year}, (f"{{{', '.join(make(incident.id))}}}" for incident in incidents))


def _alone(incident: Incident, make: _Fields) -> str:
    """The file of one incident: each field on a line."""
    fields = ",\n    ".join(make(incident.id))
    return f'{{\n  "schema": {SCHEMA},\n  "incident": {{\n    {fields}\n  }}\n}}\n'


def _index(history: History, settings: Settings, site: Site) -> str:
    """One incident on a line, so that a comparison of two versions can be read."""
    years = sorted({int(incident.id[:4]) for incident in history}, reverse=True)
    head: Json = {
        "schema": SCHEMA,
        "site": {"name": settings.organisation.name or site.name, "url": site.url},
        "updated": iso(history.changed or _NEVER),
        "years": [{"year": year, "url": site.absolute(year_archive(year))} for year in years],
    }
    return _lines(
        head, (_json(SHORT.write(incident, archived(incident, history, settings, site))) for incident in history)
    )


def _lines(head: Json, rows: Iterable[str]) -> str:
    """A key of `head` on a line, then each row on a line."""
    first = "".join(f"\n  {_json(name)}: {_json(value)}," for name, value in head.items())
    held = ",".join(f"\n    {row}" for row in rows)
    end = "\n  " if held else ""
    return f'{{{first}\n  "incidents": [{held}{end}]\n}}\n'


_json = json.JSONEncoder(ensure_ascii=False).encode
"""On one line: Python is ten times as fast as with indents. Made once, because an incident takes some hundred texts."""
