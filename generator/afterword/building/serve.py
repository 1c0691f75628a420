"""The command `afterword serve`."""

import logging
from datetime import datetime
from pathlib import Path

import click

from afterword.building.loading import load, now_option
from afterword.commands import options


@click.command()
@options.config
@now_option
@click.option("-a", "--dev-addr", metavar="HOST:PORT", help="Where to serve.  [default: 127.0.0.1:8000]")
def serve(config_file: Path, now: datetime | None, dev_addr: str | None) -> None:
    """Serve the site here, built anew when a file changes.

    Ends with Ctrl-C. Exit code 0: ended. 2: the command or the configuration is wrong.
    """
    _, plugin = load(config_file)
    type(plugin).now = now
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    from mkdocs.commands.serve import serve as mkdocs_serve  # noqa: PLC0415 - `--help` need not wait for MkDocs

    if dev_addr:
        mkdocs_serve(str(config_file), dev_addr=dev_addr)
    else:
        mkdocs_serve(str(config_file))
