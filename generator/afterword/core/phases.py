"""Incidents that were called over and reopened: the periods during which they were open, and affected users."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from afterword.core.frozen import frozen
from afterword.core.incident_parts import Span, Update, Window
from afterword.core.times import Moment


@frozen
class Phase:
    """A period from the start or a reopening to the time at which the incident was called over."""

    start: Moment
    over: Moment | None
    """None for the last phase of an incident that is open or whose end is not known."""


@frozen
class Effect:
    """A period during which users were affected."""

    start: Moment
    end: Moment | None
    """None while it lasts, and when the end is not known."""
    start_known: bool
    """False when the start of the incident was only assumed."""


def phases(
    start: Moment, updates: Iterable[Update], called_over: Iterable[Moment], end: Moment | None
) -> tuple[Phase, ...]:
    """The phases of an incident in order of time. There is at least one, and the last one ends with `end`.

    Args:
        start: of the incident.
        updates: all of them.
        called_over: further times at which it was called over, from the front matter.
        end: of the incident; later updates begin no phase, one of the same minute does. None when it is open, or the
            end is not known.
    """
    turns = [(update.at, update.status.opens) for update in updates if update.status.states]
    turns += [(moment, False) for moment in called_over]
    complete: list[Phase] = []
    begin, over = start, None
    for moment, opens in sorted(turns, key=lambda turn: turn[0].at):
        if end and (moment.at > end.at or (moment.at == end.at and not opens)):
            break
        if opens and over:
            complete.append(Phase(start=begin, over=over))
            begin, over = moment, None
        elif not opens and not over and moment.at >= begin.at:
            over = moment
    return (*complete, Phase(start=begin, over=end))


def pauses(all_phases: Iterable[Phase]) -> tuple[tuple[datetime, datetime], ...]:
    """The periods between being called over and being reopened, as far as their times are known."""
    turns = [(before.over, after.start) for before, after in pairwise(all_phases)]
    return tuple((over.at, again.at) for over, again in turns if over and not over.day_only and not again.day_only)


def filled(window: Window, effects: Sequence[Effect]) -> Iterator[Span]:
    """Fill in the ends of a component's window: one span for each effect that it covers, but at least one.

    Times that the window states itself are never changed.
    """
    start, end = window.start, window.end
    if start and end:
        yield Span(impact=window.impact, start=start, end=end)
        return
    covered = [
        effect
        for effect in effects
        if not (start and effect.end and effect.end.at <= start.at) and not (end and effect.start.at >= end.at)
    ]
    if not covered:  # it lies before the start or behind the end
        first = effects[0]
        known = bool(start) or first.start_known
        yield Span(impact=window.impact, start=start or first.start, end=end, start_known=known)
    for effect in covered:
        stated = start if effect is covered[0] else None
        yield Span(
            impact=window.impact,
            start=stated or effect.start,
            end=(end if effect is covered[-1] else None) or effect.end,
            start_known=bool(stated) or effect.start_known,
        )
