"""Feeds as Atom (RFC 4287, archives by RFC 5005) and as RSS 2.0, put together from texts.

A history of ten thousand incidents has ten thousand feeds of a few entries, and all of them again in archives: a library takes ten
times as long. A test compares the bytes with those of feedgen (docs/decisions/0005-feedgen.md).
"""

from email.utils import format_datetime
from functools import lru_cache

from afterword.outputs.feed_entries import Category, Entry, Feed

_HEAD = "<?xml version='1.0' encoding='UTF-8'?>\n"
_GENERATOR = "Afterword"
"""Without its version: an upgrade must not change what subscribers have."""


def atom(feed: Feed) -> str:
    """The feed as Atom 1.0, to be kept as UTF-8; the same bytes for the same feed."""
    uri = f"\n    <uri>{_text(feed.author_url)}</uri>" if feed.author_url else ""
    links = "".join(f'\n  <link href="{_value(link.address)}" rel="{link.relation}" type="application/atom+xml"/>' for link in feed.links)
    namespace, mark = (' xmlns:fh="http://purl.org/syndication/history/1.0"', "  <fh:archive/>\n") if feed.archive else ("", "")
    hub = f'\n  <link href="{_value(feed.hub)}" rel="hub"/>' if feed.hub else ""
    return (
        f'{_HEAD}<feed{namespace} xmlns="http://www.w3.org/2005/Atom" xml:lang="{_value(feed.language)}">\n'
        f"  <id>{_text(feed.id)}</id>\n"
        f"  <title>{_text(feed.title)}</title>\n"
        f"  <updated>{feed.updated.isoformat()}</updated>\n"
        f"  <author>\n    <name>{_text(feed.author)}</name>{uri}\n  </author>\n"
        f'  <link href="{_value(feed.url)}" rel="self" type="application/atom+xml"/>{links}{hub}\n'
        f'  <link href="{_value(feed.alternate)}" rel="alternate" type="text/html"/>\n'
        f"  <generator>{_GENERATOR}</generator>\n"
        f"  <subtitle>{_text(feed.subtitle)}</subtitle>\n{mark}"
        f"{''.join(map(_atom_entry, feed.entries))}</feed>\n"
    )


def rss(feed: Feed) -> str:
    """The feed as RSS 2.0, with the same ids; the date of an item is that of its first publication.

    An author without an e-mail address has no place in RSS: Dublin Core's `creator` has the name.
    """
    hub = f'    <atom:link href="{_value(feed.hub)}" rel="hub"/>\n' if feed.hub else ""
    return (
        f'{_HEAD}<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" '
        f'xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0">\n'
        f"  <channel>\n"
        f"    <title>{_title(feed.title)}</title>\n"
        f"    <link>{_text(feed.alternate)}</link>\n"
        f"    <description>{_text(feed.subtitle)}</description>\n"
        f'    <atom:link href="{_value(feed.url)}" rel="self" type="application/rss+xml"/>\n'
        f"    <docs>https://www.rssboard.org/rss-specification</docs>\n"
        f"    <generator>{_GENERATOR}</generator>\n"
        f"    <language>{_text(feed.language)}</language>\n"
        f"    <lastBuildDate>{format_datetime(feed.updated)}</lastBuildDate>\n{hub}"
        f"{''.join(map(_rss_item, feed.entries))}  </channel>\n</rss>\n"
    )


def _atom_entry(entry: Entry) -> str:
    updated = entry.updated.isoformat()
    language = f' xml:lang="{_value(entry.language)}"' if entry.language else ""
    published = updated if entry.published is entry.updated else entry.published.isoformat()
    return (
        f"  <entry{language}>\n"
        f"    <id>{_text(entry.id)}</id>\n"
        f"    <title>{_text(entry.title)}</title>\n"
        f"    <updated>{updated}</updated>\n"
        f"    <author>\n      <name>{_text(entry.author)}</name>\n    </author>\n"
        f'    <content type="html">{_text(entry.html)}</content>\n'
        f'    <link href="{_value(entry.url)}"/>\n'
        f"{''.join(map(_atom_category, entry.categories))}"
        f"    <published>{published}</published>\n"
        f"  </entry>\n"
    )


@lru_cache(maxsize=512)
def _atom_category(category: Category) -> str:
    term, scheme, label = map(_value, (category.term, category.scheme, category.label))
    return f'    <category term="{term}" scheme="{scheme}" label="{label}"/>\n'


def _rss_item(entry: Entry) -> str:
    categories = "".join(
        f'      <category domain="{_value(category.scheme)}">{_text(category.label)}</category>\n' for category in entry.categories
    )
    language = f"      <dc:language>{_text(entry.language)}</dc:language>\n" if entry.language else ""
    return (
        f"    <item>\n"
        f"      <title>{_title(entry.title)}</title>\n"
        f"      <link>{_text(entry.url)}</link>\n"
        f"      <description>{_text(entry.html)}</description>\n"
        f'      <guid isPermaLink="false">{_text(entry.id)}</guid>\n{categories}'
        f"      <pubDate>{format_datetime(entry.published)}</pubDate>\n"
        f"      <dc:creator>{_text(entry.author)}</dc:creator>\n{language}"
        f"    </item>\n"
    )


def _title(text: str) -> str:
    """A title of RSS with numbers for `&` and `<`: readers that take a title for HTML understand these, too."""
    return _text(text).replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;")


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _value(text: str) -> str:
    return _text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
