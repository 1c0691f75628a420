"""How long `afterword import cstate` takes for many files, and how much memory: in a fresh process, over generated issues."""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from check import project

_ISSUE = """\
---
title: Sending is slow in region {number}
date: {start:%Y-%m-%d %H:%M:%S}
resolved: true
resolvedWhen: {end:%Y-%m-%d %H:%M:%S}
severity: disrupted
affected:
  - Delivery
section: issue
---

*Resolved* - Sending is fast again. {{{{< track "{end:%Y-%m-%d %H:%M:%S}" >}}}}

*Monitoring* - We added machines, and are watching. See [the day before]({before:05}.md). {{{{< track "{middle:%Y-%m-%d %H:%M:%S}" >}}}}

*Investigating* - {text} {{{{< track "{start:%Y-%m-%d %H:%M:%S}" >}}}}
"""
_SENTENCE = "Messages of some customers wait for up to half an hour, and none are lost; we look for the cause. "


def issues(folder: Path, count: int) -> Path:
    """A folder of issues of cState, 1.3 kB each."""
    place = folder / "content" / "issues"
    place.mkdir(parents=True)
    for number in range(count):
        start = datetime(2016, 1, 1, 8, tzinfo=UTC) + timedelta(hours=17 * number)
        text = _ISSUE.format(
            number=number % 40,
            before=max(number - 1, 0),
            start=start,
            middle=start + timedelta(minutes=40),
            end=start + timedelta(minutes=90),
            text=_SENTENCE * 8,
        )
        (place / f"{number:05}.md").write_text(text, encoding="utf-8")
    return folder


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--issues", type=int, default=5000, help="how many; 5000")
    count = parser.parse_args().issues
    with tempfile.TemporaryDirectory() as scratch:
        folder, source = project(Path(scratch) / "history", 0), issues(Path(scratch) / "source", count)
        command = [sys.executable, "-m", "afterword", "import", "cstate", str(source), "--zone", "Europe/Berlin", "--components"]
        begun = time.perf_counter()
        done = subprocess.run(command, cwd=folder, env=os.environ, check=True, stdout=subprocess.PIPE, text=True)
        wall, used = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        print(next(line for line in done.stdout.splitlines() if line.startswith("Read ")))
        print(
            f"{wall:.1f} s, {used.ru_utime + used.ru_stime:.1f} s of the processors, {used.ru_maxrss / 1024:.0f} MiB in the largest process"
        )


if __name__ == "__main__":
    main()
