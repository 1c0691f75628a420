"""Runs MkDocs, and turns its log and its exceptions into sentences."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from afterword.build import Checked
from afterword.core.problems import Problem
from afterword.engines.checking import refused_by_policy
from afterword.engines.mkdocs import MKDOCS, PROPERDOCS
from afterword.world.publishing.inspection import loads_elsewhere, refused_scripts
from afterword.world.publishing.site_manifest import files_of
from afterword.world.refusal import PublishError, RefusalError

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from afterword.mkdocs_engine.mkdocs_plugin import AfterwordPlugin


class MkDocsWords(logging.Handler):
    """Log handler that keeps warnings and errors of MkDocs and its plugins."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warnings: list[str] = []
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        (self.errors if record.levelno >= logging.ERROR else self.warnings).append(record.getMessage().strip())


@contextmanager
def heard() -> Iterator[MkDocsWords]:
    """Collect MkDocs' log while the block runs; print its warnings at the end, also after an exception."""
    loggers, words = [logging.getLogger(name) for name in (MKDOCS, PROPERDOCS)], MkDocsWords()
    for logger in loggers:
        logger.addHandler(words)
    try:
        yield words
    finally:
        for logger in loggers:
            logger.removeHandler(words)
        for warning in words.warnings:
            click.echo(warning, err=True)


def run_mkdocs(config: "MkDocsConfig") -> None:
    """Let MkDocs build into `config.site_dir`.

    Raises:
        PublishError: MkDocs, a plugin, a template or `strict: true` ended the build.
    """
    from mkdocs.commands.build import build as mkdocs_build  # noqa: PLC0415 - `--help` need not wait for MkDocs
    from mkdocs.exceptions import Abort, BuildError  # noqa: PLC0415

    from afterword.mkdocs_engine.mkdocs_faults import what_failed  # noqa: PLC0415

    with heard() as words:
        config.plugins.on_startup(command="build", dirty=False)
        try:
            mkdocs_build(config)
        except Abort as error:
            if words.errors:  # it has said why
                ours = words.errors[-1].startswith("nothing was built")
                raise PublishError(
                    f"{'' if ours else 'MkDocs could not build the site: '}{words.errors[-1]}"
                ) from error
            number = len(words.warnings)
            raise PublishError(
                f"strict: true in mkdocs.yml makes {number} warning{'' if number == 1 else 's'} an error. "
                "Mend what the lines above name, or take strict out"
            ) from error
        except BuildError as error:
            raise PublishError(f"MkDocs could not build the site: {error}") from error
        except Exception as error:
            if isinstance(error, RefusalError) or (isinstance(error, OSError) and error.errno):
                raise  # a disk that is full, say: whoever asked for the build knows what that means
            raise PublishError(what_failed(config, error)) from error
        finally:
            config.plugins.on_shutdown()


def trial(config: "MkDocsConfig", plugin: "AfterwordPlugin", checked: Checked) -> tuple[Problem, ...]:
    """Build the frame, the pages written by hand and a few of ours into a folder that is thrown away.

    Returns:
        E191 to E195 and W230: what plugins made of the configuration, and what the pages would load from other sites.

    Raises:
        PublishError: a build would end with this sentence.
    """
    from afterword.mkdocs_engine.mkdocs_faults import config_problems, elsewhere  # noqa: PLC0415 - `--help` need not wait for MkDocs

    with tempfile.TemporaryDirectory(prefix="afterword_") as folder:
        config.site_dir = folder
        plugin.trial = True
        run_mkdocs(config)
        closed = checked.settings.security.policy
        names = [name for name in files_of(Path(folder)) if name.startswith(plugin.config.under)]
        loads = loads_elsewhere(Path(folder), names, config.site_url or "") if closed else {}
        scripts = refused_scripts(Path(folder), names)
    settings = plugin.config.settings
    return (
        *config_problems(config, serving=False),
        *elsewhere(config, settings, loads),
        *refused_by_policy(Path(config.config_file_path).name, settings, scripts),
    )
