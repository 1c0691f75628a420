"""Reported availability of a component, as its page shows it: each figure with its period and its rule.

A period that begins before the record is counted from the day on which the record begins (figures/record.py).
"""

from collections.abc import Sequence
from datetime import date, datetime

from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.core.words import Impact
from afterword.figures.metrics import Declarations, Declared
from afterword.figures.periods import Period, month_before, month_of, twelve_months
from afterword.figures.record import recorded_from
from afterword.outputs.page_context import Making
from afterword.outputs.statistics.statistics_words import percent
from afterword.outputs.translation import Language


@frozen
class Figure:
    """What was declared about a component in one period."""

    name: str
    """`April 2026, up to now`."""
    since: datetime | None
    """Where the count begins, when that is later than the period."""
    found: Declared | None
    """None: no record of this period."""
    percent: str = ""
    """`99.7986 %`; empty when there is nothing to say."""
    weighted: str = ""
    """The weighted minutes: `87`."""


def figures(incidents: Sequence[Incident], component: str, begins: date | None, making: Making) -> tuple[Figure, ...]:
    """The figures of this month, of the last month and of the twelve months of the calendar.

    `incidents` are those that name the component, and `begins` is the first day of the record, if there is one.
    """
    say, this, last = making.say, month_of(making.now), month_before(making.now)
    periods = (
        (say("%(month)s, up to now", month=say.month(this.start)), this),
        (say.month(last.start), last),
        (say("The last twelve months"), twelve_months(making.now)),
    )
    declarations = Declarations(incidents, making.settings.metrics, making.now)
    return tuple(_figure(name, period, declarations, component, begins, say) for name, period in periods)


def _figure(
    name: str, period: Period, declarations: Declarations, component: str, begins: date | None, say: Language
) -> Figure:
    start = recorded_from(period, begins)
    if start is None:
        return Figure(name=name, since=None, found=None)
    declared = declarations.of(component, start, period.end)
    return Figure(
        name=name,
        since=start if start > period.start else None,
        found=declared,
        percent=percent(declared, say),
        weighted=say.tenths(declared.weighted),
    )


def rule(making: Making) -> str:
    """How much a minute of each level counts, in words: `full outage 1, partial outage 0.3, degraded 0`."""
    weights, say = making.settings.metrics.weights, making.say
    return ", ".join(
        f"{say.look_up(impact.label)} {say.numeral(f'{weights[impact]:g}')}" for impact in Impact if impact in weights
    )
