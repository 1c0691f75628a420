"""Figures of the statistics in words."""

from decimal import ROUND_FLOOR, Decimal
from math import floor, log10

from afterword.core.lengths import Length
from afterword.core.words import Impact
from afterword.figures.metrics import Declared
from afterword.figures.spread import Spread
from afterword.outputs.translation import Language

_MOST_DECIMALS = 4
_NOT_LEVELS = (Impact.MAINTENANCE, Impact.AFFECTED)


def length_words(length: Length, say: Language) -> str:
    """`47 min`, `about 2 h 5 min`, `12 min before it began`: it stays on one line."""
    span = say.span(abs(length.span)).replace(" ", "\N{NO-BREAK SPACE}")
    words = say("%(span)s before it began", span=span) if length.span.days < 0 else span
    return say("about %(span)s", span=words) if length.about else words


def days_words(length: Length, say: Language) -> str:
    """`12 days`, and half ones where a median lies between two: `12.5 days`."""
    half_days = length.span.days * 2 + length.span.seconds // 43_200
    if half_days % 2 == 0:
        return say.count("%(num)s day", "%(num)s days", length.span.days)
    return say("%(n)s days", n=say.numeral(f"{half_days / 2:,.1f}"))


def count_words(spread: Spread, say: Language) -> str:
    """`17`, or `14 of 17` when some are not known."""
    known = say.number(spread.n)
    return known if spread.n == spread.of else say("%(n)s of %(all)s", n=known, all=say.number(spread.of))


def percent(declared: Declared, say: Language) -> str:
    """Reported availability: `99.8259 %`, `100 %`, `at most 100 %`; empty for a period that has not begun.

    Two decimals beyond what a minute of the period is worth, at most four, and rounded down: what was not
    whole is never shown as whole.
    """
    if declared.availability is None:
        return ""
    shown = "100"
    if declared.weighted:
        decimals = max(min(floor(log10(declared.length.total_seconds() / 6000)) + 2, _MOST_DECIMALS), 0)
        exact = Decimal(str(round(declared.availability, 9)))
        shown = say.numeral(str(exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_FLOOR)))
    percentage = say("%(number)s\N{NO-BREAK SPACE}%%", number=shown)
    return say("at most %(percentage)s", percentage=percentage) if declared.at_most else percentage


def rule_words(weights: dict[Impact, float], say: Language) -> str:
    """The rule of reported availability: `full outage counts 1, partial outage 0.3, degraded 0`."""
    (level, weight), *others = (
        (say.look_up(impact.label), say.numeral(f"{weights.get(impact, 0.0):g}"))
        for impact in Impact
        if impact not in _NOT_LEVELS
    )
    return ", ".join([say("%(level)s counts %(weight)s", level=level, weight=weight), *map(" ".join, others)])
