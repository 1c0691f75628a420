"""The components: for each a pale track, its height "full", on which bars rise from a common line."""

from collections.abc import Iterable, Iterator, Sequence

from afterword.core.frozen import frozen
from afterword.core.words import Impact
from afterword.outputs.picture import picture_words
from afterword.outputs.picture.axis import NARROWEST, Axis
from afterword.outputs.picture.letter_widths import Run, cut
from afterword.outputs.picture.lines import WordLine, add_lines
from afterword.outputs.picture.story import Lane, Story
from afterword.outputs.translation import Language

TRACK = 26
HEIGHTS = {Impact.FULL_OUTAGE: 1.0, Impact.PARTIAL_OUTAGE: 0.6, Impact.DEGRADED: 0.3}
"""How much of its track a bar fills; other levels are frames."""


@frozen
class LevelBar:
    """A level of a component: it rises from the foot of its track."""

    x: float
    width: float
    y: float
    height: float
    impact: Impact
    soft: tuple[bool, bool] = (False, False)
    """Whether its start and its end are known only about."""


@frozen
class Track:
    """The ground of a component's bars; its height is "full"."""

    y: int
    foot: int
    bars: tuple[LevelBar, ...]
    planned: bool = False
    """It holds the planned window of a maintenance, which is no level."""


def tracks(story: Story, axis: Axis, top: int, said: list[WordLine], say: Language) -> tuple[tuple[Track, ...], int]:
    """The tracks and where the last one ends; their words are added to `said`."""
    found: list[Track] = []
    foot, room = top - 9, 100 - axis.left
    if story.planned:
        start, end = story.planned
        window = say(
            "%(start)s to %(end)s",
            start=picture_words.clock(start, story.first, say),
            end=picture_words.clock(end, story.first, say),
        )
        head: list[tuple[Run, ...]] = [(Run(text=say("Planned"), bold=True),), (Run(text=f" {window}", quiet=True),)]
        x = axis.x(start)
        bar = LevelBar(x=x, width=round(axis.x(end) - x, 1), y=0, height=TRACK, impact=Impact.MAINTENANCE)
        foot = _track(foot, axis, head, (bar,), found, said, planned=True)
    others = picture_words.rest(story, say)
    for lane in (*picture_words.shown(story), *([others] if others else [])):
        name = (Run(text=cut(lane.name, NARROWEST * room / 100), bold=True),)
        head = [name, *picture_words.levels(lane, say)]
        foot = _track(foot, axis, head, tuple(_bars(lane, axis)), found, said)
    return tuple(found), foot


def _track(
    foot: int,
    axis: Axis,
    head: Sequence[tuple[Run, ...]],
    bars: Iterable[LevelBar],
    found: list[Track],
    said: list[WordLine],
    *,
    planned: bool = False,
) -> int:
    """Add a track under `foot` with its words above it; return its own foot."""
    y = foot + 28
    y += add_lines(head, axis.left, y, 100 - axis.left, said) + 7
    foot = y + TRACK
    found.append(Track(y=y, foot=foot, bars=tuple(bars), planned=planned))
    return foot


def _bars(lane: Lane, axis: Axis) -> Iterator[LevelBar]:
    for one in lane.slices:
        x, part = axis.x(one.start.at), HEIGHTS.get(one.impact, 1.0)
        height = round(TRACK * part, 1)
        soft = (one.start.about, one.end.about)
        yield LevelBar(
            x=x,
            width=round(axis.x(one.end.at) - x, 1),
            y=round(TRACK - height, 1),
            height=height,
            impact=one.impact,
            soft=soft,
        )
