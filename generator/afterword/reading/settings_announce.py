"""The settings under `announce:`: checked strictly, because a slip here means that somebody is not told."""

import re

from afterword.core.announce import Announce, MailList, Network, Webhook, WebhookKind
from afterword.syntax.nodes import List, Node, Scalar
from afterword.syntax.values import Reader

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,99}", re.ASCII)
_MAILBOX = re.compile(r"(?P<name>[^<>\"]{0,100})<(?P<address>[^<>]{1,320})>")


def read_announce(reader: Reader, node: Node, field: str) -> Announce:
    """Read where news is told; what cannot be read is left out and reported."""
    found = dict(reader.fields(node, field, ("email", "webhooks", "social")))
    email = _email(reader, found["email"], f"{field}.email") if "email" in found else None
    webhooks = _webhooks(reader, found["webhooks"], f"{field}.webhooks") if "webhooks" in found else ()
    social = Announce().social
    if "social" in found:
        social = reader.many(found["social"], f"{field}.social", lambda item, name: reader.word(item, name, Network))
    return Announce(email=email, webhooks=webhooks, social=tuple(dict.fromkeys(social)))


def _email(reader: Reader, node: Node, field: str) -> MailList | None:
    if isinstance(node, Scalar) and node.empty:
        return None
    found = dict(reader.fields(node, field, ("to", "from", "unsubscribe", "audience")))
    reader.required(node, found, field, "to")
    to = _address(reader, found["to"], f"{field}.to") if "to" in found else None
    sender_name, sender = _mailbox(reader, found["from"], f"{field}.from") if "from" in found else ("", "")
    leave = reader.contact(found["unsubscribe"], f"{field}.unsubscribe") if "unsubscribe" in found else ""
    audience = reader.text(found["audience"], f"{field}.audience") if "audience" in found else None
    if not to:
        return None
    return MailList(to=to, sender=sender, sender_name=sender_name, unsubscribe=leave or "", audience=audience or "")


def _address(reader: Reader, node: Node, field: str) -> str | None:
    """An e-mail address and nothing else."""
    typed = reader.contact(node, field)
    if typed and ("://" in typed or not typed.isascii()):
        got = "a web address" if "://" in typed else "one with letters that few mail servers take"
        reader.add(node, "E151", field=field, shape="an e-mail address", got=got)
        return None
    return typed


def _mailbox(reader: Reader, node: Node, field: str) -> tuple[str, str]:
    """`Name <address>` or an address: the name and the address."""
    typed = reader.scalar(node, field, "an e-mail address, or Name <address>")
    found = _MAILBOX.fullmatch(typed.strip()) if typed and isinstance(node, Scalar) else None
    if not found or not isinstance(node, Scalar):
        return "", (_address(reader, node, field) or "") if typed else ""
    inner = Scalar(text=found["address"].strip(), line=node.line, column=node.column, plain=False)
    address = _address(reader, inner, field)
    return (" ".join(found["name"].split()), address) if address else ("", "")


def _webhooks(reader: Reader, node: Node, field: str) -> tuple[Webhook, ...]:
    if not isinstance(node, List):
        if not (isinstance(node, Scalar) and node.empty):
            reader.add(node, "E151", field=field, shape="a list of {name, kind, url_env}", got="something else")
        return ()
    found: list[Webhook] = []
    for item in node.items:
        webhook = _webhook(reader, item, field)
        if webhook and webhook.name.casefold() in {other.name.casefold() for other in found}:
            reader.add(item, "E151", field=f"{field}.name", shape="every name once", got=f"'{webhook.name}' twice")
        elif webhook:
            found.append(webhook)
    return tuple(found)


def _webhook(reader: Reader, node: Node, field: str) -> Webhook | None:
    found = dict(reader.fields(node, field, ("name", "kind", "url_env", "audience"), {"url": ". Write url_env: the name of a variable"}))
    for needed in ("name", "url_env"):
        reader.required(node, found, field, needed)
    name = reader.text(found["name"], f"{field}.name") if "name" in found else None
    kind = reader.word(found["kind"], f"{field}.kind", WebhookKind) if "kind" in found else WebhookKind.JSON
    variable = _variable(reader, found["url_env"], f"{field}.url_env") if "url_env" in found else None
    audience = reader.text(found["audience"], f"{field}.audience") if "audience" in found else None
    return Webhook(name=name, kind=kind, url_env=variable, audience=audience or "") if name and kind and variable else None


def _variable(reader: Reader, node: Node, field: str) -> str | None:
    """The name of an environment variable. What else stands there may be a secret, so it is not repeated."""
    shape = "the name of an environment variable, such as SLACK_WEBHOOK"
    typed = reader.scalar(node, field, shape)
    if typed and not _VARIABLE.fullmatch(typed):
        got = "an address, which is a secret: put it into a variable" if "://" in typed else "something else"
        reader.add(node, "E151", field=field, shape=shape, got=got)
        return None
    return typed
