"""Find files whose error leaves open whether something is still going on: no output may then say that nothing is."""

from afterword.core.model import Incident
from afterword.core.sources import Source
from afterword.core.words import State
from afterword.reading.incident import Parsed
from afterword.reading.rescue import says_draft

_UPDATE_LOST = frozenset({"E105", "E106", "E118", "E125", "E138", "E142", "E204"})
"""The heading of an update is shown as typed, or an update file is left out: it may have changed the state."""
_TIME_LOST = "E130"
"""Without its start, an incident without updates would be a report."""


def is_unclear(source: Source, parsed: Parsed, shown: Incident | None) -> bool:
    """Whether an error leaves open if what this file describes is over.

    Args:
        source: the file.
        parsed: what could be read of it.
        shown: the incident that is published; None when none is: the file is held back, or another one has its id.
    """
    if parsed.switches.get("draft") or (parsed.held and parsed.incident is None and says_draft(source)):
        return False
    incident = shown or parsed.incident
    if incident is None:
        return True
    if incident.is_open:
        return shown is None
    if incident.as_written:
        return incident.unclear
    last = next((update for update in reversed(incident.updates) if update.status.states), None)
    lost = [finding for finding in parsed.problems if finding.code in _UPDATE_LOST]
    if any(last is None or finding.path != last.path or finding.line > last.line for finding in lost):
        return True
    return incident.state is State.NOT_STATED and any(finding.code == _TIME_LOST for finding in parsed.problems)
