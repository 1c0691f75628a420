"""The command `afterword`: which commands there are. Each is imported when it is asked for, so that none waits for the others."""

import os
from importlib import import_module

import click

from afterword import __version__
from afterword.world.memory import end_quickly, search_rarely

_COMMANDS = {
    "check": "building.check:check",
    "build": "building.build:build",
    "serve": "building.serve:serve",
    "init": "commands.init:init",
    "new": "commands.new:new",
    "update": "commands.update:update",
    "resolve": "commands.update:resolve",
    "correct": "commands.update:correct",
    "postmortem": "commands.postmortem:postmortem",
    "maintenance": "commands.new:maintenance",
    "list": "commands.look:list_",
    "show": "commands.look:show",
    "stamp": "commands.stamp:stamp",
    "language": "commands.language:language",
    "announce": "building.announce:announce",
}
"""Where each command is, in the order in which they are listed."""


class Commands(click.Group):
    """The commands of the table."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Their names."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The command of this name, if there is one."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        found: click.Command = getattr(import_module(f"afterword.{module}"), name)
        return found

    def every(self) -> dict[str, click.Command]:
        """All of them by their names."""
        context = click.Context(self)
        return {name: command for name in _COMMANDS if (command := self.get_command(context, name))}


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, "-V", "--version", prog_name="afterword")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Incident history and postmortems, from Markdown in git."""
    search_rarely()
    end_quickly()
    if os.environ.get("NO_COLOR"):
        ctx.color = False
