"""The feeds of the site: which there are, what they are called, and how large they may grow.

Nothing here knows what day it is: for the same incidents a feed is the same bytes at any time.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.outputs.artifacts import Document
from afterword.outputs.atom import Feed, atom
from afterword.outputs.feed_entries import FIXED_YEAR, Entry, history_entries, tag, update_entries
from afterword.outputs.urls import HISTORY, HISTORY_FEED, HOME, UPDATES_FEED

LIMIT = 1_000_000
"""Bytes of a feed: the oldest entries are left out until it fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """The same incidents, told in one of two ways."""

    path: str
    page: str
    """The page that shows the same."""
    title: str
    subtitle: str
    entries: Callable[[Iterable[Incident], Settings, Site], tuple[Entry, ...]]


_KINDS = (
    _Kind(
        path=HISTORY_FEED,
        page=HISTORY,
        title="incident history",
        subtitle="One entry for each incident and each maintenance. An entry changes when there is news.",
        entries=history_entries,
    ),
    _Kind(
        path=UPDATES_FEED,
        page=HOME,
        title="incident updates",
        subtitle="One entry for each update. Incidents that were written down long afterwards are left out.",
        entries=update_entries,
    ),
)


def feeds(history: History, settings: Settings, site: Site) -> Iterator[Document]:
    """Every feed of the site."""
    for kind in _KINDS:
        yield Document(path=kind.path, text=partial(_text, kind, history, settings, site))


def _text(kind: _Kind, history: History, settings: Settings, site: Site) -> str:
    speaker = settings.organisation.name or site.name
    entries = kind.entries(history, settings, site)
    feed = Feed(
        id=tag(settings, site, FIXED_YEAR, kind.path),
        title=f"{speaker}: {kind.title}",
        subtitle=kind.subtitle,
        url=site.absolute(kind.path),
        alternate=site.absolute(kind.page),
        updated=max((entry.updated for entry in entries), default=_beginning(history)),
        author=speaker,
        author_url=settings.organisation.url,
        language=settings.language,
        entries=entries,
    )
    return _fitting(feed)


def _beginning(history: History) -> datetime:
    """The time of a feed that has nothing to say: the day of the oldest id."""
    oldest = min((incident.id[:10] for incident in history), default="1970-01-01")
    return datetime.fromisoformat(oldest).replace(tzinfo=UTC)


def _fitting(feed: Feed) -> str:
    """The feed with as many of its first entries as `LIMIT` allows, and at least one."""

    def first(count: int) -> str:
        return atom(replace(feed, entries=feed.entries[:count]))

    def size(count: int) -> int:
        return len(first(count).encode())

    whole = atom(feed)
    if len(whole.encode()) <= LIMIT:
        return whole
    fitting = bisect_right(range(1, len(feed.entries)), LIMIT, key=size)
    return first(max(fitting, 1))
