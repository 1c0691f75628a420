"""From bytes to lines that can be published: encoding, line ends, characters, front matter and body apart."""

import re

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, fault, problem
from afterword.syntax.front_fences import FENCE, front_fault, unclosed_fault

MAX_BYTES = 256 * 1024
"""A file larger than this is refused unread."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 does not allow, the C1 controls, line ends that only some programs know (NEL, U+2028), and what turns
the direction of text unseen."""
_CONFLICT = re.compile(r"^(<{7}|>{7}|\|{7})(?= |$)|^={7}$")


def illegal(text: str) -> re.Match[str] | None:
    """The first character of `text` that must not be published."""
    return _ILLEGAL.search(text)


def without_illegal(text: str) -> str:
    """`text` without the characters that must not be published."""
    return _ILLEGAL.sub("", text)


def decode(path: str, data: bytes, problems: list[Problem]) -> str | None:
    """The text of a file with bare line feeds at line ends and without a byte order mark; None when it is refused.

    Adds E106, E203, E204.
    """
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
        if found := illegal(row):
            problems.append(problem(path, number, "E203", column=found.start() + 1, point=f"U+{ord(found[0]):04X}"))
    return without_illegal(text)


def conflicts(path: str, text: str, problems: list[Problem]) -> bool:
    """Add E105 for every line of a git conflict; whether there is one."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return False
    marks = [(number, row) for number, row in enumerate(text.split("\n"), 1) if _CONFLICT.match(row)]
    if not any(row[0] in "<>" for _, row in marks):
        return False
    problems.extend(problem(path, number, "E105", text=row[:40]) for number, row in marks)
    return True


@frozen
class Parts:
    """A file in two parts."""

    front: str
    """The front matter without its fences; it begins on line 2."""
    body: str
    body_line: int
    """The line on which `body` begins, counted from 1."""


def split(path: str, text: str, problems: list[Problem]) -> Parts | None:
    """Take front matter and body apart; None, with E101, E102, E126, E127 or E128, when there is no closed front matter."""
    rows = text.split("\n")
    if rows[0].rstrip() == FENCE:
        for number, row in enumerate(rows[1:], 2):
            if row.rstrip() == FENCE:
                return Parts(front="\n".join(rows[1 : number - 1]), body="\n".join(rows[number:]), body_line=number + 1)
        wrong = unclosed_fault(rows)
    else:
        wrong = front_fault(rows)
    problems.append(fault(path, wrong.line, 1, wrong.code, wrong.values))
    return None
