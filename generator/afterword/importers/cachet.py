"""Import from Cachet 2: saved JSON of `/api/v1/incidents`, `/api/v1/components` and `/api/v1/components/groups`."""

from datetime import datetime
from typing import ClassVar

from afterword.core.words import Kind, Status
from afterword.importers import choices
from afterword.importers.clocks import Zones, find_time
from afterword.importers.folder import open_folder
from afterword.importers.imported import (
    How,
    Imported,
    ImportedComponent,
    ImportedHit,
    ImportedIncident,
    ImportedSpan,
    ImportedUpdate,
    Notes,
    Options,
)
from afterword.importers.saved import Json, NumberedRecords, dicts, read_json, text, whole_number

_STATUSES = {
    0: Status.SCHEDULED,
    1: Status.INVESTIGATING,
    2: Status.IDENTIFIED,
    3: Status.MONITORING,
    4: Status.RESOLVED,
}
_LEVELS = {2: "degraded", 3: "partial_outage", 4: "full_outage"}


class Cachet:
    """The saved answers of a Cachet API."""

    name: ClassVar[str] = "cachet"
    title: ClassVar[str] = "Cachet"
    local: ClassVar[bool] = True

    def __init__(self, where: str, options: Options) -> None:
        self._folder = open_folder(where, "the saved answers")
        self._zones = Zones(usual=options.zone, stated=bool(options.zone))
        self._places: dict[int, tuple[str, int]] = {}
        self._components: dict[int, Json] = {}
        self._groups: dict[int, str] = {}
        for name in self._folder.names(".json"):
            for place, one in enumerate(self._rows(name)):
                self._sort(name, place, one)
        self._records = NumberedRecords(self._places, self._rows)

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, position: int) -> Imported:
        """The incident at this position."""
        return self._record(*self._records[position])

    def components(self) -> tuple[ImportedComponent, ...]:
        """The components, with their groups."""
        return tuple(
            ImportedComponent(
                name=text(component.get("name")),
                group=self._groups.get(whole_number(component.get("group_id")), ""),
                description=text(component.get("description")),
            )
            for component in sorted(
                self._components.values(), key=lambda component: whole_number(component.get("order"))
            )
        )

    def file(self, folder: str, link: str) -> tuple[str, bytes] | None:
        """A picture that was saved beside the answers."""
        return self._folder.picture(folder, link)

    def _rows(self, name: str) -> tuple[Json, ...]:
        data = read_json(self._folder, name)
        pages = dicts(data) if isinstance(data, list) else (data,) if isinstance(data, dict) else ()
        return tuple(
            row for page in pages for row in (dicts(page["data"]) if isinstance(page.get("data"), list) else (page,))
        )

    def _sort(self, name: str, place: int, one: Json) -> None:
        number = whole_number(one.get("id"))
        if not number:
            return
        if "message" in one and "name" in one:
            self._places.setdefault(number, (name, place))
        elif "enabled_components" in one or "collapsed" in one:
            self._groups[number] = text(one.get("name"))
            for inner in dicts(one.get("enabled_components")):
                self._components.setdefault(whole_number(inner.get("id")), {**inner, "group_id": number})
        elif "name" in one and "status" in one:
            self._components[number] = one

    def _record(self, number: int, file: str, one: Json) -> Imported:
        path = f"{file}: incident {number}"
        notes = Notes(path)
        if text(one.get("visible")) == "0" or one.get("visible") is False:
            return Imported(path=path, skipped="it was hidden from the public")
        planned = whole_number(one.get("status")) == 0 and text(one.get("status")) == "0"
        at = (
            self._time(one.get("occurred_at"), notes)
            or self._time(one.get("scheduled_at"), notes)
            or self._time(one.get("created_at"), notes)
        )
        if at is None:
            return Imported(path=path, skipped="no time stands in it", guesses=tuple(notes.guesses))
        updates = [
            ImportedUpdate(
                at=at, status=_STATUSES[0] if planned else self._first_status(one), text=text(one.get("message"))
            )
        ]
        updates += [said for reply in dicts(one.get("updates")) if (said := self._said(reply, notes))]
        over = len(updates) == 1 and whole_number(one.get("status")) == 4
        if over:  # without updates, the text of an incident is edited until it is over
            notes.add(
                How.ASSUMED,
                "it has no updates, and its text was changed until it was fixed: "
                "it is one update, at the time at which it occurred",
            )
            updates = [ImportedUpdate(at=at, status=Status.UPDATE, text=updates[0].text)]
            choices.unknown_end(notes, 0)
        ordered = choices.in_order(updates)
        is_open = whole_number(one.get("status")) != 4 and not any(said.status.closes for said in ordered[-1:])
        start, end = self._time(one.get("scheduled_at"), notes) if planned else None, None
        if planned:
            start = start or at
            end = self._time(one.get("completed_at"), notes)
        if is_open and planned and end is None:
            notes.add(How.ASSUMED, "planned work without an end: it is a notice")
        elif is_open:
            choices.unclear_open(notes)
        return Imported(
            path=path,
            entry=ImportedIncident(
                key=str(number),
                title=text(one.get("name")),
                day=(start or at).date(),
                kind=(Kind.NOTICE if is_open and end is None else Kind.MAINTENANCE) if planned else Kind.INCIDENT,
                components=self._hits(one, notes),
                started=None if planned else at,
                over=over,
                scheduled_start=start,
                scheduled_end=end,
                is_open=is_open and not (planned and end is None),
                updates=ordered,
                old=text(one.get("permalink")) or f"/incidents/{number}",
                names=(str(number),) if number > 999 else (f"incidents/{number}",),
            ),
            guesses=tuple(notes.guesses),
        )

    @staticmethod
    def _first_status(one: Json) -> Status:
        """The status at the time of the first text: today's status, or Investigating when updates follow."""
        status = _STATUSES.get(whole_number(one.get("status")), Status.INVESTIGATING)
        return Status.INVESTIGATING if dicts(one.get("updates")) else status

    def _said(self, reply: Json, notes: Notes) -> ImportedUpdate | None:
        at = self._time(reply.get("created_at"), notes)
        if at is None:
            notes.add(
                How.UNREADABLE, f"the update {text(reply.get('id'))} has no time that can be read; it is left out"
            )
            return None
        status = _STATUSES.get(whole_number(reply.get("status")), Status.UPDATE)
        return ImportedUpdate(
            at=at, status=Status.UPDATE if status is Status.SCHEDULED else status, text=text(reply.get("message"))
        )

    def _time(self, value: object, notes: Notes) -> datetime | None:
        typed = text(value)
        time = find_time(typed, self._zones) if typed else None
        if time is None or time.at is None:
            if typed:
                notes.add(How.UNREADABLE, f"'{typed[:40]}' is no time")
            return None
        for note in time.notes:
            notes.add(How.ASSUMED, note)
        return time.at

    def _hits(self, one: Json, notes: Notes) -> tuple[ImportedHit, ...]:
        number = whole_number(one.get("component_id"))
        if not number:
            return ()
        if number not in self._components:
            notes.add(How.DROPPED, f"the component {number}, which is in none of the saved answers")
            return ()
        level = _LEVELS.get(whole_number(one.get("component_status")), "")
        return (
            ImportedHit(
                name=text(self._components[number].get("name")), spans=(ImportedSpan(impact=level),) if level else ()
            ),
        )
