"""Keep the search texts of incidents between builds, because making them takes as long as rendering the pages.

With 5,000 incidents, an edit would otherwise spend over a second on texts that did not change.
"""

import json

from afterword.outputs.search_entries import Searched
from afterword.world.kept.store import Store

_NAME = "search.json"


def read_searched(store: Store, made_with: str) -> Searched:
    """The texts that an earlier build of the same program kept.

    `made_with` as in `reuse.Record`; empty: none are used.
    """
    try:
        found = json.loads(store.read(_NAME) or b"")
        if made_with and found["made_with"] == made_with:
            return Searched({str(key): str(text) for key, text in found["texts"].items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return Searched()


def write_searched(store: Store, made_with: str, searched: Searched) -> None:
    """Keep the texts that this build used, if any of them is new."""
    if made_with and searched.fresh:
        store.write(_NAME, json.dumps({"made_with": made_with, "texts": searched.kept}).encode())
