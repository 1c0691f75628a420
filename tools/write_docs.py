"""Writes the tables of the docs that are made from the code: `write_docs.py`, or `--check` to compare only."""

import argparse
import inspect
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields as fields_of
from dataclasses import is_dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import click
import examples
import scale

from afterword.cli import main as afterword
from afterword.core.rules import HINTS, RULES
from afterword.core.settings import Settings
from afterword.core.words import SECTION_WORDS, STATUS_WORDS, Slot, Status
from afterword.outputs.api.archive_table import INCIDENT
from afterword.outputs.api.json_forms import in_words
from afterword.reading.setting_values import rows
from afterword.reading.settings_table import SECTIONS, SETTINGS
from afterword.syntax.fields import FIELDS
from afterword.syntax.shapes import MAP

DOCS = Path(__file__).resolve().parents[1] / "docs"
_MARKS = re.compile(r"([\\*_<>\[\]|])")

_MEANINGS = {
    Status.INVESTIGATING: "we are looking for the cause",
    Status.IDENTIFIED: "the cause is known",
    Status.MONITORING: "a repair is in place, and we are watching",
    Status.MITIGATED: "the effects have stopped",
    Status.RESOLVED: "it is over",
    Status.UPDATE: "more to say; the state stays",
    Status.POSTMORTEM: "the report is published; the state stays",
    Status.CORRECTION: "something that we said was wrong; the state stays",
    Status.RETRACTED: "there was no incident",
    Status.SCHEDULED: "planned work is coming",
    Status.IN_PROGRESS: "the work has begun",
    Status.VERIFYING: "the work is done, and we are checking it",
    Status.COMPLETED: "the work is over",
    Status.CANCELLED: "the work will not happen",
}
_PLACES = {
    Slot.DO: "first while it is open",
    Slot.AFFECTED: "near the top",
    Slot.NOT_AFFECTED: "near the top",
    Slot.UPDATES: "newest update first while it is open, oldest first afterwards",
    Slot.LESSONS: "report; includes What went well, What went wrong, Where we got lucky",
    Slot.ACTIONS: "below the report",
    Slot.TIMELINE: "below the report",
    Slot.QUESTIONS: "end",
    Slot.SOURCES: "end",
}


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *rows))


def _also(words: dict[str, Status] | dict[str, Slot], meant: Status | Slot, own: str) -> str:
    return ", ".join(word.capitalize() for word, found in words.items() if found is meant and word != own.lower())


def _text(said: str) -> str:
    """A text, safe in a cell of a table."""
    return _MARKS.sub(r"\\\1", said).replace("`", "\\`")


def fields() -> str:
    """The table of the front matter's fields."""
    return _table(("Field", "You write", "Without it", "Notes"), ((f"`{f.name}`", f.type, f.default, f.notes) for f in FIELDS))


def keys() -> str:
    """The table of the keys of an incident in the archive."""
    return _table(("Key", "Value", "What it says"), ((f"`{key.name}`", in_words(key.form.schema), key.about) for key in INCIDENT))


def settings(section: str) -> str:
    """The table of the settings of a section."""
    found = ((f"`{name}`", row.value.words, row.default, row.notes) for name, row in rows(SECTIONS[section]))
    return _table(("Key", "You write", "Without it", "What it is"), found)


def defaults() -> str:
    """The whole settings file, with the default of every key."""
    lines = []
    for row in SETTINGS:
        found = getattr(Settings(), row.name)
        if row.name == "severities":
            lines += ["severities:", *(f"  - {_yaml(each)}" for each in found)]
        else:
            lines.append(f"{row.name}: {_yaml({} if row.value.schema == MAP else found)}")
    return "\n".join(("```yaml", *lines, "```"))


def _yaml(found: object) -> str:
    """A value in the flow style of YAML. What a severity leaves out is not said."""
    if is_dataclass(found) and not isinstance(found, type):
        known = {each.name: getattr(found, each.name) for each in fields_of(found)}
        found = {name: each for name, each in known.items() if each is not None} if "label" in known else known
    if isinstance(found, dict):
        return f"{{{', '.join(f'{name}: {_yaml(each)}' for name, each in found.items())}}}"
    if found == HINTS:
        return "[hints]"
    if isinstance(found, tuple | frozenset):
        return f"[{', '.join(map(_yaml, found))}]" if found else "[]"
    if isinstance(found, timedelta):
        return f"{found.days} days" if found.days else f"{found // timedelta(minutes=1)} min"
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, float):
        return f"{found:g}"
    return "null" if found in {None, ""} else f'"{found}"' if "," in str(found) else str(found)


def rules() -> str:
    """The table of the rules."""
    rows = ((rule.code, str(rule.level), _text(rule.general), _text(rule.reason), rule.night) for rule in RULES.values())
    return _table(("Code", "Level", "What it says", "Why", "With `--keep-going`"), rows)


def statuses() -> str:
    """The table of the statuses."""
    return _table(("Status", "Meaning", "Also accepted"), ((s.value, _MEANINGS[s], _also(STATUS_WORDS, s, s.value)) for s in Status))


def sections() -> str:
    """The table of the sections."""
    known = [slot for slot in Slot if slot is not Slot.OTHER]
    rows = ((slot.heading, _also(SECTION_WORDS, slot, slot.heading), _PLACES.get(slot, "report")) for slot in known)
    return _table(("Heading", "Also accepted", "Place on the page"), rows)


def commands() -> str:
    """Every command with its help, as `--help` prints it, and its options."""
    parts = [_command(click.Context(afterword, info_name="afterword"), "")]
    return "\n\n".join(
        [*parts, *(_command(click.Context(made, info_name=f"afterword {name}"), name) for name, made in afterword.every().items())]
    )


def _command(context: click.Context, name: str) -> str:
    command = context.command
    said = []
    for part in re.split(r"\n\s*\n", inspect.cleandoc(command.help or "")):
        example = part.startswith("\b")
        said.append(f"```sh\n{part.removeprefix(chr(8)).strip()}\n```" if example else _text(" ".join(part.split())))
    head = [f"## afterword {name}".rstrip(), "```text\n" + command.get_usage(context).removeprefix("Usage: ") + "\n```", *said]
    options = [
        *(each for each in command.params if isinstance(each, click.Option)),
        click.Option(["-h", "--help"], is_flag=True, help="Show this message and exit."),
    ]
    rows = [record for option in options if (record := option.get_help_record(context))]
    return "\n\n".join([*head, _table(("Option", "What it means"), ((_option(names), _text(what)) for names, what in rows))])


def _option(names: str) -> str:
    """An option as code; with `<code>` where a bar would end the cell for one of the two programs that read the page."""
    return f"<code>{names.replace('|', '&#124;')}</code>" if "|" in names else f"`{names}`"


BLOCKS: dict[str, dict[str, Callable[[], str]]] = {
    "format.md": {"fields": fields, "statuses": statuses, "sections": sections},
    "checks.md": {"rules": rules},
    "settings.md": {"defaults": defaults, **{section: partial(settings, section) for section in SECTIONS}},
    "cli.md": {"commands": commands},
    "feeds.md": {"atom entry": examples.atom_entry, "json item": examples.json_item},
    "api.md": {
        "incident": examples.incident,
        "status": examples.status,
        "unresolved": examples.unresolved,
        "archive": examples.archive,
        "keys": keys,
        "table": examples.table,
        "calendar": examples.calendar,
        "line": examples.line,
        "headers": examples.headers,
    },
    "scale.md": {"feeds": scale.feeds, "behind": scale.behind},
}


def written(name: str, page: str) -> str:
    """The page with every block as the code says it now."""
    for block, make in BLOCKS[name].items():
        begin, end = f"<!-- {block}: made by tools/write_docs.py -->", f"<!-- {block}: end -->"
        head, found, rest = page.partition(begin)
        _, closed, tail = rest.partition(end)
        if not found or not closed:
            sys.exit(f"{name} has no block '{block}'. Add the lines {begin} and {end}")
        page = f"{head}{begin}\n\n{make()}\n\n{end}{tail}"
    return page


def main() -> None:
    """Write the blocks, or say that they differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 when a page differs")
    check = parser.parse_args().check
    for name in BLOCKS:
        before = (DOCS / name).read_text(encoding="utf-8")
        after = written(name, before)
        if check and before != after:
            sys.exit(f"docs/{name} is not what the code says. Run .venv/bin/python tools/write_docs.py")
        if not check:
            (DOCS / name).write_text(after, encoding="utf-8")


if __name__ == "__main__":
    main()
