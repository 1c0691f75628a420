"""Ids and links of a list, from which its key is made (`artifact_keys.py`)."""

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
    """Ids of the incidents in a list, in its order."""
    return tuple(incident.id for incident in incidents)


def links(pages: Iterable[Named | None]) -> str:
    """The pages beside a list, to which it leads: those before it and after it, where there are any."""
    return repr([page and (page.name, page.url) for page in pages])
