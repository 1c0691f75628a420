"""The sizes that docs/scale.md counts with are those of the benchmark's incidents."""

import gzip
import sys
from pathlib import Path

from published import documents, write

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tools")]

import scale  # noqa: E402 - a script beside the package

from generate import incidents  # noqa: E402 - as above


def test_the_feed_has_the_size_that_the_tables_count_with(tmp_path: Path) -> None:
    """Within a tenth, raw and with gzip."""
    folder = write(tmp_path, {one.id: f"---\n{one.front}---\n\n{one.body}" for one in incidents(10)})
    feed = documents(folder)["updates.atom"].encode()
    assert feed.count(b"<entry>") == 50
    assert abs(len(feed) / scale.FEED - 1) < 0.1
    assert abs(len(gzip.compress(feed, 6)) / scale.ZIPPED - 1) < 0.1


def test_the_arithmetic() -> None:
    """A thousand readers that poll every half hour, worked out by hand."""
    whole, _, _, best = scale.WAYS
    assert scale.polls(1000) == 48_000
    assert scale.bytes_a_day(1000, whole) == 48_000 * (450 + 68_000)
    assert scale.bytes_a_day(1000, best) == 48_000 * 450 + 2000 * 4500
    assert scale.origin_requests() == 300 * 24 * 60
    assert [scale.amount(size) for size in (999, 4_950_000, 3.2856e12)] == ["999 B", "4.95 MB", "3.29 TB"]
    assert [scale.hours(seconds) for seconds in (20, 2000, 20_000)] == ["20 s", "33 min", "5.6 h"]
