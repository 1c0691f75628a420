"""Sends news that the ledger does not have yet, and never the whole history by mistake."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from afterword.announcing.known_news import Known, named, read, say_quiet
from afterword.core.ledger_rows import EVERYWHERE, LedgerRows
from afterword.outputs.announcements.already_announced import FeedError, told_by_feed
from afterword.outputs.announcements.message import Message
from afterword.outputs.announcements.news import News, everything, told_before
from afterword.world.refusal import REFUSED, stop
from afterword.world.repository.git import default_base
from afterword.world.sending.channels import Way, ways
from afterword.world.sending.ledger import Ledger
from afterword.world.sending.send_news import IN_PROGRESS, is_in_progress, left_behind, tell


def send_new(
    config_file: Path, *, since: str | None, feed: Path | None, update: str | None, at_most: int, dry_run: bool
) -> bool:
    """Send new updates, or print what would be sent. Returns whether anything was not sent, or a file is withheld."""
    root = config_file.resolve().parent
    ledger = Ledger(root)
    exists, now = ledger.read(), _clock()
    if not exists and not (since or feed):
        stop(
            "it is not known yet what was announced, and the whole history must not be sent. "
            "Name the revision that was published last with --since, give a copy of the live updates.atom with --feed, "
            "or mark everything as announced with afterword announce ledger --mark-all."
        )
    if not dry_run:
        _let_another_run_end(ledger.told, now)
    known = read(config_file, since or default_base(root, os.environ))
    channels = _channels(known)
    if not channels:
        stop("the settings name no channel. Set announce.email or announce.webhooks, see docs/announcing.md.")
    if exists and (since or feed):
        click.echo(
            "The ledger says what was announced; --since and --feed are needed for the first run only.", err=True
        )
    rows = ledger.told if exists else ledger.told.added(_baseline(since, feed, known), EVERYWHERE, now)
    everywhere = [way.key for way in channels]
    rows = _by_new_names(rows, known).joined(everywhere, now)
    quiet = [news for news in known.news if news.silence and not rows.has(news.keys, EVERYWHERE)]
    rows = rows.added([news.key for news in quiet], EVERYWHERE, now)
    rows = _by_new_addresses(rows, known, everywhere, now)
    todo = _todo(update, known, rows, channels)
    if len(todo) > at_most:
        click.echo(
            f"afterword: {len(todo)} updates would be sent, more than {at_most}. Nothing was. If that is right, say\n"
            f"--at-most {len(todo)}; if they were announced before, run afterword announce ledger --mark-all.\n"
            f"The first: {todo[0].key}.",
            err=True,
        )
        return True
    say_quiet(quiet)
    unsettled = _say_unsettled(ledger.told, now)
    failed = unsettled or known.withheld
    if dry_run:
        _would(known.messages(todo), channels, rows)
        return failed
    if rows != ledger.told or ledger.ahead:
        ledger.write(rows, "What was known before")
    if update and not todo:
        if not unsettled:
            click.echo("It was announced on every channel.")
        return failed
    return _tell(known.messages(todo), channels, ledger, unsettled=unsettled) or failed


def mark_all(config_file: Path) -> bool:
    """Mark everything as announced, also messages with an open claim. Returns whether a file is withheld."""
    root = config_file.resolve().parent
    ledger = Ledger(root)
    ledger.read()
    now = _clock()
    _let_another_run_end(ledger.told, now)
    known = read(config_file, default_base(root, os.environ))
    rows = _by_new_names(ledger.told, known).joined([way.key for way in _channels(known)], now)
    for claim in rows.claims.values():
        rows = rows.confirmed(claim.name)
    rows = rows.added([news.key for news in known.news if not rows.has(news.keys, EVERYWHERE)], EVERYWHERE, now)
    ledger.write(rows, "Everything was told")
    click.echo(f"Marked as announced: everything, {len(known.news)} in all. Nothing was sent.")
    return known.withheld


def say_open(config_file: Path) -> bool:
    """Print the messages of which it is not known whether they were sent. Returns whether there are any."""
    ledger = Ledger(config_file.resolve().parent)
    if not ledger.read():
        click.echo("There is no ledger: nothing was announced from here.")
    elif not ledger.told.claims:
        click.echo("Nothing is open: of every message it is known whether it was sent.")
    return _say_unsettled(ledger.told, _clock())


def _say_unsettled(rows: LedgerRows, now: datetime) -> bool:
    """Print for each unsettled claim what to do; return whether there is one."""
    for (key, channel), claim in rows.claims.items():
        click.echo(f"Not known whether sent by {channel}: {key}, {left_behind(claim, now)}.", err=True)
    return bool(rows.claims)


def settle(config_file: Path, confirmed: Sequence[str], released: Sequence[str]) -> None:
    """Record the results of messages whose run did not record them.

    Raises:
        GitError: the ledger could not be read or written.
    """
    ledger = Ledger(config_file.resolve().parent)
    ledger.read()
    claims = {claim.name: (row, claim) for row, claim in ledger.told.claims.items()}
    unknown = [token for token in (*confirmed, *released) if token not in claims]
    if unknown and ledger.ahead:  # a note of this folder that could not be pushed has settled it
        ledger.write(ledger.told, "What was known before")
        click.echo(f"The ledger in {ledger.remote} now has the results that only this folder had.")
    if unknown:
        stop(
            f"there is no claim {unknown[0]} in the ledger, so it is settled. "
            "afterword announce ledger lists the open ones."
        )
    for token in released:
        _let_another_run_end(LedgerRows(claims={claims[token][0]: claims[token][1]}), _clock())
    rows = ledger.told
    for token in confirmed:
        rows = rows.confirmed(token)
    for token in released:
        rows = rows.released(token)
    ledger.write(rows, f"Settled: {', '.join((*confirmed, *released))}")
    for token in (*confirmed, *released):
        (key, channel), _ = claims[token]
        click.echo(f"{channel}: {key} {'counts as sent' if token in confirmed else 'is sent by the next run'}.")


def _let_another_run_end(rows: LedgerRows, now: datetime) -> None:
    """Stop while another run may be sending one of these messages."""
    for (key, channel), claim in rows.claims.items():
        if is_in_progress(claim, now):
            until = (claim.at + IN_PROGRESS).strftime("%H:%M:%S")
            stop(
                f"another run has claimed {key} for {channel} and may be sending it now. "
                "This run sent nothing. Let the other one end, then run this again; "
                f"if it was killed, run this again after {until} UTC.",
                REFUSED,
            )


def _channels(known: Known) -> tuple[Way, ...]:
    if known.slips:  # a channel that is left out now would join later, and never get the present news
        stop("\n".join(("a channel in the settings cannot be read, so nothing was sent:", *known.slips)))
    return ways(known.checked.settings, known.site, known.say, os.environ)


def _by_new_names(rows: LedgerRows, known: Known) -> LedgerRows:
    """Copy what was told under older ids of the news to their present ids. A file may then be renamed again."""
    for news in (*everything(known.earlier), *known.news):
        rows = rows.renamed(news.keys, news.key)
    return rows


def _by_new_addresses(rows: LedgerRows, known: Known, everywhere: Sequence[str], now: datetime) -> LedgerRows:
    """Copy the rows of news whose address changed to the present address, with open claims."""
    for key, was in known.moved.items():
        if all(rows.has([old], way) for old in was for way in everywhere):
            claimed = any(row[0] in was for row in rows.claims)
            rows = rows.renamed(was, key) if claimed else rows.added([key], EVERYWHERE, now)
    return rows


def _baseline(since: str | None, feed: Path | None, known: Known) -> frozenset[str]:
    """Rows for news that were announced before there was a ledger."""
    keys: frozenset[str] = told_before(known.earlier) if since else frozenset()
    if feed:
        try:
            keys |= told_by_feed(feed.read_bytes(), known.news, known.checked.settings, known.site)
        except FeedError as error:
            stop(f"{feed} does not say what was told: {error}.")
    return keys


def _todo(update: str | None, known: Known, rows: LedgerRows, channels: Sequence[Way]) -> list[News]:
    chosen = known.news
    if update:
        chosen = (named(known, update),)
        if chosen[0].silence:
            stop(f"{chosen[0].key} is not announced: {chosen[0].silence}.")
    return [news for news in chosen if not news.silence and any(not rows.has(news.keys, way.key) for way in channels)]


def _would(messages: Sequence[Message], channels: Sequence[Way], rows: LedgerRows) -> None:
    for message in messages:
        for way in channels:
            if not rows.has(message.news.keys, way.key):
                click.echo(f"{way.key} to {way.goal}: {message.subject} ({message.news.key})")
    if not messages:
        click.echo("Nothing is new.")


def _tell(messages: Sequence[Message], channels: Sequence[Way], ledger: Ledger, *, unsettled: bool) -> bool:
    result = tell(messages, channels, ledger, _clock)
    for line in result.sent:
        click.echo(f"Sent by {line}")
    bad = {
        "Not sent by": result.failed,
        "Not known whether sent by": result.unsure,
        "Not recorded:": result.unnoted,
    }
    for what, lines in bad.items():
        for line in lines:
            click.echo(f"{what} {line}.", err=True)
    if result.failed:
        click.echo(
            f"{len(result.failed)} not sent. Run the same command again: what was sent is not sent twice.", err=True
        )
    if not any(bad.values()) and not result.sent and not unsettled:
        click.echo("Nothing is new.")
    return any(bad.values())


def _clock() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
