"""Settings of the garbage collector: few runs, because a command needs most objects until it ends."""

import atexit
import gc

_RARELY = 1_000_000
"""New objects between two collections. Reading and rendering create almost no cycles, and each collection visits all
objects: with 5,000 incidents, this took a tenth of the time of a build in which nothing had changed."""


def search_rarely() -> None:
    """Collect rarely. For processes that end soon, or that only compute values for another."""
    gc.set_threshold(_RARELY, 2, 2)  # a preview builds again and again, so memory of earlier builds must be freed


def end_quickly() -> None:
    """Skip the last collection when the process ends. It takes long, and the memory is freed anyway."""
    atexit.register(gc.freeze)
