"""The table of facts of a closed incident: each figure with the rule by which it is counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from afterword.core.model import GRACE, Incident
from afterword.core.settings import Settings
from afterword.core.times import Moment, clock_words, day_words, minutes, span_words
from afterword.core.words import Kind, State
from afterword.outputs.lengths import since_start, stretches

_MANY_GAPS = 8
"""From here on the silences are counted, not listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A row: plain text, with the bracket or ring that stands before the rule."""

    name: str
    value: str
    rule: str
    mark: str = ""
    colour: str = ""


def facts(incident: Incident, settings: Settings) -> tuple[Fact, ...]:
    """What can be counted about it; nothing while it is open, and nothing about what never was."""
    if incident.is_open or incident.retracted:
        return ()
    found: list[Fact] = []
    if incident.kind is not Kind.MAINTENANCE:
        found += _first_word(incident, settings)
        found += _milestones(incident)
    found += _silence(incident)
    found += _promises(incident)
    found += _report(incident)
    found += _actions(incident)
    found += _components(incident, settings)
    return tuple(found)


def _first_word(incident: Incident, settings: Settings) -> Iterator[Fact]:
    name = "Time to first public word"
    if incident.announced is None:
        return
    span = incident.time_to_first_word
    if span is None:
        why = "the start is not stated" if incident.start_assumed else "this page was written afterwards"
        yield Fact(name=name, value="not known", rule=why)
        return
    rule, target = "from started to announced", settings.targets.first_word
    if incident.backfilled:
        yield Fact(name=name, value=_words(incident, incident.announced), rule=rule)
        return
    kept = span <= target
    yield Fact(
        name=name,
        value=_words(incident, incident.announced),
        rule=f"{rule}; our target is {minutes(target)} min",
        mark="kept" if kept else "late",
        colour="" if kept else "late",
    )


def _milestones(incident: Incident) -> Iterator[Fact]:
    if incident.detected:
        yield Fact(name="Time to detect", value=_words(incident, incident.detected), rule="from started")
    if incident.acknowledged and incident.time_to_acknowledge is not None:
        yield Fact(name="Time to acknowledge", value=span_words(incident.time_to_acknowledge), rule="from detected")
    if incident.identified:
        yield Fact(name="Time to identify", value=_words(incident, incident.identified), rule="from started")
    if incident.mitigated:
        yield Fact(name="Time to mitigate", value=_words(incident, incident.mitigated), rule="from started: how long it hurt")
    if incident.resolved:
        yield Fact(name="Time to resolve", value=_words(incident, incident.resolved), rule="from started")
    elif incident.state is not State.NOT_STATED:
        yield Fact(name="Time to resolve", value="not known", rule="the end is not stated")


def _words(incident: Incident, moment: Moment) -> str:
    length = since_start(incident, moment)
    return length.mark + span_words(length.span) if length else "not known"


def _silence(incident: Incident) -> Iterator[Fact]:
    longest, middle, first = incident.longest_silence, incident.median_silence, incident.announced
    if longest is None or middle is None or first is None or incident.kind is Kind.MAINTENANCE:
        return
    begin = first.at + sum(incident.gaps[: incident.gaps.index(longest)], timedelta())
    end = begin + longest
    same_day = begin.date() == end.date()
    rule = (
        f"{begin:%H:%M} to {clock_words(end)}" if same_day else f"{day_words(begin)}, {begin:%H:%M} to {day_words(end)}, {clock_words(end)}"
    )
    if len(incident.gaps) > 1:
        listed = len(incident.gaps) < _MANY_GAPS and longest < timedelta(hours=2)
        gaps = f"gaps {', '.join(str(minutes(gap)) for gap in incident.gaps)} min" if listed else f"{len(incident.gaps)} gaps"
        rule += f"; {gaps}, median {span_words(middle)}"
    about = first.about or any(update.at.about for update in incident.updates)
    yield Fact(name="Longest silence", value=("about " if about else "") + span_words(longest), rule=rule)


def _promises(incident: Incident) -> Iterator[Fact]:
    if not incident.promises_made:
        return
    late = [promise for promise in incident.promises if promise.kept is False]
    said = [f"{span_words(promise.late)} late" for promise in late if promise.met]
    said += ["not followed by any update" for promise in late if not promise.met]
    rule = f"next updates, with {minutes(GRACE)} min allowed"
    if len(late) == 1:
        rule += f"; one was {said[0]}"
    elif late:
        rule += f"; {len(late)} were late: {', '.join(said)}"
    kept = f"{incident.promises_kept} of {incident.promises_made}"
    yield Fact(name="Promises kept", value=kept, rule=rule, mark="late" if late else "kept", colour="late" if late else "")


def _report(incident: Incident) -> Iterator[Fact]:
    due, reported = incident.postmortem_due, incident.reported
    if due and reported:
        days = (reported.at.date() - due).days
        rule = f"promised by {day_words(due, long=True)}, published on {day_words(reported.at, long=True)}"
        if incident.report_on_time:
            yield Fact(name="Report", value="on time", rule=rule, mark="kept")
        else:
            yield Fact(name="Report", value=f"{days} {'day' if days == 1 else 'days'} late", rule=rule, mark="late", colour="late")
    elif due:
        yield Fact(name="Report", value="not published", rule=f"promised by {day_words(due, long=True)}")
    elif reported and incident.resolved:
        days = (reported.at.date() - incident.resolved.at.date()).days
        when = f"{days} {'day' if days == 1 else 'days'} after the end"
        yield Fact(
            name="Report",
            value=day_words(reported.at),
            rule=f"published {when if days > 0 else 'on the day it ended'}; no date was promised",
        )


def _actions(incident: Incident) -> Iterator[Fact]:
    if not incident.actions:
        return
    dues = [action.due for action in incident.actions if action.due and not action.done]
    rule = f"the next open one is due on {day_words(min(dues), long=True)}" if dues else ""
    if not rule and incident.actions_done < len(incident.actions):
        rule = "no due dates are stated"
    yield Fact(name="Action items", value=f"{incident.actions_done} of {len(incident.actions)} done", rule=rule)


def _components(incident: Incident, settings: Settings) -> Iterator[Fact]:
    for hit in incident.hits:
        component = settings.component(hit.component)
        found = stretches(incident, hit, None)
        known = [(stretch.impact, stretch.length) for stretch in found if stretch.length]
        if not known:
            continue
        value = ", ".join(f"{length.mark}{minutes(length.span):,} min {impact.label}" for impact, length in known)
        rule = "planned work; not counted as downtime"
        if incident.kind is not Kind.MAINTENANCE:
            weights = {impact: settings.metrics.weights.get(impact, 0.0) for impact, _ in known}
            total = sum(minutes(length.span) * weights[impact] for impact, length in known)
            named = ", ".join(f"{impact.label} {weight:g}" for impact, weight in weights.items())
            rule = f"{round(total, 1):,.10g} min weighted ({named})"
        yield Fact(name=f"{component.name if component else hit.component}, declared", value=value, rule=rule)
