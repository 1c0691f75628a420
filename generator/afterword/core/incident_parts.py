"""What an incident consists of: its texts, its updates, what it hit, and what is still to be done."""

from datetime import date, datetime, timedelta

from afterword.core.frozen import frozen
from afterword.core.times import Moment
from afterword.core.words import Impact, Slot, Status

GRACE = timedelta(minutes=5)
"""A promised update that comes this much later still counts as kept (docs/format.md, Promises)."""


@frozen
class Fragment:
    """A piece of a writer's text."""

    markdown: str
    """As written, comments removed."""
    line: int
    """Where it begins in its file, counted from 1."""
    html: str
    """Safe HTML. Relative links are relative to the page of the incident."""

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.html)


@frozen
class Person:
    """Who speaks."""

    name: str
    role: str = ""


@frozen
class Channel:
    """Where it was said."""

    name: str
    at: Moment | None = None
    url: str = ""
    audience: str = ""


@frozen
class Users:
    """How many were affected."""

    affected: int
    of: int | None = None
    unit: str = "users"
    estimate: bool = False


@frozen
class Window:
    """A stretch of time in which a component was affected."""

    impact: Impact
    start: Moment | None
    """None: from the start of the incident."""
    end: Moment | None
    """None: until the incident was mitigated, else resolved, else still."""


@frozen
class Hit:
    """A component that was affected."""

    component: str
    """Its id in settings."""
    windows: tuple[Window, ...]
    """At least one, as written."""

    @property
    def worst(self) -> Impact:
        """The worst level among the windows."""
        return max((window.impact for window in self.windows), key=lambda impact: impact.rank)


@frozen
class Span:
    """A window with its ends filled in."""

    impact: Impact
    start: Moment
    end: Moment | None
    """None while it lasts, and when the end is not known."""
    start_known: bool = True
    """Whether the file states its start, or that of the incident."""


@frozen
class Update:
    """One public word."""

    at: Moment
    status: Status
    label: str
    """The status as readers see it: the known label, or an unknown word as typed."""
    headline: str
    anchor: str
    """`u-20260314T0916Z`, or `u-20260314` when only its day is known; never changes once published."""
    text: Fragment
    signature: str
    """The last line `— name, role` without its dash, or empty."""
    promised: datetime | None
    """When the next update was promised."""
    promise_words: str = ""
    """The promise of the next update as typed, on one line; also one whose time cannot be read. Empty without one."""
    promise_place: tuple[int, int] = (0, 0)
    """The line and the column of the file at which the promise stands."""
    said: Fragment | None = None
    """The text without the sentence that only promises the next update, for where the promise stands beside it; None: no such sentence."""
    corrects: str = ""
    """The anchor of the earlier update that a correction is about."""
    path: str
    """The file in which it stands."""
    line: int
    """The line of its heading."""

    @property
    def beside_promise(self) -> Fragment:
        """The text for a place where the promise of the next update stands beside it."""
        return self.text if self.said is None else self.said

    @property
    def stamp(self) -> datetime:
        """The later of its time and the time in its anchor: a corrected time never goes back in a feed."""
        return max(self.at.at, datetime.fromisoformat(f"{self.anchor[2:15]}Z")) if "T" in self.anchor else self.at.at


@frozen
class Promise:
    """A promise of the next update, and what became of it."""

    update: Update
    """The update that promised."""
    due: datetime
    met: datetime | None
    """When the next public word came; None if none has come."""
    open: bool
    """The incident is open and no word has come: it may still be kept."""

    @property
    def kept(self) -> bool | None:
        """Met within `GRACE`; None while it may still be kept."""
        if self.met is None:
            return None if self.open else False
        return self.met <= self.due + GRACE

    @property
    def late(self) -> timedelta:
        """How much later than promised the next word came; zero or less when it came in time."""
        return self.met - self.due if self.met else timedelta()

    def overdue(self, now: datetime) -> timedelta:
        """How long a promise that may still be kept is past due at `now`; zero before."""
        return max(now - self.due, timedelta()) if self.kept is None else timedelta()


@frozen
class ActionItem:
    """One thing that is done so that it does not happen again."""

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
        """Whether it is open and its due date has passed."""
        return not self.done and self.due is not None and self.due < today


@frozen
class TimelineEntry:
    """A line of the writer's timeline."""

    at: Moment
    text: Fragment
    line: int


@frozen
class Section:
    """A section of the body."""

    slot: Slot
    title: str
    """As shown: the standard heading for a known section, else as written."""
    anchor: str
    text: Fragment


@frozen
class Origin:
    """The place of an incident in the system in which it was written first."""

    id: str
    url: str = ""


@frozen
class Stated:
    """The times that the front matter states; None where it does not."""

    started: Moment | None = None
    detected: Moment | None = None
    acknowledged: Moment | None = None
    announced: Moment | None = None
    identified: Moment | None = None
    mitigated: Moment | None = None
    resolved: Moment | None = None
    scheduled_start: Moment | None = None
    scheduled_end: Moment | None = None
