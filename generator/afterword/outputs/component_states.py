"""Where each component stands at the time of the build, as far as anything was reported."""

from collections.abc import Sequence
from datetime import datetime

from afterword.core.catalogue import Component
from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.words import Impact
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


def component_states(incidents: Sequence[Incident], settings: Settings, now: datetime) -> tuple[ComponentState, ...]:
    """Every component of the settings in their order, then those that only open incidents name.

    Args:
        incidents: the open ones.
        settings: with the components.
        now: the time of the build.
    """
    named = {hit.component for incident in incidents for hit in incident.hits}
    unknown = sorted(named - {component.id for component in settings.components})
    known = (*settings.components, *(Component(id=component_id, name=component_id) for component_id in unknown))
    return tuple(_state(component, incidents, settings, now) for component in known)


def _state(component: Component, incidents: Sequence[Incident], settings: Settings, now: datetime) -> ComponentState:
    mine = tuple(incident for incident in incidents if any(hit.component == component.id for hit in incident.hits))
    levels = [level for incident in mine if (level := level_at(incident, component.id, now))]
    return ComponentState(
        component=component,
        url=component_link(settings, component.id),
        open=mine,
        level=max(levels, key=lambda level: level.rank, default=None),
    )
