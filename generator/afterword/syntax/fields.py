"""The fields of an incident's front matter: one table for reading, documentation and editors."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

from afterword.core.frozen import frozen
from afterword.core.incident_parts import Channel, Hit, Origin, Person, Users, Window
from afterword.core.settings import Settings
from afterword.core.times import Moment, read_day, read_whole_day
from afterword.core.words import DataExposed, DataLoss, Impact, Kind, Postmortem
from afterword.syntax import shapes
from afterword.syntax.nodes import List, Map, Node, Scalar
from afterword.syntax.values import Reader, as_data, guess

MAX_TITLE = 120
UNKNOWN = "unknown"
"""In `resolved`."""
_ID = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_LANG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}", re.ASCII)
_HIDDEN = (Impact.AFFECTED,)
_APPROXIMATE = re.compile(r"(?:[~±≈]|(?:about|around|ca\.?)\s)\s*", re.IGNORECASE)


def is_id(text: str) -> bool:
    """Whether a text can be the id of an incident; its date must exist."""
    return len(text) <= 80 and bool(_ID.fullmatch(text)) and read_day(text[:10]) is not None


@frozen
class Context:
    """What reading a field may need to know."""

    reader: Reader
    settings: Settings


Read = Callable[[Context, Node, str], object]


@frozen
class Field:
    """One field of the front matter."""

    name: str
    type: str
    """What may be written, in words, for the documentation."""
    default: str
    """What holds without it, in words."""
    notes: str
    read: Read
    """Returns the value, or None (with a problem, or when nothing was typed)."""
    schema: shapes.Shape
    """The forms in which an editor should offer and accept it."""

    @property
    def required(self) -> bool:
        """Whether an incident cannot do without it."""
        return self.default == _REQUIRED


def _title(context: Context, node: Node, field: str) -> str | None:
    typed = context.reader.scalar(node, field, "a text in one line")
    context.reader.hash_word(node, field)
    context.reader.curly_quotes(node, field)
    if typed is None:
        return None
    fault = "has several lines" if "\n" in typed else f"has {len(typed)}" if len(typed) > MAX_TITLE else ""
    if fault:
        context.reader.add(node, "E121", problem=fault)
    return " ".join(typed.split())


def _id(context: Context, node: Node, field: str) -> str | None:
    typed = context.reader.scalar(node, field, "an id")
    if typed and not is_id(typed):
        context.reader.add(node, "E114", field=field, v=typed)
        return None
    return typed


def _severity(context: Context, node: Node, field: str) -> str | None:
    typed = context.reader.scalar(node, field, "a severity")
    if typed is None:
        return None
    found = context.settings.severity(typed.lower())
    if found is None:
        known = [severity.id for severity in context.settings.severities]
        context.reader.add(node, "E150", field=field, v=typed, list=", ".join(known), guess=guess(typed, known))
        return None
    return found.id


def _component(context: Context, node: Node, field: str) -> str | None:
    typed = context.reader.scalar(node, field, "the id of a component")
    if typed is None:
        return None
    named = context.settings.component(typed)
    if named is None:
        known = [component.id for component in context.settings.components]
        near = guess(typed, known)
        remedy = near or (f". Known: {', '.join(known)}" if known else ". Add it there")
        context.reader.add(node, "E152", v=typed, guess=remedy)
        return None
    return named.id


def _components(context: Context, node: Node, field: str) -> tuple[Hit, ...]:
    pairs = node.items if isinstance(node, Map) else ()
    if isinstance(node, List):  # also a list of pairs, `- delivery: degraded`, which is easily typed
        pairs = tuple(pair for item in node.items if isinstance(item, Map) for pair in item.items)
        node = replace(node, items=tuple(item for item in node.items if not isinstance(item, Map)))
    hits = _joined(hit for key, value in pairs if (hit := _hit(context, key, value)))
    if isinstance(node, Map):
        return hits
    bare = context.reader.many(node, field, lambda item, name: _component(context, item, name))
    window = Window(impact=Impact.AFFECTED, start=None, end=None)
    named = {hit.component for hit in hits}
    return hits + tuple(Hit(component=component, windows=(window,)) for component in dict.fromkeys(bare) if component not in named)


def _joined(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """One hit for each component, which may be named by its id and by an alias."""
    windows: dict[str, tuple[Window, ...]] = {}
    for hit in hits:
        windows[hit.component] = (*windows.get(hit.component, ()), *hit.windows)
    return tuple(Hit(component=component, windows=found) for component, found in windows.items())


def _hit(context: Context, key: Scalar, value: Node) -> Hit | None:
    component = _component(context, key, "components")
    field = f"components.{key.text}"
    if isinstance(value, List):
        windows = tuple(window for item in value.items if (window := _window(context, item, field)))
    elif isinstance(value, Map):
        one = _window(context, value, field)
        windows = (one,) if one else ()
    else:
        level = context.reader.word(value, field, Impact, hidden=_HIDDEN)
        windows = (Window(impact=level or Impact.AFFECTED, start=None, end=None),)
    if component is None:
        return None
    return Hit(component=component, windows=windows or (Window(impact=Impact.AFFECTED, start=None, end=None),))


def _window(context: Context, node: Node, field: str) -> Window | None:
    reader = context.reader
    found = dict(reader.fields(node, field, ("impact", "from", "to")))
    impact = reader.word(found["impact"], f"{field}.impact", Impact, hidden=_HIDDEN) if "impact" in found else None
    start = reader.moment(found["from"], f"{field}.from") if "from" in found else None
    end = reader.moment(found["to"], f"{field}.to") if "to" in found else None
    if start and end and end.at < start.at:
        reader.add(found["to"], "E140", a=f"{field}.to", x=_typed(found["to"]), b="from", y=_typed(found["from"]))
        end = None
    return Window(impact=impact or Impact.AFFECTED, start=start, end=end) if found else None


def _typed(node: Node) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _users(context: Context, node: Node, field: str) -> Users | None:
    reader = context.reader
    if isinstance(node, Scalar):
        number, estimate = _count(reader, node, f"{field}.affected")
        return None if number is None else Users(affected=number, estimate=estimate)
    if comma := _comma(node):
        reader.add(comma[1], "E153", field=f"{field}.{comma[0]}", v=f"{_typed(comma[1])},{comma[2]}")
        return None
    found = dict(reader.fields(node, field, ("affected", "of", "unit", "estimate")))
    reader.required(node, found, field, "affected")
    affected, about = _count(reader, found["affected"], f"{field}.affected") if "affected" in found else (None, False)
    if affected is None:
        return None
    marked = reader.yes(found["estimate"], f"{field}.estimate") if "estimate" in found else None
    unit = reader.text(found["unit"], f"{field}.unit") if "unit" in found else None
    of = reader.number(found["of"], f"{field}.of") if "of" in found else None
    return Users(affected=affected, of=of, unit=unit or "users", estimate=about or bool(marked))


def _comma(node: Node) -> tuple[str, Node, str] | None:
    """In `{affected: 1,840}` YAML sees 1, and a field 840: the field, its value, and the digits behind the comma."""
    pairs = node.items if isinstance(node, Map) else ()
    for (key, value), (below, nothing) in pairwise(pairs):
        if below.text.isdigit() and isinstance(nothing, Scalar) and nothing.empty and _typed(value).lstrip("~").isdigit():
            return key.text, value, below.text
    return None


def _count(reader: Reader, node: Node, field: str) -> tuple[int | None, bool]:
    """A whole number, and whether it is marked as approximate."""
    if not isinstance(node, Scalar) or node.empty:
        return reader.number(node, field), False
    bare = _APPROXIMATE.sub("", node.text.strip(), count=1)
    number = reader.number(replace(node, text=bare), field)
    return number, bare != node.text.strip()


def person(reader: Reader, node: Node, field: str) -> Person | None:
    """A signatory: a name, or `{name, role}`."""
    if isinstance(node, Scalar):
        name = reader.text(node, field)
        return Person(name=name) if name else None
    found = {key: reader.text(value, f"{field}.{key}") for key, value in reader.fields(node, field, ("name", "role"))}
    reader.required(node, found, field, "name")
    name = found.get("name")
    return Person(name=name, role=found.get("role") or "") if name else None


def _channel(context: Context, node: Node, field: str) -> Channel | None:
    reader = context.reader
    if isinstance(node, Scalar):
        name = reader.text(node, field)
        return Channel(name=name) if name else None
    found = dict(reader.fields(node, field, ("name", "at", "url", "audience")))
    reader.required(node, found, field, "name")
    at: Moment | None = reader.moment(found["at"], f"{field}.at") if "at" in found else None
    url = reader.url(found["url"], f"{field}.url") if "url" in found else None
    audience = reader.text(found["audience"], f"{field}.audience") if "audience" in found else None
    name = reader.text(found["name"], f"{field}.name") if "name" in found else None
    return Channel(name=name, at=at, url=url or "", audience=audience or "") if name else None


def _extra(context: Context, node: Node, field: str) -> object:
    if isinstance(node, Map):
        return as_data(node)
    list(context.reader.fields(node, field, ()))
    return None


def _lang(context: Context, node: Node, field: str) -> object:
    typed = context.reader.scalar(node, field, "a language tag, e.g. en")
    if typed and not _LANG.fullmatch(typed):
        context.reader.add(node, "E151", field=field, shape="a language tag, e.g. en", got=f"'{typed[:60]}'")
        return None
    return typed


def _texts(context: Context, node: Node, field: str) -> object:
    return context.reader.many(node, field, context.reader.text)


def _ids(context: Context, node: Node, field: str) -> object:
    return context.reader.many(node, field, lambda item, name: _id(context, item, name))


def _moment(context: Context, node: Node, field: str) -> object:
    return context.reader.moment(node, field)


def _started(context: Context, node: Node, field: str) -> object:
    """A moment, or a day of which no more is known."""
    typed = node.text if isinstance(node, Scalar) else ""
    return read_whole_day(typed) or context.reader.moment(node, field)


def _resolved(context: Context, node: Node, field: str) -> object:
    """A moment, or that it is over and nobody knows since when."""
    if isinstance(node, Scalar) and node.text.strip().lower() == UNKNOWN:
        return UNKNOWN
    return context.reader.moment(node, field)


def _origin(context: Context, node: Node, field: str) -> object:
    reader = context.reader
    found = dict(reader.fields(node, field, ("id", "url")))
    reader.required(node, found, field, "id")
    name = reader.text(found["id"], f"{field}.id") if "id" in found else None
    url = reader.url(found["url"], f"{field}.url") if "url" in found else None
    return Origin(id=name, url=url or "") if name else None


def _yes(context: Context, node: Node, field: str) -> object:
    return context.reader.yes(node, field)


def _word(words: type[Kind] | type[DataLoss] | type[DataExposed] | type[Postmortem]) -> tuple[Read, shapes.Shape]:
    return (lambda context, node, field: context.reader.word(node, field, words)), shapes.words(words)


def _row(name: str, type_: str, default: str, read: tuple[Read, shapes.Shape], notes: str = "") -> Field:
    return Field(name=name, type=type_, default=default, notes=notes, read=read[0], schema=read[1])


_REQUIRED = "**required**"
_ONE_ID = shapes.pattern(_ID.pattern)
_MOMENTS = _moment, shapes.each(shapes.TIME)
_YES = _yes, shapes.each(shapes.YES)
_SWITCH = (lambda context, node, field: context.reader.switch(node, field)), shapes.each(shapes.YES)
_TEXTS = _texts, shapes.many(shapes.TEXT)
_IDS = _ids, shapes.many(_ONE_ID)
_TIME = "time"
FIELDS: tuple[Field, ...] = (
    _row("title", "text, one line, at most 120 characters", _REQUIRED,
         (_title, shapes.each({**shapes.TEXT, "minLength": 1, "maxLength": MAX_TITLE})), "what users noticed, not the cause"),
    _row("id", "slug", "file name", (_id, shapes.each(_ONE_ID)), "keeps the address when the file is renamed"),
    _row("aliases", "list of ids", "none", _IDS, "older ids; each keeps working"),
    _row("kind", "`incident`, `maintenance`, `notice`", "`incident`", _word(Kind)),
    _row("severity", "id or alias of a severity in settings", "not classified", (_severity, shapes.severity)),
    _row("categories", "list of texts", "none", _TEXTS,
         "for instance security, config-change, deploy, capacity, dependency, hardware, network, data-loss, expiry"),
    _row("components", "map of id or alias to level, or to list of `{impact, from, to}`; or list of ids", "none",
         (_components, shapes.components),
         "levels: `full_outage`, `partial_outage`, `degraded`, `maintenance`; a bare id: affected, level not stated; "
         "without a window: from `started` to `mitigated`, else `resolved`, else still"),
    _row("regions", "list of texts", "none", _TEXTS),
    _row("started", "time, or a date when only the day is known", 'first update, marked "about"',
         (_started, shapes.each(shapes.TIME, shapes.DAY)), "from a date alone no length is measured"),
    _row("detected", _TIME, "not stated", _MOMENTS),
    _row("acknowledged", _TIME, "not stated", _MOMENTS),
    _row("announced", _TIME, "earliest of first update and `channels`", _MOMENTS),
    _row("identified", _TIME, "first update Identified", _MOMENTS),
    _row("mitigated", _TIME, "first update Mitigated", _MOMENTS),
    _row("resolved", "time, or `unknown`", "last update Resolved", (_resolved, shapes.each(shapes.TIME, {"const": UNKNOWN})),
         "`unknown`: it is over, and nobody knows since when"),
    _row("scheduled_start", _TIME, "none", _MOMENTS, "required for maintenance that is not over"),
    _row("scheduled_end", _TIME, "none", _MOMENTS, "required for maintenance that is not over"),
    _row("users", "whole number, or `{affected, of, unit, estimate}`", "not stated",
         (_users, shapes.each(shapes.COUNT, shapes.record("affected", affected=shapes.COUNT, of=shapes.NUMBER, unit=shapes.TEXT,
                                                          estimate=shapes.YES))), "`0` means zero; `~30000` is an estimate"),
    _row("data_loss", "`none`, `some`, `unknown`", "not stated", _word(DataLoss)),
    _row("data_exposed", "`none`, `suspected`, `confirmed`, `unknown`", "not stated", _word(DataExposed)),
    _row("personal_data", "true, false", "not stated", _YES),
    _row("from", "text, or `{name, role}`", "settings",
         (lambda context, node, field: person(context.reader, node, field),
          shapes.each(shapes.TEXT, shapes.record("name", name=shapes.TEXT, role=shapes.TEXT))), "who signs"),
    _row("contact", "e-mail address or URL", "settings",
         (lambda context, node, field: context.reader.contact(node, field), shapes.each(shapes.EMAIL, shapes.URL))),
    _row("channels", "list of `{name, at, url, audience}`", "none",
         (lambda context, node, field: context.reader.many(node, field, lambda item, name: _channel(context, item, name)),
          shapes.many({"anyOf": [shapes.TEXT, shapes.record("name", name=shapes.TEXT, at=shapes.TIME, url=shapes.URL,
                                                            audience=shapes.TEXT)]})),
         "where it was said"),
    _row("update_every", "length of time, e.g. `30 min`", "the severity's",
         (lambda context, node, field: context.reader.duration(node, field), shapes.each(shapes.LENGTH))),
    _row("discussion", "URL", "none",
         (lambda context, node, field: context.reader.url(node, field), shapes.each(shapes.URL)), "where readers can talk about it"),
    _row("announce", "true, false", "true", _SWITCH, "false: never announced"),
    _row("related", "list of ids", "none", _IDS, "linked both ways"),
    _row("postmortem", "`none`, `pending`, `preliminary`, `final`, `not_planned`", "`none`", _word(Postmortem),
         "how far the report is; an update Postmortem gives its date"),
    _row("postmortem_due", "date", "none",
         (lambda context, node, field: context.reader.day(node, field), shapes.each(shapes.DAY)), "shown as a promise"),
    _row("lang", "BCP 47 language tag", "settings", (_lang, shapes.each(shapes.pattern(_LANG.pattern))), 'put `"no"` in quotes'),
    _row("backfilled", "true, false", "false", _SWITCH, "written down afterwards; left out of the figures about communication"),
    _row("sample", "true, false", "false", _SWITCH, "an example; left out of every figure unless settings say otherwise"),
    _row("draft", "true, false", "false", _SWITCH, "not published"),
    _row("origin", "`{id, url}`", "none", (_origin, shapes.each(shapes.record("id", id=shapes.TEXT, url=shapes.URL))),
         "where it stood in an older system"),
    _row("extra", "mapping", "none", (_extra, shapes.each(shapes.MAP)), "a team's own fields"),
)  # fmt: skip
"""Every field, in the order of the documentation."""
