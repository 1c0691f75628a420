"""Waivers: `<!-- off: H306 we do not know yet -->` switches a rule off for its line, or alone on a line for the file."""

import re
from collections.abc import Iterable, Sequence

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, problem
from afterword.core.rules import RULES, Level

ALLOWED_ERRORS = frozenset({"E181", "E182", "E183"})
"""Errors that may be switched off: a text can look like a secret and be none."""
_WAIVER = re.compile(r"<!--[ \t]*off:[ \t]*(?P<code>[A-Za-z][0-9]{3})\b(?P<reason>[^\n]*?)-->")
_SHORTEST_REASON = 3


@frozen
class Comment:
    """An HTML comment in a text."""

    line: int
    """The line of its file on which it begins, counted from 1."""
    column: int
    """Counted from 1, in characters."""
    start: int
    """Its first character in the text, counted from 0."""
    end: int
    text: str
    """With its marks."""
    closed: bool
    alone: bool
    """Nothing but comments stands on its line."""


@frozen
class Waiver:
    """One rule that a writer switched off, and why."""

    path: str
    line: int
    code: str
    reason: str
    whole_file: bool

    def covers(self, found: Problem) -> bool:
        """Whether it switches this problem off."""
        return found.code == self.code and found.path == self.path and (self.whole_file or found.line == self.line)


def read_waivers(path: str, comments: Sequence[Comment]) -> tuple[tuple[Waiver, ...], tuple[Problem, ...]]:
    """The waivers among the comments of a text, and W216 for each without a reason or for a rule that cannot be switched off."""
    found: list[Waiver] = []
    problems: list[Problem] = []
    for comment in comments:
        mark = _WAIVER.fullmatch(comment.text)
        if not mark:
            continue
        name, reason = mark["code"].upper(), mark["reason"].strip(" \t—–-:")
        if fault := _fault(name, reason):
            problems.append(problem(path, comment.line, "W216", column=comment.column, problem=fault))
        else:
            found.append(Waiver(path=path, line=comment.line, code=name, reason=reason, whole_file=comment.alone))
    return tuple(found), tuple(problems)


def comments_in_lines(text: str) -> tuple[Comment, ...]:
    """The comments of a text that is no Markdown, such as settings: each on one line."""
    found: list[Comment] = []
    start = 0
    for number, row in enumerate(text.split("\n"), 1):
        found += [
            Comment(
                line=number,
                column=mark.start() + 1,
                start=start + mark.start(),
                end=start + mark.end(),
                text=mark[0],
                closed=True,
                alone=alone,
            )
            for alone in (not _WAIVER.sub("", row).strip(" \t#"),)
            for mark in _WAIVER.finditer(row)
        ]
        start += len(row) + 1
    return tuple(found)


def _fault(code: str, reason: str) -> str:
    if code not in RULES:
        return f"there is no rule {code}"
    if RULES[code].level is Level.ERROR and code not in ALLOWED_ERRORS:
        return f"{code} is an error that cannot be switched off"
    return "" if len(reason) >= _SHORTEST_REASON else "it gives no reason"


def without_waived(problems: Iterable[Problem], waivers: Sequence[Waiver], off: frozenset[str]) -> tuple[list[Problem], list[Waiver]]:
    """The problems that remain, and the waivers that were used.

    Args:
        problems: of any files.
        waivers: of the same files.
        off: warnings and hints that settings switch off for the whole site.
    """
    by_code: dict[tuple[str, str], list[Waiver]] = {}
    for waiver in waivers:
        by_code.setdefault((waiver.path, waiver.code), []).append(waiver)
    kept: list[Problem] = []
    used: dict[Waiver, None] = {}
    for found in problems:
        switch = next((one for one in by_code.get((found.path, found.code), ()) if one.covers(found)), None)
        if switch:
            used[switch] = None
        elif found.code not in off or found.level is Level.ERROR:
            kept.append(found)
    return kept, list(used)
