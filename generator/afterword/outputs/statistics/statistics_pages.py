"""The statistics: the last twelve months, each year, and how to read the figures.

Only the page of the last twelve months and the one of the running year know what time it is. The page of a
past year is the same on any day, unless an incident of that year is still open.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from afterword.core.history import History, Month, newest_change
from afterword.core.incident_parts import GRACE
from afterword.core.model import Incident
from afterword.core.times import minutes
from afterword.core.words import Kind
from afterword.figures.history_figures import HistoryFigures
from afterword.figures.incident_figures import Metric
from afterword.figures.periods import Period, month_before, month_of, twelve_months, year_of
from afterword.figures.spread import MEDIAN_FROM, NINETY_FROM
from afterword.outputs.artifact_keys import ids
from afterword.outputs.artifacts import Heading, Page, SearchEntry
from afterword.outputs.incident.incident_view import IncidentView, PromisedReport
from afterword.outputs.page_context import Making
from afterword.outputs.statistics.statistics_availability import (
    AvailabilityView,
    availability_view,
    customer_rows,
    month_views,
)
from afterword.outputs.statistics.statistics_commitments import (
    Commitments,
    actions_view,
    by_severity,
    commitments,
    standing_actions,
)
from afterword.outputs.statistics.statistics_view import metric_view, months_chart, months_view, severities
from afterword.outputs.statistics.statistics_words import count_words, days_words, length_words, rule_words
from afterword.outputs.urls import HOW_TO_READ, STATISTICS, incident_url, month_url, statistics_url, year_url

FEW = 5
"""With fewer incidents there are no pictures: one table has all their figures."""
MOST_ROWS = 50
"""How many incidents the table of all incidents holds; the others are in the history."""


def statistics_pages(history: History, making: Making) -> Iterator[Page]:
    """Yield the last twelve months, every year in which an incident began, newest first, and how to read them."""
    record = HistoryFigures(history, making.settings, making.now)
    years = [
        (year, months)
        for year, months in history.years
        if any(incident.kind is Kind.INCIDENT for month in months for incident in month.incidents)
    ]
    yield _twelve(record, history, [year for year, _ in years], making)
    for year, months in years:
        yield _year(year, months, record, history, making)
    yield _how_to_read(history, making)


def _twelve(record: HistoryFigures, history: History, years: Sequence[int], making: Making) -> Page:
    say, now, period = making.say, making.now, twelve_months(making.now)
    title = say("Statistics")

    def html() -> str:
        labels = severities(record.figures, record, say)
        return _render(
            record,
            period,
            [
                availability_view(record, month, say.month(month.start), say)
                for month in (month_of(now), month_before(now))
            ],
            making,
            STATISTICS,
            title=title,
            years=[_year_row(year, record, labels) for year in years],
            year_labels=list(labels.values()),
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
        below=partial(_contents, making, record, period, years=bool(years)),
        changed=history.changed,
        search=SearchEntry(title=title, text=say("Time to first public word, promises kept, reported availability.")),
    )


def _year(year: int, months: Sequence[Month], record: HistoryFigures, history: History, making: Making) -> Page:
    say, period, url = making.say, year_of(year), statistics_url(year)
    title = say("Statistics of %(year)s", year=year)
    running = period.end > making.now
    begin, before = (
        bisect_left(history.incidents, True, key=lambda incident: incident.started.at < moment)
        for moment in (period.end, period.start)
    )
    settled = not running and not any(incident.is_open for incident in history.incidents[begin:])
    shown = (*ids(history.incidents[begin:before]), *sorted(record.declarations.reaching(period.start, period.end)))

    def html() -> str:
        return _render(
            record,
            period,
            [availability_view(record, period, str(year), say)],
            making,
            url,
            title=title,
            years=(),
            now=making.now if running else None,
            year=year,
            by_month=month_views(record, period, say),
        )

    return Page(
        url=url,
        title=title,
        description=say(
            "Times, promises and reported availability of %(year)s, by severity, with n and without means.", year=year
        ),
        html=html,
        below=partial(_contents, making, record, period, years=False),
        changed=newest_change(incident for month in months for incident in month.incidents),
        lists=shown if settled else None,
        besides=_of_other_years(record, period) if settled else "",
    )


def _render(
    record: HistoryFigures,
    period: Period,
    availability: Sequence[AvailabilityView | None],
    making: Making,
    url: str,
    *,
    now: datetime | None,
    year: int | None,
    **more: object,
) -> str:
    """The content of a page of figures; `now` is None where it must not know the time."""
    say, found = making.say, record.within(period)
    labels = severities(found, record, say)
    months = months_view(found, period, labels)
    kept = by_severity(found, labels)
    values: dict[str, object] = {
        "by_month": (),
        "found": found,
        "open": sum(figures.is_open for figures in found),
        "left_out": record.left_out(period),
        "period": period,
        "until": min(period.end, record.now),
        "labels": labels,
        "months": months,
        "bars": months_chart(months, labels, say) if found else None,
        "metrics": {metric.name: metric_view(metric, found, labels, record, say) for metric in Metric},
        "kept": kept,
        "totals": commitments(found),
        "overdue_reports": _overdue(kept, now) if now else None,
        "actions": actions_view(record, period, say, now=now),
        "availability": [view for view in availability if view],
        "customers": customer_rows(found, labels),
        "few": len(found) < FEW,
        "every": found[:MOST_ROWS],
        "Metric": Metric,
        "report_of": partial(_report, making=making),
        "length": partial(length_words, say=say),
        "days": partial(days_words, say=say),
        "known": partial(count_words, say=say),
        "month_name": say.month,
        "month_url": lambda at: month_url(at.year, at.month),
        "history_url": year_url(year or period.end.year),
        "incident_url": incident_url,
        "how": HOW_TO_READ,
        "statistics": STATISTICS,
        "has_months": {(figures.started.year, figures.started.month) for figures in found},
    }
    return making.render("statistics.html", url, now=now, year=year, **(values | _rules(making) | more))


def _rules(making: Making) -> dict[str, object]:
    """The numbers by which figures are made."""
    return {
        "rule": rule_words(making.settings.metrics.weights, making.say),
        "target": minutes(making.settings.targets.first_word),
        "grace": minutes(GRACE),
        "median_from": MEDIAN_FROM,
        "ninety_from": NINETY_FROM,
    }


def _of_other_years(record: HistoryFigures, period: Period) -> str:
    """What the page of a year shows of other years, beside their levels in this one."""
    return f"{record.begins} {sorted(record.declarations.components)} {standing_actions(record, period, None)}"


def _report(incident: Incident, making: Making) -> PromisedReport | None:
    """What became of the report of an incident; None: nothing is said about one."""
    return IncidentView(incident, making.settings, None, making.say).report


def _overdue(kept: Sequence[Commitments], now: datetime) -> tuple[Incident, ...]:
    """Incidents whose promised report has not come, though its day is over."""
    missing = (incident for row in kept for incident in row.reports.missing)
    return tuple(incident for incident in missing if incident.postmortem_due and incident.postmortem_due < now.date())


def _year_row(year: int, record: HistoryFigures, labels: dict[str, str]) -> tuple[int, list[int], Commitments]:
    """A year with its number of incidents by severity, and what became of its commitments."""
    found = record.within(year_of(year))
    counts = Counter(figures.severity for figures in found)
    return year, [counts[severity] for severity in labels], commitments(found)


def _contents(making: Making, record: HistoryFigures, period: Period, *, years: bool) -> tuple[Heading, ...]:
    """The parts of a page of figures."""
    say, count = making.say, len(record.within(period))
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
    say = making.say
    title = say("How to read these figures")
    about = say("What each figure means, what it hides, and why there is no average.")
    named = (
        ("all", say("What all of them have in common")),
        ("definitions", say("What each figure means")),
        ("left-out", say("What we leave out")),
        ("availability", say("Reported availability")),
        ("why", say("Why there is no average")),
    )
    return Page(
        url=HOW_TO_READ,
        title=title,
        description=about,
        html=lambda: making.render("how_to_read.html", HOW_TO_READ, title=title, **_rules(making)),
        below=lambda: tuple(Heading(title=words, anchor=anchor) for anchor, words in named),
        changed=history.changed,
        search=SearchEntry(title=title, text=about),
    )
