"""Find characters in YAML that look like its own signs or like nothing: name, place and remedy of each."""

import re
from unicodedata import category, name, normalize

from afterword.core.frozen import frozen

_NAMES = {
    "\t": "a tab",
    "\u00a0": "a no-break space",
    "\u202f": "a narrow no-break space",
    "\u3000": "an ideographic space",
    "\u00ad": "a soft hyphen",
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width non-joiner",
    "\u200d": "a zero-width joiner",
    "\u2060": "a word joiner",
    "\ufeff": "a byte order mark",
    "\uff1a": "a full-width colon",
}
_COLONS = "\uff1a\ufe55\u2236\ua789\u02d0\ufe13\u0589\u05c3"
_QUOTES = "“”„‟‘’‚‛«»‹›″′＂＇`´"
_DASHES = "‐‑‒–—―−－•·◦▪"
_ALIKE = str.maketrans(
    {
        **dict.fromkeys(map(ord, _COLONS), ":"),
        **dict.fromkeys(map(ord, "“”„‟«»″＂"), '"'),
        **dict.fromkeys(map(ord, "‘’‚‛‹›′＇`´"), "'"),
        **dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-"),
        **dict(
            zip(
                map(ord, "аеорсухіјѕԁɡһոΑΒΕΗΙΚΜΝΟΡΤΥΧΖοАВЕКМНОРСТУХ"),
                "aeopcyxijsdghnABEHIKMNOPTYXZoABEKMHOPCTYX",
                strict=True,
            )
        ),
    }
)
"""Characters that are easily mistaken for ASCII: punctuation, and letters of other alphabets."""
_ROW = re.compile(
    rf"(?P<front>\s*)(?:[-{_DASHES}]\s+)?(?P<key>[\"'“”‘’]?[\w.\-{_DASHES[:7]}\u00ad\u200b-\u200d\u2060\ufeff]{{1,60}}"
    rf"[\"'“”‘’]?)(?P<before>\s*)(?P<colon>[:{_COLONS}])(?P<behind>[^ ]?)"
)
_ITEM = re.compile(rf"\s*(?P<dash>[{_DASHES}])\s")
_MAX_ROW = 2_000


@frozen
class Odd:
    """A character that is mistaken for a sign of YAML, at a place where YAML expects one."""

    row: int
    """Counted from 0."""
    column: int
    """Counted from 1."""
    what: str
    """The name of the character, and where it stands."""
    remedy: str


def named(sign: str) -> str:
    """Name a character: `a no-break space (U+00A0)`."""
    if sign == "\t":
        return _NAMES[sign]
    known = f"the quotation mark {sign}" if sign in _QUOTES else _NAMES.get(sign) or name(sign, "a character").lower()
    known = known if known.startswith(("a ", "an ", "the ")) else f"{'an' if known[0] in 'aeiou' else 'a'} {known}"
    return f"{known} (U+{ord(sign):04X})"


def is_unseen(sign: str) -> bool:
    """Whether a character is a space other than the plain one, or invisible."""
    return sign not in " \n" and (sign.isspace() or category(sign) == "Cf")


def typed_plainly(text: str) -> str:
    """The text as a keyboard types it: with plain spaces, punctuation and letters, without invisible characters."""
    seen = "".join(" " if sign.isspace() else "" if category(sign) == "Cf" else sign for sign in text)
    return normalize("NFKC", seen.translate(_ALIKE)).strip()


def first_odd(text: str) -> tuple[int, str] | None:
    """Index and character of the first one that is not as a keyboard types it; None without one.

    Only for texts that are ASCII when typed plainly: letters of other languages are not odd.
    """
    if text.isascii() and "\t" not in text:
        return None
    if not typed_plainly(text).isascii():
        return None
    return next(((at, sign) for at, sign in enumerate(text) if sign == "\t" or not sign.isascii()), None)


def in_curly_quotes(text: str) -> str:
    """The words inside typographic quotation marks, which YAML does not know; empty without them."""
    inner = text[1:-1]
    quoted = len(text) > 2 and text[0] in _QUOTES and text[-1] in _QUOTES
    return inner if quoted and not any(sign in _QUOTES for sign in inner.replace("’", "")) else ""


def odd_signs(text: str) -> list[Odd]:
    """The odd characters where YAML expects its own signs: before a field, around its colon, before an item."""
    if text.isascii() and "\t" not in text:
        return []
    rows = enumerate(text.split("\n"))
    return [odd for number, row in rows if (not row.isascii() or "\t" in row) and (odd := _odd(number, row[:_MAX_ROW]))]


def _odd(number: int, row: str) -> Odd | None:
    match = _ROW.match(row)
    if not match:
        return _before_text(number, row)
    key = typed_plainly(match["key"]).strip("\"'")
    if not key.isascii():
        return None
    fault = _in_front(match, key) or _in_key(match, key) or _around_colon(match, key)
    return Odd(row=number, column=fault[0] + 1, what=fault[1], remedy=fault[2]) if fault else None


_Fault = tuple[int, str, str]
"""The index in the row, what the fault is, and what to do about it."""


def _before_text(number: int, row: str) -> Odd | None:
    """The odd character before the text of a line without a field."""
    item = _ITEM.match(row)
    at = item.start("dash") if item else next((at for at, sign in enumerate(row) if sign != " "), None)
    if at is None or not row.strip() or not (item or is_unseen(row[at])):
        return None
    what, remedy = (
        ("begins an item", "Write - and a space") if item else ("stands in front of the text", "Use plain spaces")
    )
    return Odd(row=number, column=at + 1, what=f"{named(row[at])} {what}", remedy=remedy)


def _in_front(match: re.Match[str], key: str) -> _Fault | None:
    for at, sign in enumerate(match.string[: match.start("key")]):
        if is_unseen(sign):
            return at, f"{named(sign)} stands in front of '{key}'", "Use plain spaces"
        if sign in _DASHES:
            return at, f"{named(sign)} begins an item", "Write - and a space"
    return None


def _in_key(match: re.Match[str], key: str) -> _Fault | None:
    for at, sign in enumerate(match["key"], match.start("key")):
        if not sign.isascii():
            return at, f"{named(sign)} stands in '{key}'", f"Type {key} anew"
    return None


def _around_colon(match: re.Match[str], key: str) -> _Fault | None:
    for at, sign in enumerate(match["before"], match.start("before")):
        if is_unseen(sign):
            return at, f"{named(sign)} stands behind '{key}'", f"Write {key}: and a plain space"
    if match["colon"] != ":":
        return match.start("colon"), f"{named(match['colon'])} stands behind '{key}'", f"Write {key}: and a space"
    if match["behind"] and match["behind"] != "\t" and is_unseen(match["behind"]):
        return match.start("behind"), f"{named(match['behind'])} stands behind '{key}:'", "Type a plain space there"
    return None
