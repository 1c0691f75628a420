"""Asserts that time grows with a text and not with its square, on every machine, however slow or busy it is.

How many seconds something takes is measured in `benchmarks/`. Bounds in seconds only end what would never end.
"""

import gc
import signal
import sys
import time
from collections.abc import Callable
from typing import NoReturn

TIMES = 8
"""How many times as large the larger text is."""
GROWTH = 12
"""How many times as long it may take. Where the time grows with the square of the text, it takes 64 times as long."""
FLOOR = 0.1
"""Seconds. A larger text that takes less is no fault: there the clock matters more than the text."""
TRIES = 12
"""The least of several tries is compared, because other programs may disturb one of them."""
HANGS = 30
"""Seconds of processor time after which a call counts as endless: many times what the largest file takes."""


def assert_in_proportion(seconds_for: Callable[[int], float], size: int) -> None:
    """Assert that a text of `TIMES` the size takes about as many times as long.

    Args:
        seconds_for: measures a text of a size once.
        size: of the smaller text. The larger one should take seconds when the time grows with the square.
    """
    small, large = [], []
    for _ in range(TRIES):
        large.append(seconds_for(TIMES * size))
        if large[-1] <= FLOOR:
            return
        small.append(seconds_for(size))
        if min(large) <= GROWTH * min(small):
            return
    took = f"{min(small):.3f} s, then {min(large):.3f} s"
    raise AssertionError(f"{TIMES} times the text took more than {GROWTH} times as long: {took}")


def processor_time(run: Callable[[], object]) -> float:
    """Seconds of processor time that a call takes; more than `HANGS` is an `AssertionError`.

    Python's search for cycles waits: its time depends on all that the process holds, and grows faster than the text.
    """
    if sys.platform != "win32":
        signal.signal(signal.SIGPROF, _give_up)
        signal.setitimer(signal.ITIMER_PROF, HANGS)
    gc.disable()
    try:
        begun = time.process_time()
        run()
        return time.process_time() - begun
    finally:
        gc.enable()
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_PROF, 0)


def _give_up(*_: object) -> NoReturn:
    raise AssertionError(f"it took more than {HANGS} s of processor time")
