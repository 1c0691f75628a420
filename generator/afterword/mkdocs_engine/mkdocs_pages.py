"""Our pages and files as MkDocs objects: we make the content, MkDocs adds the frame."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import escape
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from afterword.engines.frames import ContentsEntry, Frames, PageFacts, folders, place
from afterword.engines.mkdocs_yml import page_of_file
from afterword.markup.html import safe_address
from afterword.mkdocs_engine.mkdocs_config import docs_path
from afterword.outputs.artifacts import Artifact, Heading, Page, PageFeed, Rendered, TextFile
from afterword.world.publishing.inspection import MARK

FRAMED = "afterword/framed.html"
"""Name of the template that MkDocs requests for our pages. It is no file: `Frames` renders it."""


class ReadyPage(MkDocsPage):
    """A page whose HTML we make: MkDocs neither reads nor renders Markdown for it."""

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002 - the signature is MkDocs'
        """There is no Markdown to read."""
        self.markdown = ""
        self.meta = {"template": FRAMED}

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 - the signature is MkDocs'
        """The content comes just before the theme renders the page."""
        self.content = ""
        self.present_anchor_ids = set()


class MadeFile(File):
    """A file whose text is made when it is written, so that thousands of texts do not wait in memory."""

    def __init__(self, artifact: TextFile, config: MkDocsConfig, text: Callable[[], str]) -> None:
        super().__init__(
            artifact.path, None, config.site_dir, use_directory_urls=True, inclusion=InclusionLevel.NOT_IN_NAV
        )
        self.generated_by = "afterword"
        self._text = text

    @property
    def content_bytes(self) -> bytes:
        """Make the text; it is not kept."""
        return self._text().encode()

    @content_bytes.setter
    def content_bytes(self, value: bytes) -> None:
        self.content_string = value.decode()

    @property
    def content_string(self) -> str:
        """Make the text; it is not kept."""
        return self._text()

    @content_string.setter
    def content_string(self, value: str) -> None:
        self._text = lambda: value

    def copy_file(self, dirty: bool = False) -> None:  # noqa: ARG002 - the signature is MkDocs'
        """Make the text and write it."""
        place = Path(self.abs_dest_path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(self.content_bytes)

    def is_modified(self) -> bool:
        """It is always written: only its text could tell."""
        return True


def empty_file(config: MkDocsConfig, uri: str, level: InclusionLevel = InclusionLevel.NOT_IN_NAV) -> File:
    """A file of MkDocs without content."""
    return File.generated(config, uri, content="", inclusion=level)


class IncidentFiles:
    """Finds the page of an incident for links and for `nav`, which may name its file as it lies in the repository.

    Two forms are understood: `incidents/ID.md`, as if incidents lay among the pages, and the path from the page
    to the file, as the forge follows it.
    """

    def __init__(self, written: Mapping[str, str], config: MkDocsConfig, made: Mapping[str, Artifact]) -> None:
        """Take pages by paths of files, and by source path what is made: some of it may be in the site by now."""
        self._written = written
        self._config = config
        self._made = made
        self._docs = docs_path(config)

    def page_of(self, path: str) -> str:
        """The source path of the page that a path names; the path itself, when it names none of an incident."""
        address = page_of_file(path, self._written, self._docs)
        return f"{address}index.md" if address else path

    def file(self, path: str, find: Callable[[str], File | None]) -> File | None:
        """The file of the page that a path names, or None."""
        uri = self.page_of(path)
        if uri not in self._made:
            return None
        return find(uri) or empty_file(self._config, uri)  # kept, so not given


class Framing:
    """Puts pages of ours into the frame of the theme, through `Frames` where that gives the same."""

    def __init__(
        self, env: jinja2.Environment, frame: jinja2.Template, site: str, frames: Frames, protect: Callable[[str], str]
    ) -> None:
        """Take the theme's environment and frame, the name of the site, and what puts the policy into a frame."""
        self._theme = frame
        self._site = site
        self._frames = frames
        self._protect = protect
        self._named: set[str] = set()
        """Folders on the way to what frames link to."""
        relative = env.filters["url"]

        @jinja2.pass_context
        def noted(context: jinja2.runtime.Context, address: str) -> str:
            page = context.get("page")
            if not page or address != page.url:
                self._named.update(folders(address))
            return str(relative(context, address))

        env.filters["url"] = noted

    def frame(self, page: MkDocsPage, made: Page, rendered: Rendered, context: Callable[[], Any]) -> str:
        """The frame of a page, with a mark in the place of the content; `context` makes the values for the theme."""

        def theme(facts: PageFacts) -> str:
            page.meta = meta(facts.title, facts.description, facts.head, facts.feeds, hide_toc=made.hide_toc)
            page.canonical_url = facts.address
            whole = ContentsEntry(title=facts.title, anchor=anchor, below=facts.contents)
            page.toc = TableOfContents([_anchor(whole, 1)])
            return self._protect(self._theme.render(context()))

        if not rendered.toc or made.title == self._site:  # a theme leaves out a title that says what stands beside it
            return self._protect(self._theme.render(context()))
        anchor = rendered.toc[0].anchor
        facts = PageFacts(
            kind=(place(page.url, self._named), len(self._named), made.hide_toc, anchor, page.content),
            title=made.title,
            description=made.description,
            address=page.canonical_url or "",
            contents=tuple(map(ContentsEntry.of, rendered.toc[0].children)),
            head=rendered.head,
            feeds=made.feeds,
        )
        return self._frames.render(facts, theme)


class FramedTemplate:
    """Replaces the theme's template when MkDocs renders a page of ours."""

    def __init__(self, framing: Framing, pages: Mapping[str, Page], rendered: Callable[[], Rendered]) -> None:
        self._framing = framing
        self._pages = pages
        self._rendered = rendered

    def render(self, context: Any) -> str:  # noqa: ANN401 - MkDocs' own
        """The frame of the page in `context`, with a mark in the place of its content."""
        page: MkDocsPage = context["page"]
        return self._framing.frame(page, self._pages[page.file.src_uri], self._rendered(), lambda: context)


def whole_page(uri: str, made: Page, framing: Framing, nav: Navigation, config: MkDocsConfig) -> bytes:
    """A page of ours that the navigation does not name: as MkDocs' loop makes it when no other plugin looks at it."""
    rendered = made.rendered()
    page = ReadyPage(str(escape(made.title)), empty_file(config, uri), config)
    put_in(page, made, rendered)
    page.content = mark(rendered.html)
    frame = framing.frame(page, made, rendered, lambda: get_context(nav, (), config, page))
    return frame.replace(page.content, rendered.html).encode(errors="xmlcharrefreplace")


def put_in(page: MkDocsPage, made: Page, rendered: Rendered) -> None:
    """Set the attributes of MkDocs' page from ours."""
    page.content = rendered.html
    page.toc = contents(rendered.toc)
    page.meta = meta(made.title, made.description, rendered.head, made.feeds, hide_toc=made.hide_toc)


def mark(content: str) -> str:
    """Mark for this content in the frame. Material writes a heading of its own unless it finds one in the content."""
    return f"{MARK.decode()}<h1-->" if "<h1" in content else f"{MARK.decode()}-->"


def make_navigation_safe(nav: Navigation) -> None:
    """Make titles in `nav` text, which the theme prints as they are, and take out addresses that run code."""
    for item in _items(nav.items):
        if isinstance(item, Section):
            item.title = escape(item.title)
        elif isinstance(item, Link):
            item.title = escape(item.title or item.url)
            item.url = escape(item.url) if safe_address(item.url) else ""
        elif isinstance(item, MkDocsPage) and "title" in vars(item):  # else it comes from the page, once that is read
            item.title = escape(item.title)


def make_title_safe(page: MkDocsPage) -> None:
    """Make the title of a page written by hand safe, unless it is that of its heading: the theme prints it as it is."""
    for name in ("title", "subtitle", "description"):
        if name in page.meta:
            page.meta[name] = escape(page.meta[name])
    if "title" not in vars(page) and "title" not in page.meta and not page._title_from_render:  # noqa: SLF001 - nothing else tells where it comes from
        page.title = escape(page.title)


def make_titles_bare(page: MkDocsPage, text: Callable[[str], str], anchor: Callable[[str], str]) -> None:
    """Change titles and contents of a page written by hand: `text` makes new words, `anchor` new ids."""
    for name in ("title", "subtitle", "description"):
        if name in page.meta:
            page.meta[name] = text(str(page.meta[name]))
    if "title" not in page.meta and page.title and (bare := text(page.title)) != page.title:
        page.title = bare
    waiting = list(page.toc)
    while waiting:
        link = waiting.pop()
        link.title, link.id = text(link.title), anchor(link.id)
        waiting += link.children


def without_links(nav: Navigation, is_unpublished: Callable[[str], bool]) -> list[str]:
    """Take links out of the navigation that lead to what is not published; returns their addresses."""
    gone = [item.url for item in _items(nav.items) if isinstance(item, Link) and is_unpublished(item.url)]
    nav.items = _without(nav.items, gone)
    return gone


def _without(items: Iterable[StructureItem], gone: Collection[str]) -> list[StructureItem]:
    kept = [item for item in items if not (isinstance(item, Link) and item.url in gone)]
    for item in kept:
        if isinstance(item, Section):
            item.children = _without(item.children, gone)
    return kept


def _items(items: Iterable[StructureItem]) -> Iterator[StructureItem]:
    for item in items:
        yield item
        if isinstance(item, Section):
            yield from _items(item.children)


def meta(title: str, description: str, head: str, feeds: tuple[PageFeed, ...], *, hide_toc: bool) -> dict[str, Any]:
    """Metadata of a page for the theme, which prints every text unescaped."""
    return {
        "title": str(escape(title)),
        "description": str(escape(description)),
        "afterword_head": head,
        "hide": ["navigation", "toc"] if hide_toc else ["navigation"],
        "search": {"exclude": True},
        "aw_feeds": feeds,
    }


def contents(toc: Iterable[Heading]) -> TableOfContents:
    """A table of contents as the theme reads it."""
    return TableOfContents([_anchor(ContentsEntry.of(heading), 1) for heading in toc])


def sample(
    made: Mapping[str, Artifact], nav: Container[str], *, own: bool
) -> tuple[dict[str, Artifact], tuple[str, ...]]:
    """What is made to see whether all of a site could be made, and the names of the rest.

    The pages of the navigation are made, and one page of each kind. Names are the paths under which MkDocs knows them.
    Their content is left empty unless the site has templates of its `own` for our pages.
    """
    kinds: set[tuple[str, int]] = set()
    chosen: dict[str, Artifact] = {}
    for uri, page in made.items():
        if not isinstance(page, Page):
            continue
        kind = (page.url.partition("/")[0], page.url.count("/"))
        if uri in nav or kind not in kinds:
            chosen[uri] = page if own else replace(page, html="<h1></h1>".__str__, below=tuple, head=str)
        kinds.add(kind)
    return chosen, tuple(uri for uri in made if uri not in chosen)


def _anchor(entry: ContentsEntry, level: int) -> AnchorLink:
    link = AnchorLink(str(escape(entry.title)), entry.anchor, level)
    link.children = [_anchor(below, level + 1) for below in entry.below]
    return link
