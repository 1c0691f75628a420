"""Report links that readers cannot open (W329), and images without a description (W332)."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.settings import Settings
from afterword.markup.tree import Document
from afterword.syntax.prose import IncidentTexts, Passage

_INTERNAL = ("internal", "localhost", "local", "lan", "intranet", "corp", "home.arpa", "slack.com/archives")
"""Hosts that nobody outside can open, with everything below them. Their top-level names are not delegated."""
_PRIVATE = "10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 ::1/128 fc00::/7 fe80::/10"
_PRIVATE_NETWORKS = tuple(map(ip_network, _PRIVATE.split()))
"""Networks for private use. Those for documentation are not included."""


def check_links(incident: Incident, settings: Settings, texts: IncidentTexts) -> Iterator[Problem]:
    """Report W329 and W332 in every text, W329 also for links of action items, channels and the discussion."""
    internal = (*_INTERNAL, *settings.checks.internal_hosts)
    for passage in texts.passages:
        if passage.document:
            yield from _in_text(passage, passage.document, internal)
    urls = dict.fromkeys((incident.discussion, *(channel.url for channel in incident.channels)))
    for line, url in (*((action.line, action.link) for action in incident.valid_actions), *((1, url) for url in urls)):
        if host := _closed(url, internal):
            yield problem(incident.path, line, "W329", host=host)


def _in_text(passage: Passage, document: Document, internal: tuple[str, ...]) -> Iterator[Problem]:
    reported: set[tuple[int, str]] = set()
    for node in passage.elements("a", "img"):
        if node.tag == "a" and "://" in node.attributes.get("href", ""):
            host, line = _closed(node.attributes["href"], internal), document.line_of(node)
            if host and (line, host) not in reported:
                reported.add((line, host))
                yield problem(passage.path, line, "W329", column=document.column_of(node), host=host)
        alt = node.attributes.get("alt")
        if node.tag == "img" and (alt is None or (node.line and not alt.strip())):
            yield problem(passage.path, document.line_of(node), "W332", column=document.column_of(node))


def _closed(url: str, internal: tuple[str, ...]) -> str:
    """The host of an address that readers cannot open, as the matching rule writes it; else empty."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    try:
        address = ip_address(host)
    except ValueError:
        return host if any(_is_below(host, parts.path, place) for place in internal) else ""
    return host if any(address in block for block in _PRIVATE_NETWORKS) or host in internal else ""


def _is_below(host: str, path: str, place: str) -> bool:
    """Whether an address is at or below a place such as `slack.com/archives`."""
    name, _, folder = place.strip("/").partition("/")
    return (host == name or host.endswith(f".{name}")) and (not folder or f"{path.lower()}/".startswith(f"/{folder}/"))
