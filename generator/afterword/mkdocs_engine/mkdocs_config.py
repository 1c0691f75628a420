"""Reads and changes MkDocs' configuration."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel, set_exclusions

from afterword.core.settings import Site
from afterword.markup.html import one_line
from afterword.outputs.script_words import script_words
from afterword.outputs.translation import Language
from afterword.syntax.site_pages import SitePages
from afterword.world.site_files import name_in

_NOT_OURS = frozenset({"edit/master/docs/", "src/default/docs/"})
"""Default value of MkDocs for edit_uri. No incident lies there."""

_USUAL_SEPARATOR = r"[\s\-]+"
"""Material's own for most languages. A word keeps brackets and quotation marks, and is not found without them."""
_SEPARATOR = r"[\s\-,:;!?=()\[\]\"'/«»“”„‘’…–—、。，．・「」]+|\.(?!\d)|(?=[\u3040-\u30ff\u3400-\u9fff])"


def site_of(config: MkDocsConfig) -> Site:
    """The facts that mkdocs.yml owns."""
    named = config.site_name
    options = _options(config)
    site = Site.described(
        name=named.unescape() if isinstance(named, Markup) else named,
        url=config.site_url or "",
        repo_url=config.repo_url or "",
        edit_uri="" if config.edit_uri in _NOT_OURS else config.edit_uri or "",
        incidents=str(options.incidents) if options else "incidents",
        under=under_of(config),
    )
    if not site.edit_base or not under_of(config):
        return site
    docs = docs_path(config)  # edit_uri leads into it, and paths of incidents begin beside it
    return replace(site, edit_base=site.edit_base.removesuffix(f"/{docs}/").rstrip("/") + "/")


def under_of(config: MkDocsConfig) -> str:
    """The folder of the site in which the history lies, with a closing slash; empty: the whole site is the history."""
    options = _options(config)
    named = str(options.under).strip("/") if options else ""
    return f"{named}/" if named else ""


def _options(config: MkDocsConfig) -> Any:  # noqa: ANN401 - `AfterwordConfig`, whose module needs this one
    return getattr(config.plugins.get("afterword"), "config", None)


def make_texts_safe(config: MkDocsConfig) -> None:
    """Make texts about the site safe, which the theme prints as they are.

    Names and descriptions are text, `copyright` may hold links. `site_of` gives back the plain name.
    """
    config.site_name = escape(config.site_name)
    for name in ("site_description", "site_author"):
        if config[name]:
            config[name] = escape(config[name])
    if config.copyright:
        config.copyright = one_line(config.copyright)


def without_instant(config: MkDocsConfig) -> list[str]:
    """Take out features that show a page without loading it, because scripts run when it is loaded; their names."""
    features = config.theme.get("features") or []
    gone = [name for name in features if str(name).startswith("navigation.instant")]
    if gone:
        config.theme["features"] = [name for name in features if name not in gone]
    return gone


def named_in(nav: object) -> Iterator[str]:
    """Files that a navigation names, at any depth."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, Mapping):
        for inner in nav.values():
            yield from named_in(inner)
    elif isinstance(nav, Sequence):
        for inner in nav:
            yield from named_in(inner)


def without_named(nav: object, left_out: frozenset[str]) -> object:
    """Navigation without the entries that name these files, and without sections that are empty then."""
    if isinstance(nav, Mapping):
        kept = {title: inner for title, entry in nav.items() if (inner := without_named(entry, left_out))}
        return kept or None
    if isinstance(nav, Sequence) and not isinstance(nav, str):
        return [inner for entry in nav if (inner := without_named(entry, left_out))]
    return None if nav in left_out else nav


def published_folders(config: MkDocsConfig) -> tuple[Path, ...]:
    """The folders of which MkDocs publishes everything: pages written by hand, and the site's own part of the theme."""
    return tuple(Path(folder) for folder in (config.docs_dir, config.theme.custom_dir) if folder)


def root_of(config: MkDocsConfig) -> Path:
    """The folder of mkdocs.yml."""
    return Path(config.config_file_path).resolve().parent


def docs_path(config: MkDocsConfig) -> str:
    """`docs_dir`, POSIX, relative to the folder of mkdocs.yml."""
    return name_in(root_of(config), config.docs_dir)


def pages_of(config: MkDocsConfig, incidents: str) -> SitePages:
    """Every page and file of `docs_dir` that is published as it is: no incident, and none that `exclude_docs` names."""
    docs = Path(config.docs_dir)
    kept = root_of(config) / incidents
    names = (Path(place) / name for place, _, inside in os.walk(docs) for name in inside)
    paths = (path.relative_to(docs).as_posix() for path in names if not path.is_relative_to(kept))
    files = [File(path, str(docs), config.site_dir, use_directory_urls=True) for path in sorted(paths)]
    set_exclusions(files, config)
    addresses = {
        file.src_uri: file.url.removeprefix("./") for file in files if file.inclusion is not InclusionLevel.EXCLUDED
    }
    return SitePages(docs=docs_path(config), addresses=addresses)


def speak(config: MkDocsConfig, say: Language) -> None:
    """Set the language of Material to that of our own texts, unless mkdocs.yml names one."""
    config.extra["afterword_words"] = script_words(say)
    if under_of(config):
        return
    if config.theme["language"] == "en":
        names = (say.code, say.code.partition("-")[0])
        folders = [Path(place, "partials", "languages") for place in config.theme.dirs]
        known = (name for name in names if any((folder / f"{name}.html").is_file() for folder in folders))
        config.theme["language"] = next(known, "en")


def split_for_every_script(index: Any) -> None:  # noqa: ANN401 - Material's, which has no types
    """Let the search divide texts at signs, too, and before signs of scripts without spaces, unless mkdocs.yml does."""
    if getattr(index, "config", {}).get("separator") == _USUAL_SEPARATOR:
        index.config["separator"] = _SEPARATOR
