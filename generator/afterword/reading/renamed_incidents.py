"""Match things from before with new things, after their names or addresses changed."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")
_ALIKE = 0.75
"""Two texts that share at least this part of their words are taken for the same text."""
_NEIGHBOURS = 8
"""How many candidates before and after a point in time are compared word by word, so that thousands stay fast."""


@dataclass(slots=True)
class New(Generic[T]):
    """New things that have not been matched yet. Each is matched once; of several, the nearest in time."""

    _things: list[T] = field(default_factory=list)
    _keys: list[tuple[Hashable, ...]] = field(default_factory=list)
    _words: list[Counter[str]] = field(default_factory=list)
    _waiting: dict[Hashable, list[tuple[datetime, int]]] = field(default_factory=dict)
    """Times and indices of the things that are not matched yet, sorted, by each key. The key None lists all of them."""
    _times: list[datetime] = field(default_factory=list)

    def add(self, thing: T, when: datetime, words: str, *keys: Hashable) -> None:
        """Add a thing that can be found by any of the keys, or by words that resemble its own."""
        index = len(self._things)
        self._things.append(thing)
        self._times.append(when)
        self._words.append(Counter(words.split()))
        self._keys.append((None, *keys))
        for key in self._keys[index]:
            insort(self._waiting.setdefault(key, []), (when, index))

    def take(self, key: Hashable, when: datetime) -> T | None:
        """Match the thing with this key that is nearest in time; None when there is none."""
        waiting = self._waiting.get(key, [])
        position = bisect_left(waiting, (when, 0))
        near = waiting[max(position - 1, 0) : position + 1]
        return self._match(min(near, key=lambda entry: abs(entry[0] - when))[1]) if near else None

    def take_alike(self, words: str, when: datetime) -> T | None:
        """Match the thing that shares most words with `words`; None when no thing shares enough."""
        wanted = Counter(words.split())
        waiting = self._waiting.get(None, [])
        position = bisect_left(waiting, (when, 0))
        near = waiting[max(position - _NEIGHBOURS, 0) : position + _NEIGHBOURS]
        best = max(near, key=lambda entry: _shared(wanted, self._words[entry[1]]), default=None)
        return self._match(best[1]) if best and _shared(wanted, self._words[best[1]]) >= _ALIKE else None

    def _match(self, index: int) -> T:
        for key in self._keys[index]:
            waiting = self._waiting[key]
            del waiting[bisect_left(waiting, (self._times[index], index))]
        return self._things[index]


def _shared(one: Counter[str], other: Counter[str]) -> float:
    """The part of all words that two texts have in common, from 0 to 1 (Dice coefficient)."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
