"""How wide words are drawn: an upper bound that holds for the fonts of common systems.

The measure is DejaVu Sans, the widest of them. Sizes are pixels: 12 on a narrow page, 13 on a wide one.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from afterword.core.frozen import frozen

NARROW, WIDE = 12, 13
"""The size of letters in `picture.css`, below and from 720 px."""

_BOLD = 1.12
_CLASSES = (
    ("ijl'", 0.29),
    ("I., \N{NO-BREAK SPACE}", 0.33),
    ("f:;|!/-", 0.37),
    ("t()[]r", 0.42),
    ("s", 0.53),
    ("czJL", 0.56),
    ("kvxy", 0.6),
    ("aeoFE", 0.635),
    ("TSYPZ", 0.69),
    ("ABCDGHKNOQRUVX", 0.79),
    ("w", 0.83),
    ("mMW@%&", 1.0),
)
_KNOWN = {letter: width for letters, width in _CLASSES for letter in letters}
_LATIN, _OTHER, _FULL, _PICTURE = 0.64, 0.85, 1.05, 1.4


@frozen
class Run:
    """A piece of a line in one weight."""

    text: str
    bold: bool = False
    quiet: bool = False
    """In the second voice."""
    wide: bool = False
    """Drawn only where the page is wide."""
    late: bool = False

    @property
    def classes(self) -> str:
        """Its classes in `picture.css`."""
        named = ((self.bold, "b"), (self.quiet, "q"), (self.late, "late"), (self.wide, "aw-wide"))
        return " ".join([name for given, name in named if given])


def width(runs: Iterable[Run], *, wide: bool) -> float:
    """How many pixels a line takes at most, on a narrow or on a wide page."""
    size = WIDE if wide else NARROW
    return sum(_ems(run.text) * (_BOLD if run.bold or run.late else 1) for run in runs if wide or not run.wide) * size


def cut(text: str, pixels: float) -> str:
    """`text` in bold, or as much of it as fits into a narrow line with an ellipsis."""
    if width((Run(text=text, bold=True),), wide=False) <= pixels:
        return text
    kept = text
    while kept and width((Run(text=f"{kept}…", bold=True),), wide=False) > pixels:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


@lru_cache(maxsize=4096)
def _ems(text: str) -> float:
    return sum(_em(letter) for letter in text)


def _em(letter: str) -> float:
    if letter in _KNOWN:
        return _KNOWN[letter]
    if letter < "\u0250":
        return _LATIN
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return _FULL
    return _PICTURE if unicodedata.category(letter) == "So" else _OTHER
