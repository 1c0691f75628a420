"""The body of an incident file: summary, sections, updates, action items, timeline."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from afterword.core.frozen import frozen
from afterword.core.model import ActionItem, Fragment, Section, TimelineEntry, Update
from afterword.core.problems import Problem, problem
from afterword.core.sources import Times, UpdateFile
from afterword.core.times import begin
from afterword.core.words import LESSON_WORDS, SECTION_WORDS, Slot, Status
from afterword.reading.blocks import Block, blocks, definitions, quoted_title, without_empty
from afterword.reading.headings import KNOWN, UpdateHeading, looks_like_update, names_status, read_heading, says_now
from afterword.reading.leaks import internal_heading
from afterword.reading.lists import read_actions, read_timeline, timeline_entry
from afterword.reading.markdown import Renderer
from afterword.reading.names import UpdateName, read_update_name
from afterword.reading.place import Place
from afterword.reading.public_text import INTERNAL, public_text
from afterword.reading.sentences import promise, relative_times, take_signature
from afterword.reading.text import conflicts, decode
from afterword.reading.waivers import Waiver

_ANCHOR_WORDS = re.compile(r"[^a-z0-9]+")
_STALE_SLOTS = frozenset({Slot.DO, Slot.AFFECTED, Slot.NOT_AFFECTED})
"""Sections in which relative times are looked for: what was said while it lasted."""


@frozen
class Body:
    """What a body, together with the update files, says."""

    summary: Fragment
    sections: tuple[Section, ...]
    updates: tuple[Update, ...]
    actions: tuple[ActionItem, ...]
    timeline: tuple[TimelineEntry, ...]


@dataclass(slots=True, kw_only=True)
class _Part:
    """A section while it is being collected."""

    slot: Slot
    title: str
    line: int
    text: str
    """With the headings of deeper levels in it."""
    level: int = 2


@dataclass(slots=True, kw_only=True)
class _Said:
    """An update while it is being collected."""

    heading: UpdateHeading | UpdateName
    place: Place
    line: int
    text: str
    text_line: int
    level: int = 0


@dataclass(kw_only=True)
class BodyReader:
    """Reads the bodies of one incident: its file and its update files."""

    renderer: Renderer
    place: Place
    problems: list[Problem]
    title: str
    """To leave out a first heading that repeats it."""
    waivers: list[Waiver] = field(default_factory=list)
    """Those of all files of the incident."""
    times: Times = field(default_factory=dict)
    """What each `now` stands for."""
    parts: list[_Part] = field(default_factory=list)
    said: list[_Said] = field(default_factory=list)
    definitions: tuple[str, ...] = ()

    def read(self, body: str, first_line: int, files: tuple[UpdateFile, ...]) -> Body:
        """Read everything; what is wrong is added to `problems`."""
        text = public_text(self.place.path, body, first_line, self.problems, self.waivers)
        self.definitions = definitions(text)
        summary = self._collect(blocks(text, first_line))
        for file in files:
            self._file(file)
        updates = self._updates()
        base = updates[0].at.at if updates else None
        sections, actions, timeline = self._sections(base)
        if base:
            self._stale(summary.markdown, summary.line, self.place.path, base)
        return Body(summary=summary, sections=sections, updates=updates, actions=actions, timeline=timeline)

    # ---- collecting ------------------------------------------------------------------------------

    def _collect(self, found: tuple[Block, ...]) -> Fragment:
        """Sort the blocks into parts and updates; return the summary."""
        summary = self._fragment(found[0].text, found[0].text_line)
        current: _Part | None = None
        update: _Said | None = None
        hidden = 0
        for block in found[1:]:
            if hidden and block.level > hidden:
                continue
            hidden = block.level if internal_heading(block.title) else 0
            if hidden:
                self.problems.append(problem(self.place.path, block.line, "E180", h=block.title))
                update, current = self._hide(block, update, current)
                continue
            timeline = current is not None and current.slot is Slot.TIMELINE and block.level > 2
            misplaced = not 2 <= block.level <= 4 and not timeline and self._is_misplaced(block)
            if (misplaced or (2 <= block.level <= 4 and looks_like_update(block.title))) and not timeline:
                update = self._heading(block)
                if update:
                    self.said.append(update)
                    continue
                current = self._as_typed(block, current)
                continue
            if update and block.level > update.level:
                update.text = _with(update.text, update.text_line, block.raw, block.line)
                continue
            update = None
            if block.level == 1 and quoted_title(block.title).lower() == self.title.lower():
                if block.text.strip():
                    summary = summary or self._fragment(block.text, block.text_line)
                continue
            if block.level <= 2 and not summary and quoted_title(block.title).rstrip(":").lower() == "summary":
                summary, current = self._fragment(block.text, block.text_line), None
                continue
            current = self._section(block, current)
        return summary

    def _hide(self, block: Block, update: _Said | None, current: _Part | None) -> tuple[_Said | None, _Part | None]:
        """Leave a note in the place of a section that is not for the public."""
        if update and block.level > update.level:
            update.text = _with(update.text, update.text_line, f"\n{INTERNAL}\n", block.line - 1)
            return update, current
        if current and block.level > 2:
            current.text = _with(current.text, current.line, f"\n{INTERNAL}\n", block.line - 1)
            return None, current
        self.parts.append(_Part(slot=Slot.OTHER, title="", line=block.line, text=INTERNAL))
        return None, None

    def _is_misplaced(self, block: Block) -> bool:
        """Whether a heading of another level has everything that an update heading has."""
        now = self.times.get((self.place.path, block.line))
        read = read_heading(block.title, block.attributes, now) if looks_like_update(block.title) else ""
        return isinstance(read, UpdateHeading) and read.known

    def _heading(self, block: Block) -> _Said | None:
        place = (self.place.path, block.line)
        if says_now(block.title) and place in self.times and self.times[place] is None:
            self.problems.append(problem(self.place.path, block.line, "E137"))
            return None
        read = read_heading(block.title, block.attributes, self.times.get(place))
        if not 2 <= block.level <= 4:
            read = "its heading must have two, three or four #"
        if isinstance(read, str):
            self.problems.append(problem(self.place.path, block.line, "E138", problem=read))
            return None
        if not read.known:
            self._unknown_status(read.typed, self.place.path, block.line)
        return _Said(heading=read, place=self.place, line=block.line, text=block.text, text_line=block.text_line, level=block.level)

    def _unknown_status(self, typed: str, path: str, line: int) -> None:
        self.problems.append(problem(path, line, "W202", s=typed, list=KNOWN) if typed else problem(path, line, "W214"))

    def _as_typed(self, block: Block, current: _Part | None) -> _Part:
        """An update heading that cannot be read stays where it is, as typed."""
        if current and block.level > 2:
            current.text = _with(current.text, current.line, block.raw, block.line)
            return current
        part = _Part(slot=Slot.OTHER, title=block.title, line=block.text_line, text=block.text)
        self.parts.append(part)
        return part

    def _section(self, block: Block, current: _Part | None) -> _Part:
        words = " ".join(quoted_title(block.title).rstrip(":?!.").lower().split())
        slot = SECTION_WORDS.get(words, Slot.OTHER)
        lesson = words in LESSON_WORDS
        if block.level > 2 and current is None and slot is Slot.OTHER:
            current = _Part(slot=Slot.OTHER, title="", line=block.line, text="")
            self.parts.append(current)
        if (names_status(block.title) and slot is Slot.OTHER) and not (block.level == 2 and words == "postmortem"):
            self.problems.append(problem(self.place.path, block.line, "W203", now="YYYY-MM-DD HH:MM", text=quoted_title(block.title)))
        # a section of the format begins anew among updates, also where its heading has one # too many
        astray = slot is not Slot.OTHER and current is not None and (current.slot is Slot.UPDATES or not current.title)
        if current is not None and block.level > current.level and not astray:
            current.text = _with(current.text, current.line, block.raw, block.line)
            return current
        if lesson:
            lessons = next((part for part in self.parts if part.slot is Slot.LESSONS), None)
            if lessons:
                lessons.text += f"\n### {block.title}\n{block.text}"
                return lessons
            part = _Part(slot=Slot.LESSONS, title=Slot.LESSONS.heading, line=block.line, text=f"### {block.title}\n{block.text}")
        else:
            title = slot.heading if slot is not Slot.OTHER else quoted_title(block.title)
            part = _Part(slot=slot, title=title, line=block.text_line, text=block.text, level=max(block.level, 2))
        same = next((known for known in self.parts if known.slot is slot is not Slot.OTHER), None)
        if same and not lesson:
            same.text = _with(same.text, same.line, f"\n{block.text}" if block.text else "", block.line)
            return same
        self.parts.append(part)
        return part

    # ---- updates ---------------------------------------------------------------------------------

    def _file(self, file: UpdateFile) -> None:
        name = read_update_name(file, self.problems, self.times)
        text = decode(file.path, file.data, self.problems)
        if text is None or conflicts(file.path, text, self.problems) or name is None:
            return
        if text.split("\n", 1)[0].rstrip() == "---":
            self.problems.append(problem(file.path, 1, "E118"))
            return
        text = public_text(file.path, text, 1, self.problems, self.waivers)
        for block in blocks(text, 1)[1:]:
            if 2 <= block.level <= 4 and looks_like_update(block.title):
                fault = "an update file holds one update; put this one in a file of its own"
                self.problems.append(problem(file.path, block.line, "E138", problem=fault))
        if not name.known:
            self._unknown_status(name.typed, file.path, 1)
        place = replace(self.place, path=file.path)
        self.definitions += definitions(text)
        self.said.append(_Said(heading=name, place=place, line=1, text=text, text_line=1))

    def _updates(self) -> tuple[Update, ...]:
        taken: set[str] = set()
        for said in self.said:
            anchor = said.heading.anchor if isinstance(said.heading, UpdateHeading) else ""
            if anchor in taken:
                self.problems.append(problem(said.place.path, said.line, "E139", anchor=anchor))
            if anchor:
                taken.add(anchor)
        updates = [self._update(said, taken) for said in self.said]
        return tuple(sorted(updates, key=lambda update: update.at.at))

    def _update(self, said: _Said, taken: set[str]) -> Update:
        heading, path = said.heading, said.place.path
        text, signature = take_signature(said.text)
        due = promise(text, heading.at.at)
        if due:
            line = said.text_line + due.offset
            if due.due is None:
                self.problems.append(problem(path, line, "W211", text=due.text))
            elif due.no_zone:
                self.problems.append(problem(path, line, "W210", text=due.text, abs=f"{due.text} UTC"))
        self._stale(text, said.text_line, path, heading.at.at)
        label = heading.status.value if heading.known or not heading.typed else heading.typed
        return Update(
            at=heading.at,
            status=heading.status,
            label=label,
            headline=heading.headline if isinstance(heading, UpdateHeading) else "",
            anchor=self._anchor(heading, taken),
            text=self.renderer.fragment(text, said.text_line, said.place, self.problems, self.definitions),
            signature=signature,
            promised=due.due if due and heading.status is not Status.RETRACTED else None,
            path=path,
            line=said.line,
        )

    def _anchor(self, heading: UpdateHeading | UpdateName, taken: set[str]) -> str:
        """The given anchor, else the minute; a second one in that minute gets `-2`, in the order of the file."""
        if isinstance(heading, UpdateHeading) and heading.anchor:
            return heading.anchor
        when = heading.at.at
        stem = f"u-{when.year:04}{when.month:02}{when.day:02}T{when.hour:02}{when.minute:02}Z"
        anchor, number = stem, 1
        while anchor in taken:
            number += 1
            anchor = f"{stem}-{number}"
        taken.add(anchor)
        return anchor

    def _stale(self, text: str, line: int, path: str, at: datetime) -> None:
        for offset, column, words, absolute in relative_times(text, at):
            self.problems.append(problem(path, line + offset, "W205", column=column, text=words, abs=absolute))

    # ---- sections --------------------------------------------------------------------------------

    def _sections(self, base: datetime | None) -> tuple[tuple[Section, ...], tuple[ActionItem, ...], tuple[TimelineEntry, ...]]:
        sections: list[Section] = []
        actions: tuple[ActionItem, ...] = ()
        timeline: tuple[TimelineEntry, ...] = ()
        taken = {slot.value for slot in Slot}
        for part in self.parts:
            text = part.text
            if part.slot is Slot.ACTIONS:
                actions, text = read_actions(text, part.line, self.place.path, self._fragment_inline, self.problems)
            elif part.slot is Slot.TIMELINE:
                timeline, text = self._timeline(part)
            elif part.slot is Slot.LESSONS:
                text = without_empty(text)
            elif part.slot in _STALE_SLOTS and base:
                self._stale(text, part.line, self.place.path, base)
            fragment = self._fragment(text, part.line)
            if fragment or part.slot is Slot.OTHER:
                anchor = part.slot.value if part.slot is not Slot.OTHER else _own_anchor(part.title, taken)
                sections.append(Section(slot=part.slot, title=part.title, anchor=anchor, text=fragment))
        return tuple(sections), actions, timeline

    def _timeline(self, part: _Part) -> tuple[tuple[TimelineEntry, ...], str]:
        """Entries of both forms: lines of a list, and headings with their text."""
        entries: list[TimelineEntry] = []
        rest: list[str] = []
        for block in blocks(part.text, part.line):
            start = begin(quoted_title(block.title)) if block.level else None
            if start:
                text = f"{quoted_title(block.title)[start.end :]}\n\n{block.text}"
                entry = timeline_entry(start, text, block.line, self.place.path, entries, self._fragment_below_title, self.problems)
                entries += [entry] if entry else []
                continue
            found, left = read_timeline(block.text, block.text_line, self.place.path, self._fragment_inline, self.problems)
            entries += found
            rest.append(f"{block.raw.split(chr(10), 1)[0]}\n{left}" if block.level else left)
        return tuple(entries), "\n".join(rest)

    def _fragment(self, text: str, line: int) -> Fragment:
        return self.renderer.fragment(text, line, self.place, self.problems, self.definitions)

    def _fragment_below_title(self, text: str, line: int) -> Fragment:
        """A heading's words and its text. The empty line between them is ours, so the text would be reported a line too low."""
        return self._fragment_inline(text, line - 1 if "\n\n" in text.rstrip() else line)

    def _fragment_inline(self, text: str, line: int) -> Fragment:
        """A fragment that stands in a line or a cell: a single paragraph without its tags."""
        fragment = self._fragment(text, line)
        inner = fragment.html.removeprefix("<p>").removesuffix("</p>")
        single = len(inner) + len("<p></p>") == len(fragment.html) and "<p>" not in inner and "</p>" not in inner
        return Fragment(markdown=fragment.markdown, line=fragment.line, html=inner) if single else fragment


def _with(text: str, line: int, more: str, more_line: int) -> str:
    """`text`, which begins on `line`, and behind it `more`, on its own line of the file: places in problems stay right."""
    gap = more_line - line - text.count("\n")
    return f"{text}{chr(10) * max(gap, 1 if text.strip() else 0)}{more}"


def _own_anchor(title: str, taken: set[str]) -> str:
    """An anchor for a heading of the writer's own, different from all others on the page."""
    stem = "s-" + (_ANCHOR_WORDS.sub("-", title.lower()).strip("-")[:60] or "section")
    anchor = next(name for name in _numbered(stem) if name not in taken)
    taken.add(anchor)
    return anchor


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 1
    while True:
        number += 1
        yield f"{stem}-{number}"
