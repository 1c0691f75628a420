"""Import postmortems in free Markdown, by a mapping of headings, labels and columns."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fnmatch import fnmatch
from importlib.resources import files
from pathlib import Path
from posixpath import dirname

import yaml

from afterword.core.catalogue import SEVERITIES
from afterword.core.frozen import frozen
from afterword.core.words import SECTION_WORDS, Slot
from afterword.importers import choices, imported
from afterword.importers.cleaning import one_line, without_hidden
from afterword.importers.clocks import Zones, find_time, read_time
from afterword.importers.folder import FolderSource
from afterword.importers.front import ForeignFrontMatter, read_front
from afterword.importers.timeline import Timeline
from afterword.markup.tree import code_rows, parse
from afterword.reading.outline import heads
from afterword.world.refusal import stop

_ENDINGS = (".md", ".markdown", ".mdx")
_KEYS = ("zone", "zones", "skip", "sections", "labels", "columns")
_SUMMARY, _DROP = "summary", "drop"
_FIELDS = ("date", "started", "resolved", "title", "severity", "components", _DROP)
_LABEL = re.compile(
    r"(?:[\-*]\s+)?(?:\*\*|__)(?P<bold>[^*_:]{2,40}?)\s*(?::\s*(?:\*\*|__)|(?:\*\*|__)\s*:)\s*(?P<value>.*)"
    r"|(?P<plain>[A-Z][A-Za-z ]{1,30}?)\s*:\s+(?P<text>\S.*)"
)
_SKIPPED = ("readme.md", "index.md", "_*", "*template*", "license*")
_BEFORE_DATE = 16
"""How many characters may precede the date with which a title begins: `incident date: `."""


class Markdown(FolderSource):
    """A folder of postmortems."""

    name = "markdown"
    title = "Markdown"

    def __init__(self, where: str, options: imported.Options) -> None:
        self._rules = _Rules.of(options)
        super().__init__(where, "the postmortems", *_ENDINGS)

    def _passed_over(self, name: str) -> str:
        names = (name.rpartition("/")[2].lower(), name.lower())
        pattern = next((skip for skip in self._rules.skip if any(fnmatch(word, skip) for word in names)), "")
        return pattern and f"its name matches '{pattern}', which the mapping skips"

    def _record(self, text: str, notes: imported.Notes, *, utf8: bool) -> imported.Imported:
        if not utf8:
            notes.assumed("the file is not UTF-8; it is read as Windows-1252", 1)
        report = _Report(name=notes.path, front=read_front(text), rules=self._rules, notes=notes)
        entry = report.entry()
        if entry:
            return notes.imported(entry)
        why = "there is no date in its name, its title or a label"
        if len(report.dated) < 2:
            return notes.skipped(why, 1)
        first, line = report.dated[0]
        several = f"{len(report.dated)} headings have a date, the first of them '{first[:60]}'. A file is one incident"
        how = "make a file of each such heading and the text below it, then import again"
        return notes.skipped(f"{why}, but {several}: {how}", line)


@frozen
class _Rules:
    """A mapping in the form in which it is used."""

    zones: Zones
    skip: tuple[str, ...]
    sections: Mapping[str, str]
    """By headings in small letters."""
    labels: Mapping[str, str]
    columns: Mapping[str, str]

    @classmethod
    def of(cls, options: imported.Options) -> "_Rules":
        """Read the mapping. Options of the command line take precedence."""
        mapping = _mapping(options.mapping or "plain")
        skip = mapping.get("skip")
        skipped = skip if isinstance(skip, list) else [skip] if skip else []
        return cls(
            zones=Zones(
                usual=options.zone or str(mapping.get("zone") or ""), names=_texts(mapping.get("zones"), key=str)
            ),
            skip=(*_SKIPPED, *(str(pattern).lower() for pattern in skipped)),
            sections=_texts(mapping.get("sections")),
            labels=_texts(mapping.get("labels")),
            columns=_texts(mapping.get("columns")),
        )

    def section(self, heading: str) -> str:
        """The target of a heading: `summary`, `drop`, or a heading of ours; empty: it keeps its own name."""
        words = _key(heading)
        if words in self.sections:
            return self.sections[words]
        slot = SECTION_WORDS.get(words)
        return _SUMMARY if words == _SUMMARY else slot.heading if slot else ""


def _mapping(name: str) -> Mapping[str, object]:
    """Read a mapping from a file, or one that is part of the package.

    Raises:
        RefusalError: it does not exist, or cannot be read.
    """
    folder = files("afterword").joinpath("importers", "mappings")
    shipped = sorted(file.name.removesuffix(".yml") for file in folder.iterdir() if file.name.endswith(".yml"))
    if Path(name).is_file():
        text = Path(name).read_text(encoding="utf-8-sig")
    elif name in shipped:
        text = folder.joinpath(f"{name}.yml").read_text(encoding="utf-8")
    else:
        stop(f"--map: {name} is neither a file nor a built-in mapping. Built in are {', '.join(shipped)}.")
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        stop(f"--map: {name} is not valid YAML ({str(error).splitlines()[0]}). Mend it and run the command again.")
    mapping = data if isinstance(data, dict) else {}
    unknown = [str(key) for key in mapping if key not in _KEYS]
    if unknown:
        stop(f"--map: {name} has the unknown key '{unknown[0]}'. Allowed are {', '.join(_KEYS)}.")
    return mapping


def _key(text: str) -> str:
    return " ".join(text.lower().strip(" :?!.*_").split())


def _texts(value: object, key: Callable[[str], str] = _key) -> dict[str, str]:
    pairs = value.items() if isinstance(value, dict) else ()
    return {key(str(name)): str(text) for name, text in pairs if text is not None}


@dataclass(slots=True)
class _Report:
    """A postmortem while it is read."""

    name: str
    front: ForeignFrontMatter
    rules: _Rules
    notes: imported.Notes
    said: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By field: the value of a label that is mapped to it, and its line."""
    summary: list[str] = field(default_factory=list)
    summary_line: int = 0
    parts: list[imported.ImportedSection] = field(default_factory=list)
    title: str = ""
    title_line: int = 1
    day: date | None = None
    dated: list[tuple[str, int]] = field(default_factory=list)
    """The headings of sections that have a date, and their lines. Several are several incidents in one file."""

    def entry(self) -> imported.ImportedIncident | None:
        """The postmortem as an entry; None when it has no date."""
        for label, target in self.rules.labels.items():
            if value := self.front.text(label):
                self.said.setdefault(target, (value, self.front.line(label)))
        body = without_hidden(self.front.body, self.notes, self.front.body_line)
        rows = body.split("\n")
        cuts = self._cuts(body)
        first = cuts[0][1] if cuts else len(rows)
        begin = min(self.title_line - self.front.body_line, len(rows) - 1) + 1 if self.title else 0
        preamble = self._labelled(rows[begin:first], self.front.body_line + begin)
        self._date()
        if self.day is None:
            times = [(heading, row, find_time(heading, self.rules.zones)) for heading, row, _ in cuts]
            self.dated = [(heading, self.front.body_line + row) for heading, row, time in times if time and time.day]
            return None
        if preamble.strip():
            self.summary.append(preamble)
        for heading, row, end in cuts:
            self._section(heading, rows[row + 1 : end], self.front.body_line + row)
        started, resolved = self._moment("started"), self._moment("resolved")
        if started is None:
            choices.day_only(self.notes, self.title_line)
        stem = self.name.rpartition("/")[2].rpartition(".")[0]
        names, line = self.said.get("components", ("", 0))
        return imported.ImportedIncident(
            key=self.name,
            title=self._shown_title(stem),
            day=started.date() if started else self.day,
            severity=self._severity(),
            components=tuple(
                imported.ImportedHit(name=name.strip(), line=line) for name in names.split(",") if name.strip()
            ),
            started=started,
            start_day=None if started else self.day,
            resolved=resolved,
            report=any(self.parts),
            summary="\n\n".join(self.summary),
            summary_line=self.summary_line,
            sections=tuple(_joined(self.parts)),
            names=(stem,),
            folder=dirname(self.name),
        )

    # ---- headings ------------------------------------------------------------------------------------

    def _cuts(self, body: str) -> list[tuple[str, int, int]]:
        """The sections: heading, its row, and the row behind the section. A heading above all others is the title."""
        document = parse(body, self.front.body_line)
        headings = [head for head in heads(document) if head.level]
        base = self.front.body_line
        if headings and headings[0].level < min((head.level for head in headings[1:]), default=7):
            self.title, self.title_line = headings[0].words, headings[0].line
            self.notes.placed(f"heading '{headings[0].words[:60]}': the title", headings[0].line)
            headings = headings[1:]
        top = min((head.level for head in headings), default=0)
        tops = [head for head in headings if head.level == top]
        sections: list[tuple[str, int, int]] = []
        timeline = False
        for number, head in enumerate(tops):
            row = head.line - base
            end = tops[number + 1].line - base if number + 1 < len(tops) else len(body.split("\n"))
            begins = find_time(head.words, self.rules.zones, date(2000, 1, 1), bare=True)
            if timeline and begins and begins.start == 0 and sections:  # one of the timeline, one level too high
                sections[-1] = (*sections[-1][:2], end)
                continue
            timeline = self.rules.section(head.words) == Slot.TIMELINE.heading
            sections.append((head.words, row, end))
        return sections

    def _section(self, heading: str, rows: list[str], line: int) -> None:
        target = self.rules.section(heading)
        name = target or heading
        if target == _DROP:
            self.notes.dropped(f"heading '{heading[:60]}', with all below it, as the mapping says", line)
            return
        where = f"the section {name}" if target else "a section of its own name"
        where = "the summary" if target == _SUMMARY else where
        self.notes.placed(f"heading '{heading[:60]}': {where}", line)
        first = line + 1
        if name == Slot.TIMELINE.heading:
            text = Timeline(self.rules.zones, self.day, self.notes).text(rows, first)
        elif name == Slot.ACTIONS.heading:
            text = self._actions(rows, first)
        else:
            text = "\n".join(rows)
            self._account(text, first, name)
        if name == Slot.LESSONS.heading and "lesson" not in heading.lower():
            text, first = f"### {heading}\n\n{text.lstrip()}", line
        if target == _SUMMARY:
            self.summary_line = self.summary_line or first
            self.summary.append(text.strip("\n"))
        else:
            self.parts.append(imported.ImportedSection(heading=name, text=text, line=first))

    def _account(self, text: str, line: int, name: str) -> None:
        """List the headings that keep their places in the report, too."""
        if "\x23" not in text and "---" not in text and "===" not in text:
            return
        for head in heads(parse(text, line)):
            if head.level:
                self.notes.placed(f"heading '{head.words[:60]}': in {name}", head.line)

    # ---- labels --------------------------------------------------------------------------------------

    def _labelled(self, rows: list[str], start: int) -> str:
        """The text before all sections, without the labels that the mapping knows."""
        kept: list[str] = []
        for number, row in enumerate(rows):
            match = _LABEL.fullmatch(row.strip())
            label, value = "", ""
            if match:
                label, value = match["bold"] or match["plain"], match["value"] or match["text"] or ""
            if row.strip().startswith("|"):
                cells = [cell.strip(" *_") for cell in row.strip().strip("|").split("|")]
                if len(cells) == 2 and cells[0]:
                    label, value = cells
            target = self.rules.labels.get(_key(label), "") if label else ""
            line = start + number
            if not target:
                kept.append(row)
            elif target == _DROP:
                self.notes.dropped(f"the label '{label}', as the mapping says", line)
            elif target in _FIELDS:
                self.said.setdefault(target, (value.strip(), line))
                self.notes.placed(f"label '{label}': {target}", line)
            elif target == _SUMMARY:
                self.summary.append(value)
                self.notes.placed(f"label '{label}': the summary", line)
            else:
                self.parts.append(imported.ImportedSection(heading=target, text=value, line=line))
                self.notes.placed(f"label '{label}': the section {target}", line)
        table = [row for row in kept if row.strip().startswith("|")]
        if table and not "".join(table).strip(" -:|"):  # only the separator is left of the table
            kept = [row for row in kept if row not in table]
        return "\n".join(kept).strip("\n")

    def _date(self) -> None:
        """Find the day: from a label, else the front matter, the file's name or the title."""
        stem = self.name.rpartition("/")[2]
        typed, line = self.said.get("date", ("", 0))
        in_label = find_time(typed, self.rules.zones) if typed else None
        in_name = find_time(stem.replace("_", "-"), self.rules.zones)
        in_title = find_time(self.title, self.rules.zones)
        front = find_time(self.front.text("date"), self.rules.zones)
        if typed and (in_label is None or in_label.day is None):
            self.notes.unreadable(f"'{typed[:60]}' is not a date", line)
        days = [time.day for time in (in_label, front, in_name, in_title) if time and time.day]
        self.day = days[0] if days else None
        named, titled = in_name and in_name.day, in_title and in_title.day
        if named and titled and named != titled and self.day == named:
            self.notes.assumed(
                f"the title has the date {titled}, and the file name {named}, which is used",
                self.title_line,
            )

    def _shown_title(self, stem: str) -> str:
        given = self.said.get("title", ("", 0))[0] or self.front.text("title") or self.title
        title = one_line(given)
        date = find_time(title, self.rules.zones)
        if date and date.start <= _BEFORE_DATE and (rest := title[date.end :].strip(" ,:;–—-()")):
            title = rest
        if not title:
            title = choices.title_of(stem)
            self.notes.assumed(f"there is no title; '{title}' is made from the name of the file", 1)
        return title

    def _moment(self, name: str) -> datetime | None:
        typed, line = self.said.get(name, ("", 0))
        shown = f"{name}: '{typed[:60]}'"
        return read_time(typed, self.rules.zones, self.notes, shown, line, self.day) if typed else None

    def _severity(self) -> str:
        typed, line = self.said.get("severity", ("", 0))
        if not typed:
            return ""
        word = re.sub(r"[^a-z0-9]", "", typed.lower())
        known = {
            re.sub(r"[^a-z0-9]", "", name): level.id for level in SEVERITIES for name in (level.id, *level.aliases)
        }
        if word not in known:
            self.notes.dropped(f"the severity '{typed[:40]}', which is not known", line)
        return known.get(word, "")

    # ---- action items --------------------------------------------------------------------------------

    def _actions(self, rows: list[str], line: int) -> str:
        """Give every action item a checkbox, and put the heading above it in front."""
        body = "\n".join(rows)
        code = code_rows(parse(body))
        lines: list[str] = []
        group = ""
        for number, row in enumerate(rows):
            bare = row.strip()
            if number in code:
                lines.append(row)
            elif bare.startswith("\x23"):
                group = bare.strip("\x23 ").strip()
                self.notes.placed(f"heading '{group[:60]}': in front of the action items below it", line + number)
            elif (words := _item(row)) is not None:
                box = words[:3].lower()
                if box in {"[ ]", "[x]"}:
                    words = words[3:].strip()
                else:
                    box = "[ ]"
                    self.notes.assumed("the action items have no checkboxes, so they count as open", line)
                lines.append(f"- {box} {f'{group}: ' if group else ''}{words}")
            elif bare.startswith("|"):
                lines.append("|".join(self._column(cell) for cell in row.split("|")))
            else:
                lines.append(row)
        return "\n".join(
            row for number, row in enumerate(lines) if row.strip() or (number and lines[number - 1].strip())
        )

    def _column(self, cell: str) -> str:
        """Replace the header of a column by the name that the mapping gives it."""
        name = self.rules.columns.get(_key(cell)) if cell.strip() else None
        return f" {name} " if name else cell


def _item(row: str) -> str | None:
    """The text of a list item at the left edge; None for other lines."""
    if row.startswith(("- ", "* ", "+ ")):
        return row[2:].strip()
    digits = len(row) - len(row.lstrip("0123456789"))
    if 0 < digits < 4 and row[digits : digits + 2] in {". ", ") "}:
        return row[digits + 2 :].strip()
    return None


def _joined(sections: list[imported.ImportedSection]) -> Iterator[imported.ImportedSection]:
    """Join sections of the same name."""
    by_name: dict[str, list[imported.ImportedSection]] = {}
    for section in sections:
        by_name.setdefault(section.heading, []).append(section)
    for first, *more in by_name.values():
        text = "\n\n".join(section.text.strip() for section in (first, *more)) if more else first.text
        yield replace(first, text=text)
