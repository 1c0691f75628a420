"""Convert HTML of other programs to Markdown. Markdown and code in the text stay as they are."""

import re

from markdownify import MarkdownConverter

from afterword.core.frozen import frozen
from afterword.markup.tree import code_rows, parse

_KNOWN = (
    "a abbr address article aside b big blockquote br button caption center cite code dd del details dfn div dl dt em "
    "fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i iframe img input ins kbd label legend "
    "li link main mark meta nav noscript object ol option p picture pre q s samp script section select small source "
    "span strike strong style sub summary sup svg table tbody td textarea tfoot th thead time tr tt u ul var video "
    "audio embed"
).split()
_GONE = frozenset(
    (
        "audio button embed fieldset form iframe input label link meta noscript object option script select style svg "
        "textarea video"
    ).split()
)
"""Elements that are removed, except for their text."""
_TAG = re.compile(rf"</?(?P<name>{'|'.join(_KNOWN)})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_OTHER = re.compile(r"<(?=[A-Za-z/!?])(?![A-Za-z][A-Za-z0-9+.\-]{1,31}:[^\s<>]*>)(?![^\s<>@]+@[^\s<>@]+>)")
"""The beginning of a tag in the eyes of a browser, except for addresses in angle brackets."""
_KEEP = re.compile(
    r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)|<[A-Za-z][A-Za-z0-9+.\-]{1,31}:[^\s<>]*>|<[^\s<>@]+@[^\s<>@]+>"
    r"|&(?!nbsp;)#?[A-Za-z0-9]+;|\\[<>&]",
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
    """Names of elements that have no counterpart in Markdown."""
    changed: bool
    """Whether the text contained any HTML."""


def without_html(text: str) -> Converted:
    """Convert the HTML in a text to Markdown. Unknown tags such as `<your-name>` stay as text."""
    if "<" not in text and "&nbsp;" not in text:
        return Converted(text=text, dropped=(), changed=False)
    rows = text.split("\n")
    code = code_rows(parse(text)) if "```" in text or "~~~" in text or "    " in text or "\t" in text else frozenset()
    names: list[str] = []
    parts: list[str] = []
    begin = 0
    for row in range(len(rows) + 1):
        if row < len(rows) and (row in code) == (begin in code):
            continue
        run = "\n".join(rows[begin:row])
        parts.append(run if begin in code else _converted(run, names))
        begin = row
    new = "\n".join(parts)
    return Converted(
        text=new, dropped=tuple(dict.fromkeys(name for name in names if name in _GONE)), changed=bool(names)
    )


def _converted(text: str, names: list[str]) -> str:
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\ue000{len(kept) - 1}\ue001"

    text = _KEEP.sub(keep, text.replace("\ue000", "").replace("\ue001", "")).replace("&nbsp;", " ")
    tags = [tag["name"].lower() for tag in _TAG.finditer(text)]
    names += tags
    if tags:
        pieces = _BLANK.split(text) if "pre" not in tags else [text]
        text = "".join(_one(piece) if _TAG.search(piece) else piece for piece in pieces)
        text = _LONG.sub("\n\n", text)
    text = _OTHER.sub(r"\\<", text)
    return _PLACE.sub(lambda place: kept[int(place[1])] if int(place[1]) < len(kept) else "", text)


def _one(piece: str) -> str:
    """Convert text without blank lines. Unknown tags are escaped, because the parser would drop them."""
    lead = piece[: len(piece) - len(piece.lstrip("\n"))]
    safe = _TAG.sub(lambda tag: f"\ue002{tag[0][1:]}", piece).replace("<", "&lt;").replace("\ue002", "<")
    return lead + _MARKDOWN.convert(safe).strip("\n")


class _Converter(MarkdownConverter):
    """The library's converter, with the Markdown marks that our own files use."""

    def convert_script(self, *_: object, **__: object) -> str:
        """Drop the content of scripts, styles and frames."""
        return ""

    convert_style = convert_script
    convert_iframe = convert_script


_MARKDOWN = _Converter(
    heading_style="atx",
    bullets="-",
    escape_asterisks=False,
    escape_underscores=False,
    escape_misc=False,
    newline_style="backslash",
)
