"""Works out what a million subscribers cost: the tables of docs/scale.md. Run tools/write_docs.py to write them."""

from collections.abc import Iterable
from dataclasses import dataclass

FEED = 68_000
"""Bytes of updates.atom with 50 entries, from benchmarks/generate.py."""
ZIPPED = 4_500
"""The same after gzip."""
HEAD = 450
"""Bytes of a request and of the headers of its answer; all that a 304 costs."""
EVERY = 30
"""Minutes between two polls of a feed reader."""
NEWS = 2
"""How often a day the feed changes, over a year: ten updates for each of 73 incidents."""
EDGES = 300
"""Places of a large CDN that ask the origin."""
FRESH = 60
"""Seconds for which an edge answers by itself."""
DAY = 24 * 60 * 60
MAILS = 50
"""Mails that an engine hands over in a second."""
SUBSCRIBERS = (1_000, 100_000, 1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a feed is served."""

    name: str
    body: int
    """Bytes of the feed on the wire."""
    unchanged: bool
    """Whether a reader that has the feed already is told so (304)."""


WAYS = (
    Way(name="whole, every time", body=FEED, unchanged=False),
    Way(name="gzip", body=ZIPPED, unchanged=False),
    Way(name="304", body=FEED, unchanged=True),
    Way(name="304 and gzip", body=ZIPPED, unchanged=True),
)


def polls(subscribers: int) -> int:
    """Polls in a day."""
    return subscribers * 24 * 60 // EVERY


def bytes_a_day(subscribers: int, way: Way) -> int:
    """What goes over the wire in a day: a head for each poll, and the feed as often as it is sent."""
    sent = subscribers * NEWS if way.unchanged else polls(subscribers)
    return polls(subscribers) * HEAD + sent * way.body


def origin_requests(seconds: int = FRESH) -> int:
    """What the origin is asked in a day behind a CDN, however many subscribe."""
    return EDGES * DAY // seconds


def amount(size: float) -> str:
    """`4.3 GB`."""
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 1000 or unit == "TB":
            return f"{size:.3g} {unit}"
        size /= 1000
    raise AssertionError


def hours(seconds: float) -> str:
    """`20 s`, `33 min`, `5.6 h`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))


def feeds() -> str:
    """Polls and bytes for each number of subscribers."""
    head = ("Subscribers", "Polls a day", "Polls a second", *(way.name for way in WAYS))
    rows = [
        (
            f"{number:,}",
            f"{polls(number):,}",
            f"{polls(number) / DAY:,.1f}",
            *(f"{amount(bytes_a_day(number, way))} a day" for way in WAYS),
        )
        for number in SUBSCRIBERS
    ]
    return _table(head, rows)


def behind() -> str:
    """What is left for the origin behind a CDN, and what a hub and a list send."""
    head = (
        "Subscribers",
        "Requests that reach the origin",
        "Bytes that leave it",
        "A hub tells, for each update",
        "A list mails, for each update",
    )
    rows = [
        (
            f"{number:,}",
            f"at most {origin_requests():,} a day",
            f"{amount(origin_requests() * HEAD + EDGES * NEWS * ZIPPED)} a day",
            f"{amount(number * (ZIPPED + HEAD))}",
            f"{number:,} mails in {hours(number / MAILS)}",
        )
        for number in SUBSCRIBERS
    ]
    return _table(head, rows)
