"""A site built with an engine that makes frames: everything but the check and the publishing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

import jinja2

from afterword.build import Checked, build
from afterword.engines.compiled import CompiledTemplates
from afterword.engines.filling import Filling, frames_of, kinds_of, search_entries
from afterword.engines.frames import Frame
from afterword.engines.interface import Built, Engine, FrameKind, Work
from afterword.engines.mkdocs_yml import NavEntry, SiteProject, address_in_nav, nav_of
from afterword.outputs.artifacts import Artifact, Asset, Outputs, Page
from afterword.outputs.policy import with_policy
from afterword.outputs.sitemap import PATH as SITEMAP
from afterword.outputs.sitemap import sitemap
from afterword.outputs.templates import environment
from afterword.outputs.urls import ARCHIVE, written_as
from afterword.safety.unpublished import Unpublished
from afterword.world.kept.search_texts import read_searched, write_searched
from afterword.world.kept.store import open_store
from afterword.world.languages import language_or_english
from afterword.world.publishing.helper_processes import each
from afterword.world.publishing.inspection import look
from afterword.world.publishing.site_writers import Writers, Written, copy_file
from afterword.world.publishing.written_files import Reuse
from afterword.world.refusal import PublishError

Warn = Callable[[str], object]


class FramedSite:
    """One build of a site in the frames of an engine."""

    def __init__(
        self,
        project: SiteProject,
        engine: Engine,
        checked: Checked,
        now: datetime,
        warn: Warn,
        *,
        made_with: str,
        preview: bool = False,
    ) -> None:
        """Take what was read. Nothing is built yet; a preview shows drafts, too. `made_with`: as in `WrittenRecord`."""
        self._project = project
        self._engine = engine
        self._checked = checked
        self._unpublished = Unpublished() if preview else checked.unpublished
        self._warn = warn
        self._site = project.site
        self._say = language_or_english(checked.settings.language, project.custom_dir, warn)
        own = jinja2.FileSystemLoader(project.custom_dir) if project.custom_dir else None
        self._templates = environment(own, self._say, CompiledTemplates(open_store(project.root)))
        self._written = written_as(checked.sources.values(), checked.shown(drafts=preview))
        self._made_with = made_with
        self._searched = read_searched(open_store(project.root), made_with)
        outputs = build(
            checked, self._site, now, self._templates, drafts=preview, say=self._say, searched=self._searched
        )
        self._made = self._without_hand_written(outputs)
        self._keys: Mapping[str, str] = outputs.keys
        self._pages = [artifact for artifact in self._made.values() if isinstance(artifact, Page)]
        self._titles = {page.url: page.title for page in self._pages}
        self._named = self._in_nav(nav_of(project))
        linked = {*self._named, *(name for name in (ARCHIVE,) if name in self._made)}
        self._kinds = kinds_of(self._pages, self._site, linked, self._named)

    @property
    def site_paths(self) -> tuple[str, ...]:
        """The files that the build must have made."""
        return (SITEMAP, *self._made)

    def frames(self, site: Path) -> tuple[Built, dict[FrameKind, Frame]]:
        """Let the engine write what people wrote into a folder, and cut its frames.

        Raises:
            PublishError: the engine cannot do it, or does something else with a mark.
        """
        policy = self._checked.settings.security.policy
        kinds = tuple(dict.fromkeys(self._kinds.values()))
        work = Work(
            site=site,
            say=self._say,
            titles=self._titles,
            made=self._made.keys(),
            written=self._written,
            left_out=self._checked.left_out,
            unpublished=self._unpublished,
            offered=tuple(path for path in (ARCHIVE,) if path in self._made),
            protect=with_policy if policy else lambda frame, _styles: frame,
            warn=self._warn,
        )
        built = self._engine.frames(kinds, work)
        protect = partial(with_policy, styles=built.style_hashes) if policy else str
        return built, frames_of(self._engine.name, built, kinds, protect)

    def write(self, site: Path, reuse: Reuse, processes: int) -> dict[str, Written]:
        """Write the whole site into a folder, but for what an earlier build made from the same things.

        Returns what was written beside the engine.

        Raises:
            PublishError: as for `frames`.
        """
        kept = self._kept(site, reuse)
        outputs = {path: artifact for path, artifact in self._made.items() if path not in kept}
        for path, asset in outputs.items():
            if isinstance(asset, Asset):
                copy_file(self._project.root / asset.source, site / path)
        built, frames = self.frames(site)
        self._templates.prepare(partial(each, processes=processes))
        fill = Filling(frames, self._kinds, self._site, self._say)
        texts = [artifact for artifact in outputs.values() if not isinstance(artifact, Asset)]
        looks = partial(look, own=self._site.url, closed=self._checked.settings.security.policy)
        writers = Writers(site, texts, fill, looks, processes)
        try:
            (site / SITEMAP).write_text(sitemap(self._site, self._pages, built.pages), encoding="utf-8")
            self._engine.add_search(site, search_entries(self._pages))
            write_searched(open_store(self._project.root), self._made_with, self._searched)
            return writers.finish()
        finally:
            writers.close()

    def _kept(self, site: Path, reuse: Reuse) -> frozenset[str]:
        """The files that an earlier build made from the same things: they are in the site by now."""
        named = {url: self._titles[url] for url in self._named if url in self._titles}
        keys = {
            path: key
            for path, artifact in self._made.items()
            if (key := self._keys.get(path)) and getattr(artifact, "url", None) not in named
        }
        return reuse.take(site, keys, named)

    def _without_hand_written(self, outputs: Outputs) -> dict[str, Artifact]:
        """By its path, everything that is made: a page that somebody wrote wins over one that is made."""
        urls = self._project.files(self._checked.left_out).values()
        taken = {f"{url}index.html" if url.endswith("/") or not url else url for url in urls}
        return {artifact.path: artifact for artifact in outputs if artifact.path not in taken}

    def _in_nav(self, entries: tuple[NavEntry, ...]) -> frozenset[str]:
        """The addresses on this site that the navigation names."""
        addresses: set[str] = set()
        for entry in entries:
            address = address_in_nav(entry, self._project, self._titles, self._written)
            addresses |= ({address} if address is not None else set()) | self._in_nav(entry.below)
        return frozenset(addresses)


def refuse_lacks(engine: Engine, warn: Warn) -> None:
    """Warn of what an engine cannot do.

    Raises:
        PublishError: pages would be wrong without one of these.
    """
    lacks = engine.lacks()
    serious = [lack.text for lack in lacks if lack.serious]
    if serious:
        raise PublishError(f"the engine {engine.name} cannot build this site: {'; '.join(serious)}. Nothing was built")
    for lack in lacks:
        warn(f"{engine.name}: {lack.text}.")
