"""What a body consists of: sections, and updates, sorted by the headings of its tree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, fault, problem
from afterword.core.sources import Times, UpdateFile
from afterword.core.words import LESSON_WORDS, SECTION_WORDS, Slot
from afterword.markup.flow import plain
from afterword.markup.html import removes_of
from afterword.markup.tree import Document, Node
from afterword.reading.dialects import other_dialects, taken_out
from afterword.reading.lookalikes import headings_without_space, hidden_headings, lookalikes
from afterword.safety.internal import LabelFinder, internal_note
from afterword.safety.internal_labels import is_internal_label
from afterword.safety.public_text import INTERNAL, public_text
from afterword.syntax.fragments import NodeRange
from afterword.syntax.headings import (
    KNOWN,
    UpdateHeading,
    looks_like_update,
    names_status,
    read_heading,
    says_now,
    split_anchor,
)
from afterword.syntax.names import UpdateName, read_update_name
from afterword.syntax.text import conflicts, decode
from afterword.syntax.text_location import Place
from afterword.syntax.waivers import Waiver


@frozen
class TopHeading:
    """A heading at the top level of a document, and what stands below it up to the next one."""

    level: int
    """1 to 6; 0 for what stands before all headings."""
    words: str
    """Without marks, and without what stands in braces at the end."""
    braces: str
    """What stands in braces at the end: `#u-20260314T0916Z`."""
    line: int
    node: Node
    content: NodeRange


def heads(document: Document) -> tuple[TopHeading, ...]:
    """The headings of a document in order; the first stands for the text before all headings."""
    found: list[tuple[Node, list[Node | str]]] = [(Node("", {}), [])]
    for node in document.blocks:
        if isinstance(node, Node) and node.level:
            found.append((node, []))
        else:
            found[-1][1].append(node)
    last = document.first_line + len(document.rows)
    starts = [*(node.line for node, _ in found[1:]), last]
    return tuple(_head(document, node, nodes, end) for (node, nodes), end in zip(found, starts, strict=True))


def _head(document: Document, node: Node, nodes: list[Node | str], end: int) -> TopHeading:
    words, braces = split_anchor(plain(node.children)) if node.level else ("", "")
    line = node.line or document.first_line
    start = node.end_line + 1 if node.level else document.first_line
    content = NodeRange(document, start, nodes, [(start, max(end, start))])
    return TopHeading(level=node.level, words=words, braces=braces, line=line, node=node, content=content)


@dataclass(slots=True)
class SectionDraft:
    """A section while it is being collected."""

    slot: Slot
    title: str
    content: NodeRange
    """With the headings of deeper levels in it."""
    level: int = 2


@dataclass(slots=True)
class UpdateDraft:
    """An update while it is being collected."""

    heading: UpdateHeading | UpdateName
    place: Place
    line: int
    content: NodeRange
    level: int = 0


@dataclass(slots=True)
class Outline:
    """What the texts of one incident consist of."""

    summary: NodeRange
    parts: list[SectionDraft] = field(default_factory=list)
    updates: list[UpdateDraft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)


def outline(
    body: str, first_line: int, place: Place, title: str, times: Times, files: Iterable[UpdateFile] = (), *, days: bool = False
) -> Outline:
    """Sort an incident's body and its update files into summary, sections and updates.

    Args:
        body: what stands below the front matter.
        first_line: its line in the file.
        place: of the incident's file.
        title: of the incident; a first heading that repeats it is left out.
        times: what each `now` stands for.
        files: updates in files of their own.
        days: whether the heading of an update may have a date alone.
    """
    public = public_text(place.path, body, first_line)
    made = Outline(NodeRange(public.document, first_line), problems=[*public.problems], waivers=[*public.waivers])
    collector = _Collector(made, place, title, times, days=days)
    made.problems += _of_document(collector.labels, place.path)
    collector.body(heads(public.document))
    for file in files:
        collector.file(file)
    return made


def _of_document(labels: LabelFinder, path: str) -> Iterator[Problem]:
    """What is wrong with a document as a whole."""
    document = labels.document
    if document.excess:
        yield problem(path, document.excess_line, "E205", problem=document.excess)
    if document.unclosed:
        yield problem(path, document.unclosed_line, "W246", tag=document.unclosed)
    yield from other_dialects(document, path)
    yield from labels.hide_notes(path)


class _Collector:
    """Collects the parts and the updates of one incident."""

    def __init__(self, made: Outline, place: Place, title: str, times: Times, *, days: bool) -> None:
        self.made = made
        self.place = place
        self.title = title
        self.times = times
        self.days = days
        self.labels = LabelFinder(made.summary.document)
        self.removes = removes_of(made.summary.document)
        """Whether cleaning takes anything out of it."""
        self.without_space = headings_without_space(made.summary.document)

    def body(self, found: tuple[TopHeading, ...]) -> None:
        """Sort the headings into parts and updates."""
        made = self.made
        self._look(found[0].content, Slot.OTHER)
        made.summary.add(found[0].content)
        current: SectionDraft | None = None
        update: UpdateDraft | None = None
        hidden = 0
        for head in found[1:]:
            if hidden and head.level > hidden:
                continue
            hidden = head.level if is_internal_label(head.words) else 0
            if hidden:
                self._report(head.line, "E180", h=head.words)
                update, current = self._hide(head, update, current)
                continue
            timeline = current is not None and current.slot is Slot.TIMELINE and head.level > 2
            self._look(head.content, current.slot if timeline and current else _slot(head.words))
            if not timeline and self._is_update(head):
                update = self._heading(head)
                if update:
                    made.updates.append(update)
                    continue
                current = self._as_typed(head, current)
                continue
            if update and head.level > update.level:
                update.content.add(_with_heading(head))
                continue
            if update:
                self._ends(update, head)
            update = None
            current = None if self._is_summary(head) else self._section(head, current)

    def _is_summary(self, head: TopHeading) -> bool:
        """Whether a heading repeats the title or says "Summary", with what stands below it as the summary, if there is none yet."""
        title, words, missing = self.title.lower(), head.words.lower(), not _says(self.made.summary)
        if head.level == 1 and words == title:
            missing = missing and _says(head.content)
        elif head.level > 2 or not missing or words.rstrip(":") != "summary":
            return False
        if missing:
            self.made.summary = head.content
        return True

    def _report(self, line: int, code: str, **values: str) -> None:
        self.made.problems.append(fault(self.place.path, line, 1, code, values))

    def _look(self, content: NodeRange, slot: Slot) -> None:
        """Report what a reader would take for an update or a section, and take out what is not for the public."""
        self.made.problems += _strange(content, self.place.path, self.labels, removes=self.removes)
        if slot not in {Slot.TIMELINE, Slot.ACTIONS, Slot.SOURCES}:
            self.made.problems += lookalikes(content, self.place.path, self.without_space)

    def _hide(
        self, head: TopHeading, update: UpdateDraft | None, current: SectionDraft | None
    ) -> tuple[UpdateDraft | None, SectionDraft | None]:
        """Leave a note in the place of a section that is not for the public."""
        note = _note(head)
        if update and head.level > update.level:
            update.content.add(note)
            return update, current
        if current and head.level > 2:
            current.content.add(note)
            return None, current
        self.made.parts.append(SectionDraft(Slot.OTHER, "", note))
        return None, None

    def _is_update(self, head: TopHeading) -> bool:
        """Whether a heading is one of an update, or of a wrong level but with everything that an update heading has."""
        if not looks_like_update(head.words):
            return False
        if 2 <= head.level <= 4:
            return True
        read = read_heading(head.words, head.braces, self.times.get((self.place.path, head.line)))
        return isinstance(read, UpdateHeading) and read.known

    def _heading(self, head: TopHeading) -> UpdateDraft | None:
        place = (self.place.path, head.line)
        if says_now(head.words) and place in self.times and self.times[place] is None:
            self._report(head.line, "E137")
            return None
        read = read_heading(head.words, head.braces, self.times.get(place), days=self.days)
        if not 2 <= head.level <= 4:
            read = "its heading must have two, three or four #"
        if isinstance(read, str):
            self._report(head.line, "E138", problem=read)
            return None
        if not read.known:
            self._unknown_status(read.typed, self.place.path, head.line)
        if what := _mark_in(head, read.headline):
            self._report(head.line, "W221", what=what)
        return UpdateDraft(read, self.place, head.line, head.content, head.level)

    def _unknown_status(self, typed: str, path: str, line: int) -> None:
        self.made.problems.append(problem(path, line, "W202", s=typed, list=KNOWN) if typed else problem(path, line, "W214"))

    def _ends(self, update: UpdateDraft, head: TopHeading) -> None:
        """W240, W241: a heading that ends an update, perhaps without being meant to."""
        if head.node.end_line > head.line:
            self._report(head.line, "W240", text=head.words[:60])
        elif head.level > 2 and head.level == update.level and _slot(head.words) is Slot.OTHER:
            self._report(head.line, "W241", text=head.words[:60], marks="#" * min(head.level + 1, 6))

    def _as_typed(self, head: TopHeading, current: SectionDraft | None) -> SectionDraft:
        """An update heading that cannot be read stays where it is, as typed."""
        if current and head.level > 2:
            current.content.add(_with_heading(head))
            return current
        part = SectionDraft(Slot.OTHER, head.words, head.content)
        self.made.parts.append(part)
        return part

    def _section(self, head: TopHeading, current: SectionDraft | None) -> SectionDraft:
        words, slot = _meaning(head.words), _slot(head.words)
        parts = self.made.parts
        lesson = words in LESSON_WORDS
        if head.level > 2 and current is None and slot is Slot.OTHER:
            current = SectionDraft(Slot.OTHER, "", NodeRange(head.content.document, head.line))
            parts.append(current)
        if (names_status(head.words) and slot is Slot.OTHER) and not (head.level == 2 and words == "postmortem"):
            self._report(head.line, "W203", now="YYYY-MM-DD HH:MM", text=head.words)
        # a section of the format begins anew among updates, also where its heading has one # too many
        astray = slot is not Slot.OTHER and current is not None and (current.slot is Slot.UPDATES or not current.title)
        if current is not None and head.level > current.level and not astray:
            current.content.add(_with_heading(head))
            return current
        if lesson:
            content = _with_heading(head, level=3)
            lessons = next((part for part in parts if part.slot is Slot.LESSONS), None)
            if lessons:
                lessons.content.add(content)
                return lessons
            part = SectionDraft(Slot.LESSONS, Slot.LESSONS.heading, content)
        else:
            title = slot.heading if slot is not Slot.OTHER else head.words
            part = SectionDraft(slot, title, head.content, max(head.level, 2))
        same = next((known for known in parts if known.slot is slot), None) if slot is not Slot.OTHER else None
        if same and not lesson:
            same.content.add(head.content)
            return same
        parts.append(part)
        return part

    def file(self, file: UpdateFile) -> None:
        """An update that is a file of its own."""
        problems = self.made.problems
        name = read_update_name(file, problems, self.times)
        text = decode(file.path, file.data, problems)
        if text is None or conflicts(file.path, text, problems) or name is None:
            return
        public = public_text(file.path, text, 1)
        content, labels = NodeRange(public.document, 1), LabelFinder(public.document)
        removes = removes_of(public.document)
        problems += [*public.problems, *_of_document(labels, file.path)]
        self.made.waivers += public.waivers
        hidden = 0
        for head in heads(public.document):
            if hidden and head.level > hidden:
                continue
            hidden = head.level if head.level and is_internal_label(head.words) else 0
            if hidden:
                problems.append(problem(file.path, head.line, "E180", h=head.words))
                content.add(_note(head))
                continue
            if 2 <= head.level <= 4 and looks_like_update(head.words):
                fault = "an update file holds one update; put this one in a file of its own"
                problems.append(problem(file.path, head.line, "E138", problem=fault))
            problems += _strange(head.content, file.path, labels, removes=removes)
            content.add(_with_heading(head) if head.level else head.content)
        if not name.known:
            self._unknown_status(name.typed, file.path, 1)
        self.made.updates.append(UpdateDraft(name, replace(self.place, path=file.path), 1, content))


def _strange(content: NodeRange, path: str, labels: LabelFinder, *, removes: bool) -> Iterator[Problem]:
    """What a stretch holds that is not for the public, hides a heading, or is not read as it was meant; the first is taken out."""
    yield from labels.take_out(content, path)
    if labels.document.hidden_headings or "pre" in labels.document.tags:
        yield from hidden_headings(content, path)
    if removes:
        yield from taken_out(content, path)


_MARKS = {"a": "a link", "code": "code", "img": "a picture", **dict.fromkeys(("em", "strong", "b", "i"), "emphasis")}


def _mark_in(head: TopHeading, headline: str) -> str:
    """What kind of mark stands in the headline of an update, which is shown without it; nothing when none does."""
    for node in head.node.elements() if headline else ():
        words = plain(node.children)
        if words in headline:
            return _MARKS.get(node.tag, "HTML")
    return ""


def _meaning(words: str) -> str:
    """The words of a heading as they are looked up."""
    return " ".join(words.rstrip(":?!.").lower().split())


def _slot(words: str) -> Slot:
    """The section that a heading opens; OTHER for none."""
    return SECTION_WORDS.get(_meaning(words), Slot.OTHER)


def _says(stretch: NodeRange) -> bool:
    """Whether there is anything to show."""
    return any(isinstance(node, Node) or node.strip() for node in stretch.nodes)


def _with_heading(head: TopHeading, level: int = 0) -> NodeRange:
    """What stands below a heading, and the heading itself."""
    node = replace(head.node, tag=f"h{level}") if level else head.node
    node = replace(node, children=_without_braces(node, head.braces))
    rows = [(head.line, head.content.line), *head.content.rows]
    return NodeRange(head.content.document, head.line, [node, *head.content.nodes], rows)


def _without_braces(node: Node, braces: str) -> list[Node | str]:
    """The children of a heading without what stands in braces at its end."""
    if not braces or not node.children or not isinstance(last := node.children[-1], str):
        return node.children
    return [*node.children[:-1], split_anchor(last)[0]]


def _note(head: TopHeading) -> NodeRange:
    """The note that stands in the place of an internal section."""
    return NodeRange(head.content.document, head.line, [internal_note(head.line)], [f"\n{INTERNAL}\n"])
