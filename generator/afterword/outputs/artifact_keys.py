"""Keys of artifacts: equal keys mean equal bytes, while settings, theme and program stay the same.

Only artifacts that show certain incidents have a key: one incident, or those of a list. They may show the neighbours
of each as well (the earlier and the later one, and those that are related). Whatever else of the history they show,
they say in `besides`: that is the rule that lets a history grow.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from afterword.core.digest import digest
from afterword.core.history import History
from afterword.core.model import Incident
from afterword.outputs.artifacts import Artifact, Asset, Outputs, Page


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


def keys(outputs: Outputs, history: History, digests: Mapping[str, str]) -> dict[str, str]:
    """By its path, the key of every artifact that shows certain incidents.

    `digests` are, by the id of an incident, of all that its texts are made from.
    """
    of_incidents = {incident.id: _key(incident, history, digests) for incident in history}
    shown = ((artifact.path, _made_from(artifact, of_incidents)) for artifact in outputs)
    return {path: key for path, key in shown if key}


def _made_from(artifact: Artifact, of_incidents: Mapping[str, str]) -> str:
    """Key of an artifact; empty when it has none."""
    if isinstance(artifact, Asset):
        return ""
    if artifact.lists is not None:
        named = f"{artifact.title}\n{artifact.description}\n" if isinstance(artifact, Page) else ""
        return _short("\n".join([f"{named}{artifact.besides}", *(of_incidents.get(id_, "") for id_ in artifact.lists)]))
    key = of_incidents.get(artifact.shows, "")
    return _short(f"{key} {artifact.besides}") if key and artifact.besides else key


def framed(key: str, navigation: Mapping[str, str]) -> str:
    """The key of a page whose frame names other pages of ours: by their path, what they are called there."""
    return _short(f"{key} {sorted(navigation.items())}") if navigation else key


def _key(incident: Incident, history: History, digests: Mapping[str, str]) -> str:
    beside = (history.earlier(incident), history.later(incident), *history.related(incident))
    names = [incident.id, *(other.id if other else "" for other in beside)]
    return _short("\n".join(f"{name} {digests.get(name, '')}" for name in names))


def _short(text: str) -> str:
    return digest(text)[:32]
