"""Finding again, among what is new, what was there before under another name."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")
_ALIKE = 0.75
"""Two texts that share this part of their words tell the same thing."""
_NEIGHBOURS = 8
"""How many texts on either side in time are compared word by word: thousands of them must not take minutes."""


@dataclass(slots=True)
class New(Generic[T]):
    """Things that are new, each to be taken once; of several that fit, the nearest in time is taken."""

    _things: list[T] = field(default_factory=list)
    _keys: list[tuple[Hashable, ...]] = field(default_factory=list)
    _words: list[Counter[str]] = field(default_factory=list)
    _waiting: dict[Hashable, list[tuple[datetime, int]]] = field(default_factory=dict)
    """Times and numbers of those that were not taken yet, in order, by each of their keys; all of them by None."""
    _times: list[datetime] = field(default_factory=list)

    def add(self, thing: T, when: datetime, words: str, *keys: Hashable) -> None:
        """Add a thing that can be found by any of the keys, and by words like its own."""
        number = len(self._things)
        self._things.append(thing)
        self._times.append(when)
        self._words.append(Counter(words.split()))
        self._keys.append((None, *keys))
        for key in self._keys[number]:
            insort(self._waiting.setdefault(key, []), (when, number))

    def take(self, key: Hashable, when: datetime) -> T | None:
        """Take what has this key."""
        waiting = self._waiting.get(key, [])
        at = bisect_left(waiting, (when, 0))
        near = waiting[max(at - 1, 0) : at + 1]
        return self._taken(min(near, key=lambda entry: abs(entry[0] - when))[1]) if near else None

    def take_alike(self, words: str, when: datetime) -> T | None:
        """Take what has nearly the same words."""
        asked = Counter(words.split())
        waiting = self._waiting.get(None, [])
        at = bisect_left(waiting, (when, 0))
        near = waiting[max(at - _NEIGHBOURS, 0) : at + _NEIGHBOURS]
        best = max(near, key=lambda entry: _shared(asked, self._words[entry[1]]), default=None)
        return self._taken(best[1]) if best and _shared(asked, self._words[best[1]]) >= _ALIKE else None

    def _taken(self, number: int) -> T:
        for key in self._keys[number]:
            waiting = self._waiting[key]
            del waiting[bisect_left(waiting, (self._times[number], number))]
        return self._things[number]


def _shared(one: Counter[str], other: Counter[str]) -> float:
    """The part of all words that two texts have in common, from 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
