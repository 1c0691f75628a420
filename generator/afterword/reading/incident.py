"""From a source to an incident: every problem found in one pass, nothing raised for bad content."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from afterword.core.frozen import frozen
from afterword.core.model import Incident
from afterword.core.parts import Stated
from afterword.core.problems import Problem, problem
from afterword.core.settings import Settings
from afterword.core.sources import Source, UpdateFile
from afterword.core.times import plain
from afterword.core.words import Kind
from afterword.reading.assets import refusal
from afterword.reading.body import Body, BodyReader
from afterword.reading.exposed import check_exposed
from afterword.reading.fields import FIELDS, Context, is_id
from afterword.reading.internal import without_internal
from afterword.reading.leaks import leaks_in_values
from afterword.reading.markdown import Extensions, Renderer
from afterword.reading.names import check_name
from afterword.reading.nodes import List, Map, Node, Scalar, read_yaml
from afterword.reading.place import Place
from afterword.reading.prose import texts_of
from afterword.reading.references import Reference
from afterword.reading.switch_words import SWITCHES
from afterword.reading.switches import Held, hold_read, hold_unread, sound_updates
from afterword.reading.text import Parts, conflicts, decode, split
from afterword.reading.values import Reader
from afterword.reading.waivers import Waiver
from afterword.reading.writing import check_writing

_BY_NAME = {field.name: field for field in FIELDS}
_HINTS = {
    "status": ". The last update says it: write a heading such as ### 2026-03-14 09:16 UTC - Resolved",
    "state": ". The last update says it: write a heading such as ### 2026-03-14 09:16 UTC - Resolved",
    "updates": ". Write each update as a heading such as ### 2026-03-14 09:16 UTC - Identified",
    "summary": ". Write it as text before the first heading",
    "description": ". Write it as text before the first heading",
}
"""What stands elsewhere in the file, by the names under which it is looked for here."""
_MILESTONES = ("started", "detected", "acknowledged", "identified", "mitigated", "resolved")
_STATED = (*_MILESTONES, "announced", "scheduled_start", "scheduled_end")


@frozen
class Parsed:
    """What became of one source."""

    incident: Incident | None
    """None when the front matter cannot be read at all."""
    problems: tuple[Problem, ...]
    """Sorted; those that a waiver switches off are still among them."""
    waivers: tuple[Waiver, ...] = ()
    references: tuple[Reference, ...] = ()
    """Its links into incidents, which can only be followed when all are known."""
    held: bool = False
    """Nothing of it may reach strangers until somebody has mended a switch. A preview shows what could be read as a draft."""
    switches: Mapping[str, bool] = field(default_factory=dict)
    """What could be read of `draft`, `announce`, `backfilled` and `sample`."""


@dataclass(slots=True, kw_only=True)
class IncidentReader:
    """Reads incidents of one site. It can be sent to another process, where it makes a renderer of its own."""

    settings: Settings
    extensions: Extensions
    wording: bool = True
    """Whether the checks of a writer's words are made, too."""
    people: frozenset[str] = frozenset()
    """Names of people that must not be published."""
    _renderer: Renderer | None = None

    def __call__(self, source: Source) -> Parsed:
        """Read one source."""
        if self._renderer is None:
            self._renderer = Renderer(self.extensions)
        parsed = read_incident(source, self.settings, self._renderer)
        if not self.wording or parsed.incident is None:
            return parsed
        texts = texts_of(parsed.incident)
        said = tuple(check_writing(parsed.incident, self.settings, people=self.people, texts=texts))
        exposed = tuple(check_exposed(parsed.incident, self.settings, texts, said))
        return replace(parsed, problems=tuple(sorted({*parsed.problems, *said, *exposed}))) if said or exposed else parsed

    def __getstate__(self) -> tuple[Settings, Extensions, bool, frozenset[str]]:
        return self.settings, self.extensions, self.wording, self.people

    def __setstate__(self, state: tuple[Settings, Extensions, bool, frozenset[str]]) -> None:
        self.settings, self.extensions, self.wording, self.people = state
        self._renderer = None


def read_incident(source: Source, settings: Settings, renderer: Renderer) -> Parsed:
    """Read one incident with its update files.

    A pure function of its arguments: it can run anywhere and be kept.
    """
    problems: list[Problem] = []
    waivers: list[Waiver] = []
    place = _place(source, settings, problems)
    updates, faults = sound_updates(source.updates)
    updates, internal = _public_updates(updates)
    problems += (*faults, *internal)
    sound = replace(source, updates=updates) if faults or internal else source
    incident, held, switches = _read(sound, settings, renderer, place, problems, waivers)
    return Parsed(
        incident=replace(incident, draft=True) if incident and held else incident,
        problems=tuple(sorted(_said_once(problems))),
        waivers=tuple(waivers),
        references=tuple(dict.fromkeys(place.references)),
        held=held,
        switches=switches,
    )


def _place(source: Source, settings: Settings, problems: list[Problem]) -> Place:
    """Where the texts stand, with the files that may be published; E209 for each that must not be."""
    allowed = settings.security.assets
    faults = {name: fault for name in source.files if (fault := refusal(name, source.heads.get(name, b""), allowed))}
    problems += [
        problem(f"{source.folder}/{name}", 1, "E209", problem=fault, list=", ".join(allowed) or "none") for name, fault in faults.items()
    ]
    folder = f"{source.folder.rpartition('/')[0]}/".lstrip("/")
    return Place(path=source.path, folder=folder, name=source.name, files=source.files - faults.keys(), refused=frozenset(faults))


def _read(
    source: Source, settings: Settings, renderer: Renderer, place: Place, problems: list[Problem], waivers: list[Waiver]
) -> tuple[Incident | None, bool, Mapping[str, bool]]:
    """The incident as far as it can be read, whether its file is held back, and what its switches say."""
    text = decode(source.path, source.data, problems)
    if text is None or conflicts(source.path, text, problems):
        return None, _held(hold_unread(source), problems), {}
    parts = split(source.path, text, problems)
    node = read_yaml(source.path, parts.front, 2, problems) if parts else None
    refused = node is None and parts and parts.front.strip() and any(p.code in {"E103", "E201", "E202"} for p in problems)
    if isinstance(node, Scalar) and node.empty:
        node = None
    if node is not None and not isinstance(node, Map):
        what = "it is no list of fields such as title: text"
        problems.append(problem(source.path, node.line, "E103", subject="front matter", problem=what))
        refused = True
    if parts is None or refused or isinstance(node, (Scalar, List)):
        check_name(source, problems)
        if parts:  # what is wrong in the text is said in the same pass
            _body(source, parts, place, "", renderer, problems, waivers)
        return None, _held(hold_unread(source), problems), {}
    reader = Reader(path=source.path, problems=problems)
    leaking = {leak.line + 1: leak for leak in leaks_in_values(parts.front)}
    problems += [
        problem(source.path, line, leak.code, column=leak.column, kind=leak.kind, masked=leak.masked) for line, leak in leaking.items()
    ]
    held = _held(hold_read(source, node, frozenset(component.id for component in settings.components)), problems)
    node, dropped = _without_lines(node, leaking.keys())
    values, nodes = _values(node, Context(reader=reader, settings=settings))
    switches = {name: values[name] for name in SWITCHES if values.get(name) is not None}
    held = held or bool(dropped.intersection(SWITCHES)) or not nodes.keys() & set(SWITCHES) <= switches.keys()
    title = str(values.get("title") or "")
    if not title and "title" not in dropped and isinstance(nodes.get("title", _NOTHING), Scalar):
        problems.append(problem(source.path, 1, "E120"))
    identity = str(values["id"]) if values.get("id") else check_name(source, problems)
    read, assets = _body(source, parts, place, title, renderer, problems, waivers)
    if not is_id(identity):
        return None, held, switches
    incident = Incident(
        id=identity,
        path=source.path,
        title=title or identity[11:].replace("-", " ").capitalize(),
        stated=Stated(**{name: values.get(name) for name in _STATED}),
        extra=values.get("extra") or {},
        assets=assets,
        **{name: values[key] for key, name in _AS_READ.items() if values.get(key) is not None},
        **_defaults(values, settings),
        summary=read.summary,
        sections=read.sections,
        updates=read.updates,
        actions=read.actions,
        timeline=read.timeline,
    )
    _check_order(incident, nodes, reader)
    return incident, held, switches


def _said_once(problems: list[Problem]) -> set[Problem]:
    """The problems without the W201 for a key of which E123 says more."""
    slips = {(found.line, found.column) for found in problems if found.code == "E123"}
    return {found for found in problems if found.code != "W201" or (found.line, found.column) not in slips}


def _held(hold: Held, problems: list[Problem]) -> bool:
    """Add what is wrong to `problems`; whether the file is held back."""
    problems += hold.problems
    return hold.held


def _public_updates(updates: Iterable[UpdateFile]) -> tuple[tuple[UpdateFile, ...], tuple[Problem, ...]]:
    """The update files without their internal sections, every other line in its place, and E180 for each of these."""
    public: list[UpdateFile] = []
    problems: list[Problem] = []
    for file in updates:
        text = decode(file.path, file.data, []) or ""  # one that cannot be decoded is left out later
        shown, sections = without_internal(text)
        problems += (problem(file.path, section.start + 1, "E180", h=section.title) for section in sections)
        public.append(replace(file, data=shown.encode()) if sections else file)
    return tuple(public), tuple(problems)


def _body(
    source: Source, parts: Parts, place: Place, title: str, renderer: Renderer, problems: list[Problem], waivers: list[Waiver]
) -> tuple[Body, tuple[str, ...]]:
    """What the text and the update files say, and the files that they link to."""
    renderer.begin()
    reader = BodyReader(renderer=renderer, place=place, problems=problems, title=title, waivers=waivers, times=source.times)
    return reader.read(parts.body, parts.body_line, source.updates), tuple(sorted(place.found))


_NOTHING = Scalar(text="", line=1, column=1, plain=True)
_AS_READ = {
    name: {"components": "hits", "from": "signatory"}.get(name, name)
    for name in _BY_NAME
    if name not in {"title", "id", "extra", "lang", "contact", "update_every", *_STATED}
}
"""Fields whose value goes into the model as it was read, and the name it has there."""


def _without_lines(node: Map | None, lines: Collection[int]) -> tuple[Map | None, frozenset[str]]:
    """The mapping without the fields that stand, in part, on these lines, and the names of those."""
    if node is None or not lines:
        return node, frozenset()
    ends = [*(key.line for key, _ in node.items[1:]), max(lines) + 1]
    leaking = {
        key.text: any(key.line <= line < max(end, key.line + 1) for line in lines) for (key, _), end in zip(node.items, ends, strict=True)
    }
    kept = tuple((key, value) for key, value in node.items if not leaking[key.text])
    return replace(node, items=kept), frozenset(name for name, leaks in leaking.items() if leaks)


def _values(node: Map | None, context: Context) -> tuple[dict[str, Any], dict[str, Node]]:
    """The values of all fields that could be read, and the nodes of those that were typed."""
    values: dict[str, Any] = {}
    nodes: dict[str, Node] = {}
    for name, value in context.reader.fields(node, "", _BY_NAME, _HINTS) if node else ():
        nodes[name] = value
        values[name] = _BY_NAME[name].read(context, value, name)
    return values, nodes


def _defaults(values: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Fields whose default stands in settings."""
    severity = settings.severity(values.get("severity") or "")
    found: dict[str, Any] = {
        "contact": values.get("contact") or settings.contact,
        "lang": values.get("lang") or settings.language,
        "update_every": values.get("update_every") or (severity.update_every if severity else None),
    }
    if not values.get("from"):
        found["signatory"] = settings.signatory
    return found


def _check_order(incident: Incident, nodes: dict[str, Node], reader: Reader) -> None:
    """E140 for what ends before it began, W206 for milestones that are out of order; E160 and W218 for what a maintenance lacks."""
    stated = incident.stated
    if incident.kind is Kind.MAINTENANCE and not {"scheduled_start", "scheduled_end"} <= nodes.keys():
        reader.problems.append(problem(incident.path, 1, "E160"))
    elif incident.kind is Kind.MAINTENANCE and not incident.announced and not incident.backfilled:
        reader.problems.append(problem(incident.path, 1, "W218"))
    hard = [("resolved", "started"), ("mitigated", "started"), ("scheduled_end", "scheduled_start")]
    wrong: set[str] = set()
    for later, earlier in hard:
        end, begin = getattr(stated, later), getattr(stated, earlier)
        if end and begin and end.at < begin.at:
            wrong.add(later)
            reader.add(nodes[later], "E140", a=later, x=plain(end.at), b=earlier, y=plain(begin.at))
    times = [(name, getattr(stated, name)) for name in _MILESTONES if getattr(stated, name) and name not in wrong]
    for (earlier, first), (later, second) in pairwise(times):
        if second.at < first.at:
            reader.add(nodes[later], "W206", a=later, x=plain(second.at), b=earlier, y=plain(first.at))
