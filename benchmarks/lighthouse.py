"""Measures every kind of page with Lighthouse, as a phone on a slow network sees it, against what pages promise.

Lighthouse comes with npm into `.cache/lighthouse`; Chromium is the one of the tests. If one of them is missing,
nothing is measured.
The sites are those of the tests. The server sends text with gzip, as hosts do.
"""

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import arguments, executable  # noqa: E402 - it lies beside the tests
from crowded import crowded  # noqa: E402
from full import PAGES, STATISTICS, full  # noqa: E402
from large import PAGES as LARGE  # noqa: E402
from large import large  # noqa: E402
from project import Project  # noqa: E402
from web import Quiet, serving  # noqa: E402

FOLDER = ROOT / ".cache" / "lighthouse"
PACKAGE = "lighthouse@12"
"""The newest that runs on Node 20."""
SCORE, PAINT, SHIFT, REQUESTS = 95, 1800, 0.02, 12
"""What every kind of page promises: at least this score; at most these milliseconds to the largest paint, this shift of the
layout, and these requests."""


def calm(folder: Path) -> Path:
    """Build a site on which nothing is open."""
    return Project(folder).build()


SITES = (
    (full, PAGES),
    (calm, {"calm home": ""}),
    (crowded, STATISTICS),
    (large, LARGE),
)
_TEXT = frozenset({".html", ".css", ".js", ".json", ".svg", ".xml", ".txt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What Lighthouse says of one page."""

    score: int
    paint: float
    shift: float
    requests: int
    size: int

    @property
    def misses(self) -> bool:
        """Whether it keeps less than is promised."""
        return self.score < SCORE or self.paint > PAINT or self.shift > SHIFT or self.requests > REQUESTS


class _Gzipped(Quiet):
    """Sends text compressed."""

    def do_GET(self) -> None:  # noqa: N802 - the name is Python's
        """Answer with the file, or with the page for what is missing."""
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        there = file.is_file()
        body = file.read_bytes() if there else b""
        zipped = there and file.suffix in _TEXT
        body = gzip.compress(body, 6) if zipped else body
        self.send_response(200 if there else 404)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Length", str(len(body)))
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)


def lighthouse(chromium: str) -> list[str] | str:
    """The command that measures, installed if it is not there; or the sentence that says what is missing."""
    if not shutil.which("node"):
        return "Node is missing: nothing is measured."
    command = FOLDER / "node_modules" / ".bin" / "lighthouse"
    if not command.exists():
        if not shutil.which("npm"):
            return "npm is missing, and Lighthouse is not in .cache/lighthouse: nothing is measured."
        quietly = ("--silent", "--no-audit", "--no-fund", "--ignore-scripts")
        npm = ["npm", "install", *quietly, "--prefix", str(FOLDER), PACKAGE]
        if subprocess.run(npm, check=False).returncode or not command.exists():
            return "Lighthouse could not be installed: nothing is measured."
    flags = " ".join(["--headless=new", *arguments()])
    return [
        str(command),
        "--quiet",
        "--only-categories=performance",
        "--output=json",
        f"--chrome-path={chromium}",
        f"--chrome-flags={flags}",
    ]


def measure(command: list[str], address: str) -> Measured:
    """One page, as a phone sees it: Lighthouse's own emulation, of a mid-range phone on slow 4G."""
    done = subprocess.run(
        [*command, address], capture_output=True, text=True, check=True, env={**os.environ, "CHROME_PATH": executable() or ""}
    )
    report = json.loads(done.stdout)
    audits = report["audits"]
    fetched = [each for each in audits["network-requests"]["details"]["items"] if each["url"].startswith("http")]
    return Measured(
        score=round(100 * report["categories"]["performance"]["score"]),
        paint=audits["largest-contentful-paint"]["numericValue"],
        shift=audits["cumulative-layout-shift"]["numericValue"],
        requests=len(fetched),
        size=sum(each["transferSize"] for each in fetched),
    )


def measure_all(command: list[str], only: str, rounds: int) -> Iterator[Measured]:
    """Build the sites and measure each kind of page. The best round counts, because other work only slows the machine."""
    print(f"{'page':<26}{'score':>6}{'LCP':>9}{'CLS':>8}{'requests':>10}{'kB':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for build, pages in SITES:
            chosen = {name: path for name, path in pages.items() if only in name}
            if not chosen:
                continue
            root = Path(folder) / f"{build.__name__} served"
            root.mkdir()
            (root / "history").symlink_to(build(Path(folder) / build.__name__))
            with serving(partial(_Gzipped, directory=str(root))) as address:
                for name, path in chosen.items():
                    best = measure(command, f"{address}history/{path}")
                    for _ in range(rounds - 1):
                        if best.misses:
                            again = measure(command, f"{address}history/{path}")
                            best = min(best, again, key=lambda one: (one.misses, -one.score, one.paint))
                    figures = f"{best.score:>6}{best.paint:>6.0f} ms{best.shift:>8.3f}{best.requests:>10}{best.size / 1000:>7.0f}"
                    print(f"{name:<26}{figures}{'  misses' if best.misses else ''}", flush=True)
                    yield best


def main() -> int:
    """Measure, or say why not. 1 if a page keeps less than is promised."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", metavar="WORDS", default="", help="only kinds of pages with these words in their name")
    parser.add_argument("--rounds", type=int, default=3, help="how often a page that misses is measured (default: 3)")
    given = parser.parse_args()
    chromium = executable()
    command = lighthouse(chromium) if chromium else "Chromium is missing: nothing is measured."
    if isinstance(command, str):
        print(command)
        return 0
    found = list(measure_all(command, given.only, given.rounds))
    missed = sum(each.misses for each in found)
    print(f"{len(found)} pages; promised: score {SCORE}, LCP {PAINT} ms, CLS {SHIFT}, {REQUESTS} requests; {missed} keep less")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
