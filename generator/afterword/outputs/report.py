"""Problems in three formats: text for people, JSON for programs, annotations for a pull request."""

import json
from collections.abc import Callable, Sequence

from afterword.core.problems import Problem
from afterword.core.rules import RULES, Level


def as_text(problems: Sequence[Problem]) -> str:
    """A line each: `path:line:col: level CODE: message`."""
    return "".join(f"{problem}\n" for problem in problems)


def as_json(problems: Sequence[Problem]) -> str:
    """A JSON document: `{"problems": [{path, line, column, level, code, message}, …]}`, one problem on a line."""
    names = ("path", "line", "column", "level", "code", "message")
    shown = ({name: getattr(problem, name) for name in names} for problem in problems)
    rows = [json.dumps(values, ensure_ascii=False) for values in shown]
    return '{"problems": [' + ",".join(f"\n  {row}" for row in rows) + ("\n" if rows else "") + "]}\n"


def as_github(problems: Sequence[Problem]) -> str:
    """Workflow commands, which GitHub shows beside the lines of a change."""
    words = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "notice"}
    return "".join(
        f"::{words[problem.level]} file={_property(problem.path)},line={problem.line},col={problem.column}"
        f",title={problem.code}::{_data(problem.message)}\n"
        for problem in problems
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: dict[str, Callable[[Sequence[Problem]], str]] = {"text": as_text, "json": as_json, "github": as_github}
"""Every format by the name it has on the command line."""


def summary(problems: Sequence[Problem]) -> str:
    """How many of each level, in words: `1 error, 2 warnings`, or `no problems`."""
    counts = [(sum(problem.level is level for problem in problems), str(level)) for level in Level]
    return (
        ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in counts if number) or "no problems"
    )


def rules_text() -> str:
    """Every rule with its text, its reason, and what `--keep-going` does."""
    nights = {code: f"\n     With --keep-going: {rule.night}." if rule.night else "" for code, rule in RULES.items()}
    return "".join(
        f"{rule.code} {rule.level}: {rule.general}\n     {rule.reason}{nights[rule.code]}\n" for rule in RULES.values()
    )
