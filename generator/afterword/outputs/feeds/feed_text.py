"""Writes Atom feeds by joining texts, byte for byte as feedgen does, because there are thousands.

A history of ten thousand incidents has ten thousand feeds of a few entries, and all of them again in archives.
feedgen takes half a millisecond for each feed, this a tenth of it. A test compares the two
(docs/decisions/0005-feedgen.md), so what a feed is stays in one place: `feed_xml.py`.
"""

from datetime import datetime
from functools import lru_cache

from afterword.outputs.feeds.feed_entries import Category, Feed, FeedItem
from afterword.outputs.feeds.feed_xml import ATOM_TYPE, GENERATOR, HISTORY


def quick_atom(feed: Feed) -> str:
    """The feed as Atom 1.0."""
    uri = f"\n    <uri>{_text(feed.author_url)}</uri>" if feed.author_url else ""
    links = "".join(
        f'\n  <link href="{_value(link.address)}" rel="{link.relation}" type="{ATOM_TYPE}"/>' for link in feed.links
    )
    namespace, mark = (f' xmlns:fh="{HISTORY}"', "  <fh:archive/>\n") if feed.archive else ("", "")
    hub = f'\n  <link href="{_value(feed.hub)}" rel="hub"/>' if feed.hub else ""
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n"
        f'<feed{namespace} xmlns="http://www.w3.org/2005/Atom" xml:lang="{_value(feed.language)}">\n'
        f"  <id>{_text(feed.id)}</id>\n"
        f"  <title>{_text(feed.title)}</title>\n"
        f"  <updated>{_time(feed.updated)}</updated>\n"
        f"  <author>\n    <name>{_text(feed.author)}</name>{uri}\n  </author>\n"
        f'  <link href="{_value(feed.url)}" rel="self" type="{ATOM_TYPE}"/>{links}{hub}\n'
        f'  <link href="{_value(feed.alternate)}" rel="alternate" type="text/html"/>\n'
        f"  <generator>{GENERATOR}</generator>\n"
        f"  <subtitle>{_text(feed.subtitle)}</subtitle>\n{mark}"
        f"{''.join(map(_entry, feed.entries))}</feed>\n"
    )


def _entry(entry: FeedItem) -> str:
    updated = _time(entry.updated)
    language = f' xml:lang="{_value(entry.language)}"' if entry.language else ""
    published = updated if entry.published is entry.updated else _time(entry.published)
    return (
        f"  <entry{language}>\n"
        f"    <id>{_text(entry.id)}</id>\n"
        f"    <title>{_text(entry.title)}</title>\n"
        f"    <updated>{updated}</updated>\n"
        f"    <author>\n      <name>{_text(entry.author)}</name>\n    </author>\n"
        f'    <content type="html">{_text(entry.html)}</content>\n'
        f'    <link href="{_value(entry.url)}"/>\n'
        f"{''.join(map(_category, entry.categories))}"
        f"    <published>{published}</published>\n"
        f"  </entry>\n"
    )


@lru_cache(maxsize=512)
def _category(category: Category) -> str:
    term, scheme, label = map(_value, (category.term, category.scheme, category.label))
    return f'    <category term="{term}" scheme="{scheme}" label="{label}"/>\n'


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _value(text: str) -> str:
    return _text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def _time(at: datetime) -> str:
    return at.isoformat()
