"""A feed as JSON Feed 1.1 (jsonfeed.org): the same entries with the same ids."""

import json

from afterword.core.times import iso
from afterword.outputs.feeds.feed_entries import Feed, FeedItem


def json_feed(feed: Feed) -> str:
    """The feed as JSON Feed 1.1; the same bytes for the same feed."""
    author = {"name": feed.author} | ({"url": feed.author_url} if feed.author_url else {})
    values: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.alternate,
        "feed_url": feed.url,
        "description": feed.subtitle,
        "language": feed.language,
        "authors": [author],
    }
    if feed.hub:
        values["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    values["items"] = [_item(entry) for entry in feed.entries]
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _item(entry: FeedItem) -> dict[str, object]:
    values: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": iso(entry.published),
        "date_modified": iso(entry.updated),
        "authors": [{"name": entry.author}],
        "tags": [category.label for category in entry.categories],
    }
    return values | ({"language": entry.language} if entry.language else {})
