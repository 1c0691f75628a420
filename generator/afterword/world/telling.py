"""Tells what is new on every channel, and keeps after each success that it was told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from afterword.outputs.announcements.message import Message
from afterword.world.channels import Way
from afterword.world.git import GitError
from afterword.world.ledger import Ledger
from afterword.world.sending import SendError, with_tries


@dataclass(slots=True, kw_only=True)
class Result:
    """What became of a run."""

    sent: list[str] = field(default_factory=list)
    """A line for each message that went out."""
    failed: list[str] = field(default_factory=list)
    """A line for each that did not; the next run sends it."""


def tell(messages: Sequence[Message], ways: Sequence[Way], ledger: Ledger, clock: Callable[[], datetime], result: Result) -> None:
    """Send every message on every channel that was not told yet: in order, and a channel that fails holds up no other.

    After a failure that may hit the next message too, a channel is left alone until the next run, so that nobody
    reads the end before the beginning.

    What became of each is added to `result` at once.

    Raises:
        GitError: the ledger could not be read or written. Nothing more is sent then.
    """
    down: set[str] = set()
    for message in messages:
        for way in ways:
            line = f"{way.key}: {message.subject} ({message.news.key})"
            if way.key in down or ledger.told.has(message.news.keys, way.key):
                if way.key in down and not ledger.told.has(message.news.keys, way.key):
                    result.failed.append(f"{line}: waits for the next run")
                continue
            ledger.read()  # another run may have told it in the meantime
            if ledger.told.has(message.news.keys, way.key):
                continue
            now = clock()
            try:
                with_tries(lambda way=way, message=message, now=now: way.send(message, now))  # type: ignore[misc]  # bound at once
            except SendError as error:
                result.failed.append(f"{line}: {error}")
                if not error.only_this:
                    down.add(way.key)
                continue
            result.sent.append(line)
            try:
                ledger.write(ledger.told.added([message.news.key], way.key, now), f"{way.key}: {message.news.key}")
            except GitError as error:
                raise GitError(f"{line} was sent, but {error}. Mend that before the next run, or it may be sent again") from error
