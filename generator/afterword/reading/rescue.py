"""Make an incident of a file that cannot be read, for a build that keeps going in spite of errors.

A first notice with a slip in its front matter must still reach its readers: title and text are shown as typed. If the
headings of updates can be read, the state and the entries in feeds stay as they were. Front matter, comments, secrets
and internal sections are never shown. If front matter and text cannot be told apart, only the title is shown. A file
whose switches may hold it back (`Parsed.held`) is not shown at all.
"""

import re
from dataclasses import replace
from typing import Any

from afterword.core.incident_parts import Fragment, Stated, Update
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.sources import Source
from afterword.core.times import Moment, plain, read_moment
from afterword.core.words import Kind
from afterword.markup.html import as_typed
from afterword.markup.tree import parse
from afterword.reading.body import Body, read_body
from afterword.reading.incident import Parsed
from afterword.safety.internal import text_without_internal
from afterword.safety.internal_labels import is_internal_label
from afterword.safety.leaks import leaks_in_values
from afterword.safety.public_text import INTERNAL, without_secrets
from afterword.safety.switches import sound_updates
from afterword.syntax.fields import MAX_TITLE, UNKNOWN, is_id
from afterword.syntax.front_matter import apart, raw_text, without_fields
from afterword.syntax.names import read_update_name, suggest
from afterword.syntax.text import MAX_BYTES, Parts, without_illegal
from afterword.syntax.text_location import Place

_FIELD = re.compile(r"^[\"']?(?P<name>title|kind|resolved|draft)[\"']?[ \t]*[:=][ \t]*(?P<text>\S.*)$", re.MULTILINE)
_QUOTED = re.compile(r"\"(?P<double>[^\"\\]*)\"|'(?P<single>[^']*)'")
_NO_TEXT = ("|", ">", "&", "*", "!", "[", "{", "%", "@", "`", '"', "'", "#")
"""Beginnings of a title that YAML reads as another value than the line shows."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARKS = " \t>#*_-+|=~`\"'"
_TAG = re.compile(r"<[^<>]*>")
_LONGEST_HEADING = 200


def rescue(source: Source, parsed: Parsed, settings: Settings) -> Incident | None:
    """The incident as far as it can be shown; None for a held one, a draft, or one without a valid id.

    Args:
        source: a file of which `read_incident` gave no incident.
        parsed: what it gave instead.
        settings: for the signatory and the contact.
    """
    name = source.name if is_id(source.name) else suggest(source.name)
    if parsed.held or parsed.switches.get("draft") or not is_id(name):
        return None
    text, front, body = _apart(source)
    codes = {finding.code for finding in parsed.problems if finding.path == source.path}
    if "E204" in codes:
        body = ""
    title = _value(front, "title")[:MAX_TITLE] or name[11:].replace("-", " ").capitalize()
    switches: dict[str, Any] = dict(parsed.switches)
    parts = None
    if "E105" not in codes:  # which side of a conflict holds is not known
        parts = _in_parts(source, body, text.count("\n") - body.count("\n") + 1, title, days="backfilled" in switches)
    kind, resolved = _value(front, "kind").lower(), _value(front, "resolved")
    end = read_moment(resolved)
    return Incident(
        id=name,
        path=source.path,
        title=title,
        kind=Kind(kind) if kind in set(Kind) else Kind.INCIDENT,
        stated=Stated(resolved=end if isinstance(end, Moment) else None),
        over=resolved == UNKNOWN,
        signatory=settings.signatory,
        contact=settings.contact,
        lang=settings.language,
        extra={},
        summary=_typed(parts.summary) if parts else _whole(source, body),
        sections=tuple(replace(section, text=_typed(section.text)) for section in parts.sections) if parts else (),
        updates=tuple(map(_typed_update, parts.updates)) if parts else (),
        actions=tuple(replace(action, text=_typed(action.text)) for action in parts.actions) if parts else (),
        timeline=tuple(replace(entry, text=_typed(entry.text)) for entry in parts.timeline) if parts else (),
        as_written=True,
        **switches,
    )


def says_draft(source: Source) -> bool:
    """Whether a line of front matter that cannot be read says `draft: true`."""
    return _value(_apart(source)[1], "draft").lower() == "true"


def fit_to_show(text: str) -> str:
    """Remove comments, secrets and internal sections from a text that is shown as typed.

    It removes more than is removed from a readable text, whose structure is known. A line that reads as an internal
    heading, such as a bold line, hides everything below it.
    """
    without_comments = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    bare = "\n".join(without_secrets(parse(without_comments, mend=False)).rows)
    rows = text_without_internal(bare).split("\n")
    cut = next((number for number, row in enumerate(rows) if row != INTERNAL and _reads_internal(row)), None)
    return "\n".join(rows if cut is None else [*rows[:cut], "", INTERNAL])


def _reads_internal(row: str) -> bool:
    words = _TAG.sub("", row).strip(_MARKS) if len(row) <= _LONGEST_HEADING else ""
    return bool(words) and is_internal_label(words)


def _text(data: bytes) -> str:
    return without_illegal(raw_text(data[:MAX_BYTES]))


def _apart(source: Source) -> tuple[str, str, str]:
    """The text of a file, its front matter, and what stands below; that is empty where the two cannot be told apart."""
    text = _text(source.data)
    front, behind = apart(text)
    return text, "\n".join(text.split("\n")[: front.end]), without_fields(behind)


def _in_parts(source: Source, body: str, first_line: int, title: str, *, days: bool) -> Body | None:
    """The parts of a text and of update files, fit to show; None when no heading of an update can be read."""
    updates = tuple(
        replace(file, data=fit_to_show(_text(file.data)).encode())
        for file in sound_updates(source.updates)[0]
        if len(file.data) <= MAX_BYTES
    )
    parts = Parts(front="", body=fit_to_show(body), body_line=first_line)
    place = Place(path=source.path, folder="", name=source.name, files=frozenset())
    read = read_body(replace(source, updates=updates), parts, place, title, backfilled=days)
    return read if read.updates else None


def _typed(text: Fragment) -> Fragment:
    return replace(text, html=as_typed(text.markdown) if text.markdown.strip() else "")


def _typed_update(update: Update) -> Update:
    return replace(update, text=_typed(update.text), said=None)


def _whole(source: Source, body: str) -> Fragment:
    """A text in which no update can be read, with the update files behind it."""
    parts = filter(None, (fit_to_show(part).strip("\n") for part in (body, *_updates(source))))
    shown = "\n".join(without_secrets(parse("\n\n".join(parts), mend=False)).rows)
    return _typed(Fragment(markdown=shown, line=1, html=""))


def _updates(source: Source) -> list[str]:
    """The texts of update files, oldest first, each below a heading as it would be typed."""
    small = [file for file in sound_updates(source.updates)[0] if len(file.data) <= MAX_BYTES]
    named = [(name, file) for file in small if (name := read_update_name(file, [], source.times))]
    in_order = sorted(named, key=lambda pair: (pair[0].at.at, pair[1].path))
    return [
        f"### {plain(name.at.at)} - {name.status.value if name.known else name.typed}\n{_text(file.data)}"
        for name, file in in_order
    ]


def _value(front: str, name: str) -> str:
    """The value of a field, if YAML would read what its line shows and it contains no secret; else empty."""
    line = next((line for line in _FIELD.finditer(front) if line["name"] == name), None)
    if not line or next(leaks_in_values(line["text"]), None):
        return ""
    typed = _COMMENT.sub("", line["text"]).strip()
    if quoted := _QUOTED.match(typed):
        return (quoted["double"] or quoted["single"] or "").strip()
    return "" if typed.startswith(_NO_TEXT) else re.split(r"[ \t]#", typed, maxsplit=1)[0].strip()
