"""The command `afterword check`."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from afterword.build import Checked, Surroundings
from afterword.building.loading import each_incident, how_many
from afterword.building.site_makers import Maker, engine_option, maker
from afterword.commands import options
from afterword.core.problems import Problem, guess
from afterword.core.rules import LEAK_WARNINGS, NEVER_PUBLISHED, Level
from afterword.outputs.report import FORMATS, rules_text, summary
from afterword.world.publishing.site_manifest import look_at_whole
from afterword.world.refusal import REFUSED, PublishError, sentence_of, stop
from afterword.world.repository.authored_times import with_times
from afterword.world.repository.git import GitError, author_names, default_base, run, tree_at


@click.command()
@options.config
@options.now
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How problems are printed.",
)
@click.option("--strict", is_flag=True, help="Warnings count as errors. Hints never do.")
@click.option(
    "--strict-leaks", is_flag=True, help="Warnings about addresses, hosts and names of people count as errors."
)
@click.option(
    "--against",
    metavar="REV",
    help="The git revision to compare with; 'none' compares with nothing.  [default: what was published]",
)
@click.option(
    "--site",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Only check that DIR is the complete result of `afterword build`, unchanged. "
    "Run this before you copy DIR to a host.",
)
@engine_option
@click.option("--list-rules", is_flag=True, help="Print every rule with its reason, and do nothing else.")
def check(
    config_file: Path,
    now: datetime | None,
    paths: tuple[Path, ...],
    form: str,
    strict: bool,
    strict_leaks: bool,
    against: str | None,
    site: Path | None,
    engine: str | None,
    list_rules: bool,
) -> None:
    """Read every incident and report all problems. Builds nothing.

    With PATHS, only problems in these files and folders are reported. A path that names nothing is an error, unless it
    was deleted since the last commit.

    Exit code 0: no errors. 1: there are errors. 2: the command or the configuration is wrong.
    """
    if list_rules:
        click.echo(rules_text(), nl=False)
        return
    if site:
        number, fault = look_at_whole(site)
        if fault:
            stop(f"{site} is not a complete site: {fault}. Build it again with afterword build.", REFUSED)
        click.echo(f"{site} is a complete site of {number} files.")
        return
    builder = maker(config_file, now, engine)
    each = each_incident(builder.root, builder.with_all)
    around = _around(config_file, builder.incidents, builder.settings, against)
    _stop_without(paths, builder, around)
    checked = builder.check(each, around)
    tried, refused = _tried(builder, checked) if _of_site(paths, builder.root / builder.incidents) else ((), "")
    problems = _within(tuple(sorted({*checked.problems, *tried})), paths, builder.root)
    click.echo(FORMATS[form](problems), nl=False)
    if form == "text":
        waived = f" {len(checked.waived)} switched off by a waiver." if checked.waived else ""
        click.echo(f"{how_many(checked)}: {summary(problems)}.{waived}")
    if refused:
        click.echo(f"afterword: {refused}", err=True)
    raised = sum(
        found.level is Level.WARNING and (strict or (strict_leaks and found.code in LEAK_WARNINGS))
        for found in problems
    )
    if raised:
        click.echo(
            f"afterword: {raised} of these count as errors, because of {'--strict' if strict else '--strict-leaks'}.",
            err=True,
        )
    if refused or raised or any(found.level is Level.ERROR for found in problems):
        stop("", REFUSED)


def _stop_without(paths: tuple[Path, ...], site: Maker, around: Surroundings) -> None:
    """Stop at a path that names nothing: a job with a path that is out of date would pass for ever.

    A file that the last commit or the published files still have was deleted, and may be named.
    """
    sources = around.published.sources if around.published else ()
    published = [name for source in sources for name in (source.path, *(update.path for update in source.updates))]
    for path in paths:
        inside = Path(os.path.relpath(path, site.root))
        if os.path.lexists(path) or any(Path(name).is_relative_to(inside) for name in published):
            continue
        with suppress(GitError):
            if run(site.root, "ls-tree", "HEAD", "--", inside.as_posix()).stdout:
                continue
        files = sorted((site.root / site.incidents).rglob("*.md"))
        names = {file.name: os.path.relpath(file) for file in files}
        remedy = guess(path.name, names, shown=names) or ". Give the path as seen from this folder."
        stop(f"{path}: there is no such file or folder{remedy}")


def _of_site(paths: tuple[Path, ...], incidents: Path) -> bool:
    """Whether the check covers more than incidents."""
    return not paths or not all(path.resolve().is_relative_to(incidents.resolve()) for path in paths)


def _tried(site: Maker, checked: Checked) -> tuple[tuple[Problem, ...], str]:
    """Problems that a build would find around the incidents, and a sentence when it could not be tried."""
    if any(problem.code in NEVER_PUBLISHED for problem in checked.problems):
        return (), ""
    try:
        return site.trial(checked), ""
    except PublishError as error:
        return (), sentence_of(error)


def _around(config_file: Path, incidents: str, settings: str, against: str | None) -> Surroundings:
    """Published files, the names of everybody who wrote a commit, and the project's folder in the repository."""
    root, people, published, below = config_file.resolve().parent, frozenset[str](), None, ""
    with suppress(GitError):
        people = author_names(root)
        below = os.fsdecode(run(root, "rev-parse", "--show-prefix").stdout).strip("\n")
    try:
        if against != "none" and (base := against or default_base(root, os.environ)):
            published = with_times(root, tree_at(root, base, incidents, settings), datetime.now(UTC), base)
        elif against != "none":
            click.echo("Not compared with what was published: git has no earlier commit to compare with.", err=True)
    except GitError as error:
        if against:
            stop(f"{error}.")
        click.echo(f"Not compared with what was published: {error}.", err=True)
    return Surroundings(published=published, people=people, below=below)


def _within(problems: tuple[Problem, ...], paths: tuple[Path, ...], root: Path) -> tuple[Problem, ...]:
    """Problems in these files and folders; all problems when none are named."""
    wanted = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100 - a link is named as it is
    if not wanted:
        return problems
    return tuple(problem for problem in problems if any((root / problem.path).is_relative_to(path) for path in wanted))
