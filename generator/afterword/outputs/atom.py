"""Feeds as Atom (RFC 4287). The only module that knows feedgen, and its traps.

feedgen takes the clock for a time that is not set, puts a new entry before the others, forgets the type of a
content, and names itself and its version; each is answered below. Of an entry's link it writes the address alone,
which means rel="alternate" (RFC 4287, 4.2.7.2), so no other relation can stand there.
"""

from dataclasses import dataclass
from datetime import datetime

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from afterword.outputs.feed_entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
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
    entries: tuple[Entry, ...]
    """In the order in which they are written."""


def atom(feed: Feed) -> str:
    """The feed as Atom 1.0, to be kept as UTF-8; the same bytes for the same feed."""
    made = FeedGenerator()
    made.id(feed.id)
    made.title(feed.title)
    made.subtitle(feed.subtitle)
    made.updated(feed.updated)
    made.author({"name": feed.author} | ({"uri": feed.author_url} if feed.author_url else {}))
    made.link(href=feed.url, rel="self", type="application/atom+xml")
    made.link(href=feed.alternate, rel="alternate", type="text/html")
    made.language(feed.language)
    # Without its version: an upgrade must not change what subscribers have.
    made.generator("Afterword")
    for entry in feed.entries:
        made.add_entry(_entry(entry), order="append")
    text: bytes = made.atom_str(pretty=True)
    return text.decode()


def _entry(entry: Entry) -> FeedEntry:
    made = FeedEntry()
    made.id(entry.id)
    made.title(entry.title)
    made.updated(entry.updated)
    made.published(entry.published)
    made.author(name=entry.author)
    made.link(href=entry.url)
    for category in entry.categories:
        made.category(term=category.term, label=category.label, scheme=category.scheme)
    made.content(entry.html, type="html")
    return made
