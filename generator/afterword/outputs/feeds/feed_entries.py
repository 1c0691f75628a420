"""Entries of feeds as plain values: ids, times and texts.

All of it is a promise to subscribers (docs/feeds.md). A new id is a new message in somebody's reader, so ids are
made only of what never changes: the authority, the incident's id and the update's anchor.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from html import escape

from afterword.core.frozen import frozen
from afterword.core.incident_parts import Update
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.core.words import Slot
from afterword.outputs.feeds.feed_html import (
    actions_html,
    contact_html,
    fragment_html,
    permalink_html,
    plan_html,
    section_html,
    update_html,
)
from afterword.outputs.translation import direction
from afterword.outputs.urls import incident_url

FIXED_YEAR = "2026"
"""The year in the ids of what has no date of its own, such as a feed. Never changes."""


@frozen
class Category:
    """A component or a severity, as a feed reader can filter by it."""

    term: str
    """Its id in settings."""
    label: str
    scheme: str
    """An IRI that tells components from severities."""


@frozen
class FeedItem:
    """One entry of any feed."""

    id: str
    """An IRI, for ever."""
    title: str
    """Plain text."""
    url: str
    """Where a person reads it; absolute."""
    published: datetime
    updated: datetime
    """Aware, whole seconds; never goes back."""
    author: str
    categories: tuple[Category, ...]
    language: str
    """A language tag; empty: that of the feed."""
    html: str


@frozen
class Link:
    """Where another document of the same feed is (RFC 5005)."""

    relation: str
    """`prev-archive`, `next-archive`, `current`."""
    address: str
    """Absolute."""


@frozen
class Feed:
    """A feed in any form."""

    id: str
    """An IRI, for ever."""
    title: str
    """Plain text."""
    subtitle: str
    """Plain text."""
    url: str
    """Its own address; absolute."""
    alternate: str
    """The page that shows the same; absolute."""
    updated: datetime
    author: str
    author_url: str
    """Absolute, or empty."""
    language: str
    hub: str = ""
    """The WebSub hub that is told of news; absolute, or empty."""
    links: tuple[Link, ...] = ()
    archive: bool = False
    """Whether it is an archive: what readers who follow the feed need not ask for again."""
    entries: tuple[FeedItem, ...]
    """In the order in which they are written."""


def tag(settings: Settings, site: Site, year: str, name: str) -> str:
    """A tag URI (RFC 4151) under the authority of the site."""
    prefix = f"{settings.feeds.prefix}/" if settings.feeds.prefix else ""
    return f"tag:{settings.feeds.authority or site.host},{year}:{prefix}{name}"


def spaced(times: Iterable[tuple[datetime, str]]) -> dict[str, datetime]:
    """A time for each id, no two alike, as near to its own as can be: equal ones go by id, a second apart.

    Some readers refuse an entry with the date of another one.
    """
    given: dict[str, datetime] = {}
    last: datetime | None = None
    for at, id_ in sorted(times):
        last = at if last is None else max(at, last + timedelta(seconds=1))
        given[id_] = last
    return given


def incident_entry(incident: Incident, settings: Settings, site: Site) -> FeedItem:
    """The entry of an incident, a maintenance or a notice in the feeds of the history."""
    page = site.absolute(incident_url(incident))
    first = incident.announced or incident.started
    return FeedItem(
        id=tag(settings, site, incident.id[:4], incident.id),
        title=incident.title,
        url=page,
        published=first.at,
        updated=incident.changed,
        author=_author(incident, settings, site),
        categories=_categories(incident, settings, site),
        language=_language(incident, settings),
        html=_turned(_whole_html(incident, page, settings), incident),
    )


def update_id(incident: Incident, anchor: str, settings: Settings, site: Site) -> str:
    """The id of an update in every feed."""
    return tag(settings, site, incident.id[:4], f"{incident.id}/{anchor}")


@frozen
class Telling:
    """What all updates of an incident have in common in feeds."""

    incident: Incident
    page: str
    ids: str
    """What stands before the anchor in the id of an update."""
    author: str
    categories: tuple[Category, ...]
    language: str
    plan: str
    contact: str


def telling(incident: Incident, settings: Settings, site: Site) -> Telling:
    """Work out what all updates of an incident have in common."""
    return Telling(
        incident=incident,
        page=site.absolute(incident_url(incident)),
        ids=update_id(incident, "", settings, site),
        author=_author(incident, settings, site),
        categories=_categories(incident, settings, site),
        language=_language(incident, settings),
        plan=plan_html(incident.stated),
        contact=contact_html(incident.contact, settings.contact_promise),
    )


def update_entry(common: Telling, update: Update, at: datetime) -> FeedItem:
    """The entry of an update; `at` is its time in feeds, which no other update has."""
    url = f"{common.page}#{update.anchor}"
    blocks = (update_html(update, common.page), common.plan, permalink_html(url), common.contact)
    return FeedItem(
        id=common.ids + update.anchor,
        title=f"[{update.label}] {common.incident.title}",
        url=url,
        published=at,
        updated=at,
        author=update.signature.partition(",")[0].strip() or common.author,
        categories=common.categories,
        language=common.language,
        html=_turned(_lines(blocks), common.incident),
    )


def _whole_html(incident: Incident, page: str, settings: Settings) -> str:
    """Summary, updates newest first, who is affected and what to do; then the report when it is final."""
    blocks = [fragment_html(incident.summary, page), plan_html(incident.stated)]
    blocks += [update_html(update, page) for update in reversed(incident.updates)]
    blocks += _sections(incident, page, (Slot.AFFECTED, Slot.NOT_AFFECTED, Slot.DO))
    blocks.append(contact_html(incident.contact, settings.contact_promise))
    if incident.report_final:
        blocks += [section_html(section, page) for section in incident.report]
        blocks.append(actions_html(incident.valid_actions, page))
    return _lines(blocks)


def _sections(incident: Incident, page: str, slots: Iterable[Slot]) -> list[str]:
    return [section_html(section, page) for slot in slots for section in incident.sections if section.slot is slot]


def _lines(blocks: Iterable[str]) -> str:
    return "\n".join(block for block in blocks if block)


def _turned(html: str, incident: Incident) -> str:
    """The HTML in a block that says so where it is read from right to left: programs show entries from the left."""
    return (
        f'<div dir="rtl" lang="{escape(incident.lang)}">\n{html}\n</div>' if direction(incident.lang) == "rtl" else html
    )


def _author(incident: Incident, settings: Settings, site: Site) -> str:
    return (incident.signatory.name if incident.signatory else "") or settings.organisation.name or site.name


def _language(incident: Incident, settings: Settings) -> str:
    return "" if incident.lang.lower() == settings.language.lower() else incident.lang


def _categories(incident: Incident, settings: Settings, site: Site) -> tuple[Category, ...]:
    components, severities = (tag(settings, site, FIXED_YEAR, name) for name in ("components", "severities"))
    named = [(hit.component, settings.component(hit.component)) for hit in incident.hits]
    categories = [Category(term=id_, label=known.name if known else id_, scheme=components) for id_, known in named]
    if incident.severity:
        categories.append(Category(term=incident.severity.id, label=incident.severity.label, scheme=severities))
    return tuple(categories)
