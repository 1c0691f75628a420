"""Table with everything that the picture shows, in order of time."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from afterword.core.frozen import frozen
from afterword.core.incident_parts import GRACE, Promise, Update
from afterword.core.lengths import since_start
from afterword.core.times import Moment, minutes
from afterword.core.words import Impact, Status
from afterword.outputs.picture.picture_words import after, clock, name, when
from afterword.outputs.picture.story import Lane, Story, milestones
from afterword.outputs.translation import Language


@frozen
class RowPhrase:
    """A sentence of a row."""

    text: str
    strong: bool = False
    late: bool = False
    anchor: str = ""
    """The update it speaks of."""
    link: str = ""
    """The words that lead there, behind `text`."""


@frozen
class TableRow:
    """A minute and what happened in it."""

    time: str
    """`09:16`, `15 Mar, 08:30`, `about 19:00`."""
    after: str
    """`after 14 min`, `7 d 12 h before`; empty at the start, and where the start was only assumed."""
    phrases: tuple[RowPhrase, ...]


Phrases = Iterator[tuple[Moment, RowPhrase]]


def table(story: Story, say: Language) -> tuple[TableRow, ...]:
    """The rows; what happened in the same minute stands in one."""
    phrases: dict[tuple[datetime, bool], list[RowPhrase]] = defaultdict(list)
    for part in (_planned, _milestones, _levels, _updates, _made):
        for moment, phrase in part(story, say):
            phrases[moment.at.replace(second=0, microsecond=0), moment.about].append(phrase)
    return tuple(
        TableRow(
            time=when(Moment(at, about), story.first, say),
            after=_after(Moment(at, about), story, say),
            phrases=tuple(phrases[at, about]),
        )
        for at, about in sorted(phrases)
    )


def _after(moment: Moment, story: Story, say: Language) -> str:
    length = since_start(story.incident, moment)
    if length is None or abs(length.span) < timedelta(minutes=1):
        return ""
    if length.span < timedelta():
        return say("%(length)s before", length=say.span(-length.span))
    return after(moment, story, say)


def _planned(story: Story, say: Language) -> Phrases:
    if story.planned:
        yield Moment(story.planned[0]), RowPhrase(text=say("Planned to begin."))
        yield Moment(story.planned[1]), RowPhrase(text=say("Planned to end."))


def _milestones(story: Story, say: Language) -> Phrases:
    for stone in milestones(story.incident):
        word = name(stone, story, say)
        yield stone.at, RowPhrase(text=f"{word[:1].upper()}{word[1:]}.", strong=True)


# ---- levels --------------------------------------------------------------------------------------


def _levels(story: Story, say: Language) -> Phrases:
    """Where a component's level begins, changes and ends; those that end together are named together."""
    ends: dict[Moment, list[str]] = defaultdict(list)
    for lane in story.lanes:
        yield from _lane(lane, ends, say)
    for at, names in ends.items():
        yield at, RowPhrase(text=say("%(components)s: impact ends.", components=", ".join(names)))


def _lane(lane: Lane, ends: dict[Moment, list[str]], say: Language) -> Phrases:
    before: tuple[Moment, Impact] | None = None
    for part in lane.slices:
        level = say.look_up(part.impact.label)
        if before and before[0].at == part.start.at:
            was = say.look_up(before[1].label)
            text = say("%(component)s: from %(was)s to %(level)s.", component=lane.name, was=was, level=level)
            yield part.start, RowPhrase(text=text)
        else:
            if before:
                ends[before[0]].append(lane.name)
            yield part.start, RowPhrase(text=say("%(component)s: %(level)s.", component=lane.name, level=level))
        before = (part.end, part.impact)
        if part.lasts:
            before = None
            yield part.end, RowPhrase(text=say("%(component)s: still %(level)s.", component=lane.name, level=level))
    if before:
        ends[before[0]].append(lane.name)


# ---- updates and promises ------------------------------------------------------------------------


def _updates(story: Story, say: Language) -> Phrases:
    promises = {promise.update.anchor: promise for promise in story.incident.promises}
    owed: Promise | None = None
    for update in story.incident.updates:
        if update.at.day_only:
            continue
        yield update.at, _update(update, say)
        if owed:
            yield update.at, _fate(owed, story, say)
        owed = promises.get(update.anchor)
        if owed:
            yield update.at, RowPhrase(text=say("Next promised by %(time)s.", time=clock(owed.due, story.first, say)))
    if owed and owed.kept is False:
        text = say("Promise of %(time)s not kept: no update came.", time=clock(owed.due, story.first, say))
        yield Moment(owed.due), RowPhrase(text=text, late=True)


def _update(update: Update, say: Language) -> RowPhrase:
    label = say.look_up(update.label)
    if update.status is Status.UPDATE and update.label == Status.UPDATE.value:
        return RowPhrase(text="", anchor=update.anchor, link=label)
    return RowPhrase(text=say("Update:"), anchor=update.anchor, link=label)


def _fate(promise: Promise, story: Story, say: Language) -> RowPhrase:
    due = clock(promise.due, story.first, say)
    late = say.span(promise.late)
    if not promise.kept:
        return RowPhrase(text=say("Promise of %(time)s not kept: %(length)s late.", time=due, length=late), late=True)
    if minutes(promise.late) <= 0:
        return RowPhrase(text=say("Promise of %(time)s kept.", time=due))
    text = say.look_up("Promise of %(time)s kept (%(past)s past it, within the %(allowed)s we allow).")
    return RowPhrase(text=text % {"time": due, "past": late, "allowed": say.span(GRACE)})


def _made(story: Story, say: Language) -> Phrases:
    if story.now is None:
        return
    yield Moment(story.now), RowPhrase(text=say("This page was made."), strong=True)
    due = story.incident.next_update
    if due and due.overdue(story.now):
        time, length = clock(due.due, story.first, say), say.span(due.overdue(story.now))
        text = say("Promise of %(time)s overdue by %(length)s.", time=time, length=length)
        yield Moment(story.now), RowPhrase(text=text, late=True)
