"""Search texts of incidents: the beginning, then as much of the rest as the size of the history allows.

Every reader who searches loads the whole index, so an entry gets shorter as the history grows: the index grows with
the square root of the number of incidents. What does not fit as it stands is given as words, those first that tell
most of the text.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from math import isqrt
from types import MappingProxyType

from afterword.core.digest import digest
from afterword.core.model import Incident
from afterword.markup.safe import plain_text

LONGEST = 4_000
"""Characters of an entry behind its beginning, at most."""
_SHARE = 30_000
"""Characters of all entries together, times the square root of their number."""
_WORD = re.compile(r"\w(?:[\w.'’\-]*\w)?")
_SHORT = 3
"""Letters of a word that tell nothing: `the` and `was` are on every page."""
_OFTEN = 5
"""More often than this a word tells no more of a text."""


def limit(incidents: int) -> int:
    """Characters of an entry behind its beginning: the same up to the next power of two of incidents."""
    steps = 1 << max(incidents - 1, 0).bit_length()
    return min(LONGEST, _SHARE // isqrt(steps))


class Searched:
    """Gives what stands behind the beginning of an incident's entry, and keeps it for the next build."""

    def __init__(self, known: Mapping[str, str] = MappingProxyType({})) -> None:
        """Take what an earlier build of the same program kept."""
        self._known = known
        self.digests: Mapping[str, str] = {}
        """By the id of an incident, a digest of all that its texts are made from; the build sets it."""
        self.kept: dict[str, str] = {}
        """What was asked for, by a digest of what it is made from."""
        self.fresh = False
        """Whether anything of it was not known."""

    def __call__(self, incident: Incident, beginning: str, most: int) -> str:
        """The rest of the entry, in at most so many characters."""
        if not (made_from := self.digests.get(incident.id)):
            return rest(_texts(incident, beginning), beginning, most)
        key = digest(str(most), beginning, made_from)[:32]
        text = self._known.get(key)
        if text is None:
            text, self.fresh = rest(_texts(incident, beginning), beginning, most), True
        self.kept[key] = text
        return text


def rest(texts: Iterable[str], beginning: str, most: int) -> str:
    """The words of safe HTML in at most so many characters, and without those of the beginning where not all fit."""
    whole = _plain(list(texts))
    if len(whole) <= most:
        return whole
    shown = {word.casefold() for word in _WORD.findall(beginning)}
    words = _WORD.findall(whole)
    folded = [word.casefold() for word in words]
    spelled = dict(zip(reversed(folded), reversed(words), strict=True))  # of several spellings, the first one stays
    worth = {word: min(count, _OFTEN) * _tells(word) for word, count in Counter(folded).items() if word not in shown}
    chosen: list[str] = []
    left = most
    for word in sorted(worth, key=worth.__getitem__, reverse=True):
        if worth[word] > 0 and len(word) < left:
            chosen.append(spelled[word])
            left -= len(word) + 1
    return " ".join(chosen)


def _plain(texts: list[str]) -> str:
    """The words of all texts. They are read at once, except where footnotes end one of them."""
    whole = " ".join(texts)
    return " ".join(words for text in texts if (words := plain_text(text))) if "fnref" in whole else plain_text(whole)


def _tells(word: str) -> int:
    """How much a word tells: long ones more than short ones, and a number or a code as much as a long one."""
    if not word.isalpha() and any(sign.isdigit() for sign in word):
        return 6
    return len(word) - _SHORT if word.isascii() else len(word)


def _texts(incident: Incident, beginning: str) -> Iterator[str]:
    """Everything else that an incident says, as safe HTML, in the order of its page."""
    if plain_text(incident.summary.html) not in beginning:
        yield incident.summary.html
    for update in incident.updates:
        yield from (escape(update.headline), update.text.html)
    for section in incident.sections:
        yield from (escape(section.title), section.text.html)
    yield from (entry.text.html for entry in incident.timeline)
    yield from (action.text.html for action in incident.valid_actions)
