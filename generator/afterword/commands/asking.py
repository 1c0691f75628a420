"""Read what a person gives to a command: times, and texts from an argument, standard input, a question or an editor."""

import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from afterword.checks.leftovers import without_blanks
from afterword.core.times import FaultKind, TimeFault, clock_words, plain, read_duration, read_moment
from afterword.markup.flow import flow
from afterword.markup.tree import parse
from afterword.reading.update_phrases import promise
from afterword.world.clock import clock
from afterword.world.kept.typed_text import TypedText, typed_text
from afterword.world.refusal import REFUSED, RefusalError, sentence_of, stop

_CLOCK = re.compile(r"([0-9]{1,2}):?([0-9]{2})(?:\s*(?:UTC|GMT|Z))?", re.ASCII | re.IGNORECASE)
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""A sign of a script that puts no spaces between words, such as Thai, Chinese or Japanese."""
_PROMISE = re.compile(r"\s+Next update by [0-9 :-]+UTC\.$")
_JOINED = re.compile(r"([a-z])(?=[0-9])", re.IGNORECASE)
_ANY = datetime(2026, 1, 1, tzinfo=UTC)
"""The time with which a text is checked before the current time is known."""
_DAY = timedelta(hours=24)
_ROUND = timedelta(minutes=5)
_NO_TEXT = (
    "there is no text. Write it at the end of the command, in quotes, or send it on standard input: "
    'echo "…" | afterword …'
)


def span_of(text: str) -> timedelta | None:
    """`30m`, `1h30m`, `45 min`, `30` (minutes); None for anything else."""
    bare = text.strip()
    return read_duration(f"{bare} min" if bare.isdigit() else _JOINED.sub(r"\1 ", bare))


def moment_of(text: str, now: datetime) -> datetime | None:
    """Read a time that a person gives; None when the text is no time.

    The text is a full time, a time of day by UTC (the last one before `now`), or `-12m`, counted back from `now`.
    """
    bare = text.strip()
    if bare.lower() == "now":
        return now
    if bare.startswith(("-", "\N{MINUS SIGN}")):
        back = span_of(bare[1:])
        return now - back if back else None
    return _clock_or_moment(bare, now, future=False)


def moment_told(text: str, now: datetime) -> datetime:
    """The time that was given with `--at`. Says so when a time of day is taken as yesterday's."""
    moment = moment_of(text, now) or now
    if moment.date() < now.date() and _CLOCK.fullmatch(text.strip()):
        click.echo(f"{text} is still to come today, so it is taken as {plain(moment)}, yesterday.", err=True)
    return moment


def _clock_or_moment(text: str, now: datetime, *, future: bool) -> datetime | None:
    """A time of day by UTC, after `now` or not, or a full time."""
    clock = _CLOCK.fullmatch(text.strip())
    if not clock:
        moment = read_moment(text)
        return None if isinstance(moment, TimeFault) else moment.at
    hour, minute = int(clock[1]), int(clock[2])
    if hour > 23 or minute > 59:
        return None
    at = now.replace(hour=hour, minute=minute)
    if future:
        return at if at > now else at + timedelta(days=1)
    return at if at <= now else at - timedelta(days=1)


def due_of(text: str, at: datetime) -> datetime | None:
    """When something is due that was promised at `at`; a length of time is rounded up to five minutes."""
    if span := span_of(text):
        return rounded(at + span)
    return _clock_or_moment(text, at, future=True)


def next_due(text: str, at: datetime) -> datetime | None:
    """When the next update after one of `at` is due: within a day it counts from now, or it would be late at once.

    An older update is a record of what was written then, so it counts from `at`.
    """
    now = clock()
    return due_of(text, now if timedelta() <= now - at < _DAY else at)


@dataclass(eq=False)
class TimeOption(click.ParamType[str]):
    """A time on the command line. It is checked at once, and read when the command knows the current time."""

    read: Callable[[str, datetime], datetime | None]
    forms: str
    name: str = "time"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text, as it was typed."""
        if self.read(value, _ANY) is None:
            fault = read_moment(value)
            if isinstance(fault, TimeFault) and fault.wrong not in {FaultKind.FORM, FaultKind.DATE}:
                self.fail(f"cannot read '{value}': {fault.short}. Write {fault.values['remedy']}", param, ctx)
            self.fail(f"cannot read '{value}'. Write {self.forms}", param, ctx)
        return value


PAST = TimeOption(moment_of, "-12m for twelve minutes ago, 09:16 (in UTC), or 2026-03-14 09:16 UTC")
DUE = TimeOption(due_of, "30m, 1h, 09:45 (in UTC), or 2026-03-14 09:45 UTC")


def rounded(at: datetime) -> datetime:
    """Round a time up to a multiple of five minutes."""
    over = timedelta(minutes=at.minute % 5, seconds=at.second)
    return at + (_ROUND - over if over else over)


def due_words(due: datetime, at: datetime) -> str:
    """`09:45 UTC`, with its date when it is 24 hours away or more."""
    return clock_words(due) if due - at < _DAY else plain(due)


def with_promise(text: str, due: str | None, at: datetime) -> str:
    """Add the promise of the next update to a text: at the end of a single line, else as a paragraph.

    A text that has a promise stays unchanged. So does every text when `due` is empty.
    """
    by = next_due(due, at) if due else None
    if by is None or promise(flow((document := parse(text)).blocks, document).own, at):
        return text
    gap = " " if "\n" not in text and text.endswith((".", "!", "?")) else "\n\n"
    return f"{text}{gap}Next update by {due_words(by, at)}."


def without_promise(text: str) -> str:
    """The text without the promise that `with_promise` adds, whose time differs with each run of a command."""
    return _PROMISE.sub("", text.strip())


def blanks_of(title: str, at: datetime, by: datetime | None = None) -> dict[str, str]:
    """The values for the blanks of a template: title, time, date, and the time of the next update, if it is known."""
    blanks = {"title": title, "time": clock_words(at), "date": f"{at:%Y-%m-%d}"}
    return blanks | {"next": due_words(by, at)} if by else blanks


def joined(words: Sequence[str]) -> str | None:
    """The words of a text on the command line, where quotes are optional; None when there are none."""
    return " ".join(words) if words else None


def words_of(given: str | None, question: str, missing: str = _NO_TEXT) -> str:
    """The text that a person gives; stops with `missing` when there is none.

    It is the argument. For `-` and in a pipe it is standard input, and on a terminal the answer to `question`.
    """
    if given is not None and given != "-":
        text = given.strip()
    elif given is None and sys.stdin.isatty():
        text = str(click.prompt(question, prompt_suffix="\n> ")).strip()
    else:
        text = sys.stdin.read().replace("\r\n", "\n").strip("\n").rstrip()
    return text if text.strip() else stop(missing)


def check_title(title: str | None, words: tuple[str, ...]) -> None:
    """Stop when a title was typed without quotes, so that only its first word would be the title."""
    text = " ".join(words)
    if not title or title == "-" or len(title.split()) > 1 or text in {"", "-"} or _UNSPACED.search(title + text):
        return
    if len(words) > 1 or len(text.split()) == 1:
        stop(
            f"the title would be '{title}' alone. Put the whole title in quotes. A text comes after it, in quotes of "
            "its own, and has more than one word."
        )


@contextmanager
def edited(template: str, root: Path, command: str, *about: str) -> Iterator[str]:
    """The text from the person's editor, without paragraphs that were not filled in; stops when none was saved.

    If the text is not written in the `with` block, it is kept, and the last sentence says where. The editor begins with
    it when the same text is asked for again: in the project at `root`, by the same command, about the same thing.
    """
    typed = typed_text(root, command, *about)
    with typed.alone():
        if typed.begin(template):
            click.echo("The editor begins with your text of the last try, which was not written.", err=True)
        try:
            yield _filled_in(_saved(typed), template)
        except BaseException as error:
            if (isinstance(error, RefusalError) and error.written) or typed.says_only(template):
                typed.drop()
                raise
            kept = f"Your text is in {typed.path}. Run the same command again: the editor begins with it."
            if isinstance(error, RefusalError):
                raise RefusalError(f"{sentence_of(error)} {kept}", error.code) from error
            click.echo(kept, err=True)
            raise
        typed.drop()


def _saved(typed: TypedText) -> str:
    """The text, after the person has closed the editor; stops when it was not saved."""
    before = typed.saved
    # Ctrl-C reaches every program of the terminal. What it means while the editor is open, the editor decides.
    handler = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        click.edit(filename=str(typed.path))
    except click.ClickException as error:
        reason = error.message.rstrip("!.")
        stop(f"nothing was written, because the editor failed ({reason}). For another one: EDITOR=nano.", REFUSED)
    finally:
        signal.signal(signal.SIGINT, handler)
    if typed.saved == before or typed.says_only(""):
        stop(
            "nothing was written, because the text was not saved. "
            "Run the command again, and save before you close the editor."
        )
    return typed.read()


def _filled_in(saved: str, template: str) -> str:
    """The saved text without paragraphs that were not filled in; stops when there are no others."""
    text = saved.strip("\n").rstrip()
    kept, blanks = without_blanks(text)
    if not blanks:
        return text
    document = parse(kept)
    if text == template.strip() or not flow(document.blocks, document).own.strip():
        stop(
            "nothing was written, because nothing was filled in. "
            "Run the command again, and put your words in the place of [write: …]."
        )
    for blank in blanks:
        click.echo(f"Left out, because nobody filled it in: {blank}", err=True)
    return kept
