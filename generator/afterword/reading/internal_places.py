"""Where a label such as `Internal notes` heads a text without being a heading (E180).

In quotes, lists, tables, `<summary>`, the titles of admonitions and tabs, and lines in bold that stand alone.
"""

import re
from collections.abc import Iterator

from afterword.core.frozen import frozen
from afterword.reading.blocks import code_lines
from afterword.reading.internal_labels import is_internal_label, is_long_label
from afterword.reading.joined import joined
from afterword.reading.views import Lines

_PREFIX = re.compile(r"(?:[ \t]*(?:>|(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t])|\[\^[^\[\]\s]{1,60}\]:|:(?=[ \t])))*[ \t]*")
_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)]|\]:|:)[ \t]*\Z")
_HEADING = re.compile(r"(?P<marks>#{1,6})(?P<title>.*)")
_TITLED = re.compile(
    r"(?:(?:!!!|\?\?\?\+?)[ \t]*(?P<kind>[\w\-]+)?[^\"\n]{0,100}(?:\"(?P<title>[^\n]*)\")?|(?P<tab>===[+!]?)[ \t]*\"(?P<label>[^\n]*)\""
    r"|(?P<slashes>/{3,})[ \t]*(?P<block>[\w\-]+)[ \t]*(?:\|(?P<words>[^\n]*))?)[ \t]*\Z"
)
_BOLD_LINE = re.compile(
    r"(?P<mark>\*{1,3}|_{1,3}|<(?:b|strong|em|i|u|mark|big)>)(?P<label>(?!\s).{1,300}?)"
    r"(?:(?P=mark)|</(?:b|strong|em|i|u|mark|big)>|[*_]{1,3})[ \t]*:?(?P<rest>.*)\Z",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"<(?P<name>summary|h[1-6]|dt|legend|caption|figcaption|th)\b[^<>]*>(?P<title>(?:(?!</?(?P=name)\b).){0,300}?)</(?P=name)\b",
    re.IGNORECASE | re.DOTALL,
)
_RULE = re.compile(r" {0,3}(?:(?:[-*_][ \t]*){3,}|#{1,6}(?=[^#]).*|<(?:h[1-6]|hr)\b.*)\Z", re.IGNORECASE)
_BREAK = re.compile(r"<br[ /]*>", re.IGNORECASE)
_LONGEST_TITLE = 600
_PLAIN = re.compile(r"[\w .,:;!?()'\"%+/#|\-]*\Z", re.ASCII)
_HINTS = re.compile(
    "intern|pubbl|privat|priv[éea]|confid|publi|share|only|tlp|eyes|vertrau|vertrouw|embargo|nda|privileg|record|know|for |self"
    "|distribut|release|circulat|forward|riservato|uso|usage|diffuser|divulg|weitergeben|remove|delete|redact|strip|cut|restricted|limited",
    re.IGNORECASE,
)


@frozen
class InternalPlace:
    """Lines that a label heads, counted from 0."""

    start: int
    end: int
    """The line behind them."""
    label: str
    """As a reader sees it."""
    margin: str
    """What stays before the note that takes their place: the marks of a quote or of a list item."""


def internal_places(text: str, *, headings: bool = False) -> tuple[InternalPlace, ...]:
    """Every place whose label says that it is not for the public, in order and without overlap.

    Args:
        text: Markdown without comments.
        headings: headings at the left edge count too; the reader of bodies looks at these itself.
    """
    rows = text.split("\n")
    code = code_lines(rows)
    places = sorted((*_in_tags(text, rows, code), *_in_rows(rows, code, headings)), key=lambda place: (place.start, -place.end))
    apart: list[InternalPlace] = []
    for place in places:
        if not apart or place.start >= apart[-1].end:
            apart.append(place)
    return tuple(apart)


def without_internal(text: str, places: tuple[InternalPlace, ...], note: str) -> str:
    """The text with `note` in the place of each of these; every other line stays where it is."""
    if not places:
        return text
    rows = text.split("\n")
    for place in places:
        rows[place.start : place.end] = [f"{place.margin}{note}", *[""] * (place.end - place.start - 1)]
    return "\n".join(rows)


def _in_rows(rows: list[str], code: frozenset[int], headings: bool) -> Iterator[InternalPlace]:
    behind = 0
    for number, row in enumerate(rows):
        if number < behind or number in code or not row.strip() or (_PLAIN.match(row) and not _HINTS.search(row)):
            continue
        prefix = _PREFIX.match(row)
        margin = prefix[0] if prefix else ""
        place = _of_row(rows, number, margin, row[len(margin) :].strip(), headings, code)
        if place:
            behind = place.end
            yield place


def _of_row(rows: list[str], number: int, margin: str, rest: str, headings: bool, code: frozenset[int]) -> InternalPlace | None:
    """The place that a line heads, if its words are a label."""
    heading = _HEADING.match(rest)
    if heading:
        title = heading["title"].strip().strip("#")
        if not (margin.strip() or headings) or not is_internal_label(_shown(title)):
            return None
        end = _nested_end(rows, number, margin) if margin.strip() else _section_end(rows, number, len(heading["marks"]), code)
        return _place(number, end, title, margin)
    titled = _TITLED.match(rest)
    if titled:
        title = titled["title"] or titled["label"] or titled["words"] or (titled["kind"] or titled["block"] or "").replace("-", " ")
        is_label = is_long_label if titled["tab"] else is_internal_label
        end = _closed_end(rows, number, titled["slashes"]) if titled["slashes"] else _nested_end(rows, number, margin)
        return _place(number, end, title, margin) if is_label(_shown(title)) else None
    if "|" in rest and any(is_long_label(_shown(cell)) for cell in rest.split("|")):
        return _place(number, _paragraph_end(rows, number), next(cell for cell in rest.split("|") if is_long_label(_shown(cell))), margin)
    bold = _BOLD_LINE.match(rest)
    if bold:
        return _bold(rows, number, margin, bold, code)
    first = number == 0 or not rows[number - 1].strip(" \t>") or not rows[number - 1].lstrip().startswith(">")
    head = rest.partition(":")[0]
    if _ITEM.search(margin) or (">" in margin and first):
        alone = is_long_label(_shown(rest))
        if alone or (_ITEM.search(margin) and is_long_label(_shown(head)) and head != rest):
            return _place(number, _nested_end(rows, number, margin), rest if alone else head, margin)
    below = rows[number + 1].lstrip() if number + 1 < len(rows) else ""
    if not margin.strip() and below.startswith((": ", ":\t")) and is_internal_label(_shown(rest)):
        return _place(number, _nested_end(rows, number + 1, margin), rest, margin)
    return None


def _bold(rows: list[str], number: int, margin: str, bold: re.Match[str], code: frozenset[int]) -> InternalPlace | None:
    """A line in bold that stands alone heads what follows; bold words at the beginning of a paragraph head that paragraph."""
    label = _shown(bold["label"])
    alone = not bold["rest"].strip(" .:*_")
    listed = bool(margin.strip())
    below = rows[number + 1] if number + 1 < len(rows) else ""
    nested = listed and below[: len(margin) + 1].strip() == "" and bool(below.strip())
    if not (is_internal_label(label) if alone and (nested or not _ITEM.search(margin)) else is_long_label(label)):
        return None
    if listed:
        return _place(number, _nested_end(rows, number, margin), label, margin)
    return _place(number, _section_end(rows, number, 6, code) if alone else _paragraph_end(rows, number), label, margin)


def _in_tags(text: str, rows: list[str], code: frozenset[int]) -> Iterator[InternalPlace]:
    """The titles that HTML gives: `<summary>`, headings, terms, captions."""
    if "</" not in text:
        return
    lines, behind = Lines.of(text), 0
    closing = max((number for number, row in enumerate(rows) if "</details" in row.lower()), default=-1)
    for tag in _TAG.finditer(text):
        number = lines.place(tag.start())[0] - 1
        title = _shown(tag["title"])
        if number < behind or number in code or not is_internal_label(title):
            continue
        name, start = tag["name"].lower(), number
        if name == "summary":
            start = next((row for row in range(number, max(number - 4, behind - 1, -1), -1) if "<details" in rows[row].lower()), number)
            end = _paragraph_end(rows, number)
            if number <= closing:
                end = next(row for row in range(number, len(rows)) if "</details" in rows[row].lower()) + 1
        else:
            end = _section_end(rows, number, 6, code) if name[0] == "h" else _paragraph_end(rows, number)
        behind = end
        yield _place(start, end, title, "")


def _place(start: int, end: int, label: str, margin: str) -> InternalPlace:
    return InternalPlace(start=start, end=max(end, start + 1), label=_shown(label)[:80], margin=margin)


def _shown(words: str) -> str:
    """Words as a reader sees them."""
    if len(words) > _LONGEST_TITLE:
        return ""
    return " ".join(joined(_BREAK.sub(" ", words), rows=False).text.partition("\n\n")[0].split())


def _nested_end(rows: list[str], number: int, margin: str) -> int:
    """The line behind a quote, a list item or an indented block and what is nested in it."""
    quoted = ">" in margin and not _ITEM.search(margin.partition(">")[0].strip() or "x")
    depth = len(margin) - len(margin.lstrip(" \t"))
    end = number + 1
    for row in range(number + 1, len(rows)):
        typed = rows[row]
        if not typed.strip():
            if quoted:
                return end
            continue
        if quoted:
            if not typed.lstrip().startswith(">") and _RULE.match(typed):
                return end
        elif len(typed) - len(typed.lstrip(" \t")) <= depth:
            lazy = rows[row - 1].strip() and bool(_ITEM.search(margin)) and not _PREFIX_MARK.match(typed) and not _RULE.match(typed)
            if not lazy:
                return end
        end = row + 1
    return end


_PREFIX_MARK = re.compile(r"[ \t]*(?:>|(?:[-*+]|[0-9]{1,9}[.)])[ \t]|\[[^\[\]]{1,200}\]:)")


def _section_end(rows: list[str], number: int, level: int, code: frozenset[int]) -> int:
    """The line behind a section: where a heading of this level or above, a rule or another line in bold begins the next."""
    for row in range(number + 1, len(rows)):
        typed = rows[row].strip()
        heading = _HEADING.match(typed)
        if row in code or not typed or (heading and len(heading["marks"]) > level):
            continue
        bold = _BOLD_LINE.match(typed) if level == 6 else None
        if _RULE.match(rows[row]) or (bold and not bold["rest"].strip(" .:*_")):
            return row
    return len(rows)


def _paragraph_end(rows: list[str], number: int) -> int:
    return next((row for row in range(number + 1, len(rows)) if not rows[row].strip()), len(rows))


def _closed_end(rows: list[str], number: int, mark: str) -> int:
    return next((row + 1 for row in range(number + 1, len(rows)) if rows[row].strip() == mark), len(rows))
