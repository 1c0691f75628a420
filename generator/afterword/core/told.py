"""Who was told what: one row for each piece of news and channel, as lines of text that two runs can merge."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

EVERYWHERE = "*"
"""In the place of a channel: it was known before anything was announced, or is never announced."""
JOINED = "*"
"""In the place of the news: since when a channel is in use. What was told before is not told there again."""
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
_KNOWN = "known:"
"""Before a channel that joined later: others were told this before, so it is not told there."""
_HEAD = "# What was announced, and where: when, channel, update. Written by `afterword announce`.\n"


class LedgerError(Exception):
    """The ledger cannot be read. The text says where."""


@dataclass(frozen=True, slots=True)
class Told:
    """Rows of (news, channel) with the time. Made anew when something is added."""

    rows: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def has(self, keys: Iterable[str], channel: str) -> bool:
        """Whether news with one of these names was told on a channel."""
        return any((key, name) in self.rows for key in keys for name in (channel, f"{_KNOWN}{channel}", EVERYWHERE))

    def first(self, keys: Iterable[str], channel: str) -> datetime | None:
        """When the first news with one of these names was told on a channel; None when none was."""
        return min((at for key in keys if (at := self.rows.get((key, channel)))), default=None)

    def added(self, keys: Iterable[str], channel: str, at: datetime) -> "Told":
        """With these rows, too; what is there keeps its time."""
        new = {(key, channel): at for key in keys}
        return Told({**new, **self.rows})

    def joined(self, channels: Collection[str], at: datetime) -> "Told":
        """With a row for every channel that is new, and everything that others were told marked as known to it."""
        told = self
        for channel in channels:
            if (JOINED, channel) not in told.rows:
                known = {key for key, other in told.rows if key != JOINED and other != EVERYWHERE}
                told = told.added([JOINED], channel, at).added(sorted(known), f"{_KNOWN}{channel}", at)
        return told

    def renamed(self, names: Collection[str], name: str) -> "Told":
        """With every row of `names` under `name`, too: so it is known by its new name when the old one is forgotten."""
        new = {(name, channel): at for (key, channel), at in self.rows.items() if key in names and key != name}
        return Told({**new, **self.rows}) if new else self

    def merged(self, other: "Told") -> "Told":
        """The rows of both; the earlier time where both have one."""
        rows = dict(self.rows)
        for row, at in other.rows.items():
            rows[row] = min(at, rows.get(row, at))
        return Told(rows)

    def write(self) -> bytes:
        """As lines, sorted, the same for the same rows."""
        lines = sorted(f"{at:%Y-%m-%dT%H:%M:%SZ}\t{channel}\t{key}\n" for (key, channel), at in self.rows.items())
        return (_HEAD + "".join(lines)).encode()


def read_told(data: bytes) -> Told:
    """The rows of a ledger.

    Raises:
        LedgerError: a line is none of ours. Nothing may be sent then: an empty ledger would tell everything again.
    """
    rows: dict[tuple[str, str], datetime] = {}
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise LedgerError("it is not UTF-8") from None
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != 3 or not all(parts) or not _TIME.fullmatch(parts[0]):
            raise LedgerError(f"line {number} cannot be read")
        try:
            at = datetime.fromisoformat(parts[0])
        except ValueError:
            raise LedgerError(f"line {number} has no time") from None
        _, channel, key = parts
        rows[(key, channel)] = min(at, rows.get((key, channel), at))
    return Told(rows)
