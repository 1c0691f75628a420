"""Pages that people wrote in `docs_dir`, made with Python-Markdown."""

import posixpath
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

import yaml
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from afterword.core.frozen import frozen
from afterword.engines.frames import ContentsEntry
from afterword.engines.mkdocs_yml import PythonName
from afterword.markup.safe import plain_text
from afterword.world.refusal import PublishError

Resolve = Callable[[str], str | None]
"""The address, relative to the site, to which a path from the folder of pages leads. None: nothing is there."""
_FENCE = "---"


@frozen
class HandPage:
    """A page written by hand."""

    url: str
    meta: Mapping[str, Any]
    """Values of its front matter."""
    title: str
    """Plain text: from the front matter, else its first heading, else the name of its file."""
    html: str
    contents: tuple[ContentsEntry, ...]
    """Entries of the first level are those that MkDocs puts there: the title, or every part where there is no title."""
    has_title: bool
    """Whether its text begins with a heading of the first level."""


def extensions_of(listed: tuple[tuple[str, Mapping[str, Any]], ...]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """The extensions of Markdown that can be loaded, with their options; the names of the others, with the reason."""
    loaded: dict[str, dict[str, Any]] = {}
    missing: list[str] = []
    for name, options in listed:
        try:
            plain = _without_names(options)
            Markdown(extensions=[name], extension_configs={name: plain})
        except Exception as error:  # noqa: BLE001 - an extension is a program of somebody else's
            missing.append(f"the Markdown extension {name} cannot be loaded ({type(error).__name__}: {error})")
        else:
            loaded[name] = plain
    return loaded, missing


def read_hand_page(
    path: str,
    file: Path,
    url: str,
    extensions: Mapping[str, dict[str, Any]],
    resolve: Resolve,
    warn: Callable[[str], object],
) -> HandPage:
    """Make a page of a file, whose path in `docs_dir` and whose address, relative to the site, are given.

    `resolve` knows what a link leads to, and `warn` is told of links that lead nowhere.

    Raises:
        PublishError: the file cannot be read.
    """
    try:
        meta, text = _parts(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PublishError(f"{file} is not UTF-8. Save it as UTF-8") from error
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        raise PublishError(
            f"the front matter of {file} is not valid YAML{f' (line {place.line + 2})' if place else ''}"
        ) from error
    links = LinkExtension(path, url, resolve, warn)
    markdown = Markdown(extensions=[*extensions, links], extension_configs=dict(extensions))
    try:
        html = markdown.convert(text)
    except Exception as error:
        raise PublishError(f"an extension of Markdown fails with {file} ({type(error).__name__}: {error})") from error
    tokens: list[dict[str, Any]] = getattr(markdown, "toc_tokens", [])
    first = next((token for token in tokens if token["level"] == 1), None)
    name = posixpath.basename(path).rpartition(".")[0]
    usual = "Home" if not url else name.replace("-", " ").replace("_", " ").capitalize()
    return HandPage(
        url=url,
        meta=meta,
        title=str(meta.get("title") or (plain_text(first["html"]) if first else usual)),
        html=html,
        contents=tuple(map(_entry, tokens)),
        has_title=first is not None,
    )


def _parts(text: str) -> tuple[dict[str, Any], str]:
    """The front matter of a file, and its text."""
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].strip() != _FENCE:
        return {}, text
    end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() in {_FENCE, "..."}), None)
    meta = yaml.safe_load("".join(lines[1:end])) if end else None
    return (meta, "".join(lines[end + 1 :])) if end and isinstance(meta, dict) else ({}, text)


def _entry(token: dict[str, Any]) -> ContentsEntry:
    return ContentsEntry(
        title=plain_text(token["html"]), anchor=token["id"], below=tuple(map(_entry, token["children"]))
    )


def _without_names(value: Any) -> Any:  # noqa: ANN401 - any value of YAML
    """The value with each `!!python/name:` imported."""
    if isinstance(value, PythonName):
        module, _, name = value.name.rpartition(".")
        return getattr(import_module(module), name)
    if isinstance(value, Mapping):
        return {key: _without_names(inner) for key, inner in value.items()}
    return [_without_names(inner) for inner in value] if isinstance(value, list) else value


class LinkExtension(Extension):
    """Makes links between files into links between pages."""

    def __init__(self, path: str, url: str, resolve: Resolve, warn: Callable[[str], object]) -> None:
        super().__init__()
        self._path, self._url, self._resolve, self._warn = path, url, resolve, warn

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register the processor of links."""
        links = self

        class LinkProcessor(Treeprocessor):
            def run(self, root: Element) -> None:
                for element in root.iter():
                    name = {"a": "href", "img": "src"}.get(str(element.tag), "")
                    if name and (link := element.get(name)):
                        element.set(name, links.changed(link))

        md.treeprocessors.register(LinkProcessor(md), "afterword_links", 0)

    def changed(self, link: str) -> str:
        """Link as it is written into the page."""
        parts = urlsplit(link)
        if (
            parts.scheme or parts.netloc or not parts.path or link.startswith("/") or "\x02" in link
        ):  # an address with signs of Markdown's own
            return link
        there = posixpath.normpath(posixpath.join(posixpath.dirname(self._path), unquote(parts.path)))
        address = self._resolve(there)
        if address is None:
            self._warn(f"{self._path} links to {link}, which is not there.")
            return link
        up = "../" * self._url.count("/")
        return urlunsplit(parts._replace(path=f"{up}{address}" or "./"))
