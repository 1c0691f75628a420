"""The home page: is it broken, what is planned, what happened last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.times import day_words
from afterword.core.words import State
from afterword.outputs.artifacts import Heading, Page, SearchEntry
from afterword.outputs.calendar_view import calendar_view
from afterword.outputs.charts.calendar import record_begins
from afterword.outputs.component_pages import month_urls
from afterword.outputs.component_states import ComponentState, component_states
from afterword.outputs.forge import new_links
from afterword.outputs.incident_view import IncidentView
from afterword.outputs.listing import Line, line
from afterword.outputs.making import TITLE, Making
from afterword.outputs.urls import HOME, incident_url

NEWEST = 10
"""How many incidents the home page lists."""
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An open incident in its frame."""

    view: IncidentView
    url: str
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A maintenance that is coming or under way."""

    line: Line
    state: str
    """In words, with what the clock adds to what was said."""


def home_page(history: History, making: Making) -> Page:
    """Return the home page as of the time of the build."""
    title, settings, now = _title(len(history.open)), making.settings, making.now

    def html() -> str:
        states = component_states(history.open, settings, now)
        return making.render(
            "home.html",
            HOME,
            title=title,
            open=tuple(_open(incident, settings, now) for incident in history.open),
            planned=tuple(planned(incident, settings, now) for incident in history.planned),
            troubled=tuple(state for state in states if state.open),
            quiet=_quiet(states),
            calendar=calendar_view(history, record_begins(history, settings.metrics), month_urls(history), making),
            newest=tuple(line(incident, settings) for incident in history.newest[:NEWEST]),
            calm_since=history.calm_since,
            empty=not len(history),
            team=new_links(settings, making.site),
            now=now,
        )

    return Page(
        url=HOME,
        title=title,
        description=_description(history, title),
        html=html,
        toc=(Heading(title=title, anchor=TITLE),),
        changed=history.changed,
        search=SearchEntry(title=making.site.name, text="What is open, what is planned, and the newest incidents."),
        hide_toc=True,
    )


def _title(count: int) -> str:
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{number} open {'incident' if count == 1 else 'incidents'}"


def _description(history: History, title: str) -> str:
    if history.open:
        return f"{title}: {'; '.join(incident.title for incident in history.open)}"
    return f"{title} since {day_words(history.calm_since, long=True)}." if history.calm_since else f"{title}."


def _open(incident: Incident, settings: Settings, now: datetime) -> Open:
    view = IncidentView(incident, settings, now)
    severity = view.severity.label if view.severity else "Severity not yet classified" if view.shows_severity else ""
    return Open(view=view, url=incident_url(incident), severity=severity)


def planned(incident: Incident, settings: Settings, now: datetime) -> Planned:
    """A maintenance that is not over, with what the clock adds to what was said."""
    start, end = incident.stated.scheduled_start, incident.stated.scheduled_end
    state = incident.state.value
    if end and end.at <= now:
        state = f"{state}: its planned time is over, and we have not yet said that it is done"
    elif start and start.at <= now and incident.state is State.SCHEDULED:
        state = "Planned for now"
    return Planned(line=line(incident, settings), state=state)


def _quiet(states: Iterable[ComponentState]) -> tuple[tuple[str, tuple[ComponentState, ...]], ...]:
    """All components of which nothing is reported, by group."""
    groups = groupby((state for state in states if not state.open), key=lambda state: state.component.group)
    return tuple((group, tuple(members)) for group, members in groups)
