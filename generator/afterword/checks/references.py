"""Check links to incidents and their files. They are collected while texts are read, and checked when all are known."""

from collections.abc import Iterable, Iterator, Mapping

from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.sources import Source
from afterword.syntax.near_files import Known, Reference, no_file
from afterword.syntax.values import guess


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
            if reference.name == source.name:
                yield from _own(reference, source, own, by_name)
            elif not reference.name:
                yield no_file(reference, source, by_name)
            else:
                yield from _other(reference, (source, own), by_name, by_id)


def _own(reference: Reference, source: Source, incident: Incident | None, by_name: Known) -> Iterator[Problem]:
    if reference.file:
        yield no_file(reference, source, by_name)
    elif incident:
        yield from _anchor(reference, incident)


def _other(
    reference: Reference,
    here: tuple[Source, Incident | None],
    by_name: Known,
    by_id: Mapping[str, Incident],
) -> Iterator[Problem]:
    own = here[1]
    source, same_name = by_name.get(reference.name, (None, None))
    incident = by_id.get(reference.name)
    if not incident and source and not same_name:
        return  # it cannot be read, which is reported there
    fault = ""
    if not incident:
        fault = (
            f"whose id is '{same_name.id}'. Link to {same_name.id}.md" if same_name else _missing(reference.name, by_id)
        )
    elif incident.draft and own and not own.draft:
        fault = "which is a draft. Publish it, too, or take the link out"
    if fault or not incident:
        yield problem(reference.path, reference.line, "E172", name=reference.name, problem=fault)
    elif reference.file and reference.file not in incident.assets:
        yield no_file(reference, here[0], by_name)
    else:
        yield from _anchor(reference, incident)


def _missing(name: str, known: Iterable[str]) -> str:
    return f"which is not there{guess(name, known) or '. Correct the link'}"


def _anchor(reference: Reference, incident: Incident) -> Iterator[Problem]:
    anchors = [update.anchor for update in incident.updates]
    if reference.anchor and reference.anchor not in anchors:
        near = guess(reference.anchor, anchors) or ". Copy the address from the time of the update on the page"
        yield problem(reference.path, reference.line, "E173", anchor=reference.anchor, path=incident.path, guess=near)
