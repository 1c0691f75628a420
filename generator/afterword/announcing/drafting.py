"""Writes drafts of what is new since an earlier revision."""

import os

import click

from afterword.announcing.announce_options import Asked
from afterword.announcing.known_news import named, read, say_quiet
from afterword.outputs.announcements.drafts import drafts
from afterword.outputs.announcements.news import told_before
from afterword.world.files import FileChange, write
from afterword.world.lock import alone_in
from afterword.world.refusal import USAGE, stop
from afterword.world.repository.git import default_base


def write_drafts(asked: Asked) -> bool:
    """Write the drafts, and print their folders.

    True when the update that was asked for is never announced, or a file is withheld.
    """
    base = asked.since or (None if asked.update else default_base(asked.root, os.environ))
    if not base and not asked.update:
        stop("there is no earlier revision to compare with. Name one with --since, or an update with --update.", USAGE)
    known = read(asked, base)
    if any(asked.out.resolve().is_relative_to(folder.resolve()) for folder in known.public):
        stop(f"{asked.out} is published, and drafts must not be. Name another folder with --out.", USAGE)
    if asked.update:
        chosen = [named(known, asked.update)]
    else:
        told, same = told_before(known.earlier), known.moved
        chosen = [each for each in known.news if not each.keys & told and each.key not in same]
    say_quiet([each for each in chosen if each.silence])
    loud = [each for each in chosen if not each.silence]
    for one in known.messages(loud):
        folder = asked.out / one.news.key
        texts = drafts(one, known.checked.settings, known.site, known.say)
        with alone_in(folder):
            before = {name: (folder / name).read_bytes() for name in texts if (folder / name).is_file()}
            write(
                asked.out,
                *(FileChange(path=folder / name, before=before.get(name), after=data) for name, data in texts.items()),
            )
        click.echo(f"{folder.as_posix()}/  {one.subject}")
    if not chosen:
        click.echo("Nothing is new.")
    return known.withheld or (bool(asked.update) and not loud)
