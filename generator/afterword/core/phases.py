"""An incident that was called over and reopened: the stretches in which it was open, and in which users felt it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from afterword.core.frozen import frozen
from afterword.core.incident_parts import Span, Update, Window
from afterword.core.times import Moment


@frozen
class Phase:
    """A stretch from the start, or from where it was reopened, to where it was called over."""

    start: Moment
    over: Moment | None
    """None for the last phase of an incident that is open, or of which the end is not known."""


@frozen
class Effect:
    """A stretch in which users felt it."""

    start: Moment
    end: Moment | None
    """None while it lasts, and when the end is not known."""
    start_known: bool
    """False: the start of the incident was only assumed."""


def phases(start: Moment, updates: Iterable[Update], called_over: Iterable[Moment], end: Moment | None) -> tuple[Phase, ...]:
    """The phases of an incident in order of time; at least one, and the last one ends with `end`.

    Args:
        start: of the incident.
        updates: all of them.
        called_over: times from the front matter at which it was over, beside those of the updates.
        end: of the incident; what was said from then on makes no phase. None: it is open, or the end is not known.
    """
    turns = [(update.at, update.status.opens) for update in updates if update.status.states]
    turns += [(moment, False) for moment in called_over]
    found: list[Phase] = []
    begin, over = start, None
    for moment, opens in sorted(turns, key=lambda turn: turn[0].at):
        if end and moment.at >= end.at:
            break
        if opens and over:
            found.append(Phase(start=begin, over=over))
            begin, over = moment, None
        elif not opens and not over and moment.at >= begin.at:
            over = moment
    return (*found, Phase(start=begin, over=end))


def pauses(found: Iterable[Phase]) -> tuple[tuple[datetime, datetime], ...]:
    """The stretches in which it was called over, before it was reopened, as far as their times are known."""
    turns = [(before.over, after.start) for before, after in pairwise(found)]
    return tuple((over.at, again.at) for over, again in turns if over and not over.day_only and not again.day_only)


def paused(found: Iterable[Phase], until: datetime) -> timedelta:
    """How long it was called over before it was reopened, up to `until`."""
    return sum((max(min(after, until) - over, timedelta()) for over, after in pauses(found)), timedelta())


def filled(window: Window, effects: Sequence[Effect]) -> Iterator[Span]:
    """The window of a component with its ends filled in: a piece for each effect that it covers; at least one.

    What the window states itself always stands.
    """
    start, end = window.start, window.end
    if start and end:
        yield Span(impact=window.impact, start=start, end=end)
        return
    covered = [
        effect for effect in effects if not (start and effect.end and effect.end.at <= start.at) and not (end and effect.start.at >= end.at)
    ]
    if not covered:  # it lies before the start, or behind the end
        begin = effects[0]
        yield Span(impact=window.impact, start=start or begin.start, end=end, start_known=bool(start) or begin.start_known)
    for effect in covered:
        stated = start if effect is covered[0] else None
        yield Span(
            impact=window.impact,
            start=stated or effect.start,
            end=(end if effect is covered[-1] else None) or effect.end,
            start_known=bool(stated) or effect.start_known,
        )
