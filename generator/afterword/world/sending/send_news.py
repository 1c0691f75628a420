"""Send news on every channel: claim each message in the ledger, send it, and record the result.

A message is claimed first, and only the run with the claim sends it. So a message with an unknown result is never sent
again automatically: its claim stays in the ledger until a person settles it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from secrets import token_hex

from afterword.core.ledger_rows import Claim, LedgerRows
from afterword.outputs.announcements.message import Message
from afterword.world.repository.git import GitError
from afterword.world.sending.channels import Way
from afterword.world.sending.delivery import Send, SendError, UnsureError, with_tries
from afterword.world.sending.ledger import Ledger

SECONDS = 600.0
"""Seconds after which a run begins no further message, so that it ends before its machine is shut down."""
IN_PROGRESS = timedelta(minutes=5)
"""A younger claim may belong to a run that is still sending: pushing, sending and recording take three minutes."""


@dataclass(slots=True, kw_only=True)
class Result:
    """The result of a run."""

    sent: list[str] = field(default_factory=list)
    """A line for each message that was sent."""
    failed: list[str] = field(default_factory=list)
    """A line for each message that was not sent. The next run sends it."""
    unsure: list[str] = field(default_factory=list)
    """A line for each message that a server got without answering. A person has to settle it."""
    unnoted: list[str] = field(default_factory=list)
    """A line for each message whose result is not in the ledger, with a remedy."""


def is_in_progress(claim: Claim, now: datetime) -> bool:
    """Whether the run that made a claim may still be sending."""
    return not claim.unsure and abs(now - claim.at) < IN_PROGRESS


def left_behind(claim: Claim, now: datetime) -> str:
    """What is known of a claim that no run has settled, and the remedy."""
    if is_in_progress(claim, now):
        return f"begun {claim.at:%Y-%m-%d %H:%M:%S} UTC: a run may be sending it now"
    reason = "its server gave no answer" if claim.unsure else "the run that began it did not end"
    return f"begun {claim.at:%Y-%m-%d %H:%M:%S} UTC: {reason}. It is not sent again by itself. {settling(claim)}"


def settling(claim: Claim) -> str:
    """The remedy for a claim: check, and choose one of two commands."""
    return (
        f"Look whether it arrived. If it did, run afterword announce ledger --confirm {claim.name}. "
        f"If not, run afterword announce ledger --release {claim.name}, and the next run sends it"
    )


def tell(
    messages: Sequence[Message],
    ways: Sequence[Way],
    ledger: Ledger,
    clock: Callable[[], datetime],
    seconds: float = SECONDS,
) -> Result:
    """Send every message on every channel on which it was not sent yet, in order.

    A failing channel does not block others. After a failure that may affect the next message, too, a channel is skipped
    until the next run, so that nobody reads the end before the beginning. When the ledger cannot be written, sending
    stops.
    """
    result, down, end = Result(), set[str](), time.monotonic() + seconds
    for message, way in _open(messages, ways, ledger):
        line = f"{way.key}: {message.subject} ({message.news.key})"
        if way.key in down:
            result.failed.append(f"{line}: waits for the next run")
            continue
        if time.monotonic() >= end:
            result.failed.append(f"{line}: waits for the next run, this one has taken its {seconds / 60:.0f} minutes")
            continue
        now = clock()
        try:
            send = way.prepare(message, now)
        except SendError as error:
            result.failed.append(f"{line}: {error}")
            down.add(way.key)
            continue
        claim = Claim(at=now, name=token_hex(6))
        try:
            claimed = ledger.told.claimed(message.news.key, way.key, claim)
            ledger.write(claimed, f"Claimed for {way.key}: {message.news.key}")
        except GitError as error:
            result.failed.append(
                f"{line}: {error.plain}. Nothing is sent that is not claimed before, so nothing more was sent"
            )
            return result
        refusal = _error_of(send)
        if refusal is None:
            change, remedy = LedgerRows.confirmed, f"Run afterword announce ledger --confirm {claim.name}"
            result.sent.append(line)
        elif isinstance(refusal, UnsureError):
            change, remedy = LedgerRows.doubted, settling(claim)
            result.unsure.append(f"{line}: {refusal}. It is not sent again by itself. {remedy}")
        else:
            change, remedy = LedgerRows.released, f"Run afterword announce ledger --release {claim.name}"
            result.failed.append(f"{line}: {refusal}")
        try:
            ledger.note(partial(change, name=claim.name), f"{way.key}: {message.news.key}")
        except GitError as error:
            result.unnoted.append(f"{line}: {error.plain}. Its claim stays there, so it is not sent again. {remedy}")
            return result
        if refusal and not refusal.only_this:
            down.add(way.key)
    return result


def _error_of(send: Send) -> SendError | None:
    """Send, with retries. Returns the error, or None."""
    try:
        with_tries(send)
    except SendError as error:
        return error
    return None


def _open(messages: Sequence[Message], ways: Sequence[Way], ledger: Ledger) -> Iterator[tuple[Message, Way]]:
    """Yield the messages that are neither sent nor claimed. The ledger is asked again for each."""
    for message in messages:
        for way in ways:
            if not ledger.told.has(message.news.keys, way.key):
                yield message, way
