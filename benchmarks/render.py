"""How long rendering takes, before and now: the content of each page, and every document.

The code of an earlier revision and that of this working tree make the same site of generated incidents in turn, in fresh
processes of one thread, round by round. Counted is processor time. Reading is not counted. Printed are medians of the rounds, and
their ratio, and whether both made the same bytes.
"""

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from afterword.build import Surroundings, build, check
from afterword.core.settings import Site
from afterword.core.sources import Source, Tree
from afterword.outputs.artifacts import Page, TextFile
from afterword.outputs.templates import environment
from generate import SETTINGS, incidents, realistic
from read import ROOT, exported

BEFORE = "c58ccbe"
"""The last revision that left templates to Jinja as it is."""
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SITE = Site(name="Pigeonpost incidents", url="https://status.pigeonpost.example/")
TEMPLATES, BUILD, PAGE = "templates, compiled once", "`build`, before anything is made", "a page of an incident"


def kind(artifact: Page | TextFile) -> str:
    """What an artifact is called in the table."""
    if isinstance(artifact, Page):
        return PAGE if artifact.path.startswith("incidents/") else "other pages"
    if artifact.path.endswith((".atom", ".rss")) or artifact.path == "feed.json":
        return "feeds of incidents" if artifact.path.startswith("incidents/") else "other feeds"
    if artifact.path.startswith("api/v2/"):
        return "status page API"
    if artifact.path.startswith("api/") or artifact.path.endswith(".json"):
        return "JSON and CSV"
    return "calendars" if artifact.path.endswith(".ics") else "other documents"


def measure(texts: str, count: int) -> dict[str, object]:
    """Milliseconds of processor time by kind of artifact, how many there are, and a digest of all."""
    made = realistic(count) if texts == "realistic" else incidents(count)
    sources = tuple(Source(path=f"incidents/{one.id}.md", data=f"---\n{one.front}---\n\n{one.body}".encode()) for one in made)
    checked = check(
        Tree(sources=sources, strays=(), settings_path="settings.yml", settings=SETTINGS.encode()),
        SITE,
        NOW,
        around=Surroundings(wording=False),
    )
    taken: dict[str, float] = defaultdict(float)
    numbers: dict[str, int] = defaultdict(int)
    digest = hashlib.sha256()
    begun = time.process_time()
    templates = environment()
    for name in templates.list_templates(extensions=("html",)):
        templates.get_template(name)
    taken[TEMPLATES] = time.process_time() - begun
    begun = time.process_time()
    outputs = build(checked, SITE, NOW, templates)
    taken[BUILD] = time.process_time() - begun
    for artifact in outputs:
        if isinstance(artifact, Page | TextFile):
            begun = time.process_time()
            text = repr(artifact.rendered()) if isinstance(artifact, Page) else artifact.text()
            taken[kind(artifact)] += time.process_time() - begun
            numbers[kind(artifact)] += 1
            digest.update(text.encode())
    return {"taken": {name: seconds * 1000 for name, seconds in taken.items()}, "numbers": numbers, "digest": digest.hexdigest()}


def in_child(root: Path, texts: str, count: int) -> dict[str, dict[str, float]]:
    """What a fresh process measures with the package below `root`."""
    path = os.pathsep.join([str(root / "generator"), str(ROOT / "benchmarks")])
    command = [sys.executable, __file__, "--child", texts, "--incidents", str(count)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path})
    found: dict[str, dict[str, float]] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--before", default=BEFORE, metavar="REVISION", help=f"what to compare with; {BEFORE}")
    parser.add_argument("--incidents", type=int, default=300, help="how many; 300")
    parser.add_argument("--rounds", type=int, default=3, help="how often; 3")
    parser.add_argument("--texts", choices=("plain", "realistic"), default="realistic", help="which; realistic")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(options.child, options.incidents)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        sides = (exported(options.before, Path(scratch)), ROOT)
        rounds = []
        for number in range(options.rounds):
            order = sides if number % 2 else sides[::-1]  # neither is always the first
            taken = {root: in_child(root, options.texts, options.incidents) for root in order}
            rounds.append([taken[root] for root in sides])
    same = "the same bytes" if len({str(side["digest"]) for pair in rounds for side in pair}) == 1 else "DIFFERENT BYTES"
    print(f"| ms of processor time each, {options.texts} texts, {same} | number | before ({options.before}) | now | ratio |")
    print("| --- | --- | --- | --- | --- |")
    for name in rounds[0][1]["taken"]:
        number = int(rounds[0][1]["numbers"].get(name, 1))
        before, now = (statistics.median(pair[side]["taken"][name] for pair in rounds) / number for side in (0, 1))
        print(f"| {name} | {number} | {before:.2f} | {now:.2f} | {now / before:.2f} |")


if __name__ == "__main__":
    main()
