"""What Afterword asks of an engine: the frame of each kind of page, and the pages that people wrote.

Afterword makes the content of its pages, cuts the frames at their marks, fills every page, adds feeds and data,
looks at the whole and publishes it. So an engine does four things, in this order:

1. `lacks` names what mkdocs.yml asks for and the engine cannot do. Nothing is built if one of them is serious.
2. `frames` writes the pages written by hand, the page for addresses that lead nowhere (404.html) and the assets
   into the folder of the new site, with the index of the search for the pages written by hand.
   It writes no page of ours.
3. `frames` returns one stub for each kind of page: a whole page with marks in the place of its title,
   its description and so on. `stub(kind)` gives the facts of it; the engine escapes and places them
   as it does with those of any page.
4. `add_search` adds our pages to the index of the search.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Protocol

from afterword.core.frozen import frozen
from afterword.engines.frames import ContentsEntry, PageFacts, marked
from afterword.outputs.artifacts import PageFeed, SearchEntry
from afterword.outputs.translation import Language
from afterword.safety.unpublished import Unpublished
from afterword.world.publishing.inspection import MARK

CONTENT = f"{MARK.decode()}<h1-->"
"""Mark for the content in a stub. It looks like a heading, so that a theme adds none of its own."""


@frozen
class FrameKind:
    """Pages of one kind have one frame."""

    url: str
    """The address of one of them, relative to the site, with a closing slash; empty for the home page.
    Links of the frame are relative to it, and lead to the right place from every other page of the kind:
    those lie as deep, and in no folder that the navigation names unless all of them do."""
    named: bool = False
    """Whether the navigation names this page and so shows its entry as active. It is then the only page of its kind."""
    title: str = ""
    """The title of the page if it is that of the site, which a frame says once; empty: the title is a mark."""
    hide_toc: bool = False
    """Whether the contents are not to be shown, even if there are some."""
    description: bool = False
    address: bool = False
    contents: bool = False
    head: bool = False
    """Whether there is a description, a full address, an entry of the contents, something for the head:
    a frame leaves out what surrounds an empty one."""
    feeds: int = 0
    """How many feeds the page has, beside those of the site."""


def stub(kind: FrameKind) -> PageFacts:
    """The facts of the stub of a kind: plain texts, to be escaped as those of any page, but `head`, which is safe HTML.

    The titles of feeds are marks, too: they are not translated. `contents` has two levels, where there are any:
    show each entry as a list item (`<li>`) with a link to its anchor and, within that, a list of those below it.
    """
    facts = PageFacts(
        kind=(),
        title="title",
        description="about" if kind.description else "",
        address="address" if kind.address else "",
        contents=(ContentsEntry(title="entry", anchor="entry"),) if kind.contents else (),
        head="head" if kind.head else "",
        feeds=tuple(PageFeed(name="feed", title="feed") for _ in range(kind.feeds)),
    )
    return replace(marked(facts), title=kind.title) if kind.title else marked(facts)


@frozen
class Work:
    """Input of an engine, beside mkdocs.yml (`mkdocs_yml.py`)."""

    site: Path
    """The folder of the new site: empty, or with what an earlier build made.
    An engine that needs a project of its own to build from makes it somewhere else."""
    say: Language
    """The language of the site."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """By its address (`history/2026/`), the title of every page of ours, for entries of the navigation without a title.
    An entry names `history/2026/index.md` for it."""
    made: Container[str] = frozenset()
    """The paths in the site of all files that we make: feeds and data, too."""
    written: Mapping[str, str] = field(default_factory=dict)
    """By the path of an incident's file, the address of its page. Pages written by hand and the navigation
    may name the file by that path (`incidents/ID.md`)."""
    left_out: frozenset[str] = frozenset()
    """Files of docs_dir that are not published, because of what they hold; paths relative to the folder of mkdocs.yml.
    What lies in the folder of incidents is not published either: it is no page written by hand."""
    unpublished: Unpublished = field(default_factory=Unpublished)
    """The names that no page may show: `page(html)` for the content of a page written by hand,
    `text` for its titles, `is_led_to` for links of the navigation, which are left out."""
    offered: tuple[str, ...] = ()
    """Files that the footer of every page offers as JSON."""
    notice: str = ""
    """Safe HTML that a preview shows above the content of every page, stubs too."""
    protect: Callable[[str, Sequence[str]], str] = lambda frame, _styles: frame
    """Puts the policy into the frame of a page, before the content takes its place: for pages written by hand
    and 404.html. A frame has `<head>` without attributes. The second argument is what `Built.style_hashes` will hold.
    Stubs are given back without the policy."""
    warn: Callable[[str], object] = str
    """Tells the user a sentence: a link that leads nowhere, an entry of the navigation that is left out."""


@frozen
class Built:
    """Output of an engine."""

    stubs: Mapping[FrameKind, str]
    """A whole page of each kind, made of `stub(kind)` with `CONTENT` in the place of the content, once."""
    pages: tuple[str, ...]
    """The addresses of the pages written by hand, for the sitemap: `about/`."""
    style_hashes: tuple[str, ...] = ()
    """What the policy must allow, because a script of the engine writes a style: `'sha256-…'`."""


@frozen
class Lack:
    """A feature that mkdocs.yml asks for and an engine lacks."""

    text: str
    """A sentence without its full stop, with the name from mkdocs.yml: `the plugin redirects (plugins) is not run`."""
    serious: bool = False
    """Whether pages would be wrong without it, so that nothing is built: a hook, a plugin, an extension
    that is not installed. A lost ornament is told, and the build goes on."""


class Engine(Protocol):
    """Makes frames, from mkdocs.yml as `mkdocs_yml.py` reads it. It imports what it needs when it is asked to work."""

    name: str
    """Name of the engine in `--engine`."""

    def lacks(self) -> tuple[Lack, ...]:
        """Features that mkdocs.yml asks for and this engine lacks. Called before anything is built, so be quick."""
        ...

    def frames(self, kinds: Sequence[FrameKind], work: Work) -> Built:
        """Write what people wrote, and the assets, into `work.site`; return the frame of each kind.

        Raises:
            PublishError: it cannot be done; a sentence without its full stop that names the file, the line, the option.
        """
        ...

    def add_search(self, site: Path, entries: Mapping[str, SearchEntry]) -> None:
        """Add our pages to the index that `frames` wrote.

        Args:
            site: the folder of the new site.
            entries: by the address of a page, what the search finds of it: plain text.
        """
        ...
