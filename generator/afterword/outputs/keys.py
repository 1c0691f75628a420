"""What an artifact is made from, in one word: equal keys, equal bytes, as long as settings, theme and program stay.

Only artifacts that show one incident have a key. They may show its neighbours as well (the earlier and the later one,
and those that are related), and nothing else of the history: that is the rule that lets a history grow.
"""

from collections.abc import Mapping
from hashlib import sha256

from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.sources import Source
from afterword.outputs.artifacts import Asset, Document, Outputs


def keys(outputs: Outputs, history: History, sources: Mapping[str, Source]) -> dict[str, str]:
    """By its path, the key of every artifact that shows one incident.

    Args:
        outputs: everything that is published.
        history: the incidents that are shown.
        sources: by the path of the incident file.
    """
    digests = {incident.id: sources[incident.path].digest for incident in history}
    made: dict[str, str] = {}
    found: dict[str, str] = {}
    for artifact in outputs:
        if not isinstance(artifact, Asset) and (incident := history.get(artifact.shows)):
            if incident.id not in made:
                made[incident.id] = _key(incident, history, digests)
            besides = artifact.besides if isinstance(artifact, Document) else ""
            found[artifact.path] = _short(f"{made[incident.id]} {besides}") if besides else made[incident.id]
    return found


def framed(key: str, navigation: Mapping[str, str]) -> str:
    """The key of a page whose frame names other pages of ours: by their path, what they are called there."""
    return _short(f"{key} {sorted(navigation.items())}") if navigation else key


def _key(incident: Incident, history: History, digests: Mapping[str, str]) -> str:
    beside = (history.earlier(incident), history.later(incident), *history.related(incident))
    names = [incident.id, *(other.id if other else "" for other in beside)]
    return _short("\n".join(f"{name} {digests.get(name, '')}" for name in names))


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]
