"""Charts, tables and sentences of a page of statistics."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from afterword.core.frozen import frozen
from afterword.core.times import minutes
from afterword.figures.history_figures import HistoryFigures
from afterword.figures.incident_figures import Figures, Metric
from afterword.figures.periods import Period
from afterword.figures.spread import Spread, spread
from afterword.outputs.charts.bars import BarChart, bar_chart
from afterword.outputs.charts.dots import DotInput, DotPlot, Point, dot_plot
from afterword.outputs.statistics.statistics_words import count_words, length_words
from afterword.outputs.translation import Language

MOST_TITLES = 40
"""A picture with more dots has no words on them: the table has them."""


@frozen
class Severities:
    """The severities that occur, in the order of the settings, with what is not classified last."""

    names: tuple[tuple[str, str], ...]
    """Id and label."""

    def label(self, severity: str) -> str:
        """The label of one of them."""
        return dict(self.names)[severity]


@frozen
class SpreadRow:
    """A row of the table under a picture."""

    name: str
    n: str
    median: str
    """Empty: too few."""
    ninety: str
    """Empty: too few."""
    longest: str
    """Empty: none is known."""
    about: str
    """The picture in words."""
    within: str
    """How many met the target, of those known; empty without a target."""


@frozen
class MetricView:
    """A metric: its picture, its table, and what it leaves out."""

    anchor: str
    plot: DotPlot | None
    """None: nothing is known."""
    rows: tuple[SpreadRow, ...]
    known: int
    met: int
    """How many met the target."""
    of: int
    still_open: int
    """Of those left out: open, so that the end has not come."""
    not_known: int

    @property
    def has_median(self) -> bool:
        """Whether a row has enough for one."""
        return any(row.median for row in self.rows)

    @property
    def has_ninety(self) -> bool:
        """Whether a row has enough to say it."""
        return any(row.ninety for row in self.rows)


@frozen
class MonthView:
    """The counts of a month, in the order of the severities."""

    start: datetime
    counts: tuple[int, ...]


def severities(found: Iterable[Figures], record: HistoryFigures, say: Language) -> Severities:
    """The severities among `found`."""
    used = {each.severity for each in found}
    names = [(severity.id, severity.label) for severity in record.settings.severities if severity.id in used]
    return Severities(names=(*names, *([("", say("Not classified"))] if "" in used else [])))


def metric_view(
    metric: Metric, found: Sequence[Figures], known_as: Severities, record: HistoryFigures, say: Language
) -> MetricView:
    """The picture and the table of one metric over the incidents of a period."""
    here = [each for each in found if each.counts_for(metric)]
    target = record.settings.targets.first_word if metric is Metric.FIRST_WORD else None
    titled = sum(each.lengths[metric] is not None for each in here) <= MOST_TITLES
    lines, rows = [], []
    for severity, label in known_as.names:
        mine = [each for each in here if each.severity == severity]
        if not mine:
            continue
        together = spread(each.lengths[metric] for each in mine)
        lines.append(_line(together, mine, metric, say, titled=titled))
        rows.append(_spread_row(label, together, target, say))
    missing = [each for each in here if each.lengths[metric] is None]
    still_open = sum(each.is_open for each in missing)
    plot = None
    if len(missing) < len(here):
        named = (target, say("%(minutes)s min: our target", minutes=minutes(target))) if target else None
        plot = dot_plot(
            lines, long=metric in {Metric.MITIGATE, Metric.RESOLVE}, before=say("before"), target=named, say=say
        )
    return MetricView(
        anchor=metric.value,
        plot=plot,
        rows=tuple(rows),
        known=len(here) - len(missing),
        met=sum(length.span <= target for each in here if target and (length := each.lengths[metric])),
        of=len(here),
        still_open=still_open,
        not_known=len(missing) - still_open,
    )


def _line(together: Spread, mine: Iterable[Figures], metric: Metric, say: Language, *, titled: bool) -> DotInput:
    points = tuple(
        Point(
            length=length,
            title=f"{each.started:%Y-%m-%d} {each.incident.title}: {length_words(length, say)}" if titled else "",
        )
        for each in mine
        if (length := each.lengths[metric])
    )
    return DotInput(points=points, median=together.median, ninety=together.ninety)


def _spread_row(label: str, together: Spread, target: timedelta | None, say: Language) -> SpreadRow:
    met = sum(length.span <= target for length in together.lengths) if target else 0
    return SpreadRow(
        name=label,
        n=count_words(together, say),
        median=length_words(together.median, say) if together.median else "",
        ninety=length_words(together.ninety, say) if together.ninety else "",
        longest=length_words(together.lengths[-1], say) if together.lengths else "",
        about=_in_words(together, say),
        within=say("%(n)s of %(all)s", n=say.number(met), all=say.number(together.n)) if target else "",
    )


def _in_words(together: Spread, say: Language) -> str:
    if not together.lengths:
        return say("No dot: nothing is known.")
    first, last = (length_words(together.lengths[place], say) for place in (0, -1))
    return say.count(
        "One dot, at %(first)s", "%(num)s dots, from %(first)s to %(last)s", together.n, first=first, last=last
    )


def months_view(found: Iterable[Figures], period: Period, known_as: Severities) -> tuple[MonthView, ...]:
    """How many of each severity began in each month, oldest first."""
    counts = Counter((each.started.year, each.started.month, each.severity) for each in found)
    return tuple(
        MonthView(
            start=month.start,
            counts=tuple(counts[month.start.year, month.start.month, severity] for severity, _ in known_as.names),
        )
        for month in period.months
    )


def months_chart(months: Sequence[MonthView], known_as: Severities, say: Language) -> BarChart:
    """The bars of the months."""
    lines = [(label, [month.counts[place] for month in months]) for place, (_, label) in enumerate(known_as.names)]
    return bar_chart(lines, [(short_month(month.start, say), month.start.year) for month in months])


def short_month(at: date, say: Language) -> str:
    """`Mar`."""
    return say.short_month(at)
