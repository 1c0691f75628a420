"""The lines that open and close front matter, and the fault of a file whose first line does not open any."""

import re
from collections.abc import Sequence
from unicodedata import category

from afterword.core.problems import Problem, problem

FENCE = "---"
_BEGINS = frozenset("-‐‑‒–—―−_~=*+;`")
_MARKS = "".join(_BEGINS) + " "
_UNSEEN = " \t\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Invisible characters that may precede a fence."""
_NEARLY = re.compile(r"-{2,}|[-‐‑‒–—―−_~=*]{2,}|[—―]|-(?: ?-){2,}|\+{3,}|;{3,}")
_TOML = re.compile(r"\s*[\w\"'.\-]{1,60}\s*=\s*\S|\s*\[\[?[\w.\-]{1,60}\]\]?\s*$")
_COMMENT = re.compile(r"\s*(?:<!--|#(?!#*\s)|//|%|/\*)")
_HEADING = re.compile(r"\s*#{1,6}\s")
_KEY = re.compile(r"[A-Za-z_][\w\-]{0,40}\s*:(?:\s|$)")
_TOML_REMEDY = "Write --- instead of +++, and name: value instead of name = value, e.g. title: What users noticed"
_JSON_REMEDY = "Write the fields between two lines of ---, each as name: value, e.g. title: What users noticed"
_SHOWN = 20
_SEARCHED = 40
"""How many lines from the top an opening fence is looked for. Further down, `---` is a horizontal rule in the text."""


def is_blank(row: str) -> bool:
    """Whether a line holds nothing visible."""
    if row[:1].isalnum():  # most lines
        return False
    return not row or row.isspace() or not row.strip(_UNSEEN)


def bare(row: str) -> str:
    """A line without characters of no width, and without spaces at its ends."""
    seen = (sign for sign in row if sign.isprintable() or sign == "\t" or category(sign) not in {"Cf", "Cc"})
    return "".join(seen).strip()


def nearly_fence(row: str) -> bool:
    """Whether a line is a fence, or was probably meant as one."""
    if row[:1].isalnum():
        return False
    seen = row.lstrip(_UNSEEN)
    if seen[:1] not in _BEGINS or (not seen.startswith(FENCE) and seen.lstrip(_MARKS)[:1].isalnum()):
        return False
    text = bare(row).strip("`")
    return bool(_NEARLY.fullmatch(text)) or text.startswith(("--- #", "--- %", "---yaml", "--- yaml"))


def front_fault(path: str, rows: Sequence[str]) -> Problem:
    """Find what is wrong at the top of a file whose first line is not `---`: E101, E126, E127 or E128."""
    first = next((number for number, row in enumerate(rows) if bare(row)), None)
    if first is None:
        return problem(path, 1, "E101")
    text = bare(rows[first])
    toml = _TOML.match(text) and (text.startswith("[") or any(bare(row) == "+++" for row in rows[:_SEARCHED]))
    if toml or text.startswith("+++"):
        return problem(path, first + 1, "E128", format="TOML", remedy=_TOML_REMEDY)
    if text.startswith("{") or text in {";;;", "---json"}:
        return problem(path, first + 1, "E128", format="JSON", remedy=_JSON_REMEDY)
    if text == FENCE:
        empty = "there is an empty line" if first == 1 else f"there are {first} empty lines"
        above = empty if first else "there are spaces or invisible characters"
        return problem(path, first + 1, "E126", what=above)
    if nearly_fence(text):
        return problem(path, first + 1, "E127", what="begins", typed=text[:_SHOWN], where="instead")
    below = next((number for number, row in enumerate(rows[:_SEARCHED]) if bare(row) == FENCE), None)
    if below is not None and (key := _KEY.match(text)):
        return problem(path, first + 1, "E127", what="begins", typed=f"{key[0].strip()} …", where="above it")
    if below is not None and any(_KEY.match(row) for row in rows[below + 1 :]):
        what = "a comment" if _COMMENT.match(text) else "a heading" if _HEADING.match(text) else "text"
        return problem(path, below + 1, "E126", what=f"there is {what}")
    return problem(path, 1, "E101")


def unclosed_fault(path: str, rows: Sequence[str]) -> Problem:
    """Find why front matter has no end: E127 at a line that was meant as a fence, else E102."""
    for number, row in enumerate(rows[1:], 2):
        if nearly_fence(row) or bare(row) == "...":
            return problem(path, number, "E127", what="ends", typed=bare(row)[:_SHOWN], where="instead")
    return problem(path, 1, "E102")
