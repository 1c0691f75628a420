"""Building only what changed: what every page of a site is made with, beside its own incident."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from afterword.world.reuse import fingerprint

_PACKAGE = Path(__file__).parent
_MAKERS = (
    "mkdocs",
    "mkdocs-material",
    "jinja2",
    "markupsafe",
    "markdown",
    "pymdown-extensions",
    "nh3",
    "feedgen",
    "lxml",
    "icalendar",
    "babel",
)
"""The distributions whose versions show in what is made."""
_PLUGINS = {"search", "material/search", "afterword"}
"""Plugins that do not look into pages of ours. With any other, every page is made anew."""


def made_with(config: Any, settings: Path) -> str:  # noqa: ANN401 - MkDocs' configuration, of which only values are read
    """A digest of all that every page depends on, beside its own incident; empty where that cannot be known.

    It may change when it need not, which costs time. It must change when any page does: so it holds the whole
    configuration as it was read, with the environment's values in it, every template and style, the pages that
    were written by hand (the navigation shows their titles), and the program itself.

    Args:
        config: MkDocs' configuration, loaded.
        settings: the settings file.
    """
    if config.theme.name != "material" or set(config.plugins) - _PLUGINS or config.hooks:
        return ""
    texts = [repr(config.user_configs), *(f"{name} {_version(name)}" for name in _MAKERS)]
    own = (Path(config.theme.custom_dir),) if config.theme.custom_dir else ()
    return fingerprint(texts, (_PACKAGE, settings, *own, Path(config.docs_dir)))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
