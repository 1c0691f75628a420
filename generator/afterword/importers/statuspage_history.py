"""Import from Statuspage: the public answers of a page, fetched from its address or saved in a folder.

The list of the newest incidents contains fifty. The whole history is in `history.json`, three months a page, which
names the incidents; `incidents/CODE.json` describes each. If that is missing, the history only gives name, impact and
day.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime

from afterword.core.frozen import frozen
from afterword.core.times import MONTH_NUMBERS
from afterword.core.words import Kind, Status
from afterword.importers import choices, imported
from afterword.importers.clocks import Zones, find_time
from afterword.importers.fetching import Answers, SourceServer, is_address
from afterword.importers.folder import Folder, open_folder
from afterword.importers.saved import Json, dicts, read_json, text, time_of, whole_number
from afterword.markup.text_layout import flat_text

_STATUSES = {
    "investigating": Status.INVESTIGATING,
    "identified": Status.IDENTIFIED,
    "monitoring": Status.MONITORING,
    "resolved": Status.RESOLVED,
    "postmortem": Status.POSTMORTEM,
    "scheduled": Status.SCHEDULED,
    "in_progress": Status.IN_PROGRESS,
    "verifying": Status.VERIFYING,
    "completed": Status.COMPLETED,
}
_IMPACTS = {"critical": "critical", "major": "major", "minor": "minor", "none": "notice"}
"""Statuspage's impact, and our severity. Maintenance is a kind of ours."""
_LEVELS = {
    "degraded_performance": "degraded",
    "partial_outage": "partial_outage",
    "major_outage": "full_outage",
    "under_maintenance": "maintenance",
}
_OVER = {"resolved", "postmortem", "completed"}
_MONTH = re.compile(r"(?P<month>[A-Za-z]+)\s*(?P<year>[0-9]{4})?")


class StatuspageSource(imported.Importer):
    """A Statuspage page."""

    name = "statuspage"
    title = "Statuspage"

    def __init__(self, where: str, options: imported.Options) -> None:
        self._source: Answers
        self.local = not is_address(where)
        if self.local:
            self._source = _Saved(open_folder(where, "saved answers, or the address of the page with https://"))
        else:
            self._source = SourceServer(where, options.keep)
        self._codes: dict[str, _Known] = {}
        self._listed = _components(self._source.components())
        for known in _known(self._source, Zones(usual=options.zone)):
            before = self._codes.get(known.code)
            self._codes[known.code] = known if before is None else before.joined(known)
        self._order = sorted(self._codes)

    def __len__(self) -> int:
        return len(self._codes)

    def __getitem__(self, number: int) -> imported.Imported:
        """The incident at this position, by code."""
        return self._record(self._codes[self._order[number]])

    def components(self) -> tuple[imported.ImportedComponent, ...]:
        """The components of the page, with their groups."""
        return self._listed

    def _record(self, known: "_Known") -> imported.Imported:
        notes = imported.Notes(f"incidents/{known.code}")
        data = self._source.incident(known.code) or known.whole
        if data is None:
            return self._from_history(known, notes)
        data = data.get("incident", data) if isinstance(data.get("incident"), dict) else data
        entry = _entry(data, known, self._source.address(known.code), notes)
        return notes.imported(entry) if entry else notes.skipped("it has no time that can be read")

    def _from_history(self, known: "_Known", notes: imported.Notes) -> imported.Imported:
        """What the history says of an incident whose own page is missing."""
        if known.day is None:
            return notes.skipped("its page is missing, and the history gives no day")
        notes.assumed("its page is missing: name, impact and day are from the history, and there are no updates")
        if known.start is None:
            choices.day_only(notes)
        for doubt in known.doubts:
            notes.assumed(doubt)
        planned = known.impact == "maintenance"
        return notes.imported(
            imported.ImportedIncident(
                key=known.code,
                title=known.name,
                day=known.day,
                kind=Kind.MAINTENANCE if planned else Kind.INCIDENT,
                severity=_IMPACTS.get(known.impact, ""),
                started=None if planned else known.start,
                start_day=known.day if not planned and known.start is None and not known.doubts else None,
                resolved=known.end,
                scheduled_start=known.start if planned else None,
                scheduled_end=known.end if planned else None,
                summary=known.message,
                old=self._source.address(known.code),
                names=(known.code,),
            )
        )


@frozen
class _Known:
    """What the lists say of an incident."""

    code: str
    name: str = ""
    impact: str = ""
    message: str = ""
    day: date | None = None
    start: datetime | None = None
    end: datetime | None = None
    doubts: tuple[str, ...] = ()
    whole: Json | None = None
    """The complete incident, from the API's list of the newest."""

    def joined(self, other: "_Known") -> "_Known":
        """Join what two lists say."""
        first, second = (self, other) if self.day else (other, self)
        return _Known(**{fact.name: getattr(first, fact.name) or getattr(second, fact.name) for fact in fields(self)})


class _Saved:
    """Answers saved in a folder. Files are recognised by their content, whatever their names."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._single: dict[str, str] = {}
        self._lists: list[str] = []
        for name in folder.names(".json"):
            data = self._read(name)
            if (
                any(key in data for key in ("months", "incidents", "scheduled_maintenances", "components"))
                and "incident_updates" not in data
            ):
                self._lists.append(name)
                continue
            incident = data.get("incident", data)
            code = str(incident.get("id") or incident.get("code") or "") if isinstance(incident, dict) else ""
            if code and "incident_updates" in incident:
                self._single[code] = name
        sites = (data.get("page") for name in self._lists if isinstance((data := self._read(name)).get("page"), dict))
        self._base = next((str(site["url"]).rstrip("/") for site in sites if site and site.get("url")), "")

    def pages(self) -> Iterator[Json]:
        """Every saved list."""
        for name in self._lists:
            yield self._read(name)
        for code in self._single:
            yield {"incidents": [{"id": code}]}

    def incident(self, code: str) -> Json | None:
        """An incident that was saved in a file of its own."""
        return self._read(self._single[code]) if code in self._single else None

    def components(self) -> Json:
        """The first list of components."""
        return next((data for name in self._lists if "components" in (data := self._read(name))), {})

    def address(self, code: str) -> str:
        """Its address in the old system."""
        return f"{self._base}/incidents/{code}"

    def _read(self, name: str) -> Json:
        data = read_json(self._folder, name)
        return data if isinstance(data, dict) else {"incidents": data} if isinstance(data, list) else {}


def _known(source: Answers, zones: Zones) -> Iterator[_Known]:
    """Yield every incident that a list names, once per list."""
    for page in source.pages():
        for month in dicts(page.get("months")):
            yield from (_from_index(row, month, zones) for row in dicts(month.get("incidents")) if row.get("code"))
        for row in (*dicts(page.get("incidents")), *dicts(page.get("scheduled_maintenances"))):
            if code := str(row.get("id") or ""):
                whole = row if "incident_updates" in row else None
                yield _Known(code=code, name=str(row.get("name") or ""), whole=whole)


def _from_index(row: Json, month: Json, zones: Zones) -> _Known:
    named = _MONTH.match(str(month.get("name") or ""))
    typed = text(month.get("year")) or (named["year"] if named else "") or ""
    year = int(typed) if re.fullmatch("(?:19|20)[0-9]{2}", typed, re.ASCII) else 0
    number = MONTH_NUMBERS.get(named["month"][:3].lower(), 0) if named else 0
    words = " ".join(flat_text(str(row.get("timestamp") or "")).split())
    near = date(year, number, 15) if year and number else None
    zone = re.search(r"\b([A-Z]{2,5}|[+\-][0-9]{2}:?[0-9]{2})$", words)
    first, _, last = words.partition(" - ")
    suffix = f" {zone[1]}" if zone and not first.endswith(zone[1]) else ""
    begin = find_time(first + suffix, zones, near)
    day = begin.day if begin and begin.day else near.replace(day=1) if near else None
    end = find_time(last, zones, day, bare=True) if last else None
    months = () if begin or day is None else ("only the month is known; its first day is used",)
    doubts = tuple(dict.fromkeys((*(begin.notes if begin else months), *(end.notes if end else ()))))
    start = begin.at if begin else None
    over = end.at if end else None
    return _Known(
        code=str(row["code"]),
        name=str(row.get("name") or ""),
        impact=str(row.get("impact") or ""),
        message=str(row.get("message") or ""),
        day=start.date() if start else day,
        start=start,
        end=over if over and start and over >= start else None,
        doubts=doubts,
    )


def _components(data: Json) -> tuple[imported.ImportedComponent, ...]:
    listed = sorted(dicts(data.get("components")), key=lambda component: whole_number(component.get("position")))
    groups = {str(component.get("id")): _line(component, "name") for component in listed if component.get("group")}
    return tuple(
        imported.ImportedComponent(
            name=_line(component, "name"),
            group=groups.get(str(component.get("group_id")), ""),
            description=_line(component, "description"),
        )
        for component in listed
        if component.get("name") and not component.get("group")
    )


def _line(row: Json, key: str) -> str:
    """A value as text on one line; empty when it is missing."""
    return " ".join(str(row.get(key) or "").split())


def _entry(data: Json, known: _Known, address: str, notes: imported.Notes) -> imported.ImportedIncident | None:
    """An incident with all its updates."""
    trail = list(dicts(data.get("incident_updates")))[::-1]
    trail.sort(key=_order)
    planned = data.get("impact") == "maintenance" or any(
        data.get(name) for name in ("scheduled_for", "scheduled_until")
    )
    updates = tuple(update for row in trail if (update := _update(row, notes)))
    report = _report(data, notes)
    times = [update.at for update in updates if update.at]
    started = time_of(data.get("started_at")) or time_of(data.get("created_at")) or min(times, default=None)
    begin = time_of(data.get("scheduled_for")) if planned else started
    day = begin or started
    if day is None:
        return None
    status = str(data.get("status") or (trail[-1].get("status") if trail else "") or "")
    is_open = bool(status) and status not in _OVER
    if is_open:
        choices.unclear_open(notes)
    if report and not any(update.status is Status.POSTMORTEM for update in updates):
        at = time_of(data.get("postmortem_published_at"))
        if at:
            updates = (
                *updates,
                imported.ImportedUpdate(at=at, status=Status.POSTMORTEM, text="The report is below."),
            )
            notes.assumed("there is no update for the postmortem: one is added at the time of its publication")
    impact = str(data.get("impact") or known.impact or "")
    severity = "" if planned else _IMPACTS.get(impact, "")
    if impact and not planned and not severity:
        notes.dropped(f"the impact '{impact}', which Statuspage does not have")
    end = time_of(data.get("resolved_at"))
    closed = {update.at for update in updates if update.status.closes}
    unknown = status in _OVER and end is None and not closed
    if unknown:
        choices.unknown_end(notes)
    return imported.ImportedIncident(
        key=known.code,
        title=str(data.get("name") or known.name or ""),
        day=day.date(),
        kind=Kind.MAINTENANCE if planned else Kind.INCIDENT,
        severity=severity,
        components=_hits(data, trail, is_open=is_open),
        started=None if planned else started,
        resolved=None if _follows(end, updates) else end,
        over=unknown,
        scheduled_start=time_of(data.get("scheduled_for")) if planned else None,
        scheduled_end=time_of(data.get("scheduled_until")) if planned else None,
        is_open=is_open,
        report=bool(report),
        updates=choices.in_order(updates),
        sections=report,
        old=address,
        names=(known.code,),
    )


def _follows(end: datetime | None, updates: tuple[imported.ImportedUpdate, ...]) -> bool:
    """Whether our reader takes this end from the updates, so that the file need not state it.

    It takes the last update that closes. Statuspage says resolved also of what is written afterwards.
    """
    if not any(update.at == end and update.status.closes for update in updates):
        return False
    after = [update.status for update in updates if end and update.at and update.at > end]
    return any(status.opens for status in after) or not any(status.closes for status in after)


def _shown_at(row: Json) -> datetime | None:
    """The time of an update that readers see."""
    return time_of(row.get("display_at")) or time_of(row.get("created_at"))


def _order(row: Json) -> tuple[datetime, datetime]:
    """Sort key of updates: the time that is shown, then the time of writing."""
    last = datetime.max.replace(tzinfo=UTC)
    return _shown_at(row) or last, time_of(row.get("created_at")) or _shown_at(row) or last


def _update(row: Json, notes: imported.Notes) -> imported.ImportedUpdate | None:
    at = _shown_at(row)
    word = str(row.get("status") or "")
    status = _STATUSES.get(word)
    if at is None:
        notes.unreadable(f"the update '{row.get('id', '')}' has no time that can be read; it is left out")
        return None
    if status is None:
        notes.assumed(f"the status '{word}' is not known; it is written as Update")
    return imported.ImportedUpdate(at=at, status=status or Status.UPDATE, text=str(row.get("body") or ""))


def _report(data: Json, notes: imported.Notes) -> tuple[imported.ImportedSection, ...]:
    """The postmortem as a section, with its own headings below; empty without one that was published."""
    body = data.get("postmortem_body")
    if not isinstance(body, str) or not body.strip():
        return ()
    if data.get("postmortem_ignored") and not data.get("postmortem_published_at"):
        notes.dropped("a postmortem that was never published")
        return ()
    return (imported.ImportedSection(heading="What happened", text=body),)


def _hits(data: Json, trail: list[Json], *, is_open: bool) -> tuple[imported.ImportedHit, ...]:
    """The affected components, and for how long, by the updates."""
    listed = [component for component in dicts(data.get("components")) if component.get("name")]
    named = {str(component.get("id")): _line(component, "name") for component in listed}
    spans: dict[str, list[imported.ImportedSpan]] = {}
    levels: dict[str, tuple[str, datetime]] = {}
    for update in trail:
        at = _shown_at(update)
        for hit in dicts(update.get("affected_components")):
            name, new = _component_name(hit, named), str(hit.get("new_status") or "")
            if not name or at is None:
                continue
            spans.setdefault(name, [])
            level = _LEVELS.get(new, "")
            before = levels.get(name)
            if before and before[0] == level:
                continue
            if before:
                spans[name].append(imported.ImportedSpan(impact=before[0], start=before[1], end=at))
                del levels[name]
            if level:
                levels[name] = (level, at)
    last = max((at for update in trail if (at := _shown_at(update))), default=None)
    for name, (level, at) in levels.items():
        end = None if is_open else last if last and last > at else None
        spans[name].append(imported.ImportedSpan(impact=level, start=at, end=end))
    for component in listed:
        if not component.get("group"):
            spans.setdefault(_line(component, "name"), [])
    return tuple(imported.ImportedHit(name=name, spans=tuple(periods)) for name, periods in spans.items())


def _component_name(hit: Json, named: Mapping[str, str]) -> str:
    """The name of a component in the list of components. Updates may put the name of its group in front."""
    if str(hit.get("code")) in named:
        return named[str(hit.get("code"))]
    name = _line(hit, "name")
    behind = name.partition(" - ")[2]
    return behind if behind in named.values() and name not in named.values() else name
