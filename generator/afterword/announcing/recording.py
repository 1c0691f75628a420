"""Records in the incident files where and when they were announced."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from afterword.announcing.known_news import read
from afterword.core.incident_parts import Channel
from afterword.core.ledger_rows import LedgerRows
from afterword.core.model import Incident
from afterword.core.times import Moment
from afterword.editing.channel_rows import with_channels
from afterword.outputs.announcements.news import news_of
from afterword.world.files import FileChange, write
from afterword.world.lock import alone_in
from afterword.world.sending.channels import Way, ways
from afterword.world.sending.ledger import Ledger


def record(config_file: Path) -> bool:
    """Add to each incident's `channels:` where it was told, once for each channel that the public reads."""
    root = config_file.resolve().parent
    ledger = Ledger(root)
    ledger.read()
    known = read(config_file, None)
    public = [way for way in ways(known.checked.settings, known.site, known.say, os.environ) if way.audience]
    changes: dict[FileChange, str] = {}
    failed = known.withheld
    for incident in known.checked.history:
        new = _unrecorded(incident, public, ledger.told)
        if not new:
            continue
        before = known.checked.sources[incident.path].data
        after = with_channels(before, new)
        names = ", ".join(channel.name for channel in new)
        if after is None:
            click.echo(
                f"{incident.path}: channels: cannot be added to as it is written. Add by hand: {names}.", err=True
            )
            failed = True
        else:
            change = FileChange(path=root / incident.path, before=before, after=after)
            changes[change] = f"{incident.path}: recorded {names}"
    with alone_in(known.incidents):
        write(root, *changes)
    for line in changes.values():
        click.echo(line)
    return failed


def _unrecorded(incident: Incident, public: Sequence[Way], rows: LedgerRows) -> tuple[Channel, ...]:
    keys = [key for news in news_of(incident) for key in news.keys]
    there = {channel.name.casefold() for channel in incident.channels}
    new = {
        way.name: Channel(name=way.name, at=Moment(at.replace(second=0)), audience=way.audience)
        for way in public
        if way.name.casefold() not in there and (at := rows.first(keys, way.key))
    }
    return tuple(new.values())
