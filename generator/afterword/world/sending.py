"""Sends to one channel, with a few tries: what an error may say, and when it is worth trying again.

No text of an error comes from a server or holds an address: both may carry what is secret.
"""

import ipaddress
import time
from collections.abc import Callable
from smtplib import SMTPServerDisconnected

TRIES = 3
_WAITS = (1.0, 3.0)
"""Seconds between tries."""
SECONDS = 20.0
"""How long a server may take to answer."""


class SendError(Exception):
    """The channel did not take it. The text says why, without a secret."""

    def __init__(self, text: str, *, again: bool = False, only_this: bool = False) -> None:
        super().__init__(text)
        self.again = again
        """It may work in a moment."""
        self.only_this = only_this
        """The server refused this message; it may take the next one."""


class UnsureError(SendError):
    """It was handed over, and no answer came: it may have been taken. So only the next run tries again, not this one."""

    def __init__(self, who: str) -> None:
        super().__init__(f"{who} got it and did not say whether it took it. The next run sends it once more, under the same id")


def with_tries(send: Callable[[], None], wait: Callable[[float], None] = time.sleep) -> None:
    """Send, and try again while it may help.

    Raises:
        SendError: the last one.
    """
    for pause in (*_WAITS, None):
        try:
            send()
        except SendError as error:
            if pause is None or not error.again:
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
