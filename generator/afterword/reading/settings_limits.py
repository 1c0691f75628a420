"""The settings that limit what is published: a slip in one of them must not lift the limit."""

import re
from collections.abc import Collection, Iterator

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, problem
from afterword.syntax.nodes import Map, Node, Scalar
from afterword.syntax.switch_words import MAX_EDITS, edits, squeezed

LIMITS = {"security": ("policy", "assets"), "checks": ("names", "internal_hosts"), "metrics": ("include_samples",)}
"""What keeps something from strangers, or finds what must be kept from them: by the setting in which it stands."""
_ASSETS = re.compile(r"assets", re.IGNORECASE)


@frozen
class LimitSlips:
    """Slips in the limits, and which of them must be as strict as can be."""

    problems: tuple[Problem, ...] = ()
    security: bool = False
    samples: bool = False


def slips_in_limits(path: str, node: Node | None, text: str, known: Collection[str]) -> LimitSlips:
    """E129 for a name that may be one of `LIMITS`; what is set twice counts as a slip, too, and is reported as E104.

    Args:
        path: of the settings file.
        node: what was read of it; None when it cannot be read.
        text: the file, for one that cannot be read.
        known: the settings that there are.
    """
    if not isinstance(node, Map):
        return LimitSlips(security=bool(_ASSETS.search(text)))
    problems: list[Problem] = []
    strict = {key.text for key, _ in node.repeated}
    for key, value in node.items:
        if key.text not in known and (meant := _meant(key, LIMITS)):
            problems.append(_slip(path, key, meant))
            strict.add(meant)
        if key.text in LIMITS and isinstance(value, Map):
            inner = list(_inner(path, value, key.text))
            problems += [slip for slip in inner if slip]
            strict |= {key.text for _ in inner}
    return LimitSlips(problems=tuple(problems), security="security" in strict, samples="metrics" in strict)


def _inner(path: str, node: Map, outer: str) -> Iterator[Problem | None]:
    """Yield the problem of every slip; None for a limit that is set twice, which was reported."""
    names = LIMITS[outer]
    for key, _ in node.items:
        if key.text not in names and (meant := _meant(key, names)):
            yield _slip(path, key, f"{outer}.{meant}", meant)
    for key, _ in node.repeated:
        if key.text in names:
            yield None


def _meant(key: Scalar, names: Collection[str]) -> str:
    return next((name for name in names if edits(squeezed(key.text), squeezed(name)) <= MAX_EDITS), "")


def _slip(path: str, key: Scalar, meant: str, name: str = "") -> Problem:
    what, remedy = f"looks like '{meant}' and has no effect", f"Write {name or meant}:"
    return problem(path, key.line, "E129", column=key.column, k=key.text, problem=what, remedy=remedy)
