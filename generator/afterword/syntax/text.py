"""Decode a file into text that can be published: line ends, illegal characters, front matter and body."""

import re

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, problem
from afterword.syntax.front_fences import FENCE, front_fault, unclosed_fault

MAX_BYTES = 256 * 1024
"""Larger files are refused without being read."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 forbids, C1 controls, uncommon line separators (NEL, U+2028), and invisible changes of the
writing direction."""
_CONFLICT = re.compile(r"^(<{7}|>{7}|\|{7})(?= |$)|^={7}$")


def illegal(text: str) -> re.Match[str] | None:
    """The first character that must not be published; None without one."""
    return _ILLEGAL.search(text)


def without_illegal(text: str) -> str:
    """Remove the characters that must not be published."""
    return _ILLEGAL.sub("", text)


def decode(path: str, data: bytes, problems: list[Problem]) -> str | None:
    """Decode a file, with bare line feeds and no byte order mark. None when it is refused. Reports E106, E203, E204."""
    if len(data) > MAX_BYTES:
        problems.append(problem(path, 1, "E204", limit=MAX_BYTES // 1024))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(problem(path, line, "E106", n=error.start))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not illegal(text):
        return text
    for number, row in enumerate(text.split("\n"), 1):
        if match := illegal(row):
            problems.append(problem(path, number, "E203", column=match.start() + 1, point=f"U+{ord(match[0]):04X}"))
    return without_illegal(text)


def conflicts(path: str, text: str, problems: list[Problem]) -> bool:
    """Report E105 for every marker of a git conflict. True when there is one."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return False
    marks = [(number, row) for number, row in enumerate(text.split("\n"), 1) if _CONFLICT.match(row)]
    if not any(row[0] in "<>" for _, row in marks):
        return False
    problems.extend(problem(path, number, "E105", text=row[:40]) for number, row in marks)
    return True


@frozen
class Parts:
    """A file, split into front matter and body."""

    front: str
    """The front matter without its fences. It begins on line 2."""
    body: str
    body_line: int
    """The line on which `body` begins, counted from 1."""


def split(path: str, text: str, problems: list[Problem]) -> Parts | None:
    """Split a file into front matter and body. None, with E101, E102, E126, E127 or E128, without a closed one."""
    rows = text.split("\n")
    if rows[0].rstrip() == FENCE:
        for number, row in enumerate(rows[1:], 2):
            if row.rstrip() == FENCE:
                return Parts(front="\n".join(rows[1 : number - 1]), body="\n".join(rows[number:]), body_line=number + 1)
        problems.append(unclosed_fault(path, rows))
    else:
        problems.append(front_fault(path, rows))
    return None
