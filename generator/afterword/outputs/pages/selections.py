"""Lists of incidents that have something in common, split by year, month and day so that no page grows without limit.

They are lists of the history, so they do not know what time it is.
"""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from afterword.core.frozen import frozen
from afterword.core.history import newest_change
from afterword.core.model import Incident
from afterword.outputs.artifact_keys import ids, links
from afterword.outputs.artifacts import Page, SearchEntry
from afterword.outputs.listing import ListLine, counts, line
from afterword.outputs.page_context import Making

LIMIT = 100
"""How many incidents stand on one page with all that a list says of each."""
LONG = 200
"""How many stand on one page with only the most needful; more are cut once more."""
NEWEST = 10
"""How many a page names before it leads on to its parts."""
_DEPTH = 3
"""Year, month, day: further no list is cut."""


@frozen
class Selection:
    """A list of incidents with an address of its own."""

    label: str
    """What they have in common: `security`."""
    name: str
    """The same as a title: `Category: security`. Empty: all of a period."""
    url: str
    """`categories/security/`; below it the years and months."""
    incidents: tuple[Incident, ...]
    """Newest start first."""
    about: str = ""
    """A sentence for the page; empty: none."""
    period: tuple[int, ...] = ()
    """Year, month and day, as far as it is cut."""
    part: bool = False
    """It belongs to a longer list."""

    @property
    def short(self) -> bool:
        """Whether its lines say only the most needful: on the parts of long lists, of which there are many."""
        return self.part or len(self.incidents) > LIMIT

    @property
    def parts(self) -> tuple["Selection", ...]:
        """The years, the months of a year or the days of a month, newest first; empty when all fits on one page."""
        depth = len(self.period)
        if depth == _DEPTH or len(self.incidents) <= (LONG if depth else LIMIT):
            return ()
        grouped = groupby(self.incidents, key=lambda incident: incident.started.at.timetuple()[depth])
        return tuple(
            Selection(
                label=self.label,
                name=self.name,
                url=f"{self.url}{number:02}/",
                incidents=tuple(group),
                period=(*self.period, number),
                part=True,
            )
            for number, group in grouped
        )

    def when(self, making: Making) -> str:
        """`2026`, `March 2026`, `14 Mar 2026`; empty: all."""
        if len(self.period) == _DEPTH:
            return making.say.day(date(*self.period))
        if len(self.period) == 2:
            return making.say.month(date(*self.period, 1))
        return "".join(map(str, self.period))

    def title(self, making: Making) -> str:
        """The name, with the period."""
        if self.name and self.period:
            return making.say("%(name)s, %(period)s", name=self.name, period=self.when(making))
        return self.name or self.when(making)


@frozen
class StretchLink:
    """A year, a month or a day, as a link with its counts."""

    name: str
    url: str
    incidents: tuple[Incident, ...]
    counts: str = ""
    """How many of each kind began in it; empty in a link to a neighbour."""


@frozen
class ShownSelection:
    """What stands of a selection on its page."""

    lines: tuple[ListLine, ...]
    """All, or the newest."""
    parts: tuple[StretchLink, ...]
    """Where the rest is; empty when `lines` has all."""
    short: bool
    """Whether there are so many lines that each has only the most needful."""


def shown(selection: Selection, making: Making) -> ShownSelection:
    """What stands on the page of `selection`."""
    parts = tuple(stretch(part.when(making), part.url, part.incidents, making) for part in selection.parts)
    kept = selection.incidents[:NEWEST] if parts else selection.incidents
    return ShownSelection(
        lines=tuple(line(incident, making.settings, making.say) for incident in kept),
        parts=parts,
        short=selection.short and not parts,
    )


def stretch(name: str, url: str, incidents: tuple[Incident, ...], making: Making) -> StretchLink:
    """A link with its counts."""
    return StretchLink(name=name, url=url, incidents=incidents, counts=counts(incidents, making.say))


def selection_pages(selection: Selection, above: tuple[tuple[str, str], ...], making: Making) -> Iterator[Page]:
    """Yield the page of a selection, then those of its parts.

    `above` are names and addresses of the pages that it belongs to, the highest first.
    """
    yield _page(selection, above, (None, None), making)
    yield from part_pages(selection, above, making)


def part_pages(selection: Selection, above: tuple[tuple[str, str], ...], making: Making) -> Iterator[Page]:
    """Yield the pages of the parts alone: for a selection whose own page has more on it than the list."""
    parts, above = selection.parts, (*above, (selection.when(making) or selection.label, selection.url))
    for part, earlier, later in zip(parts, (*parts, None)[1:], (None, *parts), strict=False):
        yield _page(part, above, (earlier, later), making)
        yield from part_pages(part, above, making)


def _page(
    selection: Selection,
    above: tuple[tuple[str, str], ...],
    beside: tuple[Selection | None, Selection | None],
    making: Making,
) -> Page:
    title, described = selection.title(making), counts(selection.incidents, making.say)
    neighbours = [part and StretchLink(name=part.when(making), url=part.url, incidents=()) for part in beside]

    def html() -> str:
        return making.render(
            "selection.html",
            selection.url,
            title=title,
            above=above,
            about=selection.about,
            counts=described,
            shown=shown(selection, making),
            beside=neighbours,
        )

    return Page(
        url=selection.url,
        title=title,
        description=f"{title}: {described}.",
        html=html,
        changed=newest_change(selection.incidents),
        search=None if selection.part else SearchEntry(title=title, text=f"{selection.about} {described}.".strip()),
        lists=ids(selection.incidents),
        besides=repr((selection.about, selection.part, above, links(neighbours))),
    )
