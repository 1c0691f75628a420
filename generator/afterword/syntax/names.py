"""Read file names: the id of an incident, the time and status of an update file."""

import re
from unicodedata import normalize

from afterword.core.problems import Problem, problem
from afterword.core.sources import Source, Times, Untold, UpdateFile
from afterword.core.times import Moment, TimeFault, read_moment
from afterword.core.words import STATUS_WORDS, Status
from afterword.syntax.fields import is_id
from afterword.syntax.headings import UpdateHeading

_DATE = re.compile(r"([0-9]{4})[-_. ]?([0-9]{2})[-_. ]?([0-9]{2})", re.ASCII)
_UPDATE = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2,4})?Z-([a-z0-9]+(?:-[a-z0-9]+)*)\.md", re.ASCII
)
_NOW = re.compile(r"now-([a-z0-9]+(?:-[a-z0-9]+)*)\.md", re.ASCII)
_LATIN = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
        "ŋ": "ng",
        "ŧ": "t",
        "ĸ": "k",
    }
)
"""Latin letters that Unicode does not take apart into a letter of ASCII and a sign (NFKD).
`ß` is missing: it is `ss` in casefolded text."""
_SHALLOW = Untold()


def check_name(source: Source, problems: list[Problem]) -> str:
    """The id that the file's name gives; E110 when it gives none."""
    name, ending = source.name, "" if source.in_folder else ".md"
    if not is_id(name):
        problems.append(problem(source.path, 1, "E110", name=f"{name}{ending}", suggestion=f"{suggest(name)}{ending}"))
    return name


def suggest(name: str) -> str:
    """A valid name that resembles `name`."""
    date = _DATE.search(name)
    day = f"{date[1]}-{date[2]}-{date[3]}" if date and is_id(f"{date[1]}-{date[2]}-{date[3]}-x") else "YYYY-MM-DD"
    rest = name[: date.start()] + " " + name[date.end() :] if date else name
    stem = re.sub(r"\.(md|markdown)$", "", rest, flags=re.IGNORECASE)
    return f"{day}-{slug(stem) or 'short-name'}"


def slug(text: str) -> str:
    """Turn a text into a slug: small ASCII letters, digits and hyphens, at most 60 characters.

    Empty for a text in a script that has no Latin form.
    """
    letters = normalize("NFKD", text.casefold().translate(_LATIN)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].strip("-")


def update_order(name: str) -> tuple[str, int, str]:
    """Sort key of update files: their minute, then the optional seconds, then the name."""
    match = _UPDATE.fullmatch(name)
    return (f"{match[1]}T{match[2]}{match[3]}", int(match[4] or -1), name) if match else (name, -1, name)


def says_now(name: str) -> bool:
    """Whether the name of an update file begins with `now` instead of a time: `now-update.md`."""
    return bool(_NOW.fullmatch(name))


def no_time(path: str, line: int, untold: Untold = _SHALLOW, column: int = 1) -> Problem:
    """E142: nobody can tell what the `now` of this line stands for."""
    return problem(path, line, "E142", column=column, why=untold.why, remedy=untold.remedy)


def read_update_name(file: UpdateFile, problems: list[Problem], times: Times | None = None) -> UpdateHeading | None:
    """Read the name of an update file, `2026-03-14T0916Z-investigating.md` or `now-investigating.md`.

    Adds E117 when it cannot be read, E142 when nobody can tell what `now` stands for.
    """
    word, place = _NOW.fullmatch(file.name), (file.path, 1)
    if word and times and place in times:
        if (now := times[place]) is None:
            problems.append(no_time(file.path, 1))
            return None
        return _named(Moment(now), word[1])
    match = _UPDATE.fullmatch(file.name)
    at = read_moment(f"{match[1]} {match[2]}:{match[3]} UTC") if match else None
    if not match or not isinstance(at, Moment):
        fault = " (the word 'now' has no time yet)" if file.name.startswith("now-") else ""
        if isinstance(at, TimeFault):
            fault = f" ({at.short})"
        problems.append(problem(file.path, 1, "E117", name=file.name, problem=fault))
        return None
    return _named(at, match[5])


def _named(at: Moment, words: str) -> UpdateHeading:
    """Make the value from a time and the words of a file's name, which begin with a status."""
    for word in sorted(STATUS_WORDS, key=len, reverse=True):
        slug = word.replace(" ", "-")
        if words == slug or words.startswith(f"{slug}-"):
            return UpdateHeading(at=at, status=STATUS_WORDS[word], typed=word, known=True)
    return UpdateHeading(at=at, status=Status.UPDATE, typed=words.replace("-", " ").capitalize(), known=False)
