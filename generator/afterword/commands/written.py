"""Reports written files, and commits them when asked."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path

import click

from afterword.checks.across_files import check_clock
from afterword.checks.writing_clock import check_writing_clock
from afterword.commands.open_project import Project, Sharing, load, load_shared
from afterword.core.model import Incident
from afterword.core.problems import Problem
from afterword.core.rules import Level
from afterword.world.refusal import RefusalError
from afterword.world.repository.commit import commit as commit_files
from afterword.world.repository.commit import commit_and_push
from afterword.world.repository.commit import push as push_commits
from afterword.world.repository.git import GitError


def told(project: Project, paths: Sequence[str], link: str, message: str, *, commit: Sharing) -> None:
    """Print what was written and what to do next."""
    for path in paths:
        if (project.root / path).exists():
            click.echo(f"Wrote {click.style(path, bold=True)}")
    if link:
        click.echo(f"Page: {link}")
    by_hand = f"git add {shlex.join(paths)} && git commit -m {shlex.quote(message)}"
    if not commit:
        click.echo(f"Next: {by_hand} && git push")
        return
    try:
        name = commit_files(project.root, paths, message)
    except GitError as error:
        what = "the files are" if len(paths) > 1 else "the file is"
        raise RefusalError(f"{what} written, but {error.plain}, then: {by_hand}") from error
    if commit is Sharing.COMMIT:
        click.echo(f"Committed as {name}.{'' if project.pushes else ' Next: git push'}")
        return
    try:
        push_commits(project.root)
    except GitError as error:
        raise RefusalError(f"committed as {name}, and not pushed. {error.plain}") from error
    click.echo(f"Committed as {name}, and pushed.")


def shared(config_file: Path, sharing: Sharing, work: Callable[[Project, Sharing], object]) -> None:
    """Run `work` on the project under its lock. Work to be pushed is done again when another push came first."""
    if sharing is not Sharing.PUSH:
        work(load_shared(config_file, sharing), sharing)
        return
    tries = count()

    def once() -> None:
        if next(tries):
            click.echo("Somebody else pushed first. The command runs again on top of that:", err=True)
        work(replace(load(config_file), pushes=True), Sharing.COMMIT)

    try:
        pushed = commit_and_push(load(config_file).root, once)
    except GitError as error:
        raise RefusalError(f"not pushed. {error.plain}") from error
    if pushed:
        click.echo("Pushed.")


def problems_of(incident: Incident, found: Sequence[Problem], now: datetime) -> tuple[Problem, ...]:
    """Errors and warnings of an incident, of its words and by the clock, without hints."""
    more = (*check_clock([incident], now), *check_writing_clock(incident, now))
    return tuple(each for each in sorted({*found, *more}) if each.level is not Level.HINT)


def say_problems(problems: Sequence[Problem]) -> None:
    """Print the remaining problems, as `afterword check` would."""
    for each in problems:
        click.echo(str(each), err=True)
