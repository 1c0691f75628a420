"""The lines that open and close front matter, and the fault of a file whose first line does not open any."""

import re
from collections.abc import Sequence
from unicodedata import category

from afterword.core.frozen import frozen

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
_SHOWN = 20
_SEARCHED = 40
"""How many lines from the top an opening fence is looked for. Further down, `---` is a horizontal rule in the text."""


@frozen
class FrontFault:
    """Why no front matter begins on the first line."""

    line: int
    """Counted from 1."""
    code: str
    values: dict[str, object]


def is_blank(row: str) -> bool:
    """Whether a line holds nothing visible."""
    if row[:1].isalnum():  # most lines
        return False
    return not row or row.isspace() or not row.strip(_UNSEEN)


def bare(row: str) -> str:
    """A line without characters of no width, and without spaces at its ends."""
    return "".join(
        sign for sign in row if sign.isprintable() or category(sign) not in {"Cf", "Cc"} or sign == "\t"
    ).strip()


def nearly_fence(row: str) -> bool:
    """Whether a line is a fence, or was probably meant as one."""
    if row[:1].isalnum():
        return False
    seen = row.lstrip(_UNSEEN)
    if seen[:1] not in _BEGINS or (not seen.startswith(FENCE) and seen.lstrip(_MARKS)[:1].isalnum()):
        return False
    return _is_nearly_fence(bare(row).strip("`"))


def _is_nearly_fence(text: str) -> bool:
    return bool(_NEARLY.fullmatch(text)) or text.startswith(
        (f"{FENCE} #", f"{FENCE} %", f"{FENCE}yaml", f"{FENCE} yaml")
    )


def front_fault(rows: Sequence[str]) -> FrontFault:
    """Find what is wrong at the top of a file whose first line is not `---`: E101, E126, E127 or E128."""
    first = next((number for number, row in enumerate(rows) if bare(row)), None)
    if first is None:
        return FrontFault(line=1, code="E101", values={})
    text = bare(rows[first])
    if (
        text.startswith("+++")
        or (text.startswith("[") and _TOML.match(text))
        or (_TOML.match(text) and _has_fence(rows, "+++"))
    ):
        return FrontFault(line=first + 1, code="E128", values={"format": "TOML", "remedy": _TOML_REMEDY})
    if text.startswith("{") or text in {";;;", "---json"}:
        return FrontFault(line=first + 1, code="E128", values={"format": "JSON", "remedy": _JSON_REMEDY})
    if text == FENCE:
        what = _lines(first) if first else "there are spaces or invisible characters"
        return FrontFault(line=first + 1, code="E126", values={"what": what})
    if nearly_fence(text):
        return FrontFault(
            line=first + 1, code="E127", values={"what": "begins", "typed": text[:_SHOWN], "where": "instead"}
        )
    below = next((number for number, row in enumerate(rows[:_SEARCHED]) if bare(row) == FENCE), None)
    if below is not None and (key := _KEY.match(text)):
        return FrontFault(
            line=first + 1, code="E127", values={"what": "begins", "typed": f"{key[0].strip()} …", "where": "above it"}
        )
    if below is not None and any(_KEY.match(row) for row in rows[below + 1 :]):
        what = "a comment" if _COMMENT.match(text) else "a heading" if _HEADING.match(text) else "text"
        return FrontFault(line=below + 1, code="E126", values={"what": f"there is {what}"})
    return FrontFault(line=1, code="E101", values={})


def unclosed_fault(rows: Sequence[str]) -> FrontFault:
    """Find why front matter has no end: E127 at a line that was meant as a fence, else E102."""
    for number, row in enumerate(rows[1:], 2):
        if nearly_fence(row) or bare(row) == "...":
            return FrontFault(
                line=number, code="E127", values={"what": "ends", "typed": bare(row)[:_SHOWN], "where": "instead"}
            )
    return FrontFault(line=1, code="E102", values={})


def _has_fence(rows: Sequence[str], fence: str) -> bool:
    return any(bare(row) == fence for row in rows[:_SEARCHED])


def _lines(count: int) -> str:
    return "there is an empty line" if count == 1 else f"there are {count} empty lines"


_TOML_REMEDY = "Write --- instead of +++, and name: value instead of name = value, e.g. title: What users noticed"
_JSON_REMEDY = "Write the fields between two lines of ---, each as name: value, e.g. title: What users noticed"
