"""`afterword postmortem`: the sections of a report, with comments that guide the writer."""

from pathlib import Path

import click

from afterword.commands import options
from afterword.commands.open_project import Sharing, load_shared
from afterword.commands.writer_templates import own_path, template
from afterword.commands.written import new_errors, refuse, say_written
from afterword.editing.sections import add_sections
from afterword.world.refusal import REFUSED, stop


@click.command()
@options.config
@click.argument("name", metavar="ID", required=False, shell_complete=options.complete_id)
@click.option("--short", is_flag=True, help="Only what happened, what made it possible, and action items.")
@options.commit
def postmortem(config_file: Path, name: str | None, short: bool, commit: Sharing) -> None:
    """Add the missing sections of a report.

    Comments in them say what to write. Comments and empty sections are never published.

    Exit code 0: written, or nothing was missing. 1: refused, and nothing was changed; or written, and not committed or
    not pushed. 2: the command is wrong.
    """
    project = load_shared(config_file, commit)
    if not name:
        stop("say which incident: afterword postmortem ID. `afterword list` shows the ids.")
    source = project.source(name)
    with project.alone() as alone:
        source = alone.again(source)
        begun = "postmortem-short" if short else "postmortem"
        data, added = add_sections(source.data, template(alone, begun))
        after = alone.read(alone.with_data(source, data))
        incident = after.incident
        if incident is None:
            path = source.path
            stop(f"{path} cannot be read, so nothing was added. `afterword check {path}` says what to mend.", REFUSED)
        if not added:
            click.echo(f"Nothing is missing: {source.path} has all of these sections.")
            return
        if errors := new_errors(alone.read(source), after):
            refuse(errors, own_path(alone, begun))
        alone.rewrite(source, data)
        click.echo(f"Added: {', '.join(added)}.")
        say_written(alone, [source.path], alone.permalink(incident), f"Postmortem: {incident.title}", commit=commit)
    click.echo("When the report is ready, write postmortem: final into the front matter, and say so:")
    click.echo(f'afterword update {incident.id} postmortem "Our report is below."')
