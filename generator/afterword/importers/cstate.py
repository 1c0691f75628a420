"""Import from cState: `content/issues/*.md` with front matter and text, and `config.yml` with its components."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from posixpath import dirname
from typing import ClassVar

import yaml

from afterword.core.frozen import frozen
from afterword.core.times import read_day
from afterword.core.words import Kind, Status
from afterword.importers import choices
from afterword.importers.cleaning import definitions, one_line, plain_lines, without_hidden
from afterword.importers.clocks import Clocked, Zones, find_time
from afterword.importers.cstate_body import (
    LOOSE,
    UPDATE_WORD,
    WORDS,
    Piece,
    cut,
    is_end,
    is_news,
    is_section,
    joined,
    leading_status,
    newest_first,
    pieces_of,
    sorted_around,
    status_in,
    with_definitions,
)
from afterword.importers.folder import Folder, open_folder, text_of
from afterword.importers.front import ForeignFrontMatter, read_front
from afterword.importers.imported import (
    How,
    Imported,
    ImportedComponent,
    ImportedHit,
    ImportedIncident,
    ImportedSection,
    ImportedSpan,
    ImportedUpdate,
    Notes,
    Options,
)
from afterword.syntax.values import is_url

_ENDINGS = (".md", ".mdx", ".markdown", ".html", ".erb")
_CONFIGS = (
    "config.yml",
    "config.yaml",
    "hugo.yml",
    "hugo.yaml",
    "config/_default/config.yml",
    "config/_default/params.yml",
)
_SEVERITIES = {
    "down": ("major", "full_outage"),
    "disrupted": ("minor", "partial_outage"),
    "notice": ("notice", ""),
    "major-outage": ("major", "full_outage"),
    "partial-outage": ("minor", "partial_outage"),
    "degraded-performance": ("minor", "degraded"),
    "under-maintenance": ("notice", "maintenance"),
}
"""cState's severity, ours, and the level of affected components. The last four are those of cState's predecessor."""
_ENDING = re.compile(r"(?:\.(?:md|mdx|markdown|html|erb))+$", re.IGNORECASE)
_YES = {"true", "yes", "on", "1", "resolved", "y"}
_NO = {"false", "no", "off", "0", "n", ""}
_RESOLVED = re.compile(r"\b(?:resolved|fixed|solved)\b", re.IGNORECASE)
_INVESTIGATING = re.compile(r"\binvestigat", re.IGNORECASE)
_NOT_IN_ADDRESS = re.compile(r"[^\w\s./+~@\-]")
_GAP = re.compile(r"\s*-\s+|\s+-?\s*")
_PLACEHOLDER = re.compile(r"\{\{.*\}\}")
_FROM_NAME = re.compile(r"\{\{[^{}]*\.[A-Z][^{}]*\}\}")
"""A placeholder that Hugo fills with the file's name."""
_TEMPLATE_NAME = re.compile(r"(?:^|[^a-z])(?:templates?|archetypes?)(?:[^a-z]|$)")


class CState:
    """A cState site, given by its root or its folder of issues."""

    name: ClassVar[str] = "cstate"
    title: ClassVar[str] = "cState"
    local: ClassVar[bool] = True

    def __init__(self, where: str, options: Options) -> None:
        self._folder = open_folder(where, "the site, or with its issues")
        self._zones = Zones(usual=options.zone, stated=bool(options.zone))
        self._issues = self._issues_folder()
        self._names = tuple(name for name in self._folder.names(*_ENDINGS) if name.startswith(self._issues))
        above = self._folder.root
        around = (above, *((above.parent, above.parent.parent) if above.name == "issues" else ()))
        configs = [config for folder in around if (config := _config(Folder(root=folder)))]
        self._listed = next(filter(None, map(_systems, configs)), ())
        self._site = next(filter(None, map(_address, configs)), "")

    def __len__(self) -> int:
        return len(self._names)

    def components(self) -> tuple[ImportedComponent, ...]:
        """The systems of `config.yml`, with their groups."""
        return self._listed

    def file(self, folder: str, link: str) -> tuple[str, bytes] | None:
        """A picture of the site."""
        return self._folder.picture(folder, link)

    def __getitem__(self, number: int) -> Imported:
        """The issue at this position."""
        return self._record(self._names[number])

    def _issues_folder(self) -> str:
        names = self._folder.names(*_ENDINGS)
        for folder in ("content/issues/", "exampleSite/content/issues/", "issues/"):
            if any(name.startswith(folder) for name in names):
                return folder
        inside = sorted({name.rpartition("issues/")[0] + "issues/" for name in names if "/issues/" in name}, key=len)
        return inside[0] if inside else ""

    def _record(self, name: str) -> Imported:
        notes = Notes(name)
        place = _ENDING.sub("", name.removeprefix(self._issues)).removesuffix(
            "/index"
        )  # a folder may contain an issue and its pictures
        stem = place.rpartition("/")[2]
        data = self._folder.read(name)
        if data is None:
            return Imported(path=name, skipped="the file cannot be read, or is larger than 64 MiB")
        if stem.startswith("_index"):
            return Imported(path=name, skipped="an index page of the site, not an issue")
        text, utf8 = text_of(data)
        if not utf8:
            notes.add(How.ASSUMED, "the file is not UTF-8; it is read as Windows-1252", 1)
        front = read_front(plain_lines(text))
        if not front.found or not front.fields:
            return Imported(path=name, skipped="there is no front matter, so it is no issue", line=1)
        if self._is_template(front, name, stem):
            return Imported(path=name, skipped="a template for new issues, not an issue", line=front.line("date"))
        if front.fault:
            notes.add(How.UNREADABLE, front.fault, front.fault_line)
        issue = _Issue(name=name, place=place, stem=stem, front=front, zones=self._zones, notes=notes, site=self._site)
        entry = issue.entry(self._listed, self._issues)
        if entry is None:
            return Imported(
                path=name,
                skipped="no date can be read in it or in its name",
                line=front.line("date"),
                guesses=tuple(notes.guesses),
            )
        return Imported(path=name, entry=entry, guesses=tuple(notes.guesses))

    def _is_template(self, front: ForeignFrontMatter, name: str, stem: str) -> bool:
        """Whether a file is a template for new issues.

        A file with a date of its own is an issue, whatever its title.
        """
        if not _PLACEHOLDER.search(f"{front.text('title')} {front.text('date')}"):
            return False
        dated = any(
            (found := find_time(words, self._zones)) and found.day
            for words in (front.text("date"), stem.replace("_", "-"))
        )
        return not dated or bool(_TEMPLATE_NAME.search(name.lower()))


def _config(folder: Folder) -> dict[str, object]:
    """The configuration of a site, with its top-level names in small letters; empty without one."""
    for name in _CONFIGS:
        data = folder.read(name)
        if data is None:
            continue
        try:
            config = yaml.load(
                text_of(data)[0].replace("\t", "  "),
                Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader),  # noqa: S506 - texts only
            )
        except (yaml.YAMLError, ValueError, RecursionError):
            continue
        if isinstance(config, dict):
            return {str(key).lower(): value for key, value in config.items()}
    return {}


def _systems(config: Mapping[str, object]) -> tuple[ImportedComponent, ...]:
    params = config.get("params", config)
    systems = params.get("systems") if isinstance(params, Mapping) else None
    components = [_system(one) for one in systems] if isinstance(systems, list) else []
    return tuple(one for one in components if one)


def _address(config: Mapping[str, object]) -> str:
    """The address of the site without a trailing slash; empty when the configuration does not state it."""
    address = str(config.get("baseurl") or "").strip().rstrip("/")
    return address if is_url(address) else ""


def _system(data: object) -> ImportedComponent | None:
    if isinstance(data, str) and data.strip():
        return ImportedComponent(name=one_line(data))
    if not isinstance(data, dict) or not str(data.get("name") or "").strip():
        return None
    category = data.get("category")
    return ImportedComponent(
        name=one_line(str(data["name"])),
        group=one_line(category) if isinstance(category, str) else "",
        description=one_line(str(data.get("description") or "")),
    )


@frozen
class _Issue:
    name: str
    place: str
    """Its path in the folder of issues, without ending."""
    stem: str
    """The last part of `place`."""
    site: str
    """The address of the old site; empty when it is not known."""
    front: ForeignFrontMatter
    zones: Zones
    notes: Notes

    def entry(self, listed: tuple[ImportedComponent, ...], issues: str) -> ImportedIncident | None:
        """The issue as an entry; None when it has no date."""
        front, notes = self.front, self.notes
        started, day = self._start()
        start_day = None if started else day
        near = day or read_day(self.stem[:10]) or None
        resolved, over, is_open = self._end(near, started)
        informational = front.text("informational").lower() in _YES
        said, sections = self._updates(near, started, resolved)
        if day is None:
            day = self._day(said)
        if day is None:
            return None
        is_open = is_open and not informational and not any(one.status.closes for one in said[-1:])
        dated, before = choices.with_times(said, notes, started or day, resolved, is_open=is_open)
        updates = choices.in_order(dated)
        if (
            over
            and resolved is None
            and updates
            and _RESOLVED.search(updates[-1].text)
            and not updates[-1].status.closes
        ):
            notes.add(How.ASSUMED, "it is over, and the last update says so: its status is Resolved", updates[-1].line)
            updates = (*updates[:-1], replace(updates[-1], status=Status.RESOLVED))
        severity, components = self._affected(listed, informational)
        unknown = resolved is None and over and not any(one.status.closes for one in updates) and not informational
        if unknown:
            choices.unknown_end(notes, front.line("resolvedwhen" if "resolvedwhen" in front.lines else "resolved"))
        if is_open:
            choices.unclear_open(notes, front.line("resolved"))
        return ImportedIncident(
            key=self.name.removeprefix(issues),
            title=self._title(),
            day=day,
            kind=Kind.NOTICE if informational else Kind.INCIDENT,
            severity="" if informational else severity,
            components=components,
            started=started,
            start_day=start_day,
            resolved=resolved,
            over=unknown,
            is_open=is_open,
            is_draft=front.text("draft").lower() in _YES,
            summary=before,
            summary_line=front.body_line,
            updates=updates,
            sections=sections,
            old=self._old(),
            site=self.site,
            names=tuple(dict.fromkeys((self.stem, front.text("slug") or self.stem))),
            folder=dirname(self.name),
        )

    def _old(self) -> str:
        """Its address on the old site, as Hugo makes it."""
        folder, slash, _ = self.place.rpartition("/")
        path = _NOT_IN_ADDRESS.sub("", f"{folder}{slash}{self.front.text('slug') or self.stem}").strip().lower()
        return f"/issues/{_GAP.sub('-', path)}/"

    def _title(self) -> str:
        title = given = one_line(self.front.text("title"))
        if not title or _FROM_NAME.fullmatch(title):
            title = (
                re.sub(r"^[0-9\-_. ]+", "", self.stem).replace("-", " ").replace("_", " ").strip().capitalize()
                or "Untitled"
            )
            what = "the title is a placeholder" if given else "there is no title"
            self.notes.add(
                How.ASSUMED, f"{what}; '{title}' is made from the name of the file", self.front.line("title")
            )
        return title

    def _time(self, typed: str, line: int, near: date | None, what: str) -> Clocked | None:
        time = find_time(typed, self.zones, near)
        if time is None:
            if typed.strip():
                self.notes.add(How.UNREADABLE, f"{what}: '{typed[:60]}' is no time", line)
            return None
        for note in time.notes:
            self.notes.add(How.UNREADABLE if time.day is None or " no " in note else How.ASSUMED, note, line)
        rest = typed[time.end :]
        if time.at and find_time(rest, self.zones, time.day, bare=True):
            self.notes.add(
                How.ASSUMED, f"{what} holds two times; the first is taken, and '{rest.strip()[:40]}' is left out", line
            )
        return time

    def _start(self) -> tuple[datetime | None, date | None]:
        typed, line = self.front.text("date"), self.front.line("date")
        time = self._time(typed, line, None, "date")
        if time and time.at:
            return time.at, time.at.date()
        in_name = find_time(self.stem.replace("_", "-"), self.zones)
        if time and time.day:
            choices.day_only(self.notes, line)
            return None, time.day
        if in_name and in_name.day:
            self.notes.add(
                How.ASSUMED,
                f"there is no date that can be read; {in_name.day} is taken from the name of the file",
                line,
            )
            return None, in_name.day
        return None, None

    def _day(self, said: tuple[ImportedUpdate, ...]) -> date | None:
        """The day of the first update or of the end, for a file without a date."""
        times = [one.at for one in said if one.at]
        end = find_time(self.front.text("resolvedwhen"), self.zones)
        if end and end.at:
            times.append(end.at)
        if times:
            self.notes.add(
                How.ASSUMED,
                f"there is no date that can be read; {min(times).date()} is the first day that is named",
                self.front.line("date"),
            )
            return min(times).date()
        return None

    def _end(self, near: date | None, started: datetime | None) -> tuple[datetime | None, bool, bool]:
        """When it ended, whether it is over, and whether the file says that it is open."""
        front, notes = self.front, self.notes
        said, line = front.text("resolved").lower(), front.line("resolved")
        over = said in _YES
        when = front.text("resolvedwhen")
        if said and said not in _YES | _NO:
            time = find_time(said, self.zones, near)
            over = True
            if time and time.at and not when:
                notes.add(How.ASSUMED, "`resolved` holds a time; it is taken as the end", line)
                return self._sane_end(time.at, started, line), True, False
            notes.add(How.ASSUMED, f"resolved: '{said[:40]}' is taken as yes", line)
        if not when:
            return None, over, "resolved" in front.fields and said in _NO and said != ""
        line = front.line("resolvedwhen")
        time = self._time(when, line, near, "resolvedWhen")
        if not over and "resolved" in front.fields and time:
            notes.add(How.ASSUMED, "`resolved` says no, and `resolvedWhen` has a time; the time counts", line)
        if time and time.day and not time.at:
            notes.add(How.UNREADABLE, "resolvedWhen: only the day of the end is known", line)
        end = self._sane_end(time.at, started, line) if time and time.at else None
        return end, over or bool(time), False

    def _sane_end(self, end: datetime, started: datetime | None, line: int) -> datetime | None:
        if started and end < started:
            self.notes.add(How.DROPPED, "it would be resolved before it started; no `resolved` is written", line)
            return None
        return end

    def _affected(
        self, listed: tuple[ImportedComponent, ...], informational: bool
    ) -> tuple[str, tuple[ImportedHit, ...]]:
        typed, line = self.front.text("severity"), self.front.line("severity")
        severity, level = _SEVERITIES.get(typed.strip().lower(), ("", ""))
        if typed and not severity:
            self.notes.add(How.DROPPED, f"severity '{typed}' is none that cState knows", line)
        known = {one.name.casefold() for one in listed}
        hits: list[ImportedHit] = []
        names: set[str] = set()
        for value in self.front.listed("affected") or self.front.listed("affectedsystems"):
            parts = (
                [value]
                if value.casefold() in known or "," not in value
                else [part.strip() for part in value.split(",")]
            )
            if len(parts) > 1:
                self.notes.add(
                    How.ASSUMED, f"'{value}' is taken as {len(parts)} components", self.front.line("affected")
                )
            for part in parts:
                name = one_line(part)
                if name and name.casefold() not in names:
                    names.add(name.casefold())
                    spans = (ImportedSpan(impact=level),) if level and not informational else ()
                    hits.append(ImportedHit(name=name, spans=spans, line=self.front.line("affected")))
        return severity, tuple(hits)

    # ---- the body ----------------------------------------------------------------------------------

    def _updates(
        self, near: date | None, started: datetime | None, resolved: datetime | None
    ) -> tuple[tuple[ImportedUpdate, ...], tuple[ImportedSection, ...]]:
        """Split the body into updates, oldest first, and sections of a report."""
        body = without_hidden(self.front.body, self.notes, self.front.body_line)
        defined = definitions(body)
        lines = set(defined.values())
        pieces = pieces_of(
            "\n".join("" if row in lines else row for row in body.split("\n")) if lines else body, self.front.body_line
        )
        sections = tuple(
            ImportedSection(heading=piece.heading, text=joined(list(piece.lines)), line=piece.heading_line + 1)
            for piece in pieces
            if is_section(piece) and not piece.track
        )
        said = [
            one for piece in pieces if not (is_section(piece) and not piece.track) and (one := self._said(piece, near))
        ]
        if defined:
            said = [replace(one, text=with_definitions(one.text, defined)) for one in said]
            sections = tuple(replace(part, text=with_definitions(part.text, defined)) for part in sections)
        informational = self.front.text("informational").lower() in _YES
        if (
            len(said) > 1
            and not any(piece.ruled for piece in pieces)
            and not any(is_news(one, strict=informational) for one in said)
        ):
            self.notes.add(
                How.ASSUMED,
                "nothing in the text says that it is an update; its headings are sections",
                self.front.body_line,
            )
            return (), tuple(
                ImportedSection(heading=one.typed or "What happened", text=one.text, line=one.line) for one in said
            ) + sections
        if len(said) > 1 and newest_first(said):
            said.reverse()
        if len(said) > 1 and resolved and is_end(said, resolved):
            said[-1] = replace(said[-1], at=resolved, status=Status.RESOLVED)
            self.notes.add(
                How.ASSUMED,
                "the newest text has no time of its own; it is the update Resolved, at `resolvedWhen`",
                said[-1].line,
            )
        if said and said[0].at is None and started and all(one.at is None or one.at >= started for one in said):
            first = said[0]
            status = first.status
            if status is Status.UPDATE and _INVESTIGATING.search(first.text):
                status = Status.INVESTIGATING
            self.notes.add(
                How.ASSUMED, "the opening text has no time of its own; it is the first update, at the start", first.line
            )
            said[0] = replace(first, at=started, status=status)
        return sorted_around(said), sections

    def _said(self, piece: Piece, near: date | None) -> ImportedUpdate | None:
        line = next((number for number, row in piece.lines if row.strip()), piece.heading_line)
        tracked = self._time(piece.track, piece.track_line, near, "track") if piece.track else None
        at = tracked.at if tracked else None
        status, headline, rows = Status.UPDATE, "", list(piece.lines)
        if piece.heading:
            at, status, headline = self._heading(piece.heading, at, near, line)
        else:
            at, status, rows = self._first_line(rows, at, near, line)
        text = joined(rows)
        if status is Status.UPDATE:
            status, found_headline, text = leading_status(text)
            headline = headline or found_headline
        if not text and not headline:
            if at is None:
                return None
            self.notes.add(How.ASSUMED, "this update has a time and no text", line)
        return ImportedUpdate(at=at, status=status, headline=headline, text=text, line=line, typed=cut(piece.heading))

    def _heading(
        self, words: str, at: datetime | None, near: date | None, line: int
    ) -> tuple[datetime | None, Status, str]:
        """Time, status and headline of a heading. A time that is known already is kept."""
        time = find_time(words, self.zones, near)
        if (
            time
            and time.at is None
            and time.day
            and (clock := find_time(words[time.end :], self.zones, time.day, bare=True))
        ):
            time = replace(clock, start=time.start, end=time.end + clock.end)
        if (
            time is None
            and near
            and UPDATE_WORD.match(words)
            and (time := find_time(words, self.zones, near, bare=True))
        ):
            self.notes.add(How.ASSUMED, f"the time of '{words[:50]}' is taken to be on {near}", line)
        if time and time.at and at is None:
            at = time.at
            for note in time.notes:
                self.notes.add(How.ASSUMED, note, line)
        status, headline = status_in(words)
        if time:
            status, bare = status_in(f"{words[: time.start]} {words[time.end :]}")
            loose = bare.lower().rpartition(" ")[2] in LOOSE
            headline = "" if not bare else headline if time.at is None or loose else bare
        return at, status, headline

    def _first_line(
        self, rows: list[tuple[int, str]], at: datetime | None, near: date | None, line: int
    ) -> tuple[datetime | None, Status, list[tuple[int, str]]]:
        """Take a line that contains only a date as the time of the text below it."""
        while rows and not rows[0][1].strip():
            rows = rows[1:]
        if not rows or at is not None:
            return at, Status.UPDATE, rows
        words = rows[0][1].strip().strip("*_#").strip()
        time = find_time(words, self.zones, near)
        if time is None and near and (update := UPDATE_WORD.match(words)):
            time = find_time(words, self.zones, near, bare=True)
            if time and time.at:
                self.notes.add(How.ASSUMED, f"the time of '{words[:50]}' is taken to be on {near}", line)
                words = " " * update.end() + words[update.end() :]
        if time and time.at and len(cut(words[: time.start])) <= 25:
            rest = cut(f"{words[: time.start]} {words[time.end :]}")
            status = WORDS.get(rest.lower().rstrip(":"))
            if status or not rest:
                for note in time.notes:
                    self.notes.add(How.ASSUMED, note, line)
                return time.at, status or Status.UPDATE, rows[1:]
        return at, Status.UPDATE, rows
