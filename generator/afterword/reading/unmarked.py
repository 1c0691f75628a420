"""A text as a reader copies it, without the marks of Markdown and HTML, and where each character was written.

A secret may be split by a backslash, an entity, bold marks, a tag or a character of no width: the page
shows it whole, so it is looked for in the text as it will be shown.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from afterword.core.frozen import frozen

_INVISIBLE = "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
_ENTITY = r"(?<=&)(?:\#[0-9]{1,7};?|\#[xX][0-9A-Fa-f]{1,6};?|[A-Za-z][A-Za-z0-9]{1,30};)"
_ESCAPE = r"(?<=\\)[!-/:-@\[-`{-~]"
_YAML_ESCAPE = r"(?<=\\)(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\n[ \t]*)"
_EMPHASIS = r"(?<=[*~])(?<![*~]{2})[*~]{0,2}(?![*~])(?:(?=\w)|(?<=\w[*~])|(?<=\w[*~]{2})|(?<=\w[*~]{3}))"
_TAGS = r"(?<=[\w/+\-]<)/?[A-Za-z][^<>\n]*>(?:</?[A-Za-z][^<>\n]*>)*(?=[\w/+\-])"
_COMMENT = r"(?<=[\w/+\-]<)!--.*?-->"


def _marks(*kinds: str) -> re.Pattern[str]:
    """What all marks begin with stands in front: so most of a text is passed over quickly."""
    return re.compile(rf"[\\&*~<{_INVISIBLE}](?:(?<=[{_INVISIBLE}])[{_INVISIBLE}]*|{'|'.join(kinds)})", re.DOTALL)


_MARKS = _marks(_ENTITY, _ESCAPE, _EMPHASIS)
_MARKS_IN_YAML = _marks(_YAML_ESCAPE, _ENTITY, _ESCAPE, _EMPHASIS)
_MARKS_AND_TAGS = _marks(_ENTITY, _ESCAPE, _EMPHASIS, _TAGS)
_MARKS_TAGS_AND_COMMENTS = _marks(_ENTITY, _ESCAPE, _EMPHASIS, _COMMENT, _TAGS)
_TAG_IN_A_WORD = re.compile(r"[\w/+\-]<[/!A-Za-z]")


@frozen
class Unmarked:
    """A text without its marks."""

    text: str
    places: tuple[int, ...]
    """Where in `text` each stretch begins that was written in one piece."""
    origins: tuple[int, ...]
    """Where each of these stretches stands in what was written."""

    def origin(self, index: int) -> int:
        """Where the character at `index` was written; for the length of the text, the end of what was written."""
        stretch = bisect_right(self.places, index) - 1
        return self.origins[stretch] + index - self.places[stretch]


def as_shown(text: str) -> Iterator[Unmarked]:
    """Yield a text without marks, and when tags or comments stand inside words, the text without those too."""
    yield _without(text, _MARKS.finditer(text) if _may_have_marks(text) else ())
    if "<" in text and _TAG_IN_A_WORD.search(text):
        # Behind the last --> no comment can end, and to look for its end again and again would take long.
        cut = text.rfind("-->") + 3 if "-->" in text else 0
        yield _without(text, chain(_MARKS_TAGS_AND_COMMENTS.finditer(text, 0, cut), _MARKS_AND_TAGS.finditer(text, cut)))


def as_value(text: str) -> Unmarked:
    """YAML as its values read: also without the escapes of double-quoted texts."""
    return _without(text, _MARKS_IN_YAML.finditer(text))


def _may_have_marks(text: str) -> bool:
    return not text.isascii() or "*" in text or "\\" in text or "&" in text or "<" in text or "~" in text


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
    """What a reader sees of a mark."""
    if mark[0] == "&":
        return html.unescape(mark)
    if mark[0] != "\\" or mark[1] == "\n":
        return ""
    if mark[1] in "xuU" and len(mark) > 2:
        code = int(mark.lstrip("\\xuU"), 16)
        return chr(code) if code <= 0x10FFFF else ""
    return mark[1]
