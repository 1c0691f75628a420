"""The home page: what is open, what is planned, what happened last."""

from datetime import datetime

from afterword.core.frozen import frozen
from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.words import State
from afterword.figures.record import record_begins
from afterword.outputs.artifacts import Page, SearchEntry
from afterword.outputs.forge import new_links
from afterword.outputs.incident.incident_view import IncidentView
from afterword.outputs.listing import ListLine, line
from afterword.outputs.page_context import Making
from afterword.outputs.pages.calendar_view import calendar_view
from afterword.outputs.pages.component_pages import month_urls
from afterword.outputs.pages.component_states import component_groups, component_states, felt_now
from afterword.outputs.translation import Language
from afterword.outputs.urls import HOME

NEWEST = 10
"""How many incidents the home page lists."""
UNFOLDED = 12
"""Up to here components without groups stand in one line."""


@frozen
class Planned:
    """A maintenance that is coming or under way."""

    line: ListLine
    state: str
    """In words, with what the clock adds to what was said."""


def home_page(history: History, making: Making) -> Page:
    """Return the home page as of the time of the build."""
    say, settings, now = making.say, making.settings, making.now
    unclear = _unclear(history.unclear, say)
    title = unclear if unclear and not history.open else _title(len(history.open), say)

    def html() -> str:
        states = component_states(felt_now(history), settings, now)
        return making.render(
            "home.html",
            HOME,
            title=title,
            unclear=unclear,
            files=history.unclear,
            open=[IncidentView(incident, settings, now, say) for incident in history.open],
            planned=[planned(incident, settings, now, say) for incident in history.planned],
            components=len(states),
            groups=component_groups(states),
            folds=len(states) > UNFOLDED or any(state.component.group for state in states),
            calendar=calendar_view(history, record_begins(history, settings.metrics), month_urls(history), making),
            newest=tuple(line(incident, settings, say) for incident in history.newest[:NEWEST]),
            calm_since=history.calm_since,
            calm_days=max(0, (now - history.calm_since).days) if history.calm_since else 0,
            empty=not len(history),
            team=new_links(settings, making.site),
            now=now,
        )

    return Page(
        url=HOME,
        title=title,
        description=_description(history, title, say),
        html=html,
        changed=history.changed,
        search=SearchEntry(
            title=making.site.name, text=say("What is open, what is planned, and the newest incidents.")
        ),
    )


def _title(count: int, say: Language) -> str:
    """A number up to ten as a word."""
    words = (
        say("No open incidents"),
        say("One open incident"),
        say("Two open incidents"),
        say("Three open incidents"),
        say("Four open incidents"),
        say("Five open incidents"),
        say("Six open incidents"),
        say("Seven open incidents"),
        say("Eight open incidents"),
        say("Nine open incidents"),
        say("Ten open incidents"),
    )
    return words[count] if count < len(words) else say.count("%(num)s open incident", "%(num)s open incidents", count)


def _unclear(files: int, say: Language) -> str:
    """What is said of files whose error leaves open whether something is over; empty without one."""
    if files == 1:
        return say("The state of one incident is not known")
    if not files:
        return ""
    return say.count("The state of %(num)s incident is not known", "The state of %(num)s incidents is not known", files)


def _description(history: History, title: str, say: Language) -> str:
    if history.open:
        return f"{title}: {'; '.join(incident.title for incident in history.open)}"
    if history.calm_since and not history.unclear:
        return say("No open incidents since %(day)s.", day=say.day(history.calm_since, long=True))
    return f"{title}."


def planned(incident: Incident, settings: Settings, now: datetime, say: Language) -> Planned:
    """A maintenance that is not over, with what the clock adds to what was said."""
    start, end = incident.stated.scheduled_start, incident.stated.scheduled_end
    state = say.look_up(incident.state.value)
    if end and end.at <= now:
        state = say("%(state)s: its planned time is over, and we have not yet said that it is done", state=state)
    elif start and start.at <= now and incident.state is State.SCHEDULED:
        state = say("Planned for now")
    return Planned(line=line(incident, settings, say), state=state)
