"""The parts of an incident: texts, updates, affected components, action items."""

from datetime import date, datetime, timedelta

from afterword.core.frozen import frozen
from afterword.core.times import Moment
from afterword.core.words import Impact, Slot, Status

GRACE = timedelta(minutes=5)
"""A promised update that is late by at most this long counts as kept (docs/format.md, Promises)."""


@frozen
class Fragment:
    """A piece of a writer's text."""

    markdown: str
    """As written, with comments removed."""
    line: int
    """The line of the file on which it begins, counted from 1."""
    html: str
    """Safe HTML. Relative links are relative to the incident's page."""

    def __bool__(self) -> bool:
        """Whether there is any content."""
        return bool(self.html)


@frozen
class Person:
    """A person who signs."""

    name: str
    role: str = ""


@frozen
class Channel:
    """A place where the incident was announced."""

    name: str
    at: Moment | None = None
    url: str = ""
    audience: str = ""


@frozen
class Users:
    """The number of affected users."""

    affected: int
    of: int | None = None
    unit: str = "users"
    estimate: bool = False


@frozen
class Window:
    """A period during which a component was affected."""

    impact: Impact
    start: Moment | None
    """None: the start of the incident."""
    end: Moment | None
    """None: until the incident was mitigated, else resolved; it may still last."""


@frozen
class Hit:
    """A component that was affected."""

    component: str
    """Its id in the settings."""
    windows: tuple[Window, ...]
    """At least one, as written."""

    @property
    def worst(self) -> Impact:
        """The worst level of all windows."""
        return max((window.impact for window in self.windows), key=lambda impact: impact.rank)


@frozen
class Span:
    """A window with its ends filled in."""

    impact: Impact
    start: Moment
    end: Moment | None
    """None while it lasts, and when the end is not known."""
    start_known: bool = True
    """Whether the file states its start, or the start of the incident."""


@frozen
class Update:
    """A public update."""

    at: Moment
    status: Status
    label: str
    """The status as readers see it: its label, or an unknown word as typed."""
    headline: str
    anchor: str
    """`u-20260314T0916Z`, or `u-20260314` when only the day is known. It never changes once published."""
    text: Fragment
    signature: str
    """The last line `— name, role` without its dash; empty without one."""
    promised: datetime | None
    """When the next update was promised."""
    promise_words: str = ""
    """The promise of the next update as typed, on one line, even when its time cannot be read. Empty without one."""
    promise_place: tuple[int, int] = (0, 0)
    """Line and column of the promise in the file."""
    said: Fragment | None = None
    """The text without the sentence that only promises the next update. None when there is no such sentence."""
    corrects: str = ""
    """The anchor of the earlier update that a correction is about."""
    path: str
    """The file that contains it."""
    line: int
    """The line of its heading."""

    @property
    def beside_promise(self) -> Fragment:
        """The text for a place that shows the promise of the next update beside it."""
        return self.text if self.said is None else self.said

    @property
    def stamp(self) -> datetime:
        """The later of its time and the time in its anchor, so that a corrected time never goes back in a feed."""
        return max(self.at.at, datetime.fromisoformat(f"{self.anchor[2:15]}Z")) if "T" in self.anchor else self.at.at


@frozen
class Promise:
    """A promise of the next update, and whether it was kept."""

    update: Update
    """The update that contains it."""
    due: datetime
    met: datetime | None
    """When the next update was published; None when none was."""
    open: bool
    """True while the incident is open and the update has not been published, so that the promise may still be kept."""

    @property
    def kept(self) -> bool | None:
        """Whether it was met within `GRACE`; None while it may still be kept."""
        if self.met is None:
            return None if self.open else False
        return self.met <= self.due + GRACE

    @property
    def late(self) -> timedelta:
        """How much later than promised the next update was; zero or less when it was in time."""
        return self.met - self.due if self.met else timedelta()

    def overdue(self, now: datetime) -> timedelta:
        """How long a promise that may still be kept is overdue at `now`; at least zero."""
        return max(now - self.due, timedelta()) if self.kept is None else timedelta()


@frozen
class ActionItem:
    """An action item: one measure against a repetition."""

    text: Fragment
    done: bool
    type: str
    """prevent, detect, mitigate, repair, process, investigate; or empty."""
    priority: str
    """P0 to P4; or empty."""
    owner: str
    due: date | None
    done_on: date | None
    link: str
    line: int

    def overdue(self, today: date) -> bool:
        """Whether it is not done and its due date has passed."""
        return not self.done and self.due is not None and self.due < today


@frozen
class TimelineEntry:
    """An entry of the writer's timeline."""

    at: Moment
    text: Fragment
    line: int


@frozen
class Section:
    """A section of the body."""

    slot: Slot
    title: str
    """The heading as shown: the standard one for a known section, else as written."""
    anchor: str
    text: Fragment


@frozen
class Origin:
    """The record of the incident in the system from which it was imported."""

    id: str
    url: str = ""


@frozen
class Stated:
    """The times that the front matter states. None for each that is missing."""

    started: Moment | None = None
    detected: Moment | None = None
    acknowledged: Moment | None = None
    announced: Moment | None = None
    identified: Moment | None = None
    mitigated: Moment | None = None
    resolved: Moment | None = None
    scheduled_start: Moment | None = None
    scheduled_end: Moment | None = None
