"""The option `--config-file`, which every command on a project has. Apart, because it needs no import."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

config: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "-f",
    "--config-file",
    default="mkdocs.yml",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The MkDocs configuration.",
)
