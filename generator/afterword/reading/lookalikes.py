"""Report text that readers would take for an update, but the format does not."""

import re
from collections.abc import Iterator

from afterword.core.problems import Problem, problem
from afterword.core.times import begin
from afterword.markup.flow import plain
from afterword.markup.tree import HEADINGS, Document, Node, walk
from afterword.safety.search_views import Lines
from afterword.syntax.fragments import NodeRange
from afterword.syntax.headings import looks_like_update, split_anchor, split_status

_NO_SPACE = re.compile(r"^[ \t>]*#{1,6}(?=[^#\s]|[\xa0\u2000-\u200b\u202f\u3000])[^\S\n]*(?P<words>\S.*)", re.MULTILINE)
"""A line that looks like a heading, but has no space, or a special one, behind its marks."""
_BOLD = frozenset({"strong", "b"})
_HOLDERS = {
    "blockquote": "a quote",
    "li": "a list item",
    "div": "a box",
    "details": "<details>",
    "td": "a table",
    "th": "a table",
}
_STAMP = re.compile(
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? [0-9]{1,2},? |[0-9]{4}-[0-9]{2}-[0-9]{2}[ T])"
    r"(?:[0-9]{4},? )?(?:at )?[0-9]{1,2}:[0-9]{2}",
    re.IGNORECASE,
)
"""The line with a time below an update, as status pages show it."""


def hidden_headings(content: NodeRange, path: str) -> Iterator[Problem]:
    """Report E138 for update headings inside of other elements, E231 for an unclosed code block that contains one."""
    document = content.document
    for block in content.nodes:
        if not isinstance(block, Node) or block.tag == "p":
            continue
        if block.tag == "pre" and block.line:
            yield from _swallowed(block, document, path)
            continue
        if not document.hidden_headings:
            continue
        holder = block
        for node in walk([block]):
            holder = node if node.tag in _HOLDERS else holder
            if node.tag in HEADINGS and looks_like_update(split_anchor(plain(node.children))[0]):
                where = _HOLDERS.get(holder.tag)
                fault = f"it stands inside {where}. Move it out, to the beginning of a line"
                fault = fault if where else "it is typed as HTML"
                yield problem(path, document.line_of(node), "E138", problem=fault)


def _swallowed(code: Node, document: Document, path: str) -> Iterator[Problem]:
    if not document.is_open(code):
        return
    for line in range(code.line + 1, code.end_line + 1):
        row = document.row(line).strip()
        if row.startswith("##") and looks_like_update(row.strip("# \t")):
            yield problem(path, code.line, "E231", line=line)
            return


def headings_without_space(document: Document) -> dict[int, str]:
    """By line: the words behind the marks of lines that look like a heading but have no space behind their marks."""
    text = "\n".join(document.rows)
    above, lines = document.first_line - 1, Lines(text)
    return {above + lines.place(match.start())[0]: match["words"] for match in _NO_SPACE.finditer(text)}


def lookalikes(content: NodeRange, path: str, without_space: dict[int, str]) -> Iterator[Problem]:
    """Report what looks like the heading of an update and is none.

    E138: a heading without a space behind `#`. W242: a bold line, or a pasted text, that reads like an update.
    """
    document = content.document
    bold = not document.tags.isdisjoint(_BOLD)
    for block in content.nodes:
        if isinstance(block, str):
            continue
        if block.tag == "p":
            for line in range(block.line, block.end_line + 1) if without_space and block.line else ():
                if looks_like_update(split_anchor(without_space.get(line, ""))[0]):
                    behind = document.row(line).lstrip(" \t>").lstrip("#")[:1].strip()
                    fault = "there is no space behind its #" if behind else "the space behind its # is a special one"
                    yield problem(path, line, "E138", problem=fault)
            first = next((child for child in block.children if not isinstance(child, str) or child.strip()), "")
            if isinstance(first, str) and _pasted(first) and _STAMP.search(plain([block])):
                yield problem(path, block.line, "W242", text=first.strip().partition("\n")[0][:60])
        if bold:
            lines = [block] if block.tag == "p" else []
            for item in block.elements() if block.tag in {"ul", "ol"} else ():
                lines += [item, *(child for child in item.elements() if child.tag == "p")]
            yield from (
                problem(path, document.line_of(line), "W242", text=words[:60])
                for line in lines
                if (words := _bold_update(line))
            )


def _bold_update(line: Node) -> str:
    """The bold words with which a line begins, if they read as an update; else empty."""
    first = next((child for child in line.children if not isinstance(child, str) or child.strip()), "")
    if not isinstance(first, Node) or first.tag not in _BOLD:
        return ""
    words = plain([first])
    start = begin(words)
    if start is None or not start.clock:
        whole = plain(line.children)
        return words if _pasted(whole) and _STAMP.search(whole) else ""
    status, _, _ = split_status(words[start.end :].lstrip(" \t—–-:|,."))
    behind = plain(line.children)[len(words) :].lstrip(" \t—–-:|,.")
    return words if status or (not words[start.end :].strip(" \t—–-:|,.") and split_status(behind)[0]) else ""


def _pasted(words: str) -> bool:
    """Whether a text begins as an update on a status page does: `Resolved - text`."""
    status, typed, _ = split_status(words.strip())
    return status is not None and words.strip()[len(typed) :].lstrip()[:1] in {"-", "–", "—"}
