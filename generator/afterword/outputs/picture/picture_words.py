"""The words of the picture: times, milestones, levels; its caption, and its story in two sentences."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from afterword.core.incident_parts import Promise
from afterword.core.lengths import since_start
from afterword.core.times import Moment
from afterword.core.words import Kind
from afterword.outputs.picture.axis import short_day
from afterword.outputs.picture.letter_widths import Run
from afterword.outputs.picture.story import Lane, Milestone, Slice, Story
from afterword.outputs.translation import Language, marked

_PLANNED = {"started": marked("begun"), "resolved": marked("completed")}
SHOWN = 6
"""How many components are drawn; the table has all."""


def clock(at: datetime, beside: datetime, say: Language) -> str:
    """`09:16`, with the day when it is another one than that of `beside`: `15 Mar, 08:30`."""
    words = f"{at:%H:%M}"
    return words if at.date() == beside.date() else f"{short_day(at, beside, say)}, {words}"


def when(moment: Moment, beside: datetime, say: Language) -> str:
    """As `clock`, with "about" for what is not known to the minute."""
    words = clock(moment.at, beside, say)
    return say("about %(time)s", time=words) if moment.about else words


def name(stone: Milestone, story: Story, say: Language) -> str:
    """`started`; of planned work it says `begun` and `completed`."""
    planned = _PLANNED.get(stone.name) if story.incident.kind is Kind.MAINTENANCE else None
    return say.look_up(planned or stone.name)


def after(moment: Moment, story: Story, say: Language) -> str:
    """`after 14 min`; empty where the start was only assumed, and at the start itself."""
    length = since_start(story.incident, moment)
    if length is None or length.span <= timedelta():
        return ""
    return say("after %(length)s", length=_length(length.span, length.about, say))


def levels(lane: Lane, say: Language) -> list[tuple[Run, ...]]:
    """The name of a component, then each level with its length, if its start is stated; lines break between pieces."""
    pieces: list[tuple[Run, ...]] = []
    for impact in dict.fromkeys(part.impact for part in lane.slices):
        mine = [part for part in lane.slices if part.impact is impact]
        total = sum((part.end.at - part.start.at for part in mine), timedelta())
        about = any(moment.about for part in mine for moment in (part.start, part.end))
        lead = say(", then ") if pieces else " "
        length = _length(total, about, say)
        if any(part.lasts for part in mine):
            length = say("%(length)s so far", length=length)
        runs = (Run(text=f"{lead}{say.look_up(impact.label)}"), Run(text=f" {length}", quiet=True, wide=True))
        pieces.append(runs if all(part.start_known for part in mine) else runs[:1])
    return pieces


def _length(span: timedelta, about: bool, say: Language) -> str:
    words = say.span(span)
    return say("about %(time)s", time=words) if about else words


# ---- caption and story ---------------------------------------------------------------------------


def days(story: Story, say: Language) -> str:
    """`14 March 2026, UTC`, or `21 October to 22 October 2018, UTC`; while it is open, until the page is made."""
    first, last = story.first, story.now or story.last
    if first.date() == last.date():
        return say("%(day)s, UTC", day=say.day(first, long=True))
    begin = say.day(first, long=True)
    if first.year == last.year:
        begin = begin.removesuffix(f" {first.year}")
    return say("%(first)s to %(last)s, UTC", first=begin, last=say.day(last, long=True))


def title(story: Story, say: Language) -> str:
    """What the picture shows, and of which time."""
    first = f"{story.first:%H:%M}"
    day = say.day(story.first, long=True)
    if story.now:
        text = say.look_up("What happened on %(day)s from %(first)s UTC until this page was made at %(made)s UTC")
        return text % {"day": day, "first": first, "made": clock(story.now, story.first, say)}
    last = clock(story.last, story.first, say)
    return say("What happened on %(day)s from %(first)s to %(last)s UTC", day=day, first=first, last=last)


def description(story: Story, lanes: Iterable[Lane], say: Language) -> str:
    """The story in two sentences: what was how bad when, and what was said; then where to read the same."""
    told = "; ".join(f"{lane.name}: {_told(lane, story, say)}" for lane in lanes)
    said = say.count("%(num)s update", "%(num)s updates", len(story.incident.updates))
    decided = [promise for promise in story.incident.promises if promise.kept is not None]
    if decided:
        kept = sum(promise.kept is True for promise in decided)
        said += "; " + say("promises of the next one kept: %(kept)s of %(made)s", kept=kept, made=len(decided))
    due = story.incident.next_update
    if due and story.now:
        said += "; " + _due(due, story, story.now, say)
    below = say("The table below says the same.")
    return f"{told}. {said}. {below}" if told else f"{said}. {below}"


def _due(due: Promise, story: Story, now: datetime, say: Language) -> str:
    if due.overdue(now):
        return say("the next one is overdue by %(length)s", length=say.span(due.overdue(now)))
    return say("the next one is due by %(time)s", time=clock(due.due, story.first, say))


def _told(lane: Lane, story: Story, say: Language) -> str:
    return ", ".join(_stretch(part, story, say) for part in lane.slices)


def _stretch(part: Slice, story: Story, say: Language) -> str:
    impact, start = say.look_up(part.impact.label), when(part.start, story.first, say)
    if part.lasts:
        return say("%(impact)s since %(start)s", impact=impact, start=start)
    return say("%(impact)s from %(start)s to %(end)s", impact=impact, start=start, end=when(part.end, story.first, say))


def shown(story: Story) -> tuple[Lane, ...]:
    """The worst components, at most six, or seven in all, in the order of the file."""
    if len(story.lanes) <= SHOWN + 1:
        return story.lanes
    worst = sorted(story.lanes, key=lambda lane: -lane.worst.rank)[:SHOWN]
    return tuple(lane for lane in story.lanes if any(lane is kept for kept in worst))


def rest(story: Story, say: Language) -> Lane | None:
    """All other components as one row: at each time the worst of them."""
    drawn = shown(story)
    others = [lane for lane in story.lanes if not any(lane is kept for kept in drawn)]
    if not others:
        return None
    slices = [part for lane in others for part in lane.slices]
    moments = {moment.at: moment for part in slices for moment in (part.start, part.end)}
    worst: list[Slice] = []
    for start, end in pairwise(sorted(moments)):
        here = [part for part in slices if part.start.at <= start and end <= part.end.at]
        if not here:
            continue
        impact = max((part.impact for part in here), key=lambda level: level.rank)
        lasts = any(part.lasts and part.end.at == end for part in here)
        if worst and worst[-1].impact is impact and worst[-1].end.at == start:
            worst[-1] = replace(worst[-1], end=moments[end], lasts=lasts)
        else:
            known = all(part.start_known for part in here if part.start.at == start)
            worst.append(Slice(impact=impact, start=moments[start], end=moments[end], lasts=lasts, start_known=known))
    return Lane(name=say.count("%(num)s more component", "%(num)s more components", len(others)), slices=tuple(worst))
