"""Find what is left of a template: a blank such as `[write: what works again]`, the sample title or the sample id."""

import re
from collections.abc import Iterator

from afterword.core.model import Incident
from afterword.core.problems import Problem, problem
from afterword.syntax.prose import IncidentTexts

_BLANK = re.compile(r"\[write: [^\[\]]*\]", re.IGNORECASE)
_TITLE = "what users notice"
_ID = "-short-name"
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


def check_leftovers(incident: Incident, texts: IncidentTexts) -> Iterator[Problem]:
    """Yield E119 for each blank of a template, and for the title and id of the prefilled link."""
    if incident.title.lower() == _TITLE:
        yield problem(incident.path, 1, "E119", text=incident.title, remedy="Write what users notice in its place")
    if incident.id.endswith(_ID):
        remedy = (
            f"Rename the file by what happened; if it was published, keep the address with aliases: [{incident.id}]"
        )
        yield problem(incident.path, 1, "E119", text=_ID[1:], remedy=remedy)
    if "[write: " not in texts.low:
        return
    for passage in texts.passages:
        for match in _BLANK.finditer(passage.flow.own if passage.flow else passage.words):
            line, column = passage.place(match.start())
            blank, remedy = " ".join(match[0].split()), "Write your words in its place, or delete it"
            yield problem(passage.path, line, "E119", column=column, text=blank, remedy=remedy)


def without_blanks(text: str) -> tuple[str, tuple[str, ...]]:
    """Remove the paragraphs that contain a blank of a template. Return the rest and the blanks."""
    kept = [part for part in _PARAGRAPHS.split(text) if not _BLANK.search(part)]
    return "\n\n".join(kept).strip(), tuple(_BLANK.findall(text))
