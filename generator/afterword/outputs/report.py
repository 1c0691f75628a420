"""Problems in three formats: text for people, JSON for programs, annotations for a pull request."""

import json
from collections.abc import Callable, Sequence

from afterword.core.problems import Problem
from afterword.core.rules import RULES, Level


def as_text(problems: Sequence[Problem]) -> str:
    """A line each: `path:line:col: level CODE: message`."""
    return "".join(f"{found}\n" for found in problems)


def as_json(problems: Sequence[Problem]) -> str:
    """A JSON document: `{"problems": [{path, line, column, level, code, message}, …]}`, one problem on a line."""
    rows = [
        json.dumps(
            {
                "path": found.path,
                "line": found.line,
                "column": found.column,
                "level": found.level,
                "code": found.code,
                "message": found.message,
            },
            ensure_ascii=False,
        )
        for found in problems
    ]
    return '{"problems": [' + ",".join(f"\n  {row}" for row in rows) + ("\n" if rows else "") + "]}\n"


def as_github(problems: Sequence[Problem]) -> str:
    """Workflow commands, which GitHub shows beside the lines of a change."""
    words = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "notice"}
    return "".join(
        f"::{words[found.level]} file={_property(found.path)},line={found.line},col={found.column},title={found.code}"
        f"::{_data(found.message)}\n"
        for found in problems
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: dict[str, Callable[[Sequence[Problem]], str]] = {"text": as_text, "json": as_json, "github": as_github}
"""Every format by the name it has on the command line."""


def summary(problems: Sequence[Problem]) -> str:
    """How many of each level, in words: `1 error, 2 warnings`, or `no problems`."""
    counts = [(sum(found.level is level for found in problems), str(level)) for level in Level]
    return (
        ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in counts if number) or "no problems"
    )


def rules_text() -> str:
    """Every rule with its text, its reason, and what `--keep-going` does."""
    nights = {code: f"\n     With --keep-going: {rule.night}." if rule.night else "" for code, rule in RULES.items()}
    return "".join(
        f"{rule.code} {rule.level}: {rule.general}\n     {rule.reason}{nights[rule.code]}\n" for rule in RULES.values()
    )
