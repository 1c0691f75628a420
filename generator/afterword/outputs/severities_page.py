"""The page of the severities: what each word means, how often readers hear from us, and what we aim for."""

from datetime import timedelta

from afterword.core.catalogue import Severity
from afterword.core.settings import Targets
from afterword.core.times import minutes, span_words
from afterword.outputs.artifacts import Page
from afterword.outputs.making import Making
from afterword.outputs.register import register_page
from afterword.outputs.urls import SEVERITIES


def severities_page(making: Making) -> Page:
    """Return the page; it changes with the settings only."""
    title, targets = making.say("Severities"), making.settings.targets

    def html() -> str:
        return making.render(
            "severities.html", SEVERITIES, title=title, first_word=_words(targets.first_word), report=_days(targets), every=_every
        )

    return register_page(SEVERITIES, title, making.say("What we mean by the words that say how bad an incident is."), html)


def _days(targets: Targets) -> str:
    """`10 days`, as a sentence says it; `1 d 6 h` where it is no whole number of days."""
    days, rest = targets.postmortem.days, targets.postmortem.seconds
    return _words(targets.postmortem) if rest else f"{days} {'day' if days == 1 else 'days'}"


def _every(severity: Severity) -> str:
    """How often readers are told; empty where nothing says it."""
    return _words(severity.update_every) if severity.update_every else ""


def _words(span: timedelta) -> str:
    """Up to two hours in minutes, as a rule is written: `60 min`."""
    return span_words(span) if span > timedelta(hours=2) else f"{minutes(span)} min"
