"""The feeds of the site: which there are, what they are called, and how large they may grow.

Nothing here knows what day it is: for the same incidents a feed is the same bytes at any time.
"""

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.core.times import iso
from afterword.outputs.artifact_keys import ids
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
    incident_feed,
    incident_url,
    year_url,
)

INCIDENT_FEEDS = (PageFeed(name="updates.atom", title=marked("updates of this incident")),)
"""The feeds of the page of an incident."""
COMPONENT_FEEDS = (
    PageFeed(name=HISTORY_FEED, title=marked("every incident of this component")),
    PageFeed(name=UPDATES_FEED, title=marked("every update of this component")),
)
"""The feeds of the page of a component."""
LIMIT = 1_000_000
"""Bytes of a feed: the oldest entries are left out until it fits."""
_HISTORY = (
    "incident history",
    "One entry for each incident and each maintenance. An entry changes when there is news.",
)
_UPDATES = (
    "incident updates",
    "One entry for each update. Incidents that were written down long afterwards are left out.",
)
"""Title and subtitle."""
_INCIDENT = "One entry for each update of this incident."
_ARCHIVE = "Every incident and every maintenance of a year."
Write = Callable[[Feed], str]


def feeds(history: History, settings: Settings, site: Site) -> Iterator[TextFile]:
    """Every feed of the site."""
    order = FeedOrder(history, settings, site)
    parts = archives(history)
    newest = tuple(Link(relation="prev-archive", address=site.absolute(part.path)) for part in parts[-1:])
    yield _of_history(order, _feed(order, HISTORY_FEED, HISTORY, *_HISTORY, links=newest), HISTORY_FEED, atom)
    yield _of_history(order, _feed(order, HISTORY_RSS, HISTORY, *_HISTORY), HISTORY_RSS, rss)
    for path, write in ((UPDATES_FEED, atom), (UPDATES_RSS, rss), (JSON_FEED, json_feed)):
        yield _of_updates(order, _feed(order, path, HOME, *_UPDATES), path, write)
    yield from _of_components(order)
    for part, archive in zip(parts, _archives(parts, order), strict=True):
        yield archive
        for incident in part.incidents:
            times = [iso(word.at) for word in order.words_of(incident)]  # two updates of one minute move each other
            text = partial(_incident_text, order, incident)
            yield TextFile(path=incident_feed(incident), text=text, shows=incident.id, besides=" ".join(times))


def _feed(
    order: FeedOrder,
    path: str,
    page: str,
    title: str,
    subtitle: str,
    *,
    name: str = "",
    links: tuple[Link, ...] = (),
    archive: bool = False,
) -> Feed:
    """A feed without its entries, with the id of `name`, or else of its path; `page` shows the same."""
    settings, site = order.settings, order.site
    speaker = settings.organisation.name or site.name
    return Feed(
        id=tag(settings, site, FIXED_YEAR, name or path),
        title=f"{speaker}: {title}",
        subtitle=subtitle,
        url=site.absolute(path),
        alternate=site.absolute(page),
        updated=order.beginning,
        author=speaker,
        author_url=settings.organisation.url,
        language=settings.language,
        hub="" if archive else settings.feeds.hub,
        links=links,
        archive=archive,
        entries=(),
    )


def _of_components(order: FeedOrder) -> Iterator[TextFile]:
    named: dict[str, set[str]] = {}
    for incident in order.history:
        for hit in incident.hits:
            named.setdefault(hit.component, set()).add(incident.id)
    for component in order.settings.components:
        among = named.get(component.id, set())
        for name, (title, subtitle), make in (
            (HISTORY_FEED, _HISTORY, _of_history),
            (UPDATES_FEED, _UPDATES, _of_updates),
        ):
            path = component_url(component.id) + name
            about = f"{subtitle} Only those that touched {component.name}."
            yield make(order, _feed(order, path, HISTORY, f"{component.name}: {title}", about), path, atom, among)


def _archives(parts: tuple[Archive, ...], order: FeedOrder) -> Iterator[TextFile]:
    site, pages = order.site, {year: year_url(year) for year, _ in order.history.years}
    for at, part in enumerate(parts):
        links = [Link(relation="current", address=site.absolute(HISTORY_FEED))]
        if at:
            links.append(Link(relation="prev-archive", address=site.absolute(parts[at - 1].path)))
        elif len(parts) > 1:
            # The others do not name what follows them: an archive should not change when the next one begins
            # (RFC 5005, 4).
            links.append(Link(relation="next-archive", address=site.absolute(parts[1].path)))
        page = pages.get(part.year, HISTORY)
        text = partial(_archive_text, order, part, page, tuple(links))
        yield TextFile(path=part.path, text=text, lists=ids(part.incidents), besides=f"{page} {links}")


def _archive_text(order: FeedOrder, part: Archive, page: str, links: tuple[Link, ...]) -> str:
    # one feed in several documents: all have the id of the first
    feed = _feed(order, part.path, page, _HISTORY[0], _ARCHIVE, name=HISTORY_FEED, links=links, archive=True)
    newest = sorted(part.incidents, key=lambda incident: order.place[incident.id])
    return quick_atom(_filled(feed, (incident_entry(incident, order.settings, order.site) for incident in newest)))


def _incident_text(order: FeedOrder, incident: Incident) -> str:
    feed = _feed(order, incident_feed(incident), incident_url(incident), incident.title, _INCIDENT)
    newest = order.words_of(incident)[: order.settings.feeds.entries]
    return _text(replace(feed, updated=id_day(incident.id)), quick_atom, partial(_entries, order, newest))


def _of_history(order: FeedOrder, feed: Feed, path: str, write: Write, among: Container[str] | None = None) -> TextFile:
    """The feed of the incidents with the newest activity: of all, or of some."""
    incidents = (incident for incident in order.incidents if among is None or incident.id in among)
    shown = tuple(islice(incidents, order.settings.feeds.entries))

    def entries() -> Iterator[FeedItem]:
        return (incident_entry(incident, order.settings, order.site) for incident in shown)

    besides = f"{feed.links} {iso(order.beginning)}"
    return TextFile(path=path, text=partial(_text, feed, write, entries), lists=ids(shown), besides=besides)


def _of_updates(order: FeedOrder, feed: Feed, path: str, write: Write, among: Container[str] | None = None) -> TextFile:
    """The feed of the newest updates: of all incidents, or of some."""
    words = (word for word in order.words if among is None or word.incident.id in among)
    shown = tuple(islice(words, order.settings.feeds.entries))
    text = partial(_text, feed, write, partial(_entries, order, shown))
    times = (order.beginning, *(word.at for word in shown))  # two updates of one minute move each other
    return TextFile(path=path, text=text, lists=ids(word.incident for word in shown), besides=" ".join(map(iso, times)))


def _entries(order: FeedOrder, words: Iterable[DatedUpdate]) -> Iterator[FeedItem]:
    common: Telling | None = None
    for word in words:
        if common is None or common.incident is not word.incident:
            common = telling(word.incident, order.settings, order.site)
        yield update_entry(common, word.update, word.at)


def _text(feed: Feed, write: Write, entries: Callable[[], Iterator[FeedItem]]) -> str:
    return _fitting(_filled(feed, entries()), write)


def _filled(feed: Feed, entries: Iterable[FeedItem]) -> Feed:
    """The feed with its entries and their newest time; without any it keeps its own."""
    held = tuple(entries)
    return replace(feed, entries=held, updated=max((entry.updated for entry in held), default=feed.updated))


def _fitting(feed: Feed, write: Write) -> str:
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
