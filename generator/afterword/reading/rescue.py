"""What is published of a file that cannot be read, when a build is told to keep going.

A first notice with a slip in its front matter must still reach its readers: title and text are shown as
they were written, never the front matter. Where nothing can tell the two apart, only the title is shown. Updates in files
of their own have no front matter, so they are shown in any case.
"""

import re

from afterword.core.model import Incident
from afterword.core.parts import Fragment
from afterword.core.problems import Problem
from afterword.core.settings import Settings
from afterword.core.sources import Source
from afterword.core.times import plain
from afterword.markup.html import as_typed
from afterword.markup.tree import parse
from afterword.reading.fields import MAX_TITLE, is_id
from afterword.reading.leaks import leaks_in_values
from afterword.reading.names import read_update_name, suggest
from afterword.reading.public_text import without_secrets
from afterword.reading.text import MAX_BYTES, without_illegal

_TITLE = re.compile(r"^title:[ \t]*(?P<text>\S.*)$", re.MULTILINE)
_DRAFT = re.compile(r"^draft:[ \t]*[\"']?(?:true|yes|on)\b", re.MULTILINE | re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def rescue(source: Source, problems: tuple[Problem, ...], settings: Settings) -> Incident | None:
    """The incident as far as it can be shown; None for a draft, and when no address can be given to it.

    Args:
        source: a file of which `read_incident` gave no incident.
        problems: what is wrong with it.
        settings: for the signatory and the contact.
    """
    name = source.name if is_id(source.name) else suggest(source.name)
    if not is_id(name) or any(found.code == "E116" for found in problems):
        return None
    front, body = _apart(_text(source.data))
    if _DRAFT.search(front):
        return None
    if any(found.code == "E204" and found.path == source.path for found in problems):
        body = ""
    said = "\n\n".join(_COMMENT.sub("", part).strip("\n") for part in (body, *_updates(source)))
    shown = "\n".join(without_secrets(parse(said)).rows)
    return Incident(
        id=name,
        path=source.path,
        title=_title(front) or name[11:].replace("-", " ").capitalize(),
        signatory=settings.signatory,
        contact=settings.contact,
        lang=settings.language,
        extra={},
        summary=Fragment(markdown=shown, line=1, html=as_typed(shown) if shown.strip() else ""),
        as_written=True,
    )


def _text(data: bytes) -> str:
    return without_illegal(data[:MAX_BYTES].decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n"))


def _updates(source: Source) -> list[str]:
    """What stands in files of their own, oldest first, each below a heading as it would be typed."""
    small = [file for file in source.updates if len(file.data) <= MAX_BYTES]
    named = [(name, file) for file in small if (name := read_update_name(file, [], source.times))]
    in_order = sorted(named, key=lambda pair: (pair[0].at.at, pair[1].path))
    return [f"### {plain(name.at.at)} - {name.status.value if name.known else name.typed}\n{_text(file.data)}" for name, file in in_order]


def _apart(text: str) -> tuple[str, str]:
    """Front matter and body; no body when the front matter is not closed, no front matter when there is none."""
    rows = text.split("\n")
    if rows[0].rstrip() != "---":
        return "", text
    end = next((number for number, row in enumerate(rows[1:], 1) if row.rstrip() == "---"), None)
    if end is None:
        return text, ""
    return "\n".join(rows[1:end]), "\n".join(rows[end + 1 :])


def _title(front: str) -> str:
    found = _TITLE.search(front)
    if not found or next(leaks_in_values(found["text"]), None):
        return ""
    return found["text"].strip().strip("\"'").strip()[:MAX_TITLE]
