"""Payloads for webhooks: Slack's form, and a generic one with everything that is known of the update."""

from afterword.core.announce import Network
from afterword.core.times import iso
from afterword.markup.text_layout import flat_text, laid_out
from afterword.outputs.announcements.letter import text_of
from afterword.outputs.announcements.message import Message, says_promise
from afterword.outputs.announcements.social import post

SCHEMA = 1
"""Of the generic form. A change that a reader would notice makes it 2."""
_HEADER, _SECTION = 150, 3000
"""Characters that Slack takes in a header and in a section."""
_UNLIMITED = 1 << 30

Json = dict[str, object]


def slack(message: Message) -> Json:
    """A message for an incoming webhook of Slack, in plain text: `<!channel>` or a star in a title does nothing."""
    words = _words(message, laid_out(message.lead, wrap=False), "\n\n")
    blocks: list[Json] = [{"type": "header", "text": _plain(_cut(message.subject, _HEADER))}]
    if words:
        blocks.append({"type": "section", "text": _plain(words)})
    blocks.append({"type": "section", "text": {"type": "mrkdwn", "text": f"<{_escaped(message.url)}>"}})
    text = "\n".join(part for part in (message.subject, _words(message, flat_text(message.lead), " ")) if part)
    return {
        "text": f"{_escaped(text)}\n<{_escaped(message.url)}>",
        "blocks": blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _words(message: Message, text: str, gap: str, limit: int = _SECTION) -> str:
    """The new words, cut to their limit, and the promise of the next update, which is never cut."""
    room = limit - len(_escaped(gap + message.promise)) if message.promise else limit
    text = _cut(text, room)
    promise = "" if says_promise(text, message.news.update) else message.promise
    return gap.join(part for part in (text, promise) if part)


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": _escaped(text), "emoji": False}


def _escaped(text: str) -> str:
    """Slack's three control characters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(text: str, limit: int) -> str:
    """At most `limit` characters as Slack counts them, cut between words."""
    while len(_escaped(text)) > limit:
        room = limit - 2 - (len(_escaped(text[:limit])) - len(text[:limit]))
        head = text[: max(room, 1)].rstrip(" …")
        text = f"{head.rsplit(None, 1)[0] if ' ' in head else head} …"
    return text


def generic(message: Message) -> Json:
    """Our own form, in the words of the incident file (docs/announcing.md)."""
    incident, update = message.news.incident, message.news.update
    return {
        "schema": SCHEMA,
        "id": message.id,
        "key": message.news.key,
        "subject": message.subject,
        "status": message.label or None,
        "at": iso(message.at),
        "headline": (update.headline if update else "") or None,
        "url": message.url,
        "next_update": iso(update.promised) if update and update.promised else None,
        "incident": {
            "id": incident.id,
            "title": incident.title,
            "kind": incident.kind.value,
            "severity": incident.severity.id if incident.severity else None,
            "components": [hit.component for hit in incident.harmed],
            "url": message.page,
        },
        "from": message.sender or None,
        "contact": message.contact or None,
        "words": _words(message, laid_out(message.lead, wrap=False), "\n\n", _UNLIMITED),
        "text": text_of(message),
        "posts": {network.value: post(message, network) for network in Network},
    }
