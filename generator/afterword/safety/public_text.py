"""Remove HTML comments and likely secrets from a text, before anything is rendered from it."""

import re
from bisect import bisect_right
from itertools import accumulate

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, problem
from afterword.core.times import begin
from afterword.markup.flow import plain
from afterword.markup.html import BLOCKS
from afterword.markup.tree import Document, Node, parse, walk
from afterword.safety.leaks import find_leaks, secrets_in
from afterword.syntax.headings import split_anchor, split_status
from afterword.syntax.waivers import Comment, Waiver, read_waivers

LEFT_OUT = "[left out: this looked like a secret]"
"""The note that replaces a block with a likely secret."""
INTERNAL = "[left out: an internal section]"
"""The note that replaces an internal section."""
_MARK = re.compile(r"#{1,6}[ \t]*|(?:[-*+]|[0-9]{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|\[\^[^\[\]]{1,100}\]:[ \t]*")
"""Markup at the beginning of a block's first row: the mark of a heading, an item or a footnote."""
_ROUNDS = 20
"""How often a text is searched again. The text that remains when a block is removed may read as a secret, too."""
_OPEN, _CLOSE = "<!--", "-->"
_SHORTEST_SECRET = 4
"""Length of the shortest secret that is searched for, a password in an address."""
_MAY_BE_CODE = re.compile(r"`|~~~|^(?: {4}|\t| *[-*+>0-9.)]+(?: {5}|\t))", re.MULTILINE)
"""Matches before every comment inside of code, or on its line."""


@frozen
class PublicText:
    """A text that may be published, parsed."""

    document: Document
    problems: tuple[Problem, ...]
    """E107, E181 and W216."""
    waivers: tuple[Waiver, ...]


def public_text(path: str, text: str, first_line: int) -> PublicText:
    """Parse a text without its comments and without blocks that look like secrets. Every line keeps its number.

    A block that looks like a secret is always removed, so that safety does not depend on the build being stopped. Only
    a waiver keeps it.
    """
    commented = _OPEN in text
    bare = Document(blocks=[], notes={}, rows=text.split("\n"), first_line=first_line)
    document = (
        bare
        if commented and not _MAY_BE_CODE.search(text, 0, text.rfind(_OPEN))
        else parse(text, first_line, mend=not commented)
    )
    problems: tuple[Problem, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    if commented:
        comments = find_comments(document)
        waivers, problems = read_waivers(path, comments)
        problems += tuple(problem(path, comment.line, "E107") for comment in comments if not comment.closed)
        text = without_comments(document, comments)
        document = parse(text, first_line)
    leaks = [leak.problem(path, first_line=first_line) for leak in find_leaks(document)]
    if leaks:
        spared = frozenset(leak.line for leak in leaks if any(waiver.covers(leak) for waiver in waivers))
        document = without_secrets(document, spared)
    return PublicText(document=document, problems=(*problems, *leaks), waivers=waivers)


# ---- comments ------------------------------------------------------------------------------------


def find_comments(document: Document) -> tuple[Comment, ...]:
    """The HTML comments of a text that do not stand in code. One that is not closed extends to the end."""
    text = "\n".join(document.rows)
    starts = _starts(document.rows)
    code = _code(document, starts)
    stretches: list[tuple[int, int]] = []
    position = text.find(_OPEN)
    while position >= 0:
        holder = bisect_right(code, position, key=lambda stretch: stretch[0]) - 1
        if holder >= 0 and position < code[holder][1]:
            position = text.find(_OPEN, code[holder][1])
            continue
        end = text.find(_CLOSE, position + len(_OPEN))
        stretches.append((position, end + len(_CLOSE) if end >= 0 else len(text)))
        position = text.find(_OPEN, stretches[-1][1])
    blank = [not row.strip() for row in _without(text, stretches).split("\n")]
    return tuple(
        Comment(
            line=document.first_line + row,
            column=start - starts[row] + 1,
            start=start,
            end=end,
            text=text[start:end],
            closed=text.endswith(_CLOSE, start + len(_OPEN), end),
            alone=blank[row],
        )
        for start, end in stretches
        for row in (bisect_right(starts, start) - 1,)
    )


def without_comments(document: Document, comments: tuple[Comment, ...]) -> str:
    """The text of a document without its comments. Every line keeps its number."""
    rows = _without("\n".join(document.rows), [(comment.start, comment.end) for comment in comments]).split("\n")
    return "\n".join(row.rstrip() if row != old else row for row, old in zip(rows, document.rows, strict=True))


def _without(text: str, stretches: list[tuple[int, int]]) -> str:
    """Remove stretches from a text, but keep their line ends."""
    kept: list[str] = []
    reached = 0
    for start, end in stretches:
        kept += [text[reached:start], "\n" * text.count("\n", start, end)]
        reached = end
    return "".join([*kept, text[reached:]])


def _starts(rows: list[str]) -> list[int]:
    """The index at which each row begins in the text."""
    return [0, *accumulate(len(row) + 1 for row in rows[:-1])]


def _code(document: Document, starts: list[int]) -> list[tuple[int, int]]:
    """The stretches of the text that are code, in order."""

    def offset(line: int, column: int) -> int:
        row = document.row(line)
        return starts[line - document.first_line] + (
            column if row.isascii() else len(row.encode()[:column].decode(errors="ignore"))
        )

    stretches = [
        (offset(node.line, node.column - 1), offset(node.end_line, node.end_column))
        for node in walk([*document.blocks, *document.notes.values()])
        if node.line and node.tag in {"code", "pre"}
    ]
    return sorted(stretches)


# ---- secrets -------------------------------------------------------------------------------------


def without_secrets(document: Document, spared: frozenset[int] = frozenset()) -> Document:
    """Replace every block that contains a secret by a note. All other lines stay as they are.

    A block is a whole paragraph, list item, table or code block, because the words around a secret tell what it is for.
    A heading keeps its marks, and an update its time and status.

    Args:
        document: a text without comments.
        spared: the lines of secrets that may be published.
    """
    for _ in range(_ROUNDS):
        secrets = [(secret.start[0] - 1, secret.end[0] - 1) for secret in secrets_in(document)]
        places = [place for place in secrets if place[0] + document.first_line not in spared]
        if not places:
            return document
        document = parse("\n".join(_noted(document, places)), document.first_line)
    return parse(LEFT_OUT, document.first_line)


def _noted(document: Document, places: list[tuple[int, int]]) -> list[str]:
    """Replace the blocks on the rows of each secret by one note. Rows are counted from 0."""
    owners = _owners(document)
    rows = list(document.rows)
    gone: set[int] = set()
    for first, last in places:
        here = {number for row in range(first, last + 1) for number in _rows_of(row, owners, document)}
        start = min(here)
        if start not in gone:
            rows[start] = _without_words(document.rows[start], owners[start])
        for number in here - {start}:
            rows[number] = ""
        gone |= here
    return rows


def _rows_of(row: int, owners: list[Node | None], document: Document) -> range:
    """The rows of the block on a row; the row alone for a link definition or raw HTML."""
    owner = owners[row]
    if owner is None:
        return range(row, row + 1)
    underlined = owner.level > 0 and owner.end_line > owner.line  # the underline stays, so that it remains a heading
    end = owner.end_line - document.first_line + (not underlined)
    return range(owner.line - document.first_line, min(end, len(owners)))


def _owners(document: Document) -> list[Node | None]:
    """For each row, the innermost block on it.

    A table is one block; so is an item together with its first paragraph.
    """
    owners: list[Node | None] = [None] * len(document.rows)
    first_words: set[int] = set()
    for node in walk([*document.blocks, *document.notes.values()], into=lambda node: node.tag != "table"):
        if (
            not node.line
            or node.tag not in BLOCKS
            or node.tag in {"ul", "ol", "blockquote", "div"}
            or id(node) in first_words
        ):
            continue
        if node.tag == "li" and (inner := node.elements()) and inner[0].tag == "p":
            first_words.add(id(inner[0]))
        first, last = node.line - document.first_line, min(node.end_line - document.first_line, len(owners) - 1)
        owners[first : last + 1] = [node] * (last + 1 - first)
    return owners


def _without_words(row: str, block: Node | None) -> str:
    """The first row of a block with the note instead of its words. Marks stay, and the time and status of an update."""
    start = len(row.encode()[: block.column - 1].decode(errors="ignore")) if block else 0
    before, rest = row[:start], row[start:]
    mark = _MARK.match(rest)
    kept = before + (mark[0] if mark else "")
    if block and block.level and rest.startswith("#"):
        words, anchor = split_anchor(plain(block.children))
        time = begin(words)
        if time:
            status, typed, _ = split_status(words[time.end :].lstrip(" \t—–-:|,."))
            name = typed if status else "Update"
            ending = f" {{{anchor}}}" if anchor else ""
            heading = f"{kept}{words[: time.end]} — {name}: {LEFT_OUT}{ending}"
            if not secrets_in(heading):
                return heading
    harmless = len(kept) < _SHORTEST_SECRET or not secrets_in(kept)
    return f"{kept}{LEFT_OUT}" if harmless else LEFT_OUT
