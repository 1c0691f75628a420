"""The model of an incident: immutable, complete, with everything derived in one place.

No template and no feed subtracts two dates: whatever follows from the file is a property here. Nothing here reads the
clock; whatever depends on the current time takes `now` as an argument.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise, zip_longest
from statistics import median

from afterword.core.catalogue import Severity
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
from afterword.core.phases import Effect, Phase, filled, pauses, phases
from afterword.core.times import Moment
from afterword.core.words import REPORT_SLOTS, DataExposed, DataLoss, Impact, Kind, Postmortem, Slot, State, Status

_NOTHING_STATED = Stated()
_NOT_OPEN = frozenset(
    (State.RESOLVED, State.RETRACTED, State.COMPLETED, State.CANCELLED, State.CLOSED, State.NOT_STATED)
)


def _not_negative(span: timedelta | None) -> timedelta | None:
    """None for a negative length: one of the two times must be wrong."""
    return None if span is None or span < timedelta() else span


# Without slots, so that cached properties work: a page reads the state a hundred times.
@dataclass(frozen=True, kw_only=True)
class Incident:
    """An incident, a maintenance or a notice, as its file describes it."""

    id: str
    """E.g. `2026-03-14-queue-delivery-stopped`. It is the address of the page and never changes."""
    path: str
    """The file as a POSIX path, relative to the folder of mkdocs.yml."""
    title: str
    kind: Kind = Kind.INCIDENT
    aliases: tuple[str, ...] = ()
    severity: Severity | None = None
    """From settings; None: not classified."""
    categories: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()
    regions: tuple[str, ...] = ()
    stated: Stated = _NOTHING_STATED
    over: bool = False
    """`resolved: unknown`: it is over, but its end is not known."""
    users: Users | None = None
    data_loss: DataLoss | None = None
    data_exposed: DataExposed | None = None
    personal_data: bool | None = None
    signatory: Person | None = None
    """From the file, else from the settings."""
    contact: str = ""
    """From the file, else from the settings: an e-mail address or a URL."""
    channels: tuple[Channel, ...] = ()
    update_every: timedelta | None = None
    discussion: str = ""
    announce: bool = True
    related: tuple[str, ...] = ()
    """As written in the file. `History.related` links in both directions."""
    postmortem: Postmortem = Postmortem.NONE
    postmortem_due: date | None = None
    lang: str = "en"
    backfilled: bool = False
    sample: bool = False
    draft: bool = False
    origin: Origin | None = None
    as_written: bool = False
    """The front matter could not be read: all texts are as typed, and the page says so."""
    extra: Mapping[str, object]
    summary: Fragment
    sections: tuple[Section, ...] = ()
    """Without summary, updates, action items and timeline. An introduction to Updates has the slot UPDATES."""
    updates: tuple[Update, ...] = ()
    """Oldest first; equal times in file order."""
    actions: tuple[ActionItem, ...] = ()
    """As written in the file. `valid_actions` are those that hold."""
    timeline: tuple[TimelineEntry, ...] = ()
    assets: tuple[str, ...] = ()
    """The files to which the text links, relative to the folder of the incident, sorted."""

    # ---- state -----------------------------------------------------------------------------------

    @cached_property
    def state(self) -> State:
        """The state, by the table in docs/format.md, "State, start and end"."""
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
        """Whether it is not over. A planned maintenance is open."""
        return self.state not in _NOT_OPEN

    @property
    def unclear(self) -> bool:
        """Whether the file cannot be read, and nothing in its text says whether it is over."""
        return self.as_written and self.state is State.NOT_STATED and self.kind is not Kind.NOTICE

    @property
    def retracted(self) -> bool:
        """Whether it was retracted: its page and its updates stay, and what it promised is void."""
        return self.state is State.RETRACTED

    @property
    def cancelled(self) -> bool:
        """Whether it was planned and did not take place."""
        return self.state is State.CANCELLED

    @property
    def never_was(self) -> bool:
        """Whether it was retracted or cancelled. It then has no end and no length, affects nobody, is in no figure."""
        return self.retracted or self.cancelled

    @cached_property
    def _last_stating(self) -> Update | None:
        return next((update for update in reversed(self.updates) if update.status.states), None)

    @cached_property
    def _resolved_field_stands(self) -> bool:
        """Whether `resolved` is set and no later update reopens the incident.

        In a backfilled incident `resolved` always holds, because its writer knew how it ended.
        """
        end = self.stated.resolved
        if end is None or self.backfilled:
            return end is not None
        return not any(update.status.opens and update.at.at > end.at for update in self.updates)

    @property
    def _speaks_of_now(self) -> bool:
        """Whether something began or was announced, and no report looks back on it."""
        if self.kind is Kind.NOTICE or self.report_stated:
            return False
        return bool(self.updates) or any((self.stated.started, self.stated.detected, self.stated.identified))

    # ---- start, end, milestones ------------------------------------------------------------------

    @cached_property
    def started(self) -> Moment:
        """The stated start; else the first update that is not a report, as "about"; else the day in the id."""
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
        """Whether the start is not stated in the file. Figures that are measured from it are then left out."""
        return self.stated.started is None and not (self.kind is Kind.MAINTENANCE and self.stated.scheduled_start)

    @property
    def detected(self) -> Moment | None:
        """When the team noticed it."""
        return self.stated.detected

    @property
    def acknowledged(self) -> Moment | None:
        """When somebody began to work on it."""
        return self.stated.acknowledged

    @cached_property
    def announced(self) -> Moment | None:
        """The first public announcement: as stated, else the earliest of the first update and the channels."""
        if self.stated.announced:
            return self.stated.announced
        said = [update.at for update in self.updates[:1]] + [channel.at for channel in self.channels if channel.at]
        return min(said, default=None)

    @property
    def identified(self) -> Moment | None:
        """When the cause was first known: a reopening brings the effects back, and takes no knowledge away."""
        return self.stated.identified or self._first(Status.IDENTIFIED)

    @property
    def mitigated(self) -> Moment | None:
        """When the effects ended: as stated, else the first update Mitigated since the start or the last reopening."""
        if self.stated.mitigated or len(self.phases) == 1:
            return self.stated.mitigated or self._first(Status.MITIGATED)
        return self._mitigated_in(self.phases[-1])

    @cached_property
    def resolved(self) -> Moment | None:
        """The end; None while it is open, when the end is unknown, and for a retracted or cancelled incident."""
        if self.is_open or self.never_was or self.over:
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
        """From start to end. None unless both are known and in order."""
        return self.lasted_until(self.resolved)

    def since_start(self, moment: Moment | None) -> timedelta | None:
        """How long after the stated start `moment` was, without `called_over`; negative before the start.

        None when the start, the moment, or an end of what is left out is not known. Every length is counted so.
        """
        if moment is None or self.start_assumed or moment.day_only or self.started.day_only:
            return None
        unknown = any(
            before.over and before.over.at < moment.at and (before.over.day_only or after.start.day_only)
            for before, after in pairwise(self.phases)
        )
        return None if unknown else moment.at - self.started.at - self.called_over(moment.at)

    def lasted_until(self, moment: Moment | None) -> timedelta | None:
        """As `since_start`; None before the start."""
        return _not_negative(self.since_start(moment))

    @property
    def time_to_first_word(self) -> timedelta | None:
        """From start to announcement, negative when it was announced before; None when backfilled and not stated."""
        return None if self.backfilled and not self.stated.announced else self.since_start(self.announced)

    @property
    def time_to_detect(self) -> timedelta | None:
        """From start to detection."""
        return self.lasted_until(self.detected)

    @property
    def time_to_acknowledge(self) -> timedelta | None:
        """From detection to acknowledgement, without `called_over`."""
        if self.acknowledged is None or self.detected is None:
            return None
        first, last = self.detected.at, self.acknowledged.at
        return _not_negative(last - first - self.called_over(last) + self.called_over(first))

    @property
    def time_to_identify(self) -> timedelta | None:
        """From start to identification of the cause."""
        return self.lasted_until(self.identified)

    @property
    def time_to_mitigate(self) -> timedelta | None:
        """From start to mitigation."""
        return self.lasted_until(self.mitigated)

    # ---- reopened --------------------------------------------------------------------------------

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """The periods during which it was open: one, and one more for each reopening."""
        end = self.stated.resolved
        called_over = (end,) if end and not self._resolved_field_stands else ()
        return phases(self.started, self.updates, called_over, self.resolved)

    def called_over(self, until: datetime) -> timedelta:
        """For how long it was called over before it was reopened, up to `until`. No figure counts this time."""
        times = (min(again, until) - over for over, again in pauses(self.phases))
        return sum((max(time, timedelta()) for time in times), timedelta())

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """The periods during which users were affected: each phase up to its mitigation, else to its end.

        A maintenance affects users to its end. While only its plan is known, or when its end is not known, this is the
        planned end; once it has begun, it lasts. An end before the start is ignored.
        """
        effects = []
        planned = self.kind is Kind.MAINTENANCE
        by_plan = planned and (self.state is State.SCHEDULED or not self.is_open)
        for number, phase in enumerate(self.phases):
            mitigated = None if planned else self._mitigated_in(phase)
            end = mitigated or phase.over or (self.stated.scheduled_end if by_plan else None)
            if end and end.at < phase.start.at:
                end = None
            effects.append(Effect(start=phase.start, end=end, start_known=number > 0 or not self.start_assumed))
        return tuple(effects)

    def _mitigated_in(self, phase: Phase) -> Moment | None:
        """When the effects of a phase ended: as stated, else its first update Mitigated."""
        if len(self.phases) == 1:
            return self.mitigated
        times = (self.stated.mitigated, *(update.at for update in self.updates if update.status is Status.MITIGATED))
        later = (at for at in times if at and at.at >= phase.start.at)
        return next((at for at in later if phase.over is None or at.at <= phase.over.at), None)

    # ---- public word -----------------------------------------------------------------------------

    @cached_property
    def silences(self) -> tuple[tuple[datetime, datetime], ...]:
        """The times between two public updates, from announcement to end, in order.

        An open incident ends here at its last update. While it was called over, nobody waited for an update, so no
        silence begins then.
        """
        first, end = self.announced, self.resolved
        if first is None or first.day_only or any(update.at.day_only for update in self.updates):
            return ()
        times = [update.at.at for update in self.updates]
        public = [first.at, *(at for at in times if at > first.at and (end is None or at <= end.at))]
        called_over = pauses(self.phases)
        return tuple(
            (before, after)
            for before, after in pairwise(public)
            if not any(over <= before and after <= again for over, again in called_over)
        )

    @cached_property
    def gaps(self) -> tuple[timedelta, ...]:
        """The length of each of `silences`."""
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
        promises = []
        for update, after in zip_longest(self.updates, self.updates[1:]):
            if update.promised and not (after and after.at.day_only):
                met = after.at.at if after else None
                promises.append(Promise(update=update, due=update.promised, met=met, open=self.is_open))
        return tuple(promises)

    @property
    def promises_made(self) -> int:
        """How many of `promises` were kept or broken; the others may still be kept."""
        return sum(promise.kept is not None for promise in self.promises)

    @property
    def promises_kept(self) -> int:
        """How many of `promises` were kept within `GRACE`."""
        return sum(promise.kept is True for promise in self.promises)

    @property
    def next_update(self) -> Promise | None:
        """The promise that may still be kept; None without one."""
        last = self.promises[-1:] if self.is_open else ()
        return last[0] if last and last[0].kept is None else None

    @property
    def report_on_time(self) -> bool | None:
        """Whether the postmortem was published on or before its due date; None without a due date or a report."""
        if self.postmortem_due is None or self.reported is None:
            return None
        return self.reported.at.date() <= self.postmortem_due

    @property
    def corrections(self) -> tuple[Update, ...]:
        """The updates that correct an earlier one, oldest first."""
        return tuple(update for update in self.updates if update.status is Status.CORRECTION)

    @property
    def valid_actions(self) -> tuple[ActionItem, ...]:
        """The action items that hold: `actions`; none when it was retracted."""
        return () if self.retracted else self.actions

    @property
    def actions_done(self) -> int:
        """How many of `valid_actions` are done."""
        return sum(action.done for action in self.valid_actions)

    # ---- impact ----------------------------------------------------------------------------------

    @property
    def harmed(self) -> tuple[Hit, ...]:
        """The components that were affected: `hits`; none when it was retracted or cancelled."""
        return () if self.never_was else self.hits

    @property
    def worst(self) -> Impact | None:
        """The worst level of all components."""
        return max((hit.worst for hit in self.harmed), key=lambda impact: impact.rank, default=None)

    def spans(self, hit: Hit) -> tuple[Span, ...]:
        """The windows of `hit` with their ends filled in, in order of time; none when it never was.

        A window without an end of its own is split when the incident was reopened.
        """
        windows = () if self.never_was else hit.windows
        spans = (span for window in windows for span in filled(window, self.effects))
        return tuple(sorted(spans, key=lambda span: span.start.at))

    # ---- report ----------------------------------------------------------------------------------

    @property
    def report_stated(self) -> bool:
        """Whether the file says that there is a report: by `postmortem: preliminary` or `final`, or by an update."""
        return self.postmortem in {Postmortem.PRELIMINARY, Postmortem.FINAL} or self.reported is not None

    @property
    def report_final(self) -> bool:
        """Whether the report is final. Only then do feeds and other programs get its text."""
        return self.postmortem is Postmortem.FINAL

    @property
    def report_promised(self) -> bool:
        """Whether a report is still to come: `postmortem: pending` or a due date, and no report yet."""
        if self.retracted or self.report_stated:
            return False
        dated = self.postmortem is Postmortem.NONE and self.postmortem_due is not None
        return dated or self.postmortem is Postmortem.PENDING

    @property
    def report_published(self) -> bool:
        """Whether there is a report.

        There is one when the file says so, or when the incident is over, promises none, and tells what happened.
        """
        if self.report_stated:
            return True
        later = self.is_open or self.report_promised or self.postmortem is Postmortem.NOT_PLANNED
        return not later and bool(self.report)

    @cached_property
    def report(self) -> tuple[Section, ...]:
        """The sections of the report: the one named Postmortem, then what happened and why, then the writer's own.

        The writer's own count only beside one of the others, or when the file says that there is a report.
        """
        own = [section for section in self.sections if section.slot is Slot.OTHER]
        whole = [section for section in own if section.title == "Postmortem"]
        known = [section for slot in REPORT_SLOTS for section in self.sections if section.slot is slot]
        rest = [section for section in own if section not in whole]
        return (*whole, *known, *rest) if whole or known or self.report_stated else ()

    # ---- reading ---------------------------------------------------------------------------------

    @cached_property
    def changed(self) -> datetime:
        """The newest content time: of the last update, else of the last milestone, else of the start."""
        return self.last_word.at

    @cached_property
    def last_word(self) -> Moment:
        """The moment of `changed`, which also says whether only its day is known."""
        if self.updates:
            times = [Moment(update.stamp, day_only=update.at.day_only) for update in self.updates]
        elif self.kind is Kind.MAINTENANCE and self.announced:
            times = [self.announced]
        else:
            milestones = (self.announced, self.identified, self.mitigated, self.stated.resolved)
            times = [self.started, *filter(None, milestones)]
        return max(times, key=lambda moment: (moment.at, not moment.day_only))

    @property
    def description(self) -> Fragment:
        """The summary; else the text of the first update."""
        return self.summary or (self.updates[0].text if self.updates else self.summary)

    def section(self, slot: Slot) -> Section | None:
        """The section in this slot; None without one."""
        return next((section for section in self.sections if section.slot is slot), None)
