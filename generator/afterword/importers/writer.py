"""Write the imported files: choose ids, render, and read each file again, so that `check` will accept it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from pathlib import Path
from urllib.parse import unquote, urlsplit

from afterword.core.frozen import frozen
from afterword.core.problems import Problem
from afterword.core.rules import Level
from afterword.core.settings import Settings
from afterword.core.sources import HEAD, Source
from afterword.importers import choices
from afterword.importers.imported import Guess, How, Imported, ImportedIncident, Importer, Notes
from afterword.importers.render import ImportTarget, render
from afterword.markup.addresses import leads_elsewhere
from afterword.reading.incident import IncidentReader
from afterword.safety.assets import refusal
from afterword.syntax.fields import is_id
from afterword.syntax.names import suggest
from afterword.world.files import FileChange, names_in

_FRONT = 16 * 1024
"""Front matter is searched for in this many bytes of a file."""
_CUT = 70
"""Ids of at least this length were cut."""
_ROUNDS = 6
"""How often a text is corrected and read again."""
_LINK = re.compile(r"!?\[((?:[^\[\]\\]|\\.)*)\](?:\([^()\s]*(?:\s+[\"'][^\"']*[\"'])?\)|\[[^\[\]]*\])")
_ENDING = re.compile(r"\.(?:md|mdx|markdown|html?|erb|json)$", re.IGNORECASE)


@dataclass(slots=True)
class Plan:
    """The ids of all records of a source."""

    ids: dict[str, str] = field(default_factory=dict)
    """By the keys of the records."""
    there: dict[str, str] = field(default_factory=dict)
    """The files that an earlier run wrote, relative to the folder of incidents, by the marks of their origin."""
    links: dict[str, str] = field(default_factory=dict)
    """Ids by the last parts of old addresses; empty when several records share one."""
    hosts: set[str] = field(default_factory=set)
    """The host names of the old site."""


def make_plan(system: str, records: Iterable[Imported], folder: Path) -> Plan:
    """Give every record of a source its id: that of an earlier run, else a new one made from its day and title."""
    plan = Plan(there=_origins(folder))
    taken = {name.removesuffix(".md").casefold() for name in names_in(folder)}
    for record in records:
        entry = record.entry
        if entry is None or entry.key in plan.ids:
            continue
        before = plan.there.get(choices.origin_mark(system, entry.key))
        name = _id_of(before) if before else _free(entry, taken)
        taken.add(name.casefold())
        plan.ids[entry.key] = name
        for word in entry.names:
            short = word.casefold()
            plan.links[short] = name if plan.links.get(short, name) == name else ""
        if host := urlsplit(entry.site or entry.old).hostname:
            plan.hosts.add(host)
    return plan


@dataclass(frozen=True, slots=True)
class PlanReader:
    """Reads a record without its texts, which the plan does not need, so that they are not sent between processes."""

    importer: Importer

    def __call__(self, number: int) -> Imported:
        """The record without its texts."""
        record = self.importer[number]
        entry = replace(record.entry, summary="", updates=(), sections=()) if record.entry else None
        return Imported(path=record.path, entry=entry, skipped=record.skipped)


@frozen
class Made:
    """The result of one record: what to write, and what to report."""

    path: str
    changes: tuple[FileChange, ...] = ()
    incident: str = ""
    """The id, if it has one."""
    old: str = ""
    """Its old address."""
    skipped: str = ""
    there: bool = False
    """Whether the same file exists already."""
    line: int = 0
    guesses: tuple[Guess, ...] = ()


@dataclass(slots=True)
class ImportReport:
    """The report on an import: the results of all records, each of which is either written or skipped."""

    read: int = 0
    written: int = 0
    skipped: int = 0
    there: int = 0
    """How many of those skipped existed already with the same content."""
    lines: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    addresses: dict[str, str] = field(default_factory=dict)
    """Ids by old addresses that cannot become aliases."""
    redirects: int = 0
    """For how many of them the settings now have a redirect."""
    components: tuple[str, ...] = ()
    """The ids of components that were missing in the settings."""

    def add(self, result: Made) -> None:
        """Add the result of one record."""
        self.read += 1
        if result.there:
            self.there += 1
        elif result.guesses:
            self.lines += [str(guess) for guess in result.guesses]
            self.kinds.update(guess.how.value for guess in result.guesses)
        if result.skipped:
            self.skipped += 1
            if not result.there:
                place = f"{result.path}:{result.line}" if result.line else result.path
                self.lines.append(f"{place}: skipped: {result.skipped}")
        else:
            self.written += 1
        if result.incident and result.old:
            self.addresses[result.old] = result.incident

    def summary(self, *, dry: bool) -> str:
        """The totals in a sentence."""
        written = "would be written" if dry else "written"
        there = f" ({self.there} unchanged)" if self.there else ""
        counted = (how.value for how in How if self.kinds[how.value] and how is not How.PLACED)
        guesses = ", ".join(f"{self.kinds[kind]} {kind}" for kind in counted) or "none"
        return f"Read {self.read}: {self.written} {written}, {self.skipped} skipped{there}. Guesses: {guesses}."


@dataclass
class ImportWriter:
    """Makes the files for the records of one source."""

    importer: Importer
    plan: Plan
    settings: Settings
    components: Mapping[str, str]
    """Ids of components, by their names in the source in small letters."""
    root: Path
    incidents: str
    force: bool = field(kw_only=True)
    """Whether files are written anew that are there already and differ."""

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(self.plan.ids.values())

    @cached_property
    def _reader(self) -> IncidentReader:
        return IncidentReader(settings=self.settings, wording=False)

    def make(self, number: int) -> Made:
        """Make the file of a record, or say why there is none."""
        record = self.importer[number]
        entry = record.entry
        notes = Notes(record.path, list(record.guesses))
        if record.files:
            return self._made(Made(path=record.path), dict(record.files))
        if entry is None:
            return Made(path=record.path, skipped=record.skipped, line=record.line, guesses=record.guesses)
        name = self.plan.ids[entry.key]
        before = self.plan.there.get(choices.origin_mark(self.importer.name, entry.key))
        links = _EntryLinks(self.importer, entry, name, self.plan, self.settings)
        aliases = tuple(word for word in entry.names if is_id(word) and word != name and word not in self._ids)
        around = ImportTarget(
            system=self.importer.name,
            settings=self.settings,
            components=self.components,
            aliases=aliases[:1],
            resolve=links.resolve,
        )
        text = render(entry, around, notes)
        text, fault = self._mended(text, f"{self.incidents}/{name}.md", links.pictures, notes)
        if fault:
            return Made(path=record.path, skipped=fault, guesses=tuple(notes.guesses))
        files = {before or f"{name}.md": text.encode()}
        files |= {f"{name}/{file}": data for file, data in links.pictures.items()}
        return self._made(Made(path=record.path, incident=name, old=entry.old, guesses=tuple(notes.guesses)), files)

    def _made(self, result: Made, files: Mapping[str, bytes]) -> Made:
        """Add the changes of files that are not up to date, or the reason why nothing is written."""
        changes: list[FileChange] = []
        for name, data in files.items():
            path = self.root / self.incidents / name
            before = path.read_bytes() if path.is_file() and not path.is_symlink() else None
            if before != data:
                changes.append(FileChange(path=path, before=before, after=data))
        reason = ""
        kept = next((change.path for change in changes if change.before is not None), None)
        if not changes:
            reason = "the same file exists already"
        elif kept and not self.force:
            place = kept.relative_to(self.root).as_posix()
            reason = f"{place} exists already with other content; --force overwrites it"
        return replace(result, changes=() if reason else tuple(changes), skipped=reason, there=not changes)

    def _mended(self, text: str, path: str, pictures: Mapping[str, bytes], notes: Notes) -> tuple[str, str]:
        """Remove what the reader refuses. Returns the text, and why it cannot be written if that does not help."""
        for _ in range(_ROUNDS):
            source = Source(
                path=path,
                data=text.encode(),
                files=frozenset(pictures),
                heads={name: data[:HEAD] for name, data in pictures.items()},
            )
            parsed = self._reader(source)
            errors = [finding for finding in parsed.problems if finding.level is Level.ERROR]
            if not errors and parsed.incident is not None:
                return text, ""
            fault = "the result cannot be read"
            if errors:
                fault = f"the result does not pass the check: {errors[0].code}: {errors[0].message}"
            new = _mend(text, errors, notes)
            if new == text:
                break
            text = new
        return text, fault


@dataclass
class _EntryLinks:
    """Resolves the links of one entry: to other entries, to pictures that are copied, or to nothing."""

    importer: Importer
    entry: ImportedIncident
    name: str
    plan: Plan
    settings: Settings
    pictures: dict[str, bytes] = field(default_factory=dict)

    def resolve(self, to: str) -> str | None:
        """The new target of a link; None when it has none."""
        path = to.partition("#")[0]
        absolute = leads_elsewhere(to)
        if absolute and urlsplit(to).hostname not in self.plan.hosts:
            return None
        last = _ENDING.sub("", unquote(path.partition("?")[0]).rstrip("/").rpartition("/")[2]).casefold()
        incident = self.plan.links.get(last)
        if incident:
            return f"{incident}.md"
        if absolute:
            return None
        picture = self.importer.file(self.entry.folder, path)
        if picture is None:
            return None
        name = re.sub(r"[^A-Za-z0-9.\-]+", "-", picture[0]).strip("-._") or "picture.png"
        if refusal(name, picture[1][:HEAD], self.settings.security.assets):
            return None
        self.pictures[name] = picture[1]
        return f"{self.name}/{name}"


def _free(entry: ImportedIncident, taken: set[str]) -> str:
    stem = suggest(f"{entry.day:%Y-%m-%d} {_without_date(entry.title)}").replace("-short-name", "-incident")
    if len(stem) >= _CUT and is_id(whole := stem.rpartition("-")[0]):  # its last word may have been cut
        stem = whole
    return next(
        name for number in count(1) if (name := f"{stem}{f'-{number}' if number > 1 else ''}").casefold() not in taken
    )


def _without_date(title: str) -> str:
    """Remove a leading date from a title, because the id contains it."""
    return re.sub(r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}[\s,:–—\-]+", "", title) or title


def _id_of(name: str) -> str:
    return name.removesuffix("/index.md").removesuffix(".md")


def _origins(folder: Path) -> dict[str, str]:
    """The files that earlier runs wrote, by the marks of their origin."""
    origins: dict[str, str] = {}
    for name in sorted(names_in(folder)):
        for path in (folder / name, folder / name / "index.md"):
            if path.suffix != ".md" or path.is_symlink() or not path.is_file():
                continue
            with path.open("rb") as file:
                head = file.read(_FRONT).decode("utf-8", "replace")
            line = next((row for row in head.split("\n") if row.startswith(choices.ORIGIN)), "")
            if line:
                origins[choices.mark_of(line.rstrip())] = path.relative_to(folder).as_posix()
    return origins


# ---- mending --------------------------------------------------------------------------------------


def _mend(text: str, errors: Iterable[Problem], notes: Notes) -> str:
    rows = text.split("\n")
    front = rows.index("---", 1) if "---" in rows[1:] else 0
    for error in sorted(errors, key=lambda finding: -finding.line):
        number = error.line - 1
        if error.code == "E160":
            rows = [row for row in rows if row != "kind: maintenance"]
            notes.assumed("the maintenance has no planned time, so it is written as an incident")
            break
        if number <= front or number >= len(rows):
            continue
        if error.code == "E180":
            end = _end_of_section(rows, number)
            notes.dropped(
                f"the internal part '{rows[number].strip()[:60]}', with the {end - number - 1} lines below it"
            )
            rows[number:end] = []
            continue
        row, how, what = _mended_row(rows[number], error)
        if row != rows[number]:
            notes.add(how, what)
            rows[number] = row
    return "\n".join(rows)


def _end_of_section(rows: list[str], number: int) -> int:
    """The row behind a section: of the next heading that is not deeper; behind a label, of any heading."""
    level = _level(rows[number]) or len(rows)
    return next((place for place in range(number + 1, len(rows)) if 0 < _level(rows[place]) <= level), len(rows))


def _level(row: str) -> int:
    """The level of a heading; 0 for other lines."""
    marks = len(row) - len(row.lstrip("\x23"))
    return marks if row[marks : marks + 1] in {" ", ""} else 0


def _mended_row(row: str, error: Problem) -> tuple[str, How, str]:
    """Correct a line that the reader refuses."""
    code = error.code
    bare = row.lstrip(" \t>").lstrip("\x23").strip()
    if code in {"E138", "E130"} and row.lstrip(" \t>-*+").startswith("\x23"):
        return (
            f"**{bare.strip('*_')}**",
            How.ASSUMED,
            f"'{bare[:60]}' looks like the heading of an update, so it is written as a bold line",
        )
    if code == "E130":
        marks = row[: len(row) - len(row.lstrip(" \t\x23-*+"))]
        return f"{marks}At {row[len(marks) :]}", How.UNREADABLE, f"'{bare[:60]}' begins with a time that cannot be read"
    if code in {"E171", "E172", "E173"}:
        return _LINK.sub(r"\1", row), How.DROPPED, f"a link without a target here; its text is kept: '{bare[:60]}'"
    if code == "E181":
        return "[redacted: looked like a secret]", How.DROPPED, "a line that looks like a secret"
    if code in {"E105", "E125"}:
        return (
            f"`{row.strip()}`",
            How.ASSUMED,
            f"'{bare[:60]}' would be read as more than text, so it is written as code",
        )
    if code == "E170":
        return re.sub(r"(?i)\b(due|done)\s*:", r"\1", row), How.UNREADABLE, f"a date in the action item '{bare[:60]}'"
    if code == "E107":
        return row.replace("<!--", "&lt;!--"), How.ASSUMED, "a comment that is not closed; it is shown as text"
    return "", How.DROPPED, f"the line '{bare[:60]}', which the check refuses ({code})"
