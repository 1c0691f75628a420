"""The command `afterword build`."""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click

from afterword.build import Surroundings
from afterword.building.loading import each_incident, how_many
from afterword.building.site_makers import engine_option, maker
from afterword.commands import options
from afterword.core.rules import NEVER_PUBLISHED, Level
from afterword.outputs.report import FORMATS, summary
from afterword.world.kept.store import lock_path, open_store
from afterword.world.lock import locked
from afterword.world.publishing.publish import publish, remove_later
from afterword.world.publishing.written_files import read_record, write_record
from afterword.world.refusal import REFUSED, stop
from afterword.world.repository.git import GitError, default_base, tree_at

KEPT_GOING = 3
"""Exit code: published with --keep-going in spite of errors."""
_TWICE = "E111"


@click.command()
@options.config
@options.now
@click.option(
    "-d",
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to put the site.  [default: from mkdocs.yml]",
)
@engine_option
@click.option(
    "--keep-going", is_flag=True, help="Publish in spite of errors, and leave out as little as possible. Exit code 3."
)
def build(config_file: Path, now: datetime | None, site_dir: Path | None, engine: str | None, keep_going: bool) -> None:
    """Build the site and exchange it with the old one in one step.

    With errors, nothing is touched, unless you say --keep-going.

    Exit code 0: built. 1: refused, and the old site is as it was. 2: the command or the configuration is wrong.
    3: built with --keep-going in spite of errors.
    """
    site = maker(config_file, now, engine, site_dir)
    store = open_store(site.root)
    with locked(lock_path(site.root)):
        each = each_incident(site.root, site.with_all)
        checked = site.check(each, Surroundings(wording=False))
        errors = tuple(found for found in checked.problems if found.level is Level.ERROR)
        if keep_going and any(found.code == _TWICE for found in errors):
            before = _published_paths(site.root, site.incidents, site.settings)
            checked = site.check(each, Surroundings(wording=False, before=before))
        click.echo(FORMATS["text"](errors), nl=False, err=True)
        if errors and (not keep_going or any(found.code in NEVER_PUBLISHED for found in errors)):
            click.echo(f"Nothing was built: {summary(errors)}.", err=True)
            stop("", REFUSED)
        old: list[Path] = []
        notes = publish(site.target, lambda new: site.make(new, checked, read_record(store)), old.append)
        write_record(store, site.record)
        store.sweep()
    for note in notes:
        click.echo(note, err=True)
    click.echo(FORMATS["text"](site.told), nl=False, err=True)
    place = _short(str(site.target))
    click.echo(f"Built {how_many(checked)} into {place}/. Open {place}/index.html")
    for folder in old:
        remove_later(folder)
    if errors:
        click.echo(f"Published in spite of {summary(errors)}. Mend the files named above and build again.", err=True)
        stop("", KEPT_GOING)


def _published_paths(root: Path, incidents: str, settings: str) -> frozenset[str]:
    """Paths of the files when the site was last published, as far as git knows."""
    with suppress(GitError):
        if base := default_base(root, os.environ):
            return frozenset(source.path for source in tree_at(root, base, incidents, settings).sources)
    return frozenset()


def _short(path: str) -> str:
    """Path relative to the current folder, when that is shorter."""
    try:
        return Path(path).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path
