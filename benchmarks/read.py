"""How long reading one incident takes, before and now: from the bytes of its file to the incident and its problems.

The code of an earlier revision and that of this working tree read the same texts in turn, in fresh processes, round by
round. Counted is processor time, without the wording checks, so that the machine's other work matters little. Printed are
medians of the rounds, and their ratio.
"""

import argparse
import importlib
import json
import os
import re
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from dataclasses import fields
from io import BytesIO
from pathlib import Path

import yaml

from afterword.core.settings import Settings
from afterword.core.sources import Source
from afterword.reading.incident import IncidentReader
from afterword.reading.settings_reader import read_settings
from generate import SETTINGS, incidents, realistic

ROOT = Path(__file__).resolve().parents[1]
BEFORE = "56bb1b8"
"""The last revision that read Markdown with Python-Markdown, piece by piece."""
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
Texts = dict[str, dict[str, str]]
"""By kind of texts: the path of each, and what stands there."""


def texts(count: int, corpus: Path | None) -> Texts:
    """What is read: the demo, incidents by others if there are some, and two kinds of generated ones."""
    paths = [path for path in sorted((ROOT / "incidents").rglob("*.md")) if "updates" not in path.parts and path.name != "README.md"]
    kinds = {"demo": {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in paths}}
    if corpus:
        found = [path for path in sorted(corpus.rglob("*.md")) if "_not-incidents" not in path.parts]
        bodies = [_FRONT.sub("", path.read_text("utf-8")) for path in found]
        kinds["by others"] = {
            f"incidents/2020-01-01-by-others-{number}.md": f"---\ntitle: By others\n---\n{body}" for number, body in enumerate(bodies)
        }
    for kind, made in (("plain", incidents(count)), ("realistic", realistic(count))):
        kinds[kind] = {f"incidents/{incident.id}.md": f"---\n{incident.front}---\n\n{incident.body}" for incident in made}
    return kinds


# ---- in the process that reads ------------------------------------------------------------------


def _reader(settings: Settings, root: Path) -> Callable[[Source], object]:
    """The reader of the revision that was imported. Up to `BEFORE` it was given the site's extensions of Markdown."""
    reader: Callable[..., Callable[[Source], object]] = IncidentReader
    if "extensions" not in {field.name for field in fields(IncidentReader)}:
        return reader(settings=settings, wording=False)
    given = yaml.safe_load((root / "mkdocs.yml").read_text("utf-8"))["markdown_extensions"]
    configs = {name: config for one in given if isinstance(one, dict) for name, config in one.items()}
    names = tuple(name for one in given for name in (one if isinstance(one, dict) else (one,)))
    extensions = importlib.import_module("afterword.reading.markdown").Extensions(names=names, configs=configs)
    return reader(settings=settings, extensions=extensions, wording=False)


def measure(file: Path, root: Path, repeats: int) -> dict[str, float]:
    """Milliseconds of processor time for one incident of each kind, with the revision whose root this is."""
    site = (root / "site_config" / "settings.yml").read_bytes()
    taken = {}
    for kind, files in json.loads(file.read_bytes()).items():
        settings = read_settings("settings.yml", SETTINGS.encode() if kind in {"plain", "realistic"} else site)[0]
        read = _reader(settings, root)
        sources = [Source(path=path, data=text.encode()) for path, text in files.items()]
        for source in sources:
            read(source)
        begun = time.process_time()
        for _ in range(repeats):
            for source in sources:
                read(source)
        taken[kind] = (time.process_time() - begun) * 1000 / repeats / len(sources)
    return taken


# ---- in the process that compares ---------------------------------------------------------------


def exported(revision: str, folder: Path) -> Path:
    """The package and settings of a revision, in this folder."""
    command = ["git", "-C", str(ROOT), "archive", revision, "generator", "site_config", "mkdocs.yml"]
    packed = subprocess.run(command, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def in_child(root: Path, file: Path, repeats: int) -> dict[str, float]:
    """What a fresh process measures with the package below `root`."""
    path = os.pathsep.join([str(root / "generator"), str(ROOT / "benchmarks")])
    command = [sys.executable, __file__, "--child", str(root), "--texts", str(file), "--repeats", str(repeats)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path})
    taken: dict[str, float] = json.loads(done.stdout)
    return taken


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--before", default=BEFORE, metavar="REVISION", help=f"what to compare with; {BEFORE}")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="a folder of incidents by others, to be read, too")
    parser.add_argument("--incidents", type=int, default=100, help="how many of each generated kind; 100")
    parser.add_argument("--rounds", type=int, default=5, help="how often; 5")
    parser.add_argument("--repeats", type=int, default=5, help="how often each text is read in a round; 5")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--texts", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(options.texts, options.child, options.repeats)))
        return
    kinds = texts(options.incidents, options.corpus)
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "texts.json"
        file.write_text(json.dumps(kinds), encoding="utf-8")
        sides = (exported(options.before, Path(scratch) / "before"), ROOT)
        rounds = []
        for number in range(options.rounds):
            order = sides if number % 2 else sides[::-1]  # neither is always the first
            taken = {root: in_child(root, file, options.repeats) for root in order}
            rounds.append([taken[root] for root in sides])
    print(f"| Reading one, ms of processor time | texts | kB each | before ({options.before}) | now | ratio |")
    print("| --- | --- | --- | --- | --- | --- |")
    for kind, files in kinds.items():
        size = sum(len(text.encode()) for text in files.values()) / len(files) / 1000
        before, now = (statistics.median(pair[side][kind] for pair in rounds) for side in (0, 1))
        print(f"| {kind} | {len(files)} | {size:.1f} | {before:.2f} | {now:.2f} | {now / before:.2f} |")


if __name__ == "__main__":
    main()
