"""Read and check the redirects of the settings."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from urllib.parse import unquote

from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.settings import Redirect, Settings
from afterword.syntax.nodes import Map, Node, Scalar
from afterword.syntax.site_pages import SitePages
from afterword.syntax.values import Reader, kind_of

_SHAPE = "an old path of this site such as /issues/queue-slow/, without ? and #"
_SEGMENT = re.compile(r"[^\x00-\x1f\x7f<>\"|*?#\\:]{1,200}")


def read_redirects(reader: Reader, node: Node, field: str) -> tuple[Redirect, ...]:
    """Read a mapping from old paths to ids of incidents or addresses of pages."""
    if not isinstance(node, Map):
        if not (isinstance(node, Scalar) and node.empty):
            shape = "a mapping from old paths to ids of incidents"
            reader.add(node, "E151", field=field, shape=shape, got=kind_of(node))
        return ()
    redirects: dict[str, Redirect] = {}
    for key, value in node.items:
        path = old_path(key.text)
        target = reader.text(value, f"{field}.{key.text}")
        if not path:
            reader.add(key, "E151", field=field, shape=_SHAPE, got=f"'{key.text[:60]}'")
        elif path in redirects:
            reader.add(key, "E151", field=field, shape="every path once", got=f"'{key.text[:60]}' twice")
        elif target:
            redirects[path] = Redirect(path=path, to=target, line=key.line, column=key.column)
    return tuple(redirects.values())


def old_path(typed: str) -> str:
    """An old path as on the disk, without slashes at its ends; empty for one that is no path inside the site."""
    parts = [unquote(part) for part in typed.strip("/").split("/")]
    if not typed.startswith("/") or typed.startswith("//") or len(typed) > 500:
        return ""
    bad = any(not _SEGMENT.fullmatch(part) or "/" in part or part[0] == "." or part != part.strip() for part in parts)
    return "" if bad else "/".join(parts)


def check_redirects(
    settings: Settings, path: str, incidents: Iterable[Incident], pages: SitePages, own: Collection[str]
) -> Iterator[Redirect | Problem]:
    """Yield each valid redirect, with its target address in `to`, and E151 for each of the others.

    Args:
        settings: of the site.
        path: the settings file.
        incidents: those that have a page, and drafts. A redirect to a draft is valid, and made when it is published.
        pages: the pages written by hand.
        own: addresses at the top of the site that we generate; everything below them is taken, too.
    """
    names = {name: incident for incident in incidents for name in (*incident.aliases, incident.id)}
    components = {name for component in settings.components for name in (component.id, *component.aliases)}
    hand = set(pages.addresses.values())
    files = {redirect.path for redirect in settings.redirects if redirect.path.endswith((".html", ".htm"))}
    for redirect in settings.redirects:
        old, target = redirect.path, redirect.to
        parts = old.split("/")
        second = parts[1] if len(parts) > 1 else ""
        taken = (
            parts[0] in own
            or (parts[0] == "incidents" and second in names)
            or (parts[0] == "components" and (not second or second in components))
            or any("/".join(parts[:number]) in files for number in range(1, len(parts)))
            or not hand.isdisjoint((old, f"{old}/"))
        )
        if taken:
            yield _wrong(path, redirect, "redirects", "a path at which nothing of this site stands", f"/{old}")
        elif target in names and names[target].draft:
            continue
        elif target in names:
            yield replace(redirect, to=f"incidents/{names[target].id}/")
        elif (address := _page(target, components, hand, own)) is not None:
            yield replace(redirect, to=address)
        else:
            shape = "the id of an incident, or the address of a page of this site such as /history/"
            yield _wrong(path, redirect, f"redirects./{old}", shape, target)


def _page(typed: str, components: Collection[str], hand: Collection[str], own: Collection[str]) -> str | None:
    """The address of a page relative to the site; None when there is no such page."""
    if typed == "/":
        return ""
    path = old_path(typed)
    first, _, rest = path.partition("/")
    if path in hand:
        return path or None
    known = f"{path}/" in hand or (path in own and "." not in path) or path == "components"
    return f"{path}/" if path and (known or (first == "components" and rest in components)) else None


def _wrong(path: str, redirect: Redirect, field: str, shape: str, got: str) -> Problem:
    column, typed = redirect.column, f"'{got[:60]}'"
    return problem(path, redirect.line, "E151", column=column, field=field, shape=shape, got=typed)
