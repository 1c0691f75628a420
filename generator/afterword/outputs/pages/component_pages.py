"""The pages of the components: all of them by group, and each with its calendar, its figures and its incidents."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby

from afterword.core.history import History, newest_change
from afterword.core.model import Incident
from afterword.figures.record import record_begins
from afterword.outputs.artifacts import Page
from afterword.outputs.feeds.all_feeds import COMPONENT_FEEDS
from afterword.outputs.listing import counts
from afterword.outputs.page_context import Making
from afterword.outputs.pages.availability import figures, rule
from afterword.outputs.pages.calendar_view import calendar_view
from afterword.outputs.pages.component_states import ComponentState, component_states, felt_now
from afterword.outputs.pages.register import register_page
from afterword.outputs.pages.selections import Selection, part_pages, shown
from afterword.outputs.urls import COMPONENTS, HISTORY_FEED, UPDATES_FEED, component_url, month_url


def by_component(history: History, making: Making) -> tuple[Selection, ...]:
    """The components of the settings, in their order, with their incidents."""
    by_id: dict[str, list[Incident]] = {}
    for incident in history:
        for component in {hit.component for hit in incident.hits}:
            by_id.setdefault(component, []).append(incident)
    return tuple(
        Selection(
            label=component.name,
            name=component.name,
            url=component_url(component.id),
            incidents=tuple(by_id.get(component.id, ())),
        )
        for component in making.settings.components
    )


def component_pages(history: History, selections: tuple[Selection, ...], making: Making) -> Iterator[Page]:
    """Yield the page of all components, the page of each, and the lists of their years if they have many incidents."""
    say, settings = making.say, making.settings
    by_id = {component.id: selection for component, selection in zip(settings.components, selections, strict=True)}
    states = [
        state for state in component_states(felt_now(history), settings, making.now) if state.component.id in by_id
    ]
    title = say("Components")

    def html() -> str:
        groups = groupby(states, key=lambda state: state.component.group)
        return making.render(
            "components.html",
            COMPONENTS,
            title=title,
            groups=[(group, tuple(members)) for group, members in groups],
            numbers={name: counts(selection.incidents, say) for name, selection in by_id.items()},
            now=making.now,
        )

    about = say("What can break, and what is reported of it now.")
    yield replace(register_page(COMPONENTS, title, about, html), changed=history.changed)
    begins, months = record_begins(history, settings.metrics), month_urls(history)
    for state in states:
        selection = by_id[state.component.id]
        described = f"{state.component.description or state.component.name}: {counts(selection.incidents, say)}."
        page = register_page(
            selection.url,
            selection.name,
            described,
            partial(_component, state, selection, history.planned, begins, months, making),
        )
        changed = newest_change(selection.incidents or history.incidents[-1:])
        yield replace(page, changed=changed, feeds=COMPONENT_FEEDS)
        yield from part_pages(selection, ((title, COMPONENTS),), making)


def month_urls(history: History) -> frozenset[str]:
    """The addresses of the months in which something began."""
    return frozenset(month_url(month.year, month.month) for month in history.months)


def _component(
    state: ComponentState,
    selection: Selection,
    planned: tuple[Incident, ...],
    begins: date | None,
    months: frozenset[str],
    making: Making,
) -> str:
    component = state.component
    return making.render(
        "component.html",
        selection.url,
        title=selection.name,
        component=component,
        state=state,
        planned=[incident for incident in planned if any(hit.component == component.id for hit in incident.hits)],
        calendar=calendar_view(selection.incidents, begins, months, making, component.id),
        figures=figures(selection.incidents, component.id, begins, making),
        rule=rule(making),
        shown=shown(selection, making),
        counts=counts(selection.incidents, making.say),
        feeds={name: f"{selection.url}{name}" for name in (UPDATES_FEED, HISTORY_FEED)},
        now=making.now,
    )
