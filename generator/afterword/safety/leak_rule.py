"""The type of a rule that finds one kind of secret, and the parts of its pattern.

No pattern may take more than linear time: what it repeats without a bound either cannot contain its own beginning, or
is tried only where no character of a token precedes it.
"""

import re
from collections.abc import Callable
from itertools import cycle, islice

from afterword.core.frozen import frozen
from afterword.core.lazy_patterns import Later
from afterword.safety.secret_values import is_issued

UNBROKEN = 20
"""The length of the shortest secret that a vendor issues."""


@frozen
class LeakRule:
    """A rule that finds one kind of secret."""

    kind: str
    """The kind with its article, for the sentence "this looks like ..."."""
    form: str
    """The published form of the secret, and its source."""
    hints: tuple[str, ...]
    """In small letters. A text without any of them is not searched."""
    pattern: Later
    """Its group `secret` is the value."""
    real: Callable[[str], bool] = is_issued
    """Whether a value of this form is a secret rather than a placeholder."""
    example: tuple[str, ...]
    """An invented example in pieces, so that secret scanners do not report this file."""
    named: bool = False
    """True when the name before the value identifies it. The pattern then matches small letters."""
    spaced: bool = False
    """True when a match may contain white space, or be shorter than `UNBROKEN`."""
    prefixed: bool = True
    """True when the first four characters belong to the vendor's prefix and may be shown."""

    @property
    def unbroken(self) -> bool:
        """Whether every match lies in one word of at least `UNBROKEN` characters: only these are searched for hints."""
        return not self.named and not self.spaced


def issued(beginning: str, rest: str) -> Later:
    """Pattern of a value that stands alone. `beginning` has a fixed length, so that the search is fast."""
    return Later(rf"(?P<secret>{beginning}(?<![A-Za-z0-9]{beginning}){rest})")


def named(pattern: str) -> Later:
    """Pattern of a value behind a name."""
    return Later(pattern, re.MULTILINE)


def sample(size: int, alphabet: str = "") -> str:
    """An invented value of this length for an example.

    It is generated, so that secret scanners do not report the source.
    """
    return "".join(islice(cycle(alphabet or "q7Zk2mXv9Rt4Bn8WdLc5Hs1FYj3GpTe6UaKoC0rVzS2bN5hJ8y"), size))


HEX = "9f3a7c1e5b8d2046e7a1c93f04d6b82a"
"""Hexadecimal digits, as the alphabet of a sample."""
