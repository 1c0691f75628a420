"""One report, three ways to say it; each is what its reader expects."""

import json

from afterword.core.problems import problem
from afterword.core.rules import RULES
from afterword.outputs.report import FORMATS, rules_text, summary

PROBLEMS = (
    problem("incidents/a, b.md", 3, "E150", column=11, field="severity", v="100%\nbad", list="minor", guess=""),
    problem("incidents/x.md", 1, "W214"),
    problem("incidents/x.md", 2, "H306"),
)


def test_text_is_a_line_for_each_problem() -> None:
    """Path, line, column, level, code and sentence; a line end in a value does not make a second line."""
    lines = FORMATS["text"](PROBLEMS).splitlines()
    assert [line.split(": ")[1] for line in lines] == ["error E150", "warning W214", "hint H306"]
    assert lines[0].startswith("incidents/a, b.md:3:11: error E150: severity: '100%")


def test_json_is_one_document() -> None:
    """Every fact of a problem under a name of its own."""
    assert json.loads(FORMATS["json"](()))["problems"] == []
    found = json.loads(FORMATS["json"](PROBLEMS))["problems"]
    assert found[1] == {
        "path": "incidents/x.md",
        "line": 1,
        "column": 1,
        "level": "warning",
        "code": "W214",
        "message": RULES["W214"].text,
    }


def test_github_shows_problems_beside_the_lines_of_a_change() -> None:
    """Workflow commands: commas and colons of a path, and percent signs and line ends of a message, are escaped."""
    first, second, third = FORMATS["github"](PROBLEMS).splitlines()
    assert first.startswith("::error file=incidents/a%2C b.md,line=3,col=11,title=E150::severity: '100%25")
    assert second.startswith("::warning file=incidents/x.md,line=1,col=1,title=W214::")
    assert third.startswith("::notice file=incidents/x.md,line=2,col=1,title=H306::")


def test_a_summary_counts_each_level() -> None:
    """In words, and `no problems` for none."""
    assert summary(PROBLEMS) == "1 error, 1 warning, 1 hint"
    assert summary(PROBLEMS[:1] * 2) == "2 errors"
    assert summary(()) == "no problems"


def test_the_list_of_rules_names_them_all_without_braces() -> None:
    """Who reads it sees sentences, not templates."""
    text = rules_text()
    assert all(f"{code} {rule.level}: " in text for code, rule in RULES.items())
    assert "{problem}" not in text
    assert "{{" not in text
