"""Names of files: the id of an incident, the time and the status of an update."""

import re
from unicodedata import normalize

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, problem
from afterword.core.sources import Source, Times, UpdateFile
from afterword.core.times import Moment, TimeFault, read_moment
from afterword.core.words import STATUS_WORDS, Status
from afterword.syntax.fields import is_id

_DATE = re.compile(r"([0-9]{4})[-_. ]?([0-9]{2})[-_. ]?([0-9]{2})", re.ASCII)
_UPDATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2,4})?Z-([a-z0-9]+(?:-[a-z0-9]+)*)\.md", re.ASCII)
_NOW = re.compile(r"now-([a-z0-9]+(?:-[a-z0-9]+)*)\.md", re.ASCII)
_LATIN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "ng", "ŧ": "t", "ĸ": "k"}
)
"""Latin letters that Unicode does not take apart into one of ASCII and a sign (NFKD); `ß` is `ss` in casefolded text."""
_LANGUAGE = re.compile(r"\.[a-z]{2}(?:-[A-Za-z]{2,4})?$", re.ASCII)


def check_name(source: Source, problems: list[Problem]) -> str:
    """The id that the file's name gives; E110 or E116 when it gives none."""
    name = source.name
    if not is_id(name):
        stem = _LANGUAGE.sub("", name)
        if stem != name and is_id(stem):
            problems.append(problem(source.path, 1, "E116", name=f"{name}.md"))
        else:
            shown = name if source.in_folder else source.path.rpartition("/")[2]
            problems.append(problem(source.path, 1, "E110", name=shown, suggestion=suggest(name) + ("" if source.in_folder else ".md")))
    return name


def suggest(name: str) -> str:
    """A name of the right form, as near to `name` as can be."""
    found = _DATE.search(name)
    day = f"{found[1]}-{found[2]}-{found[3]}" if found and is_id(f"{found[1]}-{found[2]}-{found[3]}-x") else "YYYY-MM-DD"
    rest = name[: found.start()] + " " + name[found.end() :] if found else name
    stem = re.sub(r"\.(md|markdown)$", "", rest, flags=re.IGNORECASE)
    return f"{day}-{slug(stem) or 'short-name'}"


def slug(text: str) -> str:
    """A text in small letters of ASCII, digits and hyphens, at most 60; empty for one in a script without a Latin form."""
    letters = normalize("NFKD", text.casefold().translate(_LATIN)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].strip("-")


def update_order(name: str) -> tuple[str, int, str]:
    """Sorts update files: by their minute, then by the seconds behind it, if there are any, then by the rest of their names."""
    found = _UPDATE.fullmatch(name)
    return (f"{found[1]}T{found[2]}{found[3]}", int(found[4] or -1), name) if found else (name, -1, name)


@frozen
class UpdateName:
    """What the name of an update file says."""

    at: Moment
    status: Status
    typed: str
    known: bool


def says_now(name: str) -> bool:
    """Whether the name of an update file begins with the word `now` in place of a time: `now-update.md`."""
    return bool(_NOW.fullmatch(name))


def read_update_name(file: UpdateFile, problems: list[Problem], times: Times | None = None) -> UpdateName | None:
    """Read `2026-03-14T0916Z-investigating.md` or `now-investigating.md`.

    Adds E117 when it cannot be read, E137 when nobody can tell what `now` stands for.
    """
    word, place = _NOW.fullmatch(file.name), (file.path, 1)
    if word and times and place in times:
        now = times[place]
        if now is None:
            problems.append(problem(file.path, 1, "E137"))
            return None
        return _named(Moment(now), word[1])
    found = _UPDATE.fullmatch(file.name)
    at = read_moment(f"{found[1]} {found[2]}:{found[3]} UTC") if found else None
    if not found or not isinstance(at, Moment):
        fault = (
            f" ({at.short})" if isinstance(at, TimeFault) else " (the word 'now' has no time yet)" if file.name.startswith("now-") else ""
        )
        problems.append(problem(file.path, 1, "E117", name=file.name, problem=fault))
        return None
    return _named(at, found[5])


def _named(at: Moment, words: str) -> UpdateName:
    """The time, and the status that `words` of the file's name begin with."""
    for word in sorted(STATUS_WORDS, key=len, reverse=True):
        slug = word.replace(" ", "-")
        if words == slug or words.startswith(f"{slug}-"):
            return UpdateName(at=at, status=STATUS_WORDS[word], typed=word, known=True)
    return UpdateName(at=at, status=Status.UPDATE, typed=words.replace("-", " ").capitalize(), known=False)
