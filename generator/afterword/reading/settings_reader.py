"""`site_config/settings.yml`: every problem at once, a default for everything.

A slip in a setting that limits what is published cannot lift the limit.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from afterword.core.problems import Problem, problem
from afterword.core.settings import Security, Settings
from afterword.reading.setting_values import read_settings_in
from afterword.reading.settings_table import LIMITS, SETTINGS
from afterword.safety.leaking_fields import safe_fields
from afterword.syntax.nodes import Map, Node, Scalar, read_yaml
from afterword.syntax.switch_words import MAX_EDITS, edits, squeezed
from afterword.syntax.text import decode
from afterword.syntax.values import Reader, kept, without_repeats
from afterword.syntax.waivers import Waiver, comments_in_lines, read_waivers

_ASSETS = re.compile(r"assets", re.IGNORECASE)
_AUTHORITY = re.compile(
    r"^[ \t]*(?:feeds[ \t]*:[ \t]*\{[^}\n]*?)?authority[ \t]*:[ \t]*[\"']?([A-Za-z0-9.\-]+)", re.MULTILINE
)
"""The authority of the ids of feeds, in settings that cannot be read: ids that change send every entry again."""


def read_settings(path: str, data: bytes) -> tuple[Settings, tuple[Problem, ...]]:
    """Read the settings; what cannot be read keeps its default and is reported."""
    problems: list[Problem] = []
    text = decode(path, data, problems) or ""
    node = read_yaml(path, text, 1, problems, "settings file") if text.strip() else None
    settings = Settings()
    if isinstance(node, Map):
        waivers, _ = read_waivers(path, comments_in_lines(text))
        safe = safe_fields(path, text, 1, node, frozenset(waiver.line for waiver in waivers if waiver.code == "E181"))
        problems += safe.problems
        node = safe.node
    slips = list(_slips(path, node, text))
    if node is not None and not (isinstance(node, Scalar) and node.empty):
        reader = Reader(path=path, problems=problems)
        settings = replace(settings, **kept(read_settings_in(reader, node, "", SETTINGS)))
    elif authority := _AUTHORITY.search(data.decode(errors="replace")):
        settings = replace(settings, feeds=replace(settings.feeds, authority=authority[1].lower()))
    strict = {name for name, _ in slips}
    if "security" in strict:
        settings = replace(settings, security=Security(assets=()))
    if "metrics" in strict:
        settings = replace(settings, metrics=replace(settings.metrics, include_samples=False))
    problems += [slip for _, slip in slips if slip]
    return settings, tuple(sorted(without_repeats(problems)))


def _slips(path: str, node: Node | None, text: str) -> Iterator[tuple[str, Problem | None]]:
    """Yield the name of each limit in which there is a slip, and E129.

    None for a limit that is set twice, which is reported as E104, and for a name in a text that cannot be read.
    """
    if not isinstance(node, Map):
        yield from (("security", None) for _ in _ASSETS.finditer(text))
        return
    yield from ((key.text, None) for key, _ in node.repeated)
    for key, value in node.items:
        if key.text in LIMITS:
            names = LIMITS[key.text]
            for inner, _ in value.items if isinstance(value, Map) else ():
                if meant := _meant(inner, names, names):
                    yield key.text, _slip(path, inner, f"{key.text}.{meant}", meant)
            for inner, _ in value.repeated if isinstance(value, Map) else ():
                if inner.text in names:
                    yield key.text, None
        elif meant := _meant(key, LIMITS, [setting.name for setting in SETTINGS]):
            yield meant, _slip(path, key, meant, meant)


def _meant(key: Scalar, limits: Collection[str], known: Collection[str]) -> str:
    """The limit of which an unknown name may be a misspelling; else empty."""
    near = (name for name in limits if edits(squeezed(key.text), squeezed(name)) <= MAX_EDITS)
    return "" if key.text in known else next(near, "")


def _slip(path: str, key: Scalar, meant: str, name: str) -> Problem:
    what, remedy = f"looks like '{meant}' and has no effect", f"Write {name}:"
    return problem(path, key.line, "E129", column=key.column, k=key.text, problem=what, remedy=remedy)


def settings_waivers(path: str, data: bytes) -> tuple[tuple[Waiver, ...], tuple[Problem, ...]]:
    """The waivers in the comments of the settings, and what is wrong with them (W216)."""
    return read_waivers(path, comments_in_lines(decode(path, data, []) or ""))
