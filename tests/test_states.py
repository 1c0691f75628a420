"""Where an incident stands, for every order in which statuses can follow each other: docs/format.md, State, start and end.

Single files and their states are golden cases: tests/format/states.yml.
"""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from afterword.core.incident_parts import Promise, Stated
from afterword.core.model import Incident
from afterword.core.times import Moment
from afterword.core.words import Kind, State, Status
from builders import at, incident, update

TIMES = ("2026-03-14 09:16", "2026-03-14 09:48", "2026-03-14 10:54")
SILENT = (Status.UPDATE, Status.CORRECTION, Status.POSTMORTEM)


def said(*statuses: Status, **fields: object) -> Incident:
    """An incident with one update for each status, in this order."""
    return incident("2026-03-14-x", *(update(when, status) for when, status in zip(TIMES, statuses, strict=False)), **fields)


@pytest.mark.parametrize("statuses", list(product(Status, repeat=2)), ids=lambda pair: "-".join(status.slug for status in pair))
def test_the_last_stating_update_gives_the_state(statuses: tuple[Status, Status]) -> None:
    """Update, Correction and Postmortem change nothing; whatever else is said last holds."""
    stating = [status for status in statuses if status not in SILENT]
    found = said(*statuses)
    if stating:
        assert found.state.value == stating[-1].value
    else:
        assert found.state is (State.NOT_STATED if Status.POSTMORTEM in statuses else State.OPEN)


@pytest.mark.parametrize("status", list(Status))
def test_open_or_closed(status: Status) -> None:
    """Closed is Resolved, Retracted, Completed or Cancelled, or a report without a state."""
    assert said(status).is_open == (
        status not in {Status.RESOLVED, Status.RETRACTED, Status.COMPLETED, Status.CANCELLED, Status.POSTMORTEM}
    )


@pytest.mark.parametrize("status", list(Status))
def test_the_field_closes_unless_something_later_says_otherwise(status: Status) -> None:
    """With `resolved` in front of the last update an open status reopens; behind it, nothing does, except that it never was."""
    before = said(status, stated=Stated(started=Moment(at("2026-03-14 09:00")), resolved=Moment(at("2026-03-14 09:10"))))
    after = said(status, stated=Stated(started=Moment(at("2026-03-14 09:00")), resolved=Moment(at("2026-03-14 10:00"))))
    reopens = status.states and not status.closes
    assert before.is_open == reopens
    never_was = status in {Status.RETRACTED, Status.CANCELLED}
    assert (before.resolved is None) == (reopens or never_was)
    assert not after.is_open
    assert after.duration == (None if never_was else timedelta(hours=1))


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("status", [None, *Status])
def test_nothing_open_has_an_end_and_nothing_backfilled_is_open(kind: Kind, status: Status | None) -> None:
    """Open means no end and no duration; what was written down afterwards is over."""
    found = said(*([status] if status else []), kind=kind)
    assert found.resolved is None or not found.is_open
    assert found.duration is None or found.resolved is not None
    assert not replace(found, backfilled=True).is_open


def promise(due: str, met: str | None, *, open_: bool = False) -> Promise:
    """A promise made at 09:16."""
    return Promise(update=update(TIMES[0], Status.INVESTIGATING), due=at(due), met=at(met) if met else None, open=open_)


@pytest.mark.parametrize(
    ("met", "kept", "late"),
    [("09:40", True, -5), ("09:45", True, 0), ("09:50", True, 5), ("09:50:01", False, 5), ("09:51", False, 6), (None, False, 0)],
)
def test_a_promise_is_kept_within_five_minutes(met: str | None, kept: bool, late: int) -> None:
    """Five minutes are allowed, to the second."""
    found = promise("2026-03-14 09:45", f"2026-03-14 {met}" if met else None)
    assert (found.kept, found.late // timedelta(minutes=1)) == (kept, late)


def test_a_promise_that_may_still_be_kept() -> None:
    """It is neither kept nor broken; how long it is overdue depends on the clock."""
    found = promise("2026-03-14 09:45", None, open_=True)
    assert found.kept is None
    assert [found.overdue(at(f"2026-03-14 {clock}")) for clock in ("09:30", "09:45", "10:00")] == [
        timedelta(),
        timedelta(),
        timedelta(minutes=15),
    ]


def test_a_corrected_time_never_goes_back_in_a_feed() -> None:
    """The stamp of an update is the later of its time and the time in its anchor."""
    earlier = update("2026-03-14 09:00", Status.UPDATE, anchor="u-20260314T0916Z")
    later = update("2026-03-14 09:30", Status.UPDATE, anchor="u-20260314T0916Z-2")
    assert (earlier.stamp, later.stamp) == (at("2026-03-14 09:16"), at("2026-03-14 09:30"))


def test_without_any_time_the_day_of_the_id_is_the_start() -> None:
    """A date, not a time: no figure is measured from it."""
    found = incident("2026-03-14-x", stated=Stated(resolved=Moment(at("2026-03-14 11:00"))))
    assert found.started == Moment(at("2026-03-14"), day_only=True)
    assert (found.start_assumed, found.duration, found.state) == (True, None, State.RESOLVED)
