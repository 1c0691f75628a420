"""The command `afterword`: check, build and serve a history."""

import logging
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from afterword import __version__
from afterword.build import Checked
from afterword.core.problems import Problem, has_errors
from afterword.core.rules import Level
from afterword.core.times import TimeFault, read_moment
from afterword.world.pool import each_in_pool

REFUSED = 1
"""Exit code: there are errors; nothing was published."""
USAGE = 2
"""Exit code: the command or its surroundings are wrong."""

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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="afterword")
def main() -> None:
    """Incident history and postmortems, from Markdown in git."""


@main.command()
@_config
@_now
def check(config_file: Path, now: datetime | None) -> None:
    """Read every incident and say what is wrong. Builds nothing.

    Exit code 0: no errors. 1: there are errors. 2: the command or the configuration is wrong.
    """
    config, plugin = _load(config_file)
    type(plugin).now = now
    checked = plugin.check(config, each_in_pool)
    _report(checked.problems)
    click.echo(f"{_incidents(checked)}: {_summary(checked.problems)}.")
    if has_errors(checked.problems):
        sys.exit(REFUSED)


@main.command()
@_config
@_now
@click.option(
    "-d", "--site-dir", type=click.Path(path_type=Path, file_okay=False), help="Where to put the site.  [default: from mkdocs.yml]"
)
def build(config_file: Path, now: datetime | None, site_dir: Path | None) -> None:
    """Build the site. With errors, nothing is touched.

    Exit code 0: built. 1: there are errors, and the old site is as it was. 2: the command or the configuration is wrong.
    """
    config, plugin = _load(config_file, site_dir=str(site_dir.absolute()) if site_dir else None)
    type(plugin).now = now
    checked = plugin.check(config, each_in_pool)
    _report(checked.problems)
    if has_errors(checked.problems):
        click.echo(f"Nothing was built: {_summary(checked.problems)}.", err=True)
        sys.exit(REFUSED)
    from mkdocs.commands.build import build as mkdocs_build  # noqa: PLC0415 - `--help` need not wait for MkDocs
    from mkdocs.exceptions import BuildError  # noqa: PLC0415

    config.plugins.on_startup(command="build", dirty=False)
    try:
        mkdocs_build(config)
    except BuildError as error:
        _stop(str(error))
    finally:
        config.plugins.on_shutdown()
    place = _short(config.site_dir)
    click.echo(f"Built {_incidents(checked)} into {place}/. Open {place}/index.html")


@main.command()
@_config
@_now
@click.option("-a", "--dev-addr", metavar="HOST:PORT", help="Where to serve.  [default: 127.0.0.1:8000]")
def serve(config_file: Path, now: datetime | None, dev_addr: str | None) -> None:
    """Serve the site on this machine and build it anew when a file changes."""
    _, plugin = _load(config_file)
    type(plugin).now = now
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    from mkdocs.commands.serve import serve as mkdocs_serve  # noqa: PLC0415 - `--help` need not wait for MkDocs

    if dev_addr:
        mkdocs_serve(str(config_file), dev_addr=dev_addr)
    else:
        mkdocs_serve(str(config_file))


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
    plugin = config.plugins.get("afterword")
    if not isinstance(plugin, AfterwordPlugin):
        _stop(f"{config_file} does not use the plugin. Add a line '- afterword' under plugins:.")
    return config, plugin


def _incidents(checked: Checked) -> str:
    number = len(checked.history)
    return f"{number} incident{'' if number == 1 else 's'}"


def _report(problems: tuple[Problem, ...]) -> None:
    for found in problems:
        click.echo(str(found), err=True)


def _summary(problems: tuple[Problem, ...]) -> str:
    counts = [(sum(found.level is level for found in problems), str(level)) for level in Level]
    return ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in counts if number) or "no problems"


def _short(path: str) -> str:
    """A path as seen from here, when that is shorter."""
    try:
        return Path(path).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path


def _stop(message: str) -> NoReturn:
    click.echo(f"afterword: {message}", err=True)
    sys.exit(USAGE)
