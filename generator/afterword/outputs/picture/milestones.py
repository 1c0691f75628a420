"""The milestones as flags with their words."""

from afterword.outputs.picture import flags, picture_words
from afterword.outputs.picture.axis import Axis
from afterword.outputs.picture.letter_widths import Run, width
from afterword.outputs.picture.story import Story
from afterword.outputs.translation import Language

_TOGETHER = 200
"""Milestones of the same minute share a flag while its words are no wider than this, in pixels."""


def raised(story: Story, axis: Axis, say: Language) -> list[flags.Flag]:
    """A flag for each milestone, one for those of the same minute, and one for the making of the page."""
    raised_flags: list[flags.Flag] = []
    before = None
    for stone in story.milestones:
        at = stone.at.at.replace(second=0)
        called, x = picture_words.name(stone, story, say), axis.x(at)
        time = picture_words.when(stone.at, story.first, say)
        if before == (at, stone.at.about):
            merged = (
                raised_flags[-1].runs[0],
                Run(text=f"{raised_flags[-1].runs[1].text}, {called}"),
                *raised_flags[-1].runs[2:],
            )
            if width(merged, wide=False) <= _TOGETHER:
                raised_flags[-1] = flags.Flag(x=raised_flags[-1].x, runs=merged, about=raised_flags[-1].about)
                continue
        before = (at, stone.at.about)
        late = picture_words.after(stone.at, story, say)
        more = (Run(text=f" {late}", quiet=True, wide=True),) if late else ()
        raised_flags.append(
            flags.Flag(x=x, runs=(Run(text=time, bold=True), Run(text=f" {called}"), *more), about=stone.at.about)
        )
    if story.now:
        time = picture_words.clock(story.now, story.first, say)
        raised_flags.append(
            flags.Flag(
                x=axis.x(story.now), runs=(Run(text=time, bold=True), Run(text=f" {say('page made')}")), thick=True
            )
        )
    return sorted(raised_flags, key=lambda flag: flag.x)
