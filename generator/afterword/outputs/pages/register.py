"""Shared by the registers: their first page, and a page for each year of a long list."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TypeVar

from afterword.core.model import Incident
from afterword.outputs.artifact_keys import ids, links
from afterword.outputs.artifacts import Page, SearchEntry
from afterword.outputs.page_context import Making
from afterword.outputs.yearly_list import Shelf, Year

_Entry = TypeVar("_Entry")


def register_page(
    url: str, title: str, about: str, html: Callable[[], str], incidents: Iterable[Incident] = ()
) -> Page:
    """Return a page of the navigation; `incidents` are those that it tells of."""
    return Page(
        url=url,
        title=title,
        description=about,
        html=html,
        changed=max((incident.changed for incident in incidents), default=None),
        search=SearchEntry(title=title, text=about),
    )


def with_years(
    first: Page,
    shelf: Shelf[_Entry],
    making: Making,
    *,
    title: Callable[[str], str],
    rows: str,
    show: Callable[[_Entry], object],
    incident: Callable[[_Entry], Incident],
    within: Callable[[tuple[_Entry, ...]], object] = lambda _: None,
) -> Iterator[Page]:
    """Yield the first page, then a page for each year of a list that is too long for one; these know no time.

    `title` makes the title of a year's page, and `rows` is the template of its list, which gets what `show` makes of
    each entry as `entries`. `incident` gives the incident that an entry tells of, and `within` says what of their
    incidents the entries are, where they are not the whole.
    """
    yield first
    for year in shelf.pages:
        words = title(year.name)
        html = partial(_year, shelf, year, making, first, words, rows, show)
        incidents = tuple(map(incident, year.entries))
        page = register_page(year.url, words, f"{words}: {making.say.number(len(year.entries))}.", html, incidents)
        besides = repr((links(shelf.beside(year)), first.url, first.title, within(year.entries)))
        yield replace(page, lists=ids(incidents), besides=besides)


def _year(
    shelf: Shelf[_Entry],
    year: Year[_Entry],
    making: Making,
    above: Page,
    title: str,
    rows: str,
    show: Callable[[_Entry], object],
) -> str:
    values = {"above": above, "rows": f"afterword/{rows}", "beside": shelf.beside(year), "count": len(year.entries)}
    return making.render("register/year.html", year.url, title=title, entries=tuple(map(show, year.entries)), **values)
