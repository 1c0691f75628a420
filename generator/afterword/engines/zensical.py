"""Zensical as an engine: what it cannot do, one run of it, and its search."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

from afterword.engines.interface import Built, FrameKind, Lack, Work
from afterword.engines.mkdocs_yml import PLUGIN, SiteProject, UnknownTag
from afterword.engines.zensical_run import NO_FEATURES, OPTIONS, ZensicalRun
from afterword.outputs.artifacts import SearchEntry

_PLUGINS = {PLUGIN, "search", "material/search"}
_WRITES_STYLES = ("admonition", "annotation", "tag")
"""Sets of icons for which the theme writes a style into the page, which the policy refuses."""
_NO_KEYS = ("exclude_docs", "draft_docs", "extra_templates")


class ZensicalEngine:
    """Runs Zensical in a folder of its own."""

    name = "zensical"

    def __init__(self, project: SiteProject) -> None:
        self._project = project

    def lacks(self) -> tuple[Lack, ...]:
        """What mkdocs.yml asks for and Zensical cannot do."""
        serious = chain(self._not_run(), self._not_of_the_theme(), self._not_read())
        theme = (f"theme.{option}" for option in self._project.theme if option not in OPTIONS)
        features = (f"{feature} (theme.features)" for feature in filter(NO_FEATURES.match, self._project.features))
        lost = (Lack(text=f"{name} is left out") for name in chain(theme, features))
        return (*(Lack(text=text, serious=True) for text in serious), *lost)

    def _not_run(self) -> Iterator[str]:
        """Hooks and plugins that Zensical does not run."""
        if not find_spec("zensical"):
            yield "it is not installed: pip install 'afterword[zensical]'"
        yield from (f"it does not run the hook {hook} (hooks)" for hook in self._project.hooks)
        yield from (
            f"it does not run the plugin {name} (plugins)" for name, _ in self._project.plugins if name not in _PLUGINS
        )

    def _not_of_the_theme(self) -> Iterator[str]:
        theme = self._project.theme
        if theme.get("name") != "material":
            yield f"it has no theme {theme.get('name')} (theme.name)"
        for template in _templates(self._project.custom_dir):
            yield f"it cannot run the template {template} (theme.custom_dir), which was written for MkDocs"
        icons = theme.get("icon")
        written = (name for name in _WRITES_STYLES if isinstance(icons, Mapping) and name in icons)
        yield from (f"theme.icon.{name} makes it write styles into pages, which the policy refuses" for name in written)

    def _not_read(self) -> Iterator[str]:
        """Values of mkdocs.yml that Zensical does not read."""
        values = self._project.values
        yield from (f"it does not know {key}" for key in _NO_KEYS if values.get(key))
        yield from (f"it cannot be given a value with the tag {tag}" for tag in sorted(_unknown_tags(values)))

    def frames(self, kinds: Sequence[FrameKind], work: Work) -> Built:
        """Build the pages written by hand and one stub of each kind, then cut out what Zensical cannot say itself."""
        with tempfile.TemporaryDirectory(prefix="afterword_") as folder:
            run = ZensicalRun(self._project, Path(folder).resolve(), kinds, work)
            run.prepare()
            run.build()
            return run.collect()

    def add_search(self, site: Path, entries: Mapping[str, SearchEntry]) -> None:
        """Add our pages to the search index of Zensical."""
        index = site / "search.json"
        if not index.is_file():
            return
        whole = json.loads(index.read_text(encoding="utf-8"))
        whole["items"] += [
            {
                "location": url,
                "level": 1,
                "title": escape(entry.title, quote=False),
                "text": escape(entry.text, quote=False),
                "path": [],
                "tags": [],
            }
            for url, entry in entries.items()
        ]
        index.write_text(json.dumps(whole, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _templates(folder: Path | None) -> list[str]:
    """Templates of the site's own that belong to the theme; those of our pages lie under `afterword/`."""
    files = sorted(folder.rglob("*.html")) if folder else []
    names = (path.relative_to(folder).as_posix() for path in files if folder)
    return [name for name in names if not name.startswith("afterword/")]


def _unknown_tags(value: object) -> set[str]:
    if isinstance(value, UnknownTag):
        return {value.tag}
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return {tag for item in inner for tag in _unknown_tags(item)}
