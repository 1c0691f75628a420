"""How long `afterword check` takes, cold: fresh processes over the same generated incidents, the median of the rounds.

The yardstick is a check of no incidents in the same run: what is left is the cost of the incidents alone.
"""

import argparse
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


def timed(folder: Path) -> tuple[float, float]:
    """Seconds by the wall clock and of the processors, for one check in a fresh process."""
    command = [sys.executable, "-m", "afterword", "check", "--against", "none", "--now", "2026-11-02 12:00 UTC"]
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=1000, help="how many; 1000")
    parser.add_argument("--rounds", type=int, default=3, help="how often; 3")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folders = {count: project(Path(scratch) / str(count), count) for count in (0, options.incidents)}
        taken: dict[int, list[tuple[float, float]]] = {count: [] for count in folders}
        for _ in range(options.rounds):
            for count, folder in folders.items():
                taken[count].append(timed(folder))
    middle = {count: [statistics.median(column) for column in zip(*rounds, strict=True)] for count, rounds in taken.items()}
    for count, (wall, processor) in middle.items():
        print(f"{count} incidents: {wall:.2f} s, {processor:.2f} s of processor time")
    none, all_ = middle[0], middle[options.incidents]
    print(f"ratio to a check of none: {all_[0] / none[0]:.1f}; of processor time: {all_[1] / none[1]:.1f}")
    print(f"each incident: {(all_[1] - none[1]) / options.incidents * 1000:.2f} ms of processor time")


if __name__ == "__main__":
    main()
