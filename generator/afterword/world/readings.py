"""What was read before: the result of reading a source stays while the source, the settings and the program do.

What is kept becomes objects of the program, so it lies in the store (store.py) and nowhere else.
"""

import json
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from afterword.core.digest import digest
from afterword.core.sources import Source
from afterword.reading.incident import IncidentReader, Parsed
from afterword.world.pool import WORTH_IT, each_in_pool
from afterword.world.store import Store, open_store

_GROUP = "readings"
_FILES = 6
"""How many sets of readings of one project are kept: of its checks, its builds, and those of another branch."""
Each = Callable[[Callable[[Source], Parsed], Iterable[Source]], Iterable[Parsed]]


def each_kept(root: Path, made_with: str, each: Callable[[Callable[[Source], bytes], Iterable[Source]], Iterable[bytes]]) -> Each:
    """Read what has not been read before with `each`, and take the rest from the store.

    Args:
        root: the folder of the project.
        made_with: a digest of all that reading depends on beside the source and the people (incremental.py); empty: nothing is kept.
        each: applies a function to many sources, in their order.
    """

    def read_all(read: Callable[[Source], Parsed], sources: Iterable[Source]) -> Iterator[Parsed]:
        todo = tuple(sources)
        store = open_store(root)
        if len(todo) < WORTH_IT or not made_with or not store.folder or not isinstance(read, IncidentReader):
            yield from each_in_pool(read, todo)
            return
        name = f"{_GROUP}/{digest(made_with, str(read.wording), *sorted(read.people))[:32]}"
        known = _load(store, name)
        missing = [source for source in todo if source.digest not in known]
        made = iter(each(_Packed(read), missing))
        kept: dict[str, bytes] = {}
        for source in todo:
            packed = kept[source.digest] = known.get(source.digest) or next(made)
            yield pickle.loads(packed)  # noqa: S301 - made by this user's own runs, in a folder that only this user may write
        if missing:
            _keep(store, name, kept)

    return read_all


@dataclass(frozen=True, slots=True)
class _Packed:
    """Reads a source into bytes: a worker sends them as they are, and the store keeps them as they are."""

    read: IncidentReader

    def __call__(self, source: Source) -> bytes:
        return pickle.dumps(self.read(source), pickle.HIGHEST_PROTOCOL)


def _load(store: Store, name: str) -> Mapping[str, bytes]:
    """What is kept, by the digest of its source; nothing when it is not as it should be."""
    head, _, rest = (store.read(name) or b"").partition(b"\n")
    try:
        sizes = json.loads(head)
        found, at = {}, 0
        for source, size in sizes:
            found[source] = rest[at : at + size]
            at += size
    except (ValueError, TypeError):
        return {}
    store.use(name)
    return found


def _keep(store: Store, name: str, kept: Mapping[str, bytes]) -> None:
    """Keep the readings, and take old ones away."""
    head = json.dumps([(source, len(packed)) for source, packed in kept.items()])
    store.write(name, head.encode() + b"\n" + b"".join(kept.values()))
    store.tidy(_GROUP, _FILES)
