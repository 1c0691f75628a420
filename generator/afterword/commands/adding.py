"""Adds an update to the file of an incident, or as a file beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count

import click

from afterword.commands.asking import without_promise
from afterword.commands.open_project import Project, Sharing
from afterword.commands.written import errors_of, new_errors, refuse, say_problems_of, say_written
from afterword.core.frozen import frozen
from afterword.core.incident_parts import Update
from afterword.core.model import Incident
from afterword.core.problems import Problem
from afterword.core.sources import Source, UpdateFile
from afterword.core.times import clock_words, plain
from afterword.core.words import Status
from afterword.editing.stamped_times import update_name
from afterword.editing.updates import add_update, heads
from afterword.reading.incident import Parsed
from afterword.syntax.fields import is_id
from afterword.syntax.names import slug, suggest, update_order
from afterword.world.files import FileChange, names_in, write
from afterword.world.refusal import REFUSED, RefusalError, stop

MARK = 6
"""Digits of the text's digest in the name of an update file, so that two clones never give two texts one name."""

_EMPTY = b"---\ntitle: Incident\n---\n"
"""An incident file without an update."""
_REPEATED = timedelta(minutes=10)
"""The same update within this time counts as a repeated command."""


class RepetitionError(RefusalError):
    """The same words were written a moment ago, because a command was run twice."""

    def __init__(self, repetition: str) -> None:
        advice = "To say it once more, use other words. If it is not public yet: commit it, and git push."
        super().__init__(f"{repetition} {advice}", REFUSED)
        self.repetition = repetition


@frozen
class NewUpdate:
    """An update that is to be written."""

    at: datetime
    second: int | None = None
    """The second of the minute, if the update has the current time."""
    status: Status
    headline: str = ""
    text: str
    template: str = ""
    """The template of the site that the text comes from; empty when a person typed it."""

    @property
    def line(self) -> str:
        """The heading, without its marks."""
        return f"{plain(self.at)} - {self.status.value}" + (f": {self.headline}" if self.headline else "")

    @property
    def alone(self) -> str:
        """The content of an update file: it has no heading, so the headline is its first sentence."""
        return f"**{self.headline}**\n\n{self.text}" if self.headline else self.text

    @property
    def in_new_file(self) -> bytes:
        """An incident file with this update and nothing else."""
        return _EMPTY + f"### {self.line}\n{self.text}\n".encode()

    def written(self, parsed: Parsed) -> Update | None:
        """The update as the reader of incidents finds it; None when it does not find it."""
        updates = parsed.incident.updates if parsed.incident else ()
        return next(
            (update for update in reversed(updates) if (update.at.at, update.status) == (self.at, self.status)), None
        )


def add(project: Project, source: Source, word: NewUpdate, *, as_file: bool, commit: Sharing) -> None:
    """Write the update into the incident, and print what was written."""
    path, parsed = put(project, source, word, as_file=as_file)
    incident, update = parsed.incident, word.written(parsed)
    link = project.permalink(incident) if incident else ""
    if link and update:
        link += f"#{update.anchor}"
    say_problems_of(parsed)
    title = incident.title if incident else source.name
    say_written(project, [path], link, f"{word.status.value}: {title}", commit=commit)


def repeated(project: Project, source: Source, word: NewUpdate, *, ever: bool = False) -> str:
    """A sentence if the incident got the same update a moment ago, because a command was run twice; else empty.

    The promise of the next update does not count. An Update, which does not change the state, may repeat any other.
    With `ever`, any earlier time will do.
    """
    incident = project.read(source).incident
    same = {(word.headline, without_promise(word.text)), ("", without_promise(word.alone))}
    for update in incident.updates if incident else ():
        since = word.at - update.at.at
        counts = timedelta() <= since and (ever or since <= _REPEATED)
        changes_nothing = word.status in {update.status, Status.UPDATE}
        if counts and changes_nothing and (update.headline, without_promise(update.text.markdown)) in same:
            return f"{update.path} says this already, since {clock_words(update.at.at)}, so nothing was written."
    return ""


def begun_already(project: Project, title: str, day: datetime, word: NewUpdate) -> str:
    """A sentence if an incident of this day and title has the same update, a moment ago or still open; else empty."""
    for source in project.tree.sources:
        known = project.read(source).incident if source.name.startswith(f"{day:%Y-%m-%d}") else None
        same = known and known.title == title and repeated(project, source, word, ever=known.is_open)
        if same:
            return same
    return ""


def put(
    project: Project, source: Source, word: NewUpdate, *, as_file: bool, gone: Sequence[UpdateFile] = ()
) -> tuple[str, Parsed]:
    """Write an update. Returns the path of the file, and the incident as it is read afterwards.

    The update is written as a heading. If the reader would not find exactly one more update then, it is written to a
    file of its own. In a file that cannot be read at all, it is appended at the end, where `--keep-going` shows it.
    A text with errors is refused; errors that the incident had before do not matter.
    `gone` are update files, not among those of `source`, that are deleted at the same time.
    """
    before = project.read(source)
    if not as_file:
        data = add_update(source.data, word.line, word.text)
        after = project.read(project.with_data(source, data))
        if before.incident is None or is_heard(before, after, word):
            if errors := new_errors(before, after) if before.incident else _errors_at_end(project, source, word, data):
                refuse(errors)
            _say_if_open(after, word)
            project.rewrite(source, data)
            return source.path, after
    file = _file(source, word)
    after = project.read(_beside(source, file))
    if before.incident:
        errors = new_errors(before, after)
    else:
        empty = replace(source, data=_EMPTY, updates=())
        errors = new_errors(project.read(empty), project.read(_beside(empty, file)))
    if errors and not _has_update_inside(word):
        refuse(errors)
    if before.incident and (errors or not is_heard(before, after, word)):
        stop(
            "the text would not be read as one update, because a line in it begins like a heading with a time. "
            "Reword that line, or put a space before its #. Nothing was written.",
            REFUSED,
        )
    _say_if_open(after, word)
    away = (FileChange(path=project.root / old.path, before=old.data) for old in gone)
    write(project.root, FileChange(path=project.root / file.path, after=file.data), *away)
    return file.path, after


def _errors_at_end(project: Project, source: Source, word: NewUpdate, data: bytes) -> list[Problem]:
    """The errors of an update at the end of a file that cannot be read: those that it has in a file of its own."""
    alone = word.in_new_file
    further = data.count(b"\n") - alone.count(b"\n")
    before, after = (project.read(replace(source, data=text, updates=())) for text in (_EMPTY, alone))
    return [replace(error, line=error.line + further) for error in new_errors(before, after)]


def _say_if_open(after: Parsed, word: NewUpdate) -> None:
    """Say that an update which closes the incident leaves it open; stops when a person gave the time of the update."""
    updates = after.incident.updates if after.incident and after.incident.is_open and word.status.closes else ()
    later = next((update for update in reversed(updates) if update.status.opens and update.at.at > word.at), None)
    if later is None:
        return
    why = f"because '{later.status.value}' of {plain(later.at.at)} is later than {plain(word.at)}"
    if word.second is None:
        stop(f"nothing was written: the incident would stay open, {why}. Give a later time with --at.", REFUSED)
    click.echo(f"The incident stays open, {why}. Correct the time in {later.path}, line {later.line}.", err=True)


def _has_update_inside(word: NewUpdate) -> bool:
    """Whether a line of the text begins like the heading of another update."""
    return sum(head.update for head in heads(word.in_new_file) or ()) > 1


def begin(
    project: Project, path: str, head: str, word: NewUpdate, *, as_file: bool = False
) -> tuple[tuple[str, ...], Incident]:
    """Write a new incident with `head` above its first update; return the paths and the incident.

    An incident with errors is refused. The update is a heading. It is a file of its own with `as_file`, and if a
    heading in its text would become a section of the incident.
    """
    above = Source(path=path, data=head.encode())
    source = Source(path=path, data=f"{head}### {word.line}\n{word.text}\n".encode())
    bare, parsed = project.read(above).incident, project.read(source)
    known = parsed.incident
    if as_file or (bare and known and (len(known.updates) != 1 or _beside_updates(known) != _beside_updates(bare))):
        source = _beside(above, _file(above, word))
        parsed = project.read(source)
    errors = errors_of(parsed)
    if errors or parsed.incident is None:
        front = head.partition("\n---\n")[0].count("\n") + 2
        in_fields = any(error.path == path and error.line <= front for error in errors)
        refuse(errors, "" if in_fields else word.template)
    changes = {path: source.data, **{file.path: file.data for file in source.updates}}
    write(project.root, *(FileChange(path=project.root / name, after=data) for name, data in changes.items()))
    say_problems_of(parsed)
    return tuple(changes), parsed.incident


def own_name(project: Project, named: str, day: datetime) -> str:
    """Check an id that the user chose; stops when it is invalid or taken."""
    if not is_id(named):
        near = suggest(f"{day:%Y-%m-%d} {named}")
        stop(f"'{named}' cannot be an id: a day comes first, then small letters, digits and hyphens. Try --id {near}")
    if named in _taken(project):
        stop(
            f"there is an incident {named} already. Name another with --id, or add to it: afterword update {named}",
            REFUSED,
        )
    return named


def free_name(project: Project, title: str, day: datetime) -> str:
    """A new id: the day and the words of the title, or a number if the title has no Latin letters."""
    taken = _taken(project)
    names: Iterable[str] = (f"{day:%Y-%m-%d}-{number}" for number in count(1))
    if slug(title):
        stem = suggest(f"{day:%Y-%m-%d} {title}")
        names = (f"{stem}-{number}" if number > 1 else stem for number in count(1))
    else:
        click.echo(
            f"The title has no Latin letters, so its address has a number. For words: --id {day:%Y-%m-%d}-short-name",
            err=True,
        )
    return next(name for name in names if name.casefold() not in taken)


def _taken(project: Project) -> frozenset[str]:
    return frozenset(name.removesuffix(".md").casefold() for name in names_in(project.root / project.incidents))


def _file(source: Source, word: NewUpdate) -> UpdateFile:
    """The update as a file of its own, with a new name."""
    data = f"{word.alone}\n".encode()
    words = f"{word.status.slug}-{sha256(data).hexdigest()[:MARK]}"
    name = update_name(word.at, words, (file.name for file in source.updates), word.second)
    return UpdateFile(path=f"{source.folder}/updates/{name}", data=data)


def _beside(source: Source, file: UpdateFile) -> Source:
    """The incident with one more update file."""
    updates = sorted((*source.updates, file), key=lambda update: update_order(update.name))
    return replace(source, updates=tuple(updates))


def is_heard(before: Parsed, after: Parsed, word: NewUpdate) -> bool:
    """Whether the reader finds exactly what it found before, and the new update."""
    if before.incident is None or after.incident is None or word.written(after) is None:
        return False
    kept, updates = (
        {update.anchor: (update.at, update.status, update.text.markdown) for update in incident.updates}
        for incident in (before.incident, after.incident)
    )
    if len(updates) != len(kept) + 1 or not kept.items() <= updates.items():
        return False
    last = [update.anchor for update in after.incident.updates if update.at.at == word.at][-1]
    return last not in kept and _beside_updates(before.incident) == _beside_updates(after.incident)


def _beside_updates(incident: Incident) -> tuple[object, ...]:
    """The content of a file without its updates. It shows when a heading in an update would become a section."""
    sections = tuple((section.slot, section.title, section.text.markdown) for section in incident.sections)
    return incident.summary.markdown, sections, len(incident.actions), len(incident.timeline)
