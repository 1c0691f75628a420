"""A text without the blocks that hold a secret: for the night, when the rest must be published.

What is left out is the whole paragraph, list item, table, code block or definition: the words around a secret
tell where it fits. Of a heading only its words go, and of an update heading only its headline.
"""

import re
from collections.abc import Iterator

from afterword.core.frozen import frozen
from afterword.core.times import begin
from afterword.reading.blocks import blocks, code_lines, quoted_title
from afterword.reading.headings import split_status
from afterword.reading.leaks import Leak, named_once, secrets_in

_MARGIN = re.compile(r"[ \t>]*")
_NESTING = re.compile(
    r"[ \t>]*(?:(?P<keep>(?:[-*+]|[0-9]{1,9}[.)])[ \t]+|\[\^[^\[\]]{1,100}\]:[ \t]*)|!!![ \t]|\?\?\?\+?[ \t]|===[+!]?[ \t])"
)
"""List items and footnotes, whose mark stays; admonitions, details and tabs, which go with what stands in them."""
_DEFINITION = re.compile(r" {0,3}\*?\[[^\[\]]{1,200}\]:")
_MARKS = re.compile(r" {0,3}#{1,6}[ \t]*")
_ANCHOR = re.compile(r"[ \t]*\{:?[ \t]*#u-[0-9TZ\-]{1,30}[ \t]*\}[ \t#]*\Z")


@frozen
class _Piece:
    """Lines that stay or go together, counted from 0."""

    start: int
    end: int
    """The line behind it."""
    heading: bool = False


def without_secrets(text: str, note: str, spared: frozenset[int] = frozenset()) -> tuple[str, tuple[Leak, ...]]:
    """The text with `note` in the place of every block that holds a secret, and the secrets that went.

    Every other line stays as it is and where it is. What comes out holds no secret but the spared ones.

    Args:
        text: Markdown without comments; one that begins in a block that is left out would lose its beginning.
        note: one line, such as `[left out: this looked like a secret]`.
        spared: lines, counted from 1, on which secrets stand that may be published.
    """
    secrets = [secret for secret in secrets_in(text) if secret.start[0] not in spared]
    if not secrets:
        return text, ()
    places = [(secret.start[0] - 1, secret.end[0] - 1) for secret in secrets]
    rows = text.split("\n")
    for piece in _left_out(text, rows, places):
        rows[piece.start] = _without_words(rows[piece.start], note) if piece.heading else _noted(rows[piece.start], note)
        rows[piece.start + 1 : piece.end] = [""] * (piece.end - piece.start - 1)
    if "\n".join(rows) == text:  # the secret stands in no block: its lines go
        for first, last in places:
            rows[first : last + 1] = [""] * (last + 1 - first)
    rest, more = without_secrets("\n".join(rows), note, spared)
    return rest, (*named_once(text, secrets), *more)


def _left_out(text: str, rows: list[str], places: list[tuple[int, int]]) -> Iterator[_Piece]:
    """Yield what goes, in order and without overlap: pieces with what is nested in them, joined where a secret spans several."""
    pieces = list(_pieces(text, rows))
    number, end = 0, -1
    for first, last in places:
        while number < len(pieces) and pieces[number].end <= first:
            number += 1
        if last < end or number == len(pieces):
            continue
        piece = pieces[number]
        after = number
        end = piece.end
        while after < len(pieces) and pieces[after].start <= last:
            end = max(end, _nested_end(rows, pieces[after]))
            after += 1
        heading = piece.heading and end == piece.end
        yield _Piece(start=piece.start, end=piece.start + 1 if heading else end, heading=heading)


def _pieces(text: str, rows: list[str]) -> Iterator[_Piece]:
    """Yield the blocks of a text; a list item and a definition are blocks, nested ones too."""
    code = code_lines(rows)
    heads = {block.line: block.text_line for block in blocks(text, 0) if block.level}
    number = 0
    while number < len(rows):
        start = number
        if _is_blank(rows[number]):
            number += 1
            continue
        if number in heads:
            number = heads[number]
            yield _Piece(start=start, end=number, heading=True)
            continue
        inside = number in code
        alone = not inside and (found := _NESTING.match(rows[number])) is not None and found["keep"] is None
        number += 1
        while number < len(rows) and not alone and (number in code) is inside and (inside or _goes_on(rows[number], number in heads)):
            number += 1
        yield _Piece(start=start, end=number)


def _goes_on(row: str, head: bool) -> bool:
    """Whether a line belongs to the paragraph above it."""
    return not (head or _is_blank(row) or _NESTING.match(row) or _DEFINITION.match(row))


def _is_blank(row: str) -> bool:
    return not row.strip(" \t>")


def _nested_end(rows: list[str], piece: _Piece) -> int:
    """The line behind a piece and behind what is nested in it."""
    if piece.heading or not _NESTING.match(rows[piece.start]):
        return piece.end
    depth, end = _depth(rows[piece.start]), piece.end
    for number in range(piece.end, len(rows)):
        if not _is_blank(rows[number]):
            if _depth(rows[number]) <= depth:
                break
            end = number + 1
    return end


def _depth(row: str) -> int:
    margin = _MARGIN.match(row)
    return len(margin[0].expandtabs(4)) if margin else 0


def _noted(row: str, note: str) -> str:
    """The note in the place of a line: with the margin of a quote and the mark of a list item."""
    nesting = _NESTING.match(row)
    mark = nesting["keep"] or "" if nesting else ""
    margin = _MARGIN.match(row)
    kept = f"{margin[0] if margin else ''}{mark}{note}"
    return note if secrets_in(kept) else kept


def _without_words(row: str, note: str) -> str:
    """A heading with the note in the place of its words; an update keeps its time, its status and its anchor."""
    marks = _MARKS.match(row)
    level = marks[0] if marks else ""
    anchor = _ANCHOR.search(row)
    title = quoted_title(row[len(level) : anchor.start() if anchor else len(row)])
    time = begin(title)
    if time:
        status, typed, _ = split_status(title[time.end :].lstrip(" \t—–-:|,."))
        kept = f"{level}{title[: time.end]} — {typed if status else 'Update'}: {note}{anchor[0] if anchor else ''}"
        if not secrets_in(kept):
            return kept
    return f"{level}{note}"
