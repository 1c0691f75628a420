"""Reads from a copy of the feed of updates which news the live site has already announced."""

from datetime import UTC, datetime

from lxml import etree

from afterword.core.settings import Settings, Site
from afterword.outputs.announcements.news import News
from afterword.outputs.feeds.feed_entries import tag

_ATOM = "{http://www.w3.org/2005/Atom}"


class FeedError(Exception):
    """The file is no Atom feed. The text says so."""


def told_by_feed(data: bytes, news: tuple[News, ...], settings: Settings, site: Site) -> frozenset[str]:
    """The names of the news that stand in `updates.atom`, or are older than everything that stands there.

    A feed is cut off after some entries. Incidents without updates are not in it: they count as told when they are
    not newer than its newest entry.

    Raises:
        FeedError: it is no feed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FeedError("it is not XML") from error
    if root.tag != f"{_ATOM}feed":
        raise FeedError("it is not an Atom feed")
    entries = root.findall(f"{_ATOM}entry")
    ids = {entry.findtext(f"{_ATOM}id") for entry in entries}
    try:
        times = sorted(_time(entry) for entry in entries) or [_time(root)]
    except ValueError as error:
        raise FeedError("a time in it cannot be read") from error

    def is_told(item: News) -> bool:
        if not item.update:
            return item.at <= times[-1]
        return (bool(entries) and item.at < times[0]) or any(
            tag(settings, site, key[:4], key) in ids for key in item.keys
        )

    return frozenset(item.key for item in news if is_told(item))


def _time(element: etree._Element) -> datetime:
    return datetime.fromisoformat(element.findtext(f"{_ATOM}updated") or "").astimezone(UTC)
