"""Finds faults of mkdocs.yml, other plugins, the theme, and the site's own templates and pages."""

import inspect
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

import jinja2
from mkdocs.config.defaults import MkDocsConfig

from afterword.core.problems import Problem, guess, problem
from afterword.engines.checking import and_more, is_here
from afterword.mkdocs_engine.mkdocs_config import published_folders, root_of
from afterword.syntax.text import MAX_BYTES

_PLUGIN = "afterword"
_FONTS = frozenset({"fonts.googleapis.com", "fonts.gstatic.com"})
_LANGUAGES = Path("partials", "languages", "en.html")
"""Template that Material has, and every theme derived from it."""
_TEXTS = frozenset({".html", ".md", ".markdown", ".py", ".js", ".css", ".xml"})
_MOST = 40
"""Most names of a template that are listed."""


# ---- mkdocs.yml ----------------------------------------------------------------------------------


def config_problems(config: MkDocsConfig, *, serving: bool) -> Iterator[Problem]:
    """Yield the problems in mkdocs.yml, or in what plugins made of it, that prevent a build."""
    path = Path(config.config_file_path).name
    if not config.use_directory_urls:
        stated = any(layer.get("use_directory_urls") is False for layer in config.user_configs)
        names = () if stated else _plugins_naming(config, "use_directory_urls")
        by_plugin = f"{names[0]}, which" if names else "that"
        remedy = "Write use_directory_urls: true" if stated else f"Leave out the plugin {by_plugin} turns it off"
        yield problem(path, 1, "E191", remedy=remedy)
    if not serving and config.site_url and is_here(config.site_url):
        yield problem(path, 1, "E192", url=config.site_url)
    if not any((Path(folder) / _LANGUAGES).is_file() for folder in config.theme.dirs):
        yield problem(path, 1, "E193", name=config.theme.name or "none")
    if sum(name.partition(" ")[0] == _PLUGIN for name in config.plugins) > 1:
        yield problem(path, 1, "E194")


# ---- what a page would load from elsewhere -------------------------------------------------------


def elsewhere(config: MkDocsConfig, settings: str, loads: Mapping[str, Sequence[str]]) -> tuple[Problem, ...]:
    """E195 for what the pages would load from other sites, once for each remedy. `loads`: by address, the pages."""
    first: dict[str, tuple[str, Sequence[str]]] = {}
    for address, pages in loads.items():
        first.setdefault(_remedy(config, urlsplit(address).netloc or address), (address, pages))
    path = Path(config.config_file_path).name
    return tuple(
        problem(
            path, 1, "E195", page=and_more(pages), address=address.partition("?")[0], remedy=remedy, settings=settings
        )
        for remedy, (address, pages) in first.items()
    )


def _remedy(config: MkDocsConfig, host: str) -> str:
    """Which setting, file or plugin names a host, and what to do with it."""
    if host in _FONTS and config.theme.get("font") is not False:
        return "Write font: false below theme"
    for layer in config.user_configs:
        for key, text in _texts_in(layer, ""):
            if host in text:
                return f"Take it out of {key}, and keep a copy in {_short(config, Path(config.docs_dir))}"
    for folder in published_folders(config):
        for file in _files(folder):
            if host.encode() in file.read_bytes():
                return f"Take it out of {_short(config, file)}, or keep a copy beside it"
    if names := _plugins_naming(config, host):
        return f"Leave out the plugin {names[0]}, or tell it to use files of your own"
    return "Leave out the plugin or the Markdown extension that brings it"


def _texts_in(value: object, key: str) -> Iterator[tuple[str, str]]:
    """Every text in a part of mkdocs.yml, with the names of the keys that lead to it."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield key, str(name)
            yield from _texts_in(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for inner in value:
            yield from _texts_in(inner, key)


def _files(place: Path) -> Iterator[Path]:
    """Text files of a folder, or the single file that is named."""
    for file in sorted(place.rglob("*")) if place.is_dir() else (place,):
        if file.suffix in _TEXTS and file.is_file() and not file.is_symlink() and file.stat().st_size <= 4 * MAX_BYTES:
            yield file


def _short(config: MkDocsConfig, path: Path) -> str:
    root = root_of(config)
    return path.resolve().relative_to(root).as_posix() if path.resolve().is_relative_to(root) else str(path)


# ---- plugins -------------------------------------------------------------------------------------


def _folders(config: MkDocsConfig) -> Iterator[tuple[str, Path]]:
    """Every plugin but ours, by its name, with the folder of its program, or its file where it has only one."""
    for name, plugin in config.plugins.items():
        if name.partition(" ")[0] == _PLUGIN:
            continue
        try:
            file = Path(inspect.getfile(type(plugin))).resolve()
            yield (
                name.removeprefix(f"{config.theme.name}/"),
                file.parent if "." in type(plugin).__module__ or file.name == "__init__.py" else file,
            )
        except (TypeError, OSError):
            continue


def _plugins_naming(config: MkDocsConfig, text: str) -> tuple[str, ...]:
    """Plugins whose program contains a text."""
    return tuple(
        name for name, folder in _folders(config) if any(text.encode() in file.read_bytes() for file in _files(folder))
    )


def what_failed(config: MkDocsConfig, error: BaseException) -> str:
    """A clause for an exception that ended a build: which template or plugin it came from, and what to do."""
    if fault := _template_fault(config, error):
        return fault
    words = f"{type(error).__name__}: {error}".replace("\n", " ")
    files = [Path(frame.filename).resolve() for frame in traceback.extract_tb(error.__traceback__)][::-1]
    hooks = [(name, Path(root_of(config), name).resolve()) for name in config.hooks]
    for file in files:
        if file.is_relative_to(Path(__file__).parents[1]):
            return (
                f"Afterword itself failed ({words}). Run the command again with --verbose to see where, and report it"
            )
        for hook, program in hooks:
            if file == program:
                return f"the hook {hook} failed ({words}). Mend it, or leave it out"
        for name, folder in _folders(config):
            if file.is_relative_to(folder):
                return f"the plugin {name} failed ({words}). Look at its options in mkdocs.yml, or leave it out"
    return (
        f"MkDocs failed ({words}). Look at what was changed last in mkdocs.yml, "
        "and run the command again with --verbose"
    )


# ---- templates of the site's own -----------------------------------------------------------------


def _template_fault(config: MkDocsConfig, error: BaseException) -> str:
    """File, line and fault of a template of the site's own; empty when none is at fault."""
    own = Path(config.theme.custom_dir).resolve() if config.theme.custom_dir else None
    if own is None or not isinstance(error, jinja2.TemplateError):
        return ""
    file = Path(getattr(error, "filename", None) or "/")
    if isinstance(error, jinja2.TemplateSyntaxError) and file.resolve().is_relative_to(own):
        message = str(error.message).rstrip(".")
        return f"{_short(config, file)}, line {error.lineno}: {message}. Mend the template"
    for frame in reversed(list(_frames(error.__traceback__))):
        file = Path(frame.tb_frame.f_code.co_filename)
        if not file.resolve().is_relative_to(own):
            continue
        place = f"{_short(config, file)}, line {frame.tb_lineno}"
        if isinstance(error, jinja2.TemplateNotFound):
            return f"{place}: there is no template {error.message}. Mend its name"
        names = _names(frame.tb_frame.f_locals)
        typed = str(error.message).split("'")[1] if str(error.message).count("'") > 1 else ""
        more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
        remedy = f"{guess(typed, names) or '.'} The names that there are: {', '.join(names[:_MOST])}{more}"
        return f"{place}: {error.message}{remedy}"
    return ""


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace:
        yield trace
        trace = trace.tb_next


def _names(known: Mapping[str, object]) -> list[str]:
    """The names that a template can use, without functions: those are in the documentation of Jinja."""
    hidden = "self context environment caller loop range dict lipsum cycler joiner namespace".split()
    shown = (name for name in known if name not in hidden and not name.startswith("_") and "gettext" not in name)
    return sorted(name for name in shown if not callable(known[name]))
