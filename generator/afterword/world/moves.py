"""Which files a commit moved, so that a renamed incident keeps the times at which its lines were written.

Git calls a file renamed when half of it stays. Here it is enough that the new file holds half of the *old* one, because who
renames a short notice often writes the report in the same commit, or that it is the same incident in its other form.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from pathlib import Path

from afterword.core.sources import Source
from afterword.reading.now import HEADING
from afterword.world.git import blobs, run

Birth = tuple[str, str]
"""A commit, and the path of a file that it brought."""
_HALF = 0.5
_PAIRS = 40_000
"""Up to this many pairs of files are compared in one commit; beyond that, only files with the same name or content are."""


class Moves(dict[Birth, str]):
    """By the commit and the new path, the old path of a file."""


def find_moves(top: Path, births: Iterable[Birth]) -> Moves:
    """The old paths of those files that are another file under a new name.

    Args:
        top: the folder of the repository.
        births: files that were new in their commits; their paths begin at `top`.
    """
    new: dict[str, set[str]] = defaultdict(set)
    for commit, path in births:
        new[commit].add(path)
    moves = Moves()
    for commit, (gone, came) in _changed(top, new).items():
        there = {path: blob for path, blob in came.items() if path in new[commit]}
        moves.update({(commit, path): old for path, old in _paired(top, gone, there).items()})
    return moves


def heading_rows(top: Path, old: str, new: str) -> Mapping[int, int]:
    """By its line in the file `new`, the line that each heading with `now` had in the file `old`; both as `COMMIT:PATH`."""
    before, after = (_headings(blobs(top, (name,)).get(name, b"")) for name in (old, new))
    matcher = SequenceMatcher(None, [word for _, word in before], [word for _, word in after], autojunk=False)
    return {after[b + at][0]: before[a + at][0] for a, b, size in matcher.get_matching_blocks() for at in range(size)}


def _headings(data: bytes) -> list[tuple[int, bytes]]:
    rows = enumerate(data.split(b"\n"), 1)
    return [(line, row.rstrip(b"\r")) for line, row in rows if HEADING.search(row)]


_Files = dict[str, str]
"""The name of the blob by its path."""


def _changed(top: Path, commits: Iterable[str]) -> dict[str, tuple[_Files, _Files]]:
    """Of each commit that takes texts away, those texts, and those that it brings."""
    given = "".join(f"{commit}\n" for commit in commits).encode()
    if not given:
        return {}
    listed = run(top, "diff-tree", "--stdin", "--root", "-r", "-z", "--no-renames", "--diff-filter=AD", given=given)
    found: dict[str, tuple[_Files, _Files]] = {}
    fields = iter(listed.stdout.split(b"\0"))
    commit = ""
    for each in fields:
        if not each.startswith(b":"):
            commit = each.decode().strip() or commit
            continue
        _, _, old, new, status = each.split(b" ")
        path = os.fsdecode(next(fields, b""))
        if path.endswith(".md"):
            files = found.setdefault(commit, ({}, {}))
            files[status != b"D"][path] = (old if status == b"D" else new).decode()
    return {commit: files for commit, files in found.items() if files[0]}


def _paired(top: Path, gone: _Files, came: _Files) -> dict[str, str]:
    """The old path of each new file that has one; no file is the old one of two."""
    pairs: dict[str, str] = {}
    free = dict(gone)
    same = defaultdict[str, list[str]](list)
    for old, blob in gone.items():
        same[blob].append(old)
    for path, blob in came.items():
        if candidates := same[blob]:
            old = max(candidates, key=lambda one: _alike_in_name(one, path))
            candidates.remove(old)
            del free[old]
            pairs[path] = old
    _pair_alike(top, gone, came, pairs, free)
    ids = {_name(new)[0]: _name(old)[0] for new, old in pairs.items() if len(_name(new)) == 1}
    by_name = {_name(old): old for old in free}
    for path in came:
        old = by_name.get((ids.get(_name(path)[0], ""), *_name(path)[1:])) if len(_name(path)) == 2 and path not in pairs else None
        if old in free:  # an update of an incident that was renamed
            pairs[path] = old
            del free[old]
    return pairs


def _pair_alike(top: Path, gone: _Files, came: _Files, pairs: dict[str, str], free: _Files) -> None:
    """Pair what is alike in text or name: it goes from `free` to `pairs`."""
    left = [path for path in came if path not in pairs]
    if len(left) * len(free) <= _PAIRS:
        texts = blobs(top, [*(gone[old] for old in free), *(came[path] for path in left)])
        lines = {blob: _lines(data) for blob, data in texts.items()}
        scores = sorted(
            ((_held(lines[gone[old]], lines[came[path]]) + _alike_in_name(old, path), path, old) for path in left for old in free),
            reverse=True,
        )
    else:
        scores = [(1.0, path, old) for path in left for old in free if _alike_in_name(old, path) >= 1]
    for score, path, old in scores:
        if score >= _HALF and path not in pairs and old in free:
            pairs[path] = old
            del free[old]


def _alike_in_name(old: str, new: str) -> float:
    """1 for the same incident or update in another place or form, a little for a folder in common; added to what is alike in the text."""
    if _name(old) == _name(new):
        return 1.0
    return 0.01 * (old.rpartition("/")[0] == new.rpartition("/")[0])


def _name(path: str) -> tuple[str, ...]:
    """What an incident or an update is called, in whatever form and folder it lies."""
    parts = path.split("/")
    if len(parts) > 2 and parts[-2] == "updates":
        return (parts[-3], parts[-1])
    return (Source(path=path, data=b"").name,)


def _lines(data: bytes) -> dict[bytes, int]:
    """How often each line stands in a text; empty lines and the marks of the front matter say nothing."""
    found: dict[bytes, int] = defaultdict(int)
    for row in data.split(b"\n"):
        if word := row.strip().strip(b"-"):
            found[word] += 1
    return found


def _held(old: Mapping[bytes, int], new: Mapping[bytes, int]) -> float:
    """Which part of the old text, by its length, stands in the new one."""
    whole = sum(len(row) * count for row, count in old.items())
    kept = sum(len(row) * min(count, new.get(row, 0)) for row, count in old.items())
    return kept / whole if whole else 0.0
