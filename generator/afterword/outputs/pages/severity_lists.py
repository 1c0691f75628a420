"""Incidents by severity: a list for each severity that an incident has."""

from collections.abc import Iterator
from dataclasses import replace

from afterword.core.catalogue import SEVERITIES, Severity
from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.words import Kind
from afterword.outputs.artifacts import Page
from afterword.outputs.page_context import Making
from afterword.outputs.pages.selections import Selection, selection_pages
from afterword.outputs.translation import Language
from afterword.outputs.urls import HISTORY, severity_list_url


def in_words(severities: tuple[Severity, ...], say: Language) -> tuple[Severity, ...]:
    """The severities in the language of the interface, when they are ours; a team's own stay as it wrote them."""
    if severities != SEVERITIES:
        return severities
    return tuple(replace(each, label=say.look_up(each.label), definition=say.look_up(each.definition)) for each in severities)


def by_severity(history: History, making: Making) -> tuple[Selection, ...]:
    """The severities with their incidents, worst first. Planned work and what was retracted have none."""
    found: dict[str, list[Incident]] = {}
    for incident in history:
        if severity := _severity(incident, making):
            found.setdefault(severity.id, []).append(incident)
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


def _severity(incident: Incident, making: Making) -> Severity | None:
    stands = incident.severity and incident.kind is not Kind.MAINTENANCE and not incident.retracted
    return making.settings.severity(incident.severity) if stands else None


def severity_pages(severities: tuple[Selection, ...], making: Making) -> Iterator[Page]:
    """Yield the lists of each severity."""
    for severity in severities:
        yield from selection_pages(severity, ((making.say("History"), HISTORY),), making)
