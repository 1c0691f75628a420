"""Markdown extensions of other programs, which the forge would show as typed; and markup that cleaning removes."""

import re
from collections.abc import Iterator

from afterword.core.problems import Problem, problem
from afterword.markup.flow import flow
from afterword.markup.html import removed
from afterword.markup.tree import Document, walk
from afterword.syntax.fragments import NodeRange

_SIGNS = re.compile(
    r"[!?={*+:<-](?:(?<=!)!!|(?<=\?)\?\?|(?<==)="
    r"|(?<=\{)(?:[:. ]|#(?!u-)|target=|width=|class=|style=|loading=)|(?<=-)8<-|(?<=\*)\["
    r"|(?<=\+)\+|(?<=:)(?:material|octicons|fontawesome|simple)-"
    r"|(?<=<)(?:script|style|title|textarea|xmp|iframe|noembed|noframes|plaintext))"
)
"""Matches in every text that uses another dialect. Applied to the text in small letters, because it is quick."""
_IN_CODE = "it between ` to show it, or take it out"
_DIALECTS = (
    (re.compile(r"^!!![ \t]+[\w-]+.*", re.MULTILINE), "> [!NOTE] and the text below it, each line behind >"),
    (
        re.compile(r"^\?\?\?\+?[ \t]+[\w-]+.*", re.MULTILINE),
        "<details><summary>Title</summary>, an empty line, the text, and </details>",
    ),
    (re.compile(r"^===[!+]?[ \t]+[\"“].*", re.MULTILINE), "a heading for each tab"),
    (
        re.compile(
            r"\{:?[ \t]*(?!#u-)[.#][A-Za-z][^{}\n]{0,100}\}"
            r"|\{:?[ \t]*(?:target|width|class|style|loading)=[^{}\n]{0,100}\}"
        ),
        "",
    ),
    (re.compile(r":(?:material|octicons|fontawesome|simple)-[a-z0-9-]+:"), "an emoji, such as ✅"),
    (re.compile(r"^-{1,2}8<-{1,2}.*", re.MULTILINE), "the text itself"),
    (
        re.compile(r"^\*\[[^\[\]\n]{1,100}\]:.*", re.MULTILINE),
        "the long form in the text, where the short one stands first",
    ),
    (re.compile(r"(?<!\+)\+\+[a-z0-9\"+-]{1,40}\+\+(?!\+)"), "<kbd>Ctrl</kbd>"),
    (
        re.compile(
            r"<(?:script|style|title|textarea|xmp|iframe|noembed|noframes|plaintext)\b[^<>\n]{0,200}>?", re.IGNORECASE
        ),
        _IN_CODE,
    ),
    (re.compile(r"(?<![=\w])==[^=\n]{1,200}==(?![=\w])"), "**bold** words"),
)
"""Pattern of a foreign notation, and what to write instead; empty where there is nothing to write instead."""


def other_dialects(document: Document, path: str) -> Iterator[Problem]:
    """Report W243 for Markdown of other programs. `{#u-…}` is excepted: it is the anchor of an update."""
    if not _SIGNS.search(document.low):
        return
    text = flow([*document.blocks, *document.notes.values()], document)
    for pattern, instead in _DIALECTS:
        for match in pattern.finditer(text.own):
            line, column = text.place(match.start())
            if instead is _IN_CODE and match[0] not in document.row(line):
                continue  # it was typed as \\<script> or &lt;script>, so it is shown as text on purpose
            then = f"Write {instead}" if instead else "Take it out"
            yield problem(path, line, "W243", column=column, text=match[0].strip()[:40], then=then)


def taken_out(content: NodeRange, path: str) -> Iterator[Problem]:
    """Report W217 for markup that is removed before publishing."""
    for node, what in removed(walk(content.nodes)):
        yield problem(path, content.document.line_of(node), "W217", what=what)
