"""What is said about several lengths at once: medians and nine in ten by their rules, and never a mean."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.core.lengths import Length
from afterword.figures.spread import MEDIAN_FROM, NINETY_FROM, Spread, spread

MINUTE = timedelta(minutes=1)
LENGTHS = st.lists(st.one_of(st.none(), st.builds(Length, span=st.integers(-500, 50_000).map(lambda n: n * MINUTE), about=st.booleans())))


def of(*minutes: int | None) -> Spread:
    """The spread of these minutes; None is not known."""
    return spread(None if number is None else Length(span=number * MINUTE) for number in minutes)


def test_below_five_there_are_only_the_incidents_themselves() -> None:
    """Four lengths have no median, five have one; what is not known does not count towards it."""
    assert of(1, 2, 3, 4).median is None
    assert of(1, 2, 3, 4, None).median is None
    assert of(9, 1, 5, 3, 7).median == Length(span=5 * MINUTE)


def test_a_median_of_an_even_number_lies_half_way() -> None:
    """Between the two in the middle."""
    assert of(1, 2, 3, 6, 50, 1000).median == Length(span=timedelta(minutes=4, seconds=30))


def test_from_twenty_on_nine_in_ten() -> None:
    """Nineteen have none; of twenty, it is the eighteenth: no longer than that took at least nine in ten."""
    assert of(*range(1, 20)).ninety is None
    assert of(*range(1, 21)).ninety == Length(span=18 * MINUTE)
    assert of(*range(1, 22)).ninety == Length(span=19 * MINUTE)


def test_a_median_of_approximate_lengths_is_about() -> None:
    """One of the two in the middle is enough; one at the edge is not."""
    exact = [Length(span=number * MINUTE) for number in (1, 2, 4, 5, 6)]
    assert spread([*exact, Length(span=3 * MINUTE, about=True)]).median == Length(span=timedelta(minutes=3, seconds=30), about=True)
    assert spread([*exact, Length(span=9 * MINUTE, about=True)]).median == Length(span=timedelta(minutes=4, seconds=30))


def test_what_is_left_out_is_counted() -> None:
    """14 of 17."""
    found = of(*range(14), None, None, None)
    assert (found.n, found.of) == (14, 17)


@given(LENGTHS, st.randoms(use_true_random=False))
def test_the_order_of_the_incidents_changes_nothing(lengths: list[Length | None], shuffle: object) -> None:
    """The same incidents in any order give the same figures."""
    other = list(lengths)
    shuffle.shuffle(other)  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert spread(other) == spread(lengths)


@given(LENGTHS)
def test_a_median_halves_and_nine_in_ten_are_at_least_that(lengths: list[Length | None]) -> None:
    """Not more than half lie on either side of the median; at least nine in ten lie within the other, and it is one of them."""
    found = spread(lengths)
    assert (found.median is not None, found.ninety is not None) == (found.n >= MEDIAN_FROM, found.n >= NINETY_FROM)
    if median := found.median:
        assert sum(length.span < median.span for length in found.lengths) <= found.n / 2
        assert sum(length.span > median.span for length in found.lengths) <= found.n / 2
    if ninety := found.ninety:
        within = sum(length.span <= ninety.span for length in found.lengths)
        below = sum(length.span < ninety.span for length in found.lengths)
        assert Fraction(within, found.n) >= Fraction(9, 10) > Fraction(below, found.n)


@pytest.mark.parametrize("outlier", [10_000, 10_000_000])
def test_one_long_incident_does_not_move_the_median(outlier: int) -> None:
    """This is why there is no mean."""
    assert of(10, 11, 12, 13, outlier).median == Length(span=12 * MINUTE)
