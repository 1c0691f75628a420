"""Which stretches touch: for words and marks in pictures and charts."""

Reach = tuple[float, float]
"""From where to where, in one unit."""


def touch(one: Reach, other: Reach, apart: float = 0) -> bool:
    """Whether two stretches overlap, or less than `apart` lies between them."""
    return one[0] < other[1] + apart and other[0] < one[1] + apart
