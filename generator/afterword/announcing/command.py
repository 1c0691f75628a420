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
"""The flags of version 0.1.0, each with the command that replaces it, in order of precedence."""

_update = click.option(
    "--update", metavar="ID/ANCHOR", help="Only this update, new or not; ID for an incident without updates."
)
_record = click.option("--record", is_flag=True, help="Write into the incident files where and when it was announced.")


def _in_new_form(words: list[str]) -> list[str]:
    """The arguments in the present form. For the old form, with a flag instead of a name, print the present one."""
    given = [word.partition("=")[0] for word in words]
    first = next((word for word in given if word != "--verbose"), "")
    if first in {_DRAFT, _SEND, _LEDGER, "-h", "--help"} or (first and not first.startswith("-")):
        return words
    name = next((name for flag, name in _OLD_FLAGS if flag in given), _DRAFT)
    new = [name, *(word for word in words if word != "--send")]
    now = shlex.join(("afterword", "announce", *new))
    click.echo(f"afterword announce without draft, send or ledger works in this version only. Write: {now}", err=True)
    return new


class _Announce(click.Group):
    """The three commands. Errors of git and of the ledger end each of them with a sentence."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the old form, too."""
        return super().parse_args(ctx, _in_new_form(args))

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - the signature is click's
        """Run a command, and end with its code."""
        # Imported late, because every other command would wait for it.
        from afterword.world.sending.ledger import TakenError  # noqa: PLC0415

        try:
            failed = super().invoke(ctx)
        except TakenError as error:
            stop(f"{error}. This run sent nothing. Run it again.", REFUSED)
        except GitError as error:
            stop(f"{error.plain}.")
        if failed:
            stop("", REFUSED)
        return failed


@click.group("announce", cls=_Announce)
def announce() -> None:
    """Announce new updates as e-mail, posts and chat messages.

    An update is new if it did not exist at an earlier git revision. Announce after the site is published, because every
    message links to it.

    Exit code 0: done. 1: something is left to do, and the output says what. 2: the command or its surroundings are
    wrong, and nothing was written or sent.
    """


@announce.command(_DRAFT)
@config
@click.option("--since", metavar="REV", help="The git revision to compare with.  [default: what was published]")
@_update
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="drafts",
    show_default=True,
    help="The folder for drafts.",
)
def draft(**options: Any) -> bool:  # noqa: ANN401 - click's
    """Write an e-mail, posts and a chat message as drafts.

    Nothing is sent or recorded: drafts may be written again.

    Exit code 0: done. 1: a file cannot be read or is held back, and drafts were written for the others only; or the
    requested update is never announced. 2: the command or its surroundings are wrong, and nothing was written.
    """
    from afterword.announcing.drafting import write_drafts  # noqa: PLC0415 - late, as above

    return write_drafts(**options)


@announce.command(_SEND)
@config
@click.option(
    "--since", metavar="REV", help="For the first run: everything at this git revision was already announced."
)
@click.option(
    "--feed",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="For the first run: everything in this copy of updates.atom was already announced.",
)
@_update
@click.option(
    "--at-most",
    metavar="N",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="Refuse to send more updates than this.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@_record
def send(*, config_file: Path, record: bool, dry_run: bool, **options: Any) -> bool:  # noqa: ANN401 - click's
    """Send new updates to the channels in the settings.

    Each update is sent once: a ledger in git records what was sent to which channel.

    Exit code 0: done. 1: something was not sent, and the next run sends it; or it is not known whether a message was
    sent, and the output says how to settle that; or a file cannot be read or is held back, and only the others were
    sent. 2: the command or its surroundings are wrong, and nothing was sent.
    """
    from afterword.announcing.recording import record as write_record  # noqa: PLC0415 - late, as above
    from afterword.announcing.send_command import send_new  # noqa: PLC0415

    failed = send_new(config_file, dry_run=dry_run, **options)
    return (record and not dry_run and write_record(config_file)) or failed


@announce.command(_LEDGER)
@config
@click.option("--confirm", metavar="CLAIM", multiple=True, help="Record that this open message was sent.")
@click.option(
    "--release",
    metavar="CLAIM",
    multiple=True,
    help="Record that this open message was not sent: the next run sends it.",
)
@click.option("--mark-all", is_flag=True, help="Record everything as announced, and send nothing.")
@_record
def ledger(
    config_file: Path, confirm: tuple[str, ...], release: tuple[str, ...], *, mark_all: bool, record: bool
) -> bool:
    """List and settle messages with an unknown result.

    The ledger records in git which update was sent on which channel. A message is open while it is not known whether it
    was sent. Without options, the open messages are listed.

    Exit code 0: done, and nothing is open. 1: something is open; or not everything could be recorded. 2: the command
    or its surroundings are wrong, and nothing was written.
    """
    from afterword.announcing import send_command  # noqa: PLC0415 - late, as above
    from afterword.announcing.recording import record as write_record  # noqa: PLC0415

    if confirm or release:
        if mark_all or record:
            raise click.UsageError(
                "--confirm and --release go with no other option: "
                "settle the open messages first, then run the other command"
            )
        send_command.settle(config_file, confirm, release)
        return False
    if not mark_all and not record:
        return send_command.say_open(config_file)
    failed = mark_all and send_command.mark_all(config_file)
    return (record and write_record(config_file)) or failed
