"""Checks of the text that need a clock: late promises, and silence. Nobody acts on samples, so they are excepted."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from afterword.core.incident_parts import GRACE, Update
from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.times import clock_words, plain, span_words
from afterword.core.words import Kind
from afterword.markup.safe import plain_text

_SILENT = timedelta(hours=24)
"""The longest silence when nothing states how often readers are told."""
_EVERY = timedelta(hours=1)
"""When to write next, in an example, when nothing states how often."""
_NO_MORE = re.compile(r"\bno\s+(?:further|more)\s+updates?\b", re.IGNORECASE)
_ROUND = timedelta(minutes=5)


def check_writing_clock(incident: Incident, now: datetime) -> Iterator[Problem]:
    """Report W302 for a late promise, else W207 for a long silence, else W301 and H303; then W325 and W327.

    While a promise is not due, silence is not reported. Silence is long after twice the time between two updates, or
    after 24 hours when nothing states how often readers are told. For a maintenance it begins at the end of its window.
    A notice may stay open without further updates.
    """
    if incident.sample:
        return
    if incident.is_open:
        yield from _silence(incident, now)
    for action in incident.valid_actions:
        if action.due and action.overdue(now.date()):
            days = (now.date() - action.due).days
            ago = "1 day ago" if days == 1 else f"{days} days ago"
            yield problem(incident.path, action.line, "W325", date=action.due, ago=ago)
    due = incident.postmortem_due
    if due and due < now.date() and incident.report_promised and not incident.is_open:
        yield problem(incident.path, 1, "W327", date=due)


def _silence(incident: Incident, now: datetime) -> Iterator[Problem]:
    last = incident.updates[-1] if incident.updates else None
    promised = incident.next_update
    if promised:
        late = now - promised.due
        if late > GRACE:
            update, (line, column) = promised.update, promised.update.promise_place
            due = clock_words(promised.due) if promised.due.date() == now.date() else plain(promised.due)
            yield problem(update.path, line or update.line, "W302", column=column or 1, t=due, d=span_words(late))
        return
    every = incident.update_every
    if (since := _waiting_since(incident, last)) and now - since > (2 * every if every else _SILENT):
        last_words = f"last update {span_words(now - last.at.at)} ago" if last else "no update yet"
        yield problem(incident.path, 1, "W207", t=plain(incident.started.at), last=last_words)
    elif last and incident.kind is Kind.INCIDENT:
        if not last.promise_words and not _NO_MORE.search(plain_text(last.text.html)):
            yield problem(last.path, last.line, "W301", t=_next(last, every or _EVERY, now))
        if every and now - last.at.at > every:
            since_last = span_words(now - last.at.at)
            yield problem(last.path, last.line, "H303", d=since_last, who=_who(incident), x=span_words(every))


def _waiting_since(incident: Incident, last: Update | None) -> datetime | None:
    """The time since when readers wait for an update; None when they do not wait for one."""
    if incident.kind is Kind.INCIDENT:
        return last.at.at if last else incident.started.at
    end = incident.stated.scheduled_end
    if incident.kind is Kind.NOTICE or end is None:
        return None
    return max(end.at, last.at.at) if last else end.at


def _next(last: Update, every: timedelta, now: datetime) -> str:
    """When to write next, in a form that can only be read as the intended time."""
    due = now + every
    due += (_ROUND - (due - datetime.min.replace(tzinfo=due.tzinfo)) % _ROUND) % _ROUND
    return clock_words(due) if due - last.at.at < timedelta(hours=24) else plain(due)


def _who(incident: Incident) -> str:
    severity = incident.severity
    general = severity and severity.update_every == incident.update_every
    return f"{severity.label.lower()} incidents are" if severity and general else "this incident is"
