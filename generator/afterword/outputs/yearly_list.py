"""A growing list: on one page while it is short, then on a page for each year."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Generic, TypeVar

from afterword.core.frozen import frozen

WHOLE = 60
"""Up to here everything stands on the first page."""
FIRST = 20
"""How many of a longer list the first page shows."""
PART = 150
"""How many a page of a year holds; the next ones of that year stand on `2026/2/`."""

_Entry = TypeVar("_Entry")


@frozen
class Year(Generic[_Entry]):
    """The entries of one year, or of a part of it."""

    name: str
    """`2026`, and `2026 (2)` for its second part."""
    url: str
    """Where its page is, or would be."""
    entries: tuple[_Entry, ...]


@frozen
class Shelf(Generic[_Entry]):
    """Entries by year, newest first."""

    years: tuple[Year[_Entry], ...]

    @property
    def count(self) -> int:
        """How many there are in all."""
        return sum(len(year.entries) for year in self.years)

    @property
    def pages(self) -> tuple[Year[_Entry], ...]:
        """The years that have a page of their own: all, or none."""
        return self.years if self.count > WHOLE else ()

    @property
    def doors(self) -> tuple[tuple[str, str, int], ...]:
        """The years with pages of their own: name, address of the first page, and how many entries."""
        years = groupby(self.pages, key=lambda year: year.name.partition(" ")[0])
        return tuple(
            (name, parts[0].url, sum(len(part.entries) for part in parts))
            for name, group in years
            for parts in (tuple(group),)
        )

    @property
    def first(self) -> tuple[Year[_Entry], ...]:
        """What the first page shows: everything, or the newest entries."""
        left = FIRST if self.pages else self.count
        years = []
        for year in self.years:
            if left > 0:
                years.append(replace(year, entries=year.entries[:left]))
                left -= len(year.entries)
        return tuple(years)

    def beside(self, year: Year[_Entry]) -> tuple[Year[_Entry] | None, Year[_Entry] | None]:
        """The year before and the year after, among those with entries."""
        place = self.years.index(year)
        return self.years[place + 1] if place + 1 < len(self.years) else None, self.years[place - 1] if place else None


def shelf(url: str, entries: Iterable[tuple[int, _Entry]]) -> Shelf[_Entry]:
    """Put entries, newest first, each with its year, onto a shelf of the page at `url`."""
    ordered = sorted(entries, key=lambda pair: -pair[0])  # stable: the order within a year stays
    years = groupby(ordered, key=lambda pair: pair[0])
    return Shelf(
        years=tuple(
            part for year, group in years for part in _parts(f"{url}{year}/", year, [entry for _, entry in group])
        )
    )


def _parts(url: str, year: int, entries: list[_Entry]) -> Iterator[Year[_Entry]]:
    for number, begin in enumerate(range(0, len(entries), PART), 1):
        name, place = (str(year), url) if number == 1 else (f"{year} ({number})", f"{url}{number}/")
        yield Year(name=name, url=place, entries=tuple(entries[begin : begin + PART]))
