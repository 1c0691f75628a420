"""The rows of the ledger: which news was sent on which channel, and which sending was begun but not finished.

A ledger that cannot be read completely is refused: rows that are missing would be sent again.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from afterword.core.frozen import frozen

EVERYWHERE = "*"
"""Replaces a channel: the news was known before anything was announced, or is never announced."""
JOINED = "*"
"""Replaces the news: the time since which a channel is in use. Earlier news is not sent there."""
VERSION = 2
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
_KNOWN = "known:"
"""Prefix of a channel that was added later, for news that other channels had before. It is not sent there."""
_HEAD_1 = "# What was announced, and where: when, channel, update. Written by `afterword announce`."
"""The first line of version 1, which had no claims and no number of rows."""
_HEAD = re.compile(
    r"# Ledger of `afterword announce`, version (?P<version>[0-9]{1,9}), rows: (?P<rows>[0-9]{1,9})\b.*", re.ASCII
)
_STATE = re.compile(r"(?P<state>claimed|unsure) (?P<name>[0-9a-f]{4,64})", re.ASCII)
Row = tuple[str, str]
"""The name of the news, and the channel."""


class LedgerError(Exception):
    """The ledger cannot be read. The text says why."""


@frozen
class Claim:
    """The intent to send. It is written to the ledger before sending, so that no other run sends the same message."""

    at: datetime
    name: str
    """Identifies this claim, also among later claims on the same message."""
    unsure: bool = False
    """True when the server got the whole message but gave no answer, so that delivery is unknown."""


@dataclass(frozen=True, slots=True)
class LedgerRows:
    """Rows of news and channel with their times, and claims. Immutable: each change returns a new value."""

    rows: Mapping[Row, datetime] = field(default_factory=dict)
    """Messages that were sent, or count as sent."""
    claims: Mapping[Row, Claim] = field(default_factory=dict)
    """Messages whose sending was begun, with no known result."""

    def has(self, keys: Iterable[str], channel: str) -> bool:
        """Whether news with one of these names was sent or claimed on a channel, so that it is not sent again."""
        names = (channel, f"{_KNOWN}{channel}", EVERYWHERE)
        return any((key, name) in self.rows or (key, name) in self.claims for key in keys for name in names)

    def first(self, keys: Iterable[str], channel: str) -> datetime | None:
        """When the first news with one of these names was sent on a channel; None when none was."""
        return min((at for key in keys if (at := self.rows.get((key, channel)))), default=None)

    def added(self, keys: Iterable[str], channel: str, at: datetime) -> "LedgerRows":
        """Add rows. Existing ones keep their time. Claims on the added rows are removed."""
        return _settled({(key, channel): at for key in keys} | dict(self.rows), self.claims)

    def claimed(self, key: str, channel: str, claim: Claim) -> "LedgerRows":
        """Add a claim on one message."""
        return LedgerRows(self.rows, {**self.claims, (key, channel): claim})

    def confirmed(self, name: str) -> "LedgerRows":
        """Turn the claim `name` into rows: its messages were sent."""
        sent = {row: claim.at for row, claim in self.claims.items() if claim.name == name}
        return _settled({**sent, **self.rows}, self.claims)

    def released(self, name: str) -> "LedgerRows":
        """Remove the claim `name`: its messages count as not sent."""
        return LedgerRows(self.rows, {row: claim for row, claim in self.claims.items() if claim.name != name})

    def doubted(self, name: str) -> "LedgerRows":
        """Mark the claim `name` as unsure: its run ended without knowing the result."""
        claims = self.claims.items()
        unsure = {row: Claim(at=claim.at, name=name, unsure=True) for row, claim in claims if claim.name == name}
        return LedgerRows(self.rows, {**self.claims, **unsure})

    def joined(self, channels: Collection[str], at: datetime) -> "LedgerRows":
        """Add a row for every new channel, and mark all earlier news as known there."""
        result = self
        for channel in channels:
            if (JOINED, channel) not in result.rows:
                known = {key for key, other in (*result.rows, *result.claims) if key != JOINED and other != EVERYWHERE}
                result = result.added([JOINED], channel, at).added(sorted(known), f"{_KNOWN}{channel}", at)
        return result

    def renamed(self, names: Collection[str], name: str) -> "LedgerRows":
        """Copy every row and claim of `names` to `name`. The news then stays known when its old names are forgotten."""
        rows = {(name, channel): at for (key, channel), at in self.rows.items() if key in names and key != name}
        held = self.claims.items()
        claims = {(name, channel): claim for (key, channel), claim in held if key in names and key != name}
        return _settled({**rows, **self.rows}, {**claims, **self.claims}) if rows or claims else self

    def merged(self, other: "LedgerRows", before: "LedgerRows") -> "LedgerRows":
        """Merge two ledgers that were equal at `before`: all rows, each with its earlier time.

        A claim that one of the two has settled is removed.
        """
        rows = dict(self.rows)
        for row, at in other.rows.items():
            rows[row] = min(at, rows.get(row, at))
        claims = dict[Row, Claim]()
        for row in {*self.claims, *other.claims}:
            both = (self.claims.get(row), other.claims.get(row))
            common = before.claims.get(row)
            new = [claim for claim in both if claim and claim != common]
            if new:
                claims[row] = new[0]
            elif common and both == (common, common):
                claims[row] = common
        return _settled(rows, claims)

    def write(self) -> bytes:
        """The ledger as sorted lines. Equal ledgers give equal bytes."""
        lines = [f"{at:%Y-%m-%dT%H:%M:%SZ}\t{channel}\t{key}\n" for (key, channel), at in self.rows.items()]
        for (key, channel), claim in self.claims.items():
            state = "unsure" if claim.unsure else "claimed"
            lines.append(f"{claim.at:%Y-%m-%dT%H:%M:%SZ}\t{channel}\t{key}\t{state} {claim.name}\n")
        head = (
            f"# Ledger of `afterword announce`, version {VERSION}, rows: {len(lines)}. When, channel, update, claim.\n"
        )
        return (head + "".join(sorted(lines))).encode()


def _settled(rows: Mapping[Row, datetime], claims: Mapping[Row, Claim]) -> LedgerRows:
    """Remove the claims on messages that were sent."""
    return LedgerRows(rows, {row: claim for row, claim in claims.items() if row not in rows})


def read_told(data: bytes) -> LedgerRows:
    """Read the rows of a ledger.

    Raises:
        LedgerError: the file is not exactly as it was written. Nothing may be sent then.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise LedgerError("it is not UTF-8") from None
    head, _, body = text.partition("\n")
    expected = _rows_by(head)
    if not text.endswith("\n"):
        raise LedgerError("its last line is cut off")
    lines = body.split("\n")[:-1]
    if expected is None and not lines:
        raise LedgerError("no row stands below its first line, so it was emptied")
    if expected is not None and expected != len(lines):
        raise LedgerError(f"its first line counts {expected} rows, but it has {len(lines)}")
    rows: dict[Row, datetime] = {}
    claims: dict[Row, Claim] = {}
    for number, line in enumerate(lines, 2):
        row, at, claim = _read_row(line, number)
        if row in rows or row in claims:
            raise LedgerError(f"line {number} repeats a line above it")
        if claim:
            claims[row] = claim
        else:
            rows[row] = at
    return LedgerRows(rows, claims)


def _rows_by(head: str) -> int | None:
    """The number of rows that the first line states; None for version 1, which does not state it."""
    if head == _HEAD_1:
        return None
    match = _HEAD.fullmatch(head)
    if not match:
        raise LedgerError("its first line is not the one with which every ledger begins, so it was emptied or damaged")
    if int(match["version"]) != VERSION:
        raise LedgerError(
            f"it has version {int(match['version'])}, and this afterword reads 1 and {VERSION}. Use a newer afterword"
        )
    return int(match["rows"])


def _read_row(line: str, number: int) -> tuple[Row, datetime, Claim | None]:
    parts = line.split("\t")
    whole = len(parts) in {3, 4} and all(part.isprintable() and part.strip() for part in parts)
    if not whole or not _TIME.fullmatch(parts[0]):
        raise LedgerError(f"line {number} cannot be read")
    try:
        at = datetime.fromisoformat(parts[0])
    except ValueError:
        raise LedgerError(f"line {number} has no time") from None
    if len(parts) == 3:
        return (parts[2], parts[1]), at, None
    state = _STATE.fullmatch(parts[3])
    if not state:
        raise LedgerError(f"line {number} cannot be read")
    return (parts[2], parts[1]), at, Claim(at=at, name=state["name"], unsure=state["state"] == "unsure")
