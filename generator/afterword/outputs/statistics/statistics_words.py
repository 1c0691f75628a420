"""Figures of the statistics in words."""

from datetime import datetime
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


def count_words(spread: Spread, say: Language) -> str:
    """`17`, or `14 of 17` when some are not known."""
    return (
        say.number(spread.n)
        if spread.n == spread.of
        else say("%(n)s of %(all)s", n=say.number(spread.n), all=say.number(spread.of))
    )


def month_name(at: datetime, say: Language) -> str:
    """`March 2026`."""
    return say.month(at)


def percent(declared: Declared, say: Language) -> str:
    """Reported availability: `99.8259 %`, `100 %`; empty for a period that has not begun.

    Two decimals beyond what a minute of the period is worth, at most four, and rounded down: what was not
    whole is never shown as whole.
    """
    found, minutes = declared.availability, declared.length.total_seconds() / 60
    if found is None:
        return ""
    if not declared.weighted:
        return say("%(number)s\N{NO-BREAK SPACE}%%", number="100")
    decimals = max(min(floor(log10(minutes / 100)) + 2, _MOST_DECIMALS), 0)
    exact = Decimal(str(round(found, 9)))
    shown = say.numeral(str(exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_FLOOR)))
    return say("%(number)s\N{NO-BREAK SPACE}%%", number=shown)


def rule_words(weights: dict[Impact, float], say: Language) -> str:
    """The rule of reported availability: `full outage counts 1, partial outage 0.3, degraded 0`."""
    levels = [(impact, weights.get(impact, 0.0)) for impact in Impact if impact not in _NOT_LEVELS]
    named = [f"{say.look_up(impact.label)} {say.numeral(f'{weight:g}')}" for impact, weight in levels[1:]]
    return ", ".join(
        [
            say(
                "%(level)s counts %(weight)s",
                level=say.look_up(levels[0][0].label),
                weight=say.numeral(f"{levels[0][1]:g}"),
            ),
            *named,
        ]
    )
