"""`afterword new` and `maintenance`: a file that is complete as it stands."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from pathlib import Path

import click

from afterword.commands import options
from afterword.commands.asking import Next, due_of, due_words, edited, moment_of, span_of, with_promise, words_of
from afterword.commands.project import Project, Sharing, clock, load_shared
from afterword.commands.templates import template
from afterword.commands.written import problems_of, say_problems, told
from afterword.core.rules import Level
from afterword.core.sources import Source
from afterword.core.times import clock_words, day_words, plain
from afterword.core.words import Status
from afterword.editing.texts import filled, yaml_list, yaml_text
from afterword.reading.fields import is_id
from afterword.reading.names import slug, suggest
from afterword.world.files import Change, names_in, write
from afterword.world.refusal import REFUSED, stop

_NEXT = "30m"
_NO_TITLE = 'say what users notice: afterword new "Scheduled posts are not going out"'
_NO_WORK = 'say what the work is, and when: afterword maintenance "Database upgrade" --start "2026-12-01 22:00 UTC" --for 90m'

named = click.option("--id", "named", metavar="ID", help="The id, which is its address for ever.  [default: the day and the title]")


@click.command(cls=options.Texts)
@options.config
@click.argument("title", required=False)
@click.argument("words", nargs=-1, metavar="[TEXT]")
@click.option("--severity", metavar="ID", help="An id or alias of your settings, such as major.")
@options.components
@click.option("--sample", is_flag=True, help="Only a trial: it says so, is announced to nobody, and may be deleted.")
@options.due(f"Promise the next update: '30m', '1h', or '09:45' by UTC.  [default: {_NEXT}]")
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
    sample: bool,
    due: str | None,
    at: str,
    edit: bool,
    named: str | None,
    commit: Sharing,
) -> None:
    """Begin an incident, with a first update of now.

    TITLE is what users notice, not the cause. TEXT is the first update; without it the template for a first notice is
    used, which is true as it stands. '-' reads it from standard input.

    \b
    afterword new "Scheduled posts are not going out"
    afterword new "Sign-in fails" "Some of you cannot sign in. Retrying does not help." -c sign-in --next 20m --commit

    Exit code 0: written. 1: refused, and nothing was written; or written, and not committed or not pushed. 2: the command is wrong.
    """  # noqa: D301 - to click, \b begins lines that are not to be joined
    project = load_shared(config_file, commit)
    title = " ".join(words_of(title, "What do users notice?", _NO_TITLE).split())
    moment = moment_of(at, clock()) or clock()
    fields = [f"title: {yaml_text(title)}"]
    if severity:
        fields.append(f"severity: {yaml_text(severity)}")
    if components:
        fields.append(f"components: {yaml_list(components)}")
    if sample:
        fields.append("sample: true")
    by = due_of(due or _NEXT, moment) or moment
    text = _text(project, words, "investigating", {**_blanks(title, moment), "next": due_words(by, moment)}, edit=edit)
    if words:
        text = with_promise(text, by, moment)
    _create(project, title, moment, fields, "", f"{plain(moment)} - {Status.INVESTIGATING.value}", text, named, commit=commit)


@click.command(cls=options.Texts)
@options.config
@click.argument("title", required=False)
@click.argument("words", nargs=-1, metavar="[TEXT]")
@click.option("--start", type=Next(), metavar="TIME", help="When the work begins: '2026-12-01 22:00 UTC', or '22:00' by UTC.")
@click.option("--end", type=Next(), metavar="TIME", help="When it will be over.")
@click.option("--for", "length", metavar="LENGTH", help="How long it will take, in place of --end: '90m'.")
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

    Exit code 0: written. 1: refused, and nothing was written; or written, and not committed or not pushed. 2: the command is wrong.
    """  # noqa: D301 - to click, \b begins lines that are not to be joined
    project = load_shared(config_file, commit)
    title = " ".join(words_of(title, "What is the work?", _NO_WORK).split())
    moment = moment_of(at, clock()) or clock()
    if start is None:
        stop(f'say when the work begins and how long it takes: afterword maintenance "{title}" --start "2026-12-01 22:00 UTC" --for 90m')
    begin = due_of(start, moment) or moment
    span = span_of(length) if length else None
    if length and span is None:
        stop(f"cannot read '{length}' as a length of time. Write 90m, 2h or 1h30m.")
    over = begin + span if span else due_of(end, begin) if end else None
    if over is None:
        stop("say when the work will be over: --end TIME, or --for 90m.")
    fields = [f"title: {yaml_text(title)}", "kind: maintenance"]
    if components:
        fields.append(f"components: {yaml_list(components)}")
    fields += [f"scheduled_start: {plain(begin)}", f"scheduled_end: {plain(over)}"]
    blanks = _blanks(title, moment) | {"start": f"{day_words(begin)}, {clock_words(begin)}", "end": _end(begin, over)}
    text = _text(project, words, "maintenance", blanks, edit=edit)
    _create(project, title, begin, fields, text, f"{plain(moment)} - {Status.SCHEDULED.value}", _promise_of(blanks), named, commit=commit)


def _end(begin: datetime, over: datetime) -> str:
    return clock_words(over) if begin.date() == over.date() else f"{day_words(over)}, {clock_words(over)}"


def _promise_of(blanks: dict[str, str]) -> str:
    return f"Planned from {blanks['start']} to {blanks['end']}."


def _blanks(title: str, at: datetime) -> dict[str, str]:
    return {"title": title, "time": clock_words(at), "date": f"{at:%Y-%m-%d}"}


def _text(project: Project, words: Sequence[str], name: str, blanks: dict[str, str], *, edit: bool) -> str:
    """What was given, else what is written in the editor, else the template."""
    if words:
        return words_of(" ".join(words), "")
    made = filled(template(project, name), blanks)
    return edited(made) if edit else made


def _create(
    project: Project,
    title: str,
    day: datetime,
    fields: list[str],
    summary: str,
    line: str,
    text: str,
    named: str | None,
    *,
    commit: Sharing,
) -> None:
    """Write the file, when it is read without an error."""
    with project.alone() as alone:
        _write(alone, title, day, fields, summary, line, text, named, commit=commit)


def _write(
    project: Project,
    title: str,
    day: datetime,
    fields: list[str],
    summary: str,
    line: str,
    text: str,
    named: str | None,
    *,
    commit: Sharing,
) -> None:
    head = "\n".join(["---", *fields, "---", *([summary, ""] if summary else [])])
    data = f"{head}\n### {line}\n{text}\n".encode()
    path = f"{project.incidents}/{_name(project, title, day, named)}.md"
    parsed = project.read(Source(path=path, data=data))
    errors = [each for each in parsed.problems if each.level is Level.ERROR]
    if errors or parsed.incident is None:
        say_problems(errors)
        stop("nothing was written, because of these errors. Give the command other values, as they say.", REFUSED)
    incident = parsed.incident
    write(project.root, Change(path=project.root / path, after=data))
    say_problems(problems_of(project, incident, parsed.problems, clock()))
    told(project, [path], project.permalink(incident), title, commit=commit)


def _name(project: Project, title: str, day: datetime, named: str | None) -> str:
    """The id that was given, else one that nobody has: the day and the words of the title, or a number where it has no Latin letters."""
    taken = {name.removesuffix(".md").casefold() for name in names_in(project.root / project.incidents)}
    if named:
        if not is_id(named):
            near = suggest(f"{day:%Y-%m-%d} {named}")
            stop(f"'{named}' cannot be an id: a day comes first, then small letters, digits and hyphens. Try --id {near}")
        if named in taken:
            stop(f"there is an incident {named} already. Name another with --id, or add to it: afterword update {named}", REFUSED)
        return named
    if not slug(title):
        click.echo(f"The title has no Latin letters, so its address has a number. For words: --id {day:%Y-%m-%d}-short-name", err=True)
        return next(name for number in count(1) if (name := f"{day:%Y-%m-%d}-{number}") not in taken)
    stem = suggest(f"{day:%Y-%m-%d} {title}")
    return next(name for number in count(1) if (name := f"{stem}{f'-{number}' if number > 1 else ''}").casefold() not in taken)
