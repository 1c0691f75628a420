"""The common output of all importers: one `Imported` for each record, with all guesses."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from afterword.core.frozen import frozen
from afterword.core.words import Kind, Status
from afterword.world.kept.store import Store

NO_ZONE = "times without a zone are read as UTC; if that is wrong, use --zone NAME"
"""The note on times without a zone."""


class How(StrEnum):
    """The kind of a difference between source and result. The value is its name in the report."""

    ASSUMED = "assumed"
    """The source leaves it open, or states it in another form."""
    DROPPED = "dropped"
    """It is in the source, but not in the result."""
    UNREADABLE = "unreadable"
    """It could not be read, and counts as not stated."""
    PLACED = "placed"
    """Where a heading of the source was put. Not a guess, but listed in the report."""


@frozen
class Guess:
    """A difference between the source and the result."""

    path: str
    """The file in the source, relative to its root, or the address of the record."""
    line: int
    """Counted from 1; 0 when the source has no lines."""
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

    def assumed(self, text: str, line: int = 0) -> None:
        """Add what the source leaves open, or states in another form."""
        self.add(How.ASSUMED, text, line)

    def dropped(self, text: str, line: int = 0) -> None:
        """Add what is in the source, but not in the result."""
        self.add(How.DROPPED, text, line)

    def unreadable(self, text: str, line: int = 0) -> None:
        """Add what could not be read, and counts as not stated."""
        self.add(How.UNREADABLE, text, line)

    def placed(self, text: str, line: int = 0) -> None:
        """Add where a heading of the source was put."""
        self.add(How.PLACED, text, line)

    def add(self, how: How, text: str, line: int = 0) -> None:
        """Add a guess. Repeated guesses count once, and the one about zones once per record."""
        guess = Guess(path=self.path, line=0 if text == NO_ZONE else line, how=how, text=text)
        if guess not in self.guesses:
            self.guesses.append(guess)

    def imported(self, entry: "ImportedIncident") -> "Imported":
        """The result of a record that has an entry."""
        return Imported(path=self.path, entry=entry, guesses=tuple(self.guesses))

    def skipped(self, reason: str, line: int = 0) -> "Imported":
        """The result of a record that is skipped. The reason refers to `line`."""
        return Imported(path=self.path, skipped=reason, line=line, guesses=tuple(self.guesses))


@frozen
class ImportedUpdate:
    """An update."""

    at: datetime | None
    """In UTC; None when the source does not state it."""
    day: date | None = None
    """The day, when only that is known."""
    status: Status = Status.UPDATE
    headline: str = ""
    text: str = ""
    """Markdown of the source, which the writer cleans."""
    line: int = 0
    typed: str = ""
    """Its heading in the source."""


@frozen
class ImportedSection:
    """A section: text below a heading of level 2."""

    heading: str
    text: str
    line: int = 0
    """The line on which its text begins."""


@frozen
class ImportedSpan:
    """A period during which a component was affected, and its level."""

    impact: str
    """A level of the format; empty when the source does not state one."""
    start: datetime | None = None
    end: datetime | None = None


@frozen
class ImportedHit:
    """An affected component, by its name in the source."""

    name: str
    spans: tuple[ImportedSpan, ...] = ()
    line: int = 0

    @classmethod
    def at(cls, name: str, impact: str, line: int = 0) -> "ImportedHit":
        """A component that was affected for the whole time; an empty level: not known how badly."""
        return cls(name=name, spans=(ImportedSpan(impact=impact),) if impact else (), line=line)


@frozen
class ImportedComponent:
    """A component in the source's configuration."""

    name: str
    group: str = ""
    description: str = ""


@frozen
class ImportedIncident:
    """An incident in the terms of the format, independent of the source."""

    key: str
    """Identifies the record in the source, even after it was changed there."""
    title: str
    day: date
    """The day in the id: that of the start, in UTC."""
    kind: Kind = Kind.INCIDENT
    severity: str = ""
    """A severity of the default settings, or empty."""
    components: tuple[ImportedHit, ...] = ()
    started: datetime | None = None
    start_day: date | None = None
    """The day of the start, when only that is known."""
    resolved: datetime | None = None
    over: bool = False
    """Whether it is over, but the end is not known."""
    scheduled_start: datetime | None = None
    scheduled_end: datetime | None = None
    is_open: bool = False
    """Whether it is open in the source."""
    is_draft: bool = False
    report: bool = False
    """Whether it has a final report."""
    summary: str = ""
    summary_line: int = 0
    updates: tuple[ImportedUpdate, ...] = ()
    """Oldest first."""
    sections: tuple[ImportedSection, ...] = ()
    old: str = ""
    """Its address in the old system: a path that begins with `/`, or a full address."""
    site: str = ""
    """The base of `old` when that is a path."""
    names: tuple[str, ...] = ()
    """The last parts of the addresses that other records use in links to it."""
    folder: str = ""
    """The base of relative links in its text: a folder of the source."""


@frozen
class Imported:
    """The result of one record: an entry, or the reason why it is skipped."""

    path: str
    entry: ImportedIncident | None = None
    skipped: str = ""
    line: int = 0
    """The line to which the reason refers."""
    files: tuple[tuple[str, bytes], ...] = ()
    """Instead of an entry: files to write unchanged, by their paths in the folder of incidents."""
    guesses: tuple[Guess, ...] = ()


class Importer(ABC):
    """A source: a sequence of records, which can be read repeatedly. Made with what the user named, and `Options`."""

    name: ClassVar[str]
    """The name on the command line, and in the origin of imported files."""
    title: ClassVar[str]
    """The name as people write it."""
    local: bool = True
    """Whether the source is on the disk, so that several processes can read it."""

    @abstractmethod
    def __len__(self) -> int:
        """The number of records."""

    @abstractmethod
    def __getitem__(self, number: int) -> Imported:
        """Read a record. It is read anew each time, and not kept."""

    def components(self) -> tuple[ImportedComponent, ...]:
        """The components of the source's configuration, in its order; empty without any."""
        return ()

    def file(self, folder: str, link: str) -> tuple[str, bytes] | None:  # noqa: ARG002 - for sources with pictures
        """Name and bytes of the picture to which a relative link leads; None without one."""
        return None


@frozen
class Options:
    """The user's options for the source."""

    zone: str = ""
    """The zone of times without one; empty: UTC, which is noted as a guess."""
    mapping: str | None = None
    """The mapping file of the importer `markdown`, or the name of one that ships; None: the usual one."""
    keep: Store = field(default_factory=lambda: Store(None))
    """Where answers of a server are kept, so that nothing is fetched twice."""
