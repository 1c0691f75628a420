"""Keep the results of reading. They are valid while the source, the settings and the program are unchanged.

The results are unpickled into objects of the program, so they are only kept in the store (store.py). Each year of a
history is a file of its own, so that an edit rewrites one year. In it, neighbours are pickled together: what they have
in common stands there once, and is loaded once.
"""

import json
import pickle
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from afterword.core.digest import digest
from afterword.core.sources import Source
from afterword.reading.incident import IncidentReader, Parsed
from afterword.world.kept.store import Store, open_store
from afterword.world.pool import WORTH_IT, each_in_pool

_GROUP = "readings"
MOST = 120
"""The maximum number of kept years per project: for its checks, its builds, and another branch."""
BATCH = 16
"""The maximum number of neighbours that are pickled together. With more, an edit would throw away more."""
Each = Callable[[Callable[[Source], Parsed], Iterable[Source]], Iterable[Parsed]]
_Batch = tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """The results of a batch."""

    digests: Sequence[str]
    """Of its sources."""
    packed: bytes | memoryview


def each_kept(
    root: Path, made_with: str, each: Callable[[Callable[[_Batch], bytes], Iterable[_Batch]], Iterable[bytes]]
) -> Each:
    """Read sources that were not read before, and take the others from the store of the project in `root`.

    `made_with` is a digest of everything else on which reading depends (world/publishing/page_inputs.py). When it is
    empty, nothing is kept. `each` reads batches of at most `BATCH` sources.
    """

    def read_all(read: Callable[[Source], Parsed], sources: Iterable[Source]) -> Iterator[Parsed]:
        todo = tuple(sources)
        store = open_store(root)
        if len(todo) < WORTH_IT or not made_with or not store.folder or not isinstance(read, IncidentReader):
            yield from each_in_pool(read, todo)
            return
        depends = (made_with, str(read.wording), *sorted(read.people))
        years: list[tuple[str, list[Source], list[_Kept], list[_Batch]]] = []
        for year, group in groupby(todo, key=lambda source: source.name[:4]):
            name, of_year = f"{_GROUP}/{digest(year, *depends)[:32]}", list(group)
            known = _load(store, name, {source.digest for source in of_year})
            found = {key for kept in known for key in kept.digests}
            missing = [source for source in of_year if source.digest not in found]
            batches = [tuple(missing[at : at + BATCH]) for at in range(0, len(missing), BATCH)]
            years.append((name, of_year, known, batches))
        made = iter(each(_Packed(read), [batch for *_, batches in years for batch in batches]))
        for name, of_year, known, batches in years:
            new = [_Kept([source.digest for source in batch], next(made)) for batch in batches]
            results: dict[str, Parsed] = {}
            for kept in (*known, *new):
                # Made by this user's own runs, in a folder that only this user may write.
                results.update(zip(kept.digests, pickle.loads(kept.packed), strict=True))  # noqa: S301 - as said above
            yield from (results[source.digest] for source in of_year)
            if new:
                _keep(store, name, [*known, *new])
        if any(batches for *_, batches in years):
            store.tidy(_GROUP, MOST)

    return read_all


class LastReadings:
    """The readings of the last site of a preview, in memory: the next one reads what has changed since."""

    def __init__(self) -> None:
        self._made_with = ""
        self._known: dict[str, Parsed] = {}

    def each(self, made_with: str, each: Each) -> Each:
        """Read what is new, with `each` if nothing is known by now. `made_with`: as for `each_kept`."""
        known = self._known if made_with and made_with == self._made_with else {}

        def read_all(read: Callable[[Source], Parsed], sources: Iterable[Source]) -> Iterable[Parsed]:
            todo = tuple(sources)
            fresh = [source for source in todo if source.digest not in known]
            readings = (map if known else each)(read, fresh)
            now = known | {source.digest: parsed for source, parsed in zip(fresh, readings, strict=True)}
            self._made_with, self._known = made_with, {source.digest: now[source.digest] for source in todo}
            return self._known.values()

        return read_all


@dataclass(frozen=True, slots=True)
class _Packed:
    """Reads sources into bytes, which a worker sends and the store keeps without further conversion."""

    read: IncidentReader

    def __call__(self, batch: _Batch) -> bytes:
        return pickle.dumps(tuple(map(self.read, batch)), pickle.HIGHEST_PROTOCOL)


def _load(store: Store, name: str, wanted: Collection[str]) -> list[_Kept]:
    """The kept batches of which at least half is wanted; empty when they cannot be used."""
    data = store.read(name) or b""
    try:
        head, at = json.loads(data[: data.index(b"\n")]), data.index(b"\n") + 1
        batches = []
        for digests, size in head:
            batches.append(_Kept(digests, memoryview(data)[at : at + size]))
            at += size
    except (ValueError, TypeError):
        return []
    store.use(name)
    return [batch for batch in batches if 2 * sum(key in wanted for key in batch.digests) >= len(batch.digests)]


def _keep(store: Store, name: str, batches: Sequence[_Kept]) -> None:
    """Keep the results of a year."""
    head = json.dumps([(batch.digests, len(batch.packed)) for batch in batches])
    store.write(name, b"".join((head.encode(), b"\n", *(batch.packed for batch in batches))))
