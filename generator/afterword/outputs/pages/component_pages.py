"""The pages of the components: all of them by group, and each with its calendar, its figures and its incidents."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

from afterword.core.frozen import frozen
from afterword.core.history import History, newest_change
from afterword.core.model import Incident
from afterword.outputs.artifacts import Page
from afterword.outputs.charts.calendar import record_begins
from afterword.outputs.counting import counts
from afterword.outputs.page_context import Making
from afterword.outputs.pages.availability import figures, rule
from afterword.outputs.pages.calendar_view import calendar_view
from afterword.outputs.pages.component_states import ComponentState, component_states, felt_now
from afterword.outputs.pages.register import register_page
from afterword.outputs.pages.selections import Selection, part_pages, shown
from afterword.outputs.urls import COMPONENTS, component_feeds, component_url, month_url


@frozen
class ComponentHistory:
    """What the pages of all components share, worked out once."""

    selections: dict[str, Selection]
    """By the id of the component."""
    planned: tuple[Incident, ...]
    begins: date | None
    months: frozenset[str]
    """The addresses of the months that have a page."""


def by_component(history: History, making: Making) -> tuple[Selection, ...]:
    """The components of the settings, in their order, with their incidents."""
    found: dict[str, list[Incident]] = {}
    for incident in history:
        for component in {hit.component for hit in incident.hits}:
            found.setdefault(component, []).append(incident)
    return tuple(
        Selection(
            label=component.name,
            name=component.name,
            url=component_url(component.id),
            incidents=tuple(found.get(component.id, ())),
        )
        for component in making.settings.components
    )


def component_pages(history: History, selections: tuple[Selection, ...], making: Making) -> Iterator[Page]:
    """Yield the page of all components, the page of each, and the lists of their years if they have many incidents."""
    settings = making.settings
    record = ComponentHistory(
        selections={
            component.id: selection for component, selection in zip(settings.components, selections, strict=True)
        },
        planned=history.planned,
        begins=record_begins(history, settings.metrics),
        months=month_urls(history),
    )
    states = component_states(felt_now(history), settings, making.now)
    title = making.say("Components")
    about = making.say("What can break, and what is reported of it now.")
    yield replace(register_page(COMPONENTS, title, about, _whole(states, record, making)), changed=history.changed)
    for state in states:
        if selection := record.selections.get(state.component.id):
            described = (
                f"{state.component.description or state.component.name}: {counts(selection.incidents, making.say)}."
            )
            changed = newest_change(selection.incidents or history.incidents[-1:])
            page = register_page(selection.url, selection.name, described, _one(state, selection, record, making))
            yield replace(page, changed=changed)
            yield from part_pages(selection, ((title, COMPONENTS),), making)


def month_urls(history: History) -> frozenset[str]:
    """The addresses of the months in which something began."""
    return frozenset(month_url(month.year, month.month) for month in history.months)


def _whole(states: tuple[ComponentState, ...], record: ComponentHistory, making: Making) -> Callable[[], str]:
    def html() -> str:
        known = (state for state in states if state.component.id in record.selections)
        groups = tuple(
            (group, tuple(members)) for group, members in groupby(known, key=lambda state: state.component.group)
        )
        numbers = {name: counts(selection.incidents, making.say) for name, selection in record.selections.items()}
        return making.render(
            "components.html",
            COMPONENTS,
            title=making.say("Components"),
            groups=groups,
            numbers=numbers,
            now=making.now,
        )

    return html


def _one(state: ComponentState, selection: Selection, record: ComponentHistory, making: Making) -> Callable[[], str]:
    def html() -> str:
        component = state.component
        return making.render(
            "component.html",
            selection.url,
            title=selection.name,
            component=component,
            state=state,
            planned=tuple(
                incident for incident in record.planned if any(hit.component == component.id for hit in incident.hits)
            ),
            calendar=calendar_view(selection.incidents, record.begins, record.months, making, component.id),
            figures=figures(selection.incidents, component.id, record.begins, making),
            rule=rule(making),
            shown=shown(selection, making),
            counts=counts(selection.incidents, making.say),
            feeds=dict(component_feeds(component.id)),
            now=making.now,
        )

    return html


def _page(url: str, title: str, description: str, changed: datetime, html: Callable[[], str]) -> Page:
    return replace(register_page(url, title, description, html), changed=changed)
