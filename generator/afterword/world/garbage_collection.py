"""Makes Python's garbage collector run rarely: a command needs nearly all objects until it ends."""

import atexit
import gc

_RARELY = 1_000_000
"""New objects between two searches. Reading and rendering make next to no cycles, and each search looks at all that was read:
for 5,000 incidents, a tenth of the time of a build in which nothing changed."""


def search_rarely() -> None:
    """Collect rarely. For a process that ends soon, or that only computes for another."""
    gc.set_threshold(_RARELY, 2, 2)  # a preview builds again and again: what an earlier build left must go, too


def end_quickly() -> None:
    """Skip the last collection at exit, which takes long; the system frees the memory as a whole."""
    atexit.register(gc.freeze)
