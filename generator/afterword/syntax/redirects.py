"""Read and check the redirects of the settings."""

import re
from collections.abc import Collection, Iterable, Iterator
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
            reader.add(
                node, "E151", field=field, shape="a mapping from old paths to ids of incidents", got=kind_of(node)
            )
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
    plain = all(
        _SEGMENT.fullmatch(part) and "/" not in part and not part.startswith(".") and part == part.strip()
        for part in parts
    )
    return "/".join(parts) if plain else ""


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
    files = {one.path for one in settings.redirects}
    for one in settings.redirects:
        first, _, rest = one.path.partition("/")
        second = rest.partition("/")[0]
        taken = (
            first in own
            or (first == "incidents" and second in names)
            or (first == "components" and (not second or second in components))
        )
        above = any(
            "/".join(one.path.split("/")[:number]) in files
            for number in range(1, one.path.count("/") + 1)
            if _is_file(one.path, number)
        )
        if taken or above or {one.path, f"{one.path}/"} & hand:
            yield _wrong(path, one, "redirects", "a path at which nothing of this site stands", f"/{one.path}")
        elif one.to in names and names[one.to].draft:
            continue
        elif one.to in names:
            yield Redirect(path=one.path, to=f"incidents/{names[one.to].id}/", line=one.line, column=one.column)
        elif (address := _page(one.to, components, hand, own)) is not None:
            yield Redirect(path=one.path, to=address, line=one.line, column=one.column)
        else:
            shape = "the id of an incident, or the address of a page of this site such as /history/"
            yield _wrong(path, one, f"redirects./{one.path}", shape, one.to)


def _is_file(path: str, number: int) -> bool:
    """Whether the first `number` parts of a path name a file rather than a folder."""
    return path.split("/")[number - 1].endswith((".html", ".htm"))


def _page(typed: str, components: Collection[str], hand: Collection[str], own: Collection[str]) -> str | None:
    """The address of a page relative to the site; None when there is no such page."""
    if typed == "/":
        return ""
    path = old_path(typed)
    first, _, rest = path.partition("/")
    known = f"{path}/" in hand or path in hand or (path in own and "." not in path) or path == "components"
    return (
        (path if path in hand else f"{path}/")
        if path and (known or (first == "components" and rest in components))
        else None
    )


def _wrong(path: str, one: Redirect, field: str, shape: str, got: str) -> Problem:
    return problem(path, one.line, "E151", column=one.column, field=field, shape=shape, got=f"'{got[:60]}'")
