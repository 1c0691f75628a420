"""Encode addresses as programs accept them.

RFC 3986 allows ASCII only, and a feed is read far from the page whose scheme `//host` would take.
"""

import re
from functools import lru_cache
from urllib.parse import unquote

import idna

_READY = re.compile(
    r"(?:https?://[A-Za-z0-9.\-]+(?::\d+)?(?=[/?#]|\Z)|(?:mailto|tel|sms|xmpp):)"
    r"(?:%[0-9A-Fa-f]{2}|[!#$&-;=?-\[\]_a-z~])*"
)
"""An absolute address with nothing to encode."""
_WITH_SCHEME_OR_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")
_ENCODED = re.compile(r"%(?![0-9A-Fa-f]{2})|[^!-~]|[\"<>\\^`{|}]")
_HOST = re.compile(r"(?P<before>(?:https?:)?//(?:[^/?#@]*@)?)(?P<name>[^/?#:@\[\]]+)", re.IGNORECASE)


def leads_elsewhere(address: str) -> bool:
    """Whether an address names a scheme or a host, so that it is not relative."""
    return bool(_WITH_SCHEME_OR_HOST.match(address))


@lru_cache(maxsize=1024)
def full_address(address: str) -> str:
    """An absolute address in the form of RFC 3986. An address in this form is returned unchanged.

    `//host` gets https. A host name gets its DNS form (IDNA 2008 with the mapping of UTS 46, as in browsers). Every
    other character that RFC 3986 does not allow is percent-encoded.

    Args:
        address: an absolute address, or one that begins with `//`. HTML's `&amp;` may stand in it, and stays.
    """
    if _READY.fullmatch(address):
        return address
    if address.startswith("//"):
        address = f"https:{address}"
    return encoded(_HOST.sub(lambda host: host["before"] + _host(host["name"]), address, count=1))


def encoded(address: str) -> str:
    """Percent-encode the characters that RFC 3986 does not allow. Existing encoding stays."""
    return _ENCODED.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), address)


def _host(name: str) -> str:
    plain = unquote(name)
    if plain.isascii():
        return plain if "%" in name and re.fullmatch(r"[A-Za-z0-9.\-_]+", plain) else name
    try:
        return idna.encode(plain, uts46=True).decode()
    except idna.IDNAError:
        return name
