"""Read an incident from its source. All problems are found in one pass; bad content raises nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, fields, replace
from itertools import pairwise
from typing import Any

from afterword.checks.leftovers import check_leftovers
from afterword.checks.other_tools import HINTS
from afterword.checks.writing import check_writing
from afterword.core.frozen import frozen
from afterword.core.incident_parts import Stated, Update
from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.core.settings import Settings
from afterword.core.sources import MAX_ASSET, Source
from afterword.core.times import Moment, plain, read_day
from afterword.core.words import Kind, Status
from afterword.reading.body import Body, read_body
from afterword.safety.assets import is_pointer, is_text_asset, refusal
from afterword.safety.exposure_check import check_exposed
from afterword.safety.leaking_fields import safe_fields
from afterword.safety.published_beside import asset_leaks
from afterword.safety.switches import hold_read, hold_unread, sound_updates
from afterword.syntax.fields import FIELDS, UNKNOWN, FieldReader, is_id
from afterword.syntax.names import check_name
from afterword.syntax.near_files import Reference
from afterword.syntax.nodes import UNREADABLE, List, Map, Node, Scalar, read_yaml
from afterword.syntax.prose import IncidentTexts, Passage, Where
from afterword.syntax.site_pages import SitePages
from afterword.syntax.switch_words import SWITCHES
from afterword.syntax.text import conflicts, decode, split
from afterword.syntax.text_location import Place
from afterword.syntax.values import without_repeats
from afterword.syntax.waivers import Waiver

_BY_NAME = {field.name: field for field in FIELDS}
_MILESTONES = ("started", "detected", "acknowledged", "identified", "mitigated", "resolved")
_STATED = tuple(time.name for time in fields(Stated))
_ENDS = frozenset({Status.RESOLVED, Status.COMPLETED})
"""What cannot be said before the start; an incident may be cancelled or retracted earlier."""
_ALMOST = 1
"""Tolerance in days. Around midnight, the date in the id may be of another time zone than the start."""


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
        if not wording and not exposed:
            return parsed
        return replace(parsed, problems=tuple(sorted({*parsed.problems, *wording, *exposed})))


def read_incident(
    source: Source, settings: Settings, pages: SitePages | None = None
) -> tuple[Parsed, IncidentTexts | None]:
    """Read one incident with its update files, and its texts for the checks of wording; None without an incident."""
    problems: list[Problem] = []
    place = _place(source, settings, pages or SitePages(), problems)
    updates, faults = sound_updates(source.updates)
    problems += faults
    whole = replace(source, updates=updates) if faults else source
    incident, body, held, switches = _read(whole, settings, place, problems)
    texts = None
    if incident and body:
        texts = IncidentTexts((Passage(Where.TOP, source.path, incident.title), *body.passages))
        problems += check_leftovers(incident, texts)
    parsed = Parsed(
        incident=replace(incident, draft=True) if incident and held else incident,
        problems=tuple(sorted(without_repeats(problems))),
        waivers=body.waivers if body else (),
        references=tuple(dict.fromkeys(place.references)),
        held=held,
        switches=switches,
    )
    return parsed, texts


def _place(source: Source, settings: Settings, pages: SitePages, problems: list[Problem]) -> Place:
    """The place of the incident's texts, with the files that may be published.

    Reports E183, E184, E209, E213 or E218 for each file that must not be.
    """
    allowed = settings.security.assets
    refused = set[str]()
    for name in source.files:
        path, head = f"{source.folder}/{name}", source.heads.get(name, b"")
        faults: list[Problem] = []
        if is_pointer(head):
            faults.append(problem(path, 1, "E218"))
            fault = ""
        elif fault := refusal(name, head, allowed):
            faults.append(problem(path, 1, "E209", problem=fault, list=", ".join(allowed) or "none"))
        if not fault and name in source.large:
            faults.append(problem(path, 1, "E213", limit=MAX_ASSET // 2**20))
        if not fault and is_text_asset(name):
            faults += asset_leaks(path, head)
        if faults:
            problems += faults
            refused.add(name)
    folder = f"{source.folder.rpartition('/')[0]}/".lstrip("/")
    files = source.files - refused
    return Place(
        path=source.path, folder=folder, name=source.name, files=files, refused=frozenset(refused), pages=pages
    )


_Read = tuple[Incident | None, Body | None, bool, Mapping[str, bool]]
"""The incident as far as it can be read, its body, whether it is held, and the values of its switches."""


def _read(source: Source, settings: Settings, place: Place, problems: list[Problem]) -> _Read:
    if is_pointer(source.data):
        problems.append(problem(source.path, 1, "E218"))
        return None, None, False, {}
    text = decode(source.path, source.data, problems)
    if text is None or conflicts(source.path, text, problems):
        return _unread(source, None, problems)
    parts = split(source.path, text, problems)
    node = read_yaml(source.path, parts.front, 2, problems) if parts else None
    refused = node is None and parts and parts.front.strip() and any(p.code in UNREADABLE for p in problems)
    if isinstance(node, Scalar) and node.empty:
        node = None
    if node is not None and not isinstance(node, Map):
        what = "it is no list of fields such as title: text"
        problems.append(problem(source.path, node.line, "E103", subject="front matter", problem=what))
    if parts is None or refused or isinstance(node, (Scalar, List)):
        check_name(source, problems)
        body = read_body(source, parts, place, "") if parts else None  # for the problems of the text
        return _unread(source, body, problems)
    safe = safe_fields(source.path, parts.front, 2, node)
    hold = hold_read(source, node, frozenset(component.id for component in settings.components))
    problems += (*safe.problems, *hold.problems)
    reader = FieldReader(path=source.path, problems=problems, settings=settings)
    nodes = dict(reader.fields(safe.node, "", _BY_NAME, HINTS)) if safe.node else {}
    values: dict[str, Any] = {name: _BY_NAME[name].read(reader, value, name) for name, value in nodes.items()}
    switches = {name: values[name] for name in SWITCHES if values.get(name) is not None}
    unclear = bool(safe.dropped.intersection(SWITCHES)) or not nodes.keys() & set(SWITCHES) <= switches.keys()
    title = str(values.get("title") or "")
    if not title and "title" not in safe.dropped and isinstance(nodes.get("title", _NOTHING), Scalar):
        problems.append(problem(source.path, 1, "E120"))
    identity = str(values["id"]) if values.get("id") else check_name(source, problems)
    body = read_body(
        source, parts, place, title, started=values.get("started"), backfilled=bool(values.get("backfilled"))
    )
    problems += body.problems
    if not is_id(identity):
        return None, body, hold.held or unclear, switches
    severity = values.get("severity")
    incident = Incident(
        id=identity,
        path=source.path,
        title=title or identity[11:].replace("-", " ").capitalize(),
        stated=Stated(**{name: moment for name in _STATED if isinstance(moment := values.get(name), Moment)}),
        over=values.get("resolved") == UNKNOWN,
        signatory=values.get("from") or settings.signatory,
        contact=values.get("contact") or settings.contact,
        lang=values.get("lang") or settings.language,
        update_every=values.get("update_every") or (severity.update_every if severity else None),
        extra=values.get("extra") or {},
        assets=tuple(sorted(place.linked)),
        **{name: values[key] for key, name in _AS_READ.items() if values.get(key) is not None},
        summary=body.summary,
        sections=body.sections,
        updates=body.updates,
        actions=body.actions,
        timeline=body.timeline,
    )
    _check_order(incident, nodes, reader)
    return incident, body, hold.held or unclear, switches


def _unread(source: Source, body: Body | None, problems: list[Problem]) -> _Read:
    hold = hold_unread(source)
    problems += (*hold.problems, *(body.problems if body else ()))
    return None, body, hold.held, {}


_NOTHING = Scalar(text="", line=1, column=1, plain=True)
_AS_READ = {
    field.name: field.attribute
    for field in FIELDS
    if field.name not in {"title", "id", "extra", "lang", "contact", "update_every", "from", *_STATED}
}
"""Fields whose value goes into the model as it was read: the field's name, and the name in the model."""


def _check_order(incident: Incident, nodes: Mapping[str, Node], reader: FieldReader) -> None:
    """E140 and W206 for times out of order, W223 for the year, W227 for the end, E160 and W218 for a maintenance."""
    stated, planned = incident.stated, incident.kind is Kind.MAINTENANCE
    if planned and incident.is_open and not {"scheduled_start", "scheduled_end"} <= nodes.keys():
        reader.problems.append(problem(incident.path, 1, "E160"))
    elif planned and not incident.announced and not incident.backfilled:
        reader.problems.append(problem(incident.path, 1, "W218"))
    wrong: set[str] = set()
    for later, earlier in (("resolved", "started"), ("mitigated", "started"), ("scheduled_end", "scheduled_start")):
        end, begin = getattr(stated, later), getattr(stated, earlier)
        if end and begin and end.at < begin.at:
            wrong.add(later)
            reader.add(nodes[later], "E140", a=later, x=plain(end.at), b=earlier, y=plain(begin.at))
    times = [(name, getattr(stated, name)) for name in _MILESTONES if getattr(stated, name) and name not in wrong]
    for (earlier, first), (later, second) in pairwise(times):
        if second.at < first.at:
            reader.add(nodes[later], "W206", a=later, x=plain(second.at), b=earlier, y=plain(first.at))
    reader.problems.extend(_check_updates(incident))
    day, began = read_day(incident.id[:10]), incident.started.at.date()
    apart = abs((began - day).days) if day else 0
    # the id of planned work may hold the date of its announcement
    if day and day.year != began.year and apart > _ALMOST and not stated.scheduled_start:
        line = nodes["started"].line if "started" in nodes else 1
        reader.problems.append(problem(incident.path, line, "W223", a=day.year, b=began.year, id=incident.id))


def _check_updates(incident: Incident) -> Iterator[Problem]:
    """Report updates that contradict the times of the incident.

    W227: an update opens a backfilled incident after its stated end. W206: an update ends it before it began, or before
    an update that is written above it, and so does not end it.
    """
    end, started = incident.resolved, incident.started
    known = not incident.start_assumed and not started.day_only
    in_file = (update for update in incident.updates if update.path == incident.path and not update.at.day_only)
    later = _later_above(in_file)
    for update in incident.updates:
        label, time = update.label, plain(update.at.at)
        if end and end == incident.stated.resolved and update.status.opens and update.at.at > end.at:
            yield problem(update.path, update.line, "W227", label=label, t=time, r=plain(end.at))
        if not update.status.closes or update.at.day_only:
            continue
        above = later.get(update.line) if update.path == incident.path else None
        if update.status in _ENDS and known and update.at.at < started.at:
            yield problem(update.path, update.line, "W206", a=label, x=time, b="started", y=plain(started.at))
        elif above:
            yield problem(update.path, update.line, "W206", a=label, x=time, b=above.label, y=plain(above.at.at))


def _later_above(updates: Iterable[Update]) -> dict[int, Update]:
    """By the line of an update, the nearest one above it in the file that has a later time.

    Without those that stand above an earlier one: in such a file the newest update may come first.
    """
    later: dict[int, Update] = {}
    above: list[Update] = []
    for update in sorted(updates, key=lambda update: update.line):
        while above and above[-1].at.at <= update.at.at:
            above.pop()
        if above:
            later.pop(above[-1].line, None)
            later[update.line] = above[-1]
        above.append(update)
    return later
