"""Day by day: a calendar in which each day with an incident is a link; of the last twelve months, and of each year.

The first page and the one of the running year know what time it is. A past year is the same on any day,
unless one of its incidents is still open.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial

from afterword.core.history import History, newest_change
from afterword.core.words import Impact
from afterword.outputs.artifact_keys import ids
from afterword.outputs.artifacts import Page
from afterword.outputs.charts.calendar import WEEK, Day, day_by_day, record_begins
from afterword.outputs.page_context import Making
from afterword.outputs.pages.register import register_page
from afterword.outputs.pages.selections import LONG
from afterword.outputs.urls import CALENDAR, days_url, incident_url, month_url


def days_pages(history: History, making: Making) -> Iterator[Page]:
    """Yield the last twelve months, then each year in which something began, newest first; without any, nothing."""
    if not len(history):
        return
    say, now = making.say, making.now
    years = tuple(year for year, _ in history.years)
    title = say("Day by day")
    about = say("The worst that we reported for each day of the last twelve months.")
    html = partial(_html, history, CALENDAR, title, now.date(), years, making)
    yield register_page(CALENDAR, title, about, html, history)
    for year in years:
        yield _year(history, year, years, making)


def _year(history: History, year: int, years: tuple[int, ...], making: Making) -> Page:
    title = making.say("%(year)s, day by day", year=year)
    end = datetime(year + 1, 1, 1, tzinfo=UTC)
    until = history.incidents[bisect_left(history.incidents, True, key=lambda incident: incident.started.at < end) :]
    settled = end <= making.now and not any(incident.is_open for incident in until)
    return Page(
        url=days_url(year),
        title=title,
        description=making.say("The worst that we reported for each day of %(year)s.", year=year),
        html=partial(_html, history, days_url(year), title, date(year, 12, 31), years, making),
        changed=newest_change(until),
        lists=ids(until) if settled else None,
        besides=f"{years} {record_begins(history, making.settings.metrics)}" if settled else "",
    )


def _html(history: History, url: str, title: str, last: date, years: tuple[int, ...], making: Making) -> str:
    begins = record_begins(history, making.settings.metrics)
    months = day_by_day(history, begins, last, making.now, making.settings.metrics)
    sizes = {(month.year, month.month): len(month.incidents) for month in history.months}
    days = [day for month in months for day in month.days if day.recorded]
    drawn = {day.level for day in days if day.incidents}
    return making.render(
        "days.html",
        url,
        title=title,
        months=[(month, _month_url(month.month, sizes)) for month in months if month.recorded],
        month_name=making.say.month,
        leads_to=partial(_where, sizes=sizes),
        began=sum(month.began for month in months),
        first=min((day.date for day in days), default=None),
        last=max((day.date for day in days), default=None),
        days=len(days),
        reported=sum(bool(day.incidents) for day in days),
        levels=tuple(level for level in Impact if level is not Impact.AFFECTED or level in drawn),
        weekdays=tuple(making.say.weekday(number) for number in range(WEEK)),
        years=tuple((str(year), days_url(year)) for year in years),
        whole=CALENDAR,
    )


def _month_url(month: date, sizes: dict[tuple[int, int], int]) -> str:
    """The page of a month; empty when it has none."""
    return month_url(month.year, month.month) if (month.year, month.month) in sizes else ""


def _where(day: Day, sizes: dict[tuple[int, int], int]) -> str:
    """The one incident of a day; of several, the day in the list of its month, if one of them stands there."""
    if not day.incidents:
        return ""
    if len(day.incidents) == 1 or not any(incident.started.at.date() == day.date for incident in day.incidents):
        return incident_url(day.incidents[0])
    month, number = (day.date.year, day.date.month), day.date.day
    return f"{month_url(*month)}{number:02}/" if sizes[month] > LONG else f"{month_url(*month)}#day-{number}"
