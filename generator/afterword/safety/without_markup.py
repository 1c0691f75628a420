"""The text as a reader copies it, without marks of Markdown and HTML, with the source position of every character.

A secret may be split by a backslash, an entity, bold marks, a tag or an invisible character, but the page shows it in
one piece. So secrets are searched for in the text as it will be shown.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

from afterword.core.frozen import frozen

INVISIBLE = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Control characters and characters of no width, for a character class of a regular expression."""
_ENTITY = r"(?<=&)(?:\#[0-9]{1,7};?|\#[xX][0-9A-Fa-f]{1,6};?|[A-Za-z][A-Za-z0-9]{1,30};)"
_ESCAPE = r"(?<=\\)[!-/:-@\[-`{-~]"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUOTE = r"(?<=\w')'(?=\w)"
"""A quote inside of a single-quoted text, which splits a word like the empty quotes of a shell."""
_YAML_ESCAPE = r"(?<=\\)(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\n[ \t]*)"
_EMPHASIS = r"(?<=[*~])(?<![*~]{2})[*~]{0,2}(?![*~])(?:(?=\w)|(?<=\w[*~])|(?<=\w[*~]{2})|(?<=\w[*~]{3}))"


def _marks(*kinds: str, first: str = "") -> re.Pattern[str]:
    """Compile a pattern for marks.

    It begins with the class of first characters, so that most of a text is skipped quickly.
    """
    return re.compile(rf"[\\&*~{first}{INVISIBLE}](?:(?<=[{INVISIBLE}])[{INVISIBLE}]*|{'|'.join(kinds)})", re.DOTALL)


_MARKS = _marks(_ENTITY, _ESCAPE, _EMPHASIS)
_MARKS_IN_YAML = _marks(_QUOTE, _YAML_ESCAPE, _ENTITY, _ESCAPE, _EMPHASIS, first="'")


@frozen
class Unmarked:
    """A text without its marks."""

    text: str
    places: tuple[int, ...]
    """The index in `text` of each stretch that was written in one piece."""
    origins: tuple[int, ...]
    """The index of each of these stretches in the source."""

    def origin(self, index: int) -> int:
        """The index in the source of the character at `index`. The length of the text gives the end of the source."""
        stretch = bisect_right(self.places, index) - 1
        return self.origins[stretch] + index - self.places[stretch]


def unmarked(text: str) -> Unmarked:
    """Remove the marks inside of words from a text. Tags and line ends stay."""
    return _without(text, _MARKS.finditer(text) if _may_have_marks(text) else ())


def as_value(text: str) -> Unmarked:
    """The values of a YAML text, also without the escapes of double-quoted values."""
    return _without(text, _MARKS_IN_YAML.finditer(text))


def _may_have_marks(text: str) -> bool:
    return (
        not text.isascii() or "*" in text or "\\" in text or "&" in text or "~" in text or bool(_CONTROL.search(text))
    )


def _without(text: str, marks: Iterable[re.Match[str]]) -> Unmarked:
    pieces: list[str] = []
    places, origins = [0], [0]
    end = size = 0
    for mark in marks:
        if mark.start() > end:
            pieces.append(text[end : mark.start()])
            size += mark.start() - end
        shown = _shown(mark[0])
        if shown:
            places.append(size)
            origins.append(mark.start())
            pieces.append(shown)
            size += len(shown)
        end = mark.end()
        places.append(size)
        origins.append(end)
    pieces.append(text[end:])
    return Unmarked(text="".join(pieces), places=tuple(places), origins=tuple(origins))


@lru_cache(maxsize=1024)
def _shown(mark: str) -> str:
    """The text that a reader sees of a mark."""
    if mark[0] == "&":
        return html.unescape(mark)
    if mark[0] != "\\" or mark[1] == "\n":
        return ""
    if mark[1] in "xuU" and len(mark) > 2:
        code = int(mark.lstrip("\\xuU"), 16)
        return chr(code) if code <= 0x10FFFF else ""
    return mark[1]
