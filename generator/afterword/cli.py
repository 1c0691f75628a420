"""The command `afterword`: which commands there are, and how one ends that cannot do what was asked.

Each command is imported when it is asked for, so that none waits for the others.
"""

import codecs
import errno
import io
import json
import os
import sys
import traceback
from importlib import import_module
from typing import Any

import click

from afterword import __version__
from afterword.core.problems import guess
from afterword.world.garbage_collection import end_quickly, search_rarely
from afterword.world.refusal import REFUSED, RefusalError, sentence_of

_COMMANDS = {
    "check": "building.check:check",
    "build": "building.build_command:build",
    "serve": "building.serve:serve",
    "init": "commands.init:init",
    "demo": "building.demo:demo",
    "new": "commands.new:new",
    "say": "commands.say:say",
    "from-issue": "commands.from_issue:from_issue",
    "publish": "commands.draft:publish",
    "update": "commands.update:update",
    "resolve": "commands.update:resolve",
    "correct": "commands.update:correct",
    "postmortem": "commands.postmortem:postmortem",
    "maintenance": "commands.new:maintenance",
    "export": "commands.export:export",
    "import": "commands.import_:import_",
    "list": "commands.look:list_",
    "show": "commands.look:show",
    "stamp": "commands.stamp_command:stamp",
    "language": "commands.language_command:language",
    "announce": "announcing.command:announce",
}
"""Module and function of each command, in the order of the help text."""
_ESCAPED = "afterword.escaped"
_VERBOSE = "--verbose"
_VERBOSE_HELP = "When something fails, print the traceback."


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Error handler that writes unencodable characters as JSON escapes, so that `--format json` stays JSON."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


codecs.register_error(_ESCAPED, _escaped)


def _remember(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta[_VERBOSE] = True


def _verbose() -> click.Option:
    return click.Option([_VERBOSE], is_flag=True, expose_value=False, callback=_remember, help=_VERBOSE_HELP)


def _with_their_own(name: str, command: click.Command) -> dict[str, click.Command]:
    """A command by its name, and the commands that it has."""
    commands = command.commands if isinstance(command, click.Group) else {}
    return {name: command, **{f"{name} {inner}": own for inner, own in commands.items()}}


class Commands(click.Group):
    """The commands of the table. One that cannot do what was asked ends with a sentence and a code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Their names."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The command of this name, if there is one."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"afterword.{module}"), name)
        for own in _with_their_own(cmd_name, command).values():
            if not any(_VERBOSE in param.opts for param in own.params):
                own.params.append(_verbose())
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was asked for. For one that is not known, the usage error has the most similar one."""
        if args[0] not in _COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            ctx.fail(f"there is no command '{args[0]}'{guess(args[0], _COMMANDS) or '.'} --help lists them.")
        return super().resolve_command(ctx, args)

    def every(self) -> dict[str, click.Command]:
        """All of them by their names, with the commands of commands."""
        context = click.Context(self)
        commands = ((name, self.get_command(context, name)) for name in _COMMANDS)
        return {
            full: own for name, command in commands if command for full, own in _with_their_own(name, command).items()
        }

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - the signature is click's
        """Run a command; whatever it raises ends in a sentence, with the traceback for `--verbose` only."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.UsageError, click.Abort, EOFError):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:  # click ends without a word then
                raise
            if sentence := sentence_of(error):
                if _VERBOSE in ctx.meta:
                    traceback.print_exc()
                click.echo(f"afterword: {sentence}", err=True)
            sys.exit(error.code if isinstance(error, RefusalError) else REFUSED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, "-V", "--version", prog_name="afterword")
@click.option(_VERBOSE, is_flag=True, expose_value=False, callback=_remember, help=_VERBOSE_HELP)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Incident history and postmortems, from Markdown in git."""
    search_rarely()
    end_quickly()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what it cannot show must not keep the rest from being shown
            stream.reconfigure(errors=_ESCAPED)
    if os.environ.get("NO_COLOR"):
        ctx.color = False
