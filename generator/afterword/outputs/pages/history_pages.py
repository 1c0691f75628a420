"""The lists of all incidents: years, a year, a month. None of them knows what time it is."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from afterword.core.history import History, Month
from afterword.outputs.artifact_keys import ids, links
from afterword.outputs.artifacts import Page
from afterword.outputs.listing import ListLine, line
from afterword.outputs.page_context import Making
from afterword.outputs.pages.register import register_page
from afterword.outputs.pages.selections import LONG, Selection, StretchLink, part_pages, shown, stretch
from afterword.outputs.urls import HISTORY, month_url, year_url

MOST_WAYS = 8
"""How many ways in of one kind the first page names: those with most incidents.
Categories and components have a page for all."""
FEW = 25
"""With fewer entries than this, all of them stand on the first page, by year."""
ENOUGH, MOST = 50, 100
"""The first page holds whole months until it has `ENOUGH` incidents.
Of a newest month with more than `MOST` it holds the newest incidents."""


def history_pages(
    history: History, ways: tuple[tuple[str, tuple[Selection, ...]], ...], making: Making
) -> Iterator[Page]:
    """Yield the first page, with the newest incidents, then each year's and each month's, newest first.

    `ways` are other ways in: lists of the history, by what they go by.
    """
    years = tuple(
        stretch(str(year), year_url(year), tuple(incident for month in months for incident in month.incidents), making)
        for year, months in history.years
    )
    months = tuple(_month(month, making) for month in history.months)
    within = {year.url: tuple(month for month in months if month.url.startswith(year.url)) for year in years}
    yield _whole(history, tuple((year, within[year.url]) for year in years), ways, making)
    for year, before, after in _neighbours(years):
        yield _year(year, within[year.url], (before, after), making)
    for month, before, after in _neighbours(months):
        yield from _month_pages(month, years, (before, after), making)


def _whole(
    history: History,
    years: tuple[tuple[StretchLink, tuple[StretchLink, ...]], ...],
    ways: tuple[tuple[str, tuple[Selection, ...]], ...],
    making: Making,
) -> Page:
    whole = stretch(making.say("History"), HISTORY, history.incidents, making)

    def html() -> str:
        all_months = [month for _, months in years for month in months]
        stretches = [year for year, _ in years] if len(history) < FEW else all_months
        listed = list(_listed(stretches, making))
        rest = stretches[len(listed) :]
        return making.render(
            "history.html",
            HISTORY,
            title=whole.name,
            counts=whole.counts,
            since=history.incidents[-1].started.at if len(history) else None,
            few=len(history) < FEW,
            open=tuple(line(incident, making.settings, making.say) for incident in history.open),
            worst_open=max(
                (hit.worst for incident in history.open for hit in incident.harmed),
                key=lambda impact: impact.rank,
                default=None,
            ),
            listed=[part for part in listed if part[1]],
            shown=sum(len(lines) for _, lines, _ in listed),
            earlier=rest[0] if rest else None,
            table=[(year, _by_month(months)) for year, months in years],
            short_months=tuple(making.say.short_month(date(2000, number, 1)) for number in range(1, 13)),
            ways=tuple((name, _commonest(selections), len(selections)) for name, selections in ways if selections),
        )

    described = making.say("Every incident that we reported: %(counts)s.", counts=whole.counts)
    return replace(register_page(HISTORY, whole.name, described, html), changed=history.changed)


def _listed(
    stretches: Sequence[StretchLink], making: Making
) -> Iterator[tuple[StretchLink, tuple[ListLine, ...], int]]:
    """What the first page holds of them, without what stands elsewhere, and how many more there are of each."""
    count = 0
    for part in stretches:
        over = [incident for incident in part.incidents if not incident.is_open]
        if count and count + len(over) > MOST:
            return
        shown = over[:MOST]
        yield part, tuple(line(incident, making.settings, making.say) for incident in shown), len(over) - len(shown)
        count += len(shown)
        if count >= ENOUGH:
            return


def _by_month(months: tuple[StretchLink, ...]) -> tuple[StretchLink | None, ...]:
    by_number = {month.incidents[0].started.at.month: month for month in months}
    return tuple(by_number.get(number) for number in range(1, 13))


def _commonest(selections: tuple[Selection, ...]) -> tuple[Selection, ...]:
    """Those with most incidents, in the order in which they came."""
    kept = sorted(selections, key=lambda selection: -len(selection.incidents))[:MOST_WAYS]
    return tuple(selection for selection in selections if selection in kept)


def _year(
    year: StretchLink,
    months: tuple[StretchLink, ...],
    beside: tuple[StretchLink | None, StretchLink | None],
    making: Making,
) -> Page:
    def html() -> str:
        long = len(year.incidents) > LONG
        listed = [
            (month, [] if long else [line(incident, making.settings, making.say) for incident in month.incidents])
            for month in months
        ]
        return making.render("year.html", year.url, title=year.name, counts=year.counts, months=listed, beside=beside)

    described = making.say("Incidents of %(time)s: %(counts)s.", time=year.name, counts=year.counts)
    page = register_page(year.url, year.name, described, html, year.incidents)
    return replace(page, lists=ids(year.incidents), besides=links(beside))


def _month_pages(
    month: StretchLink,
    years: tuple[StretchLink, ...],
    beside: tuple[StretchLink | None, StretchLink | None],
    making: Making,
) -> Iterator[Page]:
    """Yield the page of a month, and those of its days when there are too many incidents for one page."""
    year = next(year for year in years if month.url.startswith(year.url))
    start = month.incidents[0].started.at
    listed = Selection(
        label=month.name, name="", url=month.url, incidents=month.incidents, period=(start.year, start.month)
    )

    def html() -> str:
        return making.render(
            "month.html",
            month.url,
            title=month.name,
            counts=month.counts,
            year=year,
            shown=shown(listed, making),
            beside=beside,
        )

    described = making.say("Incidents of %(time)s: %(counts)s.", time=month.name, counts=month.counts)
    page = register_page(month.url, month.name, described, html, month.incidents)
    yield replace(page, lists=ids(month.incidents), besides=links(beside))
    yield from part_pages(listed, ((making.say("History"), HISTORY), (year.name, year.url)), making)


def _month(month: Month, making: Making) -> StretchLink:
    name = making.say.month(date(month.year, month.month, 1))
    return stretch(name, month_url(month.year, month.month), month.incidents, making)


def _neighbours(
    stretches: tuple[StretchLink, ...],
) -> Iterator[tuple[StretchLink, StretchLink | None, StretchLink | None]]:
    """Each with the one before it and the one after it in time; the newest stands first."""
    return zip(stretches, (*stretches, None)[1:], (None, *stretches), strict=False)
