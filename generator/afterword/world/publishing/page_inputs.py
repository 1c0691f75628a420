"""Digest of everything that all pages of a site depend on beside their own incident, to skip unchanged pages."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, entry_points, version
from pathlib import Path
from typing import Any

from afterword.world.publishing.written_files import fingerprint

_PACKAGE = Path(__file__).parents[2]
_MAKERS = (
    "mkdocs properdocs zensical mkdocs-material jinja2 markupsafe markdown pymdown-extensions pygments "
    "comrak selectolax nh3 feedgen lxml icalendar idna babel"
).split()
"""The distributions whose versions show in what is made."""
_PLUGINS = {"search", "material/search", "afterword"}
"""Plugins that do not look into pages of ours. With any other, every page is made anew."""
_LIBRARIES = {"markdown", "pymdownx", "material"}
"""Modules of `_MAKERS` that a configuration may name: extensions of Markdown, and functions as their options."""
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+>")
"""In the name of a function: where it lies in memory, which is another place in every process."""


def made_with(config: Any, settings: Path) -> str:  # noqa: ANN401 - MkDocs' configuration, of which only values are read
    """A digest of all that every page depends on, beside its own incident; empty where that cannot be known.

    It may change when it need not, which costs time. It must change when any page does: so it holds the whole
    configuration as it was read, with the environment's values in it, every template and style, the pages that
    were written by hand (the navigation shows their titles), and the program itself.
    """
    names = set(config.markdown_extensions)
    foreign = [name for name in (*names, *_modules(config.mdx_configs)) if name.partition(".")[0] not in _LIBRARIES]
    known = {entry.name: entry.dist for entry in entry_points(group="markdown.extensions")}
    if (
        config.theme.name != "material"
        or set(config.plugins) - _PLUGINS
        or config.hooks
        or any(not known.get(name) for name in foreign)
    ):
        return ""
    packages = sorted({f"{dist.name} {dist.version}" for name in foreign if (dist := known[name])})
    configured = _ADDRESS.sub(">", repr(config.user_configs))
    own = (Path(config.theme.custom_dir),) if config.theme.custom_dir else ()
    return framed_with((configured, *packages), (settings, *own, Path(config.docs_dir)))


def framed_with(texts: Iterable[str], files: Iterable[Path]) -> str:
    """A digest of all that pages depend on where nothing of the site's looks into them: configuration and files."""
    return fingerprint([sys.version, *texts, *(f"{name} {_version(name)}" for name in _MAKERS)], (_PACKAGE, *files))


def _modules(value: object) -> Iterator[str]:
    """The modules of the functions in a configuration, at any depth: what they do is no part of its text."""
    if isinstance(value, Mapping):
        value = value.values()
    elif callable(value):
        yield str(getattr(value, "__module__", ""))
    if isinstance(value, Iterable) and not isinstance(value, str):
        for inner in value:
            yield from _modules(inner)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
