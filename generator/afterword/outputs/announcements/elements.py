"""A fragment in its outermost pieces: paragraphs, lists, tables. What is moved or left out is a whole one."""

import re

_TAG = re.compile(r'<(/?)([A-Za-z][A-Za-z0-9]*)(?:[^>"]*(?:"[^"]*"[^>"]*)*)>')
_VOID = frozenset(("br", "col", "hr", "img"))


def elements(html: str) -> tuple[str, ...]:
    """The outermost elements of safe HTML, in order; bare text between them is a piece, too."""
    found: list[str] = []
    depth = begin = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() in _VOID:
            continue
        if tag[1]:
            depth = max(0, depth - 1)
            if not depth:
                found.append(html[begin : tag.end()])
                begin = tag.end()
        else:
            if not depth and html[begin : tag.start()].strip():
                found.append(html[begin : tag.start()])
                begin = tag.start()
            depth += 1
    return tuple(piece.strip() for piece in (*found, html[begin:]) if piece.strip())
