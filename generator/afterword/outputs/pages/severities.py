"""The severities: the page that says what each word means, and the list of the incidents of each."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

from afterword.core.catalogue import SEVERITIES as OUR_SEVERITIES
from afterword.core.catalogue import Severity
from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Settings, Targets
from afterword.core.words import Kind
from afterword.outputs.artifacts import Page
from afterword.outputs.page_context import Making
from afterword.outputs.pages.register import register_page
from afterword.outputs.pages.selections import Selection, selection_pages
from afterword.outputs.translation import Language
from afterword.outputs.urls import HISTORY, SEVERITIES, severity_list_url


def in_words(history: History, settings: Settings, say: Language) -> tuple[History, Settings]:
    """Both with our severities in the language of the interface; a team's own stay as it wrote them."""
    if settings.severities != OUR_SEVERITIES:
        return history, settings
    severities = tuple(
        replace(severity, label=say.look_up(severity.label), definition=say.look_up(severity.definition))
        for severity in OUR_SEVERITIES
    )
    if severities == OUR_SEVERITIES:
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


def severities_page(making: Making) -> Page:
    """Return the page; it changes with the settings only."""
    say, targets = making.say, making.settings.targets
    title = say("Severities")

    def html() -> str:
        return making.render(
            "severities.html",
            SEVERITIES,
            title=title,
            first_word=_words(targets.first_word, say),
            report=_days(targets, say),
            every=partial(_every, say=say),
        )

    return register_page(SEVERITIES, title, say("What we mean by the words that say how bad an incident is."), html)


def _days(targets: Targets, say: Language) -> str:
    """`10 days`, as a sentence says it; `1 d 6 h` where it is no whole number of days."""
    days, rest = targets.postmortem.days, targets.postmortem.seconds
    return _words(targets.postmortem, say) if rest else say.count("%(num)s day", "%(num)s days", days)


def _every(severity: Severity, say: Language) -> str:
    """How often readers are told; empty where nothing says it."""
    return _words(severity.update_every, say) if severity.update_every else ""


def _words(span: timedelta, say: Language) -> str:
    """Up to two hours in minutes, as a rule is written: `60 min`."""
    return say.span(span) if span > timedelta(hours=2) else say.minutes(span)
