"""`afterword update`, `resolve` and `correct`: add an update to an incident."""

import re
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from afterword.commands import options
from afterword.commands.adding import NewUpdate, RepetitionError, add, repeated
from afterword.commands.asking import blanks_of, edited, joined, moment_told, next_due, with_promise, words_of
from afterword.commands.open_project import Project, Sharing, id_in, load_shared
from afterword.commands.writer_templates import template
from afterword.core.problems import guess
from afterword.core.sources import Source
from afterword.core.words import STATUS_WORDS, Kind, Status
from afterword.editing.texts import filled
from afterword.world.refusal import stop

_OF_MAINTENANCE = frozenset(
    {Status.SCHEDULED, Status.IN_PROGRESS, Status.VERIFYING, Status.COMPLETED, Status.CANCELLED}
)
_ID = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-\S+", re.ASCII)
_SHORTEST_PART = 3
"""Letters of a part of an id that is recognised without other signs of an id."""
_QUESTION = "What do readers need to know now?"


@click.command(cls=options.TextCommand)
@options.config
@click.argument("words", nargs=-1, metavar="[ID] STATUS TEXT", shell_complete=options.complete_words)
@options.headline
@options.due()
@options.at
@options.as_file
@options.edit
@options.commit
def update(config_file: Path, words: tuple[str, ...], commit: Sharing, **how: Any) -> None:  # noqa: ANN401 - as `_say` has them
    """Add an update to an incident.

    Without ID it goes to the open incident that began last; a status of maintenance goes to the maintenance that is
    under way, or to the next one. STATUS is investigating, identified, monitoring, mitigated, resolved, update (the
    state stays), correction, retracted or postmortem; for a maintenance scheduled, in-progress, verifying, completed or
    cancelled. TEXT is what readers should know, in Markdown; '-' reads it from standard input.

    \b
    afterword update identified "We found the cause and are undoing it." --next 30m
    afterword update 2026-03-14-queue-stopped monitoring "All messages are going out." --commit

    Exit code 0: written. 1: refused, and nothing was changed; or written, and not committed or not pushed. 2: the
    command is wrong.
    """  # noqa: D301 - to click, \b begins lines that are not to be joined
    project = load_shared(config_file, commit)
    name, status, given = _sorted(project, words)
    source = project.source(name) if name else _newest(project, status)
    _say(project, source, status, given, commit=commit, **how)


@click.command(cls=options.TextCommand)
@options.config
@click.argument("words", nargs=-1, metavar="[ID] TEXT", shell_complete=options.complete_id)
@options.headline
@options.at
@options.as_file
@options.edit
@options.commit
def resolve(config_file: Path, words: tuple[str, ...], commit: Sharing, **how: Any) -> None:  # noqa: ANN401 - as above
    """Say that an incident is over.

    Without ID it is the open incident that began last, or else the maintenance that is under way. Say in TEXT what
    works again and since when, whether data was lost, what readers still need to do, and that you are sorry. For a
    maintenance the status is Completed.

    Exit code 0: written. 1: refused, and nothing was changed; or written, and not committed or not pushed. 2: the
    command is wrong.
    """
    project = load_shared(config_file, commit)
    name, given = _with_name(project, words)
    source = project.source(name) if name else _newest(project, Status.RESOLVED)
    known = project.read(source).incident
    status = Status.COMPLETED if known and known.kind is Kind.MAINTENANCE else Status.RESOLVED
    _say(project, source, status, given, commit=commit, **how)


@click.command(cls=options.TextCommand)
@options.config
@click.argument("name", metavar="ID", required=False, shell_complete=options.complete_id)
@click.argument("words", nargs=-1, metavar="TEXT")
@options.headline
@options.due()
@options.at
@options.as_file
@options.commit
def correct(
    config_file: Path,
    name: str | None,
    words: tuple[str, ...],
    commit: Sharing,
    **how: Any,  # noqa: ANN401 - as above
) -> None:
    """Correct something that was published.

    Say in TEXT what was wrong and what is right. If TEXT has the time of the wrong update, such as "On 14 March at
    11:20 UTC we wrote that ...", a note is shown at that update.

    Exit code 0: written. 1: refused, and nothing was changed; or written, and not committed or not pushed. 2: the
    command is wrong.
    """
    project = load_shared(config_file, commit)
    if not name:
        stop('say which incident, and what was wrong: afterword correct ID "…". `afterword list` shows the ids.')
    _say(project, project.source(name), Status.CORRECTION, joined(words), commit=commit, **how)


# ---- what was given ------------------------------------------------------------------------------


def status_of(word: str) -> Status | None:
    """Status for a word of the command line, such as `in-progress` or `Fixed`."""
    return STATUS_WORDS.get(word.lower()) or STATUS_WORDS.get(word.lower().replace("-", " "))


def _sorted(project: Project, words: tuple[str, ...]) -> tuple[str, Status, str | None]:
    """Split the arguments into id, status and text. The id may be empty, the text None."""
    if not words:
        stop(
            'say the status and what readers should know: afterword update identified "We found the cause." --next 30m'
        )
    if status := status_of(words[0]):
        if begins_with_id(project, words[1:]):
            stop(
                f'the id comes before the status: afterword update {words[1]} {status.slug} "…". '
                f"If '{words[1]}' belongs to the text, put the whole text in quotes."
            )
        return "", status, joined(words[1:])
    if status := status_of(words[1]) if len(words) > 1 else None:
        return words[0], status, joined(words[2:])
    return _no_status(project, words)


def _no_status(project: Project, words: tuple[str, ...]) -> NoReturn:
    """Stop with a sentence that names the word that should be a status."""
    is_id = any(words[0].lower() in source.name for source in project.tree.sources)
    typed = words[1] if is_id and len(words) > 1 else words[0]
    known = ", ".join(status.slug for status in Status)
    if is_id and (len(words) == 1 or " " in typed):
        stop(f"say the status after the id: {known}.")
    if " " in typed and len(words) == 1:
        stop(f'say a status before the text, such as: afterword update identified "…". A status is one of {known}.')
    stop(f"'{typed}' is no status{guess(typed, STATUS_WORDS) or '.'} A status is one of {known}.")


def _with_name(project: Project, words: tuple[str, ...]) -> tuple[str, str | None]:
    """Split the arguments into id and text. The id may be empty, the text None."""
    if begins_with_id(project, words):
        return words[0], joined(words[1:])
    return "", joined(words)


def begins_with_id(project: Project, words: tuple[str, ...]) -> bool:
    """Whether the first word is an id. Otherwise it would be published as text, in another incident.

    It is one when it has the form of an id or is known, also without its date; when a text in quotes follows; and when
    it is alone and a part of an id. Stops when a part of an id is followed by words that are not in quotes, and when it
    comes after a text in quotes.
    """
    first = words[0] if words else "-"
    names = [source.name for source in project.tree.sources]
    if len(words) == 2 and len(first.split()) > 1 and _is_part(words[1], names):
        stop(
            f'the id comes before the text: {words[1]} "…". '
            f"If '{words[1]}' belongs to the text, put the whole text in quotes."
        )
    if first == "-" or len(first.split()) != 1:
        return False
    quoted = len(words) == 2 and (words[1] == "-" or len(words[1].split()) > 1)
    if _ID.fullmatch(id_in(first)) or quoted or any(first == name[11:] for name in names):
        return True
    known = _is_part(first, names)
    if known and len(words) > 1:
        stop(f"'{first}' could be an id or a word of the text. Write the whole id, or put the whole text in quotes.")
    return known


def _is_part(word: str, names: Sequence[str]) -> bool:
    """Whether a word is an id, or a part of one that is long enough to be recognised."""
    part = id_in(word)
    return len(part) >= _SHORTEST_PART and any(part in name for name in names)


def _newest(project: Project, status: Status) -> Source:
    source, known = project.newest_open(
        maintenance=status in _OF_MAINTENANCE, or_work=status in {Status.UPDATE, Status.RESOLVED}
    )
    what = "the current or next maintenance" if known.kind is Kind.MAINTENANCE else "the newest open incident"
    if known.sample:
        what = 'which is a sample: it is not announced. For an incident: afterword new "What users notice"'
    for name in project.unread(since=source.name):
        click.echo(f"{name} cannot be read, so it may be open. To add to it, write its id first.", err=True)
    click.echo(f"To {source.name}, {what}.", err=True)
    return source


# ---- writing -------------------------------------------------------------------------------------


def _say(
    project: Project,
    source: Source,
    status: Status,
    given: str | None,
    *,
    headline: str,
    at: str,
    as_file: bool,
    commit: Sharing,
    due: str | None = None,
    edit: bool = False,
) -> None:
    now = datetime.now(UTC)
    moment = moment_told(at, now.replace(second=0, microsecond=0))
    begun = words_of(given, _QUESTION) if given or not edit else _template(project, source, status, moment)
    about = (status.slug, source.path, given or "")
    with edited(begun, project.root, *about) if edit else nullcontext(begun) as text, project.alone() as alone:
        word = NewUpdate(
            at=moment,
            second=now.second if at == "now" else None,
            status=status,
            headline=" ".join(headline.split()),
            text=with_promise(text, due, moment),
        )
        if repetition := repeated(alone, alone.again(source), word):
            raise RepetitionError(repetition)
        add(alone, alone.again(source), word, as_file=as_file, commit=commit)


def _template(project: Project, source: Source, status: Status, moment: datetime) -> str:
    """The text with which the editor begins."""
    begun = template(project, status.slug) or "<!-- What do readers need to know now? -->"
    incident = project.read(source).incident
    return filled(begun, blanks_of(incident.title if incident else "", moment, next_due("30m", moment)))
