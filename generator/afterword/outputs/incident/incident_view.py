"""An incident as its page shows it: values that a template would otherwise have to derive."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby

from afterword.core.frozen import frozen
from afterword.core.incident_parts import ActionItem, Channel, Promise, Section, TimelineEntry, Update
from afterword.core.lengths import Length, lasted
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.times import Moment
from afterword.core.words import REPORT_SLOTS, DataExposed, DataLoss, Impact, Kind, Postmortem, Slot, State
from afterword.figures.stretches import LevelLength, level_at, so_far, stretches
from afterword.outputs.incident.facts import Fact, facts
from afterword.outputs.listing import NAMED, Harm, component_link, component_name, harms
from afterword.outputs.translation import Language, marked

_ENGLISH = Language()


@frozen
class ComponentView:
    """A component that was hit."""

    name: str
    url: str
    """Its page; empty when settings do not know it."""
    stretches: tuple[LevelLength, ...]
    now: Impact | None
    """Its level at build time, on the page of an open incident; None when the effects have stopped."""


@frozen
class UpdateView:
    """An update, and the levels that it changed."""

    update: Update
    promise: Promise | None
    corrected_by: tuple[Update, ...]
    corrects: Update | None
    changes: tuple[tuple[str, Impact | None, Impact | None], ...]
    """Components whose level changed since the update before: name, level before and level now; None: no effects."""
    more_changes: int
    """How many are not named; never one."""


@frozen
class PromisedReport:
    """A promised or published report."""

    name: str
    """`Final report`, `Report`; empty: none is planned."""
    published: Moment | None
    due: date | None
    days_late: int
    here: bool
    """It stands on this page."""
    is_out: bool
    """It was published; when, may not be known."""


_LOST = {
    DataLoss.NONE: marked("No data was lost."),
    DataLoss.SOME: marked("Some data was lost."),
    DataLoss.UNKNOWN: marked("It is not known whether data was lost."),
}
_EXPOSED = {
    DataExposed.NONE: marked("No data was exposed."),
    DataExposed.SUSPECTED: marked("Data may have been exposed."),
    DataExposed.CONFIRMED: marked("Data was exposed."),
    DataExposed.UNKNOWN: marked("It is not known whether data was exposed."),
}
_REPORTS = {
    Postmortem.FINAL: marked("Final report"),
    Postmortem.PRELIMINARY: marked("Preliminary report"),
    Postmortem.NOT_PLANNED: "",
}


class IncidentView:
    """One incident and the settings it is shown with; `now` is None on a page that must not know the time.

    What is asked for more than once is worked out once: a page asks for its state some eighty times.
    """

    NAMED = 8
    """How many components of a level the page names; of more in all, their times are folded."""

    def __init__(self, incident: Incident, settings: Settings, now: datetime | None, say: Language = _ENGLISH) -> None:
        self.incident = incident
        self.settings = settings
        self.say = say
        self.state = incident.state
        self.is_open = incident.is_open
        self.now = now if self.is_open else None
        self.severity = incident.severity
        self.is_maintenance = incident.kind is Kind.MAINTENANCE
        """Planned work has a window in place of an hour at which it began."""
        self.contact = incident.contact or settings.contact
        """Where readers reach us."""

    @cached_property
    def shows_severity(self) -> bool:
        """An incident has one, be it unknown; a notice may have one; planned work and what never was have none."""
        if self.state is State.RETRACTED or self.is_maintenance:
            return False
        return self.severity is not None or self.incident.kind is Kind.INCIDENT

    @cached_property
    def components(self) -> tuple[ComponentView, ...]:
        """What was hit, in the order of the file."""
        return tuple(
            ComponentView(
                name=component_name(self.settings, hit.component),
                url=component_link(self.settings, hit.component),
                stretches=stretches(self.incident, hit, self.now),
                now=level_at(self.incident, hit.component, self.now) if self.now else None,
            )
            for hit in self.incident.harmed
        )

    @cached_property
    def harms(self) -> tuple[Harm, ...]:
        """The components by their worst level, the worst first."""
        return harms(((hit.component, hit.worst) for hit in self.incident.harmed), self.settings, self.NAMED)

    @cached_property
    def harms_now(self) -> tuple[Harm, ...]:
        """The components by their level at build time, the worst first, without those whose effects have stopped."""
        levels = ((hit.component, shown.now) for hit, shown in zip(self.incident.harmed, self.components, strict=True))
        return harms(((component, level) for component, level in levels if level), self.settings)

    @cached_property
    def worst_now(self) -> Impact | None:
        """The worst level that lasts; the worst of all when none does any more."""
        levels = [component.now for component in self.components if component.now]
        return max(levels, key=lambda impact: impact.rank, default=self.incident.worst)

    # ---- times -----------------------------------------------------------------------------------

    @cached_property
    def so_far(self) -> Length | None:
        """How long it has lasted when the page is made."""
        return so_far(self.incident, self.now) if self.now and not self.is_maintenance else None

    @cached_property
    def lasted(self) -> Length | None:
        """From start to end, without `called_over`; None when one of them is not known."""
        return lasted(self.incident, self.incident.resolved)

    @cached_property
    def called_over(self) -> timedelta:
        """How long it was called over before it was reopened."""
        end = self.incident.resolved
        until = end.at if end else self.now
        return self.incident.called_over(until) if until else timedelta()

    def lasted_until(self, moment: Moment) -> Length | None:
        """How long it had lasted at a moment, without `called_over`; None when it is not known, or before the start."""
        return lasted(self.incident, moment)

    @cached_property
    def overdue(self) -> timedelta:
        """How long the promised next update is past due when the page is made."""
        promise = self.incident.next_update
        return promise.overdue(self.now) if promise and self.now else timedelta()

    # ---- words -----------------------------------------------------------------------------------

    @cached_property
    def data(self) -> str:
        """What is stated about loss and exposure; empty when nothing is."""
        return data_words(self.incident, self.say)

    @cached_property
    def personal_data(self) -> str:
        """Whether personal data was involved; empty when it is not stated."""
        return personal_data_words(self.incident, self.say)

    @cached_property
    def regions(self) -> str:
        """The regions; short codes in capitals."""
        return ", ".join(region.upper() if len(region) <= len("apac") else region for region in self.incident.regions)

    @cached_property
    def channels(self) -> tuple[Channel, ...]:
        """Where it was said, in order of time; those without a time last."""
        return tuple(
            sorted(
                self.incident.channels,
                key=lambda channel: (channel.at is None, channel.at.at.timestamp() if channel.at else 0),
            )
        )

    @cached_property
    def report(self) -> PromisedReport | None:
        """The report that was promised or given; None when nothing is said about one, or it is void."""
        state, reported, due = self.incident.postmortem, self.incident.reported, self.incident.postmortem_due
        if state is Postmortem.NONE and not reported and not due:
            return None
        if self.incident.retracted and not self.incident.report_stated:
            return None
        return PromisedReport(
            name=self.say.look_up(_REPORTS.get(state, marked("Report"))),
            published=reported,
            due=due,
            days_late=max((reported.at.date() - due).days, 0) if reported and due else 0,
            here=self.has_report,
            is_out=self.incident.report_published,
        )

    # ---- updates ---------------------------------------------------------------------------------

    @cached_property
    def updates(self) -> tuple[UpdateView, ...]:
        """Newest first while open, oldest first after."""
        promises = {promise.update.anchor: promise for promise in self.incident.promises}
        by_anchor = {update.anchor: update for update in self.incident.updates}
        corrections = [(update, by_anchor.get(update.corrects)) for update in self.incident.corrections]
        shown = [
            UpdateView(
                update=update,
                promise=promises.get(update.anchor),
                corrected_by=tuple(correction for correction, corrected in corrections if corrected is update),
                corrects=next((corrected for correction, corrected in corrections if correction is update), None),
                changes=named,
                more_changes=more,
            )
            for update, (named, more) in zip(self.incident.updates, self._changes(), strict=True)
        ]
        return tuple(reversed(shown)) if self.is_open else tuple(shown)

    def _changes(self) -> Iterator[tuple[tuple[tuple[str, Impact | None, Impact | None], ...], int]]:
        """Of each update, which levels changed since the one before, and how many changes are not named."""
        levels: dict[str, Impact | None] = {}
        components = tuple(hit.component for hit in self.incident.harmed)
        for update in self.incident.updates:
            now = {component: level_at(self.incident, component, update.at.at) for component in components}
            changed = [component for component, level in now.items() if level != levels.get(component)]
            shown = changed if len(changed) <= NAMED + 1 else changed[:NAMED]
            named = ((component_name(self.settings, id_), levels.get(id_), now[id_]) for id_ in shown)
            yield tuple(named), len(changed) - len(shown)
            levels = now

    # ---- sections --------------------------------------------------------------------------------

    def of(self, *slots: str) -> tuple[Section, ...]:
        """The sections in these places (`Slot` or its value), in the order of the places."""
        return tuple(section for slot in slots for section in self.incident.sections if section.slot == slot)

    @cached_property
    def has_report(self) -> bool:
        """Whether the page tells what happened and why."""
        return bool(self.incident.report)

    @cached_property
    def whole_report(self) -> tuple[Section, ...]:
        """A section named Postmortem: it stands under the heading of that name, without its own."""
        return tuple(section for section in self.of(Slot.OTHER) if section.title == "Postmortem")

    @cached_property
    def report_sections(self) -> tuple[Section, ...]:
        """What happened and why, then headings of the writer's own."""
        own = (section for section in self.of(Slot.OTHER) if section not in self.whole_report)
        return (*self.of(*REPORT_SLOTS), *own)

    @cached_property
    def end_sections(self) -> tuple[Section, ...]:
        """Questions and sources."""
        return self.of(Slot.QUESTIONS, Slot.SOURCES)

    @cached_property
    def has_details(self) -> bool:
        """Whether there is a part below the updates."""
        more = self.of(Slot.ACTIONS, Slot.TIMELINE, Slot.QUESTIONS, Slot.SOURCES)
        return bool(self.has_report or self.report_sections or self.actions or self.timeline or more)

    @cached_property
    def actions(self) -> tuple[ActionItem, ...]:
        """Done ones first, then by due date, as one would cross them off."""
        return tuple(
            sorted(
                self.incident.valid_actions,
                key=lambda action: (not action.done, not action.done and (action.due or date.max)),
            )
        )

    @cached_property
    def timeline(self) -> tuple[tuple[date, tuple[TimelineEntry, ...]], ...]:
        """The writer's timeline by day, by UTC, in the writer's order."""
        days = groupby(self.incident.timeline, key=lambda entry: entry.at.at.date())
        return tuple((day, tuple(entries)) for day, entries in days)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The table of figures."""
        return facts(self.incident, self.settings, self.say)


def data_words(incident: Incident, say: Language) -> str:
    """Whether data was lost and whether it was exposed; empty when the file says nothing of it."""
    lost = _LOST[incident.data_loss] if incident.data_loss else ""
    exposed = _EXPOSED[incident.data_exposed] if incident.data_exposed else ""
    return " ".join(say(words) for words in (lost, exposed) if words)


def personal_data_words(incident: Incident, say: Language) -> str:
    """Whether personal data was involved; empty when the file says nothing of it."""
    if incident.personal_data is None:
        return ""
    return say("Personal data was involved.") if incident.personal_data else say("No personal data was involved.")
