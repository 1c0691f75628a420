"""The calendar as a page shows it: the layout, with the names and addresses of its months."""

from collections.abc import Iterable
from datetime import date

from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.outputs.charts.calendar import Calendar, DayMonth, calendar
from afterword.outputs.page_context import Making
from afterword.outputs.urls import month_url


@frozen
class CalendarMonth:
    """A row with its words."""

    row: DayMonth
    name: str
    """`April 2026`."""
    short: str
    """`Apr`, for narrow windows."""
    url: str
    """The page of the month; empty when it has none."""
    words: str
    """How many incidents began in it."""
    number: str
    """The same for narrow windows."""


@frozen
class CalendarView:
    """What the template of the calendar needs."""

    months: tuple[CalendarMonth, ...]
    layout: Calendar
    named: int = 30
    """How many incidents behind others are named; the months have all."""


def calendar_view(
    incidents: Iterable[Incident], begins: date | None, pages: frozenset[str], making: Making, component: str = ""
) -> CalendarView:
    """The calendar of all components or of one.

    `begins` is the first day of the record, and `pages` are the addresses of the months that have a page.
    """
    layout = calendar(incidents, begins, making.now, making.settings.metrics, component)
    return CalendarView(months=tuple(_month(row, pages, making) for row in layout.rows), layout=layout)


def _month(row: DayMonth, pages: frozenset[str], making: Making) -> CalendarMonth:
    say, url = making.say, month_url(row.month.year, row.month.month)
    if row.recorded:
        words = say.count("%(num)s incident", "%(num)s incidents", row.began) if row.began else say("no incidents")
        number = say.number(row.began)
    else:
        words, number = say("no record"), "–"
    return CalendarMonth(
        row=row,
        name=say.month(row.month),
        short=say.short_month(row.month),
        url=url if url in pages else "",
        words=words,
        number=number,
    )
