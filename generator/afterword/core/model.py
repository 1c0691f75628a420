"""One incident: frozen, complete at birth, everything derived in one place.

No template and no feed subtracts two dates: what can be derived from the file is a property here.
Nothing here knows what time it is now; what depends on it takes `now` as an argument.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise, zip_longest
from statistics import median

from afterword.core.incident_parts import (
    ActionItem,
    Channel,
    Fragment,
    Hit,
    Origin,
    Person,
    Promise,
    Section,
    Span,
    Stated,
    TimelineEntry,
    Update,
    Users,
)
from afterword.core.phases import Effect, Phase, filled, paused, pauses, phases
from afterword.core.times import Moment
from afterword.core.words import REPORT_SLOTS, DataExposed, DataLoss, Impact, Kind, Postmortem, Slot, State, Status

_NOTHING_STATED = Stated()


def _not_negative(span: timedelta | None) -> timedelta | None:
    """None for what came before that from which it is measured: one of the two times is wrong."""
    return None if span is None or span < timedelta() else span


@dataclass(frozen=True, kw_only=True)  # without slots: what is derived is kept, and a page asks for its state a hundred times
class Incident:
    """An incident, a maintenance or a notice, as its file tells it."""

    id: str
    """`2026-03-14-queue-delivery-stopped`: the address of the page, for ever."""
    path: str
    """The file, POSIX, relative to the folder of mkdocs.yml."""
    title: str
    kind: Kind = Kind.INCIDENT
    aliases: tuple[str, ...] = ()
    severity: str = ""
    """An id in settings; empty: not classified."""
    categories: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()
    regions: tuple[str, ...] = ()
    stated: Stated = _NOTHING_STATED
    over: bool = False
    """`resolved: unknown`: it is over, and nobody knows since when."""
    users: Users | None = None
    data_loss: DataLoss | None = None
    data_exposed: DataExposed | None = None
    personal_data: bool | None = None
    signatory: Person | None = None
    """From the file, else from settings."""
    contact: str = ""
    """From the file, else from settings: an e-mail address or a URL."""
    channels: tuple[Channel, ...] = ()
    update_every: timedelta | None = None
    discussion: str = ""
    announce: bool = True
    related: tuple[str, ...] = ()
    """As written; `History.related` links both ways."""
    postmortem: Postmortem = Postmortem.NONE
    postmortem_due: date | None = None
    lang: str = "en"
    backfilled: bool = False
    sample: bool = False
    draft: bool = False
    origin: Origin | None = None
    as_written: bool = False
    """Its file could not be read: `summary` is the text as it was typed, and the page says so."""
    extra: Mapping[str, object]
    summary: Fragment
    sections: tuple[Section, ...] = ()
    """Without summary, updates, action items and timeline; the intro of Updates has the slot UPDATES."""
    updates: tuple[Update, ...] = ()
    """Oldest first; equal times in file order."""
    actions: tuple[ActionItem, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    assets: tuple[str, ...] = ()
    """Files that the text links to, relative to the folder of the incident, sorted."""

    # ---- state -----------------------------------------------------------------------------------

    @cached_property
    def state(self) -> State:
        """Where it stands, by the table in docs/format.md, State, start and end."""
        last = self._last_stating
        if last and last.status in {Status.RETRACTED, Status.CANCELLED}:
            return State(last.status.value)
        if self.over or self._resolved_field_stands:
            return State.COMPLETED if self.kind is Kind.MAINTENANCE else State.RESOLVED
        if last:
            return State.CLOSED if self.backfilled and not last.status.closes else State(last.status.value)
        if self.backfilled:
            return State.CLOSED
        if self.kind is Kind.MAINTENANCE:
            return State.SCHEDULED
        return State.OPEN if self._speaks_of_now else State.NOT_STATED

    @cached_property
    def is_open(self) -> bool:
        """Whether readers must be told that it is not over. A coming maintenance is open."""
        return self.state not in {
            State.RESOLVED,
            State.RETRACTED,
            State.COMPLETED,
            State.CANCELLED,
            State.CLOSED,
            State.NOT_STATED,
        }

    @property
    def retracted(self) -> bool:
        """Whether it was taken back: the page stays, the figures leave it out."""
        return self.state is State.RETRACTED

    @property
    def cancelled(self) -> bool:
        """Whether it was planned and did not take place: it has no end and no length, and it affects nobody."""
        return self.state is State.CANCELLED

    @cached_property
    def _last_stating(self) -> Update | None:
        return next((update for update in reversed(self.updates) if update.status.states), None)

    @cached_property
    def _resolved_field_stands(self) -> bool:
        """`resolved` is set and no later update says that it is open again.

        Whoever writes an incident down afterwards knows how it ended: of a backfilled one, `resolved` always stands.
        """
        end = self.stated.resolved
        return end is not None and (self.backfilled or not any(u.status.opens and u.at.at > end.at for u in self.updates))

    @property
    def _speaks_of_now(self) -> bool:
        """Something began or was said, and no report looks back on it."""
        if self.kind is Kind.NOTICE or self.report_stated:
            return False
        return bool(self.updates) or any((self.stated.started, self.stated.detected, self.stated.identified))

    # ---- start, end, milestones ------------------------------------------------------------------

    @cached_property
    def started(self) -> Moment:
        """The stated start; else the first update other than a report, as "about"; else the day of the id."""
        if self.kind is Kind.MAINTENANCE and self.stated.scheduled_start and not self.stated.started:
            return self.stated.scheduled_start
        if self.stated.started:
            return self.stated.started
        first = next((update for update in self.updates if update.status is not Status.POSTMORTEM), None)
        if first:
            return Moment(first.at.at, about=True)
        return Moment(datetime.combine(date.fromisoformat(self.id[:10]), datetime.min.time(), UTC), day_only=True)

    @property
    def start_assumed(self) -> bool:
        """The file does not state the start: every figure measured from it is left out."""
        return self.stated.started is None and not (self.kind is Kind.MAINTENANCE and self.stated.scheduled_start)

    @property
    def detected(self) -> Moment | None:
        """When we noticed."""
        return self.stated.detected

    @property
    def acknowledged(self) -> Moment | None:
        """When somebody took it up."""
        return self.stated.acknowledged

    @cached_property
    def announced(self) -> Moment | None:
        """The first public word: stated, else the earliest of the first update and the channels."""
        if self.stated.announced:
            return self.stated.announced
        said = [update.at for update in self.updates[:1]] + [channel.at for channel in self.channels if channel.at]
        return min(said, default=None)

    @property
    def identified(self) -> Moment | None:
        """When the cause was known."""
        return self.stated.identified or self._first(Status.IDENTIFIED)

    @property
    def mitigated(self) -> Moment | None:
        """When it stopped hurting: stated, else the first update Mitigated since it began, or was reopened last."""
        if self.stated.mitigated or len(self.phases) == 1:
            return self.stated.mitigated or self._first(Status.MITIGATED)
        return self._mitigated_in(self.phases[-1])

    @cached_property
    def resolved(self) -> Moment | None:
        """When it was over; None while it is open, when the end is unknown, and for what was retracted or cancelled."""
        if self.is_open or self.retracted or self.cancelled or self.over:
            return None
        if self._resolved_field_stands:
            return self.stated.resolved
        last = self._last_stating
        return last.at if last and last.status.closes else None

    @cached_property
    def reported(self) -> Moment | None:
        """When the postmortem was published."""
        return self._first(Status.POSTMORTEM)

    def _first(self, status: Status) -> Moment | None:
        return next((update.at for update in self.updates if update.status is status), None)

    # ---- durations -------------------------------------------------------------------------------

    @property
    def duration(self) -> timedelta | None:
        """From start to end, without `called_over`; None unless both ends are known, and for what ended before it began."""
        return self.lasted_until(self.resolved)

    def since_start(self, moment: Moment | None) -> timedelta | None:
        """How long after the stated start `moment` came, negative before it; None when one of the two is not known."""
        if moment is None or self.start_assumed or moment.day_only or self.started.day_only:
            return None
        return moment.at - self.started.at

    def lasted_until(self, moment: Moment | None) -> timedelta | None:
        """How long it had lasted at `moment`, without `called_over`; None when that is not known, or before the start."""
        span = _not_negative(self.since_start(moment))
        if span is None or moment is None or any(at and at.day_only for phase in self.phases for at in (phase.start, phase.over)):
            return None
        return span - self.called_over(moment.at)

    @property
    def time_to_first_word(self) -> timedelta | None:
        """Announced less started, negative when it was said before; None for what was written down afterwards."""
        return None if self.backfilled and not self.stated.announced else self.since_start(self.announced)

    @property
    def time_to_detect(self) -> timedelta | None:
        """Detected less started."""
        return _not_negative(self.since_start(self.detected))

    @property
    def time_to_acknowledge(self) -> timedelta | None:
        """Acknowledged less detected."""
        return _not_negative(self.acknowledged.at - self.detected.at) if self.acknowledged and self.detected else None

    @property
    def time_to_identify(self) -> timedelta | None:
        """Identified less started."""
        return _not_negative(self.since_start(self.identified))

    @property
    def time_to_mitigate(self) -> timedelta | None:
        """Mitigated less started, without `called_over`."""
        return self.lasted_until(self.mitigated)

    # ---- reopened --------------------------------------------------------------------------------

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """The stretches in which it was open: one, and one more for each time that it was reopened."""
        end = self.stated.resolved
        return phases(self.started, self.updates, (end,) if end and not self._resolved_field_stands else (), self.resolved)

    def called_over(self, until: datetime) -> timedelta:
        """How long it was called over before it was reopened, up to `until`: no figure counts that time."""
        return paused(self.phases, until)

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """The stretches in which users felt it: each phase until it was mitigated, else until it was called over.

        A maintenance was felt until it was over, or until its planned end. What is before the start is no end.
        """
        found = []
        for number, phase in enumerate(self.phases):
            planned = self.kind is Kind.MAINTENANCE
            mitigated = None if planned else self._mitigated_in(phase)
            end = mitigated or phase.over or (self.stated.scheduled_end if planned else None)
            if end and end.at < phase.start.at:
                end = None
            found.append(Effect(start=phase.start, end=end, start_known=number > 0 or not self.start_assumed))
        return tuple(found)

    def _mitigated_in(self, phase: Phase) -> Moment | None:
        """When a phase stopped hurting: stated, else its first update Mitigated. Of several phases, each has its own."""
        if len(self.phases) == 1:
            return self.mitigated
        said = (self.stated.mitigated, *(update.at for update in self.updates if update.status is Status.MITIGATED))
        return next((at for at in said if at and at.at >= phase.start.at and (phase.over is None or at.at <= phase.over.at)), None)

    # ---- public word -----------------------------------------------------------------------------

    @cached_property
    def silences(self) -> tuple[tuple[datetime, datetime], ...]:
        """From each public word to the next, from announced to resolved, in order. Open ones end at the last update.

        While it was called over, nobody waited for a word: no silence begins then.
        """
        first, end = self.announced, self.resolved
        if first is None or first.day_only or any(update.at.day_only for update in self.updates):
            return ()
        words = [first.at] + [u.at.at for u in self.updates if u.at.at > first.at and (end is None or u.at.at <= end.at)]
        quiet = pauses(self.phases)
        return tuple(pair for pair in pairwise(words) if not any(over <= pair[0] and pair[1] <= after for over, after in quiet))

    @cached_property
    def gaps(self) -> tuple[timedelta, ...]:
        """How long each of `silences` is."""
        return tuple(later - earlier for earlier, later in self.silences)

    @property
    def longest_silence(self) -> timedelta | None:
        """The longest of `gaps`."""
        return max(self.gaps, default=None)

    @property
    def median_silence(self) -> timedelta | None:
        """The median of `gaps`."""
        return timedelta(seconds=median(gap.total_seconds() for gap in self.gaps)) if self.gaps else None

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """Every promise of a next update, in order."""
        found = []
        for update, after in zip_longest(self.updates, self.updates[1:]):
            if update.promised and not (after and after.at.day_only):
                met = after.at.at if after else None
                found.append(Promise(update=update, due=update.promised, met=met, open=self.is_open))
        return tuple(found)

    @property
    def promises_made(self) -> int:
        """How many of `promises` are decided."""
        return sum(promise.kept is not None for promise in self.promises)

    @property
    def promises_kept(self) -> int:
        """How many of them were kept within `GRACE`."""
        return sum(promise.kept is True for promise in self.promises)

    @property
    def next_update(self) -> Promise | None:
        """The promise that may still be kept."""
        last = self.promises[-1:] if self.is_open else ()
        return last[0] if last and last[0].kept is None else None

    @property
    def report_on_time(self) -> bool | None:
        """Whether the postmortem came on or before its due date; None without a promise or a report."""
        if self.postmortem_due is None or self.reported is None:
            return None
        return self.reported.at.date() <= self.postmortem_due

    @property
    def corrections(self) -> tuple[Update, ...]:
        """The updates that correct something, oldest first."""
        return tuple(update for update in self.updates if update.status is Status.CORRECTION)

    @property
    def actions_done(self) -> int:
        """How many action items are done."""
        return sum(action.done for action in self.actions)

    # ---- impact ----------------------------------------------------------------------------------

    @property
    def harmed(self) -> tuple[Hit, ...]:
        """The components that were affected: `hits`, and none when it was cancelled."""
        return () if self.cancelled else self.hits

    @property
    def worst(self) -> Impact | None:
        """The worst level of any component."""
        return max((hit.worst for hit in self.harmed), key=lambda impact: impact.rank, default=None)

    def spans(self, hit: Hit) -> tuple[Span, ...]:
        """The windows of `hit` with their ends filled in, in order of time; none when it was cancelled.

        A window that leaves an end to the incident is in pieces when the incident was reopened.
        """
        windows = () if self.cancelled else hit.windows
        return tuple(sorted((span for window in windows for span in filled(window, self.effects)), key=lambda span: span.start.at))

    # ---- report ----------------------------------------------------------------------------------

    @property
    def report_stated(self) -> bool:
        """Whether the file says that there is a report: `postmortem` is preliminary or final, or there is an update Postmortem."""
        return self.postmortem in {Postmortem.PRELIMINARY, Postmortem.FINAL} or self.reported is not None

    @property
    def report_final(self) -> bool:
        """Whether the report is final: then feeds and programs get its text."""
        return self.postmortem is Postmortem.FINAL

    @property
    def report_promised(self) -> bool:
        """Whether a report is still to come: `postmortem: pending`, or a date for one, and none is stated."""
        if self.retracted or self.report_stated:
            return False
        return self.postmortem is Postmortem.PENDING or (self.postmortem is Postmortem.NONE and self.postmortem_due is not None)

    @property
    def report_published(self) -> bool:
        """Whether there is a report: the file says so; or the incident is over, promises none, and tells what happened."""
        if self.report_stated:
            return True
        return not (self.is_open or self.report_promised or self.postmortem is Postmortem.NOT_PLANNED) and bool(self.report)

    @cached_property
    def report(self) -> tuple[Section, ...]:
        """The text of the report: a section named Postmortem, what happened and why, then headings of the writer's own.

        Those of the writer's own are a report beside the others, or when the file says that there is one.
        """
        own = [section for section in self.sections if section.slot is Slot.OTHER]
        whole = [section for section in own if section.title == "Postmortem"]
        known = [section for slot in REPORT_SLOTS for section in self.sections if section.slot is slot]
        rest = [section for section in own if section not in whole]
        return (*whole, *known, *rest) if whole or known or self.report_stated else ()

    # ---- reading ---------------------------------------------------------------------------------

    @cached_property
    def changed(self) -> datetime:
        """The newest content time: of the last public word, else of the last milestone, else of the start."""
        return self.last_word.at

    @cached_property
    def last_word(self) -> Moment:
        """The moment of `changed`, which says whether more than its day is known."""
        if self.updates:
            times = [Moment(update.stamp, day_only=update.at.day_only) for update in self.updates]
        elif self.kind is Kind.MAINTENANCE and self.announced:
            times = [self.announced]
        else:
            times = [self.started, *(m for m in (self.announced, self.identified, self.mitigated, self.stated.resolved) if m)]
        return max(times, key=lambda moment: (moment.at, not moment.day_only))

    @property
    def description(self) -> Fragment:
        """The summary; without one, the text of the first update."""
        return self.summary or (self.updates[0].text if self.updates else self.summary)

    def section(self, slot: Slot) -> Section | None:
        """The section in this place, or None."""
        return next((section for section in self.sections if section.slot is slot), None)
