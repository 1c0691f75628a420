"""Report IP addresses, host names and e-mail addresses in what an incident's page shows (W340 to W342)."""

from collections.abc import Collection, Iterator

from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.settings import Settings
from afterword.markup.flow import is_bare
from afterword.safety.exposures import Exposure, find_exposures
from afterword.syntax.prose import IncidentTexts, Passage


def check_exposed(
    incident: Incident, settings: Settings, texts: IncidentTexts, reported: Collection[Problem] = ()
) -> Iterator[Problem]:
    """Yield what the public does not need to know. The contacts of the site and the incident are allowed.

    Args:
        incident: as it was read.
        settings: the contact and the internal hosts are taken from it.
        texts: those of the incident.
        reported: other problems of the incident; a line whose link is reported already (W329) is not reported twice.
    """
    allowed = frozenset(contact.lower() for contact in (settings.contact, incident.contact) if contact)
    hosts = settings.checks.internal_hosts
    linked = {(finding.path, finding.line) for finding in reported if finding.code == "W329"}
    # one search instead of one for each passage
    seen = next(find_exposures(texts.whole, allowed, hosts), None) is not None
    for passage in texts.passages:
        places = [*(_in_words(passage, allowed, hosts) if seen else ()), *_in_links(passage, allowed, hosts)]
        for leak, line, column in places:
            if leak.code == "W342" or (passage.path, line) not in linked:
                yield problem(passage.path, line, leak.code, column=column, kind=leak.kind, masked=leak.masked)


def _in_words(passage: Passage, allowed: frozenset[str], hosts: tuple[str, ...]) -> Iterator[tuple[Exposure, int, int]]:
    for leak in find_exposures(passage.text, allowed, hosts):
        yield leak, *passage.place(leak.start)


def _in_links(passage: Passage, allowed: frozenset[str], hosts: tuple[str, ...]) -> Iterator[tuple[Exposure, int, int]]:
    """Search the addresses of links; their words are searched as text."""
    for node in passage.elements("a"):
        if passage.document and not is_bare(node):
            for leak in find_exposures(node.attributes.get("href", ""), allowed, hosts):
                yield leak, passage.document.line_of(node), passage.document.column_of(node)
