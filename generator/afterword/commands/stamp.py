"""`afterword stamp`: writes down the time that each `now` stands for."""

from collections.abc import Iterator
from pathlib import Path

import click

from afterword.commands import options
from afterword.commands.project import REFUSED, Project, clock, load, stop
from afterword.commands.written import told
from afterword.core.problems import problem
from afterword.core.sources import Source
from afterword.core.times import plain
from afterword.editing.stamp import now_lines, stamped, stamped_name
from afterword.reading.names import says_now
from afterword.reading.together import explain_now
from afterword.world.authored import with_times
from afterword.world.files import create, replace_bytes


@click.command()
@options.config
@options.commit
def stamp(config_file: Path, commit: bool) -> None:
    """Write the time in the place of every 'now'.

    The time is the author time of the commit that brought the line; a line that is in no commit takes the clock. Update
    files named now-... get a new name. Without git, outside a repository and in a shallow clone nobody can tell the times: that is refused.

    Exit code 0: done, or there was nothing to do. 1: refused, and nothing was changed; or written, and not committed.
    2: the command is wrong.
    """
    project = load(config_file)
    tree = with_times(project.root, project.tree, clock())
    todo = [(source, now_lines(source.data)) for source in tree.sources]
    todo = [(source, lines) for source, lines in todo if lines or any(says_now(file.name) for file in source.updates)]
    blind = [
        found
        for source, _ in todo
        for (path, line), at in source.times.items()
        if at is None
        for found in explain_now(source, [problem(path, line, "E137")])
    ]
    if blind:
        click.echo("\n".join(map(str, blind)), err=True)
        stop("nothing was stamped, because nobody can tell these times. Do what is said above, then run the command again.", REFUSED)
    if not todo:
        click.echo("Nothing to stamp: no update says 'now'.")
        return
    paths = [path for source, lines in todo for path in _stamp(project, source, lines)]
    told(project, paths, "", "Write down the times of updates", commit=commit)


def _stamp(project: Project, source: Source, lines: tuple[int, ...]) -> Iterator[str]:
    """Stamp one incident and yield the paths of what changed, those that are gone among them."""
    times = {line: at for line in lines if (at := source.times.get((source.path, line)))}
    if times:
        replace_bytes(project.root / source.path, stamped(source.data, times))
        for line, at in times.items():
            click.echo(f"{source.path}:{line}: {plain(at)}")
        yield source.path
    names = {file.name for file in source.updates}
    for file in source.updates:
        at = source.times.get((file.path, 1)) if says_now(file.name) else None
        if at is None:
            continue
        wanted = stamped_name(file.name, at)
        name = next(each for n in range(1, 1000) if (each := wanted if n == 1 else f"{wanted[:-3]}-{n}.md") not in names)
        names.add(name)
        folder = file.path.rpartition("/")[0]
        create(project.root / folder / name, file.data)
        (project.root / file.path).unlink()
        click.echo(f"{file.path}: {plain(at)}")
        yield from (f"{folder}/{name}", file.path)
