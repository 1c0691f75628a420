"""Talk to a server for a limited wall-clock time, whatever the server does.

The timeout of a socket starts anew with every byte, so a slow server could hold us for ever, and name resolution has no
timeout at all. So the exchange runs in a process of its own, which is killed at the deadline. The process reports when
the server may have the whole message: from then on delivery is unknown until the server answers.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection

from afterword.world.sending.delivery import SendError, unanswered

Exchange = Callable[[Callable[[], None]], None]
"""Sends one message to a server. Must be picklable.

It calls its argument just before the server may have all of it, raises SendError, and returns when it was accepted.
"""
_HANDED_OVER, _TAKEN = "handed over", "taken"


def within(seconds: float, who: str, exchange: Exchange) -> None:
    """Let `exchange` deliver a message to the server `who` within this many seconds.

    Raises:
        UnsureError: the server may have the whole message, but did not answer in time.
        SendError: it was not accepted.
    """
    end = time.monotonic() + seconds
    # Not a fork, because a process with threads must not be forked.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, max(seconds, 0.1), exchange), daemon=True)
    messages: list[object] = []
    with ours:
        try:
            process.start()
        except OSError as error:
            raise SendError(f"the process that sends cannot be started ({error.strerror})") from None
        finally:
            theirs.close()  # so that the end of the process is noticed here
        try:
            while _is_open(messages) and ours.poll(max(0.0, end - time.monotonic())):
                messages.append(_next(ours))
        finally:
            process.kill()
            process.join()
        late = _is_open(messages)
        while _is_open(messages) and ours.poll():  # messages that arrived just before it was killed
            messages.append(_next(ours))
    _judge(who, messages, late=late)


def _judge(who: str, messages: list[object], *, late: bool) -> None:
    """Return when the message was accepted; raise the reason otherwise."""
    answer = next((word for word in messages if word not in (_HANDED_OVER, None)), None)
    if answer == _TAKEN:
        return
    if isinstance(answer, SendError):
        raise answer
    if _HANDED_OVER in messages:
        raise unanswered(who)
    raise SendError(
        f"{who} cannot be reached (it did not answer in time)"
        if late
        else f"the sending broke off ({answer or 'no reason'})"
    )


def _is_open(messages: list[object]) -> bool:
    """Whether more messages may come: there is none yet, or the last one says that the message was handed over."""
    return not messages or messages[-1] == _HANDED_OVER


def _next(ours: Connection) -> object:
    """The next message of the process; None when it has ended."""
    try:
        word: object = ours.recv()
    except (EOFError, OSError):
        return None
    return word


def _run(theirs: Connection, seconds: float, exchange: Exchange) -> None:
    """Run the exchange in its process. It also ends by itself at the deadline, in case its parent died."""
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent process decides
    limit = threading.Timer(seconds, os._exit, (1,))
    limit.daemon = True
    limit.start()
    try:
        exchange(lambda: theirs.send(_HANDED_OVER))  # fails when the parent died, so that nothing is handed over
        theirs.send(_TAKEN)
    except SendError as error:
        theirs.send(error)
    except Exception as error:  # noqa: BLE001 - the parent reports any exception by its type; its text may contain a secret
        theirs.send(type(error).__name__)
