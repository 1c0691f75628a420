"""Eight times the text takes eight times the time: every file within the limits is read and checked in proportion to its size."""

import atexit
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import isqrt

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from timed_check import LIMIT, Clock

SIZE = 15_000
"""Bytes of the smaller text."""
TIMES = 8
"""How many times as many bytes the larger text has. That is just within half of the limit for a file, and gets the time of a whole one."""
GROWTH = 12
"""How many times as long the larger text may take. Where the time grows with the square of the text, it takes 64 times as long."""
QUICK = 0.1
"""Seconds: a larger text that takes less is no fault, whatever the smaller one takes. There the clock matters more than the text."""
TRIES = 6
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
CLOCK = Clock()
atexit.register(CLOCK.close)


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


def assert_in_proportion(small: str, large: str) -> None:
    """Assert that the larger text takes about as many times as long as it is larger, and no text longer than the limit."""
    times = []
    for _ in range(TRIES):
        more = CLOCK.taken(large)
        if more is None:
            continue  # another program may have disturbed it
        if more <= QUICK:
            return
        less = CLOCK.taken(small)
        assert less is not None, f"{len(small.encode())} bytes took more than {LIMIT} s, {len(large.encode())} took {more:.2f} s"
        times.append((less, more))
        first, second = (min(column) for column in zip(*times, strict=True))
        if second <= GROWTH * first:
            return
    assert times, f"{len(large.encode())} bytes took more than {LIMIT} s"
    raise AssertionError(f"{TIMES} times the text took {second / first:.1f} times as long: {first:.3f} s, then {second:.3f} s")


@pytest.mark.parametrize("kind", [*KINDS, *WHOLES])
def test_more_of_one_kind_takes_longer_in_proportion(kind: str) -> None:
    """Whatever fills a file, eight times as much of it takes about eight times as long."""
    assert_in_proportion(HEAD + repeated(kind, SIZE), HEAD + repeated(kind, TIMES * SIZE))


@given(st.sampled_from(sorted(KINDS | WHOLES)), st.sampled_from(sorted(KINDS)), st.booleans())
@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])  # nothing to make smaller; `make fuzz` tries more
def test_more_of_two_kinds_takes_longer_in_proportion(one: str, other: str, mixed: bool) -> None:
    """Nor do two kinds multiply, one behind the other or by turns: definitions and what uses them, sections and links."""

    def text(size: int) -> str:
        if not mixed:
            return f"{HEAD}{repeated(one, size // 2)}\n\n{repeated(other, size // 2)}"
        parts = [repeated(kind, size // 16) for kind in (one, other)] * 8
        return HEAD + "\n\n".join(parts)

    assert_in_proportion(text(SIZE), text(TIMES * SIZE))
