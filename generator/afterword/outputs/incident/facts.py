"""The table of facts of a closed incident: each figure with the rule by which it is counted."""

from collections.abc import Iterator
from datetime import timedelta

from afterword.core.frozen import frozen
from afterword.core.incident_parts import GRACE
from afterword.core.lengths import Length, lasted, since_start
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.times import Moment, minutes
from afterword.core.words import Kind, State
from afterword.figures.stretches import stretches
from afterword.outputs.listing import component_name
from afterword.outputs.translation import Language

_MANY_GAPS = 8
"""From here on the silences are counted, not listed."""


@frozen
class Fact:
    """A row: plain text, with the bracket or ring that stands before the rule."""

    name: str
    value: str
    rule: str
    mark: str = ""
    colour: str = ""


def facts(incident: Incident, settings: Settings, say: Language) -> tuple[Fact, ...]:
    """Countable facts of an incident; none while it is open, and none when it was retracted or cancelled."""
    if incident.is_open or incident.retracted:
        return ()
    rows: list[Fact] = []
    if incident.kind is not Kind.MAINTENANCE and not incident.cancelled:
        rows += _first_word(incident, settings, say)
        rows += _milestones(incident, say)
    for part in (_silence, _promises, _report, _actions):
        rows += part(incident, say)
    return (*rows, *_components(incident, settings, say))


def _first_word(incident: Incident, settings: Settings, say: Language) -> Iterator[Fact]:
    name = say("Time to first public word")
    if incident.announced is None:
        return
    span = incident.time_to_first_word
    if span is None:
        why = say("the start is not stated") if incident.start_assumed else say("this page was written afterwards")
        yield Fact(name=name, value=say("not known"), rule=why)
        return
    value, target = _before_or_after(incident, incident.announced, say), settings.targets.first_word
    if incident.backfilled:
        yield Fact(name=name, value=value, rule=say("from started to announced"))
        return
    rule = say("from started to announced; our target is %(minutes)s min", minutes=minutes(target))
    yield _judged(name, value, rule, late=span > target)


def _judged(name: str, value: str, rule: str, *, late: bool) -> Fact:
    return Fact(name=name, value=value, rule=rule, mark="late" if late else "kept", colour="late" if late else "")


def _milestones(incident: Incident, say: Language) -> Iterator[Fact]:
    rule = say("from started")
    if incident.detected:
        yield _lasted(say("Time to detect"), incident, incident.detected, rule, say)
    if incident.acknowledged and incident.time_to_acknowledge is not None:
        yield Fact(
            name=say("Time to acknowledge"), value=say.span(incident.time_to_acknowledge), rule=say("from detected")
        )
    if incident.identified:
        yield _lasted(say("Time to identify"), incident, incident.identified, rule, say)
    if incident.mitigated:
        yield _lasted(say("Time to mitigate"), incident, incident.mitigated, say("from started: how long it hurt"), say)
    if incident.resolved:
        yield _lasted(say("Time to resolve"), incident, incident.resolved, rule, say)
    elif incident.state is not State.NOT_STATED:
        yield Fact(name=say("Time to resolve"), value=say("not known"), rule=say("the end is not stated"))


def _lasted(name: str, incident: Incident, until: Moment, rule: str, say: Language) -> Fact:
    """How long it had lasted at a moment. When it was called over before, the rule says for how long."""
    pause = incident.called_over(until.at)
    if pause:
        rule = say("from started, not counting %(length)s in which we said that it was over", length=say.span(pause))
    return Fact(name=name, value=_length_words(lasted(incident, until), say), rule=rule)


def _before_or_after(incident: Incident, moment: Moment, say: Language) -> str:
    """`14 min`, or `12 min before it began`: we may know of it before it does harm."""
    length = since_start(incident, moment)
    if length is None or length.span >= timedelta():
        return _length_words(length, say)
    return say("%(span)s before it began", span=say.known(say.span(-length.span), length))


def _length_words(length: Length | None, say: Language) -> str:
    return say.length(length) if length else say("not known")


def _silence(incident: Incident, say: Language) -> Iterator[Fact]:
    longest, middle, first = incident.longest_silence, incident.median_silence, incident.announced
    if longest is None or middle is None or first is None or incident.kind is Kind.MAINTENANCE:
        return
    begin, end = incident.silences[incident.gaps.index(longest)]
    start_words, end_words = f"{begin:%H:%M}", say.clock(end)
    if begin.date() != end.date():
        start_words, end_words = f"{say.day(begin)}, {start_words}", f"{say.day(end)}, {end_words}"
    rule = say("%(start)s to %(end)s", start=start_words, end=end_words)
    if len(incident.gaps) > 1:
        listed = len(incident.gaps) < _MANY_GAPS and longest < timedelta(hours=2)
        if listed:
            gaps = say("gaps %(numbers)s min", numbers=", ".join(str(minutes(gap)) for gap in incident.gaps))
        else:
            gaps = say.count("%(num)s gap", "%(num)s gaps", len(incident.gaps))
        rule = say("%(rule)s; %(gaps)s, median %(span)s", rule=rule, gaps=gaps, span=say.span(middle))
    about = first.about or any(update.at.about for update in incident.updates)
    yield Fact(name=say("Longest silence"), value=say.length(Length(span=longest, about=about)), rule=rule)


def _promises(incident: Incident, say: Language) -> Iterator[Fact]:
    if not incident.promises_made:
        return
    late = [promise for promise in incident.promises if promise.kept is False]
    said = [say("%(length)s late", length=say.span(promise.late)) for promise in late if promise.met]
    said += [say("not followed by any update") for promise in late if not promise.met]
    rule = say("next updates, with %(minutes)s min allowed", minutes=minutes(GRACE))
    if late:
        how = say.count("one was %(late)s", "%(num)s were late: %(late)s", len(late), late=", ".join(said))
        rule = f"{rule}; {how}"
    kept = say("%(n)s of %(all)s", n=incident.promises_kept, all=incident.promises_made)
    yield _judged(say("Promises kept"), kept, rule, late=bool(late))


def _report(incident: Incident, say: Language) -> Iterator[Fact]:
    name, due, reported = say("Report"), incident.postmortem_due, incident.reported
    if due and reported:
        days = (reported.at.date() - due).days
        promised, published = say.day(due, long=True), say.day(reported.at, long=True)
        rule = say("promised by %(day)s, published on %(published)s", day=promised, published=published)
        late = not incident.report_on_time
        value = say.count("%(num)s day late", "%(num)s days late", days) if late else say("on time")
        yield _judged(name, value, rule, late=late)
    elif due and incident.report_published:
        rule = say("promised by %(day)s; the day on which it was published is not stated", day=say.day(due, long=True))
        yield Fact(name=name, value=say("published"), rule=rule)
    elif due:
        yield Fact(name=name, value=say("not published"), rule=say("promised by %(day)s", day=say.day(due, long=True)))
    elif reported and incident.resolved:
        days = (reported.at.date() - incident.resolved.at.date()).days
        rule = say("published on the day it ended; no date was promised")
        if days > 0:
            rule = say.count(
                "published %(num)s day after the end; no date was promised",
                "published %(num)s days after the end; no date was promised",
                days,
            )
        yield Fact(name=name, value=say.day(reported.at), rule=rule)


def _actions(incident: Incident, say: Language) -> Iterator[Fact]:
    if not incident.valid_actions:
        return
    dues = [action.due for action in incident.valid_actions if action.due and not action.done]
    rule = say("the earliest due date of an open one is %(day)s", day=say.day(min(dues), long=True)) if dues else ""
    if not rule and incident.actions_done < len(incident.valid_actions):
        rule = say("no due dates are stated")
    done = say("%(n)s of %(all)s done", n=incident.actions_done, all=len(incident.valid_actions))
    yield Fact(name=say("Action items"), value=done, rule=rule)


def _components(incident: Incident, settings: Settings, say: Language) -> Iterator[Fact]:
    for hit in incident.harmed:
        known = [(part.impact, part.length) for part in stretches(incident, hit, None) if part.length]
        if not known:
            continue
        value = ", ".join(
            f"{say.known(say.minutes(length.span), length)} {say.look_up(impact.label)}" for impact, length in known
        )
        rule = say("planned work; not counted as downtime")
        if incident.kind is not Kind.MAINTENANCE:
            weights = {impact: settings.metrics.weights.get(impact, 0.0) for impact, _ in known}
            total = sum(minutes(length.span) * weights[impact] for impact, length in known)
            named = ", ".join(f"{say.look_up(level.label)} {say.numeral(f'{w:g}')}" for level, w in weights.items())
            rule = say("%(num)s min weighted (%(weights)s)", num=say.tenths(total), weights=named)
        name = say("%(name)s, declared", name=component_name(settings, hit.component))
        yield Fact(name=name, value=value, rule=rule)
