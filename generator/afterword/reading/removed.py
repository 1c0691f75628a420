"""What a writer typed as HTML and no page can carry: named, so that nobody wonders where it went."""

import html
import re
from collections.abc import Collection, Iterator

from afterword.reading.blocks import code_lines

_MAYBE = re.compile(r"<[A-Za-z!?]|\bon[a-z]+[ \t]*=|\bstyle[ \t]*=|(?:script|data)[ \t]*:|&#", re.IGNORECASE)
"""One of these is in every text from which something is removed."""
_TAG = re.compile(r"<(?P<name>[A-Za-z][A-Za-z0-9:-]*)(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"([A-Za-z:-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
_RUNS = ("javascript", "vbscript", "data", "file")
_IN_CODE = re.compile(r"(`+)[^`].*?\1")


def removed(text: str, raw: str, tags: Collection[str]) -> Iterator[tuple[int, str]]:
    """What the cleaner takes out of a text: the line, counted from 0, and its name; each name once in a line.

    Args:
        text: the Markdown.
        raw: the HTML that was made of it, before it is cleaned.
        tags: those that are let through. What an extension made by itself is nobody's mistake and passes in silence.
    """
    if not _MAYBE.search(text):
        return
    rows = text.split("\n")
    code = code_lines(rows)
    typed = [(number, _IN_CODE.sub("", row).lower()) for number, row in enumerate(rows) if number not in code]
    names = dict.fromkeys(_names(raw, {*tags, "input"}))
    for name, mark in names:
        found = [number for number, row in typed if re.search(mark, row)]
        if not found and mark.endswith(":"):
            found = [0]  # in disguise, such as java&#115;cript:
        yield from ((number, name) for number in found)


def _names(raw: str, tags: Collection[str]) -> Iterator[tuple[str, str]]:
    """What is taken out, as it is named, and the pattern of how it was typed."""
    for tag in _TAG.finditer(raw):
        name = tag["name"].lower()
        if name not in tags:
            yield f"<{name}>", rf"<{name}(?![a-z0-9-])"
            continue
        for attribute, quoted in _ATTRIBUTE.findall(tag["attributes"]):
            key = attribute.lower()
            if key.startswith("on") or key == "style":
                yield f"{key}=", rf"\b{key}[ \t]*="
            elif key in {"href", "src"}:
                target = re.sub(r"[\x00-\x20]+", "", html.unescape(quoted.strip("\"'"))).lower()
                scheme = _SCHEME.match(target)
                if scheme and scheme[1] in _RUNS:
                    yield f"a {scheme[1]}: address", f"{scheme[1]}:"
