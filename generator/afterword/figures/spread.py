"""Summaries of several lengths: no mean, a median from five on, a 90th percentile from twenty on.

Lengths of incidents have long tails, so one long incident moves a mean more than twenty short ones.
"""

from collections.abc import Iterable

from afterword.core.frozen import frozen
from afterword.core.lengths import Length

MEDIAN_FROM = 5
"""Below this number of lengths there is no median."""
NINETY_FROM = 20
"""Below this number of lengths there is no 90th percentile."""


@frozen
class Spread:
    """The known lengths, out of all that could be known."""

    lengths: tuple[Length, ...]
    """Shortest first."""
    of: int
    """How many there would be if all were known."""

    @property
    def n(self) -> int:
        """How many are known."""
        return len(self.lengths)

    @property
    def median(self) -> Length | None:
        """The median; None for fewer than `MEDIAN_FROM` lengths."""
        if self.n < MEDIAN_FROM:
            return None
        low, high = self.lengths[(self.n - 1) // 2], self.lengths[self.n // 2]
        return Length(span=(low.span + high.span) / 2, about=low.about or high.about)

    @property
    def ninety(self) -> Length | None:
        """The shortest length that at least nine in ten do not exceed; None for fewer than `NINETY_FROM` lengths."""
        return self.lengths[-(-9 * self.n // 10) - 1] if self.n >= NINETY_FROM else None


def spread(lengths: Iterable[Length | None]) -> Spread:
    """Sort lengths. None counts as a length that is not known."""
    all_lengths = tuple(lengths)
    known = sorted((length for length in all_lengths if length), key=lambda length: (length.span, length.about))
    return Spread(lengths=tuple(known), of=len(all_lengths))
