"""The style sheets and the scripts of pages, each in one file whose name changes with its content.

A browser waits for every style sheet before it shows anything, so there is one.
It may keep a file with such a name for ever.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from importlib.resources import files

from afterword.core.digest import digest
from afterword.outputs.artifacts import TextFile

_BLOCKS = (
    *("tokens", "ground", "marks", "rows", "now", "picture", "updates", "lists", "tables"),
    *("calendar", "days", "charts", "filter", "registers", "frame", "print"),
)
FOLDER = "assets/afterword/"
"""Where all of them lie in the site, and nothing else."""
_PARTS = files("afterword").joinpath("page_assets")


def part(name: str) -> str:
    """One of the files of which bundles are made, such as `tokens.css`."""
    return _PARTS.joinpath(name).read_text(encoding="utf-8")


def _bundle(name: str, ending: str, parts: Iterable[str]) -> tuple[str, str]:
    """The path of a bundle in the site, and its text."""
    text = "\n".join(part(f"{block}.{ending}") for block in parts)
    return f"{FOLDER}{name}.{digest(text)[:12]}.{ending}", text


_MADE = (
    _bundle("pages", "css", _BLOCKS),
    _bundle("pages", "js", ("afterword", "filter")),
    _bundle("redirect", "js", ("redirect",)),
)

STYLES, SCRIPTS = (_MADE[0][0],), (_MADE[1][0],)
"""The style sheets and the scripts of a page, as paths in the site. Scripts add: without them nothing is missing."""

REDIRECT_SCRIPT = _MADE[2][0]
"""Keeps the anchor of an old address. Without it the page there leads to the top of the new one."""


def bundles() -> Iterator[TextFile]:
    """Yield the files of styles and scripts."""
    for path, text in _MADE:
        yield TextFile(path=path, text=partial(str, text))
