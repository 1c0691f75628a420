"""The engine `own`: it needs neither MkDocs nor another theme."""

import json
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import escape

from afterword.engines.frames import ContentsEntry, PageFacts
from afterword.engines.interface import CONTENT, Built, FrameKind, Lack, Work, stub
from afterword.engines.mkdocs_yml import PLUGIN, NavEntry, SiteProject, address_in_nav, nav_of, page_of_file
from afterword.engines.own.frame_templates import THEME, FrameTemplates, NavItem, PageView, every
from afterword.engines.own.hand_pages import HandPage, extensions_of, read_hand_page
from afterword.markup.html import safe_address
from afterword.markup.safe import plain_text
from afterword.outputs.artifacts import SearchEntry
from afterword.outputs.bundles import part
from afterword.world.publishing.site_writers import copy_file, write_text
from afterword.world.refusal import PublishError

Warn = Callable[[str], object]
_KNOWN_PLUGINS = {"search", PLUGIN}
_KNOWN_FEATURES = {"navigation.tabs", "search.highlight", "search.suggest", "search.share", "toc.follow"}
"""Theme features that the frame has anyway, or that readers do not miss."""
_NO_ASSETS = ".* */.* *.py *.pyc *.html *readme* mkdocs_theme.yml locales/* afterword/* *.md sitemap.xml".split()
"""Files of a theme's folder that are not published, as MkDocs has it; and the site's own templates and translations."""
_NOWHERE, _INDEX = "404.html", "search.json"
_DARK = "@media screen and (prefers-color-scheme: dark)"


class OwnEngine:
    """Makes frames from templates of ours."""

    name = "own"

    def __init__(self, project: SiteProject) -> None:
        """Take mkdocs.yml, as it was read."""
        self._project = project

    @cached_property
    def _extensions(self) -> tuple[dict[str, dict[str, Any]], list[str]]:
        return extensions_of(self._project.extensions)

    def lacks(self) -> tuple[Lack, ...]:
        """What mkdocs.yml asks for and this engine cannot do."""
        project = self._project
        plugins = [name for name, _ in project.plugins if name.removeprefix("material/") not in _KNOWN_PLUGINS]
        lost = [name for name in project.features if name not in _KNOWN_FEATURES]
        theme = project.theme
        icons = theme.get("icon")
        lacks = [
            *(Lack(text=f"the plugin {name} (plugins) is not run", serious=True) for name in plugins),
            *(Lack(text=f"the hook {name} (hooks) is not run", serious=True) for name in project.hooks),
            *(Lack(text=text, serious=True) for text in self._extensions[1]),
        ]
        if project.values.get("extra_templates"):
            lacks.append(Lack(text="the pages of extra_templates are not made", serious=True))
        if theme.get("static_templates"):
            lacks.append(Lack(text="the pages of theme.static_templates are not made", serious=True))
        if theme.get("name") not in {"material", None}:
            lacks.append(Lack(text=f"the theme {theme['name']} (theme.name) is not used"))
        if lost:
            lacks.append(Lack(text=f"{', '.join(lost)} (theme.features) has no effect"))
        if isinstance(icons, dict) and icons.get("logo") and not theme.get("logo"):
            lacks.append(
                Lack(text=f"the icon {icons['logo']} (theme.icon.logo) is not shown; theme.logo can name a picture")
            )
        return tuple(lacks)

    def frames(self, kinds: Sequence[FrameKind], work: Work) -> Built:
        """Write the pages written by hand and the assets; return a stub of each kind."""
        warnings: list[str] = []

        def warn(sentence: str) -> None:
            warnings.append(sentence)
            work.warn(sentence)

        pages = self._hand_pages(work, warn)
        titles = dict(work.titles) | {page.url: page.title for page in pages}
        nav = tuple(self._nav(nav_of(self._project), work, titles, warn))
        templates = FrameTemplates(self._project, work)
        _copy_assets((THEME, *([self._project.custom_dir] if self._project.custom_dir else [])), work.site)
        _write_dark_styles(work.site)
        self._copy_files(work)
        named = {item.address: item.title for item in every(nav) if item.address is not None}
        for page in pages:
            text = templates.render("main.html", self._view(page, named.get(page.url), work), nav)
            html = work.unpublished.page(page.html)
            whole = work.protect(text, ()).replace(
                CONTENT, html if page.has_title else f"<h1>{escape(page.title)}</h1>\n{html}", 1
            )
            write_text(work.site / page.url / "index.html", whole)
        write_text(work.site / _NOWHERE, work.protect(templates.render(_NOWHERE, None, nav), ()))
        entries = {
            page.url: SearchEntry(title=page.title, text=" ".join(plain_text(work.unpublished.page(page.html)).split()))
            for page in pages
            if not _excluded(page.meta)
        }
        _write_index(work.site, _rows(entries))
        if warnings and self._project.values.get("strict"):
            raise PublishError(
                f"strict: true in mkdocs.yml makes {len(warnings)} of the lines above an error. "
                "Mend them, or take strict out"
            )
        stubs = {kind: PageView(kind.url, stub(kind), hide_toc=kind.hide_toc, named=kind.named) for kind in kinds}
        return Built(
            stubs={kind: templates.render("main.html", view, nav) for kind, view in stubs.items()},
            pages=tuple(page.url for page in pages),
        )

    def add_search(self, site: Path, entries: Mapping[str, SearchEntry]) -> None:
        """Add our pages in front of others in the index: readers look for news more often."""
        _write_index(site, [*_rows(entries), *json.loads((site / _INDEX).read_text(encoding="utf-8"))])

    # ---- pages written by hand -------------------------------------------------------------------

    def _hand_pages(self, work: Work, warn: Warn) -> list[HandPage]:
        docs = self._project.docs
        shown = self._project.files(work.left_out)

        def resolve(path: str) -> str | None:
            url = shown.get(path, page_of_file(path, work.written, self._project.docs_path))
            if url is not None:
                return url
            is_index = posixpath.basename(path) == "index.md"
            page = path.removesuffix("index.md") if is_index else f"{path.removesuffix('.md')}/"
            return page if page in work.titles else path if path in work.made else None

        return [
            read_hand_page(path, docs / path, url, self._extensions[0], resolve, warn)
            for path, url in shown.items()
            if url.endswith("/") or not url
        ]

    def _view(self, page: HandPage, named: str | None, work: Work) -> PageView:
        text = work.unpublished.text
        tops = page.contents
        below = tops[0].below if page.has_title and tops else tops
        hidden = page.meta.get("hide")
        facts = PageFacts(
            kind=(),
            title=text(str(named or page.title)),
            description=text(str(page.meta.get("description") or "")),
            address=self._project.site.absolute(page.url) if self._project.site.url else "",
            contents=tuple(_public(entry, work) for entry in below),
        )
        return PageView(page.url, facts, hide_toc=isinstance(hidden, list) and "toc" in hidden)

    def _copy_files(self, work: Work) -> None:
        for path, url in self._project.files(work.left_out).items():
            if url and not url.endswith("/"):
                copy_file(self._project.docs / path, work.site / url)

    # ---- navigation ------------------------------------------------------------------------------

    def _nav(self, entries: Sequence[NavEntry], work: Work, titles: Mapping[str, str], warn: Warn) -> Iterator[NavItem]:
        for entry in entries:
            title = work.unpublished.text(entry.title)
            if entry.below:
                if below := tuple(self._nav(entry.below, work, titles, warn)):
                    yield NavItem(title=title, children=below)
                continue
            address = address_in_nav(entry, self._project, titles, work.written)
            if address is not None and (address in titles or not address.endswith("/")):
                yield NavItem(
                    title=title or work.unpublished.text(titles.get(address, address)), url=address, address=address
                )
            elif work.unpublished.is_led_to(entry.target):
                continue
            elif "://" in entry.target or entry.target.startswith(("/", "mailto:", "#")):
                if safe_address(entry.target):
                    yield NavItem(title=title or entry.target, url=entry.target)
            else:
                config_name = self._project.config_file.name
                warn(f"nav in {config_name} names {entry.target}, which is not there. The entry is left out.")


def _public(entry: ContentsEntry, work: Work) -> ContentsEntry:
    below = tuple(_public(inner, work) for inner in entry.below)
    return ContentsEntry(title=work.unpublished.text(entry.title), anchor=entry.anchor, below=below)


def _excluded(meta: Mapping[str, Any]) -> bool:
    search = meta.get("search")
    return isinstance(search, dict) and bool(search.get("exclude"))


def _copy_assets(folders: Sequence[Path], site: Path) -> None:
    """Copy the files of themes; those of a later folder win."""
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            name = file.relative_to(folder).as_posix()
            if file.is_file() and not any(fnmatch(name.lower(), pattern) for pattern in _NO_ASSETS):
                copy_file(file, site / name)


def _rows(entries: Mapping[str, SearchEntry]) -> list[tuple[str, str, str]]:
    return [(url, entry.title, entry.text) for url, entry in entries.items()]


def _write_index(site: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write the index that the search of our frame looks through: addresses, titles and texts, in one file."""
    text = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    (site / _INDEX).write_text(f"[{text}]\n", encoding="utf-8")


def _write_dark_styles(site: Path) -> None:
    """Write the dark colours, from the two files that hold them, for dark systems whose browser runs no script."""
    texts = ((site / "assets/own/palette.css").read_text(encoding="utf-8"), part("tokens.css"))
    dark = "\n".join(texts).replace('[data-md-color-scheme="slate"]', ".no-js body").replace("@media screen", _DARK)
    (site / "assets/own/dark.css").write_text(dark, encoding="utf-8")
