"""The clock. Only an edge reads it; everything below gets the time as an argument."""

from datetime import UTC, datetime


def clock() -> datetime:
    """The time, to the minute."""
    return datetime.now(UTC).replace(second=0, microsecond=0)
