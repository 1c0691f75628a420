"""Find the time at which each `now` was written: the author time of the commit that added its line.

One pass through the log answers for all files. If a line occurs twice in its file, or the log does not show how it was
added (as in a merge that was resolved by hand), `git blame` is run for that file. A `now` whose time cannot be found
has none: the current time would change with every build, and subscribers would get the same text repeatedly.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import UTC, datetime
from pathlib import Path

from afterword.core.frozen import frozen
from afterword.core.sources import Source, Times, Tree, Untold
from afterword.syntax.now_lines import now_places
from afterword.world.repository.commit_log import GENERATIONS, Log, few, said, through_moves, word_of
from afterword.world.repository.git import ForeignOwnerError, GitError, is_shallow, names_of, refusal, run
from afterword.world.repository.renamed_files import Moves, heading_rows

_FEW = 200
"""Up to this many lines are passed to `git blame`. For more it reads the whole file."""
_NO_COMMIT = re.compile(rb"0+$")
_BLAMED = re.compile(rb"([0-9a-f]{40,64}) ([0-9]+) ([0-9]+)")


def _untold(why: str, remedy: str) -> Untold:
    return Untold(why=why, remedy=f"{remedy} write the time in place of 'now'")


_OUTSIDE = _untold("this folder is in no git repository", "Build in a clone of the one that it comes from, or")
_NOTHING = _untold(
    "the git repository around this folder holds nothing of it", "Commit it there, or build in a clone, or"
)
_PASSED_OVER = _untold("git passes over this file", "Take it out of .gitignore and commit it, or")
_SILENT = _untold("git does not say when its line came", "Look at git blame of this file, or")


class _CannotTellError(Exception):
    """Git cannot tell any time, and why."""

    def __init__(self, why: Untold, *, no_history: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.no_history = no_history
        """Whether there is no git or no repository. A preview may then use the current time."""


def with_times(root: Path, tree: Tree, clock: datetime, revision: str = "", *, preview: bool = False) -> Tree:
    """Give every `now` in the tree its time; None when it cannot be found.

    A line that is not committed gets the current time. No time can be found without git, outside of a repository, and
    in a shallow clone; a `preview`, which publishes nothing, then uses the current time.

    Args:
        root: the folder of mkdocs.yml.
        tree: as read from the disk, or from `revision`.
        clock: the time of the build.
        revision: the revision of the tree; empty: it is on the disk.
        preview: whether nothing is published.
    """
    wanted = [(source, places) for source in tree.sources if (places := tuple(now_places(source)))]
    if not wanted:
        return tree
    try:
        dated = dict(_dated(root, wanted, clock, revision))
    except _CannotTellError as error:
        at = clock if error.no_history and preview else None
        dated = {
            source.path: replace(source, times=dict.fromkeys(places, at), untold=error.why) for source, places in wanted
        }
    return replace(tree, sources=tuple(dated.get(source.path, source) for source in tree.sources))


_Places = tuple[tuple[str, int], ...]
_Wanted = list[tuple[Source, _Places]]


def _dated(root: Path, wanted: _Wanted, clock: datetime, revision: str) -> Iterator[tuple[str, Source]]:
    """Yield every source with its times, by its path."""
    try:
        history = _open(root, wanted, revision)
        unknown = [source.path for source, _ in wanted if source.path not in history.paths]
        ignored = _ignored(root, unknown) if unknown and not revision else frozenset()
        for source, places in wanted:
            if source.path in ignored:
                yield source.path, replace(source, times=dict.fromkeys(places), untold=_PASSED_OVER)
            else:
                yield source.path, replace(source, times=dict(_of(history, source, places, clock)), untold=_SILENT)
    except ForeignOwnerError as error:
        why = "git does not read this repository, because its folder belongs to another user"
        remedy = f"If you trust it, run: git config --global --add safe.directory {error.folder}"
        raise _CannotTellError(Untold(why=why, remedy=remedy)) from error
    except GitError as error:
        raise _CannotTellError(_untold(error.plain, "Or"), no_history=not error.started) from error


# ---- where we are --------------------------------------------------------------------------------


@frozen
class _History:
    """The history of a project up to one commit."""

    root: Path
    top: Path
    """The folder of the repository."""
    prefix: str
    """The path of `root` in the repository, with a slash at its end; empty for the repository's own folder."""
    commit: str
    """Empty when there is no commit yet."""
    on_disk: bool = True
    """Whether the files are on the disk. Otherwise they are those of `commit`."""
    paths: frozenset[str] = frozenset()
    """The files in the commit, relative to `root`."""
    log: Log = field(default_factory=Log)
    moves: Moves = field(default_factory=dict)


def _open(root: Path, wanted: _Wanted, revision: str) -> _History:
    """Read everything that is needed from git in one pass.

    Raises:
        _CannotTellError: git does not know when lines were written.
        GitError: git cannot be asked.
    """
    head = run(root, "rev-parse", "--verify", "--quiet", f"{revision or 'HEAD'}^{{commit}}")
    if head.returncode and head.stderr:
        if b"not a git repository" in head.stderr:
            raise _CannotTellError(_OUTSIDE, no_history=True)
        raise refusal(root, head.stderr)
    commit = head.stdout.decode().strip()
    prefix, _, up = os.fsdecode(said(root, "rev-parse", "--show-prefix", "--show-cdup")).partition("\n")
    top = root / up.strip("\n")
    if not commit:
        return _History(root=root, top=top, prefix=prefix, commit="")
    if is_shallow(root):
        raise _CannotTellError(Untold())
    # The files and folders of these incidents, or the folders that contain them.
    names = few(name for source, _ in wanted for name in (f"{source.folder}.md", source.folder))
    paths = frozenset(names_of(said(root, "ls-tree", "-r", "-z", "--name-only", commit, "--", *names)))
    if not paths and not said(root, "ls-tree", commit):
        raise _CannotTellError(_NOTHING, no_history=True)
    log, moves = Log(), Moves()
    if paths:
        log, moves = through_moves(top, tuple(f"{prefix}{name}" for name in names), commit)
    return _History(
        root=root, top=top, prefix=prefix, commit=commit, on_disk=not revision, paths=paths, log=log, moves=moves
    )


def _ignored(root: Path, paths: list[str]) -> frozenset[str]:
    """The files that git ignores."""
    listed = said(root, "ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--", *few(paths))
    return frozenset(names_of(listed))


# ---- one incident --------------------------------------------------------------------------------


def _of(
    history: _History, source: Source, places: _Places, clock: datetime
) -> Iterator[tuple[tuple[str, int], datetime | None]]:
    """Yield every place with its time."""
    rows = source.data.split(b"\n")
    own = [line for path, line in places if path == source.path]
    words = [word_of(rows[line - 1]) for line in own]
    known = history.log.lines[f"{history.prefix}{source.path}"]
    asked: Times | None = None
    for path, line in places:
        if path != source.path:
            yield (path, line), _born(history, path, clock)
            continue
        word = word_of(rows[line - 1])
        if source.path in history.paths and len(known.get(word, ())) == words.count(word) == 1:
            yield (path, line), _minute(known[word][0])
            continue
        if asked is None:
            asked = _blamed(history, source.path, own, clock)
        yield (path, line), asked[path, line]


def _born(history: _History, path: str, clock: datetime) -> datetime | None:
    """The time at which a file was added."""
    if path not in history.paths:
        moved = _blame(history, path, (), "") if history.on_disk and history.commit else {}
        times = [at for commit, _, at in moved.values() if not _NO_COMMIT.match(commit)]
        return _minute(min(times)) if times else clock
    full = f"{history.prefix}{path}"
    if full in history.log.born:
        return _minute(history.log.born[full])
    times = [at for _, _, at in _blame(history, path, (), history.commit).values()]
    return _minute(min(times)) if times else None


def _minute(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(second=0)


# ---- one file ------------------------------------------------------------------------------------


def _blamed(history: _History, path: str, lines: list[int], clock: datetime) -> Times:
    """The times of these lines of a file."""
    blamed = _blame(history, path, lines, "" if history.on_disk else history.commit)
    if not blamed and path not in history.paths:
        return dict.fromkeys(((path, line) for line in lines), clock)
    times: dict[tuple[str, int], datetime | None] = {}
    for line in lines:
        if line not in blamed:
            times[path, line] = None
            continue
        commit, (name, was), at = blamed[line]
        is_new = _NO_COMMIT.match(commit)
        times[path, line] = clock if is_new else _minute(_before_move(history, commit.decode(), name, was, at))
    return times


def _before_move(history: _History, commit: str, name: str, line: int, at: int) -> int:
    """The time of a line that `commit` added, or of the same line in the file that the commit moved."""
    for _ in range(GENERATIONS):
        old = history.moves.get((commit, name))
        if not old:
            return at
        was = heading_rows(history.top, f"{commit}^:{old}", f"{commit}:{name}").get(line)
        if not was:
            return at
        blamed = _blame(history, old, (was,), f"{commit}^", top=True).get(was)
        if not blamed:
            return at
        before, (name, line), at = blamed
        commit = before.decode()
    return at


def _blame(
    history: _History, path: str, lines: Iterable[int], revision: str, *, top: bool = False
) -> Mapping[int, tuple[bytes, tuple[str, int], int]]:
    """By line: the commit that added it, its path and line there, and the author time. Unknown lines are missing."""
    named = tuple(lines)
    ranges = [word for line in named for word in ("-L", f"{line},{line}")] if len(named) <= _FEW else []
    at_revision = [revision] if revision else []
    folder = history.top if top else history.root
    done = run(folder, "blame", "--line-porcelain", *ranges, *at_revision, "--", path)
    blamed: dict[int, tuple[bytes, tuple[str, int], int]] = {}
    commit, was, line, at, name = b"", 0, 0, 0, ""
    for row in done.stdout.split(b"\n") if not done.returncode else ():
        if row.startswith(b"\t"):
            blamed[line] = (commit, (name, was), at)
        elif row.startswith(b"author-time "):
            at = int(row[12:])
        elif row.startswith(b"filename "):
            name = os.fsdecode(row[9:])
        elif head := _BLAMED.match(row):
            commit, was, line = head[1], int(head[2]), int(head[3])
    return blamed
