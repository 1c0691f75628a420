"""`afterword new` and `maintenance`: write the file of a new incident."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from afterword.commands import options
from afterword.commands.adding import NewUpdate, RepetitionError, begin, begun_already, free_name, own_name
from afterword.commands.asking import (
    DUE,
    blanks_of,
    check_title,
    due_of,
    edited,
    moment_told,
    next_due,
    span_of,
    with_promise,
    words_of,
)
from afterword.commands.draft import NEXT, open_draft
from afterword.commands.open_project import Project, Sharing, load_shared
from afterword.commands.writer_templates import Beginning, beginning, own_path, template
from afterword.commands.written import say_written, shared
from afterword.core.frozen import frozen
from afterword.core.times import clock_words, day_words, plain
from afterword.core.words import Status
from afterword.editing.texts import filled, yaml_list, yaml_text
from afterword.syntax.nodes import Map, Scalar, read_yaml
from afterword.world.clock import clock
from afterword.world.refusal import stop

_FIRST = ("title", "severity", "components")
"""The first fields of a new file, in this order."""
_NO_TITLE = 'say what users notice: afterword new "Scheduled posts are not going out"'
_NO_WORK = (
    'say what the work is, and when: afterword maintenance "Database upgrade" --start "2026-12-01 22:00 UTC" --for 90m'
)

named = click.option(
    "--id", "named", metavar="ID", help="The id, a permanent part of the address.  [default: the day and the title]"
)


@click.command(cls=options.TextCommand)
@options.config
@click.argument("title", required=False)
@click.argument("words", nargs=-1, metavar="[TEXT]")
@click.option("--severity", metavar="ID", help="An id or alias of your settings, such as major.")
@options.components
@click.option(
    "--template",
    "template_name",
    metavar="NAME",
    help="Start from the fields and the text of site_config/templates/NAME.md.",
)
@click.option(
    "--from-alert",
    "alert",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Open a draft from an alert: JSON of Alertmanager or of another monitor.",
)
@click.option("--sample", is_flag=True, help="A trial: the page says so, it is not announced, and you may delete it.")
@options.due(NEXT)
@options.at
@options.edit
@named
@options.commit
def new(
    config_file: Path,
    title: str | None,
    words: tuple[str, ...],
    severity: str | None,
    components: tuple[str, ...],
    template_name: str | None,
    alert: Path | None,
    sample: bool,
    due: str | None,
    at: str,
    edit: bool,
    named: str | None,
    commit: Sharing,
) -> None:
    """Open an incident with a first update.

    TITLE says what users notice, not the cause. TEXT is the first update; without it, the template for a first notice
    is used, which needs no editing. '-' reads TEXT from standard input. With --from-alert the incident is a draft,
    which nobody sees until you run `afterword publish`; an alert that already has a draft opens no second one.

    \b
    afterword new "Scheduled posts are not going out"
    afterword new "Sign-in fails" "Some of you cannot sign in. Retrying does not help." -c sign-in --next 20m --commit
    afterword new --template slow-queue

    Exit code 0: written. 1: refused, and nothing was written; or written, and not committed or not pushed. 2: the
    command is wrong.
    """  # noqa: D301 - to click, \b begins lines that are not to be joined
    if alert:
        if any((title, words, severity, components, template_name, sample, due, at != "now", edit, named)):
            stop(
                "a draft says what its alert says, and no more. "
                "Give --from-alert alone; `afterword publish` takes a title and a text."
            )
        given = alert.read_bytes()
        shared(config_file, commit, lambda project, commit: open_draft(project, given, commit=commit))
        return
    check_title(title, words)
    project = load_shared(config_file, commit)
    begun = beginning(project, template_name or "investigating")
    if title is not None or "title" not in begun.fields:
        title = " ".join(words_of(title, "What do users notice?", _NO_TITLE).split())
    moment = moment_told(at, clock())
    text = words_of(" ".join(words), "") if words else ""
    first = First(
        title=title or "",
        text=text,
        status=Status.INVESTIGATING,
        severity=severity or "",
        components=components,
        sample=sample,
        due=due or NEXT,
        id=named or "",
    )
    if not edit:
        first.create(project, begun, moment, commit=commit)
        return
    about = ("new", first.title or _plain_title(begun), text)
    with edited(text or first.filled(begun, moment), project.root, *about) as text:
        first = replace(first, text=text, due=first.due if words else "")
        first.create(project, begun, moment, commit=commit)


@frozen
class First:
    """The content of a new incident."""

    title: str
    """What users notice; empty: as the template says."""
    text: str
    """The first update; empty: as the template says."""
    status: Status
    severity: str = ""
    components: tuple[str, ...] = ()
    sample: bool = False
    """Whether it is only a trial."""
    id: str = ""
    """Its address; empty: made of the day and the title."""
    due: str = ""
    """When the next update is promised; empty: no promise is added to a text that was given."""

    def filled(self, begun: Beginning, moment: datetime) -> str:
        """The text of the template, with its blanks filled in."""
        by = next_due(self.due or NEXT, moment) or moment
        return filled(begun.text, blanks_of(self.title or _plain_title(begun), moment, by))

    def create(self, project: Project, begun: Beginning, moment: datetime, *, commit: Sharing) -> None:
        """Write the file, if it can be read without errors."""
        given = {
            "title": self.title and yaml_text(self.title),
            "severity": self.severity and yaml_text(self.severity),
            "components": self.components and yaml_list(self.components),
            "sample": self.sample and "true",
        }
        rows = {name: f"{name}: {value}" for name, value in given.items() if value}
        fields = {name: row for name, row in begun.fields.items() if name not in rows} | rows
        first = {name: fields.pop(name) for name in _FIRST if name in fields}
        text = self.text or self.filled(begun, moment)
        due = self.due if self.text or "{next}" not in begun.text else ""
        origin = "" if self.text else begun.path
        word = NewUpdate(at=moment, status=self.status, text=with_promise(text, due, moment), template=origin)
        title = self.title or _plain_title(begun)
        _create(project, title, moment, [*first.values(), *fields.values()], word, self.id, commit=commit)


def _plain_title(begun: Beginning) -> str:
    """The title that a template gives, as text."""
    node = read_yaml("", f"{begun.fields.get('title', '')}\n", 1, [])
    title = node.items[0][1] if isinstance(node, Map) and node.items else None
    return title.text if isinstance(title, Scalar) else ""


@click.command(cls=options.TextCommand)
@options.config
@click.argument("title", required=False)
@click.argument("words", nargs=-1, metavar="[TEXT]")
@click.option(
    "--start", type=DUE, metavar="TIME", help="When the work begins: '2026-12-01 22:00 UTC', or '22:00' in UTC."
)
@click.option("--end", type=DUE, metavar="TIME", help="When the work will end.")
@click.option("--for", "length", metavar="LENGTH", help="How long it will take, instead of --end: '90m'.")
@options.components
@options.at
@options.edit
@named
@options.commit
def maintenance(
    config_file: Path,
    title: str | None,
    words: tuple[str, ...],
    start: str | None,
    end: str | None,
    length: str | None,
    components: tuple[str, ...],
    at: str,
    edit: bool,
    named: str | None,
    commit: Sharing,
) -> None:
    """Announce planned work.

    TITLE says what the work is. TEXT says what readers will notice; without it the template is used.

    \b
    afterword maintenance "Database upgrade" "Posting may be slow." --start "2026-12-01 22:00 UTC" --for 90m

    Exit code 0: written. 1: refused, and nothing was written; or written, and not committed or not pushed. 2: the
    command is wrong.
    """  # noqa: D301 - to click, \b begins lines that are not to be joined
    check_title(title, words)
    project = load_shared(config_file, commit)
    title = " ".join(words_of(title, "What is the work?", _NO_WORK).split())
    moment = moment_told(at, clock())
    if start is None:
        stop(
            "say when the work begins and how long it takes: "
            f'afterword maintenance "{title}" --start "2026-12-01 22:00 UTC" --for 90m'
        )
    start_at = due_of(start, moment) or moment
    span = span_of(length) if length else None
    if length and span is None:
        stop(f"cannot read '{length}' as a length of time. Write 90m, 2h or 1h30m.")
    over = start_at + span if span else due_of(end, start_at) if end else None
    if over is None:
        stop("say when the work will be over: --end TIME, or --for 90m.")
    fields = [f"title: {yaml_text(title)}", "kind: maintenance"]
    if components:
        fields.append(f"components: {yaml_list(components)}")
    fields += [f"scheduled_start: {plain(start_at)}", f"scheduled_end: {plain(over)}"]
    begin, end = f"{day_words(start_at)}, {clock_words(start_at)}", clock_words(over)
    if start_at.date() != over.date():
        end = f"{day_words(over)}, {end}"
    given = words_of(" ".join(words), "") if words else ""
    text = given or filled(template(project, "maintenance"), blanks_of(title, moment) | {"start": begin, "end": end})
    origin = "" if given or edit else own_path(project, "maintenance")
    word = NewUpdate(at=moment, status=Status.SCHEDULED, text=f"Planned from {begin} to {end}.", template=origin)
    with edited(text, project.root, "maintenance", title, given) if edit else nullcontext(text) as text:
        _create(project, title, start_at, fields, word, named or "", summary=text, commit=commit)


def _create(
    project: Project,
    title: str,
    day: datetime,
    fields: list[str],
    word: NewUpdate,
    named: str,
    *,
    commit: Sharing,
    summary: str = "",
) -> None:
    """Write the file, if it can be read without errors."""
    head = "\n".join(["---", *fields, "---", *([summary, ""] if summary else []), ""])
    with project.alone() as alone:
        if repetition := begun_already(alone, title, day, word):
            raise RepetitionError(repetition)
        name = own_name(alone, named, day) if named else free_name(alone, title, day)
        paths, incident = begin(alone, f"{alone.incidents}/{name}.md", head, word)
        say_written(alone, paths, alone.permalink(incident), title, commit=commit)
