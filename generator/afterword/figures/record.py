"""Where the record begins: of what was before, nobody knows anything, so nothing is counted and no day has a square."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from afterword.core.model import Incident
from afterword.core.settings import Metrics
from afterword.figures.periods import Period


def record_begins(incidents: Iterable[Incident], metrics: Metrics) -> date | None:
    """The first day of the record: of the first start or public word that was not written down afterwards.

    None without a record. Every page gets the day from here.
    """
    kept = (i for i in incidents if not (i.draft or i.backfilled or (i.sample and not metrics.include_samples)))
    return min((min(i.started.at, i.announced.at if i.announced else i.started.at).date() for i in kept), default=None)


def recorded_from(period: Period, begins: date | None) -> datetime | None:
    """The first minute of a period that is in the record which begins on a day; None without one."""
    if begins is None:
        return None
    start = max(period.start, datetime.combine(begins, time(), UTC))
    return start if start < period.end else None
