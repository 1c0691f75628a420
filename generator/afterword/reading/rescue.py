"""What is published of a file that cannot be read, when a build is told to keep going.

A first notice with a slip in its front matter must still reach its readers: title and text are shown as they were
written. Never shown are front matter, and whatever no other text may show either: comments, secrets and internal
sections. Where nothing can tell front matter and text apart, only the title is shown. A file that may be meant for nobody
(`Parsed.held`) is not shown at all.
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
"""What a title begins with when YAML would read another value than the line shows."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARKS = " \t>#*_-+|=~`\"'"
_TAG = re.compile(r"<[^<>]*>")
_LONGEST_HEADING = 200


def rescue(source: Source, parsed: Parsed, settings: Settings) -> Incident | None:
    """The incident as far as it can be shown; None for one that is held back or a draft, and when no address can be given to it.

    Args:
        source: a file of which `read_incident` gave no incident.
        parsed: what it gave instead.
        settings: for the signatory and the contact.
    """
    name = source.name if is_id(source.name) else suggest(source.name)
    if parsed.held or parsed.switches.get("draft") or not is_id(name) or any(found.code == "E116" for found in parsed.problems):
        return None
    text = _text(source.data)
    front, behind = apart(text)
    large = any(found.code == "E204" and found.path == source.path for found in parsed.problems)
    body = "" if large else without_fields(behind)
    parts = [shown for part in (body, *_updates(source)) if (shown := fit_to_show(part).strip("\n"))]
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
    """A writer's text without comments, secrets and internal sections: all that may be shown of it as it was typed.

    It takes out more than is taken out of a text that can be read: nobody has looked at how this one is built. A line that
    reads as an internal heading without being one, such as a bold line, takes everything behind it along.
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
    """What stands in files of their own, oldest first, each below a heading as it would be typed."""
    small = [file for file in sound_updates(source.updates)[0] if len(file.data) <= MAX_BYTES]
    named = [(name, file) for file in small if (name := read_update_name(file, [], source.times))]
    in_order = sorted(named, key=lambda pair: (pair[0].at.at, pair[1].path))
    return [f"### {plain(name.at.at)} - {name.status.value if name.known else name.typed}\n{_text(file.data)}" for name, file in in_order]


def _title(front: str) -> str:
    """The title, when its line shows what YAML would read; empty for any other, and for one with a secret in it."""
    found = _TITLE.search(front)
    if not found or next(leaks_in_values(found["text"]), None):
        return ""
    typed = _COMMENT.sub("", found["text"]).strip()
    if quoted := _QUOTED.match(typed):
        return (quoted["double"] or quoted["single"] or "").strip()[:MAX_TITLE]
    return "" if typed.startswith(_NO_TEXT) else re.split(r"[ \t]#", typed, maxsplit=1)[0].strip()[:MAX_TITLE]
