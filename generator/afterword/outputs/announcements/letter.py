"""A message as text and as HTML for a mail program.

The HTML has no tables for its layout, no pictures, and no colour but the reader's own.
"""

from dataclasses import replace
from html import escape

from afterword.markup.safe import renamed, restyled, top_level
from afterword.markup.text_layout import laid_out, wrapped
from afterword.outputs.announcements.message import Block, Message
from afterword.outputs.translation import direction

_FONT = (
    "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5"
)
_STYLES = {
    "p": "margin:0 0 14px",
    "ul": "margin:0 0 14px;padding-left:22px",
    "ol": "margin:0 0 14px;padding-left:26px",
    "li": "margin:0 0 6px",
    "h2": "font-size:17px;line-height:1.3;margin:26px 0 8px",
    "h3": "font-size:16px;line-height:1.3;margin:20px 0 6px",
    "h4": "font-size:16px;line-height:1.3;margin:18px 0 6px",
    "h5": "font-size:16px;line-height:1.3;margin:18px 0 6px",
    "blockquote": "margin:0 0 14px;padding-left:14px;border-left:3px solid #888888",
    "pre": "margin:0 0 14px;padding:8px 10px;border:1px solid #888888;white-space:pre-wrap;overflow-wrap:anywhere",
    "table": "margin:0 0 14px;border-collapse:collapse",
    "td": "padding:4px 10px 4px 0;border-top:1px solid #888888;vertical-align:top",
    "th": "padding:4px 10px 4px 0;vertical-align:top",
    "hr": "border:0;border-top:1px solid #888888;margin:22px 0 18px",
}
"""Inline, because many mail programs read nothing else. Grey lines are seen on white and on black."""


def text_of(message: Message) -> str:
    """The letter as text, in lines of 72."""
    return "\n\n".join([wrapped(message.title), *map(_block_text, message.blocks)]) + "\n"


def _block_text(block: Block) -> str:
    text = laid_out(block.html)
    return f"{block.heading}\n{'-' * min(72, len(block.heading))}\n\n{text}" if block.heading else text


def html_of(message: Message) -> str:
    """The letter as a page of its own: right in light and in dark, from 320 pixels on."""
    above = ("", *(block.heading for block in message.blocks))
    style = _style_from_right if (way := direction(message.lang)) == "rtl" else _style
    body = "\n".join(
        restyled(_block_html(block, apart=bool(last)), style)
        for last, block in zip(above, message.blocks, strict=False)
    )
    return f"""<!doctype html>
<html lang="{escape(message.lang)}"{' dir="rtl"' if way == "rtl" else ""}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{escape(message.subject)}</title>
</head>
<body style="margin:0;padding:0;color-scheme:light dark">
<div style="max-width:600px;margin:0 auto;padding:24px 18px;{_FONT};overflow-wrap:break-word">
<h1 style="font-size:22px;line-height:1.3;margin:0 0 16px">{escape(message.title)}</h1>
{body}
</div>
</body>
</html>
"""


def _block_html(block: Block, *, apart: bool) -> str:
    """A part under its heading; one without a heading that comes after one is held apart from it by a line."""
    html = block.html
    # those of a text begin at the third or fourth level, as on a page; here no level may be left out
    for level in range(3, 7):
        html = renamed(html, f"h{level}", f"h{max(2, level - (1 if block.heading or apart else 2))}")
    if block.heading:
        return f"<h2>{escape(block.heading)}</h2>\n{html}"
    return f"<hr>\n{html}" if apart else html


def _style(name: str, attributes: str) -> str:
    """The inline style of an element."""
    left = ";text-align:left" if name == "th" and "align=" not in attributes else ""
    return f"{_STYLES[name]}{left}" if name in _STYLES else ""


def _style_from_right(name: str, attributes: str) -> str:
    """The same where words run from right to left: many mail programs know no logical sides."""
    return _style(name, attributes).replace("left", "right").replace("4px 10px 4px 0", "4px 0 4px 10px")


def shorter(message: Message, note: str) -> Message | None:
    """Leave out the later half of the longest part, with `note` and a link; None when nothing more can go."""
    able = [number for number, block in enumerate(message.blocks) if block.may_shrink]
    if not able:
        return None
    longest = max(able, key=lambda number: len(message.blocks[number].html))
    block = message.blocks[longest]
    more = f'<p>{escape(note)} <a href="{escape(message.url)}">{escape(message.url)}</a></p>'
    pieces = [piece for piece in top_level(block.html) if piece != more]
    kept = pieces[: len(pieces) // 2]
    cut = replace(block, html="\n".join([*kept, more]), may_shrink=bool(kept))
    return replace(message, blocks=(*message.blocks[:longest], cut, *message.blocks[longest + 1 :]))
