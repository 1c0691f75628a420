"""Charts, tables and sentences of a page of statistics."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from afterword.core.frozen import frozen
from afterword.core.times import minutes
from afterword.figures.history_figures import HistoryFigures
from afterword.figures.incident_figures import Figures, Metric
from afterword.figures.periods import Period
from afterword.figures.spread import Spread, spread
from afterword.outputs.charts.bars import BarChart, bar_chart
from afterword.outputs.charts.dots import DotInput, DotPlot, Point, dot_plot
from afterword.outputs.statistics.statistics_words import length_words
from afterword.outputs.translation import Language

MOST_TITLES = 40
"""A picture with more dots has no words on them: the table has them."""
MonthCounts = tuple[datetime, tuple[int, ...]]
"""The start of a month, and how many incidents of each severity began in it."""


@frozen
class SpreadRow:
    """A row of the table under a picture."""

    name: str
    spread: Spread
    about: str
    """The picture in words."""
    within: str
    """How many met the target, of those known; empty without a target."""


@frozen
class MetricView:
    """A metric: its picture, its table, and what it leaves out."""

    plot: DotPlot | None
    """None: nothing is known."""
    rows: tuple[SpreadRow, ...]
    known: int
    met: int
    """How many met the target."""
    of: int
    still_open: int
    """Of those left out: open, so that the end has not come."""

    @property
    def not_known(self) -> int:
        """Of those left out: not stated."""
        return self.of - self.known - self.still_open

    @property
    def has_median(self) -> bool:
        """Whether a row has enough for one."""
        return any(row.spread.median for row in self.rows)

    @property
    def has_ninety(self) -> bool:
        """Whether a row has enough to say it."""
        return any(row.spread.ninety for row in self.rows)


def severities(found: Iterable[Figures], record: HistoryFigures, say: Language) -> dict[str, str]:
    """Labels of the severities among `found`, by id: in the order of the settings, what is not classified last."""
    used = {figures.severity for figures in found}
    labels = {severity.id: severity.label for severity in record.settings.severities if severity.id in used}
    return labels | ({"": say("Not classified")} if "" in used else {})


def metric_view(
    metric: Metric, found: Sequence[Figures], labels: Mapping[str, str], record: HistoryFigures, say: Language
) -> MetricView:
    """The picture and the table of one metric over the incidents of a period."""
    here = [figures for figures in found if figures.counts_for(metric)]
    missing = [figures for figures in here if figures.lengths[metric] is None]
    target = record.settings.targets.first_word if metric is Metric.FIRST_WORD else None
    lines, rows = [], []
    for severity, label in labels.items():
        if mine := [figures for figures in here if figures.severity == severity]:
            together = spread(figures.lengths[metric] for figures in mine)
            points = _points(mine, metric, say, titled=len(here) - len(missing) <= MOST_TITLES)
            lines.append(DotInput(points=points, median=together.median, ninety=together.ninety))
            rows.append(_spread_row(label, together, target, say))
    plot = None
    if len(missing) < len(here):
        named = (target, say("%(minutes)s min: our target", minutes=minutes(target))) if target else None
        plot = dot_plot(
            lines, long=metric in {Metric.MITIGATE, Metric.RESOLVE}, before=say("before"), target=named, say=say
        )
    return MetricView(
        plot=plot,
        rows=tuple(rows),
        known=len(here) - len(missing),
        met=sum(length.span <= target for figures in here if target and (length := figures.lengths[metric])),
        of=len(here),
        still_open=sum(figures.is_open for figures in missing),
    )


def _points(mine: Iterable[Figures], metric: Metric, say: Language, *, titled: bool) -> tuple[Point, ...]:
    points = []
    for figures in mine:
        if length := figures.lengths[metric]:
            title = f"{figures.started:%Y-%m-%d} {figures.incident.title}: {length_words(length, say)}"
            points.append(Point(length=length, title=title if titled else ""))
    return tuple(points)


def _spread_row(label: str, together: Spread, target: timedelta | None, say: Language) -> SpreadRow:
    within = ""
    if target:
        met = sum(length.span <= target for length in together.lengths)
        within = say("%(n)s of %(all)s", n=say.number(met), all=say.number(together.n))
    return SpreadRow(name=label, spread=together, about=_in_words(together, say), within=within)


def _in_words(together: Spread, say: Language) -> str:
    if not together.lengths:
        return say("No dot: nothing is known.")
    first, last = (length_words(together.lengths[place], say) for place in (0, -1))
    return say.count(
        "One dot, at %(first)s", "%(num)s dots, from %(first)s to %(last)s", together.n, first=first, last=last
    )


def months_view(found: Iterable[Figures], period: Period, labels: Mapping[str, str]) -> tuple[MonthCounts, ...]:
    """How many of each severity began in each month, oldest first."""
    counts = Counter((figures.started.year, figures.started.month, figures.severity) for figures in found)
    starts = (month.start for month in period.months)
    return tuple((at, tuple(counts[at.year, at.month, severity] for severity in labels)) for at in starts)


def months_chart(months: Sequence[MonthCounts], labels: Mapping[str, str], say: Language) -> BarChart:
    """The bars of the months."""
    lines = [(label, [counts[place] for _, counts in months]) for place, label in enumerate(labels.values())]
    return bar_chart(lines, [(say.short_month(start), start.year) for start, _ in months])
