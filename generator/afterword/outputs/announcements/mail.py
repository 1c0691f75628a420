"""A message as an e-mail, by the standards: RFC 5322, MIME, RFC 2369, RFC 2919 and RFC 3834.

The same news makes the same bytes. Values that stand in a header have no line break in them, whatever a file says.
"""

from collections.abc import Iterator
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from urllib.parse import quote

from afterword.core.announce import MailList
from afterword.core.frozen import frozen
from afterword.core.settings import Settings, Site
from afterword.outputs.announcements.letter import html_of, shorter, text_of
from afterword.outputs.announcements.message import Message, contact_address
from afterword.outputs.templates import contact_link
from afterword.outputs.translation import Language
from afterword.outputs.urls import HISTORY

LIMIT = 30_000
"""Bytes of an e-mail. What is longer loses the ends of its longest parts, with a link in their place."""
_IN_ADDRESSES = "!#$%&'()*+,/:;<=>?@[]~ \""
"""What stays as it is in a header of addresses; all else that is not a letter, a digit or one of `_.-` is escaped."""


@frozen
class Mail:
    """An e-mail that is ready to go."""

    sender: str
    """The address of the envelope."""
    to: str
    id: str
    """`Message-ID`, with its brackets."""
    data: bytes
    text: str
    html: str


def mail(message: Message, settings: Settings, site: Site, say: Language, date: datetime, *, draft: bool) -> Mail:
    """The e-mail that tells `message`.

    A draft can do without a sender and a receiver in the settings, and mail programs open it as one that can be
    changed and sent. `date` is the time of the update for a draft, and the clock for one that is sent.
    """
    note = say("The rest is too long for an e-mail. Read it here:")
    current: Message | None = message
    while current:
        letter = _mail(current, settings, site, date, draft=draft)
        if len(letter.data) < LIMIT:
            return letter
        current, last = shorter(current, note), letter
    return last


def _mail(message: Message, settings: Settings, site: Site, date: datetime, *, draft: bool) -> Mail:
    listed = settings.announce.email or MailList(to="")
    contact = contact_address(message.news.incident)
    contact = contact if contact.isascii() else ""  # few mail servers take another one
    sender = listed.sender or contact
    email = EmailMessage(policy=SMTP)
    if sender:
        name = message.sender or listed.sender_name or settings.organisation.name or site.name
        email["From"] = _address(name, sender)
    if listed.to:
        email["To"] = listed.to
    email["Subject"] = _line(message.subject)
    email["Date"] = date
    if contact:
        email["Reply-To"] = contact
    if draft:
        email["X-Unsent"] = "1"
    else:
        email["Auto-Submitted"] = "auto-generated"
    text, html = text_of(message), html_of(message)
    email.set_content(text, charset="utf-8", cte="quoted-printable")
    email.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")
    email.set_boundary(f"=_{sha256(message.id.encode()).hexdigest()[:32]}")
    id_ = message_id(message.news.key, settings, site)
    rows = [("Message-ID", id_), ("References", message_id(message.news.incident.id, settings, site, "thread."))]
    rows += _list_headers(message, listed, settings, site, contact)
    head = "".join(map(_row, *zip(*rows, strict=True)))
    return Mail(sender=sender, to=listed.to, id=id_, data=head.encode("ascii") + email.as_bytes(), text=text, html=html)


def _row(name: str, value: str) -> str:
    """A header whose value is one word: Python's own folding would encode a long one, and nobody could read it."""
    return f"{name}: {quote(_line(value), safe=_IN_ADDRESSES)}\r\n"


def message_id(key: str, settings: Settings, site: Site, kind: str = "") -> str:
    """Message-ID made of the authority, the prefix and the name of the news, so that it never changes."""
    host = (settings.feeds.authority or site.host or "localhost").partition(":")[0]
    prefix = f"{settings.feeds.prefix}." if settings.feeds.prefix else ""
    return f"<{kind}{prefix}{key.replace('/', '.')}@{host}>"


def _list_headers(
    message: Message, listed: MailList, settings: Settings, site: Site, contact: str
) -> Iterator[tuple[str, str]]:
    """What a mail program needs to sort and to leave the list. A list server puts its own in their place."""
    if not listed.to:
        return
    name = _line(settings.organisation.name or site.name).translate(str.maketrans("", "", '<>"\\'))
    phrase = f'"{name}" ' if name.isascii() else ""
    yield "List-Id", f"{phrase}<{listed.to.replace('@', '.').lower()}>"
    yield "List-Post", "NO"
    yield "List-Archive", f"<{site.absolute(HISTORY)}>"
    if contact:
        yield "List-Owner", f"<mailto:{contact}>"
    if link := contact_link(listed.unsubscribe):
        yield "List-Unsubscribe", f"<{link}>"
    yield "Archived-At", f"<{message.url}>"


def _address(name: str, address: str) -> Address:
    local, _, host = address.rpartition("@")
    return Address(_line(name), local, host)


def _line(text: str) -> str:
    """One line: what reads a file has taken out control characters; this holds for every other way in."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
