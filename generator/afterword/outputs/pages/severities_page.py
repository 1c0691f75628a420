"""The page of the severities: what each word means, how often readers hear from us, and what we aim for."""

from datetime import timedelta
from functools import partial

from afterword.core.catalogue import Severity
from afterword.core.settings import Targets
from afterword.outputs.artifacts import Page
from afterword.outputs.page_context import Making
from afterword.outputs.pages.register import register_page
from afterword.outputs.translation import Language
from afterword.outputs.urls import SEVERITIES


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
