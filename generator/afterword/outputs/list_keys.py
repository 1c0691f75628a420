"""What a list says of itself, so that a build knows whether it may take it over (keys.py)."""

from collections.abc import Iterable
from typing import Protocol

from afterword.core.model import Incident


class Named(Protocol):
    """A page to which another leads."""

    @property
    def name(self) -> str:
        """What the link says."""

    @property
    def url(self) -> str:
        """Where it leads."""


def ids(incidents: Iterable[Incident]) -> tuple[str, ...]:
    """Which incidents a list shows, in its order."""
    return tuple(incident.id for incident in incidents)


def links(pages: Iterable[Named | None]) -> str:
    """The pages beside a list, to which it leads: those before it and after it, where there are any."""
    return repr([page and (page.name, page.url) for page in pages])
