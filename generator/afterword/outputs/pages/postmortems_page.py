"""The register of postmortems: what was published, what was promised, and what is late."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.outputs.artifacts import Page
from afterword.outputs.incident.incident_view import IncidentView, PromisedReport
from afterword.outputs.listing import ListLine, line
from afterword.outputs.page_context import Making
from afterword.outputs.pages.register import register_page, with_years
from afterword.outputs.translation import Language
from afterword.outputs.urls import POSTMORTEMS
from afterword.outputs.yearly_list import PART, shelf


def postmortems_pages(history: History, making: Making) -> Iterator[Page]:
    """Yield the register, then a page for each year when there are many; only the register knows the time."""
    settings, say, today = making.settings, making.say, making.now.date()
    there = sorted(
        (incident for incident in history if incident.report_published and not incident.retracted),
        key=_came,
        reverse=True,
    )
    coming = sorted((incident for incident in history if incident.report_promised), key=_due)
    published = shelf(POSTMORTEMS, ((_came(incident).year, incident) for incident in there))
    show = partial(_published, settings=settings, say=say)
    title = say("Postmortems")

    def html() -> str:
        promised = [(line(incident, settings, say), _late(incident, today)) for incident in coming]
        return making.render(
            "postmortems.html",
            POSTMORTEMS,
            title=title,
            overdue=[(row, late) for row, late in promised if late],
            promised=[(row, late) for row, late in promised if not late],
            most=PART,
            shelf=published,
            years=[(year, tuple(map(show, year.entries))) for year in published.first],
            now=making.now,
        )

    about = say("What we found out after each incident, which reports we have promised, and which are late.")
    yield from with_years(
        register_page(POSTMORTEMS, title, about, html, (*there, *coming)),
        published,
        making,
        title=lambda year: say("Postmortems of %(year)s", year=year),
        rows="register/reports.html",
        show=show,
        incident=lambda incident: incident,
    )


def _came(incident: Incident) -> datetime:
    return (incident.reported or incident.started).at


def _due(incident: Incident) -> tuple[bool, date, datetime, str]:
    """The oldest promise first; those without a date last."""
    return incident.postmortem_due is None, incident.postmortem_due or date.max, incident.started.at, incident.id


def _late(incident: Incident, today: date) -> int:
    """Days past the due date of its report."""
    return max((today - incident.postmortem_due).days, 0) if incident.postmortem_due else 0


def _published(
    incident: Incident, settings: Settings, say: Language
) -> tuple[ListLine, datetime, PromisedReport | None]:
    """An incident with a report, and when the report came; last what is stated about it, if anything is."""
    return line(incident, settings, say), _came(incident), IncidentView(incident, settings, None, say).report
