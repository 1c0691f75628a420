"""Send to one channel, with retries: when a retry may help, how long it may take, and what errors may say.

No error text comes from a server or contains an address, because both may be secret.
"""

import ipaddress
import time
from collections.abc import Callable
from smtplib import SMTPServerDisconnected
from urllib.parse import urlsplit

_WAITS = (1.0, 3.0)
"""Seconds between tries."""
SECONDS = 60.0
"""The wall-clock limit for one message on one channel: all tries, and every answer to its last byte."""
SILENCE = 20.0
"""Seconds for which a server may be silent before it has the whole message."""
Send = Callable[[float], None]
"""Sends one message within this many seconds; raises SendError."""


class SendError(Exception):
    """The channel did not accept the message. The text gives the reason, without secrets."""

    def __init__(self, text: str, *, again: bool = False, only_this: bool = False) -> None:
        super().__init__(text)
        self.again = again
        """Whether a retry may help."""
        self.only_this = only_this
        """Whether the server refused only this message, so that it may accept the next one."""


class UnsureError(SendError):
    """The message was handed over, but no answer came. Only a person can decide whether to send it again."""


def unanswered(who: str) -> UnsureError:
    """The error for a server that got the whole message but did not answer."""
    return UnsureError(f"{who} received it but did not say whether it accepted it")


def with_tries(send: Send, seconds: float = SECONDS, wait: Callable[[float], None] = time.sleep) -> None:
    """Send, and retry while it may help and there is time.

    Raises:
        SendError: that of the last try.
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
    """Why a server cannot be reached: the system's reason, or our own if it has none."""
    if isinstance(error, (TimeoutError, SMTPServerDisconnected)):
        return "it did not answer"
    return getattr(error, "strerror", None) or type(error).__name__


def is_safe(address: str) -> bool:
    """Whether an address begins with https://, or leads to this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine. Only then may a connection be unencrypted."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
