"""What mkdocs.yml says, as we need it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import jinja2
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig

from afterword.core.settings import Site
from afterword.outputs.language import Language
from afterword.outputs.script_words import script_words
from afterword.reading.markdown import Extensions

_NOT_OURS = frozenset({"edit/master/docs/", "src/default/docs/"})
"""What MkDocs puts into edit_uri when nobody set it: no incident lies there."""


def site_of(config: MkDocsConfig) -> Site:
    """The facts that mkdocs.yml owns."""
    url = config.site_url or ""
    named = config.site_name
    edit = ""
    if config.repo_url and config.edit_uri and config.edit_uri not in _NOT_OURS:
        edit = config.edit_uri if "://" in config.edit_uri else f"{config.repo_url.rstrip('/')}/{config.edit_uri.strip('/')}/"
    options = getattr(config.plugins.get("afterword"), "config", None)
    return Site(
        incidents=str(options.incidents) if options else "incidents",
        name=named.unescape() if isinstance(named, Markup) else named,
        url=url if url.endswith("/") or not url else f"{url}/",
        repo_url=config.repo_url or "",
        edit_base=edit,
    )


def named_in(nav: object) -> Iterator[str]:
    """The files that a navigation names, at any depth."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, Mapping):
        for inner in nav.values():
            yield from named_in(inner)
    elif isinstance(nav, Sequence):
        for inner in nav:
            yield from named_in(inner)


def without_named(nav: object, left_out: frozenset[str]) -> object:
    """A navigation without the entries that name these files, and without what is empty then."""
    if isinstance(nav, Mapping):
        kept = {title: inner for title, entry in nav.items() if (inner := without_named(entry, left_out))}
        return kept or None
    if isinstance(nav, Sequence) and not isinstance(nav, str):
        return [inner for entry in nav if (inner := without_named(entry, left_out))]
    return None if nav in left_out else nav


def compiled_templates(config: MkDocsConfig) -> jinja2.BytecodeCache | None:
    """Where compiled templates wait for the next build: to compile them takes as long as some hundred pages.

    Jinja compares them with the templates' text, so an old one is never used. None where nothing can be written.
    """
    folder = root_of(config) / ".cache" / "afterword" / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return jinja2.FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def root_of(config: MkDocsConfig) -> Path:
    """The folder of mkdocs.yml."""
    return Path(config.config_file_path).resolve().parent


def extensions_of(config: MkDocsConfig) -> Extensions:
    """The Markdown extensions, for incident files."""
    names = [name for name in config.markdown_extensions if isinstance(name, str)]
    return Extensions(names=tuple(names), configs={name: dict(given) for name, given in config.mdx_configs.items() if given})


def speak(config: MkDocsConfig, say: Language) -> None:
    """Our own words and those of Material in one language; a language that mkdocs.yml names stays."""
    config.extra["afterword_words"] = script_words(say)
    names = (say.code, say.code.partition("-")[0])
    known = (name for name in names for place in config.theme.dirs if Path(place, "partials", "languages", f"{name}.html").is_file())
    if config.theme["language"] == "en":
        config.theme["language"] = next(known, "en")
