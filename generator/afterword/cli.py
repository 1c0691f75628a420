"""The command `afterword`: check, build and serve a history."""

import atexit
import gc
import logging
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from afterword import __version__
from afterword.announcing.command import announce_command
from afterword.build import Checked, Surroundings
from afterword.commands import WRITING
from afterword.commands.progress import with_progress
from afterword.core.problems import Problem
from afterword.core.rules import LEAK_WARNINGS, NEVER_PUBLISHED, Level
from afterword.core.times import TimeFault, read_moment
from afterword.incremental import made_with
from afterword.outputs.report import FORMATS, rules_text, summary
from afterword.world.authored import with_times
from afterword.world.git import GitError, author_names, default_base, tree_at
from afterword.world.inspection import inspect
from afterword.world.lock import locked
from afterword.world.pool import each_in_pool, processors
from afterword.world.publish import publish
from afterword.world.readings import Each, each_kept
from afterword.world.refusal import PublishError
from afterword.world.reuse import Record, Reuse, read_record, write_record

REFUSED = 1
"""Exit code: there are errors; nothing was published."""
USAGE = 2
"""Exit code: the command or its surroundings are wrong."""
_TWICE = "E111"
KEPT_GOING = 3
"""Exit code: published with --keep-going in spite of errors."""

_config = click.option(
    "-f", "--config-file", default="mkdocs.yml", show_default=True, type=click.Path(path_type=Path), help="The MkDocs configuration."
)


class _Now(click.ParamType[datetime]):
    """A time such as `2026-04-22 09:46 UTC`."""

    name = "time"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        moment = read_moment(value)
        if isinstance(moment, TimeFault):
            self.fail(f"cannot read '{value}' as a time. Write YYYY-MM-DD HH:MM UTC, e.g. 2026-04-22 09:46 UTC", param, ctx)
        return moment.at


_now = click.option("--now", type=_Now(), help="Build as if it were this time, e.g. '2026-04-22 09:46 UTC'.  [default: the clock]")


class _InOrder(click.Group):
    """Lists its commands in the order in which they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Their names."""
        return list(self.commands)


@click.group(cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, "-V", "--version", prog_name="afterword")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Incident history and postmortems, from Markdown in git."""
    atexit.register(gc.freeze)  # a process that ends gives its memory back as a whole: to search it for cycles first takes long
    if os.environ.get("NO_COLOR"):
        ctx.color = False


@main.command()
@_config
@_now
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="How problems are printed.")
@click.option("--strict", is_flag=True, help="Warnings count as errors. Hints never do.")
@click.option("--strict-leaks", is_flag=True, help="Warnings about addresses, hosts and names of people count as errors.")
@click.option("--against", metavar="REV", help="Compare with this git revision; 'none': with nothing.  [default: what was published]")
@click.option("--list-rules", is_flag=True, help="Print every rule with its reason, and do nothing else.")
def check(
    config_file: Path,
    now: datetime | None,
    paths: tuple[Path, ...],
    form: str,
    strict: bool,
    strict_leaks: bool,
    against: str | None,
    list_rules: bool,
) -> None:
    """Read every incident and say what is wrong. Builds nothing.

    With PATHS, only problems in these files and folders are said.

    Exit code 0: no errors. 1: there are errors. 2: the command or the configuration is wrong.
    """
    if list_rules:
        click.echo(rules_text(), nl=False)
        return
    config, plugin = _load(config_file)
    type(plugin).now = now
    root = config_file.resolve().parent
    each = _each(root, made_with(config, root / plugin.config.settings))
    checked = plugin.check(config, each, _around(config_file, plugin.config.incidents, plugin.config.settings, against))
    problems = _within(checked.problems, paths, root)
    click.echo(FORMATS[form](problems), nl=False)
    if form == "text":
        waived = f" {len(checked.waived)} switched off by a waiver." if checked.waived else ""
        click.echo(f"{_incidents(checked)}: {summary(problems)}.{waived}")
    failing = {Level.ERROR, Level.WARNING} if strict else {Level.ERROR}
    if any(found.level in failing or (strict_leaks and found.code in LEAK_WARNINGS) for found in problems):
        sys.exit(REFUSED)


@main.command()
@_config
@_now
@click.option(
    "-d", "--site-dir", type=click.Path(path_type=Path, file_okay=False), help="Where to put the site.  [default: from mkdocs.yml]"
)
@click.option("--keep-going", is_flag=True, help="Publish in spite of errors, and leave out as little as possible. Exit code 3.")
def build(config_file: Path, now: datetime | None, site_dir: Path | None, keep_going: bool) -> None:
    """Build the site and exchange it with the old one in one step.

    With errors, nothing is touched, unless you say --keep-going.

    Exit code 0: built. 1: refused, and the old site is as it was. 2: the command or the configuration is wrong.
    3: built with --keep-going in spite of errors.
    """
    config, plugin = _load(config_file, site_dir=str(site_dir.absolute()) if site_dir else None)
    type(plugin).now = now
    target = Path(config.site_dir)
    root = config_file.resolve().parent
    record = root / ".cache" / "afterword" / "written.json"
    try:
        with locked(root / ".cache" / "afterword" / "lock"):
            with_all = made_with(config, root / plugin.config.settings)
            each = _each(root, with_all)
            checked = plugin.check(config, each, Surroundings(wording=False))
            errors = tuple(found for found in checked.problems if found.level is Level.ERROR)
            if keep_going and any(found.code == _TWICE for found in errors):
                before = _published_paths(root, plugin.config.incidents, plugin.config.settings)
                checked = plugin.check(config, each, Surroundings(wording=False, before=before))
            click.echo(FORMATS["text"](errors), nl=False, err=True)
            if errors and (not keep_going or any(found.code in NEVER_PUBLISHED for found in errors)):
                click.echo(f"Nothing was built: {summary(errors)}.", err=True)
                sys.exit(REFUSED)
            plugin.processes = processors()
            plugin.reuse = Reuse(target, read_record(record), with_all) if with_all else None
            written: list[Record] = []
            notes = publish(target, lambda new: written.append(_make(config, checked.settings.security.policy, new)))
            write_record(record, written[0])
    except PublishError as error:
        click.echo(f"afterword: {error}.", err=True)
        sys.exit(REFUSED)
    for note in notes:
        click.echo(note, err=True)
    place = _short(str(target))
    click.echo(f"Built {_incidents(checked)} into {place}/. Open {place}/index.html")
    if errors:
        click.echo(f"Published in spite of {summary(errors)}. Mend the files named above and build again.", err=True)
        sys.exit(KEPT_GOING)


@main.command()
@_config
@_now
@click.option("-a", "--dev-addr", metavar="HOST:PORT", help="Where to serve.  [default: 127.0.0.1:8000]")
def serve(config_file: Path, now: datetime | None, dev_addr: str | None) -> None:
    """Serve the site here, built anew when a file changes.

    Ends with Ctrl-C. Exit code 0: ended. 2: the command or the configuration is wrong.
    """
    _, plugin = _load(config_file)
    type(plugin).now = now
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    from mkdocs.commands.serve import serve as mkdocs_serve  # noqa: PLC0415 - `--help` need not wait for MkDocs

    if dev_addr:
        mkdocs_serve(str(config_file), dev_addr=dev_addr)
    else:
        mkdocs_serve(str(config_file))


for _command in WRITING:
    main.add_command(_command)


def _load(config_file: Path, **changes: str | None):  # type: ignore[no-untyped-def]  # noqa: ANN202 - MkDocs is imported late
    """The MkDocs configuration and our plugin in it."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # docs/decisions/0001-mkdocs-at-the-edge.md
    from mkdocs.config import load_config  # noqa: PLC0415 - `--help` need not wait for MkDocs
    from mkdocs.exceptions import ConfigurationError  # noqa: PLC0415

    from afterword.mkdocs_plugin import AfterwordPlugin  # noqa: PLC0415

    if not config_file.is_file():
        _stop(f"there is no {config_file} here. Go to the folder that holds it, or name it with --config-file.")
    try:
        config = load_config(str(config_file), **{key: value for key, value in changes.items() if value})
    except ConfigurationError as error:
        _stop(f"{config_file}: {error}")
    except ValueError as error:  # MkDocs looks at addresses with a function that raises
        _stop(f"{config_file}: an address in it cannot be read ({error}). Look at site_url and repo_url.")
    plugin = config.plugins.get("afterword")
    if not isinstance(plugin, AfterwordPlugin):
        _stop(f"{config_file} does not use the plugin. Add a line '- afterword' under plugins:.")
    return config, plugin


def _incidents(checked: Checked) -> str:
    number = len(checked.history) + len(checked.rescued)
    return f"{number} incident{'' if number == 1 else 's'}"


def _around(config_file: Path, incidents: str, settings: str, against: str | None) -> Surroundings:
    """What git knows: the files as they were published, and the names of the people who wrote."""
    if against == "none":
        return Surroundings()
    root = config_file.resolve().parent
    try:
        base = against or default_base(root, os.environ)
        if base is None:
            click.echo("Not compared with what was published: there is no history.", err=True)
            return Surroundings()
        published = with_times(root, tree_at(root, base, incidents, settings), datetime.now(UTC), base)
        return Surroundings(published=published, people=author_names(root))
    except GitError as error:
        if against:
            _stop(f"{error}.")
        click.echo(f"Not compared with what was published: {error}.", err=True)
        return Surroundings()


def _published_paths(root: Path, incidents: str, settings: str) -> frozenset[str]:
    """The files that were there when the site was last published, as far as git knows."""
    with suppress(GitError):
        if base := default_base(root, os.environ):
            return frozenset(source.path for source in tree_at(root, base, incidents, settings).sources)
    return frozenset()


def _each(root: Path, with_all: str) -> Each:
    """Reads many incidents: those that were read before are taken from the store."""
    return with_progress(each_kept(root, with_all, each_in_pool), "Reading incidents")


def _within(problems: tuple[Problem, ...], paths: tuple[Path, ...], root: Path) -> tuple[Problem, ...]:
    """The problems of these files and folders; all, when none are named."""
    wanted = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100 - a link is named as it is
    if not wanted:
        return problems
    return tuple(found for found in problems if any((root / found.path).is_relative_to(path) for path in wanted))


def _make(config: Any, closed: bool, staging: Path) -> Record:  # noqa: ANN401 - MkDocs is imported late
    """Let MkDocs build into the folder, and look at what came of it. Returns what the next build may take over."""
    from mkdocs.commands.build import build as mkdocs_build  # noqa: PLC0415 - `--help` need not wait for MkDocs
    from mkdocs.exceptions import BuildError  # noqa: PLC0415

    config.site_dir = str(staging)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        mkdocs_build(config)
    except BuildError as error:
        raise PublishError(f"MkDocs could not build the site: {error}") from error
    finally:
        config.plugins.on_shutdown()
    plugin = config.plugins["afterword"]
    kept = plugin.reuse.kept if plugin.reuse else frozenset()
    if faults := inspect(staging, plugin.site_paths, own=config.site_url or "", closed=closed, seen=kept):
        raise PublishError("the new site is not as it should be: " + "; ".join(faults))
    return plugin.reuse.record(staging) if plugin.reuse else Record()


def _short(path: str) -> str:
    """A path as seen from here, when that is shorter."""
    try:
        return Path(path).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path


def _stop(message: str) -> NoReturn:
    click.echo(f"afterword: {message}", err=True)
    sys.exit(USAGE)


main.add_command(announce_command(_load))
