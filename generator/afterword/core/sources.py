"""What the reader gets: files as bytes, with their names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from afterword.core.digest import digest
from afterword.core.frozen import frozen

HEAD = 32
"""As many bytes of a file as are needed to know its type."""

MAX_TEXT = 1024 * 1024
"""As many bytes of a text are looked through for secrets; a larger one is not published."""

MAX_ASSET = 10 * 2**20
"""A file beside an incident that is larger than this is not published."""

Times = Mapping[tuple[str, int], datetime | None]
"""The time that each word `now` stands for, by path and line. None: nothing can tell, because the history is not here."""


@frozen
class Untold:
    """Why nobody can tell when a `now` was written: a rule, and the values for its text."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@frozen
class UpdateFile:
    """A file of an `updates/` folder."""

    path: str
    """POSIX, relative to the folder of mkdocs.yml."""
    data: bytes

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, kw_only=True)  # without slots: its digest is kept
class Source:
    """One incident as it lies on the disk."""

    path: str
    """`incidents/ID.md` or `incidents/ID/index.md`; POSIX, relative to the folder of mkdocs.yml."""
    data: bytes
    updates: tuple[UpdateFile, ...] = ()
    """In the order of `reading.names.update_order`."""
    files: frozenset[str] = frozenset()
    """Other files in the folder `incidents/ID/`, relative to it: what the text may link to."""
    heads: Mapping[str, bytes] = field(default_factory=dict, compare=False)
    """The first `HEAD` bytes of each of `files`, which tell what it is, and of a text all of them up to `MAX_TEXT` and one more;
    none for an earlier revision."""
    large: frozenset[str] = field(default=frozenset(), compare=False)
    """Those of `files` with more than `MAX_ASSET` bytes; none for an earlier revision."""
    times: Times = field(default_factory=dict, compare=False)
    """For each `now` in its texts; an edge looks it up."""
    untold: Untold | None = field(default=None, compare=False)
    """Why a `now` has no time; None: the clone is shallow."""

    @property
    def name(self) -> str:
        """The name that stands for the id: the file's without `.md`, or the folder's."""
        head, _, tail = self.path.rpartition("/")
        return head.rpartition("/")[2] if self.in_folder else tail.removesuffix(".md")

    def __hash__(self) -> int:
        """Of its path: there is one source for each, and its bytes are many."""
        return hash(self.path)

    @cached_property
    def digest(self) -> str:
        """Of everything in it that a reader of incidents looks at: equal digests are read to the same."""
        texts = (self.path.encode(), self.data, *(part for update in self.updates for part in (update.path.encode(), update.data)))
        assets = (
            part
            for name in sorted(self.files)
            for part in (name.encode("utf-8", "surrogateescape"), self.heads.get(name, b""), b"large" if name in self.large else b"")
        )
        times = (f"{path} {line} {at}" for (path, line), at in sorted(self.times.items()))
        return digest(*texts, b"", *assets, b"", *times)

    @property
    def folder(self) -> str:
        """The folder of the incident's own files, whether it exists or not: `incidents/ID`."""
        return self.path.removesuffix("/index.md") if self.in_folder else self.path.removesuffix(".md")

    @property
    def in_folder(self) -> bool:
        """Whether it is the `index.md` of a folder."""
        return self.path.endswith("/index.md") and self.path.count("/") > 1


class StrayKind(StrEnum):
    """Why something in the folder of incidents cannot be an incident."""

    NAME = "name"
    """A Markdown file whose name does not end in `.md`."""
    FOLDER = "folder"
    """A folder with updates or texts, without an incident file."""
    LINK = "a link"
    DEVICE = "a device"
    TWIN = "twin"
    """Of another file, on machines that do not tell upper and lower case, or forms of one letter, apart."""
    RESERVED = "reserved"
    """A name that Windows keeps for a device."""
    CACHE = "cache"
    """A file that git holds in a folder for what programs keep."""
    UNREADABLE = "unreadable"
    """A name with a line break, or with what is no character; the path shows it escaped."""
    NOT_READ = "not read"
    """A plain file that is no incident, no update, and belongs to no incident."""


@frozen
class Stray:
    """Something that is no incident and must not pass in silence: among the incidents, or in another folder that is published."""

    path: str
    kind: StrayKind
    twin: str = ""
    """The name beside it that is the same elsewhere."""
    published: bool = False
    """Whether it lies in a folder of which MkDocs publishes everything."""
    folder: str = ""
    """Of a file in a cache: the folder of that."""
    count: int = 1
    """Of a file in a cache: how many there are."""


@frozen
class SiteFile:
    """A file that is published beside the incidents, as its writer wrote it."""

    path: str
    """POSIX, relative to the folder of mkdocs.yml."""
    data: bytes
    """Up to `MAX_TEXT` bytes and one more."""
    every_page: bool
    """Whether every page holds words of it, as of mkdocs.yml."""


@frozen
class Tree:
    """Everything that a writer writes."""

    sources: tuple[Source, ...]
    """Sorted by path."""
    strays: tuple[Stray, ...]
    settings_path: str
    settings: bytes
    """Empty when there is no settings file."""
    beside: tuple[SiteFile, ...] = ()
    """What is published beside the incidents; an edge reads it."""
