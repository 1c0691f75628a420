"""The input of the reader: files as bytes, with their names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from afterword.core.digest import digest
from afterword.core.frozen import frozen

HEAD = 32
"""How many bytes of a file are needed to recognise its type."""

MAX_TEXT = 1024 * 1024
"""How many bytes of a text are searched for secrets. A larger file is not published."""

MAX_ASSET = 10 * 2**20
"""A larger file beside an incident is not published."""

Times = Mapping[tuple[str, int], datetime | None]
"""By path and line: the time of each word `now`; None when it is unknown because the git history is incomplete."""


@frozen
class Untold:
    """Why nobody can tell when a `now` was written, and what to do.

    The texts are those for a shallow clone, unless another cause is known.
    """

    why: str = "the full git history is needed to find it"
    remedy: str = "Set fetch-depth: 0 (in GitLab GIT_DEPTH: 0), run git fetch --unshallow, or write the time"


@frozen
class UpdateFile:
    """A file in an `updates/` folder."""

    path: str
    """POSIX, relative to the folder of mkdocs.yml."""
    data: bytes

    @property
    def name(self) -> str:
        """The name without its folder."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, kw_only=True)  # without slots: its digest is kept
class Source:
    """The files of one incident, as on the disk."""

    path: str
    """`incidents/ID.md` or `incidents/ID/index.md`: POSIX, relative to the folder of mkdocs.yml."""
    data: bytes
    updates: tuple[UpdateFile, ...] = ()
    """In the order of `reading.names.update_order`."""
    files: frozenset[str] = frozenset()
    """Other files in the folder `incidents/ID/`, relative to it. The text may link to them."""
    heads: Mapping[str, bytes] = field(default_factory=dict, compare=False)
    """The first `HEAD` bytes of each of `files`; of a text file, its first `MAX_TEXT` + 1 bytes. Empty for an earlier
    revision."""
    large: frozenset[str] = field(default=frozenset(), compare=False)
    """Those of `files` with more than `MAX_ASSET` bytes. Empty for an earlier revision."""
    times: Times = field(default_factory=dict, compare=False)
    """For each `now` in its texts; an edge looks it up."""
    untold: Untold = field(default=Untold(), compare=False)
    """Why a `now` has no time."""

    @property
    def name(self) -> str:
        """The name from which the id is taken: the file's without `.md`, or the folder's."""
        head, _, tail = self.path.rpartition("/")
        return head.rpartition("/")[2] if self.in_folder else tail.removesuffix(".md")

    def __hash__(self) -> int:
        """Of its path: there is one source for each, and its bytes are many."""
        return hash(self.path)

    @cached_property
    def digest(self) -> str:
        """A digest of everything that the reader of incidents uses. Equal digests give equal results."""
        parts = [self.path.encode(), self.data]
        for update in self.updates:
            parts += [update.path.encode(), update.data]
        parts.append(b"")
        for name in sorted(self.files):
            large = b"large" if name in self.large else b""
            parts += [name.encode("utf-8", "surrogateescape"), self.heads.get(name, b""), large]
        times = (f"{path} {line} {at}" for (path, line), at in sorted(self.times.items()))
        return digest(*parts, b"", *times)

    @property
    def folder(self) -> str:
        """The folder of the incident's own files, which need not exist: `incidents/ID`."""
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
    """A folder with updates or texts, but without an incident file."""
    LINK = "a link"
    DEVICE = "a device"
    TWIN = "twin"
    """Its name equals another one on systems that ignore case or Unicode normalization."""
    RESERVED = "reserved"
    """A name that Windows reserves for a device."""
    CACHE = "cache"
    """A file in a cache folder that is committed to git."""
    UNREADABLE = "unreadable"
    """A name that contains a line break or bytes that are no characters. The path shows it escaped."""
    NOT_READ = "not read"
    """A plain file that is no incident and no update, and belongs to no incident."""


@frozen
class Stray:
    """Something that is no incident and must be reported: among the incidents, or in another published folder."""

    path: str
    kind: StrayKind
    twin: str = ""
    """The name beside it that other systems treat as the same."""
    published: bool = False
    """Whether it is in a folder from which MkDocs publishes everything."""
    folder: str = ""
    """For a file in a cache: the folder of the cache."""
    count: int = 1
    """For a file in a cache: the number of files in it."""


@frozen
class SiteFile:
    """A file that is published beside the incidents as its author wrote it."""

    path: str
    """POSIX, relative to the folder of mkdocs.yml."""
    data: bytes
    """The first `MAX_TEXT` + 1 bytes."""
    every_page: bool
    """Whether its texts stand on every page, as those of mkdocs.yml do."""


@frozen
class Tree:
    """All files that writers provide."""

    sources: tuple[Source, ...]
    """Sorted by path."""
    strays: tuple[Stray, ...]
    settings_path: str
    settings: bytes
    """Empty when there is no settings file."""
    beside: tuple[SiteFile, ...] = ()
    """Files that are published beside the incidents."""
