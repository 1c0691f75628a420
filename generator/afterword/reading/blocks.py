"""The body of a file as a flat list of headings and the text under them, code fences left alone."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, problem

_FENCE = re.compile(r"[ \t]*(?P<mark>`{3,}|~{3,})(?P<info>.*)$")
_ATX = re.compile(r" {0,3}(#(?=\s|$)|#{2,6})(?!#)[ \t]*(.*)$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_BEGINS_UNDERLINE = frozenset("=- ")
_NO_PARAGRAPH = re.compile(r"\s*$|[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]|[ \t]*>|[ \t]*\||(?: {4}|\t)|#| {0,3}(?:[-*_][ \t]*){3,}$")
_EMPHASIS = re.compile(r"\*\*|__|(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])")
_TICKS_OR_COMMENT = re.compile(r"`+|<!--")
_LONGEST_FENCE = 12
"""Longer fences count as this long."""
_DEFINITION = re.compile(r" {0,3}(?:\[(?!redacted:)[^\[\]]{1,200}\]:[ \t]*\S|\*\[[^\[\]]{1,100}\]:)", re.IGNORECASE)


@frozen
class Block:
    """A heading and the text up to the next one. The first block of a body has level 0 and no title."""

    level: int
    title: str
    """The heading without its marks and without attributes in braces."""
    attributes: str
    """What stood in braces at the end of the heading: `#u-20260314T0916Z`."""
    line: int
    """The line of the heading, counted from 1."""
    text: str
    text_line: int
    """The line on which `text` begins."""
    raw: str
    """Heading and text as written."""


def strip_comments(path: str, body: str, first_line: int, problems: list[Problem]) -> str:
    """Take out HTML comments, keep every line where it is. Code keeps its comments.

    Adds E107 for a comment that is not closed; everything after it is taken out, as a browser would.
    """
    if "<!--" not in body:
        return body
    rows = body.split("\n")
    ends = _fence_ends(rows)
    out: list[str] = []
    inside = code = 0
    for number, row in enumerate(rows):
        if not inside:
            code = max(code, ends.get(number, -1) + 1) if number >= code else code
            if number < code:
                out.append(row)
                continue
        kept, rest = "", row
        while rest:
            if inside:
                _, end, rest = rest.partition("-->")
                inside = 0 if end else inside
                if not end:
                    break
                continue
            cut = _comment_start(rest)
            if cut is None:
                kept, rest = kept + rest, ""
            else:
                kept, rest, inside = kept + rest[:cut], rest[cut + 4 :], first_line + number
        out.append(kept.rstrip() if kept != row else row)
    if inside:
        problems.append(problem(path, inside, "E107"))
    return "\n".join(out)


def _comment_start(row: str) -> int | None:
    """Where the first comment begins that does not stand in inline code."""
    marks = list(_TICKS_OR_COMMENT.finditer(row))
    closing: dict[int, int] = {}
    for number, mark in enumerate(marks):
        if mark[0] != "<!--":
            closing[len(mark[0])] = number
    number = 0
    while number < len(marks):
        if marks[number][0] == "<!--":
            return marks[number].start()
        size = len(marks[number][0])
        if closing[size] > number:
            number = next(n for n in range(number + 1, len(marks)) if len(marks[n][0]) == size and marks[n][0] != "<!--")
        number += 1
    return None


def code_lines(rows: list[str]) -> frozenset[int]:
    """The numbers, from 0, of the lines in closed code fences, the fences included. An open fence is none."""
    inside: set[int] = set()
    last = -1
    for number, end in _fence_ends(rows).items():
        if number > last:
            last = end
            inside.update(range(number, end + 1))
    return frozenset(inside)


def _fence_ends(rows: list[str]) -> dict[int, int]:
    """Every line that can open a code fence, and the line that would close it."""
    likely = [(number, row) for number, row in enumerate(rows) if "```" in row or "~~~" in row]
    fences = [(number, found) for number, row in likely if (found := _FENCE.match(row))]
    closing: dict[tuple[str, int], list[int]] = {}
    for number, found in fences:
        if not found["info"].strip():
            for size in range(3, min(len(found["mark"]), _LONGEST_FENCE) + 1):
                closing.setdefault((found["mark"][0], size), []).append(number)
    pairs: dict[int, int] = {}
    for number, found in fences:
        if found["mark"][0] == "`" and "`" in found["info"]:
            continue
        ends = closing.get((found["mark"][0], min(len(found["mark"]), _LONGEST_FENCE)), [])
        place = bisect_right(ends, number)
        if place < len(ends):
            pairs[number] = ends[place]
    return pairs


def fences_apart(text: str) -> str:
    """A text with empty lines around the code fences at its left edge: without them they would stand inside a paragraph."""
    rows = text.split("\n")
    ends = _fence_ends(rows)
    if not ends:
        return text
    out: list[str] = []
    end = -1
    for number, row in enumerate(rows):
        opens = number > end and number in ends
        if opens:
            end = ends[number]
        edge = row[:1] in {"`", "~"}
        out += [*([""] if opens and edge else []), row, *([""] if number == end and edge else [])]
    return "\n".join(out)


def blocks(body: str, first_line: int) -> tuple[Block, ...]:
    """Cut a body, comments stripped, at its headings.

    Headings are those of Markdown: `## Title`, from the second level on also without the space, and lines
    underlined with `---` or `===`.
    """
    rows = body.split("\n")
    heads = list(_headings(rows, code_lines(rows)))
    starts = [*heads, (len(rows), len(rows), 0, "")]
    found = [_block(rows, first_line, (0, 0, 0, ""), starts[0][0])]
    found += [_block(rows, first_line, head, after[0]) for head, after in pairwise(starts)]
    return tuple(found)


def _block(rows: list[str], first_line: int, head: tuple[int, int, int, str], end: int) -> Block:
    begin, text_begin, level, title = head
    title, attributes = _without_braces(_without_hashes(title)) if level else ("", "")
    return Block(
        level=level,
        title=title,
        attributes=attributes,
        line=first_line + begin,
        text="\n".join(rows[text_begin:end]),
        text_line=first_line + text_begin,
        raw="\n".join(rows[begin:end]),
    )


def _without_hashes(title: str) -> str:
    """`Title ##` without the closing marks."""
    bare = title.strip()
    shorter = bare.rstrip("#")
    return shorter.rstrip() if shorter != bare and (not shorter or shorter[-1] in " \t") else bare


def _without_braces(title: str) -> tuple[str, str]:
    """`Title {#anchor}` as title and what stands in the braces."""
    start = title.rfind("{")
    if start < 0 or not title.endswith("}") or "}" in title[start:-1] or title[start + 1 : start + 2] not in {"#", ".", ":"}:
        return title, ""
    return title[:start].rstrip(), title[start + 1 : -1].removeprefix(":").strip()


def _headings(rows: list[str], code: frozenset[int]) -> Iterator[tuple[int, int, int, str]]:
    """Yield (line, line after it, level, title) of every heading, counted from 0."""
    used = -1
    for number, row in enumerate(rows):
        if number in code or number == used:
            continue
        if "#" in row and (found := _ATX.match(row)):
            yield number, number + 1, len(found[1]), found[2]
            continue
        below = rows[number + 1] if number + 1 < len(rows) else ""
        underline = _UNDERLINE.match(below) if below[:1] in _BEGINS_UNDERLINE else None
        if not underline:
            continue
        before = number - 1
        first = number == 0 or before == used or not rows[before].strip() or before in code or bool(_ATX.match(rows[before]))
        if first and number + 1 not in code and not _NO_PARAGRAPH.match(row):
            used = number + 1
            yield number, number + 2, 1 if underline[1][0] == "=" else 2, row


def definitions(body: str) -> tuple[str, ...]:
    """The link, footnote and abbreviation definitions of a body, each with its continuation lines."""
    if "]:" not in body:
        return ()
    found: list[str] = []
    for begins, row in _definition_rows(body.split("\n")):
        if begins:
            found.append(row)
        elif begins is False:
            found[-1] += f"\n{row}"
    return tuple(definition.rstrip() for definition in found)


def without_definitions(text: str) -> str:
    """A text without its definitions."""
    if "]:" not in text:
        return text
    return "\n".join(row for begins, row in _definition_rows(text.split("\n")) if begins is None)


def _definition_rows(rows: list[str]) -> Iterator[tuple[bool | None, str]]:
    """Yield every line with True where a definition begins, False where it goes on, None elsewhere."""
    code = code_lines(rows)
    taking = False
    for number, row in enumerate(rows):
        if number in code:
            taking = False
            yield None, row
        elif _DEFINITION.match(row):
            taking = row.lstrip().startswith("[^")
            yield True, row
        elif taking and (row.startswith("    ") or not row.strip()):
            yield False, row
        else:
            taking = False
            yield None, row


def without_empty(text: str) -> str:
    """A text without the headings under which nothing stands; every line stays where it is."""
    rows = text.split("\n")
    found = blocks(text, 0)
    for number, block in enumerate(found):
        below = found[number + 1] if number + 1 < len(found) else None
        if block.level and not block.text.strip() and not (below and below.level > block.level):
            rows[block.line : block.text_line] = [""] * (block.text_line - block.line)
    return "\n".join(rows)


def quoted_title(title: str) -> str:
    """A heading without bold and italic marks around its words."""
    return _EMPHASIS.sub("", title).strip() if "*" in title or "_" in title else title.strip()
