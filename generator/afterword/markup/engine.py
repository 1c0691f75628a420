"""Markdown to HTML with positions, in GitHub's dialect: the only module that knows the engine.

The engine is comrak, the Rust library with which GitLab renders (docs/decisions/0018-one-reading.md). Every block and
every inline element that Markdown makes carries `data-sourcepos="line:column-line:column"`, counted from 1; columns are
those of UTF-8 bytes. Elements that were typed as HTML carry none.
"""

import re

import comrak

POSITION = "data-sourcepos"
"""The attribute that holds a position.

A text that contains this word is parsed without its HTML, which could forge positions.
"""


def _options(*, raw: bool) -> comrak.RenderOptions:
    options = comrak.RenderOptions()
    options.unsafe_ = raw
    options.escape = not raw
    options.sourcepos = True
    options.gfm_quirks = True
    return options


def _extensions() -> comrak.ExtensionOptions:
    """GitHub's extensions of CommonMark, without the engine's filter of tags, which takes seconds on hostile texts.

    `_FILTERED` does the same.
    """
    options = comrak.ExtensionOptions()
    options.table = options.tasklist = options.strikethrough = options.autolink = options.footnotes = options.alerts = (
        True
    )
    return options


_FILTERED = re.compile(
    r"<(?=/?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext)(?:[\s>]|/>))", re.IGNORECASE
)
"""Tags that GitHub shows as text (GFM, 6.11), because a browser would hide what follows, or parse it differently."""
_EXTENSIONS = _extensions()
_PARSING = comrak.ParseOptions()
_RAW = _options(raw=True)
_ESCAPED = _options(raw=False)


def to_html(text: str, *, raw: bool = True) -> str:
    """Render a text as HTML with positions. The result is not safe to publish, because raw HTML passes through.

    Args:
        text: Markdown, within the limits of `markup.limits`.
        raw: whether raw HTML stays HTML. Otherwise it is shown as text.
    """
    if not text.endswith("\n"):
        text += "\n"  # without it, a last line "1." is not a list
    html = comrak.render_markdown(text, _EXTENSIONS, _PARSING, _RAW if raw else _ESCAPED)
    return _FILTERED.sub("&lt;", html) if raw and _FILTERED.search(text) else html
