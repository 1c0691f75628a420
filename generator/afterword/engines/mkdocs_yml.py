"""Reads `mkdocs.yml` without an engine. No other module knows its form."""

import os
import posixpath
from collections.abc import Collection, Container, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import yaml

from afterword.core.frozen import frozen
from afterword.core.settings import Site
from afterword.syntax.site_pages import SitePages
from afterword.world.refusal import stop
from afterword.world.site_files import name_in

PLUGIN = "afterword"
INCIDENTS, SETTINGS = "incidents", "site_config/settings.yml"
"""Default paths, where the options of the plugin name none."""
_MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
_INDEX = ("index", "README")
_DEEPEST = 5
"""Most files that may inherit from each other."""


@frozen
class Places:
    """Paths that mkdocs.yml sets."""

    root: Path
    """The folder of mkdocs.yml, with links followed."""
    config_file: Path
    docs: Path
    """The folder of pages written by hand."""
    published: tuple[Path, ...]
    """The folders of which everything is published: `docs`, and the site's own part of the theme."""
    incidents: str
    """The folder of incidents, relative to `root`."""
    settings: str
    """The settings file, relative to `root`."""


@frozen
class PythonName:
    """A function or a class that mkdocs.yml names (`!!python/name:`). Nothing is imported to read it."""

    name: str


@frozen
class UnknownTag:
    """A value with a tag that only MkDocs understands."""

    tag: str


@frozen
class SiteProject:
    """A project as its mkdocs.yml describes it. What is wrong with a value is for `afterword check` to say."""

    config_file: Path
    values: Mapping[str, Any]
    """The keys of mkdocs.yml, over those of the files that it inherits from."""

    @property
    def root(self) -> Path:
        """The folder of mkdocs.yml, with links followed."""
        return self.config_file.resolve().parent

    @property
    def plugins(self) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        """Each plugin with its options, in its order; the search alone without the key, as in MkDocs."""
        plugins = self.values.get("plugins", ["search"])
        return tuple((name, options if isinstance(options, dict) else {}) for name, options in _named(plugins))

    @property
    def extensions(self) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        """Each extension of Markdown with its options, in its order: those that MkDocs always uses come first."""
        listed: dict[str, Mapping[str, Any]] = {name: {} for name in ("toc", "tables", "fenced_code")}
        for name, options in _named(self.values.get("markdown_extensions")):
            listed[name] = options if isinstance(options, dict) else {}
        return tuple(listed.items())

    @property
    def hooks(self) -> tuple[str, ...]:
        """The programs that MkDocs would run for every page."""
        hooks = self.values.get("hooks")
        return tuple(map(str, hooks)) if isinstance(hooks, list) else ()

    @property
    def theme(self) -> Mapping[str, Any]:
        """The options of the theme, its `name` among them."""
        theme = self.values.get("theme")
        return theme if isinstance(theme, dict) else {"name": str(theme or "mkdocs")}

    @property
    def features(self) -> tuple[str, ...]:
        """`theme.features`."""
        features = self.theme.get("features")
        return tuple(map(str, features)) if isinstance(features, list) else ()

    @property
    def docs(self) -> Path:
        """The folder of pages written by hand."""
        return self._folder("docs_dir", "docs")

    @property
    def site_dir(self) -> Path:
        """Where the site is built."""
        return self._folder("site_dir", "site")

    @property
    def custom_dir(self) -> Path | None:
        """The folder of the site's own part of the theme."""
        folder = self.theme.get("custom_dir")
        return self.config_file.absolute().parent / str(folder) if folder else None

    @property
    def language(self) -> str:
        """`theme.language`; empty: that of the settings."""
        return str(self.theme.get("language") or "")

    @property
    def site(self) -> Site:
        """The facts that mkdocs.yml owns."""
        return Site.described(
            name=self._text("site_name"),
            url=self._text("site_url"),
            repo_url=self._text("repo_url"),
            edit_uri=self._text("edit_uri"),
            incidents=self.incidents,
            under=self.under,
        )

    @property
    def incidents(self) -> str:
        """The folder of incidents, POSIX, relative to `root`."""
        return str(self._options.get("incidents", INCIDENTS))

    @property
    def settings(self) -> str:
        """The settings file, POSIX, relative to `root`."""
        return str(self._options.get("settings", SETTINGS))

    @property
    def under(self) -> str:
        """The folder of the history in a site that is more; empty: the site is the history."""
        return str(self._options.get("under") or "").strip("/")

    @property
    def places(self) -> Places:
        """What lies where."""
        return Places(
            root=self.root,
            config_file=self.config_file,
            docs=self.docs,
            published=tuple(folder for folder in (self.docs, self.custom_dir) if folder),
            incidents=self.incidents,
            settings=self.settings,
        )

    @property
    def docs_path(self) -> str:
        """`docs`, POSIX, relative to `root`."""
        return name_in(self.root, self.docs)

    def files(self, left_out: Collection[str] = ()) -> dict[str, str]:
        """Address of each published file in `docs_dir`, sorted by its path there, without incidents and `left_out`."""
        kept = self.root / self.incidents
        files = (Path(place) / name for place, _, names in os.walk(self.docs) for name in names)
        paths = sorted(
            path.relative_to(self.docs).as_posix() for path in files if not path.resolve().is_relative_to(kept)
        )
        addresses: dict[str, str] = {}
        for path in paths:
            if not path.startswith("templates/") and not any(part.startswith(".") for part in path.split("/")):
                addresses[path] = address_of(path)
        return {
            path: url
            for path, url in addresses.items()
            if not (path.endswith("README.md") and f"{path[:-9]}index.md" in addresses)
            and not (left_out and name_in(self.root, self.docs / path) in left_out)
        }

    @property
    def pages(self) -> SitePages:
        """The pages and files written by hand, as links find them."""
        return SitePages(docs=self.docs_path, addresses=self.files())

    @property
    def _options(self) -> Mapping[str, Any]:
        return dict(self.plugins).get(PLUGIN, {})

    def _folder(self, key: str, usual: str) -> Path:
        return Path(os.path.abspath(self.config_file.absolute().parent / (self._text(key) or usual)))  # noqa: PTH100 - links stay

    def _text(self, key: str) -> str:
        return str(self.values.get(key) or "")


def address_of(path: str) -> str:
    """The address of a file of `docs_dir`: `about.md` is at `about/`, a picture at its path."""
    at = PurePosixPath(path)
    if at.suffix.lower() not in _MARKDOWN:
        return path
    folder = "" if at.parent == PurePosixPath() else f"{at.parent}/"
    return folder if at.stem in _INDEX else f"{folder}{at.stem}/"


def read_project(config_file: Path) -> SiteProject:
    """Read a mkdocs.yml; stops when there is none, when it cannot be read, and when it does not use the plugin."""
    project = read_any(config_file)
    if PLUGIN not in dict(project.plugins):
        stop_without_plugin(config_file)
    return project


def stop_without_plugin(config_file: Path) -> NoReturn:
    """Stop, because a mkdocs.yml does not use the plugin."""
    stop(f"{config_file} does not use the plugin. Add a line '- afterword' under plugins:.")


def require(config_file: Path) -> None:
    """Stop when there is no such mkdocs.yml, and name the one of a folder above."""
    if not config_file.is_file():
        above = config_file.absolute().parent.parents
        if found := next((folder for folder in above if (folder / config_file.name).is_file()), None):
            folder = os.path.relpath(found)
            there = f"{folder}/{config_file.name}"
            stop(f"there is no {config_file} here, but there is {there}. Go to its folder: cd {folder}")
        stop(
            f"there is no {config_file} here. Go to the folder that holds it, name it with --config-file, "
            f"or begin a new history: afterword init ."
        )


def read_any(config_file: Path) -> SiteProject:
    """Read a mkdocs.yml, even without the plugin. Stops when there is none, and when it cannot be read."""
    require(config_file)
    try:
        return SiteProject(config_file=config_file, values=_read(config_file, _DEEPEST))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        place = getattr(error, "problem_mark", None)
        line = f", line {place.line + 1}" if place else ""
        stop(f"{config_file}{line} is not valid YAML. Mend it and run the command again.")


# ---- navigation ----------------------------------------------------------------------------------


@frozen
class NavEntry:
    """An entry of `nav`."""

    title: str = ""
    """Plain text; empty: that of the page."""
    target: str = ""
    """A file of `docs_dir` or of a page that is made (`history/index.md`), or an address; empty for a section."""
    below: tuple["NavEntry", ...] = ()


def nav_of(project: SiteProject) -> tuple[NavEntry, ...]:
    """`nav`; without one, the pages of ours that most readers look for, then every page written by hand."""
    nav = project.values.get("nav")
    if nav:
        return tuple(_entries(nav))
    own = ("index.md", "history/index.md")
    return tuple(
        NavEntry(target=path)
        for path in (*own, *(path for path in project.files() if path.endswith(_MARKDOWN) and path not in own))
    )


def address_in_nav(
    entry: NavEntry, project: SiteProject, made: Container[str], written: Mapping[str, str]
) -> str | None:
    """Where an entry leads, relative to the site.

    None for a section, for an address elsewhere, and for a page that is neither written by hand, nor of ours (`made` by
    their addresses), nor the file of an incident (`written`, as for `page_of_file`).
    """
    path = posixpath.normpath(entry.target) if entry.target else ""
    if not path or "://" in entry.target or entry.target.startswith("/"):
        return None
    url = project.files().get(path, page_of_file(path, written, project.docs_path))
    return url if url is not None else address_of(path) if address_of(path) in made else None


def page_of_file(path: str, written: Mapping[str, str], docs: str) -> str | None:
    """The address of the page of an incident, by the path of its file; None when it is that of no incident.

    Args:
        path: as a page written by hand names it: `incidents/ID.md`, or relative to `docs`.
        written: by the path of an incident's file, as people write it: the address of its page.
        docs: the folder of pages written by hand, relative to that of mkdocs.yml.
    """
    return written.get(posixpath.normpath(path)) or written.get(posixpath.normpath(f"{docs}/{path}"))


def _entries(nav: object) -> Iterator[NavEntry]:
    if isinstance(nav, str):
        yield NavEntry(target=nav)
    elif isinstance(nav, Mapping):
        for title, inner in nav.items():
            if isinstance(inner, str):
                yield NavEntry(title=str(title), target=inner)
            elif below := tuple(_entries(inner)):
                yield NavEntry(title=str(title), below=below)
    elif isinstance(nav, list):
        for inner in nav:
            yield from _entries(inner)


# ---- YAML ----------------------------------------------------------------------------------------


def _named(listed: object) -> Iterator[tuple[str, object]]:
    """Each plugin or extension with its options, from any of the forms that mkdocs.yml allows."""
    rows = [listed] if isinstance(listed, dict) else listed if isinstance(listed, list) else []
    for row in rows:
        if isinstance(row, dict):
            yield from ((str(name), options) for name, options in row.items())
        else:
            yield str(row), None


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml. `!ENV` is an environment variable, `!!python/name:` the name of a function."""


def _env(loader: _Loader, node: yaml.Node) -> Any:  # noqa: ANN401 - any value of YAML
    """The first environment variable that is set, else the last of several items, as MkDocs reads it."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    default = items.pop() if len(items) > 1 else None
    if (text := next((os.environ[item.value] for item in items if item.value in os.environ), None)) is not None:
        tag = loader.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # PyYAML's
        return loader.construct_object(yaml.ScalarNode(tag, text))
    return loader.construct_object(default) if default else None


_Loader.add_constructor("!ENV", _env)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/name:", lambda _loader, suffix, _node: PythonName(name=suffix))
_Loader.add_multi_constructor("", lambda _loader, suffix, _node: UnknownTag(tag=suffix))


def _read(path: Path, deepest: int) -> dict[str, Any]:
    """The keys of a mkdocs.yml, over those of the file that it inherits from."""
    data = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_Loader)  # noqa: S506 - it is a safe loader
    config = data if isinstance(data, dict) else {}
    inherits = config.pop("INHERIT", None)
    above = path.parent / str(inherits)
    return _merged(_read(above, deepest - 1), config) if inherits and deepest and above.is_file() else config


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of `new` over those of `old`; what is a mapping in both is merged, as MkDocs does it."""
    both = {
        key: _merged(old[key], value)
        for key, value in new.items()
        if isinstance(value, dict) and isinstance(old.get(key), dict)
    }
    return {**old, **new, **both}
