"""What a build produces: artifacts by their path in the site."""

from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from datetime import datetime

from afterword.core.frozen import frozen

TITLE = "title"
"""The anchor of a page's title, which is where "Skip to content" leads."""


@frozen
class Heading:
    """An entry of a page's table of contents."""

    title: str
    """Plain text."""
    anchor: str
    children: tuple["Heading", ...] = ()


@frozen
class SearchEntry:
    """What the search finds of a page. Plain text."""

    title: str
    text: str
    more: Callable[[], str] = str
    """Makes what stands behind the text."""

    @property
    def whole(self) -> str:
        """The text, and what stands behind it."""
        return f"{self.text} {self.more()}".rstrip()


@frozen
class PageFeed:
    """A feed of what one page shows, which readers find from there."""

    name: str
    """Relative to the page: `updates.atom`."""
    title: str
    """Plain text, after the name of the site."""


@frozen
class Page:
    """A page in the frame of the theme."""

    url: str
    """With a closing slash, relative to the site: ``, `history/2026/`."""
    title: str
    """Plain text."""
    description: str
    """Plain text, for meta tags."""
    html: Callable[[], str]
    """Makes the content of the page, when it is written; links are relative to `url`."""
    changed: datetime | None
    """The newest content time of what it shows; the sitemap's lastmod. None: it shows nothing that has a time."""
    source: str = ""
    """The file that a writer would edit; empty: none."""
    search: SearchEntry | None = None
    """None: not in the search."""
    shows: str = ""
    """The id of the incident that it shows, if it shows nothing else but the neighbours of that,
    and at any time the same."""
    lists: tuple[str, ...] | None = None
    """The ids of the incidents that it shows, if it shows certain ones, and at any time the same."""
    besides: str = ""
    """What else of the history it depends on, beside its title and description: in words of its own."""
    head: Callable[[], str] = str
    """Makes safe HTML for the head of the page, beside what every page has there."""
    feeds: tuple[PageFeed, ...] = ()
    """Beside those of the whole site."""
    below: Callable[[], tuple[Heading, ...]] = tuple
    """Makes the headings below the title in the table of contents, before `html` is called."""

    @property
    def path(self) -> str:
        """The file: `history/2026/index.html`."""
        return f"{self.url}index.html"

    @property
    def hide_toc(self) -> bool:
        """Whether nothing stands below its title."""
        return self.below is tuple

    def rendered(self) -> "Rendered":
        """All of it that is made when it is written."""
        title = Heading(title=self.title, anchor=TITLE, children=self.below())
        return Rendered(html=self.html(), toc=(title,), head=self.head())


@frozen
class Rendered:
    """What of a page is made when it is written."""

    html: str
    toc: tuple[Heading, ...]
    head: str


@frozen
class TextFile:
    """A text that is complete as it is: a feed, JSON, a redirect."""

    path: str
    text: Callable[[], str]
    """Makes the text, when it is written."""
    shows: str = ""
    """As of a page."""
    lists: tuple[str, ...] | None = None
    """As of a page."""
    besides: str = ""
    """What else of the history it depends on, in words of its own."""


@frozen
class Asset:
    """A file that is copied from beside an incident."""

    path: str
    source: str
    """POSIX, relative to the folder of mkdocs.yml."""


Artifact = Page | TextFile | Asset


class Outputs:
    """Artifacts by path. One path, one artifact: a second one is a fault of the program and is refused."""

    def __init__(self) -> None:
        self._artifacts: dict[str, Artifact] = {}
        self.keys: dict[str, str] = {}
        """By path, for artifacts that show certain incidents: what they are made from (outputs/artifact_keys.py)."""

    def add(self, artifact: Artifact) -> None:
        """Add one artifact; `ValueError` names both when its path is taken."""
        if (other := self._artifacts.get(artifact.path)) is not None:
            raise ValueError(f"{artifact.path} is made twice: by {other} and by {artifact}")
        self._artifacts[artifact.path] = artifact

    def __iter__(self) -> Iterator[Artifact]:
        return iter(self._artifacts.values())

    def __contains__(self, path: str) -> bool:
        return path in self._artifacts

    def __len__(self) -> int:
        return len(self._artifacts)

    def under(self, folder: str, without: Container[str]) -> "Outputs":
        """The same artifacts in a folder of the site, such as `status/`.

        Those in `without` belong to the root of a host and are left out. Links between artifacts are relative,
        so their bytes are the same in the folder.
        """
        moved = Outputs()
        for artifact in self:
            if artifact.path in without:
                continue
            if isinstance(artifact, Page):
                moved.add(replace(artifact, url=folder + artifact.url))
            else:
                moved.add(replace(artifact, path=folder + artifact.path))
        moved.keys = {folder + path: key for path, key in self.keys.items()}
        return moved

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages, in the order in which they were added."""
        return tuple(artifact for artifact in self if isinstance(artifact, Page))
