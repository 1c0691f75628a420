"""Customer-minutes: a second figure beside availability, for incidents that state how many were affected."""

from collections import defaultdict
from collections.abc import Iterable

from afterword.core.frozen import frozen
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
    groups: defaultdict[tuple[str, str], list[Figures]] = defaultdict(list)
    for one in all_figures:
        if one.incident.users and one.hurt and minutes(one.hurt.span) >= 0:
            groups[one.severity, one.incident.users.unit].append(one)
    return tuple(
        CustomerMinutes(
            severity=severity,
            unit=unit,
            total=sum(
                minutes(one.hurt.span) * one.incident.users.affected for one in group if one.hurt and one.incident.users
            ),
            incidents=len(group),
            about=any(
                (one.hurt and one.hurt.about) or (one.incident.users and one.incident.users.estimate) for one in group
            ),
        )
        for (severity, unit), group in groups.items()
    )
