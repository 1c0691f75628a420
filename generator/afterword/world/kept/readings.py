"""Keep the results of reading. They are valid while the source, the settings and the program are unchanged.

The results are unpickled into objects of the program, so they are only kept in the store (store.py). Each year of a
history is a file of its own, so that an edit rewrites one year.
"""

import json
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
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
Each = Callable[[Callable[[Source], Parsed], Iterable[Source]], Iterable[Parsed]]


def each_kept(
    root: Path, made_with: str, each: Callable[[Callable[[Source], bytes], Iterable[Source]], Iterable[bytes]]
) -> Each:
    """Apply `each` to sources that were not read before, and take the others from the store of the project in `root`.

    `made_with` is a digest of everything else on which reading depends (world/publishing/page_inputs.py). When it is
    empty, nothing is kept.
    """

    def read_all(read: Callable[[Source], Parsed], sources: Iterable[Source]) -> Iterator[Parsed]:
        todo = tuple(sources)
        store = open_store(root)
        if len(todo) < WORTH_IT or not made_with or not store.folder or not isinstance(read, IncidentReader):
            yield from each_in_pool(read, todo)
            return
        depends = (made_with, str(read.wording), *sorted(read.people))
        years: list[tuple[str, list[str], Mapping[str, memoryview]]] = []
        missing: list[Source] = []
        for year, group in groupby(todo, key=lambda source: source.name[:4]):
            name, of_year = f"{_GROUP}/{digest(year, *depends)[:32]}", {source.digest: source for source in group}
            known = _load(store, name)
            years.append((name, list(of_year), known))
            missing += [source for key, source in of_year.items() if key not in known]
        made = iter(each(_Packed(read), missing))
        for name, digests, known in years:
            kept = {key: known.get(key) or next(made) for key in digests}
            # Made by this user's own runs, in a folder that only this user may write.
            yield from map(pickle.loads, kept.values())
            if len(known.keys() & kept.keys()) < len(kept):
                _keep(store, name, kept)
        if missing:
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
    """Reads a source into bytes, which a worker sends and the store keeps without further conversion."""

    read: IncidentReader

    def __call__(self, source: Source) -> bytes:
        return pickle.dumps(self.read(source), pickle.HIGHEST_PROTOCOL)


def _load(store: Store, name: str) -> Mapping[str, memoryview]:
    """The kept results, by the digests of their sources; empty when they cannot be used."""
    data = store.read(name) or b""
    try:
        head, at = json.loads(data[: data.index(b"\n")]), data.index(b"\n") + 1
        results = {}
        for source, size in head:
            results[source] = memoryview(data)[at : at + size]
            at += size
    except (ValueError, TypeError):
        return {}
    store.use(name)
    return results


def _keep(store: Store, name: str, kept: Mapping[str, bytes | memoryview]) -> None:
    """Keep the results of a year."""
    head = json.dumps([(source, len(packed)) for source, packed in kept.items()])
    store.write(name, b"".join((head.encode(), b"\n", *kept.values())))
