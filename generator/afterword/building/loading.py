"""Shared by the commands that build: options, MkDocs' configuration, reading of incidents."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from afterword.build import Checked
from afterword.building.running import heard
from afterword.commands.progress import with_progress
from afterword.engines.mkdocs import MKDOCS, use_mkdocs
from afterword.engines.mkdocs_yml import require, stop_without_plugin
from afterword.world.kept.readings import BATCH, Each, each_kept
from afterword.world.pool import each_in_pool
from afterword.world.refusal import USAGE, RefusalError, stop

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from afterword.mkdocs_engine.mkdocs_plugin import AfterwordPlugin


def load(config_file: Path, engine: str = MKDOCS, **changes: str | None) -> "tuple[MkDocsConfig, AfterwordPlugin]":
    """The MkDocs configuration and our plugin in it."""
    use_mkdocs(engine)
    from mkdocs.config import load_config  # noqa: PLC0415 - `--help` need not wait for MkDocs
    from mkdocs.exceptions import Abort, ConfigurationError  # noqa: PLC0415

    from afterword.mkdocs_engine.mkdocs_plugin import AfterwordPlugin  # noqa: PLC0415

    require(config_file)
    with heard() as words:
        try:
            config = load_config(str(config_file), **{key: value for key, value in changes.items() if value})
        except Abort:
            stop(f"{config_file}: {'; '.join(words.errors).rstrip('.') or 'MkDocs cannot use it'}.")
        except ConfigurationError as error:
            stop(f"{config_file}: {error}")
        except ValueError as error:  # MkDocs looks at addresses with a function that raises
            stop(f"{config_file}: an address in it cannot be read ({error}). Look at site_url and repo_url.")
        except Exception as error:
            kind = type(error).__name__
            raise RefusalError(
                f"{config_file}: a plugin, a hook or an extension that it names cannot be loaded ({kind}: {error}). "
                "Install it or leave it out. With --verbose you see where that happens.",
                USAGE,
            ) from error
    plugin = config.plugins.get("afterword")
    if not isinstance(plugin, AfterwordPlugin):
        stop_without_plugin(config_file)
    return config, plugin


def how_many(checked: Checked) -> str:
    """`501 incidents`."""
    number = len(checked.history) + len(checked.rescued)
    return f"{number} incident{'' if number == 1 else 's'}"


def each_incident(root: Path, with_all: str) -> Each:
    """Reads many incidents; unchanged ones come from the store."""
    return with_progress(each_kept(root, with_all, partial(each_in_pool, batch=BATCH)), "Reading incidents")
