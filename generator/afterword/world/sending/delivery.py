"""Sends to one channel, with a few tries: what an error may say, when it is worth trying again, and how long all takes.

No text of an error comes from a server or holds an address: both may carry what is secret.
"""

import ipaddress
import time
from collections.abc import Callable
from smtplib import SMTPServerDisconnected

_WAITS = (1.0, 3.0)
"""Seconds between tries."""
SECONDS = 60.0
"""How long one message may take on one channel, by the clock on the wall: all tries, and every answer to its last byte."""
SILENCE = 20.0
"""How long a server may be silent before it has the whole message."""
Send = Callable[[float], None]
"""Sends one message in at most so many seconds; raises SendError."""


class SendError(Exception):
    """The channel did not take it. The text says why, without a secret."""

    def __init__(self, text: str, *, again: bool = False, only_this: bool = False) -> None:
        super().__init__(text)
        self.again = again
        """It may work in a moment."""
        self.only_this = only_this
        """The server refused this message; it may take the next one."""


class UnsureError(SendError):
    """It was handed over, and no answer came: it may have been taken. Only a person can say whether to send it again."""


def unanswered(who: str) -> UnsureError:
    """The error for a server that had the whole message and gave no answer."""
    return UnsureError(f"{who} got it and did not say whether it took it")


def with_tries(send: Send, seconds: float = SECONDS, wait: Callable[[float], None] = time.sleep) -> None:
    """Send, and try again while it may help and there is time left.

    Raises:
        SendError: the last one.
    """
    end = time.monotonic() + seconds
    for pause in (*_WAITS, None):
        try:
            send(end - time.monotonic())
        except SendError as error:
            if pause is None or not error.again or time.monotonic() + pause >= end:
                raise
            wait(pause)
        else:
            return


def why(error: object) -> str:
    """Why a server cannot be reached, in the words of the system, or in ours where it has none."""
    if isinstance(error, (TimeoutError, SMTPServerDisconnected)):
        return "it did not answer"
    return getattr(error, "strerror", None) or type(error).__name__


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: only there may a connection be unprotected."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
