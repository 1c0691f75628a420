"""Options and arguments that several commands share."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from afterword.commands import config_option
from afterword.commands.asking import DUE, PAST
from afterword.commands.open_project import Sharing, load
from afterword.core.times import TimeFault, read_moment
from afterword.core.words import Status
from afterword.world.refusal import RefusalError

_Command = Callable[..., Any]
_WORDS = re.compile(r"-+[^\w\-].", re.DOTALL)
"""Beginning of a text that looks like an option: `- a list`, `---` and more."""
_PLAIN = "\0"
"""Prefix that hides a leading `-` from click's option parser. NUL, because no argument can contain it."""


class _Now(click.ParamType[datetime]):
    """A time such as `2026-04-22 09:46 UTC`."""

    name = "time"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        moment = read_moment(value)
        if isinstance(moment, TimeFault):
            self.fail(
                f"cannot read '{value}' as a time. Write YYYY-MM-DD HH:MM UTC, e.g. 2026-04-22 09:46 UTC", param, ctx
            )
        return moment.at


class TextCommand(click.Command):
    """A command whose arguments are texts: one that begins with a dash and a space is a list, and no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hide texts with a leading dash from click."""
        options = [param for param in self.params if isinstance(param, click.Option) and not param.is_flag]
        taking = {name for option in options for name in option.opts}
        marked = [
            _PLAIN + arg if _WORDS.match(arg) and last not in taking else arg
            for last, arg in zip(["", *args], args, strict=False)
        ]
        rest = super().parse_args(ctx, marked)
        for name, value in ctx.params.items():
            if isinstance(value, str):
                ctx.params[name] = value.removeprefix(_PLAIN)
            elif isinstance(value, tuple):
                ctx.params[name] = tuple(text.removeprefix(_PLAIN) for text in value)
        return rest


config = config_option.config
now: Callable[[_Command], _Command] = click.option(
    "--now", type=_Now(), help="Act as if it were this time, e.g. '2026-04-22 09:46 UTC'.  [default: the clock]"
)
at: Callable[[_Command], _Command] = click.option(
    "--at",
    type=PAST,
    default="now",
    metavar="TIME",
    help="The time of the update: '-12m' for twelve minutes ago, '09:16' in UTC, or '2026-03-14 09:16 UTC'."
    "  [default: now]",
)
components: Callable[[_Command], _Command] = click.option(
    "-c",
    "--component",
    "components",
    multiple=True,
    metavar="ID",
    help="An affected component, by its id in your settings. May be repeated.",
)
edit: Callable[[_Command], _Command] = click.option(
    "--edit", is_flag=True, help="Write the text in your editor, starting from TEXT or the template."
)
headline: Callable[[_Command], _Command] = click.option(
    "--headline", default="", metavar="TEXT", help="A short headline after the status."
)
as_file: Callable[[_Command], _Command] = click.option(
    "--as-file", is_flag=True, help="Write the update to a separate file, so that several people can write at once."
)


def commit(command: _Command) -> _Command:
    """The options `--commit` and `--push`, as one value."""

    @wraps(command)
    def with_sharing(*, commit: bool, push: bool, **values: object) -> object:
        return command(commit=Sharing.PUSH if push else Sharing.COMMIT if commit else Sharing.NO, **values)

    committing = click.option(
        "--commit", is_flag=True, help="Pull what colleagues pushed, then commit only what was written."
    )
    pushing = click.option("--push", is_flag=True, help="As --commit, then push.")
    return committing(pushing(with_sharing))


def due(usual: str = "") -> Callable[[_Command], _Command]:
    """The option `--next`. `usual` is the time that is promised without it, for the help."""
    words = "Promise the next update: '30m' or '1h' from now, or '09:45' in UTC."
    return click.option(
        "--next", "due", type=DUE, metavar="TIME", help=f"{words}  [default: {usual}]" if usual else words
    )


def complete_id(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of incidents, for the shell."""
    path = Path(ctx.params.get("config_file") or "mkdocs.yml")
    try:
        names = sorted((source.name for source in load(path).tree.sources), reverse=True)
    except RefusalError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def complete_words(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Statuses, then ids of incidents, for the shell."""
    statuses = [CompletionItem(status.slug) for status in Status if status.slug.startswith(incomplete.lower())]
    return statuses + complete_id(ctx, param, incomplete)
