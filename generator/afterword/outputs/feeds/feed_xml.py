"""Feeds as Atom (RFC 4287, archives by RFC 5005) and as RSS 2.0. The only module that knows feedgen, and its traps.

feedgen takes the clock for a time that is not set, puts a new entry before the others, forgets the type of a
content, and names itself and its version; each is answered below. Of an entry's link it writes the address alone,
which means rel="alternate" (RFC 4287, 4.2.7.2), so no other relation can stand there. In RSS the last link of a
feed becomes its page, and an author without an e-mail address is left out: Dublin Core's `creator` has the name.
"""

from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from afterword.outputs.feeds.feed_entries import Feed, FeedItem

GENERATOR = "Afterword"
"""Without its version: an upgrade must not change what subscribers have."""
ATOM_TYPE = "application/atom+xml"
RSS_TYPE = "application/rss+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HISTORY = "http://purl.org/syndication/history/1.0"
"""The namespace of RFC 5005."""


class _Archive(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """The mark of an archive (RFC 5005, 4)."""

    def extend_ns(self) -> dict[str, str]:
        return {"fh": HISTORY}

    def extend_atom(self, feed: Any) -> Any:  # noqa: ANN401 - an element of lxml
        etree.SubElement(feed, f"{{{HISTORY}}}archive")
        return feed


class _Hub(BaseExtension):  # type: ignore[misc]  # as above
    """The hub in RSS: feedgen writes no link but the first `self`."""

    address = ""

    def extend_rss(self, feed: Any) -> Any:  # noqa: ANN401 - as above
        etree.SubElement(feed[0], f"{{{_ATOM}}}link", href=self.address, rel="hub")
        return feed


class _Language(BaseEntryExtension):  # type: ignore[misc]  # as above
    """The language of an entry, where it is not that of the feed."""

    def __init__(self) -> None:
        self.tag = ""

    def extend_atom(self, entry: Any) -> Any:  # noqa: ANN401 - as above
        entry.set(_LANG, self.tag)
        return entry


def atom(feed: Feed) -> str:
    """The feed as Atom 1.0, to be kept as UTF-8; the same bytes for the same feed."""
    made = _generator(feed, ATOM_TYPE)
    made.id(feed.id)
    made.author({"name": feed.author} | ({"uri": feed.author_url} if feed.author_url else {}))
    if feed.archive:
        made.register_extension("archive", _Archive, BaseEntryExtension, atom=True, rss=False)
    for entry in feed.entries:
        made.add_entry(_atom_entry(entry), order="append")
    text: bytes = made.atom_str(pretty=True)
    return text.decode()


def rss(feed: Feed) -> str:
    """The feed as RSS 2.0, with the same ids; the date of an item is that of its first publication."""
    made = _generator(feed, RSS_TYPE)
    made.docs("https://www.rssboard.org/rss-specification")
    made.lastBuildDate(feed.updated)
    made.load_extension("dc", atom=False, rss=True)
    if feed.hub:
        made.register_extension("hub", _Hub, BaseEntryExtension, atom=False, rss=True)
        made.hub.address = feed.hub
    for entry in feed.entries:
        made.add_entry(_rss_item(entry), order="append")
    text: bytes = made.rss_str(pretty=True)
    return "".join(map(_title_for_old_readers, text.decode().splitlines(keepends=True)))


def _title_for_old_readers(line: str) -> str:
    """A line of RSS; in a title numbers for `&` and `<`, for programs that take it for HTML."""
    if not line.lstrip().startswith("<title>"):
        return line
    return line.replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;")


def _generator(feed: Feed, kind: str) -> FeedGenerator:
    made = FeedGenerator()
    made.title(feed.title)
    made.subtitle(feed.subtitle)
    made.updated(feed.updated)
    made.link(href=feed.url, rel="self", type=kind)
    for link in feed.links:
        made.link(href=link.address, rel=link.relation, type=kind)
    if feed.hub:
        made.link(href=feed.hub, rel="hub")
    made.link(href=feed.alternate, rel="alternate", type="text/html")
    made.language(feed.language)
    made.generator(GENERATOR)
    return made


def _atom_entry(entry: FeedItem) -> FeedEntry:
    made = _entry(entry)
    made.updated(entry.updated)
    made.published(entry.published)
    made.author(name=entry.author)
    if entry.language:
        made.register_extension("aw_language", _Language, atom=True, rss=False)
        made.aw_language.tag = entry.language
    for category in entry.categories:
        made.category(term=category.term, label=category.label, scheme=category.scheme)
    return made


def _rss_item(entry: FeedItem) -> FeedEntry:
    made = _entry(entry)
    made.pubDate(entry.published)
    made.load_extension("dc", atom=False, rss=True)
    made.dc.dc_creator(entry.author)
    if entry.language:
        made.dc.dc_language(entry.language)
    for category in entry.categories:
        made.category(term=category.label, scheme=category.scheme)
    return made


def _entry(entry: FeedItem) -> FeedEntry:
    made = FeedEntry()
    made.id(entry.id)
    made.title(entry.title)
    made.link(href=entry.url)
    made.content(entry.html, type="html")
    return made
