"""Check files that are published as their authors wrote them: mkdocs.yml and the files of docs_dir (E182 to E185)."""

from collections.abc import Iterable, Iterator

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, problem
from afterword.core.sources import MAX_TEXT, SiteFile
from afterword.markup.tree import parse
from afterword.safety.internal import internal_labels
from afterword.safety.leaks import find_leaks, leaks_in_plain, leaks_in_values
from afterword.safety.public_text import find_comments
from afterword.syntax.front_matter import raw_text
from afterword.syntax.waivers import Waiver, read_waivers

_MARKDOWN = ("md", "markdown", "mdown", "mkd")
_MARKUP = (*_MARKDOWN, "html", "htm", "xhtml", "svg", "xml")
_VALUES = ("yml", "yaml", "json", "toml", "webmanifest")
_PROGRAMS = ("js", "mjs", "css", "map")
"""Endings of files that may be too large to be searched: they are usually taken from elsewhere."""


@frozen
class CheckedFiles:
    """The faults of a set of files."""

    problems: tuple[Problem, ...]
    waivers: tuple[Waiver, ...]
    left_out: frozenset[str]
    """Paths of files that are never published, because such a file cannot be shown in part."""


def check_site_files(files: Iterable[SiteFile]) -> CheckedFiles:
    """Search files for secrets and internal sections.

    Reports E182 for mkdocs.yml, whose texts stand on every page; E183, E184 and E185 for a file that is left out.
    """
    problems: list[Problem] = []
    waivers: list[Waiver] = []
    left_out: set[str] = set()
    for file in files:
        text = text_of(file.data)
        if text is None:
            continue
        own, wrong = read_waivers(file.path, find_comments(parse(text, mend=False)))
        problems += wrong
        faults = tuple(_of_file(file, text))
        problems += faults
        waivers += own
        if any(not any(waiver.covers(fault) for waiver in own) for fault in faults):
            left_out.add(file.path)
    return CheckedFiles(problems=tuple(problems), waivers=tuple(waivers), left_out=frozenset(left_out))


def asset_leaks(path: str, data: bytes) -> Iterator[Problem]:
    """Report what must not be published in a text file beside an incident.

    E183: a secret. E184: the file is too large to be searched.
    """
    text = text_of(data)
    if text is not None:
        yield from _of_file(SiteFile(path=path, data=data, every_page=False), text)


def text_of(data: bytes) -> str | None:
    """Decode a file; None when it is not a text, e.g. a picture."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    picture = data.startswith((b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff"))
    return raw_text(data) if wide or not (picture or b"\0" in data[:1024]) else None


def _of_file(file: SiteFile, text: str) -> Iterator[Problem]:
    ending = file.path.rpartition(".")[2].lower()
    code = "E182" if file.every_page else "E183"
    leaks = find_leaks if ending in _MARKUP else leaks_in_values if ending in _VALUES else leaks_in_plain
    for leak in leaks(text):
        yield leak.problem(file.path, code)
    if len(file.data) > MAX_TEXT and ending not in _PROGRAMS:
        yield problem(file.path, 1, "E184", limit=MAX_TEXT // 1024)
    if ending in _MARKUP:
        for line, label in internal_labels(parse(text)):
            yield problem(file.path, line, "E185", h=label)
