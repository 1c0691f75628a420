"""The command `afterword build`."""

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from afterword.build import Surroundings
from afterword.building.loading import each_incident, how_many, load, now_option
from afterword.building.running import run_mkdocs
from afterword.commands import options
from afterword.core.rules import NEVER_PUBLISHED, Level
from afterword.incremental import made_with
from afterword.outputs.report import FORMATS, summary
from afterword.world.foreign import files_of
from afterword.world.git import GitError, default_base, tree_at
from afterword.world.inspection import inspect
from afterword.world.lock import locked
from afterword.world.pool import processors
from afterword.world.publish import publish, remove_later
from afterword.world.refusal import REFUSED, PublishError
from afterword.world.reuse import Record, Reuse, read_record, write_record
from afterword.world.store import lock_path, open_store

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from afterword.mkdocs_plugin import AfterwordPlugin

KEPT_GOING = 3
"""Exit code: published with --keep-going in spite of errors."""
_TWICE = "E111"


@click.command()
@options.config
@now_option
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
    config, plugin = load(config_file, site_dir=str(site_dir.absolute()) if site_dir else None)
    type(plugin).now = now
    target = Path(config.site_dir)
    root = config_file.resolve().parent
    store = open_store(root)
    with locked(lock_path(root)):
        with_all = made_with(config, root / plugin.config.settings)
        each = each_incident(root, with_all)
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
        alone = bool(with_all) and not plugin.config.under  # in a site that is more, other programs may look at every page
        plugin.alone = alone
        plugin.reuse = Reuse(target, read_record(store), with_all) if alone else None
        plugin.publishing = True
        old: list[Path] = []
        notes = publish(target, lambda new: _make(config, plugin, checked.settings.security.policy, new), old.append)
        write_record(store, plugin.reuse.record if plugin.reuse else Record())
        store.sweep()
    for note in notes:
        click.echo(note, err=True)
    place = _short(str(target))
    click.echo(f"Built {how_many(checked)} into {place}/. Open {place}/index.html")
    for folder in old:
        remove_later(folder)
    if errors:
        click.echo(f"Published in spite of {summary(errors)}. Mend the files named above and build again.", err=True)
        sys.exit(KEPT_GOING)


def _published_paths(root: Path, incidents: str, settings: str) -> frozenset[str]:
    """The files that were there when the site was last published, as far as git knows."""
    with suppress(GitError):
        if base := default_base(root, os.environ):
            return frozenset(source.path for source in tree_at(root, base, incidents, settings).sources)
    return frozenset()


def _make(config: "MkDocsConfig", plugin: "AfterwordPlugin", closed: bool, staging: Path) -> dict[str, str]:
    """Let MkDocs build into the folder, and look at what came of it. Returns its files, with their digests where they are known."""
    from afterword.mkdocs_faults import elsewhere  # noqa: PLC0415 - `--help` need not wait for MkDocs

    config.site_dir = str(staging)
    run_mkdocs(config)
    kept = plugin.reuse.kept if plugin.reuse else frozenset()
    names = files_of(staging)

    def say(loads: Mapping[str, Sequence[str]]) -> list[str]:
        return [found.message for found in elsewhere(config, plugin.config.settings, loads)]

    looked = {path: one.look for path, one in plugin.written.items()}
    if faults := inspect(
        staging,
        names,
        plugin.site_paths,
        own=config.site_url or "",
        closed=closed,
        under=plugin.config.under,
        seen=kept,
        looked=looked,
        say=say,
    ):
        raise PublishError("the new site cannot be published: " + "; ".join(faults))
    digests = {path: one.digest for path, one in plugin.written.items()}
    if plugin.reuse:
        plugin.reuse.note(staging, digests)
        digests |= {path: made for path, (_, made, _) in plugin.reuse.record.files.items()}
    return {name: digests.get(name, "") for name in names}


def _short(path: str) -> str:
    """A path as seen from here, when that is shorter."""
    try:
        return Path(path).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path
