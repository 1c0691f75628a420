"""Reported state of each component at the time of the build."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from afterword.core.catalogue import Component
from afterword.core.frozen import frozen
from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.words import Impact, Kind, State
from afterword.figures.stretches import level_at
from afterword.outputs.listing import component_link


@frozen
class ComponentState:
    """A component and what is reported of it now."""

    component: Component
    url: str
    """Its page; empty for one that settings do not know."""
    open: tuple[Incident, ...]
    """The open incidents that name it; empty: nothing is reported."""
    level: Impact | None
    """The worst of their levels now; None: nothing is reported, or the effects have stopped."""


@frozen
class Group:
    """Components that stand together on the home page."""

    name: str
    """Empty for those without a group."""
    troubled: tuple[ComponentState, ...]
    """Those of which something is reported, the worst first."""
    quiet: tuple[ComponentState, ...]

    @property
    def levels(self) -> tuple[Impact, ...]:
        """The levels of its components now, the worst first."""
        return tuple(dict.fromkeys(state.level for state in self.troubled if state.level))

    @property
    def worst(self) -> tuple[bool, int]:
        """For an order of groups: whether anything is reported, and the rank of the worst level."""
        return bool(self.troubled), self.levels[0].rank if self.levels else -1


def component_groups(states: Iterable[ComponentState]) -> tuple[Group, ...]:
    """The components by group: first those of which something is reported, the worst of them at the top."""
    members: dict[str, list[ComponentState]] = {}
    for state in states:
        members.setdefault(state.component.group, []).append(state)
    groups = []
    for name, found in members.items():
        troubled = sorted(
            (state for state in found if state.open), key=lambda state: -state.level.rank if state.level else 1
        )
        quiet = [state for state in found if not state.open]
        groups.append(Group(name=name, troubled=tuple(troubled), quiet=tuple(quiet)))
    return tuple(sorted(groups, key=lambda group: group.worst, reverse=True))


def felt_now(history: History) -> tuple[Incident, ...]:
    """What may be felt now: open incidents, and maintenance that was said to have begun."""
    return (*history.open, *(incident for incident in history.planned if incident.state is not State.SCHEDULED))


def component_states(incidents: Sequence[Incident], settings: Settings, now: datetime) -> tuple[ComponentState, ...]:
    """Every component of the settings in their order, then those that only `incidents` (of `felt_now`) name."""
    named = {hit.component for incident in incidents for hit in incident.hits}
    unknown = sorted(named - {component.id for component in settings.components})
    known = (*settings.components, *(Component(id=component_id, name=component_id) for component_id in unknown))
    return tuple(_state(component, incidents, settings, now) for component in known)


def _state(component: Component, incidents: Sequence[Incident], settings: Settings, now: datetime) -> ComponentState:
    mine = tuple(incident for incident in incidents if _names(incident, component, now))
    levels = [level for incident in mine if (level := level_at(incident, component.id, now))]
    return ComponentState(
        component=component,
        url=component_link(settings, component.id),
        open=mine,
        level=max(levels, key=lambda level: level.rank, default=None),
    )


def _names(incident: Incident, component: Component, now: datetime) -> bool:
    """Whether something is reported of it; a maintenance counts only while it runs."""
    if incident.kind is Kind.MAINTENANCE and not level_at(incident, component.id, now):
        return False
    return any(hit.component == component.id for hit in incident.hits)
