"""Lines of words at a place in the picture, broken where they would be too long."""

from collections.abc import Sequence
from dataclasses import replace

from afterword.core.frozen import frozen
from afterword.outputs.picture.axis import NARROWEST, WIDEST_NARROW
from afterword.outputs.picture.letter_widths import Run, width

PITCH = 16
"""Pixels from line to line."""


@frozen
class WordLine:
    """A line of words."""

    x: float
    y: int
    runs: tuple[Run, ...]
    anchor: str = "start"
    dx: int = 0
    only: str = ""
    """`wide` or `narrow`: drawn on such a page only."""


def add_lines(pieces: Sequence[tuple[Run, ...]], x: float, y: int, room: float, said: list[WordLine]) -> int:
    """Add the pieces to `said`, in one line where `room` per cent hold them, else in several.

    Returns how many more pixels they take. On a wide page they may need fewer lines than on a narrow one:
    then they are there twice.
    """
    narrow = _lines(pieces, NARROWEST * room / 100, wide=False)
    wide = _lines(pieces, WIDEST_NARROW * room / 100, wide=True)
    last = max(len(narrow), len(wide)) - 1
    for lines, only in ((narrow, "narrow"), (wide, "wide")) if narrow != wide else ((narrow, ""),):
        first = y + PITCH * (last + 1 - len(lines))
        said += [WordLine(x=x, y=first + PITCH * number, runs=runs, only=only) for number, runs in enumerate(lines)]
    return PITCH * last


def _lines(pieces: Sequence[tuple[Run, ...]], pixels: float, *, wide: bool) -> list[tuple[Run, ...]]:
    """The pieces in as few lines as hold them; a line may only break between them."""
    lines: list[tuple[Run, ...]] = [()]
    for piece in pieces:
        longer = (*lines[-1], *piece)
        if not lines[-1] or width(longer, wide=wide) <= pixels:
            lines[-1] = longer
        else:
            lines.append((replace(piece[0], text=piece[0].text.removeprefix(", ").lstrip()), *piece[1:]))
    return lines
