"""Whether a value is a real secret, or a placeholder, a reference or an ordinary word that stands where one could."""

import base64
import binascii
import re

_PLACEHOLDER = re.compile(
    "example|sample|dummy|fake|your|my[-_]|change[-_]?me|placeholder|redact|removed|hidden|masked|censored|insert|replace"
    "|password|passwort|passwd|secret|token|foobar|deadbeef|xxxx|yyyy|zzzz|todo|undefined|null|none|not[-_]|test|demo"
    r"|\*\*|\.\.|…|•|##|__+$|012345|123456|abcdef|qwert|0000000|1111111|aaaaaaa"
)
_PUBLISHED = ("16C7e42F292c", "AAHdqTcvCH1v", "Eby8vdM02xNO", "OSFODNN7EXAM", "wJalrXUtnFEM")
"""How the examples in vendors' own documentation begin, where they look like real ones."""
_ELSEWHERE = re.compile(r"\$[A-Za-z_({]|%[A-Za-z_]|[<{\[(@/~#]|\.{1,2}/|[A-Za-z]:[\\/]|[A-Za-z][A-Za-z0-9+.\-]{0,30}://|arn:")
"""A variable, a path, an address: the value itself stands elsewhere."""
_CODE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|[^(\[{]*[(\[{]")
"""An attribute of something, or a call."""
_METHOD = re.compile(
    r"argon|crypt|pbkdf|sha-?[0-9]|md5|hmac|hash|oauth|openid|saml|base64|utf-?8|ascii|aes|rsa|x509|tls|ssl|https?|ldap"
    r"|2fa|mfa|totp|webauthn|fido|jwt|uuid|iso[-_]?[0-9]|rfc[-_]?[0-9]|ed25519|v[0-9]+$"
)
"""Words that tell how something is kept, not what it is."""
_PLAIN = re.compile(
    r"(?:[0-9.,:/+\-TZ]+|[0-9]+(?:[.,][0-9]+)?[-_]?[A-Za-z]{1,10}|[A-Za-z]+(?:[-_./][A-Za-z]+)*|[a-z]+(?:[-_](?:[a-z]+|[0-9]{1,3}))+)$"
)
"""Numbers, times and versions; numbers with a unit; words; names such as web-server-2."""
_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_WORD = re.compile(r"[A-Za-z0-9]+")
_KINDS = tuple(re.compile(kind) for kind in ("[a-z]", "[A-Z]", "[0-9]", r"[^A-Za-z0-9\s\-_./:,]"))
_LONGEST = 64
"""Only so many characters of a value are looked at."""


def is_placeholder(value: str) -> bool:
    """Whether a value only shows where a secret would stand."""
    head = value[:_LONGEST]
    return bool(_PLACEHOLDER.search(head.lower())) or any(known in head for known in _PUBLISHED)


def is_issued(value: str) -> bool:
    """Whether a value in a vendor's form was really given out: no placeholder, and of many different characters."""
    return len(set(value)) >= 9 and not is_placeholder(value)


def is_random(value: str, least: int) -> bool:
    """Whether a machine made this up: somewhere `least` letters and digits in a row that change kind all the time."""
    head = value[:_LONGEST]
    return any(len(word) >= least and _changes(word) for word in _WORD.findall(head)) and is_issued(head)


def _changes(word: str) -> bool:
    """Words of a language, also in camelCase, come in longer pieces of one kind than random ones."""
    pieces = _PIECE.findall(word)
    letters = sum(character.isalpha() for character in word)
    if letters == len(word):
        return len(word) >= 16 and len(word) / len(pieces) < 2.4
    return letters >= len(word) / 5 and len(word) / len(pieces) < 3.2


def is_password(value: str) -> bool:
    """Whether a value that was set as a password is one: kinds of characters are mixed, and it names nothing else."""
    value = value[:_LONGEST].rstrip(".:!?)]}*_\\")
    small, capital, digit, symbol = _kinds(value)
    mixed = (digit and (small or capital)) or (small and capital and symbol)
    if len(value) < 6 or not mixed or is_placeholder(value) or _METHOD.search(value.lower()):
        return False
    return not any(pattern.match(value) for pattern in (_ELSEWHERE, _CODE, _PLAIN))


def is_password_in_a_sentence(value: str) -> bool:
    """As `is_password`, for a value that stands where a word of a sentence could stand."""
    return len(value) >= 8 and sum(_kinds(value[:_LONGEST])) >= 3 and is_password(value)


def is_key(value: str) -> bool:
    """Whether a value that was set as a token, a key or a secret is one."""
    if _ELSEWHERE.match(value) or _PLAIN.match(value):
        return False
    short = len(value) >= 10 and is_password_in_a_sentence(value) and _changes("".join(_WORD.findall(value[:_LONGEST])))
    return short or is_random(value, 12)


def is_key_in_a_sentence(value: str) -> bool:
    """As `is_key`, for a value that stands where a word of a sentence could stand."""
    return not _ELSEWHERE.match(value) and is_random(value, 16)


def is_login(value: str) -> bool:
    """Whether the value of an Authorization header is a name and a password in Base64, or a random one."""
    try:
        name, colon, password = base64.b64decode(value, validate=True).decode("ascii").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return is_random(value, 12)
    return is_url_password(password) if colon and name.isprintable() else is_random(value, 12)


def is_url_password(value: str) -> bool:
    """Whether a password in an address is one: whatever is no placeholder and no variable."""
    return len(value) >= 4 and not value.lower().endswith("pass") and not _ELSEWHERE.match(value) and not is_placeholder(value)


def is_typed_password(value: str) -> bool:
    """Whether the password in a command is one, and no word of an instruction or of a vendor's convention."""
    value = value.rstrip(".,;:!?)]}*_")
    return value != "x-oauth-basic" and not value.startswith("-") and not value.isalpha() and is_url_password(value) and is_mixed(value)


def is_mixed(value: str) -> bool:
    """Whether a value has letters and digits, or other signs among its letters."""
    small, capital, digit, symbol = _kinds(value[:_LONGEST])
    return sum((small or capital, digit, symbol)) > 1 or (small and capital and "-" in value)


def _kinds(value: str) -> tuple[bool, bool, bool, bool]:
    """Whether a value has small letters, capitals, digits, other signs."""
    small, capital, digit, symbol = (bool(kind.search(value)) for kind in _KINDS)
    return small, capital, digit, symbol
