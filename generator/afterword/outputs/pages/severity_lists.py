"""Incidents by severity: a list for each severity that an incident has."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from afterword.core.catalogue import SEVERITIES
from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.words import Kind
from afterword.outputs.artifacts import Page
from afterword.outputs.page_context import Making
from afterword.outputs.pages.selections import Selection, selection_pages
from afterword.outputs.translation import Language
from afterword.outputs.urls import HISTORY, severity_list_url


def in_words(history: History, settings: Settings, say: Language) -> tuple[History, Settings]:
    """Both with our severities in the language of the interface; a team's own stay as it wrote them."""
    if settings.severities != SEVERITIES:
        return history, settings
    severities = tuple(
        replace(severity, label=say.look_up(severity.label), definition=say.look_up(severity.definition))
        for severity in SEVERITIES
    )
    if severities == SEVERITIES:
        return history, settings
    by_id = {severity.id: severity for severity in severities}
    incidents = (
        replace(incident, severity=by_id[incident.severity.id]) if incident.severity else incident
        for incident in history
    )
    return History(incidents, drafts=True), replace(settings, severities=severities)


def by_severity(history: History, making: Making) -> tuple[Selection, ...]:
    """The severities with their incidents, worst first. Planned work and what was retracted have none."""
    found = defaultdict[str, list[Incident]](list)
    for incident in history:
        if incident.severity and incident.kind is not Kind.MAINTENANCE and not incident.retracted:
            found[incident.severity.id].append(incident)
    return tuple(
        Selection(
            label=severity.label,
            name=making.say("Severity: %(name)s", name=severity.label),
            url=severity_list_url(severity.id),
            incidents=tuple(found[severity.id]),
            about=severity.definition,
        )
        for severity in making.settings.severities
        if severity.id in found
    )


def severity_pages(severities: tuple[Selection, ...], making: Making) -> Iterator[Page]:
    """Yield the lists of each severity."""
    for severity in severities:
        yield from selection_pages(severity, ((making.say("History"), HISTORY),), making)
