"""Waivers: `<!-- off: H306 we do not know yet -->` switches a rule off for its line; alone on a line, for the file."""

import re
from collections.abc import Iterable, Sequence

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, problem
from afterword.core.rules import JOINED, RULES, Level

ALLOWED_ERRORS = frozenset({"E181", "E182", "E183"})
"""Errors that may be switched off, because a text may look like a secret without being one."""
_WAIVER = re.compile(r"<!--[ \t]*off:[ \t]*(?P<code>[A-Za-z][0-9]{3})\b(?P<reason>[^\n]*?)-->")
_SHORTEST_REASON = 3


@frozen
class Comment:
    """An HTML comment in a text."""

    line: int
    """The line of the file on which it begins, counted from 1."""
    column: int
    """Counted from 1, in characters."""
    start: int
    """The index of its first character in the text."""
    end: int
    text: str
    """With `<!--` and `-->`."""
    closed: bool
    alone: bool
    """Whether its line contains nothing but comments."""


@frozen
class Waiver:
    """A rule that a writer switched off, and the reason."""

    path: str
    line: int
    code: str
    reason: str
    whole_file: bool

    def covers(self, finding: Problem) -> bool:
        """Whether it switches this problem off."""
        same_line = self.whole_file or finding.line == self.line
        return same_line and finding.code == self.code and finding.path == self.path


def read_waivers(path: str, comments: Sequence[Comment]) -> tuple[tuple[Waiver, ...], tuple[Problem, ...]]:
    """Read the waivers among comments. W216 for each that does not count, W219 for an old code."""
    waivers: list[Waiver] = []
    problems: list[Problem] = []
    for comment in comments:
        mark = _WAIVER.fullmatch(comment.text)
        if not mark:
            continue
        typed, reason = mark["code"].upper(), mark["reason"].strip(" \t—–-:")
        name = JOINED.get(typed, typed)
        if fault := _fault(name, reason):
            problems.append(problem(path, comment.line, "W216", column=comment.column, problem=fault))
        else:
            waivers.append(Waiver(path=path, line=comment.line, code=name, reason=reason, whole_file=comment.alone))
            if typed != name:
                problems.append(problem(path, comment.line, "W219", column=comment.column, old=typed, new=name))
    return tuple(waivers), tuple(problems)


def comments_in_lines(text: str) -> tuple[Comment, ...]:
    """The comments of a text that is not Markdown, such as settings. Each stands on one line."""
    comments: list[Comment] = []
    start = 0
    for number, row in enumerate(text.split("\n"), 1):
        alone = not _WAIVER.sub("", row).strip(" \t#")
        for mark in _WAIVER.finditer(row):
            first, end = start + mark.start(), start + mark.end()
            place = {"line": number, "column": mark.start() + 1, "start": first, "end": end}
            comments.append(Comment(**place, text=mark[0], closed=True, alone=alone))
        start += len(row) + 1
    return tuple(comments)


def _fault(code: str, reason: str) -> str:
    if code not in RULES:
        return f"there is no rule {code}"
    if RULES[code].level is Level.ERROR and code not in ALLOWED_ERRORS:
        return f"{code} is an error that cannot be switched off"
    return "" if len(reason) >= _SHORTEST_REASON else "it gives no reason"


def without_waived(
    problems: Iterable[Problem], waivers: Sequence[Waiver], off: frozenset[str]
) -> tuple[list[Problem], list[Waiver]]:
    """Remove the problems that waivers or settings switch off. Returns the remaining problems and the used waivers.

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
    for finding in problems:
        candidates = by_code.get((finding.path, finding.code), ())
        if switch := next((waiver for waiver in candidates if waiver.covers(finding)), None):
            used[switch] = None
        elif finding.code not in off:
            kept.append(finding)
    return kept, list(used)
