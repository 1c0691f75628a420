"""The fixed words of the format: kinds, statuses, levels and the answers about data."""

from enum import StrEnum


class Kind(StrEnum):
    """The kind of event that a file describes."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"
    NOTICE = "notice"


class _Label(StrEnum):
    """Labels that readers see."""

    @property
    def slug(self) -> str:
        """The words in file names, classes and symbols: `in-progress`."""
        return self.value.lower().replace(" ", "-")


class Status(_Label):
    """The status of an update. The value is the label that readers see."""

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
        """Whether the status sets the state of the incident."""
        return self not in _STATES_NOTHING

    @property
    def closes(self) -> bool:
        """Whether the status says that the incident is over."""
        return self in _CLOSES

    @property
    def opens(self) -> bool:
        """Whether the status says that the incident is not over."""
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


class State(_Label):
    """The state of an incident. The value is the label that readers see."""

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
    """It began, but no update gives a state, and nothing says that it is over."""
    CLOSED = "Closed"
    """Written down afterwards, without an end."""
    NOT_STATED = "State not stated"
    """Text without any update or time: a report rather than an announcement."""

    @property
    def plain(self) -> str:
        """The state of an open incident in plain words; empty when the label is clear."""
        return _PLAIN.get(self, "")


_PLAIN = {
    State.INVESTIGATING: "we are looking for the cause",
    State.IDENTIFIED: "the cause is known",
    State.MONITORING: "a repair is in place, we are watching",
    State.MITIGATED: "the effects have stopped",
    State.VERIFYING: "the work is done, we are checking it",
}


class Impact(StrEnum):
    """The level of impact on a component, worst first."""

    FULL_OUTAGE = "full_outage"
    PARTIAL_OUTAGE = "partial_outage"
    DEGRADED = "degraded"
    MAINTENANCE = "maintenance"
    AFFECTED = "affected"
    """The level is not stated: only the component's id is given."""

    @property
    def label(self) -> str:
        """The level in words: `partial outage`."""
        return self.value.replace("_", " ")

    @property
    def rank(self) -> int:
        """The larger, the worse."""
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
    """The status of the postmortem."""

    NONE = "none"
    PENDING = "pending"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    NOT_PLANNED = "not_planned"


class Slot(StrEnum):
    """The sections that the format knows. The value is the anchor on the page."""

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
"""Headings that belong into the section Lessons learned, even when they stand at level 2."""

REPORT_SLOTS = (
    Slot.WHAT_HAPPENED,
    Slot.TRIGGER,
    Slot.FACTORS,
    Slot.DETECTION,
    Slot.RESPONSE,
    Slot.LESSONS,
)
"""The sections of a postmortem in the order of the page."""
