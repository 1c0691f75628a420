"""Read an incident from its source. All problems are found in one pass; bad content raises nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import field, fields, replace
from itertools import pairwise
from typing import Any

from afterword.checks.leftovers import check_leftovers
from afterword.checks.other_tools import HINTS
from afterword.checks.slips import check_year
from afterword.checks.writing import check_writing
from afterword.core.frozen import frozen
from afterword.core.incident_parts import Stated
from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.settings import Settings
from afterword.core.sources import MAX_ASSET, Source
from afterword.core.times import Moment, plain
from afterword.core.words import Kind
from afterword.reading.body import NO_FACTS, Body, BodyFacts, read_body
from afterword.safety.assets import is_pointer, is_text_asset, refusal
from afterword.safety.exposure_check import check_exposed
from afterword.safety.leaking_fields import safe_fields
from afterword.safety.published_beside import asset_leaks
from afterword.safety.switches import Held, hold_read, hold_unread, sound_updates
from afterword.syntax.fields import FIELDS, UNKNOWN, FieldReader, is_id
from afterword.syntax.names import check_name
from afterword.syntax.near_files import Reference
from afterword.syntax.nodes import UNREADABLE, List, Map, Node, Scalar, read_yaml
from afterword.syntax.prose import IncidentTexts, Passage, Where
from afterword.syntax.site_pages import SitePages
from afterword.syntax.switch_words import SWITCHES
from afterword.syntax.text import Parts, conflicts, decode, split
from afterword.syntax.text_location import Place
from afterword.syntax.values import Reader
from afterword.syntax.waivers import Waiver

_BY_NAME = {field.name: field for field in FIELDS}
_MILESTONES = ("started", "detected", "acknowledged", "identified", "mitigated", "resolved")
_STATED = tuple(each.name for each in fields(Stated))


@frozen
class Parsed:
    """The result of reading one source."""

    incident: Incident | None
    """None when the front matter cannot be read at all."""
    problems: tuple[Problem, ...]
    """Sorted. Problems that a waiver switches off are included."""
    waivers: tuple[Waiver, ...] = ()
    references: tuple[Reference, ...] = ()
    """Links to other incidents, which are checked when all incidents are known."""
    held: bool = False
    """True when a field may be meant as a switch such as `draft` and cannot be read.
    The incident is then not published, and a preview shows it as a draft."""
    switches: Mapping[str, bool] = field(default_factory=dict)
    """The values of `draft`, `announce`, `backfilled` and `sample`, as far as they could be read."""


@frozen
class IncidentReader:
    """Reads the incidents of one site. Can be pickled for another process."""

    settings: Settings
    wording: bool = True
    """Whether the wording is checked, too."""
    people: frozenset[str] = frozenset()
    """Names of people, which are reported when a text holds them."""
    pages: SitePages = field(default_factory=SitePages)
    """The pages written by hand, to which a text may link."""

    def __call__(self, source: Source) -> Parsed:
        """Read one source. The result depends on nothing else, so it can be computed in any process and kept."""
        parsed, texts = read_incident(source, self.settings, self.pages)
        if not self.wording or parsed.incident is None or texts is None:
            return parsed
        wording = tuple(check_writing(parsed.incident, self.settings, texts, people=self.people))
        exposed = tuple(check_exposed(parsed.incident, self.settings, texts, wording))
        return (
            replace(parsed, problems=tuple(sorted({*parsed.problems, *wording, *exposed})))
            if wording or exposed
            else parsed
        )


def read_incident(
    source: Source, settings: Settings, pages: SitePages | None = None
) -> tuple[Parsed, IncidentTexts | None]:
    """Read one incident with its update files.

    The texts are for the checks of wording; None when there is no incident.
    """
    problems: list[Problem] = []
    place = replace(_place(source, settings, problems), pages=pages or SitePages())
    updates, faults = sound_updates(source.updates)
    problems += faults
    incident, body, held, switches = _read(
        replace(source, updates=updates) if faults else source, settings, place, problems
    )
    incident = replace(incident, draft=True) if incident and held else incident
    parsed = Parsed(
        incident=incident,
        problems=tuple(sorted(_without_repeats(problems))),
        waivers=body.waivers if body else (),
        references=tuple(dict.fromkeys(place.references)),
        held=held,
        switches=switches,
    )
    if incident is None or body is None:
        return parsed, None
    texts = IncidentTexts((Passage(Where.TOP, source.path, incident.title), *body.passages))
    leftovers = tuple(check_leftovers(incident, texts))
    return (replace(parsed, problems=tuple(sorted({*parsed.problems, *leftovers}))) if leftovers else parsed), texts


def _place(source: Source, settings: Settings, problems: list[Problem]) -> Place:
    """The place of the incident's texts, with the files that may be published.

    Reports E183, E184, E209, E213 or E218 for each file that must not be.
    """
    allowed = settings.security.assets
    pointers = {name for name in source.files if is_pointer(source.heads.get(name, b""))}
    problems += [problem(f"{source.folder}/{name}", 1, "E218") for name in pointers]
    plain = source.files - pointers
    faults = {name: fault for name in plain if (fault := refusal(name, source.heads.get(name, b""), allowed))}
    problems += [
        problem(f"{source.folder}/{name}", 1, "E209", problem=fault, list=", ".join(allowed) or "none")
        for name, fault in faults.items()
    ]
    large = source.large - faults.keys()
    problems += [problem(f"{source.folder}/{name}", 1, "E213", limit=MAX_ASSET // 2**20) for name in large]
    leaking = set[str]()
    for name in source.files - faults.keys():
        if is_text_asset(name) and (
            leaks := tuple(asset_leaks(f"{source.folder}/{name}", source.heads.get(name, b"")))
        ):
            problems += leaks
            leaking.add(name)
    refused = frozenset({*faults, *pointers, *large, *leaking})
    folder = f"{source.folder.rpartition('/')[0]}/".lstrip("/")
    return Place(path=source.path, folder=folder, name=source.name, files=source.files - refused, refused=refused)


_Read = tuple[Incident | None, Body | None, bool, Mapping[str, bool]]
"""The incident as far as it can be read, its body, whether it is held, and the values of its switches."""


def _read(source: Source, settings: Settings, place: Place, problems: list[Problem]) -> _Read:
    if is_pointer(source.data):
        problems.append(problem(source.path, 1, "E218"))
        return None, None, False, {}
    text = decode(source.path, source.data, problems)
    if text is None or conflicts(source.path, text, problems):
        return None, None, _held(hold_unread(source), problems), {}
    parts = split(source.path, text, problems)
    node = read_yaml(source.path, parts.front, 2, problems) if parts else None
    refused = node is None and parts and parts.front.strip() and any(p.code in UNREADABLE for p in problems)
    if isinstance(node, Scalar) and node.empty:
        node = None
    if node is not None and not isinstance(node, Map):
        what = "it is no list of fields such as title: text"
        problems.append(problem(source.path, node.line, "E103", subject="front matter", problem=what))
        refused = True
    if parts is None or refused or isinstance(node, (Scalar, List)):
        check_name(source, problems)
        body = _body(source, parts, place, "", problems, NO_FACTS) if parts else None  # for the problems of the text
        return None, body, _held(hold_unread(source), problems), {}
    reader = FieldReader(path=source.path, problems=problems, settings=settings)
    safe = safe_fields(source.path, parts.front, 2, node)
    problems += safe.problems
    held = _held(hold_read(source, node, frozenset(component.id for component in settings.components)), problems)
    node, dropped = safe.node, safe.dropped
    values, nodes = _values(node, reader)
    switches = {name: values[name] for name in SWITCHES if values.get(name) is not None}
    held = held or bool(dropped.intersection(SWITCHES)) or not nodes.keys() & set(SWITCHES) <= switches.keys()
    title = str(values.get("title") or "")
    if not title and "title" not in dropped and isinstance(nodes.get("title", _NOTHING), Scalar):
        problems.append(problem(source.path, 1, "E120"))
    identity = str(values["id"]) if values.get("id") else check_name(source, problems)
    facts = BodyFacts(started=values.get("started"), backfilled=bool(values.get("backfilled")))
    body = _body(source, parts, place, title, problems, facts)
    if not is_id(identity):
        return None, body, held, switches
    incident = Incident(
        id=identity,
        path=source.path,
        title=title or identity[11:].replace("-", " ").capitalize(),
        stated=_stated(values),
        over=values.get("resolved") == UNKNOWN,
        extra=values.get("extra") or {},
        assets=tuple(sorted(place.linked)),
        **{name: values[key] for key, name in _AS_READ.items() if values.get(key) is not None},
        **_defaults(values, settings),
        summary=body.summary,
        sections=body.sections,
        updates=body.updates,
        actions=body.actions,
        timeline=body.timeline,
    )
    _check_order(incident, nodes, reader)
    problems += check_year(incident, nodes["started"].line if "started" in nodes else 1)
    return incident, body, held, switches


def _stated(values: dict[str, Any]) -> Stated:
    """The times of the front matter. `resolved: unknown` is not one."""
    return Stated(**{name: moment for name in _STATED if isinstance(moment := values.get(name), Moment)})


def _without_repeats(problems: list[Problem]) -> set[Problem]:
    """Remove the W201 (unknown key) for a key that E123 reports more precisely."""
    slips = {(finding.line, finding.column) for finding in problems if finding.code == "E123"}
    return {finding for finding in problems if finding.code != "W201" or (finding.line, finding.column) not in slips}


def _held(hold: Held, problems: list[Problem]) -> bool:
    """Add the problems of `hold` to `problems`. True when the incident is held."""
    problems += hold.problems
    return hold.held


def _body(source: Source, parts: Parts, place: Place, title: str, problems: list[Problem], facts: BodyFacts) -> Body:
    """Read the body and the update files, and collect their problems."""
    body = read_body(parts.body, parts.body_line, place, title, source.times, source.updates, facts)
    problems += body.problems
    return body


_NOTHING = Scalar(text="", line=1, column=1, plain=True)
_AS_READ = {
    field.name: field.attribute
    for field in FIELDS
    if field.name not in {"title", "id", "extra", "lang", "contact", "update_every", *_STATED}
}
"""Fields whose value goes into the model as it was read: the field's name, and the name in the model."""


def _values(node: Map | None, reader: FieldReader) -> tuple[dict[str, Any], dict[str, Node]]:
    """The values of all fields that could be read, and the nodes of all fields that were typed."""
    values: dict[str, Any] = {}
    nodes: dict[str, Node] = {}
    for name, value in reader.fields(node, "", _BY_NAME, HINTS) if node else ():
        nodes[name] = value
        values[name] = _BY_NAME[name].read(reader, value, name)
    return values, nodes


def _defaults(values: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Fields whose default stands in settings."""
    severity = values.get("severity")
    defaults: dict[str, Any] = {
        "contact": values.get("contact") or settings.contact,
        "lang": values.get("lang") or settings.language,
        "update_every": values.get("update_every") or (severity.update_every if severity else None),
    }
    if not values.get("from"):
        defaults["signatory"] = settings.signatory
    return defaults


def _check_order(incident: Incident, nodes: dict[str, Node], reader: Reader) -> None:
    """E140 and W206 for times out of order, W227 for the end, E160 and W218 for what a maintenance lacks."""
    stated = incident.stated
    if (
        incident.kind is Kind.MAINTENANCE
        and incident.is_open
        and not {"scheduled_start", "scheduled_end"} <= nodes.keys()
    ):
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
    reader.problems.extend(_check_end(incident))


def _check_end(incident: Incident) -> Iterator[Problem]:
    """Report updates that contradict the end of the incident.

    W227: an update opens a backfilled incident after its stated end. W206: an update ends it before it began.
    """
    end, stated = incident.resolved, incident.stated.resolved
    if end is None:
        return
    for update in incident.updates:
        label, time = update.label, plain(update.at.at)
        if end == stated and update.status.opens and update.at.at > end.at:
            yield problem(update.path, update.line, "W227", label=label, t=time, r=plain(end.at))
        elif (
            end != stated
            and update.at == end
            and not end.day_only
            and end.at < incident.started.at
            and not incident.start_assumed
        ):
            yield problem(update.path, update.line, "W206", a=label, x=time, b="started", y=plain(incident.started.at))
