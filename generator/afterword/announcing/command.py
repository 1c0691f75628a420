"""The command `afterword announce`: drafts of what is new, or the sending of it, and the record of both."""

import sys
from pathlib import Path
from typing import Any

import click

from afterword.announcing.announce_options import FAILED, Asked
from afterword.world.refusal import USAGE, stop
from afterword.world.repository.git import GitError


@click.command("announce")
@click.option(
    "-f", "--config-file", default="mkdocs.yml", show_default=True, type=click.Path(path_type=Path), help="The MkDocs configuration."
)
@click.option("--since", metavar="REV", help="What is new since this git revision.  [default: since what was published]")
@click.option("--update", metavar="ID/ANCHOR", help="Only this update, new or not; ID for an incident without updates.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default="drafts", show_default=True, help="Where drafts go.")
@click.option("--send", is_flag=True, help="Send to the channels of the settings, and keep in the ledger what was sent.")
@click.option("--dry-run", is_flag=True, help="Say what --send would send, and send nothing.")
@click.option("--record", is_flag=True, help="Write into the incident files where and when it was told.")
@click.option("--mark-all", is_flag=True, help="Keep in the ledger that everything was told. Sends nothing.")
@click.option("--feed", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A copy of updates.atom: what was told.")
@click.option("--at-most", metavar="N", type=click.IntRange(1), default=20, show_default=True, help="Refuse to send more updates.")
@click.option("--confirm", metavar="CLAIM", multiple=True, help="A message whose run did not end went out.")
@click.option("--release", metavar="CLAIM", multiple=True, help="It did not go out: the next --send sends it.")
def announce(send: bool, record: bool, confirm: tuple[str, ...], release: tuple[str, ...], **asked: Any) -> None:  # noqa: ANN401 - click's
    """Write drafts of what is new, or with --send tell it.

    Drafts are an e-mail, posts and a message for chats. New is every update that was not there at an earlier git
    revision. Run it after the site is published, because every message links to it. --send repeats nothing: a ledger
    in git keeps what was told and where.

    Exit code 0: done. 1: something was not sent, and the next run sends it; or nobody knows whether it was, and the
    output says how to settle that; or a file cannot be read or is held back, and only the others were. 2: the command
    or its surroundings are wrong, and nothing was sent.
    """
    # Late: every other command would wait for them.
    from afterword.announcing.drafting import draft  # noqa: PLC0415
    from afterword.announcing.recording import record as write_record  # noqa: PLC0415
    from afterword.announcing.send_command import send_new, settle  # noqa: PLC0415
    from afterword.world.sending.ledger import TakenError  # noqa: PLC0415

    wanted = Asked(**asked)
    if (confirm or release) and (send or record or wanted.dry_run or wanted.mark_all):
        raise click.UsageError("--confirm and --release stand alone: settle what is open first, then run the other command")
    try:
        if confirm or release:
            settle(wanted, confirm, release)
            failed = False
        elif send or wanted.dry_run or wanted.mark_all:
            failed = send_new(wanted)
        elif record:
            failed = False
        else:
            failed = draft(wanted)
        if record and not wanted.dry_run:
            failed = write_record(wanted) or failed
    except TakenError as error:
        stop(f"{error}. It goes first, and nothing was sent by this one. Run it again.", FAILED)
    except GitError as error:
        stop(f"{error.plain}.", USAGE)
    sys.exit(FAILED if failed else 0)
