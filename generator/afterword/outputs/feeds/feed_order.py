"""Order of incidents and updates in feeds, worked out once for all feeds."""

from datetime import UTC, datetime
from functools import cached_property

from afterword.core.frozen import frozen
from afterword.core.history import History
from afterword.core.incident_parts import Update
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.outputs.feeds.feed_entries import spaced, update_id


@frozen
class DatedUpdate:
    """An update with the time that it has in every feed."""

    incident: Incident
    update: Update
    at: datetime


class FeedOrder:
    """All incidents by their newest activity, and all updates by their time, newest first.

    The times are given to all updates together, before any feed is cut: an update has the same time in each.
    """

    def __init__(self, history: History, settings: Settings, site: Site) -> None:
        self.history = history
        self.settings = settings
        self.site = site

    @cached_property
    def incidents(self) -> tuple[Incident, ...]:
        """Newest activity first, then by id."""
        by_id = sorted(self.history, key=lambda incident: incident.id)
        return tuple(sorted(by_id, key=lambda incident: incident.changed, reverse=True))

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each incident stands in `incidents`, by its id."""
        return {incident.id: place for place, incident in enumerate(self.incidents)}

    @cached_property
    def words(self) -> tuple[DatedUpdate, ...]:
        """Newest first. What was written down afterwards is no news and is left out."""
        news: dict[str, tuple[Incident, Update]] = {}
        for incident in self.history:
            if not incident.backfilled:
                before = update_id(incident, "", self.settings, self.site)
                news |= {f"{before}{update.anchor}": (incident, update) for update in incident.updates}
        times = spaced((update.stamp, id_) for id_, (_, update) in news.items())
        newest = sorted(times.items(), key=lambda item: item[1], reverse=True)
        return tuple(DatedUpdate(incident=news[id_][0], update=news[id_][1], at=at) for id_, at in newest)

    @cached_property
    def _words_of(self) -> dict[str, tuple[DatedUpdate, ...]]:
        by_incident: dict[str, list[DatedUpdate]] = {}
        for word in self.words:
            by_incident.setdefault(word.incident.id, []).append(word)
        return {id_: tuple(words) for id_, words in by_incident.items()}

    def words_of(self, incident: Incident) -> tuple[DatedUpdate, ...]:
        """The updates of an incident, newest first."""
        return self._words_of.get(incident.id, ())

    @cached_property
    def beginning(self) -> datetime:
        """The time of a feed that has nothing to say."""
        return first_day(self.history)


def id_day(id_: str) -> datetime:
    """The day with which an id begins."""
    return datetime.fromisoformat(id_[:10]).replace(tzinfo=UTC)


def first_day(history: History) -> datetime:
    """The day of the oldest id; without any, the beginning of 1970."""
    return id_day(min((incident.id for incident in history), default="1970-01-01"))
