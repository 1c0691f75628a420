"""Import from Cachet 2: saved JSON of `/api/v1/incidents`, `/api/v1/components` and `/api/v1/components/groups`."""

from datetime import datetime

from afterword.core.words import Kind, Status
from afterword.importers import choices, imported
from afterword.importers.clocks import read_time
from afterword.importers.saved import Json, NumberedSource, dicts, read_json, text, whole_number

_STATUSES = {
    0: Status.SCHEDULED,
    1: Status.INVESTIGATING,
    2: Status.IDENTIFIED,
    3: Status.MONITORING,
    4: Status.RESOLVED,
}
_LEVELS = {2: "degraded", 3: "partial_outage", 4: "full_outage"}


class Cachet(NumberedSource):
    """The saved answers of a Cachet API."""

    name = "cachet"
    title = "Cachet"

    def __init__(self, where: str, options: imported.Options) -> None:
        self._components: dict[int, Json] = {}
        self._groups: dict[int, str] = {}
        super().__init__(where, "the saved answers", options)

    def components(self) -> tuple[imported.ImportedComponent, ...]:
        """The components, with their groups."""
        return tuple(
            imported.ImportedComponent(
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

    def _number(self, row: Json) -> int:
        number = whole_number(row.get("id"))
        if not number:
            return 0
        if "message" in row and "name" in row:
            return number
        if "enabled_components" in row or "collapsed" in row:
            self._groups[number] = text(row.get("name"))
            for component in dicts(row.get("enabled_components")):
                self._components.setdefault(whole_number(component.get("id")), {**component, "group_id": number})
        elif "name" in row and "status" in row:
            self._components[number] = row
        return 0

    def _record(self, number: int, file: str, row: Json) -> imported.Imported:
        notes = imported.Notes(f"{file}: incident {number}")
        if text(row.get("visible")) == "0" or row.get("visible") is False:
            return notes.skipped("it was hidden from the public")
        planned = whole_number(row.get("status")) == 0 and text(row.get("status")) == "0"
        at = (
            self._time(row.get("occurred_at"), notes)
            or self._time(row.get("scheduled_at"), notes)
            or self._time(row.get("created_at"), notes)
        )
        if at is None:
            return notes.skipped("it has no time that can be read")
        status = _STATUSES[0] if planned else self._first_status(row)
        updates = [imported.ImportedUpdate(at=at, status=status, text=text(row.get("message")))]
        updates += [update for reply in dicts(row.get("updates")) if (update := self._update(reply, notes))]
        fixed = whole_number(row.get("status")) == 4
        over = len(updates) == 1 and fixed
        if over:  # without updates, the text of an incident is edited until it is over
            notes.assumed(
                "it has no updates, and its text was edited until it was fixed: "
                "the text becomes one update, at the time of the incident"
            )
            updates = [imported.ImportedUpdate(at=at, text=updates[0].text)]
            choices.unknown_end(notes)
        ordered = choices.in_order(updates)
        is_open = not fixed and not any(update.status.closes for update in ordered[-1:])
        start, end = self._time(row.get("scheduled_at"), notes) if planned else None, None
        if planned:
            start = start or at
            end = self._time(row.get("completed_at"), notes)
        is_notice = planned and is_open and end is None
        if is_notice:
            notes.assumed("the maintenance has no end, so it is written as a notice")
        elif is_open:
            choices.unclear_open(notes)
        return notes.imported(
            imported.ImportedIncident(
                key=str(number),
                title=text(row.get("name")),
                day=(start or at).date(),
                kind=Kind.NOTICE if is_notice else Kind.MAINTENANCE if planned else Kind.INCIDENT,
                components=self._hits(row, notes),
                started=None if planned else at,
                over=over,
                scheduled_start=start,
                scheduled_end=end,
                is_open=is_open and not is_notice,
                updates=ordered,
                old=text(row.get("permalink")) or f"/incidents/{number}",
                names=(str(number),) if number > 999 else (f"incidents/{number}",),
            )
        )

    @staticmethod
    def _first_status(row: Json) -> Status:
        """The status at the time of the first text: today's status, or Investigating when updates follow."""
        status = _STATUSES.get(whole_number(row.get("status")), Status.INVESTIGATING)
        return Status.INVESTIGATING if dicts(row.get("updates")) else status

    def _update(self, reply: Json, notes: imported.Notes) -> imported.ImportedUpdate | None:
        at = self._time(reply.get("created_at"), notes)
        if at is None:
            notes.unreadable(f"the update {text(reply.get('id'))} has no time that can be read; it is left out")
            return None
        status = _STATUSES.get(whole_number(reply.get("status")), Status.UPDATE)
        status = Status.UPDATE if status is Status.SCHEDULED else status
        return imported.ImportedUpdate(at=at, status=status, text=text(reply.get("message")))

    def _time(self, value: object, notes: imported.Notes) -> datetime | None:
        typed = text(value)
        return read_time(typed, self._zones, notes, f"'{typed[:40]}'") if typed else None

    def _hits(self, row: Json, notes: imported.Notes) -> tuple[imported.ImportedHit, ...]:
        number = whole_number(row.get("component_id"))
        if not number:
            return ()
        if number not in self._components:
            notes.dropped(f"the component {number}, which is in none of the saved answers")
            return ()
        level = _LEVELS.get(whole_number(row.get("component_status")), "")
        return (imported.ImportedHit.at(text(self._components[number].get("name")), level),)
