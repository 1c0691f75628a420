"""All incidents in one total order."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from itertools import groupby

from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.core.words import Kind, State


@frozen
class Month:
    """The incidents that began in one month, in UTC."""

    year: int
    month: int
    incidents: tuple[Incident, ...]
    """Newest start first."""


class History:
    """Every published incident, newest start first, then by id. The order is the same on every machine."""

    def __init__(self, incidents: Iterable[Incident], *, drafts: bool = False, unclear: int = 0) -> None:
        """Sort the incidents.

        Args:
            incidents: in any order.
            drafts: whether drafts are included, for previews, where nothing is published.
            unclear: how many files may describe something that is not over: an error in them leaves that open.
        """
        self.unclear = unclear
        shown = [incident for incident in incidents if drafts or not incident.draft]
        shown.sort(key=lambda incident: incident.id)
        shown.sort(key=lambda incident: incident.started.at, reverse=True)
        self.incidents: tuple[Incident, ...] = tuple(shown)
        self._by_id = {incident.id: incident for incident in self.incidents}
        self._position = {incident.id: number for number, incident in enumerate(self.incidents)}
        aliases = {alias: incident.id for incident in self.incidents for alias in incident.aliases}
        self._related: dict[str, set[str]] = {incident.id: set() for incident in self.incidents}
        for incident in self.incidents:
            for name in incident.related:
                other = aliases.get(name, name)
                if other in self._by_id and other != incident.id:
                    self._related[incident.id].add(other)
                    self._related[other].add(incident.id)

    def __iter__(self) -> Iterator[Incident]:
        return iter(self.incidents)

    def __len__(self) -> int:
        return len(self.incidents)

    def get(self, incident_id: str) -> Incident | None:
        """The incident with this id, or None."""
        return self._by_id.get(incident_id)

    def related(self, incident: Incident) -> tuple[Incident, ...]:
        """The incidents that name this one or that it names, in the order of the history."""
        ids = self._related[incident.id]
        return tuple(sorted((self._by_id[other] for other in ids), key=lambda other: self._position[other.id]))

    def earlier(self, incident: Incident) -> Incident | None:
        """The incident that began before this one; None for the first."""
        place = self._position[incident.id] + 1
        return self.incidents[place] if place < len(self.incidents) else None

    def later(self, incident: Incident) -> Incident | None:
        """The incident that began after this one; None for the last."""
        place = self._position[incident.id] - 1
        return self.incidents[place] if place >= 0 else None

    @cached_property
    def open(self) -> tuple[Incident, ...]:
        """Incidents and notices that are not over."""
        current = [incident for incident in self.incidents if incident.is_open]
        return tuple(incident for incident in current if incident.kind is not Kind.MAINTENANCE)

    @cached_property
    def planned(self) -> tuple[Incident, ...]:
        """Maintenance that is planned or in progress, next first."""
        coming = [incident for incident in self.incidents if incident.is_open and incident.kind is Kind.MAINTENANCE]
        return tuple(reversed(coming))

    @cached_property
    def newest(self) -> tuple[Incident, ...]:
        """Everything that is over, newest start first."""
        return tuple(incident for incident in self.incidents if not incident.is_open)

    @cached_property
    def calm_since(self) -> datetime | None:
        """The end of the last incident that ended; None when no end is known."""
        over = (event for event in self.incidents if event.kind is Kind.INCIDENT and event.state is State.RESOLVED)
        return max((incident.resolved.at for incident in over if incident.resolved), default=None)

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """The months in which an incident began, newest first."""
        grouped = groupby(self.incidents, key=lambda incident: (incident.started.at.year, incident.started.at.month))
        return tuple(Month(year=year, month=month, incidents=tuple(group)) for (year, month), group in grouped)

    @cached_property
    def years(self) -> tuple[tuple[int, tuple[Month, ...]], ...]:
        """The months by year, newest first."""
        return tuple((year, tuple(group)) for year, group in groupby(self.months, key=lambda month: month.year))

    @cached_property
    def changed(self) -> datetime | None:
        """The newest content time of all incidents; None without any."""
        return newest_change(self.incidents)


def newest_change(incidents: Iterable[Incident]) -> datetime | None:
    """The newest content time of these incidents; None without any."""
    return max((incident.changed for incident in incidents), default=None)
