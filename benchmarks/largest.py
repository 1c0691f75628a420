"""Times the largest file of each kind: 240 KB of whatever may fill a file, read and checked.

The kinds are those of the tests, which assert that the time grows with the text. How long it takes is measured here.
Seconds are processor time, the least of the rounds.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from kinds_of_text import HEAD, KINDS, WHOLES, repeated
from timed_check import taken

SIZE = 240_000
TARGET = 2.0
"""Seconds for every file within the limits."""


def main() -> None:
    """Measure, and print the slowest first."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3, help="how often each file is read; 3")
    rounds = range(parser.parse_args().rounds)
    texts = {kind: HEAD + repeated(kind, SIZE) for kind in [*KINDS, *WHOLES]}
    seconds = {kind: min(taken(text) for _ in rounds) for kind, text in texts.items()}
    print("| A file full of | s |")
    print("| --- | --- |")
    for kind in sorted(seconds, key=lambda kind: -seconds[kind]):
        print(f"| {kind} | {seconds[kind]:.2f} |")
    slow = sum(value > TARGET for value in seconds.values())
    print(f"\nTarget {TARGET:.0f} s: {'reached' if not slow else f'missed by {slow} of {len(seconds)}'}.")


if __name__ == "__main__":
    main()
