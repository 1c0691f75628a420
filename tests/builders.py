"""Incidents made by hand, for tests of what is made from them."""

from datetime import UTC, datetime
from html import escape
from typing import Any

from afterword.core.incident_parts import Fragment, Hit, Section, Stated, Update, Window
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.times import Moment
from afterword.core.words import Impact, Slot, Status
from afterword.markup.flow import flow
from afterword.markup.html import Writer
from afterword.markup.tree import parse
from afterword.outputs.templates import environment
from afterword.reading.update_phrases import promise

TEMPLATES = environment()
"""The templates of the pages. To compile them takes as long as to make some hundred pages, so all tests of a process share them."""
NOTHING = Fragment(markdown="", line=1, html="")


def at(text: str) -> datetime:
    """`2026-03-14 09:16`, with seconds or without, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def fragment(text: str) -> Fragment:
    """A text of one paragraph; one that begins with a tag is taken as the HTML that it is."""
    if not text:
        return NOTHING
    return Fragment(markdown=text, line=1, html=text if text.startswith("<") else f"<p>{escape(text, quote=False)}</p>")


def update(when: str, status: Status, text: str = "", **fields: Any) -> Update:  # noqa: ANN401 - the fields of Update
    """An update whose anchor comes from its time, unless `fields` says otherwise."""
    moment = at(when)
    usual: dict[str, Any] = {
        "label": status.value,
        "headline": "",
        "anchor": f"u-{moment:%Y%m%dT%H%MZ}",
        "signature": "",
        "promised": None,
        "path": "incidents/x.md",
        "line": 1,
    }
    facts = _promise_facts(text, moment) if fields.get("promised") else {}
    return Update(at=Moment(moment), status=status, text=fragment(text), **(usual | facts | fields))


def _promise_facts(text: str, moment: datetime) -> dict[str, Any]:
    """What the reader notes of a promise in the text of an update."""
    document = parse(text)
    words = flow(document.blocks, document)
    found = promise(words.own, moment)
    words.cut(*(found.sentences if found else ()))
    said = fragment(Writer().write(document.blocks)) if found and found.sentences else None
    return {"promise_words": found.text if found else "", "said": said}


def section(slot: Slot, text: str) -> Section:
    """A section under its standard heading."""
    return Section(slot=slot, title=slot.heading, anchor=slot.value, text=fragment(text))


def hit(component: str, impact: Impact = Impact.FULL_OUTAGE) -> Hit:
    """A component that was affected from start to end."""
    return Hit(component=component, windows=(Window(impact=impact, start=None, end=None),))


def incident(id_: str, *updates: Update, **fields: Any) -> Incident:  # noqa: ANN401 - the fields of Incident
    """An incident that began with its day, unless `fields` says otherwise."""
    usual: dict[str, Any] = {
        "title": "Messages are late",
        "path": f"incidents/{id_}.md",
        "extra": {},
        "summary": NOTHING,
        "stated": Stated(started=Moment(at(id_[:10]))),
    }
    if isinstance(fields.get("severity"), str):  # by its id or an alias, as a file names it
        fields["severity"] = Settings().severity(fields["severity"])
    return Incident(id=id_, updates=updates, **(usual | fields))
