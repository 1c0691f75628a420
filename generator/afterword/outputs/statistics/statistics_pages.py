"""The statistics: the last twelve months, each year, and how to read the figures.

Only the page of the last twelve months and the one of the running year know what time it is. The page of a
past year is the same on any day, unless an incident of that year is still open.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime

from afterword.core.frozen import frozen
from afterword.core.history import History, Month, newest_change
from afterword.core.incident_parts import GRACE
from afterword.core.lengths import Length
from afterword.core.model import Incident
from afterword.core.times import minutes
from afterword.core.words import Kind
from afterword.figures.history_figures import HistoryFigures
from afterword.figures.incident_figures import Figures, Metric
from afterword.figures.periods import Period, month_before, month_of, twelve_months, year_of
from afterword.figures.spread import MEDIAN_FROM, NINETY_FROM
from afterword.outputs.artifacts import Heading, Page, SearchEntry
from afterword.outputs.incident.incident_view import IncidentView, PromisedReport
from afterword.outputs.list_keys import ids
from afterword.outputs.page_context import TITLE, Making
from afterword.outputs.statistics.statistics_availability import (
    AvailabilityView,
    availability_view,
    customer_rows,
    month_views,
)
from afterword.outputs.statistics.statistics_commitments import KeptRow, Totals, actions_view, kept_rows, totals
from afterword.outputs.statistics.statistics_view import Severities, metric_view, months_chart, months_view, severities
from afterword.outputs.statistics.statistics_words import length_words, month_name, rule_words
from afterword.outputs.urls import HOW_TO_READ, STATISTICS, incident_url, month_url, statistics_url, year_url

FEW = 5
"""With fewer incidents there are no pictures: one table has all their figures."""
MOST_ROWS = 50
"""How many incidents the table of all incidents holds; the others are in the history."""


@frozen
class EveryRow:
    """An incident in the table of all incidents."""

    figures: Figures
    url: str
    severity: str
    report: PromisedReport | None
    """What became of its report; None: nothing is said about one."""


@frozen
class YearFigures:
    """A year in the table of years."""

    year: int
    url: str
    counts: tuple[int, ...]
    """By severity."""
    totals: Totals


def statistics_pages(history: History, making: Making) -> Iterator[Page]:
    """Yield the last twelve months, every year in which an incident began, newest first, and how to read them."""
    record = HistoryFigures(history, making.settings, making.now)
    years = tuple(
        (year, months)
        for year, months in history.years
        if any(i.kind is Kind.INCIDENT for m in months for i in m.incidents)
    )
    yield _twelve(record, history, tuple(year for year, _ in years), making)
    for year, months in years:
        yield _year(year, months, record, history, making)
    yield _how_to_read(history, making)


def _twelve(record: HistoryFigures, history: History, years: Sequence[int], making: Making) -> Page:
    title, say, now, period = making.say("Statistics"), making.say, making.now, twelve_months(making.now)

    def html() -> str:
        months = [(each, month_name(each.start, say)) for each in (month_of(now), month_before(now))]
        views = [view for each, name in months if (view := availability_view(record, each, name, say))]
        shown = severities(record.figures, record, say)
        rows = tuple(_year_row(year, record, shown) for year in years)
        return _render(
            record,
            period,
            views,
            making,
            STATISTICS,
            title=title,
            years=rows,
            year_severities=shown,
            now=now,
            year=None,
        )

    return Page(
        url=STATISTICS,
        title=title,
        description=say(
            "Times, promises and reported availability of the last twelve months, "
            "by severity, with n and without means."
        ),
        html=html,
        toc=(
            Heading(
                title=title, anchor=TITLE, children=_contents(making, len(record.within(period)), years=bool(years))
            ),
        ),
        changed=history.changed,
        search=SearchEntry(title=title, text=say("Time to first public word, promises kept, reported availability.")),
    )


def _year(year: int, months: Sequence[Month], record: HistoryFigures, history: History, making: Making) -> Page:
    title, say, period, url = (
        making.say("Statistics of %(year)s", year=year),
        making.say,
        year_of(year),
        statistics_url(year),
    )
    running = period.end > making.now
    until = history.incidents[
        bisect_left(history.incidents, True, key=lambda incident: incident.started.at < period.end) :
    ]
    settled = not running and not any(incident.is_open for incident in until)

    def html() -> str:
        views = [view for view in (availability_view(record, period, str(year), say),) if view]
        now = making.now if running else None
        by_month = month_views(record, period, say)
        return _render(record, period, views, making, url, title=title, years=(), now=now, year=year, by_month=by_month)

    return Page(
        url=url,
        title=title,
        description=say(
            "Times, promises and reported availability of %(year)s, by severity, with n and without means.", year=year
        ),
        html=html,
        toc=(Heading(title=title, anchor=TITLE, children=_contents(making, len(record.within(period)), years=False)),),
        changed=newest_change(incident for month in months for incident in month.incidents),
        search=None,
        lists=ids(until) if settled else None,
    )


def _render(
    record: HistoryFigures,
    period: Period,
    availability: Sequence[AvailabilityView],
    making: Making,
    url: str,
    *,
    now: datetime | None,
    year: int | None,
    **more: object,
) -> str:
    """The content of a page of figures; `now` is None where it must not know the time."""
    say, found = making.say, record.within(period)
    shown = severities(found, record, say)
    months = months_view(found, period, shown)
    rows = kept_rows(found, shown)
    values: dict[str, object] = {
        "by_month": (),
        "year_severities": shown,
        "found": found,
        "open": sum(each.is_open for each in found),
        "left_out": record.left_out(period),
        "period": period,
        "until": min(period.end, record.now),
        "severities": shown.names,
        "months": months,
        "bars": months_chart(months, shown, say) if found else None,
        "metrics": {metric.name: metric_view(metric, found, shown, record, say) for metric in Metric},
        "kept": rows,
        "totals": totals(rows),
        "overdue_reports": _overdue(rows, now) if now else None,
        "actions": actions_view(record, period, say, now=now),
        "availability": availability,
        "customers": customer_rows(found, shown),
        "rule": rule_words(record.settings.metrics.weights, say),
        "few": len(found) < FEW,
        "every": tuple(_every(each, shown, making) for each in found[:MOST_ROWS]),
        "Metric": Metric,
        "length": lambda length: length_words(length, say),
        "days": lambda length: _days(length, making),
        "month_name": lambda at: month_name(at, say),
        "month_url": lambda at: month_url(at.year, at.month),
        "history_url": year_url(year) if year else year_url(period.end.year),
        "incident_url": incident_url,
        "how": HOW_TO_READ,
        "statistics": STATISTICS,
        "median_from": MEDIAN_FROM,
        "ninety_from": NINETY_FROM,
        "grace": minutes(GRACE),
        "target": minutes(record.settings.targets.first_word),
        "has_months": {(each.started.year, each.started.month) for each in found},
    }
    return making.render("statistics.html", url, now=now, year=year, **(values | more))


def _every(each: Figures, shown: Severities, making: Making) -> EveryRow:
    report = IncidentView(each.incident, making.settings, None, making.say).report
    return EveryRow(figures=each, url=incident_url(each.incident), severity=shown.label(each.severity), report=report)


def _overdue(rows: Sequence[KeptRow], now: datetime) -> tuple[Incident, ...]:
    """Incidents whose promised report has not come, though its day is over."""
    missing = (incident for row in rows for incident in row.reports.missing)
    return tuple(incident for incident in missing if incident.postmortem_due and incident.postmortem_due < now.date())


def _days(length: Length, making: Making) -> str:
    """A number of days, and half ones where a median lies between two."""
    half, whole = length.span.days * 2 + length.span.seconds // 43_200, length.span.days
    return (
        making.say.count("%(num)s day", "%(num)s days", whole)
        if half % 2 == 0
        else making.say("%(n)s days", n=making.say.numeral(f"{half / 2:,.1f}"))
    )


def _year_row(year: int, record: HistoryFigures, shown: Severities) -> YearFigures:
    found = record.within(year_of(year))
    return YearFigures(
        year=year,
        url=statistics_url(year),
        counts=tuple(sum(each.severity == severity for each in found) for severity, _ in shown.names),
        totals=totals(kept_rows(found, shown)),
    )


def _contents(making: Making, count: int, *, years: bool) -> tuple[Heading, ...]:
    """The parts of a page; `count`: how many incidents began in its time."""
    say = making.say
    named = [("read", say("How to read this page"))]
    every = [("every", say("Every incident"))]
    if 0 < count < FEW:
        named += every
    elif count:
        named += [
            (Metric.FIRST_WORD.value, say("Time to first public word")),
            (Metric.DETECT.value, say("Time to detect")),
            (Metric.MITIGATE.value, say("Time to mitigate")),
            (Metric.RESOLVE.value, say("Time to resolve")),
            ("months", say("Incidents per month")),
            ("promises", say("Promises")),
        ]
    if years or count:
        named += [("actions", say("Action items")), ("availability", say("Reported availability"))]
    named += every if count >= FEW else []
    named += [("years", say("Year by year"))] if years else []
    return tuple(Heading(title=title, anchor=anchor) for anchor, title in named)


def _how_to_read(history: History, making: Making) -> Page:
    title, say = making.say("How to read these figures"), making.say

    def html() -> str:
        settings = making.settings
        return making.render(
            "how_to_read.html",
            HOW_TO_READ,
            title=title,
            rule=rule_words(settings.metrics.weights, say),
            target=minutes(settings.targets.first_word),
            grace=minutes(GRACE),
            median_from=MEDIAN_FROM,
            ninety_from=NINETY_FROM,
        )

    named = [
        ("all", say("What all of them have in common")),
        ("definitions", say("What each figure means")),
        ("left-out", say("What we leave out")),
        ("availability", say("Reported availability")),
        ("why", say("Why there is no average")),
    ]
    return Page(
        url=HOW_TO_READ,
        title=title,
        description=say("What each figure means, what it hides, and why there is no average."),
        html=html,
        toc=(
            Heading(
                title=title,
                anchor=TITLE,
                children=tuple(Heading(title=words, anchor=anchor) for anchor, words in named),
            ),
        ),
        changed=history.changed,
        search=SearchEntry(
            title=title, text=say("What each figure means, what it hides, and why there is no average.")
        ),
    )
