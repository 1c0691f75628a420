"""What of a writer's text may reach the public: without comments, and without what looks like a secret."""

import re
from bisect import bisect_right
from itertools import accumulate

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, problem
from afterword.core.times import begin
from afterword.markup.html import BLOCKS
from afterword.markup.tree import Document, Node, parse, walk
from afterword.reading.headings import split_anchor, split_status
from afterword.reading.leaks import Lines, find_leaks, secrets_in
from afterword.reading.waivers import Comment, Waiver, read_waivers

LEFT_OUT = "[left out: this looked like a secret]"
"""What stands in the place of a block that looks like a secret."""
INTERNAL = "[left out: an internal section]"
"""What stands in the place of a section that is not for the public."""
_MARK = re.compile(r"#{1,6}[ \t]*|(?:[-*+]|[0-9]{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|\[\^[^\[\]]{1,100}\]:[ \t]*")
"""What the first row of a block begins with, as the tree says that it does: the mark of a heading, an item or a footnote."""
_ROUNDS = 20
"""How often a text is looked through again: what is left when a block is gone could read as a secret, too."""
_OPEN, _CLOSE = "<!--", "-->"
_COMMENTS = re.compile(r"<!--.*?-->")


@frozen
class PublicText:
    """A text as it may be published, parsed."""

    document: Document
    problems: tuple[Problem, ...]
    """E107, E181, W216."""
    waivers: tuple[Waiver, ...]


def public_text(path: str, text: str, first_line: int) -> PublicText:
    """Parse a text without its comments and without the blocks that look like secrets; every line stays in its place.

    A block that looks like a secret is always taken out, so that nothing depends on somebody stopping the build. Only a
    waiver leaves it in.
    """
    document = parse(text, first_line)
    problems: tuple[Problem, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    if _OPEN in text:
        comments = find_comments(document)
        waivers, problems = read_waivers(path, comments)
        problems += tuple(problem(path, comment.line, "E107") for comment in comments if not comment.closed)
        text = without_comments(document, comments)
        document = parse(text, first_line) if comments else document
    leaks = [
        problem(path, first_line + leak.line - 1, leak.code, column=leak.column, kind=leak.kind, masked=leak.masked)
        for leak in find_leaks(text)
    ]
    if leaks:
        spared = frozenset(one.line for one in leaks if any(waiver.covers(one) for waiver in waivers))
        document = without_secrets(document, spared)
    return PublicText(document=document, problems=(*problems, *leaks), waivers=waivers)


# ---- comments ------------------------------------------------------------------------------------


def find_comments(document: Document) -> tuple[Comment, ...]:
    """The HTML comments of a text that do not stand in code; one that is not closed goes on to the end."""
    text = "\n".join(document.rows)
    starts = _starts(document.rows)
    code = _code(document, starts)
    found: list[Comment] = []
    at = text.find(_OPEN)
    while at >= 0:
        holder = bisect_right(code, at, key=lambda stretch: stretch[0]) - 1
        if holder >= 0 and at < code[holder][1]:
            at = text.find(_OPEN, code[holder][1])
            continue
        end = text.find(_CLOSE, at + len(_OPEN))
        closed = end >= 0
        end = end + len(_CLOSE) if closed else len(text)
        row = bisect_right(starts, at) - 1
        found.append(
            Comment(
                line=document.first_line + row,
                column=at - starts[row] + 1,
                start=at,
                end=end,
                text=text[at:end],
                closed=closed,
                alone=not _COMMENTS.sub("", document.rows[row]).strip(),
            )
        )
        at = text.find(_OPEN, end)
    return tuple(found)


def without_comments(document: Document, comments: tuple[Comment, ...]) -> str:
    """The text of a document without its comments, every line in its place."""
    text = "\n".join(document.rows)
    kept: list[str] = []
    end = 0
    for comment in comments:
        kept += [text[end : comment.start], "\n" * comment.text.count("\n")]
        end = comment.end
    rows = "".join([*kept, text[end:]]).split("\n")
    return "\n".join(row.rstrip() if row != old else row for row, old in zip(rows, document.rows, strict=True))


def _starts(rows: list[str]) -> list[int]:
    """Where each row begins in the text."""
    return [0, *accumulate(len(row) + 1 for row in rows[:-1])]


def _code(document: Document, starts: list[int]) -> list[tuple[int, int]]:
    """The stretches of the text that are code, in order."""

    def offset(line: int, column: int) -> int:
        row = document.row(line)
        return starts[line - document.first_line] + (column if row.isascii() else len(row.encode()[:column].decode(errors="ignore")))

    found = [
        (offset(node.line, node.column - 1), offset(node.end_line, node.end_column))
        for node in walk([*document.blocks, *document.notes.values()])
        if node.line and node.tag in {"code", "pre"}
    ]
    return sorted(found)


# ---- secrets -------------------------------------------------------------------------------------


def without_secrets(document: Document, spared: frozenset[int] = frozenset()) -> Document:
    """The document with a note in the place of every block that holds a secret; every other line stays as it is.

    The block is the whole paragraph, list item, table or code block: the words around a secret tell where it fits. A heading
    keeps its marks, and an update its time and its status.

    Args:
        document: a text without comments.
        spared: the lines of secrets that may be published.
    """
    for _ in range(_ROUNDS):
        text = "\n".join(document.rows)
        lines = Lines(text)
        secrets = [(lines.at(secret.start), lines.at(secret.end - 1)) for secret in secrets_in(text)]
        places = [place for place in secrets if place[0] + document.first_line not in spared]
        if not places:
            return document
        document = parse("\n".join(_noted(document, places)), document.first_line)
    return parse(LEFT_OUT, document.first_line)


def _noted(document: Document, places: list[tuple[int, int]]) -> list[str]:
    """The rows of a document with the note in the place of every block that stands on one of these rows, counted from 0."""
    owners = _owners(document)
    rows = list(document.rows)
    gone = {row for first, last in places for row in range(first, last + 1)}
    blocks = {id(owner): owner for row in gone if (owner := owners[row])}
    for row in gone:
        if owners[row] is None:  # a link definition, or HTML that was typed: up to the next empty row or block
            first = last = row
            while first > 0 and owners[first - 1] is None and rows[first - 1].strip():
                first -= 1
            while last + 1 < len(rows) and owners[last + 1] is None and rows[last + 1].strip():
                last += 1
            for number in range(first, last + 1):
                rows[number] = LEFT_OUT if number == first else ""
    for row, owner in enumerate(owners):
        if owner is not None and id(owner) in blocks:
            first = owner.line - document.first_line
            rows[row] = _without_words(document.rows[row], owner) if row == first else ""
    return rows


def _owners(document: Document) -> list[Node | None]:
    """For each row of a document, the innermost block that stands there; a table is one block."""
    owners: list[Node | None] = [None] * len(document.rows)
    for node in walk([*document.blocks, *document.notes.values()], into=lambda node: node.tag != "table"):
        if node.line and node.tag in BLOCKS and node.tag not in {"ul", "ol", "blockquote", "div"}:
            first, last = node.line - document.first_line, node.end_line - document.first_line
            owners[first : last + 1] = [node] * (min(last, len(owners) - 1) + 1 - first)
    return owners


def _without_words(row: str, block: Node) -> str:
    """The first row of a block with the note in the place of its words; its marks stay, and the time and the status of an update."""
    start = len(row.encode()[: block.column - 1].decode(errors="ignore"))
    before, rest = row[:start], row[start:]
    mark = _MARK.match(rest)
    kept = before + (mark[0] if mark else "")
    if block.level and rest.startswith("#"):
        words, anchor = split_anchor(rest[mark.end() if mark else 0 :].strip())
        time = begin(words)
        if time:
            status, typed, _ = split_status(words[time.end :].lstrip(" \t—–-:|,."))
            noted = f"{kept}{words[: time.end]} — {typed if status else 'Update'}: {LEFT_OUT}{f' {{{anchor}}}' if anchor else ''}"
            if not secrets_in(noted):
                return noted
    return f"{kept}{LEFT_OUT}" if not secrets_in(kept) else LEFT_OUT
