"""Builds for each vector a site of its own, whose only incident and whose settings hold that vector and no other.

Of each site the pages are written that a test opens: home, the month, the incident. They are made by MkDocs and our plugin like those of
every site, in one process, so that forty sites take no longer than four.
"""

import logging
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import jinja2
from jinja2.bccache import Bucket
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.theme import Theme

from afterword.mkdocs_engine.mkdocs_plugin import AfterwordPlugin
from project import Project
from vectors import HOSTILE, MONTH, Hostile, incident, quoted, settings


class Only(BasePlugin):  # type: ignore[no-untyped-call, type-arg]  # it has no options and no types
    """Lets MkDocs write these pages only."""

    def __init__(self, *wanted: str) -> None:
        self._wanted = wanted

    @event_priority(-100)
    def on_env(self, env: jinja2.Environment, /, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """When every page has its place in the navigation, and before any is written."""
        config.theme.static_templates.clear()
        for file in list(files):
            if file.dest_uri not in self._wanted:
                files.remove(file)
        return env


class Programs(jinja2.BytecodeCache):
    """The compiled templates of the theme, which would be compiled for each site anew."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled before."""
        if code := self._code.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._code[bucket.key] = bucket.bytecode_to_string()


def main(folder: Path, *, policy: bool) -> None:
    """Build the site of each vector into a folder named by its number."""
    AfterwordPlugin.now = datetime(2020, 3, 1, 12, tzinfo=UTC)
    project = Project(folder / "work", incidents=False)
    programs, environment = Programs(), Theme.get_env

    def with_programs(theme: Theme) -> jinja2.Environment:
        made = environment(theme)
        made.bytecode_cache = programs
        return made

    frame = (project.folder / "mkdocs.yml").read_text(encoding="utf-8")
    for number, vector in enumerate(HOSTILE):
        shutil.rmtree(project.folder / "incidents")
        project.write("mkdocs.yml", frame.replace("site_name: Pigeonpost incidents", f"site_name: {quoted(vector.site_name)}"))
        project.write("site_config/settings.yml", settings({number: vector}, policy=policy))
        project.write(vector.source, incident(number, vector))
        with patch.object(Theme, "get_env", with_programs):
            _build(project, folder / str(number), vector)


def _build(project: Project, site: Path, vector: Hostile) -> None:
    """As `afterword build --keep-going` does: some fields hold what they may not, and the site is built all the same."""
    config = load_config(str(project.folder / "mkdocs.yml"), site_dir=str(site))
    config.plugins["only"] = Only(*(f"{path}index.html" for path in ("", MONTH, vector.path)))
    plugin = config.plugins["afterword"]
    assert isinstance(plugin, AfterwordPlugin)
    config.plugins.on_startup(command="build", dirty=False)
    plugin.check(config)
    with patch.object(Files, "add_files_from_theme"):  # they are the same in every site, and are served from another
        build(config)
    config.plugins.on_shutdown()


if __name__ == "__main__":
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    main(Path(sys.argv[1]), policy=sys.argv[2] == "policy")
