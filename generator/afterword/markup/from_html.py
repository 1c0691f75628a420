"""HTML of other programs as Markdown. Text that is Markdown already, and what stands in code, stays as it is."""

import re

from markdownify import MarkdownConverter

from afterword.core.frozen import frozen
from afterword.markup.tree import code_rows, parse

_KNOWN = (
    "a abbr address article aside b big blockquote br button caption center cite code dd del details dfn div dl dt em fieldset figcaption "
    "figure font footer form h1 h2 h3 h4 h5 h6 header hr i iframe img input ins kbd label legend li link main mark meta nav noscript "
    "object ol option p picture pre q s samp script section select small source span strike strong style sub summary sup svg table tbody "
    "td textarea tfoot th thead time tr tt u ul var video audio embed"
).split()
_GONE = frozenset(
    "audio button embed fieldset form iframe input label link meta noscript object option script select style svg textarea video".split()
)
"""Elements of which nothing is left but words, if they have any."""
_TAG = re.compile(rf"</?(?P<name>{'|'.join(_KNOWN)})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_OTHER = re.compile(r"<(?=[A-Za-z/!?])(?![A-Za-z][A-Za-z0-9+.\-]{1,31}:[^\s<>]*>)(?![^\s<>@]+@[^\s<>@]+>)")
"""What a browser would take for a tag, and is no address between angle brackets."""
_KEEP = re.compile(
    r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)|<[A-Za-z][A-Za-z0-9+.\-]{1,31}:[^\s<>]*>|<[^\s<>@]+@[^\s<>@]+>|&(?!nbsp;)#?[A-Za-z0-9]+;|\\[<>&]",
    re.DOTALL,
)
_PLACE = re.compile("\ue000([0-9]+)\ue001")
_BLANK = re.compile(r"(\n[ \t]*\n\s*)")
_LONG = re.compile(r"\n{3,}")


@frozen
class Converted:
    """A text without HTML."""

    text: str
    dropped: tuple[str, ...]
    """The names of elements that Markdown has nothing for."""
    changed: bool
    """Whether there was any HTML in it."""


def without_html(text: str) -> Converted:
    """The text with its HTML as Markdown. A tag that HTML does not know, such as `<your-name>`, stays as words."""
    if "<" not in text and "&nbsp;" not in text:
        return Converted(text=text, dropped=(), changed=False)
    rows = text.split("\n")
    code = code_rows(parse(text)) if "```" in text or "~~~" in text or "    " in text or "\t" in text else frozenset()
    names: list[str] = []
    made: list[str] = []
    begin = 0
    for row in range(len(rows) + 1):
        if row < len(rows) and (row in code) == (begin in code):
            continue
        run = "\n".join(rows[begin:row])
        made.append(run if begin in code else _converted(run, names))
        begin = row
    new = "\n".join(made)
    return Converted(text=new, dropped=tuple(dict.fromkeys(name for name in names if name in _GONE)), changed=bool(names))


def _converted(text: str, names: list[str]) -> str:
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\ue000{len(kept) - 1}\ue001"

    text = _KEEP.sub(keep, text.replace("\ue000", "").replace("\ue001", "")).replace("&nbsp;", " ")
    found = [tag["name"].lower() for tag in _TAG.finditer(text)]
    names += found
    if found:
        pieces = _BLANK.split(text) if "pre" not in found else [text]
        text = "".join(_one(piece) if _TAG.search(piece) else piece for piece in pieces)
        text = _LONG.sub("\n\n", text)
    text = _OTHER.sub(r"\\<", text)
    return _PLACE.sub(lambda place: kept[int(place[1])] if int(place[1]) < len(kept) else "", text)


def _one(piece: str) -> str:
    """A stretch without blank lines. What is no known tag is kept from the parser, which would drop it."""
    lead = piece[: len(piece) - len(piece.lstrip("\n"))]
    safe = _TAG.sub(lambda tag: f"\ue002{tag[0][1:]}", piece).replace("<", "&lt;").replace("\ue002", "<")
    return lead + _MARKDOWN.convert(safe).strip("\n")


class _Converter(MarkdownConverter):
    """The library, with the marks that our own files use."""

    def convert_script(self, *_: object, **__: object) -> str:
        """Nothing of a program is text."""
        return ""

    convert_style = convert_script
    convert_iframe = convert_script


_MARKDOWN = _Converter(
    heading_style="atx", bullets="-", escape_asterisks=False, escape_underscores=False, escape_misc=False, newline_style="backslash"
)
