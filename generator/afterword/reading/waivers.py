"""Waivers: `<!-- off: H306 we do not know yet -->` switches a rule off for its line, or alone on a line for the file."""

import re
from collections.abc import Iterable, Sequence

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, problem
from afterword.core.rules import RULES, Level
from afterword.reading.blocks import code_lines

ALLOWED_ERRORS = frozenset({"E181"})
"""Errors that may be switched off: a text can look like a secret and be none."""
_WAIVER = re.compile(r"<!--[ \t]*off:[ \t]*(?P<code>[A-Za-z][0-9]{3})\b(?P<reason>[^\n]*?)-->")
_SHORTEST_REASON = 3


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


def read_waivers(path: str, text: str, first_line: int, problems: list[Problem]) -> tuple[Waiver, ...]:
    """The waivers of a text with its comments still in it; W216 for one without a reason or for a rule that cannot be switched off."""
    if "<!--" not in text or "off:" not in text:
        return ()
    rows = text.split("\n")
    code = code_lines(rows)
    found: list[Waiver] = []
    for number, row in enumerate(rows):
        if number in code or "off:" not in row:
            continue
        for mark in _WAIVER.finditer(row):
            name, reason, line = mark["code"].upper(), mark["reason"].strip(" \t—–-:"), first_line + number
            fault = _fault(name, reason)
            if fault:
                problems.append(problem(path, line, "W216", column=mark.start() + 1, problem=fault))
            else:
                alone = not _WAIVER.sub("", row).strip()
                found.append(Waiver(path=path, line=line, code=name, reason=reason, whole_file=alone))
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
