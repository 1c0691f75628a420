"""Progress bar for work that takes longer than two seconds, in a terminal only."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import ExitStack
from typing import TypeVar

import click

_In = TypeVar("_In")
_Out = TypeVar("_Out")
_PATIENCE = 2.0
"""Seconds before the bar is shown."""
_Each = Callable[[Callable[[_In], _Out], Iterable[_In]], Iterable[_Out]]


def with_progress(each: _Each[_In, _Out], label: str) -> _Each[_In, _Out]:
    """Let `each`, a function such as `map`, show a bar on standard error. In a pipe it shows none."""

    def shown(read: Callable[[_In], _Out], things: Iterable[_In]) -> Iterator[_Out]:
        todo = things if isinstance(things, Sized) else tuple(things)
        if not sys.stderr.isatty():
            yield from each(read, todo)
            return
        begin = time.monotonic()
        with ExitStack() as stack:
            bar = None
            for number, done in enumerate(each(read, todo), 1):
                if bar:
                    bar.update(1)
                elif time.monotonic() - begin > _PATIENCE and number < len(todo):
                    bar = stack.enter_context(click.progressbar(length=len(todo), label=label, file=sys.stderr))
                    bar.update(number)
                yield done

    return shown
