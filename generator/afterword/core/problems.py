"""Problems in a file, as data: place, rule and message."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from afterword.core.frozen import ordered
from afterword.core.rules import RULES, Level

_LONGEST = 200
_JOINER = "\u200d"
"""Zero-width joiner, which joins the parts of an emoji."""


@ordered
class Problem:
    """A finding. Problems are printed in their sort order: by path, line, column, code."""

    path: str
    """A POSIX path, relative to the folder of mkdocs.yml."""
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
        """The printed line: `path:line:col: level CODE: message`."""
        return f"{self.path}:{self.line}:{self.column}: {self.level} {self.code}: {self.message}"


def problem(path: str, line: int, code: str, /, *, column: int = 1, **values: object) -> Problem:
    """Make the problem for a broken rule at this place. `values` fill the rule's text."""
    words = {name: _short(value) for name, value in values.items()}
    return Problem(path, line, column, code, RULES[code].text.format(**words))


def guess(word: str, known: Iterable[str], shown: Mapping[str, str] | None = None) -> str:
    """The end of a message about an unknown word: the most similar known word; empty without one.

    `shown` has other names for known words, which the message gives in their place.
    """
    near = get_close_matches(word.lower(), list(known), n=1)
    return did_you_mean((shown or {}).get(near[0], near[0])) if near else ""


def did_you_mean(meant: str) -> str:
    """`. Did you mean 'x'?`, after a clause without a full stop."""
    return f". Did you mean '{meant}'?"


def _short(value: object) -> str:
    """A value on one line, shortened to about the length of a line."""
    # In a log, a line break in a value would begin a new line, and a control character could change colours.
    text = "".join(sign if sign.isprintable() or sign == _JOINER else " " for sign in str(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
