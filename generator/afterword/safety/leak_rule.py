"""One kind of secret, and how its pattern is written.

No pattern can take longer than the length of the text: what it repeats without bounds cannot hold its own beginning,
or only where no character of a token stands before it.
"""

import re
from collections.abc import Callable
from itertools import cycle, islice

from afterword.core.frozen import frozen
from afterword.core.lazy_patterns import Later

UNBROKEN = 20
"""The shortest of the secrets that vendors issue has as many characters."""


@frozen
class LeakRule:
    """One kind of secret."""

    kind: str
    """What it is, with its article, for the sentence "this looks like ..."."""
    form: str
    """The published form, and who published it."""
    hints: tuple[str, ...]
    """In small letters: a text that holds none of them is not searched."""
    pattern: Later
    """Its group `secret` is the value."""
    real: Callable[[str], bool]
    """Whether a value in this form is a secret and no placeholder."""
    example: tuple[str, ...]
    """One that was made up, in pieces: no tool that looks for secrets should find it here."""
    named: bool = False
    """The pattern is for the text in small letters: what tells the value apart is the name before it."""
    unbroken: bool = False
    """Everything that the pattern matches stands in one word of at least `UNBROKEN` characters: only such words are searched for hints."""
    prefixed: bool = True
    """The first four characters are the vendor's and may be shown."""


def issued(beginning: str, rest: str) -> Later:
    """A value that stands alone; `beginning` has a fixed length and stands first, so that the search is fast."""
    return Later(rf"(?P<secret>{beginning}(?<![A-Za-z0-9]{beginning}){rest})")


def named(pattern: str) -> Later:
    """A value behind a name."""
    return Later(pattern, re.MULTILINE)


def sample(size: int, alphabet: str = "") -> str:
    """A made-up value of this length for an example: no program that looks for secrets finds it in our source."""
    return "".join(islice(cycle(alphabet or "q7Zk2mXv9Rt4Bn8WdLc5Hs1FYj3GpTe6UaKoC0rVzS2bN5hJ8y"), size))


HEX = "9f3a7c1e5b8d2046e7a1c93f04d6b82a"
"""The alphabet of a sample of hexadecimal digits."""
