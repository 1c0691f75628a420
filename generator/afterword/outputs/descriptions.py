"""The words of a text where nobody can follow a footnote: search results, previews, calendars, what programs read."""

import re

from afterword.core.parts import Fragment
from afterword.reading.markdown import plain_text

_MARK = re.compile(r'<sup\b[^>]*>\s*<a\b[^>]*\bhref="#[^"]*"[^>]*>[^<]*</a>\s*</sup>')
_NOTES = re.compile(r'<(?:div|section)\b[^>]*\bclass="footnotes?"[^>]*>.*', re.DOTALL)
"""The footnotes stand at the end of their text."""


def without_footnotes(html: str) -> str:
    """The HTML of a text without the marks of its footnotes and without the notes."""
    return _MARK.sub("", _NOTES.sub("", html)) if "<sup" in html else html


def description(text: Fragment) -> str:
    """The words of a text on one line, without footnotes."""
    return plain_text(without_footnotes(text.html))
