"""Addresses, hosts and e-mail addresses in what an incident's page shows (W340 to W342)."""

from collections.abc import Collection, Iterator

from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.settings import Settings
from afterword.reading.exposures import find_exposures
from afterword.reading.prose import Texts


def check_exposed(incident: Incident, settings: Settings, texts: Texts, said: Collection[Problem] = ()) -> Iterator[Problem]:
    """Yield what the public need not know; contacts are meant to be known.

    Args:
        incident: as it was read.
        settings: the contact and the internal hosts are taken from it.
        texts: those of the incident.
        said: other problems of the incident; a line whose link is reported already (W329) is not reported twice.
    """
    allowed = frozenset(contact.lower() for contact in (settings.contact, incident.contact) if contact)
    hosts = settings.checks.internal_hosts
    if next(find_exposures(texts.whole, allowed, hosts), None) is None:  # most incidents: one look instead of one for each text
        return
    linked = {(found.path, found.line) for found in said if found.code == "W329"}
    for passage in texts.passages:
        for leak in find_exposures(passage.text, allowed, hosts):
            line, column = passage.place(leak.line - 1, leak.column)
            if leak.code == "W342" or (passage.path, line) not in linked:
                yield problem(passage.path, line, leak.code, column=column, kind=leak.kind, masked=leak.masked)
