"""Find the files that a commit renamed, so that a renamed incident keeps the times of its lines.

Git calls a file renamed when half of it is unchanged. Here half of the *old* file must be in the new one: whoever
renames a short notice often writes the report in the same commit. A new form of the same incident is enough, too.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from pathlib import Path

from afterword.core.sources import Source
from afterword.syntax.now_lines import HEADING
from afterword.world.repository.git import blobs, run

Birth = tuple[str, str]
"""A commit, and the path of a file that it added."""
_HALF = 0.5
_PLAIN = b"100"
"""The beginning of the mode of a plain file, executable or not."""
_PAIRS = 40_000
"""Up to this many pairs of files are compared per commit. Beyond that, only those with the same name or content."""


Moves = dict[Birth, str]
"""By commit and new path: the old path of a file."""


def find_moves(top: Path, births: Iterable[Birth]) -> Moves:
    """The old paths of files that were renamed, by files that commits added. `top`: the folder of the repository."""
    new: dict[str, set[str]] = defaultdict(set)
    for commit, path in births:
        new[commit].add(path)
    moves = Moves()
    for commit, (gone, came) in _changed(top, new).items():
        there = {path: blob for path, blob in came.items() if path in new[commit]}
        moves.update({(commit, path): old for path, old in _paired(top, gone, there).items()})
    return moves


def heading_rows(top: Path, old: str, new: str) -> Mapping[int, int]:
    """By line in `new`: the line of the same heading with `now` in `old`. Both files are given as `COMMIT:PATH`."""
    before, after = (_headings(blobs(top, (name,)).get(name, b"")) for name in (old, new))
    matcher = SequenceMatcher(None, [word for _, word in before], [word for _, word in after], autojunk=False)
    return {after[b + at][0]: before[a + at][0] for a, b, size in matcher.get_matching_blocks() for at in range(size)}


def _headings(data: bytes) -> list[tuple[int, bytes]]:
    rows = enumerate(data.split(b"\n"), 1)
    return [(line, row.rstrip(b"\r")) for line, row in rows if HEADING.search(row)]


_Files = dict[str, str]
"""By path: the name of the blob."""


def _changed(top: Path, commits: Iterable[str]) -> dict[str, tuple[_Files, _Files]]:
    """For each commit that deletes texts: the texts that it deletes, and those that it adds."""
    given = "".join(f"{commit}\n" for commit in commits).encode()
    if not given:
        return {}
    listed = run(top, "diff-tree", "--stdin", "--root", "-r", "-z", "--no-renames", "--diff-filter=AD", given=given)
    changed: dict[str, tuple[_Files, _Files]] = {}
    fields = iter(listed.stdout.split(b"\0"))
    commit = ""
    for field in fields:
        if not field.startswith(b":"):
            commit = field.decode().strip() or commit
            continue
        mode_before, mode_after, old, new, status = field.split(b" ")
        path = os.fsdecode(next(fields, b""))
        if path.endswith(".md") and _PLAIN in {mode_before[1:4], mode_after[:3]}:
            files = changed.setdefault(commit, ({}, {}))
            files[status != b"D"][path] = (old if status == b"D" else new).decode()
    return {commit: files for commit, files in changed.items() if files[0]}


def _paired(top: Path, gone: _Files, came: _Files) -> dict[str, str]:
    """The old path of each new file that has one. No old file is used twice."""
    pairs = _same(gone, came)
    pairs |= _alike(top, *_left(gone, came, pairs))
    return pairs | _moved_with(pairs, *_left(gone, came, pairs))


def _left(gone: _Files, came: _Files, pairs: Mapping[str, str]) -> tuple[_Files, _Files]:
    """The files that are in no pair."""
    taken = set(pairs.values())
    return (
        {path: blob for path, blob in gone.items() if path not in taken},
        {path: blob for path, blob in came.items() if path not in pairs},
    )


def _same(gone: _Files, came: _Files) -> dict[str, str]:
    """Pairs with the same content."""
    by_blob = defaultdict[str, list[str]](list)
    for old, blob in gone.items():
        by_blob[blob].append(old)
    pairs: dict[str, str] = {}
    for path, blob in came.items():
        if candidates := by_blob[blob]:
            pairs[path] = max(candidates, key=lambda old: _alike_in_name(old, path))
            candidates.remove(pairs[path])
    return pairs


def _alike(top: Path, gone: _Files, came: _Files) -> dict[str, str]:
    """Pairs with similar text or name, the most similar first."""
    if len(came) * len(gone) <= _PAIRS:
        lines = {blob: _lines(data) for blob, data in blobs(top, [*gone.values(), *came.values()]).items()}
        scores = [
            (_held(lines[before], lines[after]) + _alike_in_name(old, path), path, old)
            for path, after in came.items()
            for old, before in gone.items()
        ]
    else:
        scores = [(1.0, path, old) for path in came for old in gone if _alike_in_name(old, path) >= 1]
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for score, path, old in sorted(scores, reverse=True):
        if score >= _HALF and path not in pairs and old not in taken:
            pairs[path] = old
            taken.add(old)
    return pairs


def _moved_with(pairs: Mapping[str, str], gone: _Files, came: _Files) -> dict[str, str]:
    """Update files with the same name whose incident was renamed."""
    ids = {_name(new)[0]: _name(old)[0] for new, old in pairs.items() if len(_name(new)) == 1}
    by_name = {_name(old): old for old in gone}
    updates = ((path, *_name(path)) for path in came if len(_name(path)) > 1)
    named = {path: by_name.get((ids.get(id_, ""), *rest)) for path, id_, *rest in updates}
    return {path: old for path, old in named.items() if old}


def _alike_in_name(old: str, new: str) -> float:
    """Similarity of two names: 1 for one incident or update in another place or form, little for the same folder."""
    if _name(old) == _name(new):
        return 1.0
    return 0.01 * (old.rpartition("/")[0] == new.rpartition("/")[0])


def _name(path: str) -> tuple[str, ...]:
    """The name of an incident or update, independent of form and folder."""
    parts = path.split("/")
    if len(parts) > 2 and parts[-2] == "updates":
        return (parts[-3], parts[-1])
    return (Source(path=path, data=b"").name,)


def _lines(data: bytes) -> Counter[bytes]:
    """How often each line occurs in a text, except empty lines and the fences of front matter."""
    return Counter(word for row in data.split(b"\n") if (word := row.strip().strip(b"-")))


def _held(old: Counter[bytes], new: Counter[bytes]) -> float:
    """The part of the old text, by length, that the new one contains."""
    whole, kept = (sum(len(row) * count for row, count in lines.items()) for lines in (old, old & new))
    return kept / whole if whole else 0.0
