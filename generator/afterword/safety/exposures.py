"""Find IP addresses, internal host names and e-mail addresses in a text (W340 to W342)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import ip_address, ip_network

from afterword.core.frozen import frozen
from afterword.safety.leaks import mask, small

_IP4 = re.compile(
    r"([0-9](?<![\w.][0-9])(?<![A-Za-z]-[0-9])(?<!\w/[0-9])[0-9]{0,2}(?:\.[0-9]{1,3}){3})"
    r"(/[0-9]{1,2}(?![0-9]))?(?!\w|-[A-Za-z]|\.\w)",
    re.ASCII,
)
_IP6 = re.compile(
    r"[23f](?<![\w:.][23f])[0-9a-f]{3}(?::[0-9a-f]{0,4}){2,7}(?![\w:]|\.\w|/(?:[1-9]|1[0-9]|2[0-9])(?![0-9]))", re.ASCII
)
_OPEN = (
    "0.0.0.0/8 127.0.0.0/8 169.254.0.0/16 224.0.0.0/3 "  # here, loopback, link-local, multicast and masks
    "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20 "  # documentation (RFC 5737, 3849, 9637)
    "8.8.4.0/24 208.67.222.0/24 208.67.220.0/24 149.112.112.0/24 "  # public resolvers, beside those of single digits
    "2606:4700:4700::/48 2001:4860:4860::/48 2620:fe::/48"
)
_OPEN_NETWORKS = tuple(map(ip_network, _OPEN.split()))
"""Networks whose addresses tell nobody anything."""
_GIVEN_NETWORKS = tuple(map(ip_network, ("0.0.0.0/0", "2000::/3", "fc00::/7")))
"""Allocated ranges: all of version 4; global unicast and unique local addresses of version 6."""
_WHOLE = frozenset({"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"})
"""Private ranges that every network may use (RFC 1918, RFC 6598). As a whole they identify nobody."""
_PRIVATE_4 = re.compile(r"10\.|192\.168\.|172\.(?:1[6-9]|2[0-9]|3[01])\.")
_VERSION = re.compile(
    r"\b(?:v|ver|versions?|releases?|build|firmware|driver|chrome|chromium|edge|section|chapter)[ .:]{1,2}\Z"
)
_PERHAPS_VERSION = re.compile(
    r"\b(?:(?:(?:up|down)grad|updat|bump|revert|roll|mov|switch)[a-z]{0,3}\b[^\n.;]{0,24}"
    r"|git|oid|python|node|kernel|agent) \Z"
)
"""Words before a number that is probably a version, unless the number is a private address."""

_TOPS = (".internal", ".local", ".corp", ".lan", ".intranet", ".home.arpa")
_INNER = rf"[a-z0-9](?:{'|'.join(map(re.escape, _TOPS))})"
_BY_ADDRESS = r"(?<![a-z0-9.\-])ip-[0-9]{1,3}(?:-[0-9]{1,3}){3}(?:\.[a-z0-9.\-]*[a-z0-9])?"
_NO_HOST = frozenset({"", *"com org net io dev java javax jdk sun kotlin this self module".split()})
"""First labels of hidden files, and of packages and objects in code: such names are no hosts."""
_NO_LOCAL = frozenset("env rc config conf settings hosts thread threading profile application".split())
"""Words before `.local` in names of files and in code."""
_EVERYWHERE = frozenset(
    (
        "metadata.google.internal host.docker.internal gateway.docker.internal kubernetes.docker.internal "
        "kubernetes.default.svc.cluster.local svc.cluster.local cluster.local"
    ).split()
)
"""Host names that are the same in every installation."""

_EMAIL = re.compile(
    r"(?<![\w.%+\-@/])([A-Za-z0-9][\w.%+\-]{0,63})@((?:[A-Za-z0-9\-]{1,63}\.){1,8}([A-Za-z]{2,24}))"
    r"(?![\w@\-]|\.\w|:[\w/~])",
    re.ASCII,
)
_NOBODYS = re.compile(
    r"(?:.*\.)?(?:example\.(?:com|org|net|edu)"
    r"|[a-z0-9\-]+\.(?:example|test|invalid|localhost|internal|local|corp|lan|intranet))"
)
"""Domains for documentation (RFC 2606), and those that are reported as host names (W341) anyway."""
_NO_DOMAIN = frozenset(
    (
        "service socket timer mount target png jpg jpeg gif svg webp avif pdf html css js json md py yml yaml txt "
        "gz zip"
    ).split()
)
"""Last labels of names such as logo@2x.png and getty@tty1.service, which are no e-mail addresses."""
_IN_ADDRESS = re.compile(r"//[^\s/]*\Z")
_IN_COMMAND = re.compile(r"\b(?:ssh|scp|sftp|rsync|mosh)[ \t][^\n]*\Z")
"""A login and host in an address or a command, which are no e-mail address."""


@frozen
class Exposure:
    """A detail that the public does not need to know."""

    start: int
    """Its first character in the text, counted from 0."""
    end: int
    """The index behind its last character."""
    kind: str
    masked: str
    """The beginning of its text, masked, for a message."""
    code: str


def find_exposures(text: str, allowed: frozenset[str], hosts: tuple[str, ...]) -> Iterator[Exposure]:
    """Yield every IP address (W340), internal host name (W341) and e-mail address (W342), in the order of the text.

    Args:
        text: plain text.
        allowed: e-mail addresses that are meant to be public, in small letters.
        hosts: hosts of this team that readers cannot open, beside `*.internal` and the like.
    """
    places = [
        *((start, end, "an IP address", "W340") for start, end in _addresses(text)),
        *((start, end, "an internal host name", "W341") for start, end in _inner_hosts(text, hosts)),
        *((start, end, "an e-mail address", "W342") for start, end in _emails(text, allowed)),
    ]
    for start, end, kind, code in sorted(places):
        yield Exposure(start=start, end=end, kind=kind, masked=mask(text[start:end], head=0), code=code)


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    for match in _IP4.finditer(text) if text.count(".") >= 3 else ():
        # Four single digits are a version or a well-known resolver.
        if len(match[1]) == 7 or match[0] in _WHOLE or not _is_telling(match[1]):
            continue
        before = small(text[max(match.start() - 40, 0) : match.start()])
        if not _VERSION.search(before) and (_PRIVATE_4.match(match[1]) or not _PERHAPS_VERSION.search(before)):
            yield match.span()
    for match in _IP6.finditer(small(text)) if text.count(":") >= 2 else ():
        if _is_telling(match[0]):
            yield match.span()


@lru_cache(maxsize=2048)
def _is_telling(typed: str) -> bool:
    try:
        address = ip_address(typed)
    except ValueError:
        return False
    given = any(address in network for network in _GIVEN_NETWORKS)
    return given and not any(address in network for network in _OPEN_NETWORKS)


def _inner_hosts(text: str, hosts: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    low = small(text)
    if not any(hint in low for hint in (*_TOPS, "ip-", *map(str.lower, hosts))):
        return
    own = [rf"(?<![a-z0-9\-]){re.escape(host.lower())}" for host in hosts if host]
    pattern = re.compile(
        rf"(?<![\w.\-])(?:[a-z0-9.\-]*(?:{'|'.join([_INNER, *own])})|{_BY_ADDRESS})(?![\w\-(=]|\.\w)", re.ASCII
    )
    for match in pattern.finditer(low):
        host, start, typed = match[0], match.start(), text[match.start() : match.end()]
        labels = host.split(".")
        before = text[max(start - 2, 0) : start]
        in_path = before[-1:] in {"/", "\\"} and before != "//"
        file = len(labels) == 2 and labels[1] == "local" and labels[0] in _NO_LOCAL
        word = typed.rpartition(".")[2] != labels[-1] and typed != typed.upper()
        if not (
            in_path or file or word or labels[0] in _NO_HOST or labels[-2:-1] == ["example"] or host in _EVERYWHERE
        ):
            yield match.span()


def _emails(text: str, allowed: frozenset[str]) -> Iterator[tuple[int, int]]:
    for match in _EMAIL.finditer(text) if "@" in text else ():
        low = small(match[0])
        if (
            low in allowed
            or match[1] == "git"
            or small(match[3]) in _NO_DOMAIN
            or _NOBODYS.fullmatch(low.partition("@")[2])
        ):
            continue
        before = text[max(match.start() - 100, 0) : match.start()]
        if not ("//" in before and _IN_ADDRESS.search(before)) and not _IN_COMMAND.search(before):
            yield match.span()
