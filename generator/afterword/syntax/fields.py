"""The fields of an incident's front matter: one table for the reader, the documentation and the editor's schema."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import partial
from itertools import pairwise
from typing import Any

from afterword.core.catalogue import Severity
from afterword.core.frozen import frozen
from afterword.core.incident_parts import Channel, Hit, Origin, Person, Users, Window
from afterword.core.problems import guess
from afterword.core.settings import Settings
from afterword.core.times import read_day, read_whole_day
from afterword.core.words import DataExposed, DataLoss, Impact, Kind, Postmortem
from afterword.syntax import shapes
from afterword.syntax.nodes import List, Map, Node, Scalar
from afterword.syntax.values import WHOLE_NUMBER, Reader, as_data, kept

MAX_TITLE = 120
UNKNOWN = "unknown"
"""The value of `resolved` for an incident that is over, at an unknown time."""
_ID = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}", re.ASCII)
"""No language has a longer code: a longer word is its name, such as german."""
LANGUAGE_WORDS = "a language tag, e.g. en or de-CH"
_HIDDEN = (Impact.AFFECTED,)
_AFFECTED = Window(impact=Impact.AFFECTED, start=None, end=None)
"""The window of a component of which only the id is given."""
_APPROXIMATE = re.compile(r"(?:[~±≈]|(?:about|around|ca\.?)\s)\s*", re.IGNORECASE)


def is_id(text: str) -> bool:
    """Whether a text can be the id of an incident: short, in small letters, beginning with a date that exists."""
    return len(text) <= 80 and bool(_ID.fullmatch(text)) and read_day(text[:10]) is not None


@frozen
class FieldReader(Reader):
    """Reads the values of front matter, some of which the settings name."""

    settings: Settings


Read = Callable[[FieldReader, Node, str], object]


@frozen
class Field:
    """One field of the front matter."""

    name: str
    type: str
    """The accepted values in words, for the documentation."""
    default: str
    """In words: the value that holds when the field is missing."""
    notes: str
    read: Read
    """Returns the value; None when nothing was typed or a problem was reported."""
    schema: shapes.Shape
    """JSON Schema of the forms that an editor should offer and accept."""

    @property
    def attribute(self) -> str:
        """Its name in the model."""
        return {"components": "hits", "from": "signatory"}.get(self.name, self.name)

    @property
    def required(self) -> bool:
        """Whether an incident must have it."""
        return self.default == REQUIRED


def _title(reader: FieldReader, node: Node, field: str) -> str | None:
    typed = reader.scalar(node, field, "a text in one line")
    reader.check_signs(node, field)
    if typed is None:
        return None
    fault = "has several lines" if "\n" in typed else f"has {len(typed)}" if len(typed) > MAX_TITLE else ""
    if fault:
        reader.add(node, "E121", problem=fault)
    return " ".join(typed.split())


def _id(reader: FieldReader, node: Node, field: str) -> str | None:
    typed = reader.scalar(node, field, "an id")
    if typed and not is_id(typed):
        reader.add(node, "E114", field=field, v=typed)
        return None
    return typed


def _severity(reader: FieldReader, node: Node, field: str) -> Severity | None:
    typed = reader.scalar(node, field, "a severity")
    severity = reader.settings.severity(typed.lower()) if typed else None
    if typed and severity is None:
        known = [severity.id for severity in reader.settings.severities]
        reader.add(node, "E150", field=field, v=typed, list=", ".join(known), guess=guess(typed, known))
    return severity


def _component(reader: FieldReader, node: Node, field: str) -> str | None:
    typed = reader.scalar(node, field, "the id of a component")
    component = reader.settings.component(typed) if typed else None
    if typed and component is None:
        known = [component.id for component in reader.settings.components]
        remedy = guess(typed, known) or (f". Known: {', '.join(known)}" if known else ". Add it there")
        reader.add(node, "E152", v=typed, guess=remedy)
    return component.id if component else None


def _components(reader: FieldReader, node: Node, field: str) -> tuple[Hit, ...]:
    pairs = node.items if isinstance(node, Map) else ()
    if isinstance(node, List):  # also a list of pairs, `- delivery: degraded`, which is easily typed
        pairs = tuple(pair for item in node.items if isinstance(item, Map) for pair in item.items)
        node = replace(node, items=tuple(item for item in node.items if not isinstance(item, Map)))
    hits = _joined(hit for key, value in pairs if (hit := _hit(reader, key, value)))
    if isinstance(node, Map):
        return hits
    bare = dict.fromkeys(reader.many(node, field, partial(_component, reader)))
    named = {hit.component for hit in hits}
    return hits + tuple(Hit(component=component, windows=(_AFFECTED,)) for component in bare if component not in named)


def _joined(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Join the hits of each component, which may be named by its id and by an alias."""
    windows: dict[str, tuple[Window, ...]] = {}
    for hit in hits:
        windows[hit.component] = (*windows.get(hit.component, ()), *hit.windows)
    return tuple(Hit(component=component, windows=all_windows) for component, all_windows in windows.items())


def _hit(reader: FieldReader, key: Scalar, value: Node) -> Hit | None:
    component = _component(reader, key, "components")
    field = f"components.{key.text}"
    windows: tuple[Window, ...]
    if isinstance(value, Scalar):
        level = _level(reader, value, field)
        windows = (Window(impact=level, start=None, end=None),) if level else ()
    else:
        items = value.items if isinstance(value, List) else (value,)
        windows = tuple(window for item in items if (window := _window(reader, item, field)))
    return Hit(component=component, windows=windows or (_AFFECTED,)) if component else None


def _window(reader: FieldReader, node: Node, field: str) -> Window | None:
    values = reader.record(node, field, {"impact": _level, "from": Reader.moment, "to": Reader.moment})
    start, end = values.get("from"), values.get("to")
    if start and end and end.at < start.at:
        typed = {key.text: value for key, value in node.items} if isinstance(node, Map) else {}
        to = typed["to"]
        reader.add(to, "E140", a=f"{field}.to", x=_typed(to), b="from", y=_typed(typed["from"]))
        end = None
    return Window(impact=values.get("impact") or Impact.AFFECTED, start=start, end=end) if values else None


def _level(reader: Reader, node: Node, field: str) -> Impact | None:
    return reader.word(node, field, Impact, hidden=_HIDDEN)


def _typed(node: Node) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _users(reader: FieldReader, node: Node, field: str) -> Users | None:
    if isinstance(node, Scalar):
        number, estimate = _count(reader, node, f"{field}.affected")
        return None if number is None else Users(affected=number, estimate=estimate)
    if comma := _comma(node):
        got = f"'{_typed(comma[1])},{comma[2]}'"
        reader.add(comma[1], "E151", field=f"{field}.{comma[0]}", shape=WHOLE_NUMBER, got=got)
        return None
    readers = {"affected": _count, "of": Reader.number, "unit": Reader.text, "estimate": Reader.yes}
    values = kept(reader.record(node, field, readers, "affected"))
    affected, about = values.pop("affected", (None, False))
    estimate = about or values.pop("estimate", False)
    return None if affected is None else Users(affected=affected, **{**values, "estimate": estimate})


def _comma(node: Node) -> tuple[str, Node, str] | None:
    """Find a number with a comma: YAML sees in `{affected: 1,840}` also an empty field `840`.

    Returns the field, its value, and the digits behind the comma.
    """
    pairs = node.items if isinstance(node, Map) else ()
    for (key, value), (after_comma, empty) in pairwise(pairs):
        digits = after_comma.text.isdigit() and _typed(value).lstrip("~").isdigit()
        if digits and isinstance(empty, Scalar) and empty.empty:
            return key.text, value, after_comma.text
    return None


def _count(reader: Reader, node: Node, field: str) -> tuple[int | None, bool]:
    """A whole number, and whether it is marked as approximate."""
    if not isinstance(node, Scalar) or node.empty:
        return reader.number(node, field), False
    bare = _APPROXIMATE.sub("", node.text.strip(), count=1)
    number = reader.number(replace(node, text=bare), field)
    return number, bare != node.text.strip()


def person(reader: Reader, node: Node, field: str) -> Person | None:
    """Read a person: a name, or `{name, role}`."""
    values = _or_name(reader, node, field, {"name": Reader.text, "role": Reader.text})
    return Person(**values) if "name" in values else None


def _channel(reader: Reader, node: Node, field: str) -> Channel | None:
    readers = {"name": Reader.text, "at": Reader.moment, "url": Reader.url, "audience": Reader.text}
    values = _or_name(reader, node, field, readers)
    return Channel(**values) if "name" in values else None


def _or_name(
    reader: Reader, node: Node, field: str, readers: Mapping[str, Callable[[Reader, Node, str], object]]
) -> dict[str, Any]:
    """The fields of a mapping, as far as they can be read. A text alone is the name."""
    if isinstance(node, Scalar):
        return kept({"name": reader.text(node, field)})
    return kept(reader.record(node, field, readers, "name"))


def _extra(reader: FieldReader, node: Node, field: str) -> object:
    if isinstance(node, Map):
        return as_data(node)
    list(reader.fields(node, field, ()))
    return None


def _lang(reader: FieldReader, node: Node, field: str) -> object:
    return reader.checked(node, field, LANGUAGE_WORDS, lambda typed: typed if LANGUAGE.fullmatch(typed) else None)


def _started(reader: FieldReader, node: Node, field: str) -> object:
    """A moment, or a day when the time of day is not known."""
    return read_whole_day(_typed(node)) or reader.moment(node, field)


def _resolved(reader: FieldReader, node: Node, field: str) -> object:
    """A moment, or `UNKNOWN` when it is over and nobody knows since when."""
    return UNKNOWN if _typed(node).strip().lower() == UNKNOWN else reader.moment(node, field)


def _origin(reader: Reader, node: Node, field: str) -> object:
    values = kept(reader.record(node, field, {"id": Reader.text, "url": Reader.url}, "id"))
    return Origin(**values) if "id" in values else None


def _reads(read: Read, *forms: shapes.Json) -> tuple[Read, shapes.Shape]:
    """A value whose forms are the same on every site."""
    return read, shapes.fixed(*forms)


def _many(read: Read, form: shapes.Json) -> tuple[Read, shapes.Shape]:
    """A list of values."""
    return (lambda reader, node, field: reader.many(node, field, partial(read, reader))), shapes.many(form)


def _word(words: type[StrEnum]) -> tuple[Read, shapes.Shape]:
    return (lambda reader, node, field: reader.word(node, field, words)), shapes.words(words)


def _row(name: str, type_: str, default: str, read: tuple[Read, shapes.Shape], notes: str = "") -> Field:
    return Field(name=name, type=type_, default=default, notes=notes, read=read[0], schema=read[1])


REQUIRED = "**required**"
PERSON = (shapes.TEXT, shapes.record("name", name=shapes.TEXT, role=shapes.TEXT))
"""The forms of what `person` reads."""
_ONE_ID = shapes.pattern(_ID.pattern)
_MOMENT = _reads(Reader.moment, shapes.TIME)
_SWITCH = _reads(Reader.switch, shapes.YES)
_TEXTS = _many(Reader.text, shapes.TEXT)
_IDS = _many(_id, _ONE_ID)
_TIME = "time"
FIELDS: tuple[Field, ...] = (
    _row("title", "text, one line, at most 120 characters", REQUIRED,
         _reads(_title, {**shapes.TEXT, "minLength": 1, "maxLength": MAX_TITLE}),
         "what users noticed, not the cause"),
    _row("id", "slug", "file name", _reads(_id, _ONE_ID), "keeps the address when the file is renamed"),
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
         _reads(_started, shapes.TIME, shapes.DAY), "from a date alone no length is measured"),
    _row("detected", _TIME, "not stated", _MOMENT),
    _row("acknowledged", _TIME, "not stated", _MOMENT),
    _row("announced", _TIME, "earliest of first update and `channels`", _MOMENT),
    _row("identified", _TIME, "first update Identified", _MOMENT),
    _row("mitigated", _TIME, "first update Mitigated", _MOMENT),
    _row("resolved", "time, or `unknown`", "last update Resolved",
         _reads(_resolved, shapes.TIME, {"const": UNKNOWN}),
         "`unknown`: it is over, but the time is not known"),
    _row("scheduled_start", _TIME, "none", _MOMENT, "required for maintenance that is not over"),
    _row("scheduled_end", _TIME, "none", _MOMENT, "required for maintenance that is not over"),
    _row("users", "whole number, or `{affected, of, unit, estimate}`", "not stated",
         _reads(_users, shapes.COUNT, shapes.record("affected", affected=shapes.COUNT, of=shapes.NUMBER,
                                                    unit=shapes.TEXT, estimate=shapes.YES)),
         "`0` means zero; `~30000` is an estimate"),
    _row("data_loss", "`none`, `some`, `unknown`", "not stated", _word(DataLoss)),
    _row("data_exposed", "`none`, `suspected`, `confirmed`, `unknown`", "not stated", _word(DataExposed)),
    _row("personal_data", "true, false", "not stated", _reads(Reader.yes, shapes.YES)),
    _row("from", "text, or `{name, role}`", "settings", _reads(person, *PERSON), "who signs"),
    _row("contact", "e-mail address or URL", "settings", _reads(Reader.contact, shapes.EMAIL, shapes.URL)),
    _row("channels", "list of `{name, at, url, audience}`", "none",
         _many(_channel, {"anyOf": [shapes.TEXT, shapes.record("name", name=shapes.TEXT, at=shapes.TIME,
                                                               url=shapes.URL, audience=shapes.TEXT)]}),
         "where it was announced"),
    _row("update_every", "length of time, e.g. `30 min`", "the severity's", _reads(Reader.duration, shapes.LENGTH)),
    _row("discussion", "URL", "none", _reads(Reader.url, shapes.URL), "where readers can talk about it"),
    _row("announce", "true, false", "true", _SWITCH, "false: never announced"),
    _row("related", "list of ids", "none", _IDS, "linked both ways"),
    _row("postmortem", "`none`, `pending`, `preliminary`, `final`, `not_planned`", "`none`", _word(Postmortem),
         "how far the report is; an update Postmortem gives its date"),
    _row("postmortem_due", "date", "none", _reads(Reader.day, shapes.DAY), "shown as a promise"),
    _row("lang", "BCP 47 language tag", "settings", _reads(_lang, shapes.pattern(LANGUAGE.pattern)),
         'put `"no"` in quotes'),
    _row("backfilled", "true, false", "false", _SWITCH,
         "written down afterwards; left out of the figures about communication"),
    _row("sample", "true, false", "false", _SWITCH,
         "an example; left out of every figure unless settings say otherwise"),
    _row("draft", "true, false", "false", _SWITCH, "not published"),
    _row("origin", "`{id, url}`", "none", _reads(_origin, shapes.record("id", id=shapes.TEXT, url=shapes.URL)),
         "where it stood in an older system"),
    _row("extra", "mapping", "none", _reads(_extra, shapes.MAP), "a team's own fields"),
)  # fmt: skip
"""Every field, in the order of the documentation."""
