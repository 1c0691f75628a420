"""Make an incident of a file that cannot be read, for a build that keeps going in spite of errors.

A first notice with a slip in its front matter must still reach its readers: title and text are shown as typed. Front
matter, comments, secrets and internal sections are never shown. If front matter and text cannot be told apart, only the
title is shown. A file whose switches may hold it back (`Parsed.held`) is not shown at all.
"""

import re
from typing import Any

from afterword.core.incident_parts import Fragment
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.sources import Source
from afterword.core.times import plain
from afterword.markup.html import as_typed
from afterword.markup.tree import parse
from afterword.reading.incident import Parsed
from afterword.safety.internal import text_without_internal
from afterword.safety.internal_labels import is_internal_label
from afterword.safety.leaks import leaks_in_values
from afterword.safety.public_text import INTERNAL, without_secrets
from afterword.safety.switches import sound_updates
from afterword.syntax.fields import MAX_TITLE, is_id
from afterword.syntax.front_matter import apart, raw_text, without_fields
from afterword.syntax.names import read_update_name, suggest
from afterword.syntax.text import MAX_BYTES, without_illegal

_TITLE = re.compile(r"^[\"']?title[\"']?[ \t]*[:=][ \t]*(?P<text>\S.*)$", re.MULTILINE)
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
    text = _text(source.data)
    front, behind = apart(text)
    large = any(finding.code == "E204" and finding.path == source.path for finding in parsed.problems)
    body = "" if large else without_fields(behind)
    parts = filter(None, (fit_to_show(part).strip("\n") for part in (body, *_updates(source))))
    shown = "\n".join(without_secrets(parse("\n\n".join(parts), mend=False)).rows)
    switches: dict[str, Any] = dict(parsed.switches)
    return Incident(
        id=name,
        path=source.path,
        title=_title("\n".join(text.split("\n")[: front.end])) or name[11:].replace("-", " ").capitalize(),
        signatory=settings.signatory,
        contact=settings.contact,
        lang=settings.language,
        extra={},
        summary=Fragment(markdown=shown, line=1, html=as_typed(shown) if shown.strip() else ""),
        as_written=True,
        **switches,
    )


def fit_to_show(text: str) -> str:
    """Remove comments, secrets and internal sections from a text that is shown as typed.

    It removes more than is removed from a readable text, whose structure is known. A line that reads as an internal
    heading, such as a bold line, hides everything below it.
    """
    bare = "\n".join(without_secrets(parse(_COMMENT.sub("", text), mend=False)).rows)
    rows = text_without_internal(bare).split("\n")
    cut = next((number for number, row in enumerate(rows) if row != INTERNAL and _reads_internal(row)), None)
    return "\n".join(rows if cut is None else [*rows[:cut], "", INTERNAL])


def _reads_internal(row: str) -> bool:
    words = _TAG.sub("", row).strip(_MARKS) if len(row) <= _LONGEST_HEADING else ""
    return bool(words) and is_internal_label(words)


def _text(data: bytes) -> str:
    return without_illegal(raw_text(data[:MAX_BYTES]))


def _updates(source: Source) -> list[str]:
    """The texts of update files, oldest first, each below a heading as it would be typed."""
    small = [file for file in sound_updates(source.updates)[0] if len(file.data) <= MAX_BYTES]
    named = [(name, file) for file in small if (name := read_update_name(file, [], source.times))]
    in_order = sorted(named, key=lambda pair: (pair[0].at.at, pair[1].path))
    return [
        f"### {plain(name.at.at)} - {name.status.value if name.known else name.typed}\n{_text(file.data)}"
        for name, file in in_order
    ]


def _title(front: str) -> str:
    """The title, if YAML would read what its line shows and it contains no secret; else empty."""
    line = _TITLE.search(front)
    if not line or next(leaks_in_values(line["text"]), None):
        return ""
    typed = _COMMENT.sub("", line["text"]).strip()
    if quoted := _QUOTED.match(typed):
        return (quoted["double"] or quoted["single"] or "").strip()[:MAX_TITLE]
    return "" if typed.startswith(_NO_TEXT) else re.split(r"[ \t]#", typed, maxsplit=1)[0].strip()[:MAX_TITLE]
