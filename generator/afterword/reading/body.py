"""Read the body of an incident: turn its outline into values of the model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from afterword.core.frozen import frozen
from afterword.core.incident_parts import ActionItem, Fragment, Section, TimelineEntry, Update
from afterword.core.problems import Problem, problem
from afterword.core.sources import Source
from afterword.core.times import Moment
from afterword.core.words import Slot, Status
from afterword.markup.flow import Flow, flow
from afterword.markup.tree import Document, Node, walk
from afterword.reading.item_lists import Render, read_actions, read_timeline
from afterword.reading.outline import Outline, SectionDraft, UpdateDraft, outline
from afterword.reading.update_phrases import corrects, promise, relative_times, signature
from afterword.syntax.fragments import Fragments, NodeRange
from afterword.syntax.headings import UpdateHeading
from afterword.syntax.prose import Passage, Where, where
from afterword.syntax.text import Parts
from afterword.syntax.text_location import Place
from afterword.syntax.waivers import Waiver

_ANCHOR_WORDS = re.compile(r"[^a-z0-9]+")
_STALE_SLOTS = frozenset({Slot.DO, Slot.AFFECTED, Slot.NOT_AFFECTED})
"""Sections in which relative times are reported. They describe the incident while it lasts."""


@frozen
class Body:
    """The content of an incident's body and of its update files."""

    summary: Fragment
    sections: tuple[Section, ...]
    updates: tuple[Update, ...]
    actions: tuple[ActionItem, ...]
    timeline: tuple[TimelineEntry, ...]
    problems: tuple[Problem, ...]
    waivers: tuple[Waiver, ...]
    passages: tuple[Passage, ...]
    """Every text, for the checks of wording."""


def read_body(
    source: Source, parts: Parts, place: Place, title: str, *, started: Moment | None = None, backfilled: bool = False
) -> Body:
    """Read everything below the front matter of an incident, and its update files.

    Args:
        source: the incident's files.
        parts: the text of its file.
        place: of that file; links are noted in it.
        title: of the incident; a first heading that repeats it is left out.
        started: when it began, as the front matter says.
        backfilled: whether it was written down afterwards: its updates may have a day without a clock time.
    """
    contents = outline(source, parts, place, title, days=backfilled)
    return _BodyReader(place, [*contents.problems], started).read(contents)


@dataclass(slots=True)
class _Written:
    """An update, with its text as plain words and the links in it."""

    update: Update
    words: Flow
    links: tuple[str, ...]


class _BodyReader:
    """Makes the values of one incident from the parts of its body."""

    def __init__(self, place: Place, problems: list[Problem], started: Moment | None) -> None:
        self.place = place
        self.started = started
        self.problems = problems
        self.fragments = Fragments()
        self.passages: list[Passage] = []

    def read(self, contents: Outline) -> Body:
        summary = contents.summary
        top = self._fragment(summary, Where.TOP)
        updates = self._updates(contents.updates)
        base = updates[0].at.at if updates else None
        sections, actions, timeline = self._sections(contents.parts, base)
        if self.fragments.repeats_too_much:
            fault = "too many sections repeat a long footnote. Shorten it, or make it a section"
            self.problems.append(problem(self.place.path, summary.line, "E205", problem=fault))
        if base:
            self._stale(flow(summary.nodes, summary.document), self.place.path, base)
        return Body(
            summary=top,
            sections=sections,
            updates=updates,
            actions=actions,
            timeline=timeline,
            problems=tuple(self.problems),
            waivers=tuple(contents.waivers),
            passages=tuple(self.passages),
        )

    def _fragment(self, stretch: NodeRange, part: Where, slot: Slot | None = None) -> Fragment:
        self.passages.append(
            Passage(part, self.place.path, line=stretch.line, nodes=stretch.nodes, document=stretch.document, slot=slot)
        )
        return self.fragments.make(stretch, self.place)

    # ---- updates ---------------------------------------------------------------------------------

    def _updates(self, collected: Sequence[UpdateDraft]) -> tuple[Update, ...]:
        taken: dict[str, int] = {}
        for raw in collected:
            anchor = raw.heading.anchor
            if anchor in taken:
                self.problems.append(problem(raw.place.path, raw.line, "E139", anchor=anchor))
            if anchor:
                taken[anchor] = 1
        written: list[_Written] = []
        above = self.started
        for raw in collected:
            entry = self._update(raw, taken)
            at = entry.update.at
            # of a day alone the time is not known: it is not before the start, or the update above it, on that day
            if at.day_only and above and above.at.date() == at.at.date() and above.at > at.at:
                entry.update = replace(entry.update, at=replace(at, at=above.at))
            above = entry.update.at
            written.append(entry)
        written.sort(key=lambda entry: entry.update.at.at)
        for number, entry in enumerate(written):
            update, words = entry.update, entry.words
            part = Where.NEWEST if number == len(written) - 1 else Where.EARLIER
            self.passages.append(Passage(part, update.path, update.headline, update.line))
            self.passages.append(
                Passage(part, update.path, nodes=words.root.children, document=words.document, _flow=words)
            )
            if update.status is Status.CORRECTION:
                earlier = {
                    other.update.anchor: other.update.at.at
                    for other in written
                    if other is not entry and other.update.at.at <= update.at.at
                }
                update.corrects = corrects(words.text, entry.links, earlier)  # type: ignore[misc]  # still under construction
        return tuple(entry.update for entry in written)

    def _update(self, raw: UpdateDraft, taken: dict[str, int]) -> _Written:
        heading, path, content = raw.heading, raw.place.path, raw.content
        document = content.document
        words = flow(content.nodes, document)
        signed = signature(words.text)
        if signed:
            words.cut((signed[0], len(words.text)))
            words = flow(content.nodes, document)
        due = None if heading.at.day_only else promise(words.own, heading.at.at)
        if due:
            line, _ = words.place(due.at)
            if due.due is None:
                self.problems.append(problem(path, line, "W211", text=due.text))
            elif due.no_zone:
                self.problems.append(problem(path, line, "W210", text=due.text, abs=f"{due.text} UTC"))
        if not heading.at.day_only:
            self._stale(words, path, heading.at.at)
        text = self.fragments.make(content, raw.place)
        if signed:
            text = replace(text, markdown=text.markdown.rstrip().rpartition("\n")[0].rstrip())
        linked = walk(content.nodes) if heading.status is Status.CORRECTION else ()
        links = tuple(node.attributes["href"] for node in linked if node.tag == "a" and "href" in node.attributes)
        promised = due.due if due and heading.status is not Status.RETRACTED else None
        rest = None
        if promised and due and due.sentences:
            words.cut(*due.sentences)
            rest = Fragment(markdown=text.markdown, line=text.line, html=self.fragments.again(content, raw.place))
        update = Update(
            at=heading.at,
            status=heading.status,
            label=heading.status.value if heading.known or not heading.typed else heading.typed,
            headline=heading.headline,
            anchor=_anchor(heading, taken),
            text=text,
            signature=signed[1] if signed else "",
            promised=promised,
            promise_words=due.text if due else "",
            promise_place=words.place(due.at) if due else (0, 0),
            said=rest,
            path=path,
            line=raw.line,
        )
        return _Written(update, words, links)

    def _stale(self, words: Flow, path: str, at: datetime) -> None:
        for index, typed, absolute in relative_times(words.own, at):
            line, column = words.place(index)
            self.problems.append(problem(path, line, "W205", column=column, text=typed, abs=absolute))

    # ---- sections --------------------------------------------------------------------------------

    def _sections(
        self, parts: Sequence[SectionDraft], base: datetime | None
    ) -> tuple[tuple[Section, ...], tuple[ActionItem, ...], tuple[TimelineEntry, ...]]:
        sections: list[Section] = []
        actions: list[ActionItem] = []
        timeline: list[TimelineEntry] = []
        taken = {slot.value: 1 for slot in Slot}
        for part in parts:
            content = part.content
            if part.slot in {Slot.ACTIONS, Slot.TIMELINE}:
                actions_here = part.slot is Slot.ACTIONS
                read, part_of_page = (read_actions, Where.ACTION) if actions_here else (read_timeline, Where.STORY)
                listed = read(content, self.place.path, self._listed(part_of_page))
                actions += listed.actions
                timeline += listed.entries
                self.problems += listed.problems
                content = listed.rest
            elif part.slot is Slot.LESSONS:
                content = _without_empty(content)
            elif part.slot in _STALE_SLOTS and base:
                self._stale(flow(content.nodes, content.document), self.place.path, base)
            fragment = self._fragment(content, where(part.slot), part.slot)
            if fragment or part.slot is Slot.OTHER:
                words = _ANCHOR_WORDS.sub("-", part.title.lower()).strip("-")[:60] or "section"
                anchor = part.slot.value if part.slot is not Slot.OTHER else _numbered(f"s-{words}", taken)
                sections.append(Section(slot=part.slot, title=part.title, anchor=anchor, text=fragment))
        return tuple(sections), tuple(actions), tuple(timeline)

    def _listed(self, part: Where) -> Render:
        def render(nodes: Sequence[Node | str], document: Document, markdown: str, line: int) -> Fragment:
            self.passages.append(Passage(part, self.place.path, line=line, nodes=nodes, document=document))
            return self.fragments.inline(nodes, document, self.place, markdown, line)

        return render


def _without_empty(content: NodeRange) -> NodeRange:
    """Remove the headings of a stretch that have no text below them."""
    kept: list[Node | str] = []
    nodes = [node for node in content.nodes if isinstance(node, Node) or node.strip()]
    for number, node in enumerate(nodes):
        below = nodes[number + 1] if number + 1 < len(nodes) else None
        level = node.level if isinstance(node, Node) else 0
        if not level or (below is not None and (not isinstance(below, Node) or not below.level or below.level > level)):
            kept.append(node)
    return NodeRange(content.document, content.line, kept, content.rows)


def _anchor(heading: UpdateHeading, taken: dict[str, int]) -> str:
    """The anchor given in the heading, else one made of the minute or day. Repeated ones are numbered in file order."""
    if heading.anchor:
        return heading.anchor
    when = heading.at.at
    clock = "" if heading.at.day_only else f"T{when.hour:02}{when.minute:02}Z"
    stem = f"u-{when.year:04}{when.month:02}{when.day:02}{clock}"
    return _numbered(stem, taken)


def _numbered(stem: str, taken: dict[str, int]) -> str:
    """Make a name unique by a number, and add it to `taken`."""
    name, number = stem, taken.get(stem, 0)
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    taken[stem] = max(number, 1)
    taken[name] = 1
    return name
