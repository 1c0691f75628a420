"""The body of an incident: what its outline says, as values of the model."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from afterword.core.frozen import frozen
from afterword.core.incident_parts import ActionItem, Fragment, Section, TimelineEntry, Update
from afterword.core.problems import Problem, problem
from afterword.core.sources import Times, UpdateFile
from afterword.core.times import Moment
from afterword.core.words import Slot, Status
from afterword.markup.flow import Flow, flow
from afterword.markup.tree import Document, Node, walk
from afterword.reading.item_lists import Render, read_actions, read_timeline
from afterword.reading.outline import SectionDraft, UpdateDraft, outline
from afterword.reading.update_phrases import corrects, promise, relative_times, signature
from afterword.syntax.fragments import Fragments, NodeRange
from afterword.syntax.headings import UpdateHeading
from afterword.syntax.names import UpdateName
from afterword.syntax.prose import Passage, Where, where
from afterword.syntax.text_location import Place
from afterword.syntax.waivers import Waiver

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
    problems: tuple[Problem, ...]
    waivers: tuple[Waiver, ...]
    passages: tuple[Passage, ...]
    """Every text, for the checks of a writer's words."""


@frozen
class BodyFacts:
    """What the front matter says, as far as the updates need it."""

    started: Moment | None = None
    backfilled: bool = False
    """Whether it was written down afterwards: then an update may have a day without a clock time."""


NO_FACTS = BodyFacts()
"""Where there is no front matter to know them from."""


def read_body(
    body: str, first_line: int, place: Place, title: str, times: Times, files: tuple[UpdateFile, ...], facts: BodyFacts = NO_FACTS
) -> Body:
    """Read everything that stands below the front matter of an incident, and its update files.

    Args:
        body: Markdown.
        first_line: the line of the file on which it begins.
        place: of the incident's file; links are noted in it.
        title: of the incident; a first heading that repeats it is left out.
        times: what each `now` stands for.
        files: updates in files of their own.
        facts: what the front matter says of its times.
    """
    found = outline(body, first_line, place, title, times, files, days=facts.backfilled)
    return _BodyReader(place, [*found.problems], facts.started).read(found.summary, found.parts, found.updates, found.waivers)


@dataclass(slots=True)
class _Written:
    """An update and the words that were read of it."""

    update: Update
    words: Flow
    links: tuple[str, ...]


class _BodyReader:
    """Makes the values of one incident."""

    def __init__(self, place: Place, problems: list[Problem], started: Moment | None) -> None:
        self.place = place
        self.started = started
        self.problems = problems
        self.fragments = Fragments()
        self.passages: list[Passage] = []

    def read(self, summary: NodeRange, parts: Sequence[SectionDraft], said: Sequence[UpdateDraft], waivers: Sequence[Waiver]) -> Body:
        top = self._fragment(summary, Where.TOP)
        updates = self._updates(said)
        base = updates[0].at.at if updates else None
        sections, actions, timeline = self._sections(parts, base)
        if self.fragments.repeats_too_much:
            self.problems.append(
                problem(
                    self.place.path,
                    summary.line,
                    "E205",
                    problem="too many sections repeat a long footnote. Shorten it, or make it a section",
                )
            )
        if base:
            self._stale(flow(summary.nodes, summary.document), self.place.path, base)
        return Body(
            summary=top,
            sections=sections,
            updates=updates,
            actions=actions,
            timeline=timeline,
            problems=tuple(self.problems),
            waivers=tuple(waivers),
            passages=tuple(self.passages),
        )

    def _fragment(self, stretch: NodeRange, part: Where, slot: Slot | None = None) -> Fragment:
        self.passages.append(Passage(part, self.place.path, line=stretch.line, nodes=stretch.nodes, document=stretch.document, slot=slot))
        return self.fragments.make(stretch, self.place)

    # ---- updates ---------------------------------------------------------------------------------

    def _updates(self, collected: Sequence[UpdateDraft]) -> tuple[Update, ...]:
        taken: dict[str, int] = {}
        for said in collected:
            anchor = said.heading.anchor if isinstance(said.heading, UpdateHeading) else ""
            if anchor in taken:
                self.problems.append(problem(said.place.path, said.line, "E139", anchor=anchor))
            if anchor:
                taken[anchor] = 1
        written = sorted(self._in_place([self._update(said, taken) for said in collected]), key=lambda one: one.update.at.at)
        for number, one in enumerate(written):
            part = Where.NEWEST if number == len(written) - 1 else Where.EARLIER
            self.passages.append(Passage(part, one.update.path, one.update.headline, one.update.line))
            self.passages.append(
                Passage(part, one.update.path, nodes=one.words.root.children, document=one.words.document, _flow=one.words)
            )
            if one.update.status is Status.CORRECTION:
                earlier = {
                    other.update.anchor: other.update.at.at
                    for other in written
                    if other is not one and other.update.at.at <= one.update.at.at
                }
                one.update.corrects = corrects(one.words.text, one.links, earlier)  # type: ignore[misc]  # it is being made
        return tuple(one.update for one in written)

    def _in_place(self, written: list[_Written]) -> Iterator[_Written]:
        """Updates of which only the day is known keep their place: not before the start, nor before what stands above them on that day."""
        above = self.started
        for one in written:
            at = one.update.at
            if at.day_only and above and above.at.date() == at.at.date() and above.at > at.at:
                one.update = replace(one.update, at=replace(at, at=above.at))
            above = one.update.at
            yield one

    def _update(self, said: UpdateDraft, taken: dict[str, int]) -> _Written:
        heading, path, content = said.heading, said.place.path, said.content
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
        text = self.fragments.make(content, said.place)
        if signed:
            text = replace(text, markdown=text.markdown.rstrip().rpartition("\n")[0].rstrip())
        linked = walk(content.nodes) if heading.status is Status.CORRECTION else ()
        links = tuple(node.attributes["href"] for node in linked if node.tag == "a" and "href" in node.attributes)
        promised = due.due if due and heading.status is not Status.RETRACTED else None
        rest = None
        if promised and due and due.sentences:
            words.cut(*due.sentences)
            rest = Fragment(markdown=text.markdown, line=text.line, html=self.fragments.again(content, said.place))
        update = Update(
            at=heading.at,
            status=heading.status,
            label=heading.status.value if heading.known or not heading.typed else heading.typed,
            headline=heading.headline if isinstance(heading, UpdateHeading) else "",
            anchor=_anchor(heading, taken),
            text=text,
            signature=signed[1] if signed else "",
            promised=promised,
            promise_words=due.text if due else "",
            promise_place=words.place(due.at) if due else (0, 0),
            said=rest,
            path=path,
            line=said.line,
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
                read = read_actions if part.slot is Slot.ACTIONS else read_timeline
                listed = read(content, self.place.path, self._listed(Where.ACTION if part.slot is Slot.ACTIONS else Where.STORY))
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
                anchor = part.slot.value if part.slot is not Slot.OTHER else _own_anchor(part.title, taken)
                sections.append(Section(slot=part.slot, title=part.title, anchor=anchor, text=fragment))
        return tuple(sections), tuple(actions), tuple(timeline)

    def _listed(self, part: Where) -> Render:
        def render(nodes: Sequence[Node | str], document: Document, markdown: str, line: int) -> Fragment:
            self.passages.append(Passage(part, self.place.path, line=line, nodes=nodes, document=document))
            return self.fragments.inline(nodes, document, self.place, markdown, line)

        return render


def _without_empty(content: NodeRange) -> NodeRange:
    """A stretch without the headings under which nothing stands."""
    kept: list[Node | str] = []
    nodes = [node for node in content.nodes if isinstance(node, Node) or node.strip()]
    for number, node in enumerate(nodes):
        below = nodes[number + 1] if number + 1 < len(nodes) else None
        level = node.level if isinstance(node, Node) else 0
        if not level or (below is not None and (not isinstance(below, Node) or not below.level or below.level > level)):
            kept.append(node)
    return NodeRange(content.document, content.line, kept, content.rows)


def _anchor(heading: UpdateHeading | UpdateName, taken: dict[str, int]) -> str:
    """The given anchor, else the minute or the day; a second one in it gets `-2`, in the order of the file."""
    if isinstance(heading, UpdateHeading) and heading.anchor:
        return heading.anchor
    when = heading.at.at
    clock = "" if heading.at.day_only else f"T{when.hour:02}{when.minute:02}Z"
    stem = f"u-{when.year:04}{when.month:02}{when.day:02}{clock}"
    return _numbered(stem, taken)


def _own_anchor(title: str, taken: dict[str, int]) -> str:
    """An anchor for a heading of the writer's own, different from all others on the page."""
    return _numbered("s-" + (_ANCHOR_WORDS.sub("-", title.lower()).strip("-")[:60] or "section"), taken)


def _numbered(stem: str, taken: dict[str, int]) -> str:
    """The stem, or with a number what is not taken yet; it is taken then."""
    name, number = stem, taken.get(stem, 0)
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    taken[stem] = max(number, 1)
    taken[name] = 1
    return name
