"""Writes drafts of what is new since an earlier revision."""

import os
from pathlib import Path

import click

from afterword.announcing.known_news import named, read, say_quiet
from afterword.outputs.announcements.drafts import drafts
from afterword.outputs.announcements.news import told_before
from afterword.world.files import FileChange, write
from afterword.world.lock import alone_in
from afterword.world.refusal import stop
from afterword.world.repository.git import default_base


def write_drafts(config_file: Path, since: str | None, update: str | None, out: Path) -> bool:
    """Write and list the drafts. Returns whether a file is withheld, or the wanted update is never announced."""
    base = since or (None if update else default_base(config_file.resolve().parent, os.environ))
    if not base and not update:
        stop("there is no earlier revision to compare with. Name one with --since, or an update with --update.")
    known = read(config_file, base)
    if any(out.resolve().is_relative_to(folder.resolve()) for folder in known.public):
        stop(f"{out} is published, and drafts must not be. Name another folder with --out.")
    if update:
        chosen = [named(known, update)]
    else:
        earlier, moved = told_before(known.earlier), known.moved
        chosen = [news for news in known.news if not news.keys & earlier and news.key not in moved]
    say_quiet([news for news in chosen if news.silence])
    loud = [news for news in chosen if not news.silence]
    for message in known.messages(loud):
        folder = out / message.news.key
        texts = {
            folder / name: text for name, text in drafts(message, known.checked.settings, known.site, known.say).items()
        }
        with alone_in(folder):
            before = {path: path.read_bytes() for path in texts if path.is_file()}
            write(out, *(FileChange(path=path, before=before.get(path), after=text) for path, text in texts.items()))
        click.echo(f"{folder.as_posix()}/  {message.subject}")
    if not chosen:
        click.echo("Nothing is new.")
    return known.withheld or (bool(update) and not loud)
