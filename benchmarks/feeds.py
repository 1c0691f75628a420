"""Times what programs read: every feed, the archive, and all documents, of ten thousand incidents.

The incidents are read first, which is not counted. Seconds are processor time, which other work on the machine
disturbs less.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from afterword.build import Surroundings, build, check
from afterword.core.settings import Site
from afterword.core.sources import Source, Tree
from afterword.outputs.artifacts import TextFile
from afterword.outputs.templates import environment
from afterword.world.pool import each_in_pool
from generate import SETTINGS, incidents

SITE = Site(name="Pigeonpost incidents", url="https://status.pigeonpost.example/")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FEEDS = ("main feeds", "feeds of components", "feeds of incidents", "archives by year")
TARGET = 5.0
"""Seconds for all feeds of 10,000 incidents."""


def kind(path: str) -> str:
    """What a document is."""
    if path.startswith("history/"):
        return FEEDS[3]
    if path.endswith((".atom", ".rss")) or path == "feed.json":
        return FEEDS[0] if "/" not in path else FEEDS[1] if path.startswith("components/") else FEEDS[2]
    return "api/v2" if path.startswith("api/v2/") else "archive as JSON and CSV" if path.startswith("api/") else "other documents"


def measure(documents: Iterable[TextFile]) -> None:
    """Make every document once, in the order of a build, and print what each kind costs."""
    seconds: dict[str, float] = defaultdict(float)
    largest: dict[str, int] = defaultdict(int)
    number: dict[str, int] = defaultdict(int)
    for document in documents:
        begin = time.process_time()
        size = len(document.text().encode())
        name = kind(document.path)
        seconds[name] += time.process_time() - begin
        largest[name] = max(largest[name], size)
        number[name] += 1
    for name in sorted(seconds):
        print(f"{name + ':':<26}{number[name]:>7,}{seconds[name]:>8.2f} s, the largest has {largest[name] / 1000:,.0f} kB")
    print(f"all feeds: {sum(seconds[name] for name in FEEDS):.2f} s; target: at most {TARGET} s for 10,000 incidents")


def main() -> None:
    """Read, then measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--incidents", type=int, default=10_000, help="how many incidents (default: 10000)")
    given = parser.parse_args()
    sources = tuple(
        Source(path=f"incidents/{one.id}.md", data=f"---\n{one.front}---\n\n{one.body}".encode()) for one in incidents(given.incidents)
    )
    settings = f"feeds: {{authority: status.pigeonpost.example}}\n{SETTINGS}".encode()
    tree = Tree(sources=sources, strays=(), settings_path="settings.yml", settings=settings)
    checked = check(tree, SITE, NOW, each_in_pool, Surroundings(wording=False))
    print(f"{len(checked.history):,} incidents")
    measure(artifact for artifact in build(checked, SITE, NOW, environment()) if isinstance(artifact, TextFile))


if __name__ == "__main__":
    main()
