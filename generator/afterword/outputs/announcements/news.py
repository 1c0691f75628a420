"""Finds the news of a history, and which of it is new.

A piece of news is an update. An incident without updates is a piece of news itself, and so is a report that is
final without an update that says so. Each has a name that never changes: `ID/u-20260314T0916Z`. So a typo that is
mended is no news, and an update that is added is one.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from afterword.core.frozen import frozen
from afterword.core.history import History
from afterword.core.incident_parts import Update
from afterword.core.model import Incident
from afterword.core.problems import Problem

_REPORT = "postmortem"
"""Stands for the anchor of a report that no update announces."""


@frozen
class News:
    """One thing to tell."""

    incident: Incident
    update: Update | None = None
    """None: the incident itself, or its report."""
    report: bool = False
    """It tells that the report is published."""

    @property
    def key(self) -> str:
        """Its name: `ID/ANCHOR`, or `ID` for an incident without updates."""
        return self._named(self.incident.id)

    @property
    def keys(self) -> frozenset[str]:
        """Its name, and those that it had under older ids of the incident."""
        return frozenset(self._named(id_) for id_ in (self.incident.id, *self.incident.aliases))

    def _named(self, id_: str) -> str:
        anchor = self.update.anchor if self.update else _REPORT if self.report else ""
        return f"{id_}/{anchor}" if anchor else id_

    @property
    def at(self) -> datetime:
        """When it was said."""
        return self.update.stamp if self.update else self.incident.changed

    @property
    def silence(self) -> str:
        """Why it is not told; empty when it is."""
        incident = self.incident
        if incident.draft:
            return "it is a draft"
        if incident.sample:
            return "it is a sample"
        if incident.backfilled:
            return "it was written down afterwards (backfilled: true)"
        return "" if incident.announce else "its file says announce: false"


def news_of(incident: Incident) -> Iterator[News]:
    """Everything that an incident has to tell, oldest first."""
    final = incident.report_final and not incident.reported
    for update in incident.updates:
        yield News(incident=incident, update=update)
    if final:
        yield News(incident=incident, report=True)
    elif not incident.updates:
        yield News(incident=incident)


def everything(incidents: Iterable[Incident]) -> tuple[News, ...]:
    """All news of published incidents, oldest first, then by name."""
    unordered = [news for incident in incidents if not incident.draft for news in news_of(incident)]
    return tuple(sorted(unordered, key=lambda news: (news.at, news.key)))


def told_before(incidents: Iterable[Incident]) -> frozenset[str]:
    """The names of all that was published at an earlier revision, under every id of that time."""
    return frozenset(
        key for incident in incidents if not incident.draft for news in news_of(incident) for key in news.keys
    )


def find(history: History, name: str) -> News | None:
    """The news with this name, also under an older id."""
    return next((news for incident in history for news in news_of(incident) if name in news.keys), None)


def moved(
    news: Iterable[News], earlier: Collection[Incident], problems: Iterable[Problem]
) -> dict[str, frozenset[str]]:
    """The names of news that only look new, and for each the names that it may have had before.

    The address was changed, and the file does not keep the old one: an update of which the comparison says E113, or
    one of an incident of which it says E112 that had the same anchor when it had another id.
    """
    moves = [problem for problem in problems if problem.code in {"E112", "E113"}]
    places = {(problem.path, problem.line) for problem in moves if problem.code == "E113"}
    files = {problem.path for problem in moves if problem.code == "E112"}
    published = [incident for incident in earlier if not incident.draft] if moves else []
    renamed = {update.anchor: f"{incident.id}/{update.anchor}" for incident in published for update in incident.updates}
    was: dict[str, frozenset[str]] = {}
    for item in news:
        if not item.update:
            continue
        if (item.update.path, item.update.line) in places:
            was[item.key] = _left(item.incident, published)
        elif item.incident.path in files and item.update.anchor in renamed:
            was[item.key] = frozenset((renamed[item.update.anchor],))
    return was


def _left(incident: Incident, published: Iterable[Incident]) -> frozenset[str]:
    """The names of updates that an incident had and has no longer."""
    names, here = {incident.id, *incident.aliases}, {update.anchor for update in incident.updates}
    old = [before for before in published if before.id in names or before.path == incident.path]
    return frozenset(
        f"{before.id}/{update.anchor}" for before in old for update in before.updates if update.anchor not in here
    )
