"""What the search finds of incidents, kept from one build to the next: made anew, it takes as long as to render their pages.

Kept because of 5,000 incidents: an edit would spend over a second on texts that did not change.
"""

import json

from afterword.outputs.search_entries import Searched
from afterword.world.kept.store import Store

_NAME = "search.json"


def read_searched(store: Store, made_with: str) -> Searched:
    """What an earlier build kept, when the same program made it; `made_with` as in `reuse.Record`, empty: nothing is known."""
    try:
        found = json.loads(store.read(_NAME) or b"")
        if made_with and found["made_with"] == made_with:
            return Searched({str(key): str(text) for key, text in found["texts"].items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return Searched()


def write_searched(store: Store, made_with: str, searched: Searched) -> None:
    """Keep what this build asked for, if anything of it is new."""
    if made_with and searched.fresh:
        store.write(_NAME, json.dumps({"made_with": made_with, "texts": searched.kept}).encode())
