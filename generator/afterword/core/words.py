"""The fixed words of the format: kinds, statuses, levels and the answers about data."""

from enum import StrEnum


class Kind(StrEnum):
    """What a file tells of."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"
    NOTICE = "notice"


class _Worded(StrEnum):
    """Words that readers see."""

    @property
    def slug(self) -> str:
        """The words in file names, classes and symbols: `in-progress`."""
        return self.value.lower().replace(" ", "-")


class Status(_Worded):
    """What an update says. The value is the label that readers see."""

    INVESTIGATING = "Investigating"
    IDENTIFIED = "Identified"
    MONITORING = "Monitoring"
    MITIGATED = "Mitigated"
    RESOLVED = "Resolved"
    UPDATE = "Update"
    POSTMORTEM = "Postmortem"
    CORRECTION = "Correction"
    RETRACTED = "Retracted"
    SCHEDULED = "Scheduled"
    IN_PROGRESS = "In progress"
    VERIFYING = "Verifying"
    COMPLETED = "Completed"
    CANCELLED = "Cancelled"

    @property
    def states(self) -> bool:
        """Whether it says how far along things are; the others change nothing."""
        return self not in _STATES_NOTHING

    @property
    def closes(self) -> bool:
        """Whether it says that it is over."""
        return self in _CLOSES

    @property
    def opens(self) -> bool:
        """Whether it says that it is not over."""
        return self.states and not self.closes


_STATES_NOTHING = frozenset({Status.UPDATE, Status.POSTMORTEM, Status.CORRECTION})
_CLOSES = frozenset({Status.RESOLVED, Status.RETRACTED, Status.COMPLETED, Status.CANCELLED})
_SYNONYMS = {
    "fixed": Status.RESOLVED,
    "post-mortem": Status.POSTMORTEM,
    "post mortem": Status.POSTMORTEM,
    "rca": Status.POSTMORTEM,
    "review": Status.POSTMORTEM,
    "erratum": Status.CORRECTION,
    "canceled": Status.CANCELLED,
}
STATUS_WORDS: dict[str, Status] = {status.value.lower(): status for status in Status} | _SYNONYMS
"""Every accepted word in small letters, with spaces, and its status."""


class State(_Worded):
    """Where an incident stands. The value is the label that readers see."""

    INVESTIGATING = Status.INVESTIGATING.value
    IDENTIFIED = Status.IDENTIFIED.value
    MONITORING = Status.MONITORING.value
    MITIGATED = Status.MITIGATED.value
    RESOLVED = Status.RESOLVED.value
    RETRACTED = Status.RETRACTED.value
    SCHEDULED = Status.SCHEDULED.value
    IN_PROGRESS = Status.IN_PROGRESS.value
    VERIFYING = Status.VERIFYING.value
    COMPLETED = Status.COMPLETED.value
    CANCELLED = Status.CANCELLED.value
    OPEN = "Open"
    """Something began, nothing says how far along it is, and nothing says that it is over."""
    CLOSED = "Closed"
    """Written down afterwards without an end."""
    NOT_STATED = "State not stated"
    """Prose without any update or time: a report, not an announcement."""

    @property
    def plain(self) -> str:
        """What the state means, in plain words, while the incident is open; empty where the label says it."""
        return _PLAIN.get(self, "")


_PLAIN = {
    State.INVESTIGATING: "we are looking for the cause",
    State.IDENTIFIED: "the cause is known",
    State.MONITORING: "a repair is in place, we are watching",
    State.MITIGATED: "the effects have stopped",
    State.VERIFYING: "the work is done, we are checking it",
}


class Impact(StrEnum):
    """How bad it is for a component, worst first."""

    FULL_OUTAGE = "full_outage"
    PARTIAL_OUTAGE = "partial_outage"
    DEGRADED = "degraded"
    MAINTENANCE = "maintenance"
    AFFECTED = "affected"
    """A bare component id: affected, level not stated."""

    @property
    def label(self) -> str:
        """The level in words: `partial outage`."""
        return self.value.replace("_", " ")

    @property
    def rank(self) -> int:
        """Larger is worse."""
        return -list(Impact).index(self)


class DataLoss(StrEnum):
    """Whether data was lost."""

    NONE = "none"
    SOME = "some"
    UNKNOWN = "unknown"


class DataExposed(StrEnum):
    """Whether data was exposed."""

    NONE = "none"
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"


class Postmortem(StrEnum):
    """How far the report is."""

    NONE = "none"
    PENDING = "pending"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    NOT_PLANNED = "not_planned"


class Slot(StrEnum):
    """The sections that have a place of their own. The value is the anchor on the page."""

    DO = "what-you-can-do"
    AFFECTED = "affected"
    NOT_AFFECTED = "not-affected"
    UPDATES = "updates"
    WHAT_HAPPENED = "what-happened"
    TRIGGER = "trigger"
    FACTORS = "contributing-factors"
    DETECTION = "detection"
    RESPONSE = "how-we-responded"
    LESSONS = "lessons-learned"
    ACTIONS = "action-items"
    TIMELINE = "timeline"
    QUESTIONS = "questions-and-answers"
    SOURCES = "sources"
    OTHER = "other"
    """A heading of the writer's own, shown as written."""

    @property
    def heading(self) -> str:
        """The heading that the page shows."""
        return self.value.replace("-", " ").capitalize()


_STANDARD: dict[str, Slot] = {slot.heading.lower(): slot for slot in Slot if slot is not Slot.OTHER}
SECTION_WORDS: dict[str, Slot] = _STANDARD | {
    "workaround": Slot.DO,
    "workarounds": Slot.DO,
    "what to do now": Slot.DO,
    "what you can do now": Slot.DO,
    "impact": Slot.AFFECTED,
    "who is affected": Slot.AFFECTED,
    "who was affected": Slot.AFFECTED,
    "what is not affected": Slot.NOT_AFFECTED,
    "what was not affected": Slot.NOT_AFFECTED,
    "overview": Slot.WHAT_HAPPENED,
    "root cause": Slot.FACTORS,
    "root causes": Slot.FACTORS,
    "response": Slot.RESPONSE,
    "resolution": Slot.RESPONSE,
    "recovery": Slot.RESPONSE,
    "follow-up": Slot.ACTIONS,
    "follow up": Slot.ACTIONS,
    "what we are doing about it": Slot.ACTIONS,
    "faq": Slot.QUESTIONS,
    "questions & answers": Slot.QUESTIONS,
}
"""Every accepted heading in small letters, and its section."""

LESSON_WORDS = ("what went well", "what went wrong", "where we got lucky")
"""Headings that belong under Lessons learned; at level 2 they are taken there."""

REPORT_SLOTS = (
    Slot.WHAT_HAPPENED,
    Slot.TRIGGER,
    Slot.FACTORS,
    Slot.DETECTION,
    Slot.RESPONSE,
    Slot.LESSONS,
)
"""The prose of a postmortem, in the order of the page."""
