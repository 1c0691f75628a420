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
    found: list[flags.Flag] = []
    before = None
    for stone in story.milestones:
        at = stone.at.at.replace(second=0)
        called, x = picture_words.name(stone, story, say), axis.x(at)
        time = picture_words.when(stone.at, story.first, say)
        if before == (at, stone.at.about):
            merged = (found[-1].runs[0], Run(text=f"{found[-1].runs[1].text}, {called}"), *found[-1].runs[2:])
            if width(merged, wide=False) <= _TOGETHER:
                found[-1] = flags.Flag(x=found[-1].x, runs=merged, about=found[-1].about)
                continue
        before = (at, stone.at.about)
        late = "" if story.incident.called_over(stone.at.at) else picture_words.after(stone.at, story, say)
        more = (Run(text=f" {late}", quiet=True, wide=True),) if late else ()
        found.append(
            flags.Flag(x=x, runs=(Run(text=time, bold=True), Run(text=f" {called}"), *more), about=stone.at.about)
        )
    if story.now:
        time = picture_words.clock(story.now, story.first, say)
        found.append(
            flags.Flag(
                x=axis.x(story.now), runs=(Run(text=time, bold=True), Run(text=f" {say('page made')}")), thick=True
            )
        )
    return sorted(found, key=lambda flag: flag.x)
