"""Check links to incidents and their files. They are collected while texts are read, and checked when all are known."""

from collections.abc import Iterable, Iterator, Mapping

from afterword.core.model import Incident
from afterword.core.problems import Problem, guess, problem
from afterword.core.sources import Source
from afterword.syntax.near_files import Known, Reference, no_file


def check_references(read: Iterable[tuple[Source, Incident | None, Iterable[Reference]]]) -> Iterator[Problem]:
    """Report links to files (E171), incidents (E172) and updates (E173) that do not exist.

    Args:
        read: every source with its incident, None where it cannot be read, and its links.
    """
    all_read = list(read)
    by_name = {source.name: (source, incident) for source, incident, _ in reversed(all_read)}
    by_id = {
        name: incident for _, incident, _ in reversed(all_read) if incident for name in (*incident.aliases, incident.id)
    }
    for source, own, references in all_read:
        for reference in references:
            if not reference.name or (reference.name == source.name and reference.file):
                yield no_file(reference, source, by_name)
            elif reference.name != source.name:
                yield from _other(reference, (source, own), by_name, by_id)
            elif own:
                yield from _anchor(reference, own)


def _other(
    reference: Reference, here: tuple[Source, Incident | None], by_name: Known, by_id: Mapping[str, Incident]
) -> Iterator[Problem]:
    own = here[1]
    source, same_name = by_name.get(reference.name, (None, None))
    incident = by_id.get(reference.name)
    fault = ""
    if incident and incident.draft and own and not own.draft:
        fault = "which is a draft. Publish it, too, or take the link out"
    elif not incident and same_name:
        fault = f"whose id is '{same_name.id}'. Link to {same_name.id}.md"
    elif not incident and not source:  # one that cannot be read is reported there
        fault = f"which is not there{guess(reference.name, by_id) or '. Correct the link'}"
    if fault:
        yield problem(reference.path, reference.line, "E172", name=reference.name, problem=fault)
    elif incident and reference.file and reference.file not in incident.assets:
        yield no_file(reference, here[0], by_name)
    elif incident:
        yield from _anchor(reference, incident)


def _anchor(reference: Reference, incident: Incident) -> Iterator[Problem]:
    anchors = [update.anchor for update in incident.updates]
    if reference.anchor and reference.anchor not in anchors:
        near = guess(reference.anchor, anchors) or ". Copy the address from the time of the update on the page"
        yield problem(reference.path, reference.line, "E173", anchor=reference.anchor, path=incident.path, guess=near)
