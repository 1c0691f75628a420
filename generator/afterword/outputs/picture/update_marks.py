"""The round marks of the updates on their line; those that would lie on each other are stacked."""

from collections.abc import Sequence

from afterword.core.frozen import frozen
from afterword.core.incident_parts import Update
from afterword.outputs.icons import state_colour, state_mark
from afterword.outputs.picture.axis import PHONE, Axis

_HALF, _DOT_HALF = 9, 5
"""Half the room that a mark takes, and a dot."""
_RISE, _DOT_RISE = 17, 9
_LEVELS, _DOT_LEVELS = 3, 5


@frozen
class UpdateMark:
    """An update."""

    x: float
    y: int
    mark: str
    """The name of its drawing; empty: a plain dot."""
    colour: str
    about: bool
    stem: int = 0
    """How far it stands above the line, in pixels."""


def marks(updates: Sequence[Update], axis: Axis, line: int, *, many: bool) -> tuple[tuple[UpdateMark, ...], int]:
    """The marks and the height of their line, which is `line` or, below what is stacked, lower."""
    rise, levels = (_DOT_RISE, _DOT_LEVELS) if many else (_RISE, _LEVELS)
    free: list[float] = []
    found: list[tuple[Update, float, int]] = []
    for update in updates:
        x, half = axis.x(update.at.at), _DOT_HALF if many or state_mark(update.status) == "dot" else _HALF
        pixels = x * PHONE / 100
        level = min(next((number for number, end in enumerate(free) if end <= pixels - half), len(free)), levels - 1)
        free[level : level + 1] = [pixels + half]
        found.append((update, x, level))
    line += rise * max(len(free) - 1, 0)
    return tuple(_mark(update, x, line, level * rise, many) for update, x, level in found), line


def _mark(update: Update, x: float, line: int, stem: int, many: bool) -> UpdateMark:
    return UpdateMark(
        x=x,
        y=line - stem,
        mark="" if many else state_mark(update.status),
        colour="" if many else state_colour(update.status),
        about=update.at.about,
        stem=stem,
    )
