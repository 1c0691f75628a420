"""Times the way from one more word to a site that says it: `afterword update`, then `afterword build`.

The history has 500 incidents and was built before. Each round adds an update to the newest, which is open, and builds.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from builds import write_afterword
from generate import incidents

TARGET = 5.0
"""Seconds that both may take together."""


def run(folder: Path, *arguments: str, **environment: str) -> tuple[float, float]:
    """Run the command, with more in its environment; seconds on the clock, and of processor time."""
    begin = time.perf_counter()
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment}
    child = subprocess.Popen(
        [sys.executable, "-m", "afterword", *arguments], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    said = child.stderr.read().decode() if child.stderr else ""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"afterword {' '.join(arguments)} failed: {said}")
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--incidents", type=int, default=500, help="how many incidents (default: 500)")
    parser.add_argument("--rounds", type=int, default=5, help="how many updates (default: 5)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_afterword(folder, list(incidents(given.incidents)))
        run(folder, "new", "Posts are not going out", "--at", "2026-11-23 09:00 UTC")
        run(folder, "build", "--now", "2026-11-23 09:00 UTC")
        rounds = []
        for number in range(given.rounds):
            at = f"2026-11-23 09:{10 + number} UTC"
            update = run(folder, "update", "update", f"Word {number}.", "--at", at)
            rounds.append((update, run(folder, "build", "--now", at)))
        page = next((folder / "site" / "incidents").glob("2026-11-23-posts-*/index.html")).read_text(encoding="utf-8")
        if f"Word {given.rounds - 1}." not in page:
            sys.exit("the last update is not on the page")
    for what, place in (("update", 0), ("build", 1)):
        wall, cpu = (statistics.median(done[place][which] for done in rounds) for which in (0, 1))
        print(f"{what + ':':<8}{wall:>6.2f} s, processor {cpu:.2f} s")
    whole = statistics.median(first[0] + second[0] for first, second in rounds)
    each = ", ".join(f"{first[0] + second[0]:.2f}" for first, second in rounds)
    print(f"both:   {whole:>6.2f} s ({each}); target: at most {TARGET}")


if __name__ == "__main__":
    main()
