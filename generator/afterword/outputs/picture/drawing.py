"""The picture laid out: x in per cent, y in pixels, so that one drawing serves every width and words keep their size.

From top to bottom: flags, a bar for each component, updates and promises, the axis. Poles run down to the line
of the updates and pause at the words of a row, so that no line crosses a word.
"""

from collections.abc import Iterable, Iterator, Sequence

from afterword.core.frozen import frozen
from afterword.outputs.picture import brackets, flags
from afterword.outputs.picture.axis import Axis, Tick, ticks
from afterword.outputs.picture.distant_updates import DistantColumn, column, share
from afterword.outputs.picture.letter_widths import Run
from afterword.outputs.picture.lines import WordLine, add_lines
from afterword.outputs.picture.milestones import raised
from afterword.outputs.picture.promises import promised
from afterword.outputs.picture.story import Story
from afterword.outputs.picture.tracks import Track, tracks
from afterword.outputs.picture.update_marks import UpdateMark, marks
from afterword.outputs.translation import Language

MANY = 12
"""With more updates than this they are dots, and only what matters has words."""
_ROW = 19
_ABOVE, _BELOW, _STUB = 12, 5, 6
"""Pixels that a line leaves free above and below the foot of a line of letters; the length of a tick at the axis."""
_BREAK = 4.5
"""Per cent between the axis and what stands behind its break."""


@frozen
class Pole:
    """A line from a flag down to the updates."""

    x: float
    pieces: tuple[tuple[int, int], ...]
    """Where it is drawn, from the top."""
    thick: bool
    about: bool


@frozen
class Drawing:
    """Everything that the template draws, in the order in which it is drawn."""

    height: int
    left: float
    right: float
    grid: tuple[tuple[int, int], ...]
    """The pieces of each line of the grid, from the top."""
    axis: int
    line: int | None
    """Where the updates stand; None without updates."""
    ticks: tuple[Tick, ...]
    tracks: tuple[Track, ...]
    poles: tuple[Pole, ...]
    words: tuple[WordLine, ...]
    brackets: tuple[tuple[brackets.Bracket, int], ...]
    """Promises, each with the height of its line."""
    marks: tuple[UpdateMark, ...]
    columns: tuple[DistantColumn, ...]
    """What was said long before and after, not to scale."""
    breaks: tuple[float, ...]
    left_out: int
    """Promises for which there was no room."""


def draw(story: Story, say: Language) -> Drawing:
    """Lay the picture out."""
    shares = [share(updates, story, say) + _BREAK if updates else 0.0 for updates in (story.earlier, story.later)]
    axis = Axis(first=story.first, last=story.last, left=round(shares[0], 1), right=round(100 - shares[1], 1))
    placed = flags.place(raised(story, axis, say))
    top = _ROW * (max((flag.row for flag in placed), default=-1) + 1) + 10
    said: list[WordLine] = [_flag_words(flag) for flag in placed]
    grounds, foot = tracks(story, axis, top, said, say)
    line: int | None = None
    beside = len(said)
    bottom = foot + 24
    found: tuple[brackets.PlacedBracket, ...] = ()
    stacked: tuple[UpdateMark, ...] = ()
    columns: list[DistantColumn] = []
    if story.incident.updates:
        label = foot + (28 if grounds else 19)
        head = _head(story, say)
        label += add_lines(head, axis.left, label, axis.right - axis.left, said)
        beside = len(said)
        stacked, line = marks(story.updates, axis, label + 18, many=len(story.updates) > MANY)
        found = brackets.place(promised(story, axis, say), axis.left, axis.right, words=len(story.updates) <= MANY)
        said += [_bracket_words(promise, line) for promise in found if promise.words]
        rows = max((promise.row for promise in found), default=-1) + 1
        for updates, x in ((story.earlier, 0.0), (story.later, round(axis.right + _BREAK, 1))):
            if updates:
                columns.append(column(updates, x, label, line, story, say))
        bottom = max([line + 22 + 26 * rows, *(side.foot + 14 for side in columns)])
    beside_tracks = said[len(placed) : beside]
    low = bottom if line is None else line
    stub = () if line is None else ((bottom - _STUB, bottom),)
    return Drawing(
        height=bottom + 24,
        left=axis.left,
        right=axis.right,
        grid=(*_pieces(grounds[0].y if grounds else top, low, [words.y for words in beside_tracks]), *stub),
        axis=bottom,
        line=line,
        ticks=ticks(axis, say),
        tracks=grounds,
        poles=tuple(_pole(flag, placed, low, [words.y for words in beside_tracks]) for flag in placed),
        words=tuple(said),
        brackets=tuple((promise.bracket, (line or 0) + 16 + 26 * promise.row) for promise in found),
        marks=stacked,
        columns=tuple(columns),
        breaks=tuple(
            [round(axis.left - 3.2, 1)] * bool(story.earlier) + [round(axis.right + 1.3, 1)] * bool(story.later)
        ),
        left_out=len(story.promises) - len(found),
    )


# ---- from places to lines and words --------------------------------------------------------------


def _flag_words(one: flags.PlacedFlag) -> WordLine:
    dx = {"start": flags.SPACE, "middle": 0, "end": -flags.SPACE}[one.anchor]
    return WordLine(x=one.flag.x, y=14 + _ROW * one.row, runs=one.flag.runs, anchor=one.anchor, dx=dx)


def _pole(one: flags.PlacedFlag, placed: Sequence[flags.PlacedFlag], end: int, baselines: Sequence[int]) -> Pole:
    """The line below a flag. It pauses where words stand."""
    begin = _ROW * one.row + (18 if one.anchor == "middle" else 3)
    across = [14 + _ROW * row for row in flags.rows_across(one.flag, placed) if row > one.row]
    pieces = tuple(_pieces(begin, end, [*across, *baselines]))
    return Pole(x=one.flag.x, pieces=pieces, thick=one.flag.thick, about=one.flag.about)


def _pieces(top: int, bottom: int, baselines: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The pieces of a vertical line that is interrupted at lines of words."""
    for baseline in sorted(set(baselines)):
        if top < baseline - _ABOVE:
            yield top, baseline - _ABOVE
        top = max(top, baseline + _BELOW)
    if top < bottom:
        yield top, bottom


def _head(story: Story, say: Language) -> list[tuple[Run, ...]]:
    lead = (Run(text=say("Updates"), bold=True),)
    return [lead, (Run(text=f" {say('and promised times')}"),)] if story.promises else [lead]


def _bracket_words(one: brackets.PlacedBracket, line: int) -> WordLine:
    dx = brackets.SPACE if one.anchor == "start" else -brackets.SPACE
    return WordLine(x=one.x, y=line + 31 + 26 * one.row, runs=(one.bracket.words,), anchor=one.anchor, dx=dx)
