"""`afterword from-issue`: writes the update that an event of a GitHub issue contains, and each event only once."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import click

from afterword.commands import options
from afterword.commands.adding import MARK, NewUpdate, begin, free_name, put
from afterword.commands.asking import blanks_of, due_of
from afterword.commands.issue_event import IssueEvent, Writing, read_event, said_in
from afterword.commands.open_project import Project, Sharing
from afterword.commands.writer_templates import beginning
from afterword.commands.written import new_errors, refuse, say_written, shared
from afterword.core.frozen import frozen
from afterword.core.sources import Source, UpdateFile
from afterword.core.times import clock_words
from afterword.core.words import Status
from afterword.editing.rows import Rows
from afterword.editing.texts import filled, yaml_list, yaml_text
from afterword.world.permission import may_write

_MEND = timedelta(minutes=10)
"""An edit within this time replaces the update. A later edit is written as a correction."""
_CLOSE_WITH_COMMENT = timedelta(minutes=2)
"""A comment that resolves the incident within this time replaces the sentence that closing the issue wrote."""
_OVER = "This is over."
_AGAIN = "This is not over: we are looking into it again."
_MARK = re.compile(rb"GitHub issue [0-9]+ \(([0-9]+)\): ([a-z]+(?: [0-9]+)?), ([0-9T:-]+Z) -->")


@frozen
class OriginComment:
    """The HTML comment below an update that comes from an issue: its source, and when that was changed."""

    issue: int
    key: str
    at: datetime
    path: str


@click.command("from-issue")
@options.config
@click.argument("event", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@options.commit
def from_issue(config_file: Path, event: Path, commit: Sharing) -> None:
    """Publish what an event of a GitHub issue says.

    EVENT is the file that GITHUB_EVENT_PATH names. An issue with the label incident becomes an incident; a comment that
    begins with a status and a colon becomes an update; closing the issue resolves the incident. Only accounts with
    write access count: with GITHUB_TOKEN, GitHub is asked for their permission. An event that was handled before
    changes nothing.

    \b
    afterword from-issue "$GITHUB_EVENT_PATH" --push

    Exit code 0: written, or there was nothing to write. 1: refused, and nothing was changed; or written, and not
    committed or not pushed. 2: the command is wrong.
    """  # noqa: D301 - to click, \b begins lines that are not to be joined
    read = read_event(event.read_bytes())
    if read is None or not read.is_incident:
        click.echo("Nothing to write: this is not about an incident.")
        return
    if reason := _stranger(read):
        click.echo(f"Nothing to write: {reason}.")
        return
    shared(config_file, commit, lambda project, commit: _take(project, read, commit=commit))


def _stranger(event: IssueEvent) -> str:
    """Why the accounts of this event may not write updates; empty when they may."""
    authors = {event.text.author, event.subject.author}
    if not all(author.may_belong for author in authors):
        return "only accounts with write access to the repository count"
    logins = {author.login for author in authors} | {event.sender}
    if os.environ.get("GITHUB_TOKEN"):
        outside = sorted(login for login in logins if not may_write(login, os.environ))
        return f"{outside[0]} has no write access to the repository" if outside else ""
    if event.sender in {author.login for author in authors}:
        return ""
    return f"without GITHUB_TOKEN it is not known whether {event.sender} has write access"


def _take(project: Project, event: IssueEvent, *, commit: Sharing) -> None:
    with project.alone() as alone:
        taking = _Taking(alone, event)
        taking.take()
        if not taking.paths:
            click.echo(f"Nothing to write: {taking.reason}.")
            return
        incident = taking.project.read(taking.source).incident if taking.source else None
        title = incident.title if incident else event.title
        link = alone.permalink(incident) if incident else ""
        say_written(alone, tuple(dict.fromkeys(taking.paths)), link, f"{taking.said}: {title}", commit=commit)


class _Taking:
    """Handles one event."""

    def __init__(self, project: Project, event: IssueEvent) -> None:
        self.project = project
        self.paths: list[str] = []
        """Files that were written or deleted."""
        self.said = ""
        """The status of the last update."""
        self.reason = "this event was handled already"
        self._event = event

    @property
    def source(self) -> Source | None:
        """The incident of the issue; None without one."""
        mark = next(self._marks(), None)
        if mark is None:
            return None
        return next(
            source for source in self.project.tree.sources if mark.path.startswith((source.path, f"{source.folder}/"))
        )

    def take(self) -> None:
        """Do what the event asks for."""
        event = self._event
        match event.action:
            case "opened" | "labeled" | "edited" | "closed" | "reopened" | "comment created" | "comment edited":
                self._begin()
            case _:
                self.reason = (
                    f"'{event.action}' changes nothing that was published. "
                    "To correct an update, write a comment: Correction: …"
                )
        match event.action:
            case "edited":
                self._retitle()
                if event.rewritten:
                    self._rewrite(event.text)
            case "closed":
                self._close(Status.RESOLVED, "closed", _OVER, is_open=True)
            case "reopened":
                self._close(Status.INVESTIGATING, "reopened", _AGAIN, is_open=False)
            case "comment created" | "comment edited":
                if event.comment:
                    self._rewrite(event.comment)

    # ---- the incident ----------------------------------------------------------------------------

    def _begin(self) -> None:
        """Write the incident, unless it exists."""
        event, text = self._event, self._event.text
        if self.source:
            return
        at = event.at if event.action == "labeled" and event.at - text.created > _MEND else text.created
        minute = at.replace(second=0, microsecond=0)
        status, words = said_in(text.body)
        begun = None if words else beginning(self.project, "investigating")
        if begun:
            words = filled(begun.text, blanks_of(event.title, minute, due_of("30m", minute)))
        path = f"{self.project.incidents}/{free_name(self.project, event.title, at)}.md"
        word = self._word(at, status or Status.INVESTIGATING, words, text.key, text.created)
        word = replace(word, template=begun.path if begun else "")
        paths, _ = begin(self.project, path, "\n".join(["---", *self._fields(), "---", ""]), word, as_file=True)
        self._wrote(word, *paths)

    def _fields(self) -> Iterator[str]:
        """Yield the rows of front matter. Labels that name components or severities of the settings are used."""
        settings, labels = self.project.settings, {label.lower() for label in self._event.labels}
        yield f"title: {yaml_text(self._event.title)}"
        for severity in settings.severities:
            if labels & {severity.id.lower(), severity.label.lower(), *severity.aliases}:
                yield f"severity: {severity.id}"
        parts = [
            part.id for part in settings.components if labels & {part.id.lower(), part.name.lower(), *part.aliases}
        ]
        if parts:
            yield f"components: {yaml_list(parts)}"

    def _retitle(self) -> None:
        """Change the title within the first minutes. Later the published title stays."""
        event, source = self._event, self.source
        known = self.project.read(source).incident if source else None
        if not (event.title_before and source and known) or known.title != event.title_before:
            return
        if event.at - event.text.created > _MEND:
            self.reason = f"the title stays as it was published. To change it, edit {source.path}"
            return
        rows = Rows.of(source.data)
        row = next((number for number, row in enumerate(rows.rows) if row.startswith(b"title:")), None)
        if row is None:
            return
        title = f"title: {yaml_text(event.title)}".encode() + rows.newline
        data = b"".join((*rows.rows[:row], title, *rows.rows[row + 1 :]))
        changed = self.project.read(replace(source, data=data))
        if errors := new_errors(self.project.read(source), changed):
            refuse(errors)
        if changed.incident and changed.incident.title == event.title:
            self.project.rewrite(source, data)
            self.said = "Title"
            self._changed(source.path)

    # ---- its words -------------------------------------------------------------------------------

    def _rewrite(self, writing: Writing) -> None:
        """Write the present text of an issue or comment: as an update, in place of its update, or as a correction."""
        source = self.source
        status, words = said_in(writing.body)
        if writing.key == "text":
            status = status or Status.INVESTIGATING
        marks = [mark for mark in self._marks() if mark.key == writing.key]
        if not source or any(mark.at >= writing.updated for mark in marks):
            return
        if status is None or not words:
            self.reason = "a comment is an update when it begins with a status and a colon, such as 'Identified: …'"
            return
        late = writing.updated - writing.created > _MEND
        at = writing.created
        if not marks:
            self._add(source, self._word(writing.updated if late else at, status, words, writing.key, writing.updated))
        elif not late and (old := self._own_file(source, marks)):
            self._add(source, self._word(at, status, words, writing.key, writing.updated), instead_of=old)
        elif not self._says(source, words):
            begun = f"On {at.day} {at:%B} at {clock_words(at)} we wrote something that was not right. It should say:"
            words = f"{begun}\n\n{words}"
            self._add(source, self._word(writing.updated, Status.CORRECTION, words, writing.key, writing.updated))

    def _close(self, status: Status, key: str, words: str, *, is_open: bool) -> None:
        """Write that the incident is over, or open again, unless the file says so already."""
        source = self.source
        known = self.project.read(source).incident if source else None
        if not source or any(mark.key == key and mark.at >= self._event.at for mark in self._marks()):
            return
        if known and known.is_open is not is_open:
            self.reason = f"the incident is {'over' if is_open else 'open'} already"
            return
        self._add(source, self._word(self._event.at, status, words, key, self._event.at))

    def _add(self, source: Source, word: NewUpdate, *, instead_of: UpdateFile | None = None) -> None:
        """Write an update, in place of another one or of the sentence that closing the issue wrote."""
        closed = next((file for file in source.updates if word.status.closes and self._is_closing(file, word.at)), None)
        gone = [file for file in (instead_of, closed) if file]
        kept = replace(source, updates=tuple(file for file in source.updates if file not in gone))
        path, _ = put(self.project, kept, word, as_file=True, gone=gone)
        self._wrote(word, path, *(file.path for file in gone))

    def _is_closing(self, file: UpdateFile, at: datetime) -> bool:
        mark = next((mark for mark in _marks_in(file.path, file.data) if mark.key == "closed"), None)
        return bool(mark and abs(mark.at.replace(second=0) - at) <= _CLOSE_WITH_COMMENT and _is_ours(file))

    def _own_file(self, source: Source, marks: list[OriginComment]) -> UpdateFile | None:
        """The update file of this text; None when a person has changed it, or moved the text."""
        paths = {mark.path for mark in marks}
        files = [file for file in source.updates if file.path in paths]
        return files[0] if len(files) == 1 and _is_ours(files[0]) else None

    def _says(self, source: Source, words: str) -> bool:
        """Whether an update has this text already."""
        known = self.project.read(source).incident
        return any(words.strip() in update.text.markdown for update in (known.updates if known else ()))

    def _word(self, at: datetime, status: Status, words: str, key: str, stamp: datetime) -> NewUpdate:
        mark = f"<!-- GitHub issue {self._event.number} ({self._event.id}): {key}, {stamp:%Y-%m-%dT%H:%M:%SZ} -->"
        minute = at.replace(second=0, microsecond=0)
        return NewUpdate(at=minute, second=at.second, status=status, text=f"{words}\n\n{mark}")

    def _wrote(self, word: NewUpdate, *paths: str) -> None:
        self.said = word.status.value
        self._changed(*paths)

    def _changed(self, *paths: str) -> None:
        self.paths += paths
        self.project = replace(self.project)  # reads the files anew

    def _marks(self) -> Iterator[OriginComment]:
        """Yield the comments that refer to the issue, in all files."""
        for source in self.project.tree.sources:
            for path, data in ((source.path, source.data), *((file.path, file.data) for file in source.updates)):
                yield from (mark for mark in _marks_in(path, data) if mark.issue == self._event.id)


def _marks_in(path: str, data: bytes) -> Iterator[OriginComment]:
    for issue, key, at in _MARK.findall(data):
        yield OriginComment(issue=int(issue), key=key.decode(), at=datetime.fromisoformat(at.decode()), path=path)


def _is_ours(file: UpdateFile) -> bool:
    """Whether a file is unchanged since a command wrote it: its name has the digest of its text."""
    return file.name.removesuffix(".md").endswith(f"-{sha256(file.data).hexdigest()[:MARK]}")
