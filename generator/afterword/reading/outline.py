"""Split a body into summary, sections and updates, by its headings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from afterword.core.frozen import frozen
from afterword.core.problems import Problem, guess, problem
from afterword.core.sources import Source, Times, UpdateFile
from afterword.core.words import LESSON_WORDS, SECTION_WORDS, STATUS_WORDS, Slot
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
from afterword.syntax.names import no_time, read_update_name
from afterword.syntax.text import Parts, conflicts, decode
from afterword.syntax.text_location import Place
from afterword.syntax.waivers import Waiver


@frozen
class TopHeading:
    """A heading at the top level of a document, with the text below it up to the next heading."""

    level: int
    """1 to 6; 0 for the text before all headings."""
    words: str
    """The text of the heading, without markup and without braces at the end."""
    braces: str
    """What stands in braces at the end, e.g. `#u-20260314T0916Z`."""
    line: int
    node: Node
    content: NodeRange


def heads(document: Document) -> tuple[TopHeading, ...]:
    """The headings of a document in order. The first element stands for the text before all headings."""
    collected: list[tuple[Node, list[Node | str]]] = [(Node("", {}), [])]
    for node in document.blocks:
        if isinstance(node, Node) and node.level:
            collected.append((node, []))
        else:
            collected[-1][1].append(node)
    last = document.first_line + len(document.rows)
    starts = [*(node.line for node, _ in collected[1:]), last]
    return tuple(_head(document, node, nodes, end) for (node, nodes), end in zip(collected, starts, strict=True))


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
    """Includes the headings of deeper levels."""
    level: int = 2


@dataclass(slots=True)
class UpdateDraft:
    """An update while it is being collected."""

    heading: UpdateHeading
    place: Place
    line: int
    content: NodeRange
    level: int = 0


@dataclass(slots=True)
class Outline:
    """The parts of an incident's texts."""

    summary: NodeRange
    parts: list[SectionDraft] = field(default_factory=list)
    updates: list[UpdateDraft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)


def outline(source: Source, parts: Parts, place: Place, title: str, *, days: bool) -> Outline:
    """Sort an incident's body and its update files into summary, sections and updates.

    Args:
        source: the incident's files.
        parts: the text of its file.
        place: of that file.
        title: of the incident; a first heading that repeats it is left out.
        days: whether the heading of an update may have a date alone.
    """
    public = public_text(place.path, parts.body, parts.body_line)
    result = Outline(
        NodeRange(public.document, parts.body_line), problems=[*public.problems], waivers=[*public.waivers]
    )
    collector = _Collector(result, place, title, source.times, days=days)
    result.problems += _of_document(collector.labels, place.path)
    collector.body(heads(public.document))
    for file in source.updates:
        collector.file(file)
    return result


def _of_document(labels: LabelFinder, path: str) -> Iterator[Problem]:
    """Report what concerns the document as a whole."""
    document = labels.document
    if document.excess:
        yield problem(path, document.excess_line, "E205", problem=document.excess)
    if document.unclosed:
        yield problem(path, document.unclosed_line, "W246", tag=document.unclosed)
    yield from other_dialects(document, path)
    yield from labels.hide_notes(path)


class _Collector:
    """Collects the sections and updates of one incident."""

    def __init__(self, result: Outline, place: Place, title: str, times: Times, *, days: bool) -> None:
        self.result = result
        self.place = place
        self.title = title
        self.times = times
        self.days = days
        self.labels = LabelFinder(result.summary.document)
        self.removes = removes_of(result.summary.document)
        """Whether cleaning removes anything from the document."""
        self.without_space = headings_without_space(result.summary.document)

    def body(self, all_heads: tuple[TopHeading, ...]) -> None:
        """Sort headings, with the text below them, into sections and updates."""
        result = self.result
        self._look(all_heads[0].content, Slot.OTHER)
        result.summary.add(all_heads[0].content)
        current: SectionDraft | None = None
        update: UpdateDraft | None = None
        for head, internal in _not_hidden(all_heads[1:]):
            if internal:
                self._report(head.line, "E180", h=head.words)
                update, current = self._hide(head, update, current)
                continue
            timeline = current is not None and current.slot is Slot.TIMELINE and head.level > 2
            self._look(head.content, current.slot if timeline and current else slot_of(head.words))
            if not timeline and self._is_update(head):
                update = self._heading(head)
                if update:
                    result.updates.append(update)
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
        """Whether a heading repeats the title or says "Summary". Text below it becomes the summary if there is none."""
        title, words, missing = self.title.lower(), head.words.lower(), not _says(self.result.summary)
        if head.level == 1 and words == title:
            missing = missing and _says(head.content)
        elif head.level > 2 or not missing or words.rstrip(":") != "summary":
            return False
        if missing:
            self.result.summary = head.content
        return True

    def _report(self, line: int, code: str, **values: str) -> None:
        self.result.problems.append(problem(self.place.path, line, code, column=1, **values))

    def _look(self, content: NodeRange, slot: Slot) -> None:
        """Report text that readers would take for an update, and remove internal parts."""
        self.result.problems += _strange(content, self.place.path, self.labels, removes=self.removes)
        if slot not in {Slot.TIMELINE, Slot.ACTIONS, Slot.SOURCES}:
            self.result.problems += lookalikes(content, self.place.path, self.without_space)

    def _hide(
        self, head: TopHeading, update: UpdateDraft | None, current: SectionDraft | None
    ) -> tuple[UpdateDraft | None, SectionDraft | None]:
        """Put a note in the place of an internal section. Return the update and the section that are now open."""
        note = _note(head)
        if update and head.level > update.level:
            update.content.add(note)
            return update, current
        if current and head.level > 2:
            current.content.add(note)
            return None, current
        self.result.parts.append(SectionDraft(Slot.OTHER, "", note))
        return None, None

    def _is_update(self, head: TopHeading) -> bool:
        """Whether a heading begins an update: at a wrong level, which is reported, only with time and known status."""
        if not looks_like_update(head.words):
            return False
        if 2 <= head.level <= 4:
            return True
        read = read_heading(head.words, head.braces, self.times.get((self.place.path, head.line)))
        return isinstance(read, UpdateHeading) and read.known

    def _heading(self, head: TopHeading) -> UpdateDraft | None:
        place = (self.place.path, head.line)
        if says_now(head.words) and place in self.times and self.times[place] is None:
            self.result.problems.append(no_time(self.place.path, head.line))
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
        if not typed:
            self.result.problems.append(problem(path, line, "W214"))
            return
        fault = problem(path, line, "W202", s=typed, list=KNOWN, guess=guess(typed, STATUS_WORDS))
        self.result.problems.append(fault)

    def _ends(self, update: UpdateDraft, head: TopHeading) -> None:
        """Report W240 or W241: a heading that ends an update, perhaps by mistake."""
        if head.node.end_line > head.line:
            self._report(head.line, "W240", text=head.words[:60])
        elif head.level > 2 and head.level == update.level and slot_of(head.words) is Slot.OTHER:
            self._report(head.line, "W241", text=head.words[:60], marks="#" * min(head.level + 1, 6))

    def _as_typed(self, head: TopHeading, current: SectionDraft | None) -> SectionDraft:
        """Keep an update heading that cannot be read where it stands, as typed."""
        if current and head.level > 2:
            current.content.add(_with_heading(head))
            return current
        part = SectionDraft(Slot.OTHER, head.words, head.content)
        self.result.parts.append(part)
        return part

    def _section(self, head: TopHeading, current: SectionDraft | None) -> SectionDraft:
        words, slot = _meaning(head.words), slot_of(head.words)
        parts = self.result.parts
        if head.level > 2 and current is None and slot is Slot.OTHER:
            current = SectionDraft(Slot.OTHER, "", NodeRange(head.content.document, head.line))
            parts.append(current)
        if (names_status(head.words) and slot is Slot.OTHER) and not (head.level == 2 and words == "postmortem"):
            self._report(head.line, "W203", now="YYYY-MM-DD HH:MM", text=head.words)
        # a section of the format begins anew among updates, even when its heading has one # too many
        standard = slot is not Slot.OTHER
        misplaced = standard and current is not None and (current.slot is Slot.UPDATES or not current.title)
        if current is not None and head.level > current.level and not misplaced:
            current.content.add(_with_heading(head))
            return current
        part = SectionDraft(slot, slot.heading, head.content, max(head.level, 2))
        if words in LESSON_WORDS:
            part = SectionDraft(Slot.LESSONS, Slot.LESSONS.heading, _with_heading(head, level=3))
        elif slot is Slot.OTHER:
            part.title = head.words
        # there may be thousands of sections of the writer's own, and of the others one each
        same = None if part.slot is Slot.OTHER else next((other for other in parts if other.slot is part.slot), None)
        if same:
            same.content.add(part.content)
            return same
        parts.append(part)
        return part

    def file(self, file: UpdateFile) -> None:
        """Collect the update of an update file."""
        problems = self.result.problems
        name = read_update_name(file, problems, self.times)
        text = decode(file.path, file.data, problems)
        if text is None or conflicts(file.path, text, problems) or name is None:
            return
        public = public_text(file.path, text, 1)
        content, labels = NodeRange(public.document, 1), LabelFinder(public.document)
        removes = removes_of(public.document)
        problems += [*public.problems, *_of_document(labels, file.path)]
        self.result.waivers += public.waivers
        for head, internal in _not_hidden(heads(public.document)):
            if internal:
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
        self.result.updates.append(UpdateDraft(name, replace(self.place, path=file.path), 1, content))


def _not_hidden(all_heads: Iterable[TopHeading]) -> Iterator[tuple[TopHeading, bool]]:
    """Yield the headings that are not below an internal one, each with whether it is internal itself."""
    hidden = 0
    for head in all_heads:
        if not hidden or head.level <= hidden:
            hidden = head.level if head.level and is_internal_label(head.words) else 0
            yield head, hidden > 0


def _strange(content: NodeRange, path: str, labels: LabelFinder, *, removes: bool) -> Iterator[Problem]:
    """Report internal parts, hidden headings and removed markup of a stretch. Internal parts are removed from it."""
    yield from labels.take_out(content, path)
    if labels.document.hidden_headings or "pre" in labels.document.tags:
        yield from hidden_headings(content, path)
    if removes:
        yield from taken_out(content, path)


_MARKS = {"a": "a link", "code": "code", "img": "a picture", **dict.fromkeys(("em", "strong", "b", "i"), "emphasis")}


def _mark_in(head: TopHeading, headline: str) -> str:
    """The kind of markup in the headline of an update, which is shown without it; empty without markup."""
    for node in head.node.elements() if headline else ():
        words = plain(node.children)
        if words in headline:
            return _MARKS.get(node.tag, "HTML")
    return ""


def _meaning(words: str) -> str:
    """The words of a heading in the form in which they are looked up."""
    return " ".join(words.rstrip(":?!.").lower().split())


def slot_of(words: str) -> Slot:
    """The section that a heading opens; OTHER for headings of the writer's own."""
    return SECTION_WORDS.get(_meaning(words), Slot.OTHER)


def _says(stretch: NodeRange) -> bool:
    """Whether a stretch has any content."""
    return any(isinstance(node, Node) or node.strip() for node in stretch.nodes)


def _with_heading(head: TopHeading, level: int = 0) -> NodeRange:
    """The heading and the text below it."""
    node = replace(head.node, tag=f"h{level}") if level else head.node
    node = replace(node, children=_without_braces(node, head.braces))
    rows = [(head.line, head.content.line), *head.content.rows]
    return NodeRange(head.content.document, head.line, [node, *head.content.nodes], rows)


def _without_braces(node: Node, braces: str) -> list[Node | str]:
    """The children of a heading without the braces at its end."""
    if not braces or not node.children or not isinstance(last := node.children[-1], str):
        return node.children
    return [*node.children[:-1], split_anchor(last)[0]]


def _note(head: TopHeading) -> NodeRange:
    """The note that replaces an internal section."""
    return NodeRange(head.content.document, head.line, [internal_note(head.line)], [f"\n{INTERNAL}\n"])
