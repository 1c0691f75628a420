"""Sends what was not told yet, by the ledger; and never the whole history by mistake."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from afterword.announcing.asked import USAGE, Asked, Load, stop
from afterword.announcing.known import Known, named, read, say_quiet
from afterword.core.told import EVERYWHERE, Told
from afterword.outputs.announcements.message import Message
from afterword.outputs.announcements.news import News, everything, told_before
from afterword.outputs.announcements.told import FeedError, told_by_feed
from afterword.world.channels import Way, ways
from afterword.world.git import GitError, default_base
from afterword.world.ledger import Ledger
from afterword.world.telling import Result, tell


def send_new(load: Load, asked: Asked) -> bool:
    """Send what is new, or say what would be sent, or mark it all as told; whether something was not sent, or a file is withheld."""
    ledger = Ledger(asked.root)
    exists = ledger.read()
    if not exists and not (asked.since or asked.feed or asked.mark_all):
        stop(
            "nothing says yet what was told, and the whole history must not be sent. Name the revision that was published "
            "last with --since, give a copy of the live updates.atom with --feed, or mark everything as told with --mark-all.",
            USAGE,
        )
    known = read(load, asked, asked.since or default_base(asked.root, os.environ))
    channels = _channels(asked, known)
    if exists and (asked.since or asked.feed) and not asked.mark_all:
        click.echo("The ledger says what was told; --since and --feed are needed for the first run only.", err=True)
    now = _clock()
    told = ledger.told if exists else ledger.told.added(_baseline(asked, known), EVERYWHERE, now)
    everywhere = [way.key for way in channels]
    told = _by_new_names(told, known).joined(everywhere, now)
    if asked.mark_all:
        told = told.added([each.key for each in known.news if not told.has(each.keys, EVERYWHERE)], EVERYWHERE, now)
        if not asked.dry_run:
            ledger.write(told, "Everything was told")
        click.echo(f"Marked as told: everything, {len(known.news)} in all. Nothing was sent.")
        return known.withheld
    new = [each for each in known.news if not told.has(each.keys, EVERYWHERE)]
    quiet = [each for each in new if each.silence]
    told = told.added([each.key for each in quiet], EVERYWHERE, now)
    same = [key for key, was in known.moved.items() if all(told.has([old], way) for old in was for way in everywhere)]
    told = told.added(same, EVERYWHERE, now)
    todo = _todo(asked, known, told, channels)
    if len(todo) > asked.at_most:
        click.echo(f"afterword: {len(todo)} updates would be sent, more than {asked.at_most}. Nothing was. If that is right, say", err=True)
        click.echo(f"--at-most {len(todo)}; if they were told before, say --mark-all. The first: {todo[0].key}.", err=True)
        return True
    say_quiet(quiet)
    if asked.update and not todo:
        click.echo("It was told on every channel.")
        return known.withheld
    if asked.dry_run:
        _would(known.messages(todo), channels, told)
        return known.withheld
    if told != ledger.told:
        ledger.write(told, "What was known before")
    return _tell(known.messages(todo), channels, ledger) or known.withheld


def _channels(asked: Asked, known: Known) -> tuple[Way, ...]:
    if known.slips:  # a channel left out now would join later, and nobody there would be told what was
        stop("\n".join(("a channel in the settings cannot be read, so nothing was sent:", *known.slips)), USAGE)
    channels = ways(known.checked.settings, known.site, known.say, os.environ)
    if not channels and not asked.mark_all:
        stop("the settings name no channel. Set announce.email or announce.webhooks, see docs/announcing.md.", USAGE)
    return channels


def _by_new_names(told: Told, known: Known) -> Told:
    """What was told under an older id, under that of now, too: so the file may be renamed again, and forget its first id."""
    for each in (*everything(known.earlier), *known.news):
        told = told.renamed(each.keys, each.key)
    return told


def _baseline(asked: Asked, known: Known) -> frozenset[str]:
    """What was told before there was a ledger."""
    told: frozenset[str] = frozenset()
    if asked.since:
        told |= told_before(known.earlier)
    if asked.feed:
        try:
            told |= told_by_feed(asked.feed.read_bytes(), known.news, known.checked.settings, known.site)
        except FeedError as error:
            stop(f"{asked.feed} does not say what was told: {error}.", USAGE)
    return told


def _todo(asked: Asked, known: Known, told: Told, channels: Sequence[Way]) -> list[News]:
    chosen = known.news
    if asked.update:
        chosen = (named(known, asked.update),)
        if chosen[0].silence:
            stop(f"{chosen[0].key} is not announced: {chosen[0].silence}.", USAGE)
    return [each for each in chosen if not each.silence and any(not told.has(each.keys, way.key) for way in channels)]


def _would(messages: Sequence[Message], channels: Sequence[Way], told: Told) -> None:
    for one in messages:
        for way in channels:
            if not told.has(one.news.keys, way.key):
                click.echo(f"{way.key} to {way.goal}: {one.subject} ({one.news.key})")
    if not messages:
        click.echo("Nothing is new.")


def _tell(messages: Sequence[Message], channels: Sequence[Way], ledger: Ledger) -> bool:
    result = Result()
    try:
        tell(messages, channels, ledger, _clock, result)
    except GitError as error:
        result.failed.append(f"the channels that are left: {error.plain}")
    for line in result.sent:
        click.echo(f"Sent by {line}")
    for line in result.failed:
        click.echo(f"Not sent by {line}.", err=True)
    if result.failed:
        click.echo(f"{len(result.failed)} not sent. Run the same command again: what was sent is not sent twice.", err=True)
    elif not result.sent:
        click.echo("Nothing is new.")
    return bool(result.failed)


def _clock() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
