"""`site_config/settings.yml`: every problem at once, a default for everything."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from afterword.core.catalogue import SEVERITIES, Component, Severity
from afterword.core.problems import Problem
from afterword.core.rules import RULES, Level
from afterword.core.settings import (
    Checks,
    EngineName,
    Feeds,
    Metrics,
    Organisation,
    Repository,
    Security,
    Settings,
    Share,
    Subscribe,
    Targets,
)
from afterword.core.times import is_place
from afterword.core.words import Impact
from afterword.reading.settings_announce import read_announce
from afterword.reading.settings_limits import slips_in_limits
from afterword.safety.leaking_fields import safe_fields
from afterword.syntax.fields import person
from afterword.syntax.nodes import List, Map, Node, Scalar, read_yaml
from afterword.syntax.redirects import read_redirects
from afterword.syntax.text import decode
from afterword.syntax.values import Reader, is_url
from afterword.syntax.waivers import Waiver, comments_in_lines, read_waivers

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_HOST = re.compile(r"[a-z0-9\-]+(?:\.[a-z0-9\-]+)*(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)
MAX_ENTRIES = 500
_ZONE = "UTC, or a place such as Europe/Berlin"
_PATTERN = "an address with {id} in it, e.g. https://forum.example/t/{id}"


def read_settings(path: str, data: bytes) -> tuple[Settings, tuple[Problem, ...]]:
    """Read the settings; what cannot be read keeps its default and is reported."""
    problems: list[Problem] = []
    text = decode(path, data, problems)
    node = read_yaml(path, text, 1, problems, "settings file") if text and text.strip() else None
    reader = Reader(path=path, problems=problems)
    settings = Settings()
    if text and isinstance(node, Map):
        spared = frozenset(waiver.line for waiver in read_waivers(path, comments_in_lines(text))[0] if waiver.code == "E181")
        safe = safe_fields(path, text, 1, node, spared)
        problems += safe.problems
        node = safe.node
    slips = slips_in_limits(path, node, text or "", _FIELDS)
    problems += slips.problems
    if node is not None and not (isinstance(node, Scalar) and node.empty):
        found: dict[str, Any] = {}
        for name, value in reader.fields(node, "", _FIELDS):
            if (read := _FIELDS[name](reader, value, name)) is not None:
                found[name] = read
        settings = replace(settings, **found)
    if slips.security:
        settings = replace(settings, security=Security(assets=()))
    if slips.samples:
        settings = replace(settings, metrics=replace(settings.metrics, include_samples=False))
    told = {(slip.line, slip.column) for slip in slips.problems}
    return settings, tuple(sorted({one for one in problems if one.code != "W201" or (one.line, one.column) not in told}))


def settings_waivers(path: str, data: bytes) -> tuple[tuple[Waiver, ...], tuple[Problem, ...]]:
    """The waivers in the comments of the settings, and what is wrong with them (W216)."""
    return read_waivers(path, comments_in_lines(decode(path, data, []) or ""))


def _organisation(reader: Reader, node: Node, field: str) -> Organisation:
    found = dict(reader.fields(node, field, ("name", "url")))
    name = reader.text(found["name"], f"{field}.name") if "name" in found else None
    url = reader.url(found["url"], f"{field}.url") if "url" in found else None
    return Organisation(name=name or "", url=url or "")


def _feeds(reader: Reader, node: Node, field: str) -> Feeds:
    found = dict(reader.fields(node, field, ("authority", "prefix", "entries", "hub")))
    feeds = Feeds()
    if (
        authority := _matching(reader, found.get("authority"), f"{field}.authority", _HOST, "a host name, e.g. status.example.com")
    ) is not None:
        feeds = replace(feeds, authority=authority.lower())
    if (prefix := _matching(reader, found.get("prefix"), f"{field}.prefix", _SLUG, "small letters, digits and hyphens")) is not None:
        feeds = replace(feeds, prefix=prefix)
    if "entries" in found and (entries := reader.number(found["entries"], f"{field}.entries")) is not None:
        if not 1 <= entries <= MAX_ENTRIES:
            reader.add(found["entries"], "E151", field=f"{field}.entries", shape=f"a number from 1 to {MAX_ENTRIES}", got=str(entries))
        else:
            feeds = replace(feeds, entries=entries)
    hub = reader.url(found["hub"], f"{field}.hub") if "hub" in found else None
    return replace(feeds, hub=hub or "")


def _matching(reader: Reader, node: Node | None, field: str, pattern: re.Pattern[str], shape: str) -> str | None:
    typed = reader.scalar(node, field, shape) if node else None
    if node and typed and not pattern.fullmatch(typed):
        reader.add(node, "E151", field=field, shape=shape, got=f"'{typed[:60]}'")
        return None
    return typed


def _components(reader: Reader, node: Node, field: str) -> tuple[Component, ...]:
    found: list[Component] = []
    for item in _list(reader, node, field):
        pairs = dict(reader.fields(item, field, ("group", "description", "components", "id", "name", "aliases", "url")))
        if "group" in pairs:
            group = reader.text(pairs["group"], f"{field}.group") or ""
            for member in _list(reader, pairs["components"], field) if "components" in pairs else ():
                inner = dict(reader.fields(member, field, ("id", "name", "aliases", "description", "url")))
                found += _component(reader, member, inner, field, group)
        else:
            found += _component(reader, item, pairs, field, "")
    seen: set[str] = set()
    for name in (name for component in found for name in (component.id, *component.aliases)):
        if name in seen:
            reader.add(node, "E151", field=field, shape="every id and every alias once", got=f"'{name}' twice")
        seen.add(name)
    return tuple({component.id: component for component in reversed(found)}.values())[::-1]


def _component(reader: Reader, node: Node, pairs: dict[str, Node], field: str, group: str) -> list[Component]:
    name_id = _matching(reader, pairs.get("id"), f"{field}.id", _SLUG, "small letters, digits and hyphens")
    if name_id is None:
        if "id" not in pairs:
            reader.add(node, "E151", field=field, shape="an id and a name for each component", got="none")
        return []
    texts = {key: reader.text(pairs[key], f"{field}.{key}") or "" for key in ("name", "description") if key in pairs}
    url = reader.url(pairs["url"], f"{field}.url") if "url" in pairs else None
    aliases = reader.many(pairs["aliases"], f"{field}.aliases", reader.text) if "aliases" in pairs else ()
    return [
        Component(
            id=name_id,
            name=texts.get("name") or name_id,
            description=texts.get("description", ""),
            url=url or "",
            group=group,
            aliases=tuple(dict.fromkeys(alias.lower() for alias in aliases)),
        )
    ]


def _severities(reader: Reader, node: Node, field: str) -> tuple[Severity, ...]:
    found: list[Severity] = []
    for item in _list(reader, node, field):
        pairs = dict(reader.fields(item, field, ("id", "label", "aliases", "update_every", "definition")))
        name = _matching(reader, pairs.get("id"), f"{field}.id", _SLUG, "small letters, digits and hyphens")
        if name is None:
            continue
        texts = {key: reader.text(pairs[key], f"{field}.{key}") or "" for key in ("label", "definition") if key in pairs}
        aliases = reader.many(pairs["aliases"], f"{field}.aliases", reader.text) if "aliases" in pairs else ()
        every = reader.duration(pairs["update_every"], f"{field}.update_every") if "update_every" in pairs else None
        found.append(
            Severity(
                id=name,
                label=texts.get("label") or name.capitalize(),
                definition=texts.get("definition", ""),
                aliases=tuple(alias.lower() for alias in aliases),
                update_every=every,
            )
        )
    return tuple(found) or SEVERITIES


def _list(reader: Reader, node: Node, field: str) -> tuple[Node, ...]:
    if isinstance(node, List):
        return node.items
    if not (isinstance(node, Scalar) and node.empty):
        reader.add(node, "E151", field=field, shape="a list", got="a mapping" if isinstance(node, Map) else "a text")
    return ()


def _targets(reader: Reader, node: Node, field: str) -> Targets:
    found = {key: reader.duration(value, f"{field}.{key}") for key, value in reader.fields(node, field, ("first_word", "postmortem"))}
    return Targets(**{key: value for key, value in found.items() if value is not None})


def _metrics(reader: Reader, node: Node, field: str) -> Metrics:
    found = dict(reader.fields(node, field, ("weights", "include_samples")))
    metrics = Metrics()
    if "weights" in found:
        weights = dict(metrics.weights)
        for key, value in reader.fields(found["weights"], f"{field}.weights", [impact.value for impact in weights]):
            if (weight := reader.fraction(value, f"{field}.weights.{key}")) is not None:
                weights[Impact(key)] = weight
        metrics = replace(metrics, weights=weights)
    if "include_samples" in found and (samples := reader.yes(found["include_samples"], f"{field}.include_samples")) is not None:
        metrics = replace(metrics, include_samples=samples)
    return metrics


def _checks(reader: Reader, node: Node, field: str) -> Checks:
    found = dict(reader.fields(node, field, ("off", "names", "glossary", "internal_hosts")))
    lists = {key: reader.many(found[key], f"{field}.{key}", reader.text) for key in ("off", "names", "internal_hosts") if key in found}
    for code in lists.get("off", ()):
        if code not in RULES or RULES[code].level is Level.ERROR:
            reader.add(found["off"], "E151", field=f"{field}.off", shape="codes of warnings and hints", got=f"'{code}'")
    glossary: tuple[str, ...] = ()
    if isinstance(known := found.get("glossary"), Map):
        glossary = tuple(key.text for key, _ in known.items)
    elif known:
        glossary = reader.many(known, f"{field}.glossary", reader.text)
    return Checks(
        off=frozenset(lists.get("off", ())),
        names=lists.get("names", ()),
        glossary=glossary,
        internal_hosts=tuple(host.lower() for host in lists.get("internal_hosts", ())),
    )


def _security(reader: Reader, node: Node, field: str) -> Security:
    found = dict(reader.fields(node, field, ("policy", "assets")))
    security = Security()
    if "policy" in found and (policy := reader.yes(found["policy"], f"{field}.policy")) is not None:
        security = replace(security, policy=policy)
    if "assets" in found:
        endings = tuple(ending.lower().lstrip(".") for ending in reader.many(found["assets"], f"{field}.assets", reader.text))
        for ending in endings:
            if ending not in Security().assets:
                shape = f"some of {', '.join(Security().assets)}"
                reader.add(found["assets"], "E151", field=f"{field}.assets", shape=shape, got=f"'{ending}'")
        security = replace(security, assets=tuple(ending for ending in endings if ending in Security().assets))
    return security


def _timezone(reader: Reader, node: Node, field: str) -> str | None:
    typed = reader.scalar(node, field, _ZONE)
    if typed and typed != "UTC" and not is_place(typed):
        reader.add(node, "E151", field=field, shape=_ZONE, got=f"'{typed[:60]}'")
        return None
    return typed


def _share(reader: Reader, node: Node, field: str) -> tuple[Share, ...] | None:
    if isinstance(node, Scalar) and node.empty:
        return None
    return tuple(dict.fromkeys(reader.many(node, field, lambda item, name: reader.word(item, name, Share))))


def _discussion(reader: Reader, node: Node, field: str) -> str | None:
    typed = reader.scalar(node, field, _PATTERN)
    if typed and not (typed.count("{id}") and is_url(typed.replace("{id}", "x")) and not re.search(r"[{}]", typed.replace("{id}", ""))):
        reader.add(node, "E151", field=field, shape=_PATTERN, got=f"'{typed[:60]}'")
        return None
    return typed


def _subscribe(reader: Reader, node: Node, field: str) -> Subscribe:
    found = dict(reader.fields(node, field, ("email",)))
    email = reader.contact(found["email"], f"{field}.email") if "email" in found else None
    return Subscribe(email=email or "")


def _repository(reader: Reader, node: Node, field: str) -> Repository:
    found = dict(reader.fields(node, field, ("url", "branch", "new_file", "edit_file")))
    read = {"url": Reader.url, "branch": Reader.text, "new_file": _pattern, "edit_file": _pattern}
    values = {key: read[key](reader, value, f"{field}.{key}") for key, value in found.items()}
    return Repository(**{key: value for key, value in values.items() if value})


def _pattern(reader: Reader, node: Node, field: str) -> str | None:
    """An address with blanks."""
    shape = "an address that begins with https:// or {url}, with blanks such as {branch}, {folder}, {name} and {path}"
    return _matching(reader, node, field, re.compile(r"(?:https?://|\{url\})[^\s<>\"'\\]{1,2000}"), shape)


_FIELDS: dict[str, Callable[[Reader, Node, str], object]] = {
    "organisation": _organisation,
    "signatory": person,
    "contact": Reader.contact,
    "contact_promise": Reader.text,
    "timezone": _timezone,
    "language": lambda reader, node, field: _matching(
        reader, node, field, re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}"), "a language tag"
    ),
    "feeds": _feeds,
    "components": _components,
    "severities": _severities,
    "targets": _targets,
    "metrics": _metrics,
    "share": _share,
    "discussion": _discussion,
    "subscribe": _subscribe,
    "checks": _checks,
    "security": _security,
    "repository": _repository,
    "announce": read_announce,
    "engine": lambda reader, node, field: None if isinstance(node, Scalar) and node.empty else reader.word(node, field, EngineName),
    "redirects": read_redirects,
}
