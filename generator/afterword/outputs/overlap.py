"""Which stretches touch, and the first row in which one has room: for words and marks in pictures and charts."""

Reach = tuple[float, float]
"""From where to where, in one unit."""


def touch(one: Reach, other: Reach, apart: float = 0) -> bool:
    """Whether two stretches overlap, or less than `apart` lies between them."""
    return one[0] < other[1] + apart and other[0] < one[1] + apart


def first_free(stretch: Reach, rows: list[list[Reach]], apart: float = 0) -> int:
    """Put a stretch into the first row in which it touches no other, or into a new one; the number of its row."""
    for number, row in enumerate(rows):
        if not any(touch(stretch, other, apart) for other in row):
            row.append(stretch)
            return number
    rows.append([stretch])
    return len(rows) - 1
