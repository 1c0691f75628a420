"""Drafts that monitors open, and `afterword publish`, with which a person publishes one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from afterword.commands import options
from afterword.commands.adding import NewUpdate, free_name, is_heard
from afterword.commands.alert import Alert, read_alert
from afterword.commands.asking import blanks_of, due_of, joined, with_promise, words_of
from afterword.commands.open_project import Project, Sharing, load
from afterword.commands.update import begins_with_id
from afterword.commands.writer_templates import beginning
from afterword.commands.written import errors_of, new_errors, refuse, say_problems, say_problems_of, say_written, shared
from afterword.core.model import Incident
from afterword.core.sources import Source
from afterword.core.times import plain
from afterword.core.words import Status
from afterword.editing.rows import Rows
from afterword.editing.texts import filled, yaml_list, yaml_text
from afterword.editing.updates import add_update
from afterword.world.clock import clock
from afterword.world.files import FileChange, write
from afterword.world.refusal import REFUSED, stop

_ALERTS = re.compile(rb"^ *Alerts: ((?:[0-9a-f]{12} ?)+)\r?$", re.MULTILINE)
"""In the comment of a draft: the keys of the alerts that opened it."""
_FIELD = re.compile(rb"(draft|title)[ \t]*:")
_UNNAMED = "We are looking into a problem"
NEXT = "30m"


# ---- opening -------------------------------------------------------------------------------------


def open_draft(project: Project, given: bytes, *, commit: Sharing) -> None:
    """Open a draft for an alert, unless the alert has a draft or an open incident already."""
    alert = read_alert(given, project.settings)
    if not alert.firing:
        click.echo("Nothing to open: the alert is over.")
        return
    with project.alone() as alone:
        if known := next((source for source, _ in _drafts(alone, alert, also_open=True)), None):
            click.echo(f"Nothing to open: {known.path} exists for this alert.")
            return
        moment = alert.at or clock()
        names = [part.name for part in alone.settings.components if part.id in alert.components]
        title = f"Problem with {' and '.join(names)}" if 0 < len(names) <= 2 else _UNNAMED
        path = f"{alone.incidents}/{free_name(alone, title, moment)}.md"
        data = _text(alert, title, plain(moment)).encode()
        if errors := errors_of(alone.read(Source(path=path, data=data))):
            say_problems(errors)
            stop("no draft was opened, because of these errors.", REFUSED)
        write(alone.root, FileChange(path=alone.root / path, after=data))
        say_written(alone, [path], "", f"Draft: {title}", commit=commit)
        click.echo('It is not published yet. To publish it: afterword publish "What users notice"')


def _text(alert: Alert, title: str, started: str) -> str:
    components = [f"components: {yaml_list(alert.components)}"] if alert.components else []
    front = [f"title: {yaml_text(title)}", *components, f"started: {started}", "draft: true"]
    notes = ["A monitor opened this as a draft. What stands in this comment is never published.", *alert.lines]
    return "\n".join(["---", *front, "---", "<!--", *notes, f"Alerts: {' '.join(alert.keys)}", "-->", ""])


def _drafts(
    project: Project, alert: Alert | None = None, *, also_open: bool = False
) -> Iterator[tuple[Source, Incident]]:
    """Yield the drafts that monitors opened, newest first: all of them, or those for an alert.

    With `also_open`, also the drafts that were published and are open.
    """
    for source in sorted(project.tree.sources, key=lambda source: source.name, reverse=True):
        keys = {key for row in _ALERTS.findall(source.data) for key in row.decode().split()}
        if not keys or (alert and not keys & {*alert.keys}):
            continue
        known = project.read(source).incident
        if known and (known.draft or (also_open and known.is_open)):
            yield source, known


# ---- publishing ----------------------------------------------------------------------------------


@click.command(cls=options.TextCommand)
@options.config
@click.argument("words", nargs=-1, metavar="[ID] [TEXT]", shell_complete=options.complete_id)
@click.option("--title", default="", help="What users notice; replaces the title of the draft.")
@options.due(NEXT)
@options.commit
def publish(config_file: Path, words: tuple[str, ...], title: str, due: str | None, commit: Sharing) -> None:
    """Publish a draft with a first update.

    Without ID it is the newest draft that a monitor opened. TEXT is what readers should know; without it the template
    for a first notice is used. Comments in the draft are never published.

    \b
    afterword publish
    afterword publish "Some of you cannot sign in." --title "Sign-in fails" --push

    Exit code 0: written. 1: refused, and nothing was changed; or written, and not committed or not pushed. 2: the
    command is wrong.
    """  # noqa: D301 - to click, \b begins lines that are not to be joined
    named = begins_with_id(load(config_file), words)
    name, given = (words[0], joined(words[1:])) if named else ("", joined(words))
    word = (Status.INVESTIGATING, "" if given is None else words_of(given, ""), title, due or NEXT)
    shared(config_file, commit, lambda project, commit: publish_draft(project, name, *word, commit=commit))


def is_draft(project: Project, source: Source) -> bool:
    """Whether an incident is a draft."""
    known = project.read(source).incident
    return bool(known and known.draft)


def waiting(project: Project) -> Source | None:
    """The newest draft that a monitor opened."""
    return next((source for source, _ in _drafts(project)), None)


def publish_draft(
    project: Project, name: str, status: Status, text: str, title: str, due: str, *, commit: Sharing
) -> None:
    """Remove `draft: true` from a draft, and add the first update.

    An empty name stands for the newest draft that a monitor opened, an empty text for that of the template, and an
    empty title for that of the draft. Without `due`, no next update is promised.
    """
    with project.alone() as alone:
        source = alone.again(alone.source(name)) if name else waiting(alone)
        if source is None:
            stop(
                'no monitor has opened a draft. For a new incident: afterword new "What users notice". '
                'For a draft that a person opened: afterword publish ID "…".'
            )
        if not is_draft(alone, source):
            stop(f'{source.path} is no draft. To add to it: afterword update {source.name} update "…".')
        rows = _published(source.data, title)
        before = alone.read(replace(source, data=rows))
        moment = clock()
        template = ""
        if not text:
            begun = beginning(alone, "investigating")
            template = "" if title else begun.path
            given = before.incident.title if before.incident else ""
            blanks = blanks_of(given, moment, due_of(due, moment) if due else None)
            text = filled(begun.text, {"next": "", **blanks})
        word = NewUpdate(at=moment, status=status, text=with_promise(text, due, moment))
        data = add_update(rows, word.line, word.text)
        after = alone.read(replace(source, data=data))
        if errors := new_errors(before, after):
            refuse(errors, template)
        if after.incident is None or after.incident.draft or not is_heard(before, after, word):
            say_problems(errors_of(after))
            stop(
                f"nothing was published: with this text {source.path} would not be read as an incident. Mend the file.",
                REFUSED,
            )
        alone.rewrite(source, data)
        say_problems_of(after)
        say_written(alone, [source.path], alone.permalink(after.incident), after.incident.title, commit=commit)


def _published(data: bytes, title: str) -> bytes:
    """The file without `draft: true`, and with another title if there is one."""
    rows = Rows.of(data)
    end = next((number for number, row in enumerate(rows.rows[1:], 1) if row.strip() == b"---"), 0)
    kept = []
    for number, row in enumerate(rows.rows):
        field = _FIELD.match(row) if 0 < number < end else None
        if not field:
            kept.append(row)
        elif field[1] == b"title":
            kept.append(f"title: {yaml_text(title)}".encode() + rows.newline if title else row)
    return b"".join(kept)
