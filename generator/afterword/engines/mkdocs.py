"""MkDocs, or ProperDocs in its place: the plugin runs in both, and imports MkDocs by its name."""

import os
from importlib import import_module
from importlib.util import find_spec

from afterword.world.refusal import USAGE, RefusalError

MKDOCS = "mkdocs"
PROPERDOCS = "properdocs"
_MISSING = {
    MKDOCS: "MkDocs is not installed, and the engine of this site is mkdocs. Install Afterword with it "
    "(pip install afterword), put ProperDocs in its place (pip install 'afterword[properdocs]'), "
    "or build without it: --engine own.",
    PROPERDOCS: "ProperDocs is not installed, and the engine of this site is properdocs. Install it (pip install "
    "'afterword[properdocs]'), or build without it: --engine mkdocs or --engine own.",
}


def use_mkdocs(name: str = MKDOCS) -> None:
    """Make `mkdocs` importable: as it is, or as ProperDocs where MkDocs is missing or ProperDocs is asked for.

    Raises:
        RefusalError: neither is installed, or not the one that is asked for.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # docs/decisions/0001-mkdocs-at-the-edge.md
    if name == MKDOCS and find_spec(MKDOCS):
        return
    if not find_spec(PROPERDOCS):
        raise RefusalError(_MISSING[name], USAGE)
    import_module("properdocs.replacement")
