"""What may be said about several lengths at once: never a mean, a median from five, nine in ten from twenty.

Durations of incidents have long tails: one long incident moves a mean more than twenty short ones.
"""

from collections.abc import Iterable

from afterword.core.frozen import frozen
from afterword.core.lengths import Length

MEDIAN_FROM = 5
"""Below this number, only the incidents themselves."""
NINETY_FROM = 20
"""From here on, also the length within which nine in ten lie."""


@frozen
class Spread:
    """The lengths that are known, of all that could be."""

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
        """The one in the middle, or half-way between the two in the middle; None for fewer than `MEDIAN_FROM`."""
        if self.n < MEDIAN_FROM:
            return None
        low, high = self.lengths[(self.n - 1) // 2], self.lengths[self.n // 2]
        return Length(span=(low.span + high.span) / 2, about=low.about or high.about)

    @property
    def ninety(self) -> Length | None:
        """The shortest of them within which at least nine in ten lie; None for fewer than `NINETY_FROM`."""
        return self.lengths[-(-9 * self.n // 10) - 1] if self.n >= NINETY_FROM else None


def spread(lengths: Iterable[Length | None]) -> Spread:
    """Put lengths in order; None counts as one that is not known."""
    found = tuple(lengths)
    known = sorted((length for length in found if length), key=lambda length: (length.span, length.about))
    return Spread(lengths=tuple(known), of=len(found))
