"""Read the log of some files, oldest commit first: when each was added, and each of its headings with `now`."""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from afterword.syntax.now_lines import HEADING
from afterword.world.repository.git import refusal, run
from afterword.world.repository.renamed_files import Birth, Moves, find_moves

_MANY = 200
"""Up to this many paths are passed to git."""
GENERATIONS = 20
"""The maximum number of renames that are followed for one file."""
_HUNK = re.compile(rb"@@ -[0-9]+(?:,([0-9]+))? \+[0-9]+(?:,([0-9]+))? @@")
_QUOTED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPES = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def said(root: Path, *arguments: str) -> bytes:
    """Git's output.

    Raises:
        GitError: git failed.
    """
    done = run(root, *arguments)
    if done.returncode:
        raise refusal(root, done.stderr)
    return done.stdout


def word_of(row: bytes) -> bytes:
    """The part of a line that is compared. Line ends may differ between the disk and git."""
    return row.rstrip(b"\r")


def few(names: Iterable[str]) -> tuple[str, ...]:
    """These paths; if there are many, the folders that contain them, because git compares each file with each path."""
    paths = tuple(dict.fromkeys(names))
    return paths if len(paths) <= _MANY else tuple(dict.fromkeys(path.rpartition("/")[0] or "." for path in paths))


def through_moves(top: Path, names: tuple[str, ...], commit: str) -> tuple["Log", Moves]:
    """Read the log of these files, and of the files from which they were renamed."""
    moves = Moves()
    seen = frozenset[Birth]()
    for generation in range(GENERATIONS + 1):
        log = Log(renames=moves)
        log.read(iter(_changes(top, names, commit)))
        fresh = frozenset(log.births) - seen
        more = find_moves(top, fresh) if generation < GENERATIONS else {}
        if not more:
            break
        seen |= fresh
        moves = moves | more
        names = few((*names, *more.values()))
    return log, moves


def _changes(top: Path, names: Iterable[str], head: str) -> list[bytes]:
    """The lines of the log of these files, oldest commit first."""
    return said(
        top, "log", "--reverse", "--topo-order", "--format=%x01%H %at",
        "--patch", "--unified=0", "--inter-hunk-context=0", "--no-renames", "--no-color",
        "--src-prefix=a/", "--dst-prefix=b/", head, "--", *names,
    ).split(b"\n")  # fmt: skip


@dataclass(slots=True)
class Log:
    """The facts in the log, as it is read from the oldest commit to the newest."""

    renames: Moves = field(default_factory=dict)
    """By commit and new path: the old path of a renamed file."""
    lines: dict[str, dict[bytes, list[int]]] = field(default_factory=lambda: defaultdict(dict))
    """By file: its headings that begin with `now`, and the times at which each was added."""
    born: dict[str, int] = field(default_factory=dict)
    """The time at which each file was added."""
    births: list[Birth] = field(default_factory=list)
    """The commits that added each file."""
    _before: dict[str, tuple[int, dict[bytes, list[int]]]] = field(default_factory=dict)
    """By new path: the files that this commit renames, as they were before: time of addition, and lines."""

    def read(self, rows: Iterator[bytes]) -> None:
        """Read all commits."""
        at, commit, before, path = 0, "", "", ""
        moved = defaultdict[str, list[tuple[str, str]]](list)
        for (mover, new), old in self.renames.items():
            moved[mover].append((old, new))
        for row in rows:
            if row.startswith(b"\x01"):
                named, _, seconds = row[1:].partition(b" ")
                at, commit = int(seconds or b"0"), named.decode()
                self._before = {
                    new: (self.born[old], {word: times.copy() for word, times in self.lines[old].items()})
                    for old, new in moved[commit]
                    if old in self.born
                }
            elif row.startswith(b"--- "):
                before = _path(row)
            elif row.startswith(b"+++ "):
                path = _path(row)
                if not path:
                    self.lines.pop(before, None)
                    self.born.pop(before, None)
                elif not before:
                    self._came(path, commit, at)
            elif hunk := _HUNK.match(row):
                self._hunk([next(rows, b"") for _ in range(int(hunk[1] or 1) + int(hunk[2] or 1))], path, at)

    def _came(self, path: str, commit: str, at: int) -> None:
        self.births.append((commit, path))
        self.born[path] = self._before[path][0] if path in self._before else at
        self.lines.pop(path, None)

    def _hunk(self, rows: list[bytes], path: str, at: int) -> None:
        if not path:
            return
        _, inherited = self._before.get(path, (0, {}))
        for row in rows:
            if not HEADING.search(row):
                continue
            word = word_of(row[1:])
            known = self.lines[path].setdefault(word, [])
            if row.startswith(b"+"):
                earlier = inherited.get(word)
                known.append(earlier.pop(0) if earlier else at)
            elif known:
                known.pop()


def _path(row: bytes) -> str:
    """The path in `--- a/PATH` or `+++ b/PATH`; empty for none."""
    name = row[4:].rstrip(b"\t")
    if name.startswith(b'"'):
        name = _QUOTED.sub(
            lambda sign: bytes([int(sign[1], 8)]) if len(sign[1]) == 3 else _ESCAPES.get(sign[1], sign[1]),
            name[1:-1],
        )
    return os.fsdecode(name[2:]) if name.startswith((b"a/", b"b/")) else ""
