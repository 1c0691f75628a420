"""Recognise the four fields that keep a file or its news from the public, also when they are misspelled."""

import re
from collections.abc import Collection
from functools import lru_cache
from unicodedata import normalize

SWITCHES = ("draft", "announce", "backfilled", "sample")
"""Fields that keep a file, or its announcement, from the public. A possible misspelling of one is never ignored."""

MAX_EDITS = 2
"""The largest number of letters that a slip may change, add, omit or swap."""
_SHORTEST = 4
_STEMS = ("draft", "announc", "backfil", "sampl")
_YES_OR_NO = frozenset(("true", "false", "yes", "no", "on", "off", "y", "n", "t", "f", "1", "0"))
_WORD = re.compile(r"[^\W_]+")
_DATED = re.compile(r"\s*[\"']?[0-9]{4}-[0-9]{2}")


def squeezed(text: str) -> str:
    """Fold a name: without case, accents, width, spaces, quotes, hyphens and invisible characters."""
    return "".join(sign for sign in normalize("NFKD", text).casefold() if sign.isalnum())


@lru_cache(maxsize=4096)
def is_yes_or_no(text: str) -> bool:
    """Whether a value is a yes or no, or a misspelling: `true`, `"No"`, `!!bool true`, `flase`."""
    words = _WORD.findall(normalize("NFKC", text).casefold())
    if not words or len(words) > 2:
        return False
    word = words[-1] if len(words) == 1 or words[0] in {"bool", "str"} else ""
    return word in _YES_OR_NO or (len(word) > 2 and (edits(word, "true") <= 1 or edits(word, "false") <= MAX_EDITS))


def switch_named(key: str, value: str, fields: Collection[str] = ()) -> str:
    """The switch that a key is or may be meant as; empty for other keys.

    Args:
        key: as typed.
        value: the value behind it, as far as it is known.
        fields: other valid names at this place. One of them is taken for a switch only with a yes or no.
    """
    if key in SWITCHES:
        return key
    yes_or_no = is_yes_or_no(value)
    near = _near(squeezed(key))
    if key in fields:
        return near if yes_or_no else ""
    if near:
        other = _DATED.match(value) and any(edits(squeezed(key), squeezed(field)) <= 1 for field in fields)
        return "" if other else near
    return _within(key) if yes_or_no else ""


@lru_cache(maxsize=4096)
def _near(name: str) -> str:
    """The switch that differs from a folded name in at most `MAX_EDITS` letters; empty without one."""
    if name in SWITCHES:
        return name
    if not _SHORTEST <= len(name) <= max(map(len, SWITCHES)) + MAX_EDITS:
        return ""
    return next((switch for switch in SWITCHES if edits(name, switch) <= MAX_EDITS), "")


def _within(key: str) -> str:
    """The switch whose stem begins a word in a key: `do-not-announce`, `announcements`; empty without one."""
    words = [squeezed(word) for word in re.split(r"[\s_.\-]+", key)]
    return next(
        (switch for switch, stem in zip(SWITCHES, _STEMS, strict=True) if any(word.startswith(stem) for word in words)),
        "",
    )


def edits(one: str, other: str) -> int:
    """Edit distance with swaps of neighbours (optimal string alignment). Distances above `MAX_EDITS` are not exact."""
    # every letter that the other word lacks is an edit, and most words are ruled out by that
    if abs(len(one) - len(other)) > MAX_EDITS or sum(sign not in other for sign in one) > MAX_EDITS:
        return MAX_EDITS + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        two_before, before, row = before, row, [i]
        for j, letter in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != letter))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == letter:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
    return row[-1]
