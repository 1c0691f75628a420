"""Import from cState: `content/issues/*.md` with front matter and text, and `config.yml` with its components."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from posixpath import dirname

import yaml

from afterword.core.frozen import frozen
from afterword.core.times import read_day
from afterword.core.words import Kind, Status
from afterword.importers import choices, cstate_body, imported
from afterword.importers.cleaning import definitions, one_line, without_hidden
from afterword.importers.clocks import Clocked, Zones, find_time
from afterword.importers.folder import Folder, FolderSource, text_of
from afterword.importers.front import ForeignFrontMatter, read_front
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


class CState(FolderSource):
    """A cState site, given by its root or its folder of issues."""

    name = "cstate"
    title = "cState"

    def __init__(self, where: str, options: imported.Options) -> None:
        super().__init__(where, "the site, or with its issues", *_ENDINGS)
        self._zones = Zones(usual=options.zone)
        self._issues = self._issues_folder()
        self._names = tuple(name for name in self._names if name.startswith(self._issues))
        above = self._folder.root
        around = (above, *((above.parent, above.parent.parent) if above.name == "issues" else ()))
        configs = [config for folder in around if (config := _config(Folder(root=folder)))]
        self._listed = next(filter(None, map(_systems, configs)), ())
        self._site = next(filter(None, map(_address, configs)), "")

    def components(self) -> tuple[imported.ImportedComponent, ...]:
        """The systems of `config.yml`, with their groups."""
        return self._listed

    def _issues_folder(self) -> str:
        for folder in ("content/issues/", "exampleSite/content/issues/", "issues/"):
            if any(name.startswith(folder) for name in self._names):
                return folder
        inside = {name.rpartition("issues/")[0] + "issues/" for name in self._names if "/issues/" in name}
        return min(sorted(inside), key=len, default="")

    def _record(self, text: str, notes: imported.Notes, *, utf8: bool) -> imported.Imported:
        name = notes.path
        place = _ENDING.sub("", name.removeprefix(self._issues))
        place = place.removesuffix("/index")  # a folder may contain an issue and its pictures
        stem = place.rpartition("/")[2]
        if stem.startswith("_index"):
            return notes.skipped("an index page of the site, not an issue")
        front = read_front(text)
        if not front.found or not front.fields:
            return notes.skipped("there is no front matter, so this is not an issue", 1)
        if self._is_template(front, name, stem):
            return notes.skipped("a template for new issues, not an issue", front.line("date"))
        if not utf8:
            notes.assumed("the file is not UTF-8; it is read as Windows-1252", 1)
        if front.fault:
            notes.unreadable(front.fault, front.fault_line)
        issue = _Issue(name=name, place=place, stem=stem, front=front, zones=self._zones, notes=notes, site=self._site)
        entry = issue.entry(self._listed, self._issues)
        if entry is None:
            return notes.skipped("neither the file nor its name has a date that can be read", front.line("date"))
        return notes.imported(entry)

    def _is_template(self, front: ForeignFrontMatter, name: str, stem: str) -> bool:
        """Whether a file is a template for new issues. One with a date of its own is an issue, whatever its title."""
        if not _PLACEHOLDER.search(f"{front.text('title')} {front.text('date')}"):
            return False
        dated = any(
            (time := find_time(words, self._zones)) and time.day
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


def _systems(config: Mapping[str, object]) -> tuple[imported.ImportedComponent, ...]:
    params = config.get("params", config)
    systems = params.get("systems") if isinstance(params, Mapping) else None
    return tuple(filter(None, map(_system, systems))) if isinstance(systems, list) else ()


def _address(config: Mapping[str, object]) -> str:
    """The address of the site without a trailing slash; empty when the configuration does not state it."""
    address = str(config.get("baseurl") or "").strip().rstrip("/")
    return address if is_url(address) else ""


def _system(data: object) -> imported.ImportedComponent | None:
    if isinstance(data, str) and data.strip():
        return imported.ImportedComponent(name=one_line(data))
    if not isinstance(data, dict) or not str(data.get("name") or "").strip():
        return None
    category = data.get("category")
    return imported.ImportedComponent(
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
    notes: imported.Notes

    @property
    def _informational(self) -> bool:
        return self.front.text("informational").lower() in _YES

    def entry(self, listed: tuple[imported.ImportedComponent, ...], issues: str) -> imported.ImportedIncident | None:
        """The issue as an entry; None when it has no date."""
        front, notes = self.front, self.notes
        started, day = self._start()
        start_day = None if started else day
        near = day or read_day(self.stem[:10]) or None
        resolved, over, is_open = self._end(near, started)
        informational = self._informational
        typed, sections = self._updates(near, started, resolved)
        if day is None:
            day = self._day(typed)
        if day is None:
            return None
        is_open = is_open and not informational and not any(update.status.closes for update in typed[-1:])
        dated, before = choices.with_times(typed, notes, started or day, resolved, is_open=is_open)
        updates = choices.in_order(dated)
        last = updates[-1] if updates else None
        if over and resolved is None and last and _RESOLVED.search(last.text) and not last.status.closes:
            notes.assumed("the last update says that it is over, so its status is Resolved", last.line)
            updates = (*updates[:-1], replace(last, status=Status.RESOLVED))
        severity, components = self._affected(listed)
        unknown = (
            resolved is None and over and not any(update.status.closes for update in updates) and not informational
        )
        if unknown:
            choices.unknown_end(notes, front.line("resolvedwhen" if "resolvedwhen" in front.lines else "resolved"))
        if is_open:
            choices.unclear_open(notes, front.line("resolved"))
        return imported.ImportedIncident(
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
            title = choices.title_of(self.stem)
            what = "the title is a placeholder" if given else "there is no title"
            self.notes.assumed(f"{what}; '{title}' is made from the name of the file", self.front.line("title"))
        return title

    def _time(self, typed: str, line: int, near: date | None, what: str) -> Clocked | None:
        time = find_time(typed, self.zones, near)
        if time is None:
            if typed.strip():
                self.notes.unreadable(f"{what}: '{typed[:60]}' is not a time", line)
            return None
        for note in time.notes:
            self.notes.add(imported.How.ASSUMED if time.at else imported.How.UNREADABLE, note, line)
        rest = typed[time.end :]
        if time.at and find_time(rest, self.zones, time.day, bare=True):
            self.notes.assumed(f"{what} has two times; the first is used, and '{rest.strip()[:40]}' is left out", line)
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
            self.notes.assumed(
                f"there is no date that can be read; {in_name.day} is taken from the name of the file", line
            )
            return None, in_name.day
        return None, None

    def _day(self, updates: tuple[imported.ImportedUpdate, ...]) -> date | None:
        """The day of the first update or of the end, for a file without a date."""
        end = find_time(self.front.text("resolvedwhen"), self.zones)
        times = [at for at in (*(update.at for update in updates), end and end.at) if at]
        if not times:
            return None
        day = min(times).date()
        line = self.front.line("date")
        self.notes.assumed(f"there is no date that can be read; {day}, the first day in the file, is used", line)
        return day

    def _end(self, near: date | None, started: datetime | None) -> tuple[datetime | None, bool, bool]:
        """When it ended, whether it is over, and whether the file says that it is open."""
        front, notes = self.front, self.notes
        typed, line = front.text("resolved").lower(), front.line("resolved")
        over = typed in _YES
        when = front.text("resolvedwhen")
        if typed and typed not in _YES | _NO:
            time = find_time(typed, self.zones, near)
            over = True
            if time and time.at and not when:
                notes.assumed("`resolved` has a time, which is used as the end", line)
                return self._sane_end(time.at, started, line), True, False
            notes.assumed(f"resolved: '{typed[:40]}' is read as yes", line)
        if not when:
            return None, over, "resolved" in front.fields and typed in _NO and typed != ""
        line = front.line("resolvedwhen")
        time = self._time(when, line, near, "resolvedWhen")
        if not over and "resolved" in front.fields and time:
            notes.assumed("`resolved` says no, and `resolvedWhen` has a time; the time is used", line)
        if time and time.day and not time.at:
            notes.unreadable("resolvedWhen: only the day of the end is known", line)
        end = self._sane_end(time.at, started, line) if time and time.at else None
        return end, over or bool(time), False

    def _sane_end(self, end: datetime, started: datetime | None, line: int) -> datetime | None:
        if started and end < started:
            self.notes.dropped("the end, which is before the start; no `resolved` is written", line)
            return None
        return end

    def _affected(self, listed: tuple[imported.ImportedComponent, ...]) -> tuple[str, tuple[imported.ImportedHit, ...]]:
        typed, line = self.front.text("severity"), self.front.line("severity")
        severity, level = _SEVERITIES.get(typed.strip().lower(), ("", ""))
        if typed and not severity:
            self.notes.dropped(f"the severity '{typed}', which cState does not have", line)
        impact = "" if self._informational else level
        line = self.front.line("affected")
        known = {component.name.casefold() for component in listed}
        hits: dict[str, imported.ImportedHit] = {}
        for value in self.front.listed("affected") or self.front.listed("affectedsystems"):
            parts = [value]
            if value.casefold() not in known and "," in value:
                parts = value.split(",")
                self.notes.assumed(f"'{value}' is read as {len(parts)} components", line)
            for name in map(one_line, parts):
                if name:
                    hits.setdefault(name.casefold(), imported.ImportedHit.at(name, impact, line))
        return severity, tuple(hits.values())

    # ---- the body ----------------------------------------------------------------------------------

    def _updates(
        self, near: date | None, started: datetime | None, resolved: datetime | None
    ) -> tuple[tuple[imported.ImportedUpdate, ...], tuple[imported.ImportedSection, ...]]:
        """Split the body into updates, oldest first, and sections of a report."""
        notes, first_line = self.notes, self.front.body_line
        body = without_hidden(self.front.body, notes, first_line)
        defined = definitions(body)
        lines = set(defined.values())
        pieces = cstate_body.pieces_of("\n".join("" if row in lines else row for row in body.split("\n")), first_line)
        reports = [piece for piece in pieces if cstate_body.is_section(piece) and not piece.track]
        sections = tuple(
            imported.ImportedSection(
                heading=piece.heading,
                text=cstate_body.with_definitions(cstate_body.joined(list(piece.lines)), defined),
                line=piece.heading_line + 1,
            )
            for piece in reports
        )
        updates = [update for piece in pieces if piece not in reports and (update := self._update(piece, near))]
        updates = [replace(update, text=cstate_body.with_definitions(update.text, defined)) for update in updates]
        if (
            len(updates) > 1
            and not any(piece.ruled for piece in pieces)
            and not any(cstate_body.is_news(update, strict=self._informational) for update in updates)
        ):
            notes.assumed("no part of the text looks like an update, so its headings become sections", first_line)
            own = (
                imported.ImportedSection(heading=update.typed or "What happened", text=update.text, line=update.line)
                for update in updates
            )
            return (), (*own, *sections)
        if len(updates) > 1 and cstate_body.newest_first(updates):
            updates.reverse()
        if len(updates) > 1 and resolved and cstate_body.is_end(updates, resolved):
            updates[-1] = replace(updates[-1], at=resolved, status=Status.RESOLVED)
            notes.assumed(
                "the newest text has no time; it becomes the update Resolved, at the time of `resolvedWhen`",
                updates[-1].line,
            )
        if (
            updates
            and updates[0].at is None
            and started
            and all(update.at is None or update.at >= started for update in updates)
        ):
            first = updates[0]
            investigating = first.status is Status.UPDATE and _INVESTIGATING.search(first.text)
            status = Status.INVESTIGATING if investigating else first.status
            notes.assumed("the first text has no time; it becomes the first update, at the start", first.line)
            updates[0] = replace(first, at=started, status=status)
        return cstate_body.sorted_around(updates), sections

    def _update(self, piece: cstate_body.Piece, near: date | None) -> imported.ImportedUpdate | None:
        line = next((number for number, row in piece.lines if row.strip()), piece.heading_line)
        tracked = self._time(piece.track, piece.track_line, near, "track") if piece.track else None
        at = tracked.at if tracked else None
        status, headline, rows = Status.UPDATE, "", list(piece.lines)
        if piece.heading:
            at, status, headline = self._heading(piece.heading, at, near, line)
        else:
            at, status, rows = self._first_line(rows, at, near, line)
        text = cstate_body.joined(rows)
        if status is Status.UPDATE:
            status, found_headline, text = cstate_body.leading_status(text)
            headline = headline or found_headline
        if not text and not headline:
            if at is None:
                return None
            self.notes.assumed("this update has a time but no text", line)
        typed = cstate_body.cut(piece.heading)
        return imported.ImportedUpdate(at=at, status=status, headline=headline, text=text, line=line, typed=typed)

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
            and cstate_body.UPDATE_WORD.match(words)
            and (time := find_time(words, self.zones, near, bare=True))
        ):
            self.notes.assumed(f"the time of '{words[:50]}' has no date; {near} is assumed", line)
        if time and time.at and at is None:
            at = time.at
            for note in time.notes:
                self.notes.assumed(note, line)
        status, headline = cstate_body.status_in(words)
        if time:
            status, bare = cstate_body.status_in(f"{words[: time.start]} {words[time.end :]}")
            loose = bare.lower().rpartition(" ")[2] in cstate_body.LOOSE
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
        if time is None and near and (update := cstate_body.UPDATE_WORD.match(words)):
            time = find_time(words, self.zones, near, bare=True)
            if time and time.at:
                self.notes.assumed(f"the time of '{words[:50]}' has no date; {near} is assumed", line)
                words = " " * update.end() + words[update.end() :]
        if time and time.at and len(cstate_body.cut(words[: time.start])) <= 25:
            rest = cstate_body.cut(f"{words[: time.start]} {words[time.end :]}")
            status = cstate_body.WORDS.get(rest.lower().rstrip(":"))
            if status or not rest:
                for note in time.notes:
                    self.notes.assumed(note, line)
                return time.at, status or Status.UPDATE, rows[1:]
        return at, Status.UPDATE, rows
