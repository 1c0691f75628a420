"""The ledger's rows: which news was told on which channel, and what was begun there and never finished.

A ledger that cannot be read to its last row is refused, never read as a smaller one: what is missing in it would be
sent again.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from afterword.core.frozen import frozen

EVERYWHERE = "*"
"""In the place of a channel: it was known before anything was announced, or is never announced."""
JOINED = "*"
"""In the place of the news: since when a channel is in use. What was told before is not told there again."""
VERSION = 2
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
_KNOWN = "known:"
"""Before a channel that joined later: others were told this before, so it is not told there."""
_HEAD_1 = "# What was announced, and where: when, channel, update. Written by `afterword announce`."
"""The first line of version 1, which had no claims and did not count its rows."""
_HEAD = re.compile(r"# Ledger of `afterword announce`, version (?P<version>[0-9]{1,9}), rows: (?P<rows>[0-9]{1,9})\b.*", re.ASCII)
_STATE = re.compile(r"(?P<state>claimed|unsure) (?P<name>[0-9a-f]{4,64})", re.ASCII)
Row = tuple[str, str]
"""The name of the news, and the channel."""


class LedgerError(Exception):
    """The ledger cannot be read. The text says what is wrong with it."""


@frozen
class Claim:
    """The intent to send: it stands in the ledger before anything is sent, and whoever reads it sends nothing."""

    at: datetime
    name: str
    """Tells this claim from every other one, also from a later one of the same message."""
    unsure: bool = False
    """The server had the whole message and gave no answer, so nobody here knows whether it took it."""


@dataclass(frozen=True, slots=True)
class LedgerRows:
    """Rows of (news, channel) with their time, and claims. Made anew when something changes."""

    rows: Mapping[Row, datetime] = field(default_factory=dict)
    """What was told, or counts as told."""
    claims: Mapping[Row, Claim] = field(default_factory=dict)
    """What was begun, and is not known to have ended."""

    def has(self, keys: Iterable[str], channel: str) -> bool:
        """Whether news with one of these names was told or claimed on a channel: it is not sent there."""
        names = (channel, f"{_KNOWN}{channel}", EVERYWHERE)
        return any((key, name) in self.rows or (key, name) in self.claims for key in keys for name in names)

    def first(self, keys: Iterable[str], channel: str) -> datetime | None:
        """When the first news with one of these names was told on a channel; None when none was."""
        return min((at for key in keys if (at := self.rows.get((key, channel)))), default=None)

    def added(self, keys: Iterable[str], channel: str, at: datetime) -> "LedgerRows":
        """With these rows, too; what is there keeps its time. A claim on one of them is over."""
        return _settled({(key, channel): at for key in keys} | dict(self.rows), self.claims)

    def claimed(self, key: str, channel: str, claim: Claim) -> "LedgerRows":
        """With a claim on one message."""
        return LedgerRows(self.rows, {**self.claims, (key, channel): claim})

    def confirmed(self, name: str) -> "LedgerRows":
        """With what was claimed under `name` as told."""
        return _settled({row: claim.at for row, claim in self.claims.items() if claim.name == name} | dict(self.rows), self.claims)

    def released(self, name: str) -> "LedgerRows":
        """Without the claim `name`: the message counts as not sent."""
        return LedgerRows(self.rows, {row: claim for row, claim in self.claims.items() if claim.name != name})

    def doubted(self, name: str) -> "LedgerRows":
        """With the claim `name` as one whose run has ended, and does not know what became of it."""
        claims = self.claims.items()
        unsure = {row: Claim(at=claim.at, name=name, unsure=True) for row, claim in claims if claim.name == name}
        return LedgerRows(self.rows, {**self.claims, **unsure})

    def joined(self, channels: Collection[str], at: datetime) -> "LedgerRows":
        """With a row for every channel that is new, and everything that others were told marked as known to it."""
        told = self
        for channel in channels:
            if (JOINED, channel) not in told.rows:
                known = {key for key, other in (*told.rows, *told.claims) if key != JOINED and other != EVERYWHERE}
                told = told.added([JOINED], channel, at).added(sorted(known), f"{_KNOWN}{channel}", at)
        return told

    def renamed(self, names: Collection[str], name: str) -> "LedgerRows":
        """With every row and claim of `names` under `name`, too: so it is known by its new name when the old one is forgotten."""
        rows = {(name, channel): at for (key, channel), at in self.rows.items() if key in names and key != name}
        claims = {(name, channel): claim for (key, channel), claim in self.claims.items() if key in names and key != name}
        return _settled({**rows, **self.rows}, {**claims, **self.claims}) if rows or claims else self

    def merged(self, other: "LedgerRows", before: "LedgerRows") -> "LedgerRows":
        """What two ledgers say that were one at `before`: all rows, the earlier time where both have one.

        A claim that one of them has settled is over.
        """
        rows = dict(self.rows)
        for row, at in other.rows.items():
            rows[row] = min(at, rows.get(row, at))
        claims = dict[Row, Claim]()
        for row in {*self.claims, *other.claims}:
            both = (self.claims.get(row), other.claims.get(row))
            was = before.claims.get(row)
            left = [claim for claim in both if claim and claim != was]
            if left:
                claims[row] = left[0]
            elif was and both == (was, was):
                claims[row] = was
        return _settled(rows, claims)

    def write(self) -> bytes:
        """As lines, sorted, the same for the same rows."""
        lines = [f"{at:%Y-%m-%dT%H:%M:%SZ}\t{channel}\t{key}\n" for (key, channel), at in self.rows.items()]
        for (key, channel), claim in self.claims.items():
            state = "unsure" if claim.unsure else "claimed"
            lines.append(f"{claim.at:%Y-%m-%dT%H:%M:%SZ}\t{channel}\t{key}\t{state} {claim.name}\n")
        head = f"# Ledger of `afterword announce`, version {VERSION}, rows: {len(lines)}. When, channel, update, claim.\n"
        return (head + "".join(sorted(lines))).encode()


def _settled(rows: Mapping[Row, datetime], claims: Mapping[Row, Claim]) -> LedgerRows:
    """Rows and claims, without a claim on what was told."""
    return LedgerRows(rows, {row: claim for row, claim in claims.items() if row not in rows})


def read_told(data: bytes) -> LedgerRows:
    """The rows of a ledger.

    Raises:
        LedgerError: it was not written by us to its last byte. Nothing may be sent then.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise LedgerError("it is not UTF-8") from None
    head, _, body = text.partition("\n")
    wanted = _rows_by(head)
    if not text.endswith("\n"):
        raise LedgerError("its last line is cut off")
    lines = body.split("\n")[:-1]
    if wanted is None and not lines:
        raise LedgerError("no row stands below its first line, so it was emptied")
    if wanted is not None and wanted != len(lines):
        raise LedgerError(f"its first line counts {wanted} rows, and it has {len(lines)}")
    rows: dict[Row, datetime] = {}
    claims: dict[Row, Claim] = {}
    for number, line in enumerate(lines, 2):
        row, at, claim = _read_row(line, number)
        if row in rows or row in claims:
            raise LedgerError(f"line {number} says again what a line above it says")
        if claim:
            claims[row] = claim
        else:
            rows[row] = at
    return LedgerRows(rows, claims)


def _rows_by(head: str) -> int | None:
    """How many rows the first line counts; None for a ledger of version 1, which did not count them."""
    if head == _HEAD_1:
        return None
    found = _HEAD.fullmatch(head)
    if not found:
        raise LedgerError("its first line is not the one with which every ledger begins, so it was emptied or damaged")
    if int(found["version"]) != VERSION:
        raise LedgerError(f"it has version {int(found['version'])}, and this afterword reads 1 and {VERSION}. Use a newer afterword")
    return int(found["rows"])


def _read_row(line: str, number: int) -> tuple[Row, datetime, Claim | None]:
    parts = line.split("\t")
    if len(parts) not in {3, 4} or not all(part.isprintable() and part.strip() for part in parts) or not _TIME.fullmatch(parts[0]):
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
