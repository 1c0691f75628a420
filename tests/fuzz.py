"""Searches for a file that breaks the reader: `make fuzz`, `fuzz.py --seconds 600`, or `fuzz.py --seed N` for a find.

The properties are those of the suite, tried with fresh seeds until the time is over. The first that fails is
printed with its smallest example and the seed that finds it again; the exit code is then 1.
"""

import argparse
import faulthandler
import importlib
import secrets
import sys
import time
import traceback
from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, seed, settings

MODULES = ("test_reader_properties", "test_check_properties", "test_proportion")
HANGS = 120
"""Seconds for one property, and for making a find small, after which something hangs."""


def properties(examples: int) -> list[Callable[[], None]]:
    """Every property of the modules; each keeps the settings that it finds when it is made."""
    everything = list(HealthCheck)
    slow = timedelta(seconds=5)
    settings.register_profile("fuzz", max_examples=examples, deadline=slow, database=None, suppress_health_check=everything)
    settings.load_profile("fuzz")
    found = [value for module in MODULES for value in vars(importlib.import_module(module)).values()]
    return [value for value in found if hasattr(value, "hypothesis")]


def fails(check: Callable[[], None], number: int) -> bool:
    """Whether a property fails with this seed; says so."""
    faulthandler.dump_traceback_later(HANGS, exit=True)
    try:
        seed(number)(check)()
    except Exception:  # noqa: BLE001 - whatever it is, it is a find
        traceback.print_exc()
        print(f"\nFound with: .venv/bin/python tests/fuzz.py --seed {number}")  # noqa: T201
        return True
    finally:
        faulthandler.cancel_dump_traceback_later()
    return False


def main() -> int:
    """Search, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long to search; 60")
    parser.add_argument("--seed", type=int, help="one round with the seed of an earlier find")
    parser.add_argument("--examples", type=int, default=100, help="how many files a property tries with one seed; 100")
    options = parser.parse_args()
    checks = properties(options.examples)
    end = time.monotonic() + options.seconds
    rounds = 0
    while rounds == 0 or (options.seed is None and time.monotonic() < end):
        number = secrets.randbits(48) if options.seed is None else options.seed
        print(f"seed {number}", flush=True)  # noqa: T201
        for check in checks:
            if options.seed is None and time.monotonic() > end:
                break
            if fails(check, number):
                return 1
        rounds += 1
    print(f"{len(checks)} properties, {rounds} rounds of {options.examples} examples, nothing found")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
