"""What every importer gives: one `Imported` for each record of the source, with all that was guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Protocol

from afterword.core.frozen import frozen
from afterword.core.words import Kind, Status
from afterword.world.kept.store import Store

NO_ZONE = "times without a zone are read as UTC; say --zone NAME if they are not"
"""What is said when nobody names a zone."""


class How(StrEnum):
    """What a guess did to the source. The value is its word in the report."""

    ASSUMED = "assumed"
    """The source leaves it open, or says it in another way."""
    DROPPED = "dropped"
    """It stands in the source and not in the result."""
    UNREADABLE = "unreadable"
    """It could not be read, so it counts as not stated."""
    PLACED = "placed"
    """Where a heading of the source stands now: no guess, but an account."""


@frozen
class Guess:
    """One difference between the source and the result."""

    path: str
    """The file in the source, relative to its root, or the address of the record."""
    line: int
    """Counted from 1; 0 where the source has no lines."""
    how: How
    text: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.how.value}: {self.text}"


@dataclass(slots=True)
class Notes:
    """Collects the guesses about one record."""

    path: str
    guesses: list[Guess] = field(default_factory=list)

    def add(self, how: How, text: str, line: int = 0) -> None:
        """Add a guess; the same one twice counts once, and that about zones once for a record."""
        guess = Guess(path=self.path, line=0 if text == NO_ZONE else line, how=how, text=text)
        if guess not in self.guesses:
            self.guesses.append(guess)


@frozen
class ImportedUpdate:
    """An update."""

    at: datetime | None
    """In UTC; None when the source does not say when."""
    day: date | None = None
    """Its day, when that is all that is known."""
    status: Status = Status.UPDATE
    headline: str = ""
    text: str = ""
    """Markdown of the source; the writer cleans it."""
    line: int = 0
    typed: str = ""
    """Its heading as the source has it."""


@frozen
class ImportedSection:
    """A section: text under a heading of the second level."""

    heading: str
    text: str
    line: int = 0
    """Where its text begins."""


@frozen
class ImportedSpan:
    """How long a component was affected, and how badly."""

    impact: str
    """A level of the format, or empty when the source does not state one."""
    start: datetime | None = None
    end: datetime | None = None


@frozen
class ImportedHit:
    """A component, by the name that the source has for it."""

    name: str
    spans: tuple[ImportedSpan, ...] = ()
    line: int = 0


@frozen
class ImportedComponent:
    """What can break, as the source lists it."""

    name: str
    group: str = ""
    description: str = ""


@frozen
class ImportedIncident:
    """An incident in the words of the format, whatever the source."""

    key: str
    """Which record of the source it is: it stays the same when the record is changed there."""
    title: str
    day: date
    """The day in the id: that of the start, in UTC."""
    kind: Kind = Kind.INCIDENT
    severity: str = ""
    """A severity of the default settings, or empty."""
    components: tuple[ImportedHit, ...] = ()
    started: datetime | None = None
    start_day: date | None = None
    """The day of the start, when that is all that is known of it."""
    resolved: datetime | None = None
    over: bool = False
    """Whether it is over, and nobody knows since when."""
    scheduled_start: datetime | None = None
    scheduled_end: datetime | None = None
    is_open: bool = False
    """Whether the source says that it is not over."""
    is_draft: bool = False
    report: bool = False
    """Whether it has a finished report."""
    summary: str = ""
    summary_line: int = 0
    updates: tuple[ImportedUpdate, ...] = ()
    """Oldest first."""
    sections: tuple[ImportedSection, ...] = ()
    old: str = ""
    """Its address in the old system: a path from `/` on, or a whole address."""
    site: str = ""
    """The address below which `old` lies, when that is a path."""
    names: tuple[str, ...] = ()
    """The last parts of addresses by which other records link to it."""
    folder: str = ""
    """Where relative links of its text begin: a folder of the source."""


@frozen
class Imported:
    """What became of one record of the source: an entry, or the reason why there is none."""

    path: str
    entry: ImportedIncident | None = None
    skipped: str = ""
    line: int = 0
    """Of what is the reason."""
    files: tuple[tuple[str, bytes], ...] = ()
    """In the place of an entry: files that are written as they are, by their paths in the folder of incidents."""
    guesses: tuple[Guess, ...] = ()


class Importer(Protocol):
    """One source: a sequence of records, which can be read again and again."""

    name: ClassVar[str]
    """As on the command line, and in what is written about the origin."""
    title: ClassVar[str]
    """As people write it."""

    def __len__(self) -> int:
        """How many records there are."""

    @property
    def local(self) -> bool:
        """Whether it lies on the disk, so that several processes may read it at a time."""

    def __getitem__(self, number: int) -> Imported:
        """A record, read anew each time: none is held."""

    def components(self) -> tuple[ImportedComponent, ...]:
        """What its configuration lists, in its order; empty where there is none."""

    def file(self, folder: str, link: str) -> tuple[str, bytes] | None:
        """The picture that a relative link of a text leads to, with its name; None when there is none."""


@frozen
class Options:
    """What a user said about the source."""

    zone: str = ""
    """The zone of times that have none; empty: UTC, and that is a guess."""
    mapping: Mapping[str, object] = field(default_factory=dict)
    """What stands in the mapping file."""
    keep: Store = field(default_factory=lambda: Store(None))
    """Where answers of a server are kept, so that nothing is asked for twice."""
