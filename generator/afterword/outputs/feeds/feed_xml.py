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
    generator = _generator(feed, ATOM_TYPE)
    generator.id(feed.id)
    generator.author({"name": feed.author} | ({"uri": feed.author_url} if feed.author_url else {}))
    if feed.archive:
        generator.register_extension("archive", _Archive, BaseEntryExtension, atom=True, rss=False)
    for entry in feed.entries:
        generator.add_entry(_atom_entry(entry), order="append")
    text: bytes = generator.atom_str(pretty=True)
    return text.decode()


def rss(feed: Feed) -> str:
    """The feed as RSS 2.0, with the same ids; the date of an item is that of its first publication."""
    generator = _generator(feed, RSS_TYPE)
    generator.docs("https://www.rssboard.org/rss-specification")
    generator.lastBuildDate(feed.updated)
    generator.load_extension("dc", atom=False, rss=True)
    if feed.hub:
        generator.register_extension("hub", _Hub, BaseEntryExtension, atom=False, rss=True)
        generator.hub.address = feed.hub
    for entry in feed.entries:
        generator.add_entry(_rss_item(entry), order="append")
    text: bytes = generator.rss_str(pretty=True)
    return "".join(map(_title_for_old_readers, text.decode().splitlines(keepends=True)))


def _title_for_old_readers(line: str) -> str:
    """A line of RSS; in a title numbers for `&` and `<`, for programs that take it for HTML."""
    if not line.lstrip().startswith("<title>"):
        return line
    return line.replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;")


def _generator(feed: Feed, kind: str) -> FeedGenerator:
    generator = FeedGenerator()
    generator.title(feed.title)
    generator.subtitle(feed.subtitle)
    generator.updated(feed.updated)
    generator.link(href=feed.url, rel="self", type=kind)
    for link in feed.links:
        generator.link(href=link.address, rel=link.relation, type=kind)
    if feed.hub:
        generator.link(href=feed.hub, rel="hub")
    generator.link(href=feed.alternate, rel="alternate", type="text/html")
    generator.language(feed.language)
    generator.generator(GENERATOR)
    return generator


def _atom_entry(entry: FeedItem) -> FeedEntry:
    written = _entry(entry)
    written.updated(entry.updated)
    written.published(entry.published)
    written.author(name=entry.author)
    if entry.language:
        written.register_extension("aw_language", _Language, atom=True, rss=False)
        written.aw_language.tag = entry.language
    for category in entry.categories:
        written.category(term=category.term, label=category.label, scheme=category.scheme)
    return written


def _rss_item(entry: FeedItem) -> FeedEntry:
    written = _entry(entry)
    written.pubDate(entry.published)
    written.load_extension("dc", atom=False, rss=True)
    written.dc.dc_creator(entry.author)
    if entry.language:
        written.dc.dc_language(entry.language)
    for category in entry.categories:
        written.category(term=category.label, scheme=category.scheme)
    return written


def _entry(entry: FeedItem) -> FeedEntry:
    written = FeedEntry()
    written.id(entry.id)
    written.title(entry.title)
    written.link(href=entry.url)
    written.content(entry.html, type="html")
    return written
