"""Stands in for `afterword.markup` until that is there: the engine with the options of the design, and nothing else."""

import comrak

_EXTENSIONS = ("alerts", "autolink", "footnotes", "strikethrough", "table", "tagfilter", "tasklist")
_RENDERING = ("gfm_quirks", "sourcepos", "unsafe_")


def to_html(text: str) -> str:
    """The HTML of a text before it is cleaned, with the place of each element."""
    extensions, rendering = comrak.ExtensionOptions(), comrak.RenderOptions()
    for name in _EXTENSIONS:
        setattr(extensions, name, True)
    for name in _RENDERING:
        setattr(rendering, name, True)
    whole = text if text.endswith(("\n", "\r")) else f"{text}\n"  # without it, `1.` is no list, and code has no last line break
    return comrak.render_markdown(whole, extensions, None, rendering)
