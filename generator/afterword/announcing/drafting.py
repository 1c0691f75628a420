"""Writes drafts of what is new since an earlier revision."""

import os

import click

from afterword.announcing.asked import USAGE, Asked, Load, stop
from afterword.announcing.known import named, read, say_quiet
from afterword.outputs.announcements.drafts import drafts
from afterword.outputs.announcements.news import told_before
from afterword.world.git import default_base


def draft(load: Load, asked: Asked) -> bool:
    """Write the drafts, and say where they are; whether the update that was asked for is never announced, or a file is withheld."""
    base = asked.since or (None if asked.update else default_base(asked.root, os.environ))
    if not base and not asked.update:
        stop("there is no earlier revision to compare with. Name one with --since, or an update with --update.", USAGE)
    known = read(load, asked, base)
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
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in drafts(one, known.checked.settings, known.site, known.say).items():
            (folder / name).write_bytes(data)
        click.echo(f"{folder.as_posix()}/  {one.subject}")
    if not chosen:
        click.echo("Nothing is new.")
    return known.withheld or (bool(asked.update) and not loud)
