"""Tell secret values from placeholders, references and ordinary words."""

import base64
import binascii
import re

_PLACEHOLDER = re.compile(
    "example|sample|dummy|fake|your|my[-_]|change[-_]?me|placeholder|redact|removed|hidden|masked|censored"
    "|insert|replace|password|passwort|passwd|secret|token|foobar|deadbeef|xxxx|yyyy|zzzz|todo|undefined|null|none"
    "|not[-_]|test|demo"
    r"|\*\*|\.\.|…|•|##|__+$|012345|123456|abcdef|qwert|0000000|1111111|aaaaaaa"
)
_PUBLISHED = ("16C7e42F292c", "AAHdqTcvCH1v", "Eby8vdM02xNO", "OSFODNN7EXAM", "wJalrXUtnFEM")
"""Parts of the example values in vendors' documentation that look real."""
_ELSEWHERE = re.compile(
    r"\$[A-Za-z_({]|%[A-Za-z_]|[<{\[(@/~#]|\.{1,2}/|[A-Za-z]:[\\/]|[A-Za-z][A-Za-z0-9+.\-]{0,30}://|arn:"
)
"""A variable, a path or an address: the value itself is kept elsewhere."""
_CODE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|[^(\[{]*[(\[{]")
"""An attribute access or a call in code."""
_METHOD = re.compile(
    r"argon|crypt|pbkdf|sha-?[0-9]|md5|hmac|hash|oauth|openid|saml|base64|utf-?8|ascii|aes|rsa|x509|tls|ssl|https?|ldap"
    r"|2fa|mfa|totp|webauthn|fido|jwt|uuid|iso[-_]?[0-9]|rfc[-_]?[0-9]|ed25519|v[0-9]+$"
)
"""Words for a method of storage or authentication rather than a value."""
_PLAIN = re.compile(
    r"(?:[0-9.,:/+\-TZ]+|[0-9]+(?:[.,][0-9]+)?[-_]?[A-Za-z]{1,10}"
    r"|[A-Za-z]+(?:[-_./][A-Za-z]+)*|[a-z]+(?:[-_](?:[a-z]+|[0-9]{1,3}))+)$"
)
"""Numbers, times and versions; numbers with a unit; words; names such as web-server-2."""
_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_WORD = re.compile(r"[A-Za-z0-9]+")
_KINDS = tuple(re.compile(kind) for kind in ("[a-z]", "[A-Z]", "[0-9]", r"[^A-Za-z0-9\s\-_./:,]"))
_LONGEST = 64
"""Only this many characters of a value are examined."""


def is_placeholder(value: str) -> bool:
    """Whether a value only marks the place of a secret."""
    head = value[:_LONGEST]
    return bool(_PLACEHOLDER.search(head.lower())) or any(known in head for known in _PUBLISHED)


def is_issued(value: str) -> bool:
    """Whether a value in a vendor's form was really issued: it has many different characters and is no placeholder."""
    return len(set(value)) >= 9 and not is_placeholder(value)


def is_random(value: str, least: int) -> bool:
    """Whether a value is machine-made.

    It contains at least `least` letters and digits in a row, and the kind of character changes often in them.
    """
    head = value[:_LONGEST]
    return any(len(word) >= least and _changes(word) for word in _WORD.findall(head)) and is_issued(head)


def _changes(word: str) -> bool:
    """Whether the kind of character changes often.

    Words, also in camelCase, have longer runs of one kind than random ones.
    """
    pieces = _PIECE.findall(word)
    letters = sum(character.isalpha() for character in word)
    if letters == len(word):
        return len(word) >= 16 and len(word) / len(pieces) < 2.4
    return letters >= len(word) / 5 and len(word) / len(pieces) < 3.2


def is_password(value: str) -> bool:
    """Whether a value that is assigned as a password is one.

    A password mixes kinds of characters and looks like nothing else.
    """
    value = value[:_LONGEST].rstrip(".:!?)]}*_\\")
    small, capital, digit, symbol = _kinds(value)
    mixed = (digit and (small or capital)) or (small and capital and symbol)
    if len(value) < 6 or not mixed or is_placeholder(value) or _METHOD.search(value.lower()):
        return False
    return not any(pattern.match(value) for pattern in (_ELSEWHERE, _CODE, _PLAIN))


def is_password_in_a_sentence(value: str) -> bool:
    """Stricter than `is_password`, for a value where an ordinary word could stand."""
    return len(value) >= 8 and sum(_kinds(value[:_LONGEST])) >= 3 and is_password(value)


def is_key(value: str) -> bool:
    """Whether a value that is assigned as a token, key or secret is one."""
    if _ELSEWHERE.match(value) or _PLAIN.match(value):
        return False
    short = len(value) >= 10 and is_password_in_a_sentence(value) and _changes("".join(_WORD.findall(value[:_LONGEST])))
    return short or is_random(value, 12)


def is_key_in_a_sentence(value: str) -> bool:
    """Stricter than `is_key`, for a value where an ordinary word could stand."""
    return not _ELSEWHERE.match(value) and is_random(value, 16)


def is_login(value: str) -> bool:
    """Whether the value of an Authorization header is a Base64 login with a real password, or a random value."""
    try:
        name, colon, password = base64.b64decode(value, validate=True).decode("ascii").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return is_random(value, 12)
    return is_url_password(password) if colon and name.isprintable() else is_random(value, 12)


def is_url_password(value: str) -> bool:
    """Whether the password in an address is real: anything but a placeholder or a variable."""
    return (
        len(value) >= 4
        and not value.lower().endswith("pass")
        and not _ELSEWHERE.match(value)
        and not is_placeholder(value)
    )


def is_typed_password(value: str) -> bool:
    """Whether the password in a command is real, rather than a word of instructions or a vendor's fixed value."""
    value = value.rstrip(".,;:!?)]}*_")
    small, capital, digit, symbol = _kinds(value[:_LONGEST])
    mixed = sum((small or capital, digit, symbol)) > 1 or (small and capital and "-" in value)
    return (
        mixed
        and value != "x-oauth-basic"
        and not value.startswith("-")
        and not value.isalpha()
        and is_url_password(value)
    )


def _kinds(value: str) -> tuple[bool, bool, bool, bool]:
    """Whether a value has small letters, capitals, digits, symbols."""
    small, capital, digit, symbol = (bool(kind.search(value)) for kind in _KINDS)
    return small, capital, digit, symbol
