"""Fits how a build grows with the history: the exponent of its processor time, cold and with nothing changed.

With an exponent of 1, twice the incidents take twice the time. What a build costs without any incident is taken off first,
so that it does not hide what grows faster.
"""

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from math import log
from pathlib import Path

from builds import write_afterword
from generate import incidents
from update import run

TARGET = 1.03
"""The exponent of a cold build may be at most this."""


def exponent(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """The slope of the line through the logarithms, by least squares."""
    return statistics.linear_regression([log(size) for size in sizes], [log(cost) for cost in costs]).slope


def measure(size: int) -> tuple[float, float]:
    """Processor time of a cold build and of one after it."""
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as store:
        folder, environment = Path(name), {"AFTERWORD_STORE": store}
        command = write_afterword(folder, list(incidents(size)))[2:]
        return run(folder, *command, **environment)[1], run(folder, *command, **environment)[1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 1000, 2000], help="how many incidents (default: 500 1000 2000)")
    parser.add_argument("--rounds", type=int, default=3, help="how many of each size, in turn (default: 3)")
    given = parser.parse_args()
    rounds = [{size: measure(size) for size in (0, *given.sizes)} for _ in range(given.rounds)]
    for what, place, target in (("cold", 0, f"; target: at most {TARGET}"), ("nothing changed", 1, "")):
        costs = {size: statistics.median(done[size][place] for done in rounds) for size in (0, *given.sizes)}
        shown = ", ".join(f"{size}: {cost:.2f} s" for size, cost in costs.items())
        found = exponent(given.sizes, [costs[size] - costs[0] for size in given.sizes])
        print(f"{what}: processor time {shown}; exponent {found:.3f}{target}")


if __name__ == "__main__":
    main()
