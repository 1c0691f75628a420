"""Keep search texts of incidents between builds: with 5,000 incidents, an edit would spend over a second on them."""

import json

from afterword.outputs.search_entries import Searched
from afterword.world.kept.store import Store

_NAME = "search.json"


def read_searched(store: Store, made_with: str) -> Searched:
    """The texts that a build with the same `made_with` kept; none when it is empty."""
    try:
        kept = json.loads(store.read(_NAME) or b"")
        if made_with and kept["made_with"] == made_with:
            return Searched({str(key): str(text) for key, text in kept["texts"].items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return Searched()


def write_searched(store: Store, made_with: str, searched: Searched) -> None:
    """Keep the texts that this build used, if any of them is new."""
    if made_with and searched.fresh:
        store.write(_NAME, json.dumps({"made_with": made_with, "texts": searched.kept}).encode())
