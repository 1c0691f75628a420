"""Report links to missing files, and suggest the intended file: it was moved, or its case or accents differ."""

from collections.abc import Mapping
from posixpath import dirname, normpath, relpath
from unicodedata import normalize
from urllib.parse import quote, unquote

from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.sources import Source


@frozen
class Reference:
    """A relative link and its target."""

    path: str
    """The file that contains the link."""
    line: int = 0
    link: str
    """The link as typed."""
    name: str = ""
    """The incident: the name of its file or folder, or its id. Empty outside of all incidents."""
    file: str = ""
    """A file in the folder of that incident. Empty for the incident's page."""
    anchor: str = ""
    """The anchor of an update on that page. Empty for the page as a whole."""


Known = Mapping[str, tuple[Source, Incident | None]]
"""Every source, with its incident, by the name of its file or folder."""


def no_file(reference: Reference, source: Source, by_name: Known) -> Problem:
    """Report E171 with a remedy: the intended file if one is near, else where to put the file and how to link to it."""
    near = _near(reference, source, by_name)
    if not near:
        name = reference.link.partition("#")[0].rpartition("/")[2]
        right = relpath(f"/{source.folder}/{name}", f"/{dirname(reference.path)}")
        then = "" if reference.name == source.name else f" and link to {right}"
        near = f"Put the file into {source.folder}/{then}, or correct the link"
    return problem(reference.path, reference.line, "E171", link=reference.link, remedy=near)


def _near(reference: Reference, source: Source, by_name: Known) -> str:
    """Say what to write instead of a link to a missing file; empty when no similar file exists."""
    typed = unquote(reference.link.partition("#")[0].partition("?")[0])
    here = dirname(reference.path)
    whole = normpath(f"{here}/{typed}")
    last = typed.rpartition("/")[2]
    if last.endswith(".md") and last.removesuffix(".md") in by_name:
        other = by_name[last.removesuffix(".md")][0]
        return f"The incident is in {other.path}: link to {_link(other.path, here)}"
    named = by_name[reference.name][0] if reference.name in by_name else source
    files = {f"{owner.folder}/{name}": None for owner in (source, named) for name in sorted(owner.files)}
    if whole in files:  # the file of another incident, which is not published there
        return ""
    for path in files:
        if _folded(path) == _folded(whole):
            difference = _difference(path, whole)
            return f"A file is there whose name differs only in {difference}: link to {_link(path, here)}, or rename it"
    moved = [path for path in files if _folded(path.rpartition("/")[2]) == _folded(last)]
    if len(moved) == 1:
        return f"The file is {moved[0]}: link to {_link(moved[0], here)}"
    return ""


def _folded(path: str) -> str:
    return normalize("NFC", path).casefold()


def _difference(path: str, other: str) -> str:
    """The difference between two names that some file systems treat as the same name."""
    if normalize("NFC", path) == normalize("NFC", other):
        return "the way in which accents are stored"
    same_accents = path.casefold() == other.casefold()
    return "upper and lower case" if same_accents else "case and the way in which accents are stored"


def _link(path: str, here: str) -> str:
    """The link to a file as the writer should type it. Characters that look alike are percent-encoded."""
    return quote(relpath(f"/{path}", f"/{here}"), safe="/")
