"""Inspect a site before it is published: the files on the disk, whatever program made them."""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from html import unescape
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit
from xml.parsers.expat import ExpatError, ParserCreate

from afterword.core.frozen import frozen

_XML = (".atom", ".rss", ".svg", ".xml")
MARK = b"<!--afterword: the content of the page "
"""The beginning of the mark that the content of a page replaces in its frame."""
_CALENDAR = (b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n")
_LOADS = frozenset(
    "stylesheet icon apple-touch-icon mask-icon manifest preload modulepreload prefetch preconnect dns-prefetch".split()
)
"""The relations of `<link>` that a browser loads by itself."""

# Attributes may contain `>`. The groups are possessive, so that the time is proportional to the length of a page. The
# first letters of these names are compared first, because most tags have other names.
_TAG = re.compile(
    rb"<(?=[abefilostuv])(script|link|img|iframe|frame|embed|object|source|track|audio|video|image|feimage|use|input|base|style)\b"
    rb"((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>",
    re.IGNORECASE,
)
_FOREIGN = re.compile(rb":|&|[\\/]\s*[\\/]")
"""Matches in the attributes of every tag that loads something from elsewhere."""
_COMMENT = re.compile(rb"<!--(?!-?>).*?--!?>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([a-z:-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", re.IGNORECASE)
_ADDRESSES = {"src", "href", "xlink:href", "srcset", "imagesrcset", "data", "poster"}
# Applied to a page in small letters. Begins with plain letters, which are found fastest.
_STYLE = re.compile(rb"style(?:(?<=<style)\b[^>]*>.*?</style>|(?<=\sstyle)\s*=\s*(?:\"[^\"]*\"|'[^']*'))", re.DOTALL)
_IN_STYLE = re.compile(r"(?:url\(|@import)\s*[\"']?\s*([^\"')\s;]+)", re.IGNORECASE)
_FRONT_MATTER = re.compile(
    rb"(?:<article\b[^>]*+>|</h1>)(?:\s++|<(?!hr\b)[^>]*+>)*+(?:---|<hr\s*/?>\s*<(?:p|h2)\b[^>]*>[^<]*?\btitle:)",
    re.IGNORECASE,
)

_POLICY = re.compile(rb"<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"")
_SCRIPT = re.compile(rb"<script\b((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>(.*?)</script", re.DOTALL | re.IGNORECASE)
_NO_PROGRAM = re.compile(
    rb"\bsrc\s*=|\btype\s*=\s*[\"']?(?!module\b|(?:text|application)/(?:java|ecma)script\b)[^\s\"'>]", re.IGNORECASE
)
_SHOWN = 60
"""How many characters of a script a message shows."""

_Loads = Mapping[str, Sequence[str]]
"""By address: the pages that would load it from another site."""


def _plain(loads: _Loads) -> Iterator[str]:
    for address, names in loads.items():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield f"{names[0]}{more} would load {address} from another site"


@frozen
class Look:
    """The result of inspecting one file."""

    faults: tuple[str, ...] = ()
    """Sentences without their full stops."""
    loads: tuple[str, ...] = ()
    """The addresses on other sites that a browser would load by itself."""


def look(path: str, data: bytes, *, own: str, closed: bool = True) -> Look:
    """Inspect a file of the site, by its path and its bytes on the disk.

    Loading from `own`, the address of the site, is allowed. `closed`: pages may load from nowhere else.
    """
    if not data:
        return Look(faults=(f"{path} is empty",))
    if not path.endswith(".html"):
        return Look(faults=tuple(_parsed(path, data)))
    shown = (f"{path} shows the front matter of its file",) if _FRONT_MATTER.search(data) else ()
    left = (f"{path} has no content: the theme left it out or changed it",) if MARK in data else ()
    loads = dict.fromkeys(_loads(data, urlsplit(own).netloc)) if closed else ()
    return Look(faults=(*shown, *left), loads=tuple(loads))


def inspect(
    site: Path,
    names: Iterable[str],
    expected: Iterable[str],
    *,
    own: str,
    closed: bool = True,
    under: str = "",
    seen: Container[str] = frozenset(),
    looked: Mapping[str, Look] = MappingProxyType({}),
    say: Callable[[_Loads], Iterable[str]] = _plain,
) -> tuple[str, ...]:
    """Find the faults of a site that was just built; empty when it may be published.

    Args:
        site: the folder.
        names: all files in it, sorted.
        expected: the files that must be there, as paths in the site.
        own: as for `look`.
        closed: as for `look`.
        under: the folder of the history in a larger site, whose other pages are not inspected.
        seen: files that were inspected before and have not changed.
        looked: results for files that were inspected when they were written.
        say: makes sentences, maybe with a remedy, of what pages would load from other sites.

    Returns:
        Sentences, without their full stops.
    """
    others = () if under else (name for name in names if name.endswith(".html"))
    looks = {
        name: looked.get(name) or _look_at(site, name, own, closed)
        for name in dict.fromkeys((*expected, *others))
        if name not in seen
    }
    return (*(fault for result in looks.values() for fault in result.faults), *say(_by_address(looks)))


def _by_address(looks: Mapping[str, Look]) -> dict[str, list[str]]:
    """What pages would load from other sites, by its address, with the pages that name it."""
    loads: dict[str, list[str]] = {}
    for name in sorted(looks):
        for address in looks[name].loads:
            loads.setdefault(address, []).append(name)
    return loads


def _look_at(site: Path, name: str, own: str, closed: bool) -> Look:
    try:
        data = (site / name).read_bytes()
    except OSError:
        return Look(faults=(f"{name} is missing",))
    return look(name, data, own=own, closed=closed)


def _parsed(path: str, data: bytes) -> Iterator[str]:
    if path.endswith(".ics"):
        if not (data.startswith(_CALENDAR[0]) and data.endswith(_CALENDAR[1])):
            yield f"{path} is not a whole calendar"
    elif path.endswith(_XML) and b"<!ENTITY" in data:
        yield f"{path} defines entities, which no feed or picture needs"
    else:
        try:
            if path.endswith(".json"):
                json.loads(data)
            elif path.endswith(_XML):
                ParserCreate().Parse(data, True)
        except (ExpatError, ValueError) as error:
            yield f"{path} is not {'JSON' if path.endswith('.json') else 'well-formed XML'}: {error}"


def loads_elsewhere(site: Path, names: Iterable[str], own: str) -> dict[str, list[str]]:
    """What a browser would load from other sites: by its address, the pages that name it. `own`: as for `look`."""
    pages = (name for name in names if name.endswith(".html"))
    return _by_address({name: look(name, (site / name).read_bytes(), own=own) for name in pages})


def refused_scripts(site: Path, names: Iterable[str]) -> dict[str, list[str]]:
    """The beginnings of scripts that the policy of their page blocks, with the pages that contain them."""
    refused: dict[str, list[str]] = {}
    for name in names:
        page = (site / name).read_bytes() if name.endswith(".html") else b""
        if policy := _POLICY.search(page):
            for attributes, script in dict.fromkeys(_SCRIPT.findall(_COMMENT.sub(b"", page))):
                if not (_NO_PROGRAM.search(attributes) or b64encode(sha256(script).digest()) in policy[1]):
                    words = " ".join(script.decode(errors="replace").split())
                    shown = f"{words[:_SHOWN]}…" if len(words) > _SHOWN else words
                    refused.setdefault(shown, []).append(name)
    return refused


def _loads(page: bytes, own: str) -> Iterator[str]:
    """Yield the addresses on other sites that a browser would load by itself."""
    page = _COMMENT.sub(b"", page)
    for tag, inside in _TAG.findall(page):
        yield from _loaded(tag, inside, own)
    if b"url(" in (small := page.lower()) or b"@import" in small:
        for style in _STYLE.finditer(small):
            text = unescape(page[slice(*style.span())].decode(errors="replace"))
            yield from (address for address in _IN_STYLE.findall(text) if _elsewhere(address, own))


@lru_cache(maxsize=1024)
def _loaded(tag: bytes, inside: bytes, own: str) -> tuple[str, ...]:
    """The addresses on other sites that a tag loads. Cached, because most such tags are on every page."""
    if not _FOREIGN.search(inside):
        return ()
    typed = _ATTRIBUTE.findall(inside.decode(errors="replace"))
    attributes = {name.lower(): unescape(text.strip("\"'")) for name, text in typed}
    if tag.lower() == b"link" and not _LOADS & set(attributes.get("rel", "").lower().split()):
        return ()
    return tuple(
        address
        for name in sorted(_ADDRESSES & attributes.keys())
        for address in _addresses(name, attributes[name])
        if _elsewhere(address, own)
    )


def _addresses(name: str, text: str) -> list[str]:
    """The addresses in an attribute, read as browsers do, which ignore line breaks and tabs."""
    if name.endswith("srcset"):
        return [part.split()[0] for part in text.split(",") if part.strip()]
    return [re.sub(r"^[\x00-\x20]+|[\t\r\n]", "", text)]


def _elsewhere(address: str, own: str) -> bool:
    """Whether an address leads to another host. Browsers read a backslash as a slash."""
    host = re.match(r"(?:(?:https?|wss?|ftp):/*|/{2,})([^/?#]*)", address.replace("\\", "/").lower())
    return bool(host and host[1] != own.lower())
