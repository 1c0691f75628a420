"""How long `afterword check` takes, the first time and again: fresh processes over the same generated incidents.

The first time the store of what was read (docs/decisions/0015-readings-are-kept.md) is empty; again, it is full. The
yardstick is a check of no incidents in the same run: what is left is the cost of the incidents alone. Printed are the
medians of the rounds, and the least.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import SETTINGS, incidents

_CONFIG = """\
site_name: Measured
site_url: https://status.pigeonpost.example/
docs_dir: pages
theme: {name: material, font: false}
plugins: [search, afterword]
markdown_extensions:
  [abbr, admonition, attr_list, footnotes, tables, pymdownx.details, pymdownx.magiclink, pymdownx.superfences]
"""


def project(folder: Path, count: int) -> Path:
    """A project of `count` incidents."""
    for name in ("incidents", "pages", "site_config"):
        (folder / name).mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(_CONFIG, encoding="utf-8")
    (folder / "site_config" / "settings.yml").write_text(SETTINGS, encoding="utf-8")
    for incident in incidents(count):
        text = f"---\n{incident.front}---\n\n{incident.body}"
        (folder / "incidents" / f"{incident.id}.md").write_text(text, encoding="utf-8")
    return folder


def timed(folder: Path, store: Path) -> tuple[float, float]:
    """Seconds by the wall clock and of the processors, for one check in a fresh process."""
    command = [sys.executable, "-m", "afterword", "check", "--against", "none", "--now", "2026-11-02 12:00 UTC"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(store)}
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--incidents", type=int, default=1000, help="how many; 1000")
    parser.add_argument("--rounds", type=int, default=5, help="how often; 5")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folders = {count: project(Path(scratch) / str(count), count) for count in (0, options.incidents)}
        taken: dict[str, list[tuple[float, float]]] = {"none": [], "first": [], "again": []}
        for number in range(options.rounds):
            store = Path(scratch) / f"store {number}"
            taken["none"].append(timed(folders[0], store))
            for when in ("first", "again"):
                taken[when].append(timed(folders[options.incidents], store))
    middle = {name: [statistics.median(column) for column in zip(*rounds, strict=True)] for name, rounds in taken.items()}
    for name, (wall, processor) in middle.items():
        least = min(wall for wall, _ in taken[name])
        print(f"{name + ':':<7}{wall:>6.2f} s (least {least:.2f}), {processor:.2f} s of processor time")
    none, first = middle["none"], middle["first"]
    print(f"first, as a ratio to a check of none: {first[0] / none[0]:.1f}; of processor time: {first[1] / none[1]:.1f}")
    print(f"each incident: {(first[1] - none[1]) / options.incidents * 1000:.2f} ms of processor time; target: first in less than 3 s")


if __name__ == "__main__":
    main()
