"""What a file may be full of: fragments and shapes, and a text of any size of each, for tests and a benchmark."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import isqrt

HEAD = "---\ntitle: Queue stopped\n---\nText.\n\n"
FIRST = datetime(2026, 3, 14, 9, 16, tzinfo=UTC)

HEADS = {
    "timeline": "## Timeline\n\n",
    "timeline with dates": "## Timeline\n\n",
    "actions": "## Action items\n\n",
    "boxes": "## Action items\n\n",
    "table rows": "| a | b |\n|-|-|\n",
    "notes, used": "[^1]: x\n\n",
}
"""What stands once before a kind of fragment."""
KINDS = {
    # blocks
    "paragraphs": "a\n\n", "lines": "a\n", "spaces": " ", "empty lines": "\n", "rules": "---\n\n",
    "rules in a row": "---\n", "headings": "### h{n}\n\n", "headings without words": "## \n",
    "underlined headings": "a\n---\n", "sections": "## S{n}\nx\n\n", "the same section": "## Affected\n\n- x\n\n",
    "internal sections": "## Internal notes\n\nx\n\n", "fences": "```\n", "blocks of code": "```sh\na\n```\n",
    "indented code": "    a\n\n", "quotes": "> a\n\n", "quotes in quotes": "> ", "signs of a quote": ">",
    "alerts": "> [!NOTE]\n> a\n\n", "alerts in a row": "> [!NOTE]\n", "list items": "- a\n", "loose items": "- a\n\n",
    "numbered items": "1. a\n", "lists in lists": "- a\n  - b\n    - c\n", "lists in a line": "- - - a\n",
    "marks of lists": "+ ", "tables": "| a | b |\n|-|-|\n| 1 | 2 |\n\n", "table rows": "| 1 | 2 |\n", "columns": "|a",
    "blocks of HTML": "<div>\n\n", "tags in a block": "<div>", "tags in lines": "</div>\n",
    "details": "<details>\n<summary>a</summary>\n\n", "tags in a sentence": "x <b>", "scripts": "<script>",
    "attributes": "<a b='c' ",
    # what is not shown
    "comments": "<!-- a --> ", "comments apart": "<!-- a -->\n\n", "open comments": "<!--",
    "comments of lines": "<!-- a\n\nb -->\n", "waivers": "<!-- off: H306 nobody knows -->\n",
    "link definitions": "[r{n}]: /a\n", "abbreviations": "*[w{n}]: x\n", "passwords": "password: Tr0ub4dor&{n}\n\n",
    "redactions": "[redacted: x] ",
    # in a line
    "words": "w{n} ", "entities": "&amp;", "ampersands": "&", "emphasis": "*a _b ", "strong": "**a*b",
    "strikethrough": "~~a ", "ticks": "` `", "more ticks": "`{n}``", "backslashes": "\\", "brackets": "[",
    "images": "![", "links": "[a](https://a.example/{n}) ", "open links": "[a](",
    "relative links": "[a](2026-01-01-z{n}.md)\n\n", "relative links in a line": "[a](b{n}.md) ",
    "named links": "[r{n}] ", "notes": "a[^n{n}]\n\n[^n{n}]: x\n\n", "notes, used": "[^1] ",
    "notes, defined": "[^n{n}]: x\n", "notes in notes": "[^{n}]: a[^{m}]\n\n", "notes that nobody wrote": "[^x]",
    "addresses": "https://a.example/{n} ", "addresses of mail": "me@a.example ", "short mail": "a@b.c ",
    "brackets behind an address": "www.a.example)", "hard breaks": "a\\\n", "signs": "<", "at signs": "@",
    "colons": ":",
    # what incidents say
    "updates": "### {time} - Update\n\nx\n\n", "updates of one minute": "### 2026-03-14 09:16 UTC - Update\n\nx\n\n",
    "promises": "Next update by 09:45 UTC.\n\n", "promises in a line": "Next update by 09:45 UTC. ",
    "timeline": "- 09:16 UTC — a\n", "timeline with dates": "- {time} — a\n",
    "actions": "- [ ] a (prevent; owner: x; due: 2026-04-01)\n", "boxes": "- [ ] a\n", "signatures": "— Ada Osei\n\n",
    "times in words": "an hour ago, ", "times": "{time} ", "names": "@ada 10.0.0.7 ", "excuses": "human error. ",
}  # fmt: skip
"""Fragments that a text may be made of, by what they are."""
WHOLES: dict[str, Callable[[int], str]] = {
    "columns of one table": lambda size: "|a" * (size // 4) + "\n" + "|-" * (size // 4) + "\n",
    "quotes, each deeper": lambda size: "".join(f"{'>' * n} a\n" for n in range(isqrt(2 * size))),
    "lists, each deeper": lambda size: "".join(f"{'  ' * n}- a\n" for n in range(isqrt(size))),
    "brackets, closed": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "images, closed": lambda size: "![" * (size // 6) + "](a)" * (size // 6),
    "emphasis, closed": lambda size: "*a " * (size // 6) + " b*" * (size // 6),
    "tags, closed": lambda size: "x " + "<b>" * (size // 7) + "</b>" * (size // 7),
    "attributes of one tag": lambda size: "x <b " + "".join(f"a{n}=1\n" for n in range(size // 8)) + ">",
    "notes that name all notes": lambda size: "".join(
        f"[^{n}]: {''.join(f'[^{m}]' for m in range(isqrt(size // 6)))}\n\n" for n in range(isqrt(size // 6))
    ),
    "an address of brackets": lambda size: "www.a.example/" + ")" * size,
    "one word": lambda size: "a" * size,
}
"""What grows otherwise than by fragments one behind the other."""


def repeated(kind: str, size: int) -> str:
    """A fragment again and again, up to a size; `{n}` counts, `{time}` is a time later than the last."""
    if kind in WHOLES:
        return WHOLES[kind](size)
    fragment = KINDS[kind]
    pieces, length, number = [HEADS.get(kind, "")], len(HEADS.get(kind, "").encode()), 0
    plain = "{" not in fragment
    while plain or length < size:
        number += 1
        moment = f"{FIRST + timedelta(minutes=number):%Y-%m-%d %H:%M} UTC"
        piece = fragment if plain else fragment.format(n=number, m=number + 1, time=moment)
        pieces.append(piece * (max(size - length, 0) // len(piece.encode())) if plain else piece)
        if plain:
            break
        length += len(piece.encode())
    return "".join(pieces)
