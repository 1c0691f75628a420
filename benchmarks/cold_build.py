"""Times a cold `afterword build` against plain MkDocs + Material on the same texts, in one run.

Both build in fresh processes and in fresh temporary folders, one after the other, in turn; the median counts.
Plain MkDocs has the same theme settings and Markdown extensions, the search plugin, one page in the
navigation and all others out of it; it makes no lists, no feeds and no figures.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from generate import SETTINGS, Generated, incidents

ROOT = Path(__file__).resolve().parents[1]
TARGET = 1.3
"""A cold build may take at most this many times as long as plain MkDocs."""
INDEX = "# Now\n\nThis page stands for the home page.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one build cost."""

    seconds: float
    cpu: float
    """Seconds of processor time: steadier than `seconds` when the machine has other work."""
    mib: float
    """Peak resident memory of the largest process of the build."""


def write_afterword(folder: Path, made: list[Generated]) -> list[str]:
    """Write a project for Afterword; return the command that builds it."""
    _config(
        folder, {"docs_dir": "pages", "plugins": ["search", "afterword"], "nav": [{"Now": "index.md"}, {"History": "history/index.md"}]}
    )
    (folder / "pages").mkdir()
    (folder / "site_config").mkdir()
    (folder / "site_config" / "settings.yml").write_text(f"feeds: {{authority: status.pigeonpost.example}}\n{SETTINGS}", encoding="utf-8")
    (folder / "incidents").mkdir()
    for one in made:
        (folder / "incidents" / f"{one.id}.md").write_text(f"---\n{one.front}---\n\n{one.body}", encoding="utf-8")
    return ["-m", "afterword", "build", "--now", "2026-11-23 12:00 UTC"]


def write_plain(folder: Path, made: list[Generated]) -> list[str]:
    """Write the same texts for plain MkDocs; return the command that builds it."""
    _config(folder, {"docs_dir": "docs", "plugins": ["search"], "nav": [{"Now": "index.md"}], "not_in_nav": "/incidents/\n"})
    (folder / "docs" / "incidents").mkdir(parents=True)
    (folder / "docs" / "index.md").write_text(INDEX, encoding="utf-8")
    for one in made:
        (folder / "docs" / "incidents" / f"{one.id}.md").write_text(f"---\ntitle: {one.title}\n---\n\n{one.body}", encoding="utf-8")
    return ["-m", "mkdocs", "build", "--quiet"]


def _config(folder: Path, changes: dict[str, Any]) -> None:
    """This repository's own mkdocs.yml with other contents; theme settings and extensions stay."""
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    del config["theme"]["custom_dir"]
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config | changes, sort_keys=False), encoding="utf-8")


BUILDS: tuple[tuple[str, Callable[[Path, list[Generated]], list[str]]], ...] = (
    ("afterword", write_afterword),
    ("plain MkDocs + Material", write_plain),
)


def build(write: Callable[[Path, list[Generated]], list[str]], made: list[Generated]) -> Run:
    """Build once, in a new folder and a new process, and count its pages before they are thrown away."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, *write(folder, made)]
        begin = time.perf_counter()
        child = subprocess.Popen(command, cwd=folder, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        pages = len(list((folder / "site" / "incidents").glob("*/index.html")))
        if child.returncode or pages != len(made):
            sys.exit(f"{' '.join(command)} failed with exit code {child.returncode} and {pages} pages")
    return Run(
        seconds=seconds, cpu=usage.ru_utime + usage.ru_stime, mib=usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--incidents", type=int, default=1000, help="how many incidents (default: 1000)")
    parser.add_argument("--rounds", type=int, default=3, help="how many builds of each kind (default: 3)")
    given = parser.parse_args()
    made = list(incidents(given.incidents))
    size = statistics.fmean(len(f"---\n{one.front}---\n\n{one.body}".encode()) for one in made)
    print(f"{len(made)} incidents of {size / 1000:.1f} kB on average; {given.rounds} cold builds of each kind, in turn")
    runs: dict[str, list[Run]] = {name: [] for name, _ in BUILDS}
    for _ in range(given.rounds):
        for name, write in BUILDS:
            runs[name].append(build(write, made))
    for name, done in runs.items():
        wall, cpu = _median(done)
        each = ", ".join(f"{run.seconds:.2f}" for run in done)
        print(f"{name + ':':<25}{wall:>7.2f} s ({each}), processor {cpu:.2f} s, at most {max(run.mib for run in done):.0f} MiB")
    ours, plain = (_median(runs[name]) for name, _ in BUILDS)
    print(f"ratio: {ours[0] / plain[0]:.2f}; of processor time: {ours[1] / plain[1]:.2f}; target: at most {TARGET}")


def _median(runs: list[Run]) -> tuple[float, float]:
    return statistics.median(run.seconds for run in runs), statistics.median(run.cpu for run in runs)


if __name__ == "__main__":
    main()
