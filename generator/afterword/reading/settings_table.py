"""Every setting of `site_config/settings.yml` in one table.

The reader, the documentation, the schema for editors and the texts of errors are made from it.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from afterword.core.announce import Announce, MailList, Network, Webhook, WebhookKind
from afterword.core.catalogue import SEVERITIES, Component, Severity
from afterword.core.rules import HINTS, JOINED, RULES, Level
from afterword.core.settings import (
    Checks,
    EngineName,
    Feeds,
    Metrics,
    Organisation,
    Repository,
    Security,
    Share,
    Subscribe,
    Targets,
)
from afterword.core.times import is_place
from afterword.core.words import Impact
from afterword.reading.setting_values import (
    Setting,
    Values,
    checked,
    group,
    items,
    listed,
    many,
    matching,
    number,
    read_settings_in,
    schema_of,
    setting,
    unless_empty,
    value,
    word,
)
from afterword.syntax import shapes
from afterword.syntax.fields import LANGUAGE, LANGUAGE_WORDS, PERSON, REQUIRED, person
from afterword.syntax.nodes import Map, Node, Scalar
from afterword.syntax.redirects import read_redirects
from afterword.syntax.values import Reader, is_url, kept

_MAILBOX = re.compile(r"(?P<name>[^<>\"]{0,100})<(?P<address>[^<>]{1,320})>")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,99}", re.ASCII)


# ---- values that only settings have ------------------------------------------------------------------


def _weights(reader: Reader, node: Node, field: str) -> dict[Impact, float]:
    weights = dict(Metrics().weights)
    for key, typed in reader.fields(node, field, [impact.value for impact in weights]):
        if (weight := reader.fraction(typed, f"{field}.{key}")) is not None:
            weights[Impact(key)] = weight
    return weights


def _off(reader: Reader, node: Node, field: str) -> frozenset[str]:
    """The rules that are switched off: `hints` stands for all hints, an old code for the rule that took its place."""
    off: set[str] = set()
    for typed in reader.many(node, field, reader.text):
        code = JOINED.get(typed, typed)
        if typed == _HINTS:
            off |= HINTS
        elif code not in RULES or RULES[code].level is Level.ERROR:
            reader.add(node, "E151", field=field, shape=f"codes of warnings and hints, or {_HINTS}", got=f"'{typed}'")
        else:
            off.add(code)
            if code != typed:
                reader.add(node, "W219", old=typed, new=code)
    return frozenset(off)


def _glossary(reader: Reader, node: Node, field: str) -> tuple[str, ...]:
    return tuple(key.text for key, _ in node.items) if isinstance(node, Map) else reader.many(node, field, reader.text)


def _assets(reader: Reader, node: Node, field: str) -> tuple[str, ...]:
    known = Security().assets
    endings = tuple(ending.lower().lstrip(".") for ending in reader.many(node, field, reader.text))
    for ending in endings:
        if ending not in known:
            reader.add(node, "E151", field=field, shape=f"some of {', '.join(known)}", got=f"'{ending}'")
    return tuple(ending for ending in endings if ending in known)


def _address(reader: Reader, node: Node, field: str) -> str | None:
    """An e-mail address and nothing else."""
    typed = reader.contact(node, field)
    if typed and ("://" in typed or not typed.isascii()):
        got = "a web address" if "://" in typed else "one with letters that few mail servers take"
        reader.add(node, "E151", field=field, shape="an e-mail address", got=got)
        return None
    return typed


def _mailbox(reader: Reader, node: Node, field: str) -> tuple[str, str]:
    """The name and the address."""
    typed = reader.scalar(node, field, "an e-mail address, or Name <address>")
    mailbox = _MAILBOX.fullmatch(typed.strip()) if typed else None
    if not mailbox or not isinstance(node, Scalar):
        return "", (_address(reader, node, field) or "") if typed else ""
    inner = Scalar(text=mailbox["address"].strip(), line=node.line, column=node.column, plain=False)
    address = _address(reader, inner, field)
    return (" ".join(mailbox["name"].split()), address) if address else ("", "")


def _variable(reader: Reader, node: Node, field: str) -> str | None:
    """The name of an environment variable. What else stands there may be a secret, so it is not repeated."""
    shape = "the name of an environment variable, such as SLACK_WEBHOOK"
    typed = reader.scalar(node, field, shape)
    if typed and not _VARIABLE.fullmatch(typed):
        got = "an address, which is a secret: put it into a variable" if "://" in typed else "something else"
        reader.add(node, "E151", field=field, shape=shape, got=got)
        return None
    return typed


def _is_pattern(typed: str) -> bool:
    """Whether it is an address with `{id}` in it and no other blank."""
    bare = typed.replace("{id}", "x")
    return "{id}" in typed and is_url(bare) and not re.search(r"[{}]", bare)


_TEXT = value("a text", Reader.text, shapes.TEXT)
_YES = value("true, false", Reader.yes, shapes.YES)
_LENGTH = value("a length of time, e.g. 30 min", Reader.duration, shapes.LENGTH)
_URL = value("an address that begins with https://", Reader.url, shapes.URL)
_CONTACT = value("an e-mail address or a URL", Reader.contact, shapes.EMAIL, shapes.URL)
_SLUG = matching(r"[a-z0-9]+(?:-[a-z0-9]+)*", "small letters, digits and hyphens")
_HOST = matching(r"[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*(?::[0-9]{1,5})?", "a host name, e.g. status.example.com")
_PATTERN = matching(
    r"(?:https?://|\{url\})[^\s<>\"'\\]{1,2000}",
    "an address that begins with https:// or {url}, with blanks such as {branch}, {folder}, {name} and {path}",
)
_HINTS = "hints"
_TEXTS = many(_TEXT, "a list of texts")


# ---- what is made of a list or a mapping -------------------------------------------------------------


def _once(values: Iterable[str]) -> tuple[str, ...]:
    """The values in their order, each once."""
    return tuple(dict.fromkeys(values))


def _feeds(**values: Any) -> Feeds:  # noqa: ANN401 - as they were read
    feeds = Feeds(**values)
    return replace(feeds, authority=feeds.authority.lower())


def _members(reader: Reader, node: Node, _: str) -> tuple[Values, ...]:
    members = items(reader, node, "components")
    return tuple(kept(read_settings_in(reader, member, "components", _COMPONENT)) for member in members)


def _components(reader: Reader, node: Node, field: str) -> tuple[Component, ...]:
    read: list[Values] = []
    for item in items(reader, node, field):
        if isinstance(item, Map) and any(key.text == "group" for key, _ in item.items):
            values = kept(read_settings_in(reader, item, field, _GROUP))
            read += ({**member, "group": values.get("group", "")} for member in values.get("components", ()))
        else:
            read.append(kept(read_settings_in(reader, item, field, _COMPONENT)))
    components = [Component(**{"name": values["id"], **values}) for values in read if "id" in values]
    seen: set[str] = set()
    for name in (name for component in components for name in (component.id, *component.aliases)):
        if name in seen:
            reader.add(node, "E151", field=field, shape="every id and every alias once", got=f"'{name}' twice")
        seen.add(name)
    return tuple({component.id: component for component in reversed(components)}.values())[::-1]


def _severities(reader: Reader, node: Node, field: str) -> tuple[Severity, ...]:
    read = [kept(read_settings_in(reader, item, field, _SEVERITY)) for item in items(reader, node, field)]
    severities = (Severity(**{"label": values["id"].capitalize(), **values}) for values in read if "id" in values)
    return tuple(severities) or SEVERITIES


def _mail_list(**values: Any) -> MailList | None:  # noqa: ANN401 - as they were read
    name, sender = values.pop("from", ("", ""))
    return MailList(sender=sender, sender_name=name, **values) if "to" in values else None


def _webhooks(reader: Reader, node: Node, field: str) -> tuple[Webhook, ...]:
    webhooks: dict[str, Webhook] = {}
    hints = {"url": ". Write url_env: the name of a variable"}
    for item in items(reader, node, field):
        values = {"kind": WebhookKind.JSON, **read_settings_in(reader, item, field, _WEBHOOK, hints)}
        if not all(values.get(name) for name in ("name", "kind", "url_env")):
            continue
        webhook = Webhook(**kept(values))
        if webhooks.setdefault(webhook.name.casefold(), webhook) is not webhook:
            got = f"'{webhook.name}' twice"
            reader.add(item, "E151", field=f"{field}.name", shape="every name once", got=got)
    return tuple(webhooks.values())


# ---- the table ---------------------------------------------------------------------------------------

_SMALL_TEXTS = many(_TEXT, "a list of texts", lambda texts: _once(text.lower() for text in texts))
_COMPONENT = (
    setting("id", _SLUG, REQUIRED, "the id that incidents use. Names may change, ids must not"),
    setting("name", _TEXT, "the id", "what readers see"),
    setting("aliases", _SMALL_TEXTS,
            notes="earlier ids and other words for it. Incidents that still use them count for this component, "
            "and the page of an earlier id redirects to the new one. Feeds of the component have only the new address"),
    setting("description", _TEXT, notes="read, but not shown yet"),
    setting("url", _URL, notes="read, but not shown yet"),
)  # fmt: skip
_GROUP = (
    setting("group", _TEXT, notes="the name of a group; its members are listed under `components` in it"),
    setting("description", _TEXT),
    setting("components", value("a list of components", _members, {"type": "array", "items": schema_of(_COMPONENT)})),
)  # fmt: skip
_SEVERITY = (
    setting("id", _SLUG, REQUIRED, "the id that incidents use"),
    setting("label", _TEXT, "the id with a large first letter", "what readers see"),
    setting("definition", _TEXT,
            notes="its meaning in a sentence; "
            "shown on the page of the incident and on the page of all severities"),
    setting("aliases", _SMALL_TEXTS, notes="other words that mean the same, such as `sev1`"),
    setting("update_every", _LENGTH,
            notes="how often you usually update customers; "
            "the check says when the next update is due (W301, H303)"),
)  # fmt: skip
_AUDIENCE = "who reads it, in a few words; shown where an incident records its channels"
_MAIL = (
    setting("to", value("an e-mail address", _address, shapes.EMAIL), REQUIRED, "the address of your mailing list"),
    setting("from", value("an e-mail address, or `Name <address>`", _mailbox, shapes.TEXT),
            "the contact, when that is an e-mail address", "the sender"),
    setting("unsubscribe", _CONTACT,
            notes="where readers can unsubscribe, if the list server does not add this itself"),
    setting("audience", _TEXT, notes=_AUDIENCE),
)  # fmt: skip
_WEBHOOK = (
    setting("name", _TEXT, REQUIRED, "its name in the ledger and in messages of the command"),
    setting("kind", word(WebhookKind), "`json`", "the format of the message"),
    setting("url_env", value("the name of an environment variable", _variable, shapes.pattern(_VARIABLE.pattern)),
            REQUIRED, "the environment variable that holds its address"),
    setting("audience", _TEXT, notes=f"{_AUDIENCE}. Without it, the channel is not public and is not recorded"),
)  # fmt: skip
SECTIONS: dict[str, tuple[Setting, ...]] = {
    "who speaks": (
        setting("organisation", group(Organisation,
            setting("name", _TEXT, "`site_name`",
                    "the organisation whose incidents these are; also the author of the feeds"),
            setting("url", _URL, notes="its address, used in the feeds"))),
        setting("signatory", value("a name, or `{name, role}`", person, *PERSON),
                notes="who signs when an incident has no `from`"),
        setting("contact", _CONTACT, notes="where readers reach you"),
        setting("contact_promise", _TEXT,
                notes="what you promise to people who write, such as an answer within a day; shown beside the contact"),
        setting("timezone",
                checked("UTC, or a place such as Europe/Berlin", lambda typed: typed == "UTC" or is_place(typed)),
                "UTC",
                "the local time there is shown beside UTC at updates and at the promised next update. "
                "It is never used to read a time"),
        setting("language", matching(LANGUAGE.pattern, LANGUAGE_WORDS), "`en`",
                "the language of the texts and of the pages. "
                "Pages are in English until there is [a translation](translating.md)"),
    ),
    "feeds": (
        setting("feeds", group(_feeds,
            setting("authority", _HOST, "the host of `site_url`, with a warning",
                    "a part of every [feed id](feeds.md#ids). Set it once and never change it"),
            setting("prefix", _SLUG, notes="distinguishes several histories on one host; never change it either"),
            setting("entries", number(1, 500), "50", "the maximum number of entries in a feed"),
            setting("hub", _URL, notes="the address of a [WebSub hub](feeds.md#a-hub) that the feeds name"))),
    ),
    "components": (
        setting("components",
                listed(_components, *_COMPONENT, _GROUP[0],
                       form={"anyOf": [schema_of(_COMPONENT), schema_of(_GROUP)]})),
    ),
    "severities": (
        setting("severities", listed(_severities, *_SEVERITY), "the four"),
    ),
    "targets and figures": (
        setting("targets", group(Targets,
            setting("first_word", _LENGTH, "60 min",
                    "from the start to the first public word; the facts of an incident say whether it was met"),
            setting("postmortem", _LENGTH, "10 days",
                    "from the end to the report; shown on the page of severities"))),
        setting("metrics", group(Metrics,
            setting("weights",
                    value("`{full_outage, partial_outage, degraded}`, each from 0 to 1", _weights,
                          shapes.record(**{impact.value: {"type": "number", "minimum": 0, "maximum": 1}
                                           for impact in Metrics().weights})),
                    "1, 0.3, 0", "the share of a minute that counts as down"),
            setting("include_samples", _YES, "false",
                    "whether incidents with `sample: true` count in the calendar and in reported availability",
                    limit=True))),
    ),
    "follow and share": (
        setting("share", unless_empty(many(word(Share), f"a list of {word(Share).words}", _once)), "all",
                "the ways to share the page of an incident, in this order; `copy` copies the link. `[]` for none"),
        setting("discussion", checked("an address with {id} in it, e.g. https://forum.example/t/{id}", _is_pattern),
                notes="where an incident is discussed in public; `{id}` is replaced by its id. "
                "An incident's own `discussion` takes precedence"),
        setting("subscribe", group(Subscribe,
            setting("email", _CONTACT,
                    notes="where readers join your mailing list: "
                    "the address of its page, or the e-mail address they write to"))),
    ),
    "old addresses": (
        setting("redirects", value("a mapping from old paths to pages", read_redirects, shapes.MAP),
                notes="old paths of this site, "
                "for those that cannot be [`aliases`](format.md#front-matter) of an incident"),
    ),
    "checks and safety": (
        setting("checks", group(Checks,
            setting("off", value("a list of codes", _off, {"type": "array", "items": shapes.TEXT}, shapes.TEXT),
                    f"`[{_HINTS}]`",
                    notes="warnings and hints that are [switched off](checks.md#switch-a-rule-off) for the whole site; "
                    "errors cannot be switched off. "
                    "`hints` stands for [all hints](checks.md#hints); `[]` switches them on"),
            setting("names", _TEXTS,
                    notes="names of people that must not be published (W316), in addition to the authors in git",
                    limit=True),
            setting("glossary",
                    value("a list, or a map of abbreviation to meaning", _glossary,
                          {"type": "array", "items": shapes.TEXT}, shapes.MAP),
                    notes="abbreviations that your readers know; read, but not used yet"),
            setting("internal_hosts", _SMALL_TEXTS,
                    notes="hosts that your readers cannot open (W329, W341), including all their subdomains",
                    limit=True))),
        setting("security", group(Security,
            setting("policy", _YES, "true",
                    "whether pages have a Content-Security-Policy that allows only "
                    "scripts and styles of the site itself. A preview has none", limit=True),
            setting("assets",
                    value(f"some of {', '.join(f'`{ending}`' for ending in Security().assets)}", _assets,
                          {"type": "array", "items": {"enum": list(Security().assets)}}),
                    "all", "extensions of files that may be published beside an incident", limit=True))),
    ),
    "repository": (
        setting("repository", group(Repository,
            setting("url", _URL, "`repo_url` of `mkdocs.yml`", "the address of the repository"),
            setting("branch", _TEXT, "`main`", "the branch that is published"),
            setting("new_file", _PATTERN, "that of a known forge",
                    "the pattern of the address that creates a new file"),
            setting("edit_file", _PATTERN, "`edit_uri` of `mkdocs.yml`, or that of a known forge",
                    "the pattern of the address that edits a file"))),
    ),
    "announcing": (
        setting("announce", group(Announce,
            setting("email", unless_empty(group(_mail_list, *_MAIL)), notes="the mailing list that gets each message"),
            setting("webhooks", listed(_webhooks, *_WEBHOOK), notes="programs that are notified over HTTPS"),
            setting("social", many(word(Network), f"a list of {word(Network).words}", _once), "all three",
                    "the networks for which a post is drafted. Nothing is posted automatically"))),
    ),
    "engine": (
        setting("engine", unless_empty(word(EngineName)), "`mkdocs`",
                "the program that makes the frame around pages in `afterword build`: "
                "[how to choose](engines.md). The option `--engine` takes precedence"),
    ),
}  # fmt: skip
"""The settings by the section of the documentation in which they stand."""
SETTINGS = tuple(row for section in SECTIONS.values() for row in section)
LIMITS = {
    outer.name: names for outer in SETTINGS if (names := tuple(row.name for row in outer.value.settings if row.limit))
}
"""What keeps something from strangers, or finds what must be kept from them: by the setting in which it stands."""
