"""`site_config/settings.yml`: every problem at once, a default for everything."""

from dataclasses import replace

from afterword.core.problems import Problem
from afterword.core.settings import Security, Settings
from afterword.reading.setting_values import read_settings_in
from afterword.reading.settings_limits import slips_in_limits
from afterword.reading.settings_table import SETTINGS
from afterword.safety.leaking_fields import safe_fields
from afterword.syntax.nodes import Map, Scalar, read_yaml
from afterword.syntax.text import decode
from afterword.syntax.values import Reader, kept
from afterword.syntax.waivers import Waiver, comments_in_lines, read_waivers


def read_settings(path: str, data: bytes) -> tuple[Settings, tuple[Problem, ...]]:
    """Read the settings; what cannot be read keeps its default and is reported."""
    problems: list[Problem] = []
    text = decode(path, data, problems)
    node = read_yaml(path, text, 1, problems, "settings file") if text and text.strip() else None
    reader = Reader(path=path, problems=problems)
    settings = Settings()
    if text and isinstance(node, Map):
        spared = frozenset(
            waiver.line for waiver in read_waivers(path, comments_in_lines(text))[0] if waiver.code == "E181"
        )
        safe = safe_fields(path, text, 1, node, spared)
        problems += safe.problems
        node = safe.node
    slips = slips_in_limits(path, node, text or "", [each.name for each in SETTINGS])
    problems += slips.problems
    if node is not None and not (isinstance(node, Scalar) and node.empty):
        settings = replace(settings, **kept(read_settings_in(reader, node, "", SETTINGS)))
    if slips.security:
        settings = replace(settings, security=Security(assets=()))
    if slips.samples:
        settings = replace(settings, metrics=replace(settings.metrics, include_samples=False))
    told = {(slip.line, slip.column) for slip in slips.problems}
    return settings, tuple(
        sorted({one for one in problems if one.code != "W201" or (one.line, one.column) not in told})
    )


def settings_waivers(path: str, data: bytes) -> tuple[tuple[Waiver, ...], tuple[Problem, ...]]:
    """The waivers in the comments of the settings, and what is wrong with them (W216)."""
    return read_waivers(path, comments_in_lines(decode(path, data, []) or ""))
