"""Updates long before or after the incident: mark and date beside a break of the axis, not to scale."""

from collections.abc import Sequence

from afterword.core.frozen import frozen
from afterword.core.incident_parts import Update
from afterword.outputs.icons import state_colour, state_mark
from afterword.outputs.picture.axis import PHONE, short_day
from afterword.outputs.picture.letter_widths import Run, width
from afterword.outputs.picture.story import Story
from afterword.outputs.translation import Language

MARK = 19
"""Pixels from the left of a mark to its words."""
_MOST = 4
_PITCH, _LINE = 24, 15


@frozen
class DistantUpdate:
    """An update by its day."""

    y: int
    """The middle of its mark."""
    mark: str
    colour: str
    lines: tuple[str, ...]
    """`15 Mar`, and the year below it when it is another one."""


@frozen
class DistantColumn:
    """What stands behind a break."""

    x: float
    head: str
    head_y: int
    items: tuple[DistantUpdate, ...]
    more: str
    """How many are left out; empty: none."""
    foot: int
    """The baseline of its last line."""


def share(updates: Sequence[Update], story: Story, say: Language) -> float:
    """How much of the picture the column takes, in per cent."""
    items = [
        MARK + width((Run(text=line),), wide=False) for update in updates[:_MOST] for line in _day(update, story, say)
    ]
    heads = [width((Run(text=head),), wide=False) for head in (say("earlier"), say("later"))]
    return max(*items, *heads) / PHONE * 100


def column(updates: Sequence[Update], x: float, head: int, line: int, story: Story, say: Language) -> DistantColumn:
    """The column at `x`: its heading at `head`, its first mark on the line of the updates, at most four of them."""
    before = updates[0].at.at < story.first
    items: list[DistantUpdate] = []
    y = foot = line
    for update in updates[:_MOST]:
        lines = _day(update, story, say)
        items.append(
            DistantUpdate(y=y, mark=state_mark(update.status), colour=state_colour(update.status), lines=lines)
        )
        foot = y + 4 + _LINE * (len(lines) - 1)
        y += _PITCH + _LINE * (len(lines) - 1)
    more = len(updates) - _MOST
    return DistantColumn(
        x=x,
        head=say("earlier") if before else say("later"),
        head_y=head,
        items=tuple(items),
        more=say.count("%(num)s more", "%(num)s more", more) if more > 0 else "",
        foot=y + 4 if more > 0 else foot,
    )


def _day(update: Update, story: Story, say: Language) -> tuple[str, ...]:
    at = update.at.at
    beside = story.first if at < story.first else story.last
    if at.date() == beside.date():
        return (f"{at:%H:%M}",)
    day = short_day(at, at, say)
    return (day,) if at.year == beside.year else (day, f"{at.year}")
