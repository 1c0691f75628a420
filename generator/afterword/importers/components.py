"""Map components of a source to ids of the settings, and add missing ones to the settings file."""

import json
import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from afterword.core.settings import Settings
from afterword.editing.texts import yaml_text
from afterword.importers.imported import ImportedComponent
from afterword.syntax.names import slug

_KEY = re.compile(r"components[ \t]*:[ \t]*(?P<rest>\[[ \t]*\]|null|~)?[ \t]*(?:#.*)?")


def known_ids(settings: Settings) -> dict[str, str]:
    """The ids of the settings, by every name of a component in small letters."""
    ids: dict[str, str] = {}
    for component in settings.components:
        for word in (component.name, *component.aliases, component.id):
            ids[" ".join(word.casefold().split())] = component.id
    return ids


def missing(listed: Iterable[ImportedComponent], known: Mapping[str, str]) -> dict[str, ImportedComponent]:
    """The components that the settings lack, by their new ids. Members of a group are kept together."""
    added: dict[str, ImportedComponent] = {}
    names: set[str] = set(known)
    taken = set(known.values())
    for number, component in enumerate(listed, 1):
        word = " ".join(component.name.casefold().split())
        if word in names:
            continue
        names.add(word)
        stem = slug(component.name) or f"component-{number}"
        id_ = next(
            name for name in (stem, *(f"{stem}-{again}" for again in range(2, len(taken) + 3))) if name not in taken
        )
        taken.add(id_)
        added[id_] = component
    first: dict[str, int] = {}
    for number, (id_, component) in enumerate(added.items()):
        first.setdefault(component.group or f"\0{id_}", number)
    return dict(sorted(added.items(), key=lambda pair: first[pair[1].group or f"\0{pair[0]}"]))


def with_components(settings: str, added: Mapping[str, ImportedComponent]) -> str | None:
    """Add components to a settings file; None when its list has a form to which no lines can be added."""
    rows = settings.split("\n")
    place = _place(rows, "components")
    if place is None:
        return _with_list(settings, "components", _lines(added, "  "))
    key = _KEY.fullmatch(rows[place])
    if not key:
        return None
    if key["rest"]:
        rows[place : place + 1] = ["components:", *_lines(added, "  ")]
        return "\n".join(rows)
    end = place + 1
    for number in range(place + 1, len(rows)):
        row = rows[number]
        if row.strip() and not row.startswith((" ", "-", "#")):
            break
        if row.strip() and not row.startswith("#"):
            end = number + 1
    first = next((row for row in rows[place + 1 : end] if row.lstrip(" ").startswith("- ")), "  -")
    indent = first[: first.index("-")]
    rows[end:end] = _lines(added, indent)
    return "\n".join(rows)


def with_redirects(settings: str, added: Mapping[str, str]) -> str | None:
    """Add redirects to a settings file; None when its list has a form to which no lines can be added."""
    rows = settings.split("\n")
    lines = [f"  {yaml_text(path)}: {name}" for path, name in added.items()]
    place = _place(rows, "redirects")
    if place is None:
        return _with_list(settings, "redirects", lines)
    below = "".join(rows[place + 1 : place + 2])
    if not re.fullmatch(r"redirects:[ \t]*(?:#.*)?", rows[place]) or not below.startswith("  /"):
        return None
    rows[place + 1 : place + 1] = lines
    return "\n".join(rows)


def _place(rows: list[str], key: str) -> int | None:
    return next((number for number, row in enumerate(rows) if row.startswith(key)), None)


def _with_list(settings: str, key: str, lines: list[str]) -> str:
    """A settings file with one more key at its end, and lines below that."""
    text = f"{settings.rstrip()}\n\n" if settings.strip() else ""
    return text + "\n".join([f"{key}:", *lines, ""])


def _lines(added: Mapping[str, ImportedComponent], indent: str) -> list[str]:
    rows: list[str] = []
    for group, members in groupby(added.items(), key=lambda pair: pair[1].group):
        inner = indent
        if group:
            rows += [f"{indent}- group: {yaml_text(group)}", f"{indent}  components:"]
            inner = f"{indent}    "
        for id_, component in members:
            about = f", description: {_flow(component.description)}" if component.description else ""
            rows.append(f"{inner}- {{id: {id_}, name: {_flow(component.name)}{about}}}")
    return rows


def _flow(value: str) -> str:
    """A text inside of a YAML mapping in braces."""
    return json.dumps(value, ensure_ascii=False) if re.search(r"[,\[\]{}#]", value) else yaml_text(value)
