"""Eight times the text takes eight times the time: every file within the limits is read and checked in proportion to its size."""

import atexit
from collections.abc import Callable

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kinds_of_text import HEAD, KINDS, WHOLES, repeated
from proportion import assert_in_proportion
from timed_check import Clock

SIZE = 30_000
"""Bytes of the smaller text. Eight times as many are just within the limit for a file."""
CLOCK = Clock()
atexit.register(CLOCK.close)


def assert_read_in_proportion(text: Callable[[int], str]) -> None:
    """Assert that a file with a text of eight times the size takes about eight times as long, wherever it is refused or not."""
    assert_in_proportion(lambda size: CLOCK.taken(HEAD + text(size)), SIZE)


@pytest.mark.parametrize("kind", [*KINDS, *WHOLES])
def test_more_of_one_kind_takes_longer_in_proportion(kind: str) -> None:
    """Whatever fills a file, eight times as much of it takes about eight times as long."""
    assert_read_in_proportion(lambda size: repeated(kind, size))


@given(st.sampled_from(sorted(KINDS | WHOLES)), st.sampled_from(sorted(KINDS)), st.booleans())
@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])  # nothing to make smaller; `make fuzz` tries more
def test_more_of_two_kinds_takes_longer_in_proportion(one: str, other: str, mixed: bool) -> None:
    """Nor do two kinds multiply, one behind the other or by turns: definitions and what uses them, sections and links."""

    def text(size: int) -> str:
        if not mixed:
            return f"{repeated(one, size // 2)}\n\n{repeated(other, size // 2)}"
        parts = [repeated(kind, size // 16) for kind in (one, other)] * 8
        return "\n\n".join(parts)

    assert_read_in_proportion(text)
