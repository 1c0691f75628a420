"""`afterword list` and `show`: list the incidents, and show one."""

from pathlib import Path

import click

from afterword.commands import options
from afterword.commands.open_project import load
from afterword.commands.written import say_problems
from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.times import Moment, plain
from afterword.core.words import Kind
from afterword.world.refusal import REFUSED, stop


@click.command("list")
@options.config
@click.option("--open", "only_open", is_flag=True, help="Only what is not over yet.")
def list_(config_file: Path, only_open: bool) -> None:
    """List the incidents, newest first.

    One line each: id, state, start, title. '~' marks an approximate start. Files that cannot be read are named at the
    end.

    Exit code 0: all could be read. 1: some could not. 2: the command is wrong.
    """
    project = load(config_file)
    parsed = [(source, project.read(source)) for source in project.tree.sources]
    unread = [source.path for source, known in parsed if known.incident is None]
    incidents = History([known.incident for _, known in parsed if known.incident], drafts=not only_open).incidents
    if only_open:
        incidents = tuple(incident for incident in incidents if incident.is_open)
        if not incidents:
            click.echo("Nothing that can be read is open." if unread else "Nothing is open.")
    _table(incidents)
    for path in unread:
        click.echo(f"{path} cannot be read. `afterword check {path}` says why.", err=True)
    if not parsed and not only_open:
        click.echo('There is no incident yet. Begin one: afterword new "What users notice"', err=True)
    if unread:
        stop("", REFUSED)


def _table(incidents: tuple[Incident, ...]) -> None:
    rows = [(incident.id, _state(incident), _when(incident.started), incident.title) for incident in incidents]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for row in rows:
        cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        click.echo(f"{cells}  {row[3]}")


def _state(incident: Incident) -> str:
    return f"{incident.state.value}{' (draft)' if incident.draft else ''}"


def _when(at: Moment) -> str:
    return f"{at.at:%Y-%m-%d}" if at.day_only else f"{'~' if at.about else ''}{plain(at.at)}"


@click.command()
@options.config
@click.argument("name", metavar="[ID]", required=False, shell_complete=options.complete_id)
def show(config_file: Path, name: str | None) -> None:
    """Show the state and the updates of one incident.

    Without ID it is the open incident that began last. A part of an id is enough if no other id contains it.

    Exit code 0: shown. 1: its file cannot be read. 2: the command is wrong.
    """
    project = load(config_file)
    source = project.source(name) if name else project.newest_open()[0]
    parsed = project.read(source)
    incident = parsed.incident
    if incident is None:
        say_problems(parsed.problems)
        stop(f"{source.path} cannot be read. Mend what the lines above name.", REFUSED)
    click.echo(click.style(incident.title, bold=True))
    click.echo(f"File: {incident.path}")
    if link := project.permalink(incident):
        click.echo(f"Page: {link}")
    kind = f", {incident.kind.value}" if incident.kind is not Kind.INCIDENT else ""
    click.echo(f"State: {_state(incident)}{kind}{f', {incident.severity.label.lower()}' if incident.severity else ''}")
    click.echo(f"Started: {_when(incident.started)}")
    if incident.resolved:
        click.echo(f"Over: {_when(incident.resolved)}")
    if incident.next_update:
        click.echo(f"Next update promised by {plain(incident.next_update.due)}")
    for update in incident.updates:
        headline = f": {update.headline}" if update.headline else ""
        click.echo(f"\n{_when(update.at)} - {update.label}{headline}  #{update.anchor}")
        text = update.text.markdown.strip()
        if text:
            click.echo("\n".join(f"  {row}".rstrip() for row in text.split("\n")))
