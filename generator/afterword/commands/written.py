"""Reports written files, and commits them when asked."""

import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import NoReturn

import click

from afterword.checks.across_files import check_clock
from afterword.checks.writing_clock import check_writing_clock
from afterword.commands.open_project import Project, Sharing, load, load_shared
from afterword.core.problems import Problem
from afterword.core.rules import Level
from afterword.reading.incident import Parsed
from afterword.world.clock import clock
from afterword.world.refusal import REFUSED, RefusalError, stop
from afterword.world.repository import commit as commits
from afterword.world.repository.git import GitError


def say_written(project: Project, paths: Sequence[str], link: str, message: str, *, commit: Sharing) -> None:
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
        name = commits.commit(project.root, paths, message)
    except (GitError, KeyboardInterrupt) as error:
        what = "the files are" if len(paths) > 1 else "the file is"
        why = error.plain if isinstance(error, GitError) else "the commit was interrupted. Look at git status"
        pushing = " && git push" if commit is Sharing.PUSH or project.pushes else ""
        raise RefusalError(f"{what} written, but {why}, then: {by_hand}{pushing}", written=True) from error
    if commit is Sharing.COMMIT:
        click.echo(f"Committed as {name}.{'' if project.pushes else ' Next: git push'}")
        return
    try:
        commits.push(project.root)
    except (GitError, KeyboardInterrupt) as error:
        why = error.plain if isinstance(error, GitError) else "It was interrupted. To push it: git push"
        raise RefusalError(f"committed as {name}, and not pushed. {why}", written=True) from error
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
        pushed = commits.commit_and_push(load(config_file).root, once)
    except GitError as error:
        raise RefusalError(f"not pushed. {error.plain}") from error
    if pushed:
        click.echo("Pushed.")


def errors_of(parsed: Parsed) -> list[Problem]:
    """The errors of an incident."""
    return [problem for problem in parsed.problems if problem.level is Level.ERROR]


def new_errors(before: Parsed, after: Parsed) -> list[Problem]:
    """The errors that a change of an incident introduces. Old errors do not count, also when their lines have moved."""
    old, every = errors_of(before), errors_of(after)
    known = Counter((error.path, error.code, error.message) for error in old)
    more = Counter(error.code for error in every) - Counter(error.code for error in old)
    found = []
    for error in every:
        key = (error.path, error.code, error.message)
        if known[key]:
            known[key] -= 1
        elif error.code in more:
            found.append(error)
    return found


def refuse(errors: Iterable[Problem], template: str = "") -> NoReturn:
    """End a command before it has written anything, because of these errors.

    Each error has its own remedy. `template` is the file in which to apply it, if no person typed these words.
    """
    say_problems(errors)
    way = f"The words are those of {template}: mend them there" if template else "Do what they say"
    stop(f"nothing was written, because of these errors. {way}, and try again.", REFUSED)


def say_problems_of(parsed: Parsed) -> None:
    """Print errors and warnings of an incident, its words and the clock; all problems of a file that cannot be read."""
    problems, incident, now = parsed.problems, parsed.incident, clock()
    if incident:
        every = {*problems, *check_clock([incident], now), *check_writing_clock(incident, now)}
        problems = tuple(problem for problem in sorted(every) if problem.level is not Level.HINT)
    say_problems(problems)


def say_problems(problems: Iterable[Problem]) -> None:
    """Print problems, as `afterword check` would."""
    for problem in problems:
        click.echo(str(problem), err=True)
