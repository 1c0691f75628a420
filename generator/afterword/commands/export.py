"""`afterword export`: the whole history as one JSON file."""

from pathlib import Path

import click

from afterword.commands import options
from afterword.commands.open_project import load
from afterword.importers.exported import exported
from afterword.world.refusal import REFUSED, stop


@click.command()
@options.config
@click.argument("target", metavar="[FILE]", type=click.Path(dir_okay=False, path_type=Path), required=False)
def export(config_file: Path, target: Path | None) -> None:
    """Write the whole history as one JSON file.

    The JSON holds every file of every incident unchanged, also drafts and comments, so do not publish it. Without FILE
    it is printed. `afterword import afterword FILE` reads it back, byte for byte.

    Exit code 0: done. 1: refused. 2: the command is wrong.
    """
    project = load(config_file)
    sources = project.tree.sources
    lines = exported(sources, project.root)
    waiting = [source.path for source in sources if source.times]
    if target is None:
        for line in lines:
            click.echo(line)
    else:
        try:
            with target.open("x", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{line}\n" for line in lines)
        except FileExistsError:
            stop(f"{target} is there already. Name another file, or delete it.", REFUSED)
        click.echo(f"Wrote {len(sources)} incidents to {target}")
    if waiting:
        click.echo(
            f"{len(waiting)} files say `now`, whose time is only in git, such as {waiting[0]}: "
            "run afterword stamp first",
            err=True,
        )
