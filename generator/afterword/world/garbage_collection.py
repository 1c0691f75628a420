"""When Python looks for cycles in what is no longer used: seldom, because a command needs what it makes until it ends."""

import atexit
import gc

_RARELY = 1_000_000
"""New objects between two searches. Reading and rendering make next to no cycles, and each search looks at all that was read:
for 5,000 incidents, a tenth of the time of a build in which nothing changed."""


def search_rarely() -> None:
    """For a process that soon ends, or for one that only makes things for another."""
    gc.set_threshold(_RARELY, 2, 2)  # a preview builds again and again: what an earlier build left must go, too


def end_quickly() -> None:
    """At its end the process gives its memory back as a whole, without a last search, which takes long."""
    atexit.register(gc.freeze)
