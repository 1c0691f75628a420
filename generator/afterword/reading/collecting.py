"""What a body consists of, before any of it is rendered: sections, and updates, sorted by their headings."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from afterword.core.parts import Fragment
from afterword.core.problems import Problem, problem
from afterword.core.sources import Times, UpdateFile
from afterword.core.words import LESSON_WORDS, SECTION_WORDS, Slot
from afterword.reading.blocks import Block, blocks, definitions, quoted_title
from afterword.reading.headings import KNOWN, UpdateHeading, looks_like_update, names_status, read_heading, says_now
from afterword.reading.leaks import internal_heading
from afterword.reading.names import UpdateName, read_update_name
from afterword.reading.place import Place
from afterword.reading.public_text import INTERNAL, public_text
from afterword.reading.text import conflicts, decode
from afterword.reading.waivers import Waiver


@dataclass(slots=True, kw_only=True)
class Part:
    """A section while it is being collected."""

    slot: Slot
    title: str
    line: int
    text: str
    """With the headings of deeper levels in it."""
    level: int = 2


@dataclass(slots=True, kw_only=True)
class Said:
    """An update while it is being collected."""

    heading: UpdateHeading | UpdateName
    place: Place
    line: int
    text: str
    text_line: int
    level: int = 0


@dataclass(kw_only=True)
class Collector:
    """Collects the parts and the updates of one incident: of its file and its update files."""

    place: Place
    problems: list[Problem]
    waivers: list[Waiver]
    """Those of all files of the incident."""
    title: str
    """To leave out a first heading that repeats it."""
    times: Times
    """What each `now` stands for."""
    fragment: Callable[[str, int], Fragment]
    """Renders a text that begins on a line: the summary is needed to know whether there is one."""
    parts: list[Part] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    definitions: tuple[str, ...] = ()

    def body(self, found: tuple[Block, ...]) -> Fragment:
        """Sort the blocks into parts and updates; return the summary."""
        summary = self.fragment(found[0].text, found[0].text_line)
        current: Part | None = None
        update: Said | None = None
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
                    summary = summary or self.fragment(block.text, block.text_line)
                continue
            if block.level <= 2 and not summary and quoted_title(block.title).rstrip(":").lower() == "summary":
                summary, current = self.fragment(block.text, block.text_line), None
                continue
            current = self._section(block, current)
        return summary

    def _hide(self, block: Block, update: Said | None, current: Part | None) -> tuple[Said | None, Part | None]:
        """Leave a note in the place of a section that is not for the public."""
        if update and block.level > update.level:
            update.text = _with(update.text, update.text_line, f"\n{INTERNAL}\n", block.line - 1)
            return update, current
        if current and block.level > 2:
            current.text = _with(current.text, current.line, f"\n{INTERNAL}\n", block.line - 1)
            return None, current
        self.parts.append(Part(slot=Slot.OTHER, title="", line=block.line, text=INTERNAL))
        return None, None

    def _is_misplaced(self, block: Block) -> bool:
        """Whether a heading of another level has everything that an update heading has."""
        now = self.times.get((self.place.path, block.line))
        read = read_heading(block.title, block.attributes, now) if looks_like_update(block.title) else ""
        return isinstance(read, UpdateHeading) and read.known

    def _heading(self, block: Block) -> Said | None:
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
        return Said(heading=read, place=self.place, line=block.line, text=block.text, text_line=block.text_line, level=block.level)

    def _unknown_status(self, typed: str, path: str, line: int) -> None:
        self.problems.append(problem(path, line, "W202", s=typed, list=KNOWN) if typed else problem(path, line, "W214"))

    def _as_typed(self, block: Block, current: Part | None) -> Part:
        """An update heading that cannot be read stays where it is, as typed."""
        if current and block.level > 2:
            current.text = _with(current.text, current.line, block.raw, block.line)
            return current
        part = Part(slot=Slot.OTHER, title=block.title, line=block.text_line, text=block.text)
        self.parts.append(part)
        return part

    def _section(self, block: Block, current: Part | None) -> Part:
        words = " ".join(quoted_title(block.title).rstrip(":?!.").lower().split())
        slot = SECTION_WORDS.get(words, Slot.OTHER)
        lesson = words in LESSON_WORDS
        if block.level > 2 and current is None and slot is Slot.OTHER:
            current = Part(slot=Slot.OTHER, title="", line=block.line, text="")
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
            part = Part(slot=Slot.LESSONS, title=Slot.LESSONS.heading, line=block.line, text=f"### {block.title}\n{block.text}")
        else:
            title = slot.heading if slot is not Slot.OTHER else quoted_title(block.title)
            part = Part(slot=slot, title=title, line=block.text_line, text=block.text, level=max(block.level, 2))
        same = next((known for known in self.parts if known.slot is slot is not Slot.OTHER), None)
        if same and not lesson:
            same.text = _with(same.text, same.line, f"\n{block.text}" if block.text else "", block.line)
            return same
        self.parts.append(part)
        return part

    def file(self, file: UpdateFile) -> None:
        """An update that is a file of its own."""
        name = read_update_name(file, self.problems, self.times)
        text = decode(file.path, file.data, self.problems)
        if text is None or conflicts(file.path, text, self.problems) or name is None:
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
        self.said.append(Said(heading=name, place=place, line=1, text=text, text_line=1))


def _with(text: str, line: int, more: str, more_line: int) -> str:
    """`text`, which begins on `line`, and behind it `more`, on its own line of the file: places in problems stay right."""
    gap = more_line - line - text.count("\n")
    return f"{text}{chr(10) * max(gap, 1 if text.strip() else 0)}{more}"
