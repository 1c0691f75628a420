"""Loads the project that a command works on, without MkDocs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from itertools import groupby
from pathlib import Path

import click

from afterword.core.model import Incident
from afterword.core.problems import guess
from afterword.core.settings import Settings, Site
from afterword.core.sources import Source, Tree
from afterword.core.words import Kind, State
from afterword.engines.mkdocs_yml import read_project
from afterword.outputs.urls import incident_url
from afterword.reading.incident import IncidentReader, Parsed
from afterword.reading.settings_reader import read_settings
from afterword.syntax.now_lines import now_places
from afterword.syntax.text import MAX_BYTES
from afterword.world.clock import clock
from afterword.world.files import FileChange, write
from afterword.world.lock import alone_in
from afterword.world.read_tree import read_tree
from afterword.world.refusal import USAGE, RefusalError, WriteError, stop
from afterword.world.repository.authored_times import with_times
from afterword.world.repository.commit import catch_up


class Sharing(IntEnum):
    """What a command does with written files: nothing, commit, or commit and push."""

    NO = 0
    COMMIT = 1
    PUSH = 2


@dataclass(frozen=True, kw_only=True)
class Project:
    """A folder with mkdocs.yml, settings and incidents."""

    root: Path
    site: Site
    incidents: str
    """The folder of incidents, POSIX, relative to `root`."""
    settings_path: str
    pushes: bool = False
    """Whether the command pushes its commits itself."""

    @cached_property
    def tree(self) -> Tree:
        """All sources. Every `now` has the time of its commit; without a history of git, that of the clock."""
        return with_times(self.root, read_tree(self.root, self.incidents, self.settings_path), clock(), preview=True)

    @cached_property
    def settings(self) -> Settings:
        """The settings. Their problems are left to `afterword check`."""
        return read_settings(self.settings_path, self.tree.settings)[0]

    @cached_property
    def reader(self) -> IncidentReader:
        """Reader of incidents that also checks the writer's words."""
        return IncidentReader(settings=self.settings)

    def read(self, source: Source) -> Parsed:
        """Read one incident."""
        return self.reader(source)

    def source(self, named: str) -> Source:
        """The incident with this id or alias, or whose id contains this text; stops unless there is exactly one."""
        name = id_in(named)
        sources = self.tree.sources
        fitting = (
            [source for source in sources if name == source.name]
            or [source for source in sources if name.lower() in source.name]
            or [source for source in sources if name.encode() in source.data and self._is_called(source, name)]
        )
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            stop(f"'{named}' could be {_one_of(sorted(source.name for source in fitting))}. Write more of the id.")
        known = {part: source.name for source in sources for part in (source.name[11:], source.name)}
        remedy = guess(name, known, shown=known) or "."
        if " " in named.strip():
            remedy = f"{remedy} An id has no spaces and comes before the text."
        raise RefusalError(f"there is no incident '{named}'{remedy} `afterword list` shows the ids of all.", USAGE)

    def _is_called(self, source: Source, name: str) -> bool:
        """Whether the file gives the incident an id or an alias that contains this name."""
        incident = self.read(source).incident
        return incident is not None and any(name in known for known in (incident.id, *incident.aliases))

    @contextmanager
    def alone(self) -> Iterator["Project"]:
        """Lock the folder of incidents, and yield the project as it is now.

        Ask a person nothing meanwhile, because other commands wait.
        """
        with alone_in(self.root / self.incidents):
            yield replace(self)

    def rewrite(self, source: Source, data: bytes) -> None:
        """Write `data` into the file of an incident, unless the file has changed since it was read."""
        write(self.root, FileChange(path=self.root / source.path, before=source.data, after=data))

    def again(self, source: Source) -> Source:
        """The same incident as it is now. Refuses one that is gone, or too large to be read."""
        path = source.path
        here = next((source for source in self.tree.sources if source.path == path), None)
        if here is None:
            raise WriteError(
                f"{path} is gone: it was removed or renamed meanwhile. Nothing was written. Check where it is now"
            )
        if len(here.data) > MAX_BYTES:
            size = MAX_BYTES // 1024
            raise WriteError(f"{path} is larger than {size} KiB, so it is not read. Shorten it. Nothing was written")
        return here

    def newest_open(self, *, maintenance: bool = False, or_work: bool = False) -> tuple[Source, Incident]:
        """The open incident that began last, or the maintenance whose turn it is; stops when there is none.

        With `or_work`, a maintenance that is under way is taken when no incident is open. A sample is taken when
        nothing else is open.
        """
        found = None if maintenance else next(self.opened_incidents(), None)
        if (maintenance or or_work) and (found is None or found[1].sample):
            work = self._current_work(or_next=maintenance)
            found = work if work and not (found and work[1].sample) else found
        if found:
            return found
        what, begin = "incident", 'new "What users notice"'
        if maintenance:
            what, begin = "maintenance", 'maintenance "Database upgrade"'
        if unread := self.unread():
            stop(
                f"no {what} is open among the files that can be read. To add to {_one_of(unread)}, which cannot be "
                f"read, write the id. `afterword check` says what to mend. For a new one: afterword {begin}."
            )
        raise RefusalError(
            f"no {what} is open, so say which one you mean: `afterword list` shows the ids. "
            f"For a new one: afterword {begin}. If somebody began it elsewhere: git pull.",
            USAGE,
        )

    def _current_work(self, *, or_next: bool) -> tuple[Source, Incident] | None:
        """The maintenance that is in its window or in progress, else one that is late or, with `or_next`, the next one.

        Stops when that could be several.
        """
        now, running, late, ahead = clock(), [], [], []
        works = [(source, known) for source, known in self.opened() if known.kind is Kind.MAINTENANCE]
        for source, known in [pair for pair in works if not pair[1].sample] or works:
            start, end = known.stated.scheduled_start, known.stated.scheduled_end
            if known.state is not State.SCHEDULED or (start and end and start.at <= now <= end.at):
                running.append((source, known))
            elif start and start.at > now:
                ahead.append((start.at, source, known))
            else:
                late.append((source, known))
        first = min((at for at, _, _ in ahead), default=None)
        following = [(source, known) for at, source, known in ahead if or_next and at == first]
        fitting = running or [*late, *following]
        if len(fitting) > 1:
            names = sorted(source.name for source, _ in fitting)
            stop(f"write the id of the maintenance first, because it could be {_one_of(names)}.")
        return fitting[0] if fitting else None

    def opened_incidents(self) -> Iterator[tuple[Source, Incident]]:
        """Yield what is open and no maintenance, newest first, and samples last."""
        samples = []
        for source, known in self.opened():
            if known.kind is Kind.MAINTENANCE:
                continue
            if known.sample:
                samples.append((source, known))
            else:
                yield source, known
        yield from samples

    def unread(self, since: str = "") -> tuple[str, ...]:
        """The ids of files that cannot be read, newest first. Nobody knows whether they are open.

        With `since`, an id, only those of its day and later.
        """
        sources = (source for source in self.tree.sources if source.name[:10] >= since[:10])
        return tuple(sorted((source.name for source in sources if self.read(source).incident is None), reverse=True))

    def opened(self) -> Iterator[tuple[Source, Incident]]:
        """Yield what is open, newest first. Ids begin with a date, so few files are read for the first one."""
        newest = sorted(self.tree.sources, key=lambda source: source.name, reverse=True)
        for _, same_day in groupby(newest, key=lambda source: source.name[:10]):
            known = ((source, self.read(source).incident) for source in same_day)
            opened = [(source, incident) for source, incident in known if incident and incident.is_open]
            public = [pair for pair in opened if not pair[1].draft]
            yield from sorted(public, key=lambda pair: pair[1].started.at, reverse=True)

    def permalink(self, incident: Incident) -> str:
        """Full address of the page; empty without a site_url."""
        return self.site.absolute(incident_url(incident)) if self.site.url else ""

    def with_data(self, source: Source, data: bytes) -> Source:
        """Parse `data` as the content of this incident's file. Uncommitted `now` lines get the current time."""
        changed = replace(source, data=data)
        return replace(changed, times={place: source.times.get(place, clock()) for place in now_places(changed)})


def id_in(named: str) -> str:
    """The id in a path of a file or an address of a page."""
    return named.removesuffix("/").rpartition("/")[2].removesuffix(".md")


def _one_of(names: Sequence[str]) -> str:
    """The first three of some names, joined by commas and an `or`."""
    shown = [*names[:3], *([f"{len(names) - 3} more"] if len(names) > 3 else [])]
    return " or ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def load_shared(config_file: Path, sharing: Sharing) -> Project:
    """Load the project. If a commit will follow, pull first what colleagues pushed.

    When that fails, the reason is printed, and the command continues.
    """
    project = load(config_file)
    if not sharing:
        return project
    with project.alone():
        hindered = catch_up(project.root)
    if hindered:
        click.echo(f"afterword: {hindered} Your text will still be written.", err=True)
    return load(config_file)


def load(config_file: Path) -> Project:
    """Find the project of a mkdocs.yml; stops when there is none, or when it cannot be read."""
    project = read_project(config_file)
    return Project(root=project.root, site=project.site, incidents=project.incidents, settings_path=project.settings)
