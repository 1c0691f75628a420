"""The promises of docs/format.md, as golden cases: tests/format/*.yml.

A case says what is promised (`case`), what is written (`files`), which fields to look at (`show`), and what
comes out: `problems` exactly as printed, and `fields`. `pytest tests/test_format.py --update` rewrites both.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from afterword.core.rules import RULES
from golden import ASIDE, Case, cases, outcome, rewrite


@pytest.fixture(scope="session")
def results() -> dict[Path, list[dict[str, Any]]]:
    """The documents of each golden file as they should be now, while they are rewritten."""
    return {}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_what_is_written_becomes_what_is_promised(
    case: Case, tmp_path: Path, update_golden: bool, results: dict[Path, list[dict[str, Any]]]
) -> None:
    """Every case gives exactly the problems and the fields that stand in it."""
    found = outcome(case.data, tmp_path)
    if update_golden:
        given = {key: value for key, value in case.data.items() if key not in {"problems", "fields"}}
        results.setdefault(case.file, []).append(given | found)
        if len(results[case.file]) == sum(other.file == case.file for other in cases()):
            rewrite(case.file, results[case.file])
        return
    expected = {key: case.data[key] for key in ("problems", "fields") if key in case.data}
    assert found == expected, case.data["case"]


def test_every_rule_has_a_case(update_golden: bool) -> None:
    """A rule that nothing breaks is a rule that may be broken itself."""
    if update_golden:
        pytest.skip("the cases are being rewritten")
    lines = [line for case in cases() for line in case.data.get("problems", ())]
    given = {code for line in lines for code in re.findall(r" (?:error|warning|hint) ([EWH][0-9]{3}): ", line)}
    assert {code for code in RULES if not ASIDE.fullmatch(code)} == given
