"""The API of Statuspage, version 2, as static files.

Every key is always there, also when it is null. Ids are twelve letters and digits, made from ours by a hash, so
they stay as ours do. Times are UTC with milliseconds. Only the state of a maintenance depends on the time of the
build; `updated_at` of the page is the newest content time.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cached_property, partial

from afterword.core.catalogue import Component
from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.core.words import Kind
from afterword.outputs.api.statuspage_incidents import content_time, incident_shape
from afterword.outputs.api.statuspage_names import Names, Shape, time
from afterword.outputs.api.statuspage_words import (
    DESCRIPTIONS,
    IMPACTS,
    UNDER_MAINTENANCE,
    impact,
    level,
    maintenance_status,
    worst_level,
)
from afterword.outputs.artifacts import TextFile
from afterword.outputs.feeds.feed_order import first_day
from afterword.outputs.urls import API

NEWEST = 50
"""How many incidents and maintenances a list holds."""


def statuspage(history: History, settings: Settings, site: Site, now: datetime) -> Iterator[TextFile]:
    """Every file of the API."""
    page = StatuspageHistory(history, settings, site, now)
    files: dict[str, Callable[[], Shape]] = {
        "summary.json": page.summary,
        "status.json": lambda: {"status": page.status},
        "components.json": lambda: {"components": page.components},
        "incidents.json": lambda: {"incidents": page.shapes(page.incidents[:NEWEST])},
        "incidents/unresolved.json": lambda: {"incidents": page.shapes(page.unresolved)},
        "scheduled-maintenances.json": lambda: {"scheduled_maintenances": page.shapes(page.maintenances[:NEWEST])},
        "scheduled-maintenances/upcoming.json": lambda: {"scheduled_maintenances": page.shapes(page.upcoming)},
        "scheduled-maintenances/active.json": lambda: {"scheduled_maintenances": page.shapes(page.active)},
    }
    for name, make in files.items():
        yield TextFile(path=API + name, text=partial(_text, page, make))


def _text(page: "StatuspageHistory", make: Callable[[], Shape]) -> str:
    return json.dumps({"page": page.page, **make()}, ensure_ascii=False, indent=2) + "\n"


class StatuspageHistory:
    """A history as Statuspage would tell it at a time."""

    def __init__(self, history: History, settings: Settings, site: Site, now: datetime) -> None:
        self.history = history
        self.settings = settings
        self.site = site
        self.now = now
        self.names = Names(settings, site)
        self._beginning = first_day(history)

    # ---- what there is -----------------------------------------------------------------------------

    @cached_property
    def incidents(self) -> tuple[Incident, ...]:
        """Newest start first. Notices are for people. What is unclear is in no list: it is neither open nor over."""
        known = (incident for incident in self.history if not incident.unclear)
        return tuple(incident for incident in known if incident.kind is Kind.INCIDENT)

    @cached_property
    def unresolved(self) -> tuple[Incident, ...]:
        """What is not over."""
        return tuple(incident for incident in self.incidents if incident.is_open)

    @cached_property
    def maintenances(self) -> tuple[Incident, ...]:
        """Newest first."""
        return tuple(incident for incident in self.history if incident.kind is Kind.MAINTENANCE)

    @cached_property
    def upcoming(self) -> tuple[Incident, ...]:
        """Planned work that has not begun, next first."""
        oldest_first = reversed(self.maintenances)
        return tuple(planned for planned in oldest_first if maintenance_status(planned, self.now) == "scheduled")

    @cached_property
    def active(self) -> tuple[Incident, ...]:
        """Planned work that is under way."""
        running = {"in_progress", "verifying"}
        return tuple(planned for planned in self.maintenances if maintenance_status(planned, self.now) in running)

    # ---- in its shape ------------------------------------------------------------------------------

    def summary(self) -> Shape:
        """Everything that is going on."""
        return {
            "components": self.components,
            "incidents": self.shapes(self.unresolved),
            "scheduled_maintenances": self.shapes((*self.active, *self.upcoming)),
            "status": self.status,
        }

    @cached_property
    def page(self) -> Shape:
        """Whose page it is."""
        return {
            "id": self.names.page,
            "name": self.settings.organisation.name or self.site.name,
            "url": self.site.url,
            "time_zone": "Etc/UTC",
            "updated_at": time(max(map(content_time, self.history), default=self.history.changed)),
        }

    @cached_property
    def status(self) -> Shape:
        """All in one word: the worst impact of what is open."""
        impacts = (impact(incident, self.settings) for incident in self.unresolved)
        worst = max(impacts, key=IMPACTS.index, default="none")
        if worst == "none" and self.history.unclear:
            return {"indicator": "minor", "description": "State Not Known"}
        if worst == "none" and self.active:
            worst = "maintenance"
        # An open incident without an impact is no outage, and not everything is as it should be either.
        words = "Open Incident" if worst == "none" and self.unresolved else DESCRIPTIONS[worst]
        return {"indicator": worst, "description": words}

    @cached_property
    def components(self) -> list[Shape]:
        """Every component, and before the first of its members every group."""
        shapes: list[Shape] = []
        groups = {""}
        for component in self.settings.components:
            if component.group not in groups:
                groups.add(component.group)
                members = [member for member in self.settings.components if member.group == component.group]
                shapes.append(self._group(component.group, members, len(shapes) + 1))
            shapes.append(self._component(component, len(shapes) + 1))
        return shapes

    def shapes(self, incidents: Iterable[Incident]) -> list[Shape]:
        """Incidents or maintenances in their shape."""
        return [incident_shape(incident, self.names, self._by_id, self.now) for incident in incidents]

    @cached_property
    def _by_id(self) -> dict[str, Shape]:
        shapes = {shape["id"]: shape for shape in self.components}
        return {component.id: shapes[self.names.component(component.id)] for component in self.settings.components}

    @cached_property
    def _changed(self) -> dict[str, datetime]:
        """When something was last said about each component."""
        changed: dict[str, datetime] = {}
        for incident in self.history:
            at = content_time(incident)
            for hit in incident.hits:
                changed[hit.component] = max(changed.get(hit.component, at), at)
        return changed

    def _level(self, component: Component) -> str:
        levels = [level(incident, component.id, self.now) for incident in self.unresolved]
        if any(hit.component == component.id for planned in self.active for hit in planned.hits):
            levels.append(UNDER_MAINTENANCE)
        return worst_level(levels)

    def _component(self, component: Component, position: int) -> Shape:
        return {
            "id": self.names.component(component.id),
            "name": component.name,
            "status": self._level(component),
            **self._dates([component], position, component.description),
            "group_id": self.names.group(component.group) if component.group else None,
            "page_id": self.names.page,
            "group": False,
            "only_show_if_degraded": False,
        }

    def _group(self, name: str, members: list[Component], position: int) -> Shape:
        return {
            "id": self.names.group(name),
            "name": name,
            "status": worst_level(map(self._level, members)),
            **self._dates(members, position, ""),
            "group_id": None,
            "page_id": self.names.page,
            "group": True,
            "only_show_if_degraded": False,
            "components": [self.names.component(component.id) for component in members],
        }

    def _dates(self, components: list[Component], position: int, description: str) -> Shape:
        return {
            "created_at": time(self._beginning),
            "updated_at": time(max(self._changed.get(component.id, self._beginning) for component in components)),
            "position": position,
            "description": description or None,
            "showcase": False,
            "start_date": None,
        }
