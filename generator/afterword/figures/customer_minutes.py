"""Customer-minutes: a second figure beside availability, for incidents that state how many were affected."""

from collections import defaultdict
from collections.abc import Iterable

from afterword.core.frozen import frozen
from afterword.core.incident_parts import Users
from afterword.core.lengths import Length
from afterword.core.times import minutes
from afterword.figures.incident_figures import Figures


@frozen
class CustomerMinutes:
    """Minutes times affected users, summed over the incidents of one severity and unit."""

    severity: str
    unit: str
    """The unit of the count, e.g. `customers`. Different units are never added."""
    total: int
    incidents: int
    about: bool
    """True when a count or a time is approximate."""


def customer_minutes(all_figures: Iterable[Figures]) -> tuple[CustomerMinutes, ...]:
    """One sum for each severity and unit, in order of first occurrence. Minutes count until the effects ended."""
    groups = defaultdict[tuple[str, str], list[tuple[Length, Users]]](list)
    for figures in all_figures:
        hurt, users = figures.hurt, figures.incident.users
        if users and hurt and minutes(hurt.span) >= 0:
            groups[figures.severity, users.unit].append((hurt, users))
    return tuple(
        CustomerMinutes(
            severity=severity,
            unit=unit,
            total=sum(minutes(hurt.span) * users.affected for hurt, users in group),
            incidents=len(group),
            about=any(hurt.about or users.estimate for hurt, users in group),
        )
        for (severity, unit), group in groups.items()
    )
