"""`afterword say`: writes an update from the fields of a CI system's form, which are environment variables."""

import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from afterword.commands import options
from afterword.commands.adding import NewUpdate, RepetitionError, add, repeated
from afterword.commands.asking import due_of, with_promise
from afterword.commands.draft import is_draft, publish_draft, waiting
from afterword.commands.new import First
from afterword.commands.open_project import Project, Sharing
from afterword.commands.writer_templates import beginning
from afterword.commands.written import shared
from afterword.core.frozen import frozen
from afterword.core.problems import guess
from afterword.core.sources import Source
from afterword.core.words import Kind, State, Status
from afterword.syntax.text import without_illegal
from afterword.world.refusal import stop

AUTOMATIC = "automatic"
STATUSES = (
    Status.INVESTIGATING,
    Status.IDENTIFIED,
    Status.MONITORING,
    Status.RESOLVED,
    Status.UPDATE,
    Status.CORRECTION,
)
"""Statuses that the form offers beside `AUTOMATIC`."""
NEXT = ("30m", "15m", "1h", "2h", "4h", "no promise")
"""Choices for the time of the next update. The first is the default."""
DRAFT = "draft"
"""Choice of the form for the draft that a monitor opened."""
_NOTHING = "-"
"""Choice of the form for no value."""
_MOST = 120
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s")
_MARKS = ("- ", "* ", "> ")
_LIST = re.compile(r" / (?=[-*>] )")


@frozen
class FormFields:
    """The fields of the form."""

    text: str = ""
    title: str = ""
    status: str = ""
    incident: str = ""
    next: str = ""
    component: str = ""
    template: str = ""
    sentence: str = ""
    """The first sentence of the text as it was typed, for a title."""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "FormFields":
        """Read the variables: `SAY_TEXT` and so on. Only the text may have several lines."""
        names = [name for name in cls.__annotations__ if name != "sentence"]
        given = {name: without_illegal(environment.get(f"SAY_{name.upper()}", "")) for name in names}
        plain = {name: " ".join(value.split()) for name, value in given.items() if name != "text"}
        chosen = {name: value for name, value in plain.items() if value != _NOTHING}
        return cls(text=lines(given["text"]), sentence=_first_sentence(given["text"].replace("\\n", "\n")), **chosen)


def lines(text: str) -> str:
    """Split the text of a one-line box at each slash between spaces, and at each backslash with an n.

    Rows of a list stay together, others become paragraphs. A text of several lines stays unchanged.
    """
    if "\n" in text.strip():
        return text.replace("\r\n", "\n").strip("\n").rstrip()
    rows = [row.strip() for row in text.replace("\\n", " / ").split(" / ")]
    joined = ""
    for row in filter(None, rows):
        joined += ("\n" if row.startswith(_MARKS) else "\n\n") + row
    return joined.strip("\n")


@click.command()
@options.config
@options.commit
def say(config_file: Path, commit: Sharing) -> None:
    """Write what a form asks for; for CI systems.

    The fields of the form are environment variables, and each may be empty: SAY_TEXT, SAY_TITLE, SAY_STATUS,
    SAY_INCIDENT, SAY_NEXT, SAY_COMPONENT and SAY_TEMPLATE. With a title or a template, it opens an incident. With a
    text only, it adds an update to SAY_INCIDENT, or to the open incident that began last; if none is open but samples,
    it opens one with the first sentence as its title. SAY_INCIDENT=draft publishes the draft that a monitor opened.

    Exit code 0: written. 1: refused, and nothing was changed; or written, and not committed or not pushed. 2: the form
    is filled in wrongly.
    """
    form = FormFields.of(os.environ)
    shared(config_file, commit, lambda project, commit: _say(project, form, commit=commit))


def _say(project: Project, form: FormFields, *, commit: Sharing) -> None:
    status = _status(form.status)
    due = "" if form.next == NEXT[-1] else form.next or NEXT[0]
    now = datetime.now(UTC)
    if due and due_of(due, now) is None:
        stop(f"the next update: cannot read '{due}'. Write 30m, 1h, or 09:45 (in UTC).")
    source = project.source(form.incident) if form.incident and form.incident.lower() != DRAFT else None
    if form.incident and (source is None or is_draft(project, source)):
        name = source.name if source else ""
        publish_draft(project, name, status or Status.INVESTIGATING, form.text, form.title, due, commit=commit)
    elif source or not (form.title or form.template or _begins(project, form, status)):
        chosen = source or _open(project, status)
        if source is None:
            _name_unread(project, since=chosen.name)
        _update(project, chosen, form, status or Status.UPDATE, due, now, commit=commit)
    else:
        _begin(project, form, status or Status.INVESTIGATING, due, now, commit=commit)


def _status(typed: str) -> Status | None:
    """The chosen status; None for `AUTOMATIC`."""
    word = typed.lower().replace(" ", "-")
    if word in {"", AUTOMATIC}:
        return None
    status = next((status for status in Status if status.slug == word), None)
    known = [offered.slug for offered in STATUSES]
    return status or stop(f"'{typed}' is no status{guess(word, known) or '.'} A status is one of {', '.join(known)}.")


def _begins(project: Project, form: FormFields, status: Status | None) -> bool:
    """Whether a text without a title begins an incident: none is open, and the status does not need one.

    A sample does not count, because its updates are not announced.
    """
    known = next((known for _, known in project.opened_incidents()), None)
    return bool(form.text) and (status is None or status.opens) and (known is None or known.sample)


def _open(project: Project, status: Status | None) -> Source:
    """The incident that began last and is open; a maintenance that is under way when the status suits it."""
    return project.newest_open(or_work=status in {Status.UPDATE, Status.RESOLVED})[0]


def _begin(project: Project, form: FormFields, status: Status, due: str, now: datetime, *, commit: Sharing) -> None:
    begun = beginning(project, form.template or "investigating")
    title = form.title or ("" if "title" in begun.fields else form.sentence)
    if not title and "title" not in begun.fields:
        stop("say what users notice: in the title, or in the text.")
    text = form.text or ("" if status is Status.INVESTIGATING else _plain_text(status))
    components = tuple(part for part in (part.strip() for part in form.component.split(",")) if part)
    first = First(title=title, text=text, status=status, components=components, due="" if status.closes else due)
    if not (form.title or form.template):
        trial = next((source for source, known in project.opened_incidents() if known.sample), None)
        if trial:
            click.echo(f"A sample is open: {trial.name}. To add to it, write its id as the incident.")
        _name_unread(project)
    if (draft := waiting(project)) is not None:
        click.echo(f"A monitor opened a draft, which waits: {draft.name}. To publish it, write draft as the incident.")
    try:
        first.create(project, begun, now.replace(second=0, microsecond=0), commit=commit)
    except RepetitionError as error:
        click.echo(error.repetition)


def _name_unread(project: Project, since: str = "") -> None:
    """Name the incidents that may be meant by a text without an incident, and cannot be read."""
    for name in project.unread(since):
        click.echo(f"{name} cannot be read, so it may be open. To add to it, write its id as the incident.")


def _update(
    project: Project, source: Source, form: FormFields, status: Status, due: str, now: datetime, *, commit: Sharing
) -> None:
    known = project.read(source).incident
    if known and known.kind is Kind.MAINTENANCE and status is Status.RESOLVED:
        status = Status.COMPLETED
    moment = now.replace(second=0, microsecond=0)
    goes_on = not status.closes and (known is None or known.is_open or status.opens)
    text = with_promise(form.text or _plain_text(status), due if goes_on else "", moment)
    word = NewUpdate(at=moment, second=now.second, status=status, headline=form.title, text=text)
    click.echo(f"To {source.name}{', which is a sample: it is not announced' if known and known.sample else ''}.")
    with project.alone() as alone:
        if repetition := repeated(alone, alone.again(source), word):
            click.echo(repetition)
            return
        add(alone, alone.again(source), word, as_file=False, commit=commit)


def _plain_text(status: Status) -> str:
    """Text of a status when the form has none."""
    if status.closes and status not in {Status.RETRACTED, Status.CANCELLED}:
        return "This is over."
    words = State(status.value).plain if status.value in {*State} else ""
    if not words:
        stop("say what readers should know, in the text.")
    return f"{words[0].upper()}{words[1:]}."


def _first_sentence(text: str) -> str:
    """The first sentence of a text, as a title. A slash between spaces belongs to it, unless a list follows."""
    row = _LIST.split(text.strip().split("\n")[0], maxsplit=1)[0].strip(" /").lstrip("#>*- ").strip()
    title = _SENTENCE_END.split(row, maxsplit=1)[0].rstrip(".").strip()
    return title if len(title) <= _MOST else title[: _MOST - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
