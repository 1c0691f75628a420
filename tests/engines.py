"""Engines in the tests: which can be run here, and a process in which none can be imported."""

from importlib.util import find_spec

import pytest

MODULES = {"mkdocs": "mkdocs", "properdocs": "properdocs", "zensical": "zensical", "own": ""}
"""By the name of an engine, the module that it needs."""
FRAMING = ("zensical", "own")
"""Engines that make frames, and leave our pages to us."""
_HIDE = """
import importlib.machinery as machinery, runpy, sys
hidden, find = {hidden!r}, machinery.PathFinder.find_spec
machinery.PathFinder.find_spec = classmethod(lambda cls, name, *more: None if name.partition(".")[0] in hidden else find(name, *more))
"""


def needed(engine: str) -> str:
    """The engine itself; a test that needs it is skipped where it is not installed."""
    module = MODULES[engine]
    if module and not find_spec(module):
        pytest.skip(f"{engine} is not installed here")
    return engine


def without(*hidden: str, then: str = "from afterword.cli import main; main()") -> str:
    """A program that runs the command where these modules cannot be imported."""
    return _HIDE.format(hidden=set(hidden)) + then
