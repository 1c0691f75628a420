"""The promises of the next update as brackets on the axis."""

from datetime import datetime, timedelta

from afterword.core.incident_parts import Promise
from afterword.outputs.picture.axis import Axis
from afterword.outputs.picture.brackets import Bracket
from afterword.outputs.picture.letter_widths import Run
from afterword.outputs.picture.picture_words import clock
from afterword.outputs.picture.story import Story
from afterword.outputs.translation import Language


def promised(story: Story, axis: Axis, say: Language) -> list[Bracket]:
    """A bracket for each promise of an update on the axis, in order of time."""
    brackets = []
    for promise in story.promises:
        start = promise.update.at.at
        due = max(start, promise.due)
        tail, words, dashed = _fate(promise, story, say)
        bracket = Bracket(
            start=axis.x(start),
            due=axis.x(due),
            tail=axis.x(tail) if tail and tail > due else None,
            cut=due > axis.last,
            dashed=dashed,
            words=words,
        )
        brackets.append(bracket)
    return brackets


def _fate(promise: Promise, story: Story, say: Language) -> tuple[datetime | None, Run, bool]:
    """Until when the next word was late, what became of the promise in words, and whether it is not yet due."""
    if promise.kept:
        return None, Run(text=say("kept"), quiet=True), False
    if promise.kept is False and promise.met:
        return promise.met, Run(text=say("%(length)s late", length=say.span(promise.late)), late=True), False
    if promise.kept is False:
        return story.last, Run(text=say("not kept"), late=True), False
    late = promise.overdue(story.now) if story.now else timedelta()
    if late:
        return story.now, Run(text=say("overdue by %(length)s", length=say.span(late)), late=True), False
    return None, Run(text=say("due %(time)s", time=clock(promise.due, story.first, say)), bold=True), True
