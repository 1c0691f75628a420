"""When each `now` was written: the author time of the commit that brought its line, as git knows it.

One pass through the log answers for all files together. Where a line stands twice in its file, or came in a way that the
log does not tell (a merge that was resolved by hand), `git blame` is asked for that file.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from afterword.core.sources import Source, Times, Tree
from afterword.reading.now import HEADING, now_places
from afterword.world.git import GitError, is_shallow, run

_MANY = 500
"""From this many files on, the whole folder is named to git in place of each file."""
_HUNK = re.compile(rb"@@ -[0-9]+(?:,([0-9]+))? \+[0-9]+(?:,([0-9]+))? @@")
_NO_COMMIT = re.compile(rb"0+$")


def with_times(root: Path, tree: Tree, clock: datetime, revision: str = "") -> Tree:
    """The tree with a time for every `now` in it.

    A line that is in no commit takes the clock. Without a repository all do. In a shallow clone nothing can tell,
    and so it is where git does not read the repository.

    Args:
        root: the folder of mkdocs.yml.
        tree: as it was read from the disk, or from `revision`.
        clock: the time of the build.
        revision: where the tree comes from; empty: from the disk.
    """
    wanted = [(source, places) for source in tree.sources if (places := tuple(now_places(source)))]
    if not wanted:
        return tree
    times = _times(root, wanted, clock, revision)
    dated = {source.path: replace(source, times={place: times.get(place) for place in places}) for source, places in wanted}
    return replace(tree, sources=tuple(dated.get(source.path, source) for source in tree.sources))


_Wanted = Iterable[tuple[Source, tuple[tuple[str, int], ...]]]


def _times(root: Path, wanted: _Wanted, clock: datetime, revision: str) -> Times:
    everywhere = dict.fromkeys((place for _, places in wanted for place in places), clock)
    try:
        head = run(root, "rev-parse", "--verify", "--quiet", f"{revision or 'HEAD'}^{{commit}}")
        if head.returncode:
            foreign = head.stderr and b"not a git repository" not in head.stderr
            return {} if foreign else everywhere
        if is_shallow(root):
            return {}
        log = _Log()
        log.read(_changes(root, wanted, head.stdout.decode().strip()))
        return {place: at for source, places in wanted for place, at in _of(root, source, places, log, clock, revision)}
    except GitError:
        return everywhere  # no git at all


def _of(
    root: Path, source: Source, places: tuple[tuple[str, int], ...], log: "_Log", clock: datetime, revision: str
) -> Iterator[tuple[tuple[str, int], datetime]]:
    rows = source.data.split(b"\n")
    words = [_word(rows[line - 1]) for path, line in places if path == source.path]
    blamed: dict[int, datetime] | None = None
    for path, line in places:
        if path != source.path:
            yield (path, line), _minute(log.born[path]) if path in log.born else clock
            continue
        word = _word(rows[line - 1])
        known = log.lines[path].get(word, [])
        if len(known) == words.count(word) == 1:
            yield (path, line), _minute(known[0])
            continue
        if blamed is None:
            blamed = _blame(root, path, revision)
        yield (path, line), blamed.get(line, clock)


def _word(row: bytes) -> bytes:
    """What is compared of a line: line ends may differ between the disk and git."""
    return row.rstrip(b"\r")


def _minute(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(second=0)


# ---- the log -------------------------------------------------------------------------------------


def _changes(root: Path, wanted: _Wanted, head: str) -> Iterator[bytes]:
    """The lines of the log of these incidents, oldest commit first."""
    names = list(dict.fromkeys(name for source, _ in wanted for name in (f"{source.folder}.md", source.folder)))
    if len(names) > 2 * _MANY:
        names = list(dict.fromkeys(name.rpartition("/")[0] or "." for name in names))
    done = run(
        root, "log", "--reverse", "--topo-order", "--format=%x01%at", "--patch", "--unified=0", "-M", "--relative", "--no-color",
        "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/", head, "--", *names,
    )  # fmt: skip
    yield from done.stdout.split(b"\n") if not done.returncode else ()


@dataclass(slots=True)
class _Log:
    """What the log tells, as it is read from the oldest commit to the newest."""

    lines: dict[str, dict[bytes, list[int]]] = field(default_factory=lambda: defaultdict(dict))
    """Of each file, its headings that begin with `now`, and when each of them came."""
    born: dict[str, int] = field(default_factory=dict)
    """When each file came."""

    def read(self, rows: Iterator[bytes]) -> None:
        """Read all commits."""
        at, before, path = 0, "", ""
        for row in rows:
            if row.startswith(b"\x01"):
                at = int(row[1:] or b"0")
            elif row.startswith(b"rename from "):
                before = os.fsdecode(row[12:])
            elif row.startswith(b"rename to "):
                self._rename(before, os.fsdecode(row[10:]), at)
            elif row.startswith(b"--- "):
                before = _path(row)
            elif row.startswith(b"+++ "):
                path = _path(row)
                if path:
                    self.born.setdefault(path, at)
                else:
                    self.lines.pop(before, None)
                    self.born.pop(before, None)
            elif hunk := _HUNK.match(row):
                self._hunk([next(rows, b"") for _ in range(int(hunk[1] or 1) + int(hunk[2] or 1))], path, at)

    def _rename(self, before: str, after: str, at: int) -> None:
        if before in self.lines:
            self.lines[after] = self.lines.pop(before)
        self.born[after] = self.born.pop(before, at)

    def _hunk(self, rows: list[bytes], path: str, at: int) -> None:
        if not path:
            return
        for row in rows:
            if not HEADING.search(row):
                continue
            known = self.lines[path].setdefault(_word(row[1:]), [])
            if row.startswith(b"+"):
                known.append(at)
            elif known:
                known.pop()


def _path(row: bytes) -> str:
    """The path of `--- a/PATH` or `+++ b/PATH`; empty for none, and for one that git puts into quotes."""
    name = row[4:].split(b"\t")[0]
    return os.fsdecode(name[2:]) if name.startswith((b"a/", b"b/")) else ""


# ---- one file ------------------------------------------------------------------------------------


def _blame(root: Path, path: str, revision: str) -> dict[int, datetime]:
    """The author time of each line of a file, but for those that are in no commit."""
    done = run(root, "blame", "--porcelain", *([revision] if revision else []), "--", path)
    times: dict[bytes, datetime] = {}
    found: dict[int, datetime] = {}
    commit, line = b"", 0
    for row in done.stdout.split(b"\n") if not done.returncode else ():
        if row.startswith(b"\t"):
            if commit in times and not _NO_COMMIT.match(commit):
                found[line] = times[commit]
        elif row.startswith(b"author-time "):
            times[commit] = _minute(int(row[12:]))
        elif head := re.match(rb"([0-9a-f]{40,64}) [0-9]+ ([0-9]+)", row):
            commit, line = head[1], int(head[2])
    return found
