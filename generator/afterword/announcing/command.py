"""The commands `afterword announce draft`, `send` and `ledger`."""

import shlex
from pathlib import Path
from typing import Any

import click

from afterword.commands.config_option import config
from afterword.world.refusal import REFUSED, stop
from afterword.world.repository.git import GitError

_DRAFT, _SEND, _LEDGER = "draft", "send", "ledger"
_OLD_FLAGS = (
    *(("--confirm", _LEDGER), ("--release", _LEDGER), ("--mark-all", _LEDGER)),
    *(("--send", _SEND), ("--dry-run", _SEND), ("--record", _LEDGER)),
)
"""What chose between the commands in version 0.1.0, in the order in which it was looked for."""

_update = click.option(
    "--update", metavar="ID/ANCHOR", help="Only this update, new or not; ID for an incident without updates."
)
_record = click.option("--record", is_flag=True, help="Write into the incident files where and when it was told.")


def _in_new_form(words: list[str]) -> list[str]:
    """The command as it is written now; for its old form, with flags in place of a name, a sentence says so."""
    given = [word.partition("=")[0] for word in words]
    first = next((word for word in given if word != "--verbose"), "")
    if first in {_DRAFT, _SEND, _LEDGER, "-h", "--help"} or (first and not first.startswith("-")):
        return words
    name = next((name for flag, name in _OLD_FLAGS if flag in given), _DRAFT)
    new = [name, *(word for word in words if word != "--send")]
    now = shlex.join(("afterword", "announce", *new))
    click.echo(
        f"afterword announce without draft, send or ledger works in this version and no longer. Write: {now}", err=True
    )
    return new


class _Announce(click.Group):
    """The three commands; what git or another run refuses ends each of them with a sentence."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the old form, too."""
        return super().parse_args(ctx, _in_new_form(args))

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - the signature is click's
        """Run a command, and end with its code."""
        # Late: every other command would wait for it.
        from afterword.world.sending.ledger import TakenError  # noqa: PLC0415

        try:
            failed = super().invoke(ctx)
        except TakenError as error:
            stop(f"{error}. It goes first, and nothing was sent by this one. Run it again.", REFUSED)
        except GitError as error:
            stop(f"{error.plain}.")
        if failed:
            stop("", REFUSED)
        return failed


@click.group("announce", cls=_Announce)
def announce() -> None:
    """Tell what is new: write drafts, send, settle what is open.

    New is every update that was not there at an earlier git revision. Announce after the site is published, because
    every message links to it.

    Exit code 0: done. 1: something is left to do, and the output says what. 2: the command or its surroundings are
    wrong, and nothing was written or sent.
    """


@announce.command(_DRAFT)
@config
@click.option(
    "--since", metavar="REV", help="What is new since this git revision.  [default: since what was published]"
)
@_update
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="drafts",
    show_default=True,
    help="Where drafts go.",
)
def draft(**options: Any) -> bool:  # noqa: ANN401 - click's
    """Write drafts of what is new: an e-mail, posts and a message for chats.

    Nothing is sent, and nothing is kept: a draft may be written again.

    Exit code 0: done. 1: a file cannot be read or is held back, and drafts were written of the others only; or the
    update that was asked for is never announced. 2: the command or its surroundings are wrong, and nothing was written.
    """
    from afterword.announcing.drafting import write_drafts  # noqa: PLC0415 - late, as above

    return write_drafts(**options)


@announce.command(_SEND)
@config
@click.option("--since", metavar="REV", help="For the first time: what was in the files at this git revision was told.")
@click.option(
    "--feed",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="For the first time: a copy of updates.atom.",
)
@_update
@click.option(
    "--at-most", metavar="N", type=click.IntRange(1), default=20, show_default=True, help="Refuse to send more updates."
)
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@_record
def send(*, config_file: Path, record: bool, dry_run: bool, **options: Any) -> bool:  # noqa: ANN401 - click's
    """Send what is new to the channels of the settings.

    Each update goes out once: a ledger in git keeps what was told and where.

    Exit code 0: done. 1: something was not sent, and the next run sends it; or nobody knows whether it was, and the
    output says how to settle that; or a file cannot be read or is held back, and only the others were sent. 2: the
    command or its surroundings are wrong, and nothing was sent.
    """
    from afterword.announcing.recording import record as write_record  # noqa: PLC0415 - late, as above
    from afterword.announcing.send_command import send_new  # noqa: PLC0415

    failed = send_new(config_file, dry_run=dry_run, **options)
    return (record and not dry_run and write_record(config_file)) or failed


@announce.command(_LEDGER)
@config
@click.option("--confirm", metavar="CLAIM", multiple=True, help="A message whose run did not end went out.")
@click.option("--release", metavar="CLAIM", multiple=True, help="It did not go out: the next run sends it.")
@click.option("--mark-all", is_flag=True, help="Everything was told. Sends nothing.")
@_record
def ledger(
    config_file: Path, confirm: tuple[str, ...], release: tuple[str, ...], *, mark_all: bool, record: bool
) -> bool:
    """Say of which messages nobody knows whether they were sent, or settle them.

    The ledger keeps in git which update was told on which channel. Without options, its open messages are listed.

    Exit code 0: done, and nothing is open. 1: something is open; or not everything could be recorded. 2: the command
    or its surroundings are wrong, and nothing was written.
    """
    from afterword.announcing import send_command  # noqa: PLC0415 - late, as above
    from afterword.announcing.recording import record as write_record  # noqa: PLC0415

    if confirm or release:
        if mark_all or record:
            raise click.UsageError(
                "--confirm and --release stand alone: settle what is open first, then run the other command"
            )
        send_command.settle(config_file, confirm, release)
        return False
    if not mark_all and not record:
        return send_command.say_open(config_file)
    failed = mark_all and send_command.mark_all(config_file)
    return (record and write_record(config_file)) or failed
