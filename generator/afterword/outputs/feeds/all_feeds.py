"""The feeds of the site: which there are, what they are called, and how large they may grow.

Nothing here knows what day it is: for the same incidents a feed is the same bytes at any time.
"""

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice

from afterword.core.catalogue import Component
from afterword.core.frozen import frozen
from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.core.times import iso
from afterword.outputs.artifacts import PageFeed, TextFile
from afterword.outputs.feeds.feed_archives import Archive, archives
from afterword.outputs.feeds.feed_entries import (
    FIXED_YEAR,
    Feed,
    FeedItem,
    Link,
    Telling,
    incident_entry,
    tag,
    telling,
    update_entry,
)
from afterword.outputs.feeds.feed_json import json_feed
from afterword.outputs.feeds.feed_order import DatedUpdate, FeedOrder, id_day
from afterword.outputs.feeds.feed_text import quick_atom
from afterword.outputs.feeds.feed_xml import atom, rss
from afterword.outputs.list_keys import ids
from afterword.outputs.translation import marked
from afterword.outputs.urls import (
    HISTORY,
    HISTORY_FEED,
    HISTORY_RSS,
    HOME,
    JSON_FEED,
    UPDATES_FEED,
    UPDATES_RSS,
    component_url,
    incident_url,
)

INCIDENT_FEEDS = (PageFeed(name="updates.atom", title=marked("updates of this incident")),)
"""The feeds of the page of an incident."""
COMPONENT_FEEDS = (
    PageFeed(name="history.atom", title=marked("every incident of this component")),
    PageFeed(name="updates.atom", title=marked("every update of this component")),
)
"""The feeds of the page of a component, which lie at `urls.component_url`."""
LIMIT = 1_000_000
"""Bytes of a feed: the oldest entries are left out until it fits."""
_HISTORY = "One entry for each incident and each maintenance. An entry changes when there is news."
_UPDATES = "One entry for each update. Incidents that were written down long afterwards are left out."
_INCIDENT = "One entry for each update of this incident."
_ARCHIVE = "Every incident and every maintenance of a year."


@frozen
class _Told:
    """A feed without its entries."""

    path: str
    page: str
    """The page that shows the same."""
    title: str
    subtitle: str
    write: Callable[[Feed], str] = atom
    name: str = ""
    """What its id is made of; empty: its path."""
    links: tuple[Link, ...] = ()
    archive: bool = False


def feeds(history: History, settings: Settings, site: Site) -> Iterator[TextFile]:
    """Every feed of the site."""
    order = FeedOrder(history, settings, site)
    parts = archives(history)
    newest = tuple(Link(relation="prev-archive", address=site.absolute(part.path)) for part in parts[-1:])
    told = _Told(path=HISTORY_FEED, page=HISTORY, title="incident history", subtitle=_HISTORY, links=newest)
    yield _of_history(told, order)
    yield _of_history(replace(told, path=HISTORY_RSS, write=rss, links=()), order)
    told = _Told(path=UPDATES_FEED, page=HOME, title="incident updates", subtitle=_UPDATES)
    for path, write in ((UPDATES_FEED, atom), (UPDATES_RSS, rss), (JSON_FEED, json_feed)):
        yield _of_updates(replace(told, path=path, write=write), order)
    yield from _of_components(order)
    for part, archive in zip(parts, _archives(parts, order), strict=True):
        yield archive
        yield from _of_incidents(order, part.incidents)


def _of_components(order: FeedOrder) -> Iterator[TextFile]:
    hit: dict[str, set[str]] = {}
    for incident in order.history:
        for each in incident.hits:
            hit.setdefault(each.component, set()).add(incident.id)
    for component in order.settings.components:
        where, found = component_url(component.id), hit.get(component.id, set())
        kinds = (
            ("history.atom", "incident history", _HISTORY, _of_history),
            ("updates.atom", "incident updates", _UPDATES, _of_updates),
        )
        for name, title, subtitle, make in kinds:
            told = _Told(
                path=where + name,
                page=HISTORY,
                title=f"{component.name}: {title}",
                subtitle=_about(component, subtitle),
            )
            yield make(told, order, found)


def _about(component: Component, subtitle: str) -> str:
    return f"{subtitle} Only those that touched {component.name}."


def _of_incidents(order: FeedOrder, incidents: Iterable[Incident]) -> Iterator[TextFile]:
    for incident in incidents:
        page = incident_url(incident)
        told = _Told(path=f"{page}updates.atom", page=page, title=incident.title, subtitle=_INCIDENT, write=quick_atom)
        text = partial(_text, told, order, partial(_of_one, order, incident), id_day(incident.id))
        times = " ".join(iso(word.at) for word in order.words_of(incident))  # two updates of one minute move each other
        yield TextFile(path=told.path, text=text, shows=incident.id, besides=times)


def _archives(parts: tuple[Archive, ...], order: FeedOrder) -> Iterator[TextFile]:
    site, pages = order.site, {year: f"{HISTORY}{year}/" for year, _ in order.history.years}
    for at, part in enumerate(parts):
        links = [Link(relation="current", address=site.absolute(HISTORY_FEED))]
        if at:
            links.append(Link(relation="prev-archive", address=site.absolute(parts[at - 1].path)))
        elif len(parts) > 1:
            # The others do not name what follows them: an archive should not change when the next one begins
            # (RFC 5005, 4).
            links.append(Link(relation="next-archive", address=site.absolute(parts[1].path)))
        told = _Told(
            path=part.path,
            page=pages.get(part.year, HISTORY),
            title="incident history",
            subtitle=_ARCHIVE,
            name=HISTORY_FEED,  # one feed in several documents
            links=tuple(links),
            archive=True,
        )
        text = partial(_archive_text, told, part, order)
        yield TextFile(path=part.path, text=text, lists=ids(part.incidents), besides=f"{told.page} {links}")


def _archive_text(told: _Told, part: Archive, order: FeedOrder) -> str:
    newest = sorted(part.incidents, key=lambda incident: order.place[incident.id])
    entries = tuple(incident_entry(incident, order.settings, order.site) for incident in newest)
    return quick_atom(_feed(told, order, entries, order.beginning))


def _of_history(told: _Told, order: FeedOrder, among: Container[str] | None = None) -> TextFile:
    """The feed of the incidents with the newest activity: of all, or of some."""
    shown = tuple(
        islice((one for one in order.incidents if among is None or one.id in among), order.settings.feeds.entries)
    )

    def entries() -> Iterator[FeedItem]:
        return (incident_entry(incident, order.settings, order.site) for incident in shown)

    besides = f"{told.links} {iso(order.beginning)}"
    return TextFile(path=told.path, text=partial(_text, told, order, entries), lists=ids(shown), besides=besides)


def _of_updates(told: _Told, order: FeedOrder, among: Container[str] | None = None) -> TextFile:
    """The feed of the newest updates: of all incidents, or of some."""
    shown = tuple(
        islice(
            (word for word in order.words if among is None or word.incident.id in among), order.settings.feeds.entries
        )
    )
    times = [
        iso(at) for at in (order.beginning, *(word.at for word in shown))
    ]  # two updates of one minute move each other
    text = partial(_text, told, order, partial(_said, order, shown))
    return TextFile(path=told.path, text=text, lists=ids(word.incident for word in shown), besides=" ".join(times))


def _of_one(order: FeedOrder, incident: Incident) -> Iterator[FeedItem]:
    yield from _said(order, order.words_of(incident))


def _said(order: FeedOrder, words: Iterable[DatedUpdate]) -> Iterator[FeedItem]:
    told: Telling | None = None
    for word in words:
        if told is None or told.incident is not word.incident:
            told = telling(word.incident, order.settings, order.site)
        yield update_entry(told, word.update, word.at)


def _text(
    told: _Told, order: FeedOrder, entries: Callable[[], Iterator[FeedItem]], empty: datetime | None = None
) -> str:
    newest = tuple(islice(entries(), order.settings.feeds.entries))
    return _fitting(_feed(told, order, newest, empty or order.beginning), told.write)


def _feed(told: _Told, order: FeedOrder, entries: tuple[FeedItem, ...], empty: datetime) -> Feed:
    settings, site = order.settings, order.site
    speaker = settings.organisation.name or site.name
    return Feed(
        id=tag(settings, site, FIXED_YEAR, told.name or told.path),
        title=f"{speaker}: {told.title}",
        subtitle=told.subtitle,
        url=site.absolute(told.path),
        alternate=site.absolute(told.page),
        updated=max((entry.updated for entry in entries), default=empty),
        author=speaker,
        author_url=settings.organisation.url,
        language=settings.language,
        hub=settings.feeds.hub if not told.archive else "",
        links=told.links,
        archive=told.archive,
        entries=entries,
    )


def _fitting(feed: Feed, write: Callable[[Feed], str]) -> str:
    """The feed with as many of its first entries as `LIMIT` allows, and at least one."""

    def first(count: int) -> str:
        return write(replace(feed, entries=feed.entries[:count]))

    def size(count: int) -> int:
        return len(first(count).encode())

    whole = write(feed)
    if 4 * len(whole) <= LIMIT or len(whole.encode()) <= LIMIT:  # no character has more than four bytes
        return whole
    fitting = bisect_right(range(1, len(feed.entries)), LIMIT, key=size)
    return first(max(fitting, 1))
