"""Puts our pages into the frames of an engine."""

from collections.abc import Callable, Collection, Iterable, Mapping

from afterword.core.settings import Site
from afterword.engines.frames import ContentsEntry, Frame, PageFacts, cut, folders, place
from afterword.engines.interface import CONTENT, Built, FrameKind, stub
from afterword.outputs.artifacts import Page, SearchEntry, TextFile
from afterword.outputs.translation import Language
from afterword.world.refusal import PublishError


def kinds_of(
    pages: Iterable[Page], site: Site, linked: Collection[str], named: Collection[str]
) -> dict[str, FrameKind]:
    """Kind of each page, by its address. A frame leads to `linked`, of which `named` stand in the navigation."""
    ways = {way for url in linked for way in folders(url)}
    kinds: dict[tuple[object, ...], FrameKind] = {}
    kind_of: dict[str, FrameKind] = {}
    for page in pages:
        kind = FrameKind(
            url=page.url,
            named=page.url in named,
            title=page.title if page.title == site.name else "",
            hide_toc=page.hide_toc,
            description=bool(page.description),
            address=bool(site.url),
            contents=not page.hide_toc,
            head=page.head is not str,
            feeds=len(page.feeds),
        )
        where = (page.url,) if kind.named else ("", *place(page.url, ways))
        facts = (kind.title, kind.hide_toc, kind.description, kind.contents, kind.head, kind.feeds)
        kind_of[page.url] = kinds.setdefault((where, facts), kind)
    return kind_of


def frames_of(
    engine: str, built: Built, kinds: Iterable[FrameKind], protect: Callable[[str], str]
) -> dict[FrameKind, Frame]:
    """Cut the stubs that an engine rendered into frames.

    Raises:
        PublishError: a frame is missing, or a mark in it was changed: every page of the kind would be wrong.
    """
    frames: dict[FrameKind, Frame] = {}
    for kind in kinds:
        where = f"{kind.url}index.html"
        text = built.stubs.get(kind, "")
        if not text:
            raise PublishError(f"the engine {engine} made no frame for {where}")
        if text.count(CONTENT) != 1:
            raise PublishError(f"{where} has no content: the theme of the engine {engine} left it out or changed it")
        frame = cut(protect(text), stub(kind))
        if frame is None:
            raise PublishError(
                f"the theme of the engine {engine} changes a title, a description "
                f"or an entry of the contents of {where}"
            )
        frames[kind] = frame
    return frames


class Filling:
    """Puts pages of ours into frames."""

    def __init__(
        self, frames: Mapping[FrameKind, Frame], kinds: Mapping[str, FrameKind], site: Site, say: Language
    ) -> None:
        """Take the frames, and by its address the kind of each page."""
        self._frames = frames
        self._kinds = kinds
        self._site = site
        self._say = say

    def __call__(self, page: Page | TextFile) -> bytes:
        """A whole page, or a text as it is."""
        if isinstance(page, TextFile):
            return page.text().encode()
        rendered = page.rendered()
        facts = PageFacts(
            kind=(),
            title=page.title,
            description=page.description,
            address=self._site.absolute(page.url) if self._site.url else "",
            contents=tuple(map(ContentsEntry.of, rendered.toc[0].children)) if rendered.toc else (),
            head=rendered.head,
            feeds=page.feeds,
        )
        frame = self._frames[self._kinds[page.url]].fill(facts, self._say)
        return frame.replace(CONTENT, rendered.html, 1).encode(errors="xmlcharrefreplace")


def search_entries(pages: Iterable[Page]) -> dict[str, SearchEntry]:
    """Search entries of pages, by their addresses."""
    return {page.url: SearchEntry(title=page.search.title, text=page.search.whole) for page in pages if page.search}
