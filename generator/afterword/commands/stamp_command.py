"""`afterword stamp`: replaces each `now` by its time."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from afterword.commands import options
from afterword.commands.open_project import Project, Sharing, load
from afterword.commands.written import say_written
from afterword.core.sources import Source
from afterword.core.times import plain
from afterword.editing.stamped_times import now_lines, stamped, stamped_name
from afterword.syntax.names import no_time, says_now
from afterword.syntax.text import MAX_BYTES
from afterword.world.clock import clock
from afterword.world.files import FileChange, names_in, write
from afterword.world.refusal import REFUSED, stop
from afterword.world.repository.authored_times import with_times


@click.command()
@options.config
@click.option("--commit", is_flag=True, help="Commit only what was written.")
def stamp(config_file: Path, commit: bool) -> None:
    """Replace every 'now' by its time.

    The time is the author time of the commit that added the line; an uncommitted line gets the current time. Update
    files named now-... are renamed. Without git, outside a repository and in a shallow clone the times cannot be known,
    so the command refuses.

    Exit code 0: done, or there was nothing to do. 1: refused, and nothing was changed; or written, and not committed.
    2: the command is wrong.
    """
    with load(config_file).alone() as project:
        _stamp_all(project, commit=commit)


def _stamp_all(project: Project, *, commit: bool) -> None:
    tree = with_times(project.root, project.tree, clock())
    todo = [(source, now_lines(source.data)) for source in tree.sources]
    todo = [(source, lines) for source, lines in todo if lines or any(says_now(file.name) for file in source.updates)]
    blind = [
        no_time(path, line, source.untold)
        for source, _ in todo
        for (path, line), at in source.times.items()
        if at is None
    ]
    if blind:
        click.echo("\n".join(map(str, blind)), err=True)
        stop(
            "nothing was stamped, because these times are not known. "
            "Follow the messages above, then run the command again.",
            REFUSED,
        )
    if not todo:
        click.echo("Nothing to stamp: no update says 'now'.")
        return
    stamps = [stamp for source, lines in todo for stamp in _stamps(project, source, lines)]
    changes = [change for changes, _ in stamps for change in changes]
    write(project.root, *changes)
    for _, times in stamps:
        for place, at in times.items():
            click.echo(f"{place}: {plain(at)}")
    paths = [change.path.relative_to(project.root).as_posix() for change in changes]
    say_written(project, paths, "", "Write down the times of updates", commit=Sharing(commit))


def _stamps(
    project: Project, source: Source, lines: tuple[int, ...]
) -> Iterator[tuple[tuple[FileChange, ...], dict[str, datetime]]]:
    """Yield the changes of each file of an incident, and by position the times to write there."""
    root = project.root
    times = {line: at for line in lines if (at := source.times.get((source.path, line)))}
    if times:
        source = project.again(source)
        change = FileChange(path=root / source.path, before=source.data, after=stamped(source.data, times))
        yield (change,), {f"{source.path}:{line}": at for line, at in times.items()}
    names = {*names_in(root / f"{source.folder}/updates")}
    for file in source.updates:
        at = source.times.get((file.path, 1)) if says_now(file.name) else None
        if at is None or len(file.data) > MAX_BYTES:
            continue
        name = stamped_name(file.name, at, names)
        names.add(name)
        old = root / file.path
        changes = (FileChange(path=old.with_name(name), after=file.data), FileChange(path=old, before=file.data))
        yield changes, {file.path: at}
