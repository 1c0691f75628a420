"""Customer-minutes: a second view beside reported availability, where it is stated how many were affected."""

from collections import defaultdict
from collections.abc import Iterable

from afterword.core.frozen import frozen
from afterword.core.times import minutes
from afterword.figures.incident_figures import Figures


@frozen
class CustomerMinutes:
    """Minutes times affected, added up over the incidents of one severity that count the same thing."""

    severity: str
    unit: str
    """What was counted: `customers`. Different units are never added."""
    total: int
    incidents: int
    about: bool
    """A number or a time among them is an estimate."""


def customer_minutes(found: Iterable[Figures]) -> tuple[CustomerMinutes, ...]:
    """One sum for each severity and unit, in the order in which they occur. Minutes run until the effects had stopped."""
    groups: defaultdict[tuple[str, str], list[Figures]] = defaultdict(list)
    for each in found:
        if each.incident.users and each.hurt and minutes(each.hurt.span) >= 0:
            groups[each.severity, each.incident.users.unit].append(each)
    return tuple(
        CustomerMinutes(
            severity=severity,
            unit=unit,
            total=sum(minutes(each.hurt.span) * each.incident.users.affected for each in group if each.hurt and each.incident.users),
            incidents=len(group),
            about=any((each.hurt and each.hurt.about) or (each.incident.users and each.incident.users.estimate) for each in group),
        )
        for (severity, unit), group in groups.items()
    )
