"""The register of planned work: what is coming, what is under way, what is over."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.words import Kind, State
from afterword.outputs.artifacts import Page
from afterword.outputs.listing import line
from afterword.outputs.page_context import Making
from afterword.outputs.pages.home_page import planned
from afterword.outputs.pages.register import register_page, with_years
from afterword.outputs.urls import CALENDAR_FEED, MAINTENANCE
from afterword.outputs.yearly_list import shelf


def maintenance_pages(history: History, making: Making) -> Iterator[Page]:
    """Yield the register, which alone knows the time, then a page for each year of what is over when that is long."""
    settings, say, now = making.settings, making.say, making.now
    over = [incident for incident in history if incident.kind is Kind.MAINTENANCE and not incident.is_open]
    past = shelf(MAINTENANCE, ((incident.started.at.year, incident) for incident in over))
    show = partial(line, settings=settings, say=say)
    title = say("Maintenance")

    def html() -> str:
        return making.render(
            "maintenance.html",
            MAINTENANCE,
            title=title,
            running=tuple(
                planned(incident, settings, now, say) for incident in history.planned if _has_begun(incident, now)
            ),
            coming=tuple(
                planned(incident, settings, now, say) for incident in history.planned if not _has_begun(incident, now)
            ),
            shelf=past,
            years=[(year, tuple(map(show, year.entries))) for year in past.first],
            calendar=CALENDAR_FEED,
            now=now,
        )

    about = say("Planned work: what is coming, what is under way, and what is over.")
    yield from with_years(
        register_page(MAINTENANCE, title, about, html, (*history.planned, *over)),
        past,
        making,
        title=lambda year: say("Maintenance in %(year)s", year=year),
        rows="register/lines.html",
        show=show,
        incident=lambda incident: incident,
    )


def _has_begun(incident: Incident, now: datetime) -> bool:
    """Whether it is under way: because we said so, or because its planned time has come."""
    return incident.state is not State.SCHEDULED or incident.started.at <= now
