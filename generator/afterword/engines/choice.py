"""Which engine builds a site: the one that was named, never a guess."""

from collections.abc import Callable, Mapping
from importlib import import_module

from afterword.core.settings import EngineName
from afterword.engines.interface import Engine
from afterword.engines.mkdocs_yml import SiteProject

_FRAMES: Mapping[EngineName, tuple[str, str]] = {
    EngineName.ZENSICAL: ("afterword.engines.zensical", "ZensicalEngine"),
    EngineName.OWN: ("afterword.engines.own.own_engine", "OwnEngine"),
}
"""Engines that make frames, each in a module that is imported when it is asked for."""


def framing_engine(name: EngineName, project: SiteProject) -> Engine:
    """The engine of this name, for a project."""
    module, kind = _FRAMES[name]
    make: Callable[[SiteProject], Engine] = getattr(import_module(module), kind)
    return make(project)
