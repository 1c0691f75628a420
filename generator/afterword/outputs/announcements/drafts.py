"""Drafts of a message: files to edit and to send by hand. The same news makes the same bytes."""

import json

from afterword.core.settings import Settings, Site
from afterword.outputs.announcements.mail import mail
from afterword.outputs.announcements.message import Message
from afterword.outputs.announcements.payloads import generic, slack
from afterword.outputs.announcements.social import post
from afterword.outputs.translation import Language


def drafts(message: Message, settings: Settings, site: Site, say: Language) -> dict[str, bytes]:
    """Every draft by its file name."""
    letter = mail(message, settings, site, say, message.at, draft=True)
    files = {
        "message.eml": letter.data,
        "message.txt": f"Subject: {message.subject}\n\n{letter.text}".encode(),
        "message.html": letter.html.encode(),
        "slack.json": _json(slack(message)),
        "webhook.json": _json(generic(message)),
    }
    return files | {
        f"{network.value}.txt": f"{post(message, network)}\n".encode() for network in settings.announce.social
    }


def _json(payload: dict[str, object]) -> bytes:
    return (json.dumps(payload, ensure_ascii=False, indent=2) + "\n").encode()
