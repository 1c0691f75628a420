"""Ids and times as the Statuspage API has them."""

from datetime import datetime
from hashlib import sha256

from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.outputs.feeds.feed_entries import FIXED_YEAR, tag, update_id

Shape = dict[str, object]
"""An object of the API."""


def time(at: datetime | None) -> str | None:
    """`2026-03-14T09:16:00.000Z`."""
    return f"{at.isoformat()[:19]}.000Z" if at else None


def short(name: str) -> str:
    """Twelve letters and digits, always the same for a name."""
    number, letters = int.from_bytes(sha256(name.encode()).digest()), ""
    for _ in range(12):
        number, place = divmod(number, 36)
        letters += "0123456789abcdefghijklmnopqrstuvwxyz"[place]
    return letters


class Names:
    """The short ids of a site: made from those that feeds use, so they stay when the site moves."""

    def __init__(self, settings: Settings, site: Site) -> None:
        self.settings = settings
        self.site = site
        self.page = short(tag(settings, site, FIXED_YEAR, "page"))

    def component(self, component_id: str) -> str:
        """The id of a component."""
        return short(tag(self.settings, self.site, FIXED_YEAR, f"components/{component_id}"))

    def group(self, name: str) -> str:
        """The id of a group; it has nothing but its name."""
        return short(tag(self.settings, self.site, FIXED_YEAR, f"groups/{name}"))

    def incident(self, incident: Incident) -> str:
        """The id of an incident or a maintenance."""
        return short(tag(self.settings, self.site, incident.id[:4], incident.id))

    def update(self, incident: Incident, anchor: str) -> str:
        """The id of an update."""
        return short(update_id(incident, anchor, self.settings, self.site))
