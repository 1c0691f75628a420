"""Day by day: a calendar in which each day with an incident is a link; of the last twelve months, and of each year.

The first page and the one of the running year know what time it is. A past year is the same on any day,
unless one of its incidents is still open.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial

from afterword.core.frozen import frozen
from afterword.core.history import History, newest_change
from afterword.core.model import Incident
from afterword.core.words import Impact
from afterword.figures.record import record_begins
from afterword.outputs.artifact_keys import ids
from afterword.outputs.artifacts import Page
from afterword.outputs.charts.calendar import WEEK, Day, day_by_day
from afterword.outputs.charts.calendar import years as incident_years
from afterword.outputs.page_context import Making
from afterword.outputs.pages.register import register_page
from afterword.outputs.pages.selections import LONG
from afterword.outputs.urls import CALENDAR, days_url, incident_url, month_url


@frozen
class _Shared:
    """What all of these pages use."""

    sizes: Mapping[tuple[int, int], int]
    """By year and month, how many incidents began in it."""
    years: tuple[int, ...]
    """Those in which something began, newest first."""
    begins: date | None
    """The first day of the record."""
    by_year: Mapping[int, Sequence[Incident]]
    """The incidents that began or were going on in a year, in the order of the history."""
    making: Making


def days_pages(history: History, making: Making) -> Iterator[Page]:
    """Yield the last twelve months, then each year in which something began, newest first; without any, nothing."""
    if not len(history):
        return
    say, now = making.say, making.now
    by_year: dict[int, list[Incident]] = defaultdict(list)
    for incident in history:
        for year in incident_years(incident, now):
            by_year[year].append(incident)
    shared = _Shared(
        sizes={(month.year, month.month): len(month.incidents) for month in history.months},
        years=tuple(year for year, _ in history.years),
        begins=record_begins(history, making.settings.metrics),
        by_year=by_year,
        making=making,
    )
    title = say("Day by day")
    about = say("The worst that we reported for each day of the last twelve months.")
    yield register_page(CALENDAR, title, about, partial(_html, CALENDAR, title, now.date(), shared), history)
    for year in shared.years:
        yield _year(year, shared)


def _year(year: int, shared: _Shared) -> Page:
    making, incidents = shared.making, shared.by_year[year]
    title = making.say("%(year)s, day by day", year=year)
    is_over = datetime(year + 1, 1, 1, tzinfo=UTC) <= making.now
    settled = is_over and not any(incident.is_open for incident in incidents)
    return Page(
        url=days_url(year),
        title=title,
        description=making.say("The worst that we reported for each day of %(year)s.", year=year),
        html=partial(_html, days_url(year), title, date(year, 12, 31), shared),
        changed=newest_change(incidents),
        lists=ids(incidents) if settled else None,
        besides=f"{shared.years} {shared.begins}" if settled else "",
    )


def _html(url: str, title: str, last: date, shared: _Shared) -> str:
    making = shared.making
    near = {incident.id: incident for year in (last.year - 1, last.year) for incident in shared.by_year.get(year, ())}
    months = day_by_day(near.values(), shared.begins, last, making.now, making.settings.metrics)
    days = [day for month in months for day in month.days if day.recorded]
    drawn = {day.level for day in days if day.incidents}
    return making.render(
        "days.html",
        url,
        title=title,
        months=[(month, _month_url(month.month, shared.sizes)) for month in months if month.recorded],
        month_name=making.say.month,
        leads_to=partial(_where, sizes=shared.sizes),
        began=sum(month.began for month in months),
        first=min((day.date for day in days), default=None),
        last=max((day.date for day in days), default=None),
        days=len(days),
        reported=sum(bool(day.incidents) for day in days),
        levels=tuple(level for level in Impact if level is not Impact.AFFECTED or level in drawn),
        weekdays=tuple(making.say.weekday(number) for number in range(WEEK)),
        years=tuple((str(year), days_url(year)) for year in shared.years),
        whole=CALENDAR,
    )


def _month_url(month: date, sizes: Mapping[tuple[int, int], int]) -> str:
    """The page of a month; empty when it has none."""
    return month_url(month.year, month.month) if (month.year, month.month) in sizes else ""


def _where(day: Day, sizes: Mapping[tuple[int, int], int]) -> str:
    """The one incident of a day; of several, the day in the list of its month, if one of them stands there."""
    if not day.incidents:
        return ""
    if len(day.incidents) == 1 or not any(incident.started.at.date() == day.date for incident in day.incidents):
        return incident_url(day.incidents[0])
    month, number = (day.date.year, day.date.month), day.date.day
    return f"{month_url(*month)}{number:02}/" if sizes[month] > LONG else f"{month_url(*month)}#day-{number}"
