"""What is wrong in a file, as data: where, which rule, and the sentence that helps."""

from collections.abc import Mapping

from afterword.core.frozen import ordered
from afterword.core.rules import RULES, Level

_LONGEST = 200
_JOINER = "\u200d"
"""Holds the parts of an emoji together."""


@ordered
class Problem:
    """One finding. Problems sort by path, line, column, code: the order in which they are printed."""

    path: str
    """POSIX path, relative to the folder of mkdocs.yml."""
    line: int
    """Counted from 1."""
    column: int
    """Counted from 1, in characters."""
    code: str
    """A code of `rules.RULES`."""
    message: str
    """What is wrong and what to do, in plain words."""

    @property
    def level(self) -> Level:
        """Error, warning or hint."""
        return RULES[self.code].level

    def __str__(self) -> str:
        """The line that is printed: `path:line:col: level CODE: message`."""
        return f"{self.path}:{self.line}:{self.column}: {self.level} {self.code}: {self.message}"


def problem(path: str, line: int, code: str, /, *, column: int = 1, **values: object) -> Problem:
    """Return the problem that breaks the rule `code` at this place; `values` fill the rule's text."""
    return fault(path, line, column, code, values)


def fault(path: str, line: int, column: int, code: str, values: Mapping[str, object]) -> Problem:
    """As `problem`, with the values as a mapping."""
    return Problem(path, line, column, code, RULES[code].text.format(**{name: _short(value) for name, value in values.items()}))


def _short(value: object) -> str:
    """A value on one line, and not much longer than a line."""
    # A line break or a control character in a value would begin a line of its own in a log, or colour it.
    text = "".join(sign if sign.isprintable() or sign == _JOINER else " " for sign in str(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
