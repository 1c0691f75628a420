"""Talks to a server for a limited time, by the clock on the wall, whatever the server does.

A time limit of a socket begins anew with every byte, so a server that sends one now and then would hold us for ever,
and looking up a name knows no limit at all. So the exchange runs in a process of its own, which is killed when its time
is over. It says when the server may have the whole message: from then on nobody knows whether it was taken.
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
"""Hands one message to a server, and calls what it is given just before the server may have all of it. Must be picklable.

Raises SendError; whoever returns says that the message was taken.
"""
_HANDED_OVER, _TAKEN = "handed over", "taken"


def within(seconds: float, who: str, exchange: Exchange) -> None:
    """Let `exchange` hand over a message to the server `who` in at most so many seconds.

    Raises:
        UnsureError: the server may have the whole message, and there was no answer in time.
        SendError: it was not taken.
    """
    end = time.monotonic() + seconds
    # Not a fork: a process with threads must not be forked, and nothing here may depend on who has threads.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, max(seconds, 0.1), exchange), daemon=True)
    said: list[object] = []
    with ours:
        try:
            process.start()
        except OSError as error:
            raise SendError(f"the process that sends cannot be started ({error.strerror})") from None
        finally:
            theirs.close()  # so that the end of the process is seen here
        try:
            while _is_open(said) and ours.poll(max(0.0, end - time.monotonic())):
                said.append(_next(ours))
        finally:
            process.kill()
            process.join()
        late = _is_open(said)
        while _is_open(said) and ours.poll():  # what was said in the moment before it was killed
            said.append(_next(ours))
    _judge(who, said, late=late)


def _judge(who: str, said: list[object], *, late: bool) -> None:
    """Return when the message was taken, else raise why not."""
    answer = next((word for word in said if word not in (_HANDED_OVER, None)), None)
    if answer == _TAKEN:
        return
    if isinstance(answer, SendError):
        raise answer
    if _HANDED_OVER in said:
        raise unanswered(who)
    raise SendError(f"{who} cannot be reached (it did not answer in time)" if late else f"the sending broke off ({answer or 'no reason'})")


def _is_open(said: list[object]) -> bool:
    """Whether more may be said: nothing yet, or that the message was handed over."""
    return not said or said[-1] == _HANDED_OVER


def _next(ours: Connection) -> object:
    """The next word; None when the process has ended."""
    try:
        word: object = ours.recv()
    except (EOFError, OSError):
        return None
    return word


def _run(theirs: Connection, seconds: float, exchange: Exchange) -> None:
    """The process: it ends by itself, too, when nobody is left to kill it."""
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started it decides
    limit = threading.Timer(seconds, os._exit, (1,))
    limit.daemon = True
    limit.start()
    try:
        exchange(lambda: theirs.send(_HANDED_OVER))  # fails when nobody listens any more, and then nothing is handed over
        theirs.send(_TAKEN)
    except SendError as error:
        theirs.send(error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the one who waits hears of it; its text may hold what is secret
        theirs.send(type(error).__name__)
