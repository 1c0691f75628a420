"""The body of an incident file: summary, sections, updates, action items, timeline."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from afterword.core.frozen import frozen
from afterword.core.parts import ActionItem, Fragment, Section, TimelineEntry, Update
from afterword.core.problems import Problem, problem
from afterword.core.sources import Times, UpdateFile
from afterword.core.times import begin
from afterword.core.words import Slot, Status
from afterword.reading.blocks import blocks, definitions, quoted_title, without_empty
from afterword.reading.collecting import Collector, Part, Said
from afterword.reading.headings import UpdateHeading
from afterword.reading.lists import read_actions, read_timeline, timeline_entry
from afterword.reading.markdown import Renderer
from afterword.reading.names import UpdateName
from afterword.reading.place import Place
from afterword.reading.public_text import public_text
from afterword.reading.sentences import promise, relative_times, take_signature
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
    definitions: tuple[str, ...] = ()
    """The link, footnote and abbreviation definitions of all texts."""

    def read(self, body: str, first_line: int, files: tuple[UpdateFile, ...]) -> Body:
        """Read everything; what is wrong is added to `problems`."""
        text = public_text(self.place.path, body, first_line, self.problems, self.waivers)
        self.definitions = definitions(text)
        collected = Collector(
            place=self.place,
            problems=self.problems,
            waivers=self.waivers,
            title=self.title,
            times=self.times,
            fragment=self._fragment,
            definitions=self.definitions,
        )
        summary = collected.body(blocks(text, first_line))
        for file in files:
            collected.file(file)
        self.definitions = collected.definitions
        updates = self._updates(collected.said)
        base = updates[0].at.at if updates else None
        sections, actions, timeline = self._sections(collected.parts, base)
        if base:
            self._stale(summary.markdown, summary.line, self.place.path, base)
        return Body(summary=summary, sections=sections, updates=updates, actions=actions, timeline=timeline)

    # ---- updates ---------------------------------------------------------------------------------

    def _updates(self, collected: Sequence[Said]) -> tuple[Update, ...]:
        taken: set[str] = set()
        for said in collected:
            anchor = said.heading.anchor if isinstance(said.heading, UpdateHeading) else ""
            if anchor in taken:
                self.problems.append(problem(said.place.path, said.line, "E139", anchor=anchor))
            if anchor:
                taken.add(anchor)
        updates = [self._update(said, taken) for said in collected]
        return tuple(sorted(updates, key=lambda update: update.at.at))

    def _update(self, said: Said, taken: set[str]) -> Update:
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

    def _sections(
        self, parts: Sequence[Part], base: datetime | None
    ) -> tuple[tuple[Section, ...], tuple[ActionItem, ...], tuple[TimelineEntry, ...]]:
        sections: list[Section] = []
        actions: tuple[ActionItem, ...] = ()
        timeline: tuple[TimelineEntry, ...] = ()
        taken = {slot.value for slot in Slot}
        for part in parts:
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

    def _timeline(self, part: Part) -> tuple[tuple[TimelineEntry, ...], str]:
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
