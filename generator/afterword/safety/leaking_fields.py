"""Report YAML fields that contain a secret, and leave them out."""

from collections.abc import Collection
from dataclasses import replace

from afterword.core.frozen import frozen
from afterword.core.problems import Problem
from afterword.safety.leaks import leaks_in_values
from afterword.syntax.nodes import Map


@frozen
class SafeFields:
    """A mapping without the fields that contain a secret."""

    node: Map | None
    dropped: frozenset[str]
    """Names of the fields that were left out."""
    problems: tuple[Problem, ...]
    """E181 for each line with a secret."""


def safe_fields(
    path: str, text: str, first_line: int, node: Map | None, spared: frozenset[int] = frozenset()
) -> SafeFields:
    """Remove the fields that contain a secret from the mapping `node`, which was read from `text`.

    Secrets on the lines of the file in `spared` are reported, and their fields are kept.
    """
    findings = (leak.problem(path, first_line=first_line) for leak in leaks_in_values(text))
    by_line = {finding.line: finding for finding in findings}
    kept, dropped = _without_lines(node, by_line.keys() - spared)
    return SafeFields(node=kept, dropped=dropped, problems=tuple(by_line.values()))


def _without_lines(node: Map | None, lines: Collection[int]) -> tuple[Map | None, frozenset[str]]:
    """Remove the fields that stand, at least in part, on these lines.

    Return the rest and the names of the removed fields.
    """
    if node is None or not lines:
        return node, frozenset()
    ends = [*(key.line for key, _ in node.items[1:]), max(lines) + 1]
    leaking = {
        key.text: any(key.line <= line < max(end, key.line + 1) for line in lines)
        for (key, _), end in zip(node.items, ends, strict=True)
    }
    kept = tuple((key, value) for key, value in node.items if not leaking[key.text])
    return replace(node, items=kept), frozenset(name for name, leaks in leaking.items() if leaks)
