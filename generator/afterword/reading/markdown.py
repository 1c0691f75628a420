"""Markdown to safe HTML: once per piece of text, for page and feed alike.

Python-Markdown with the site's extensions makes the HTML; nh3 lets through what stands on a list. What
comes out is in one canonical form (double-quoted attributes, escaped text), on which outputs/urls.py relies.
"""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import normpath
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from afterword.core.model import Fragment
from afterword.core.problems import Problem, problem
from afterword.reading.text import without_illegal

MAX_DEPTH = 20
"""Levels of lists and quotes within each other; Python-Markdown recurses into them."""

SKIPPED_EXTENSIONS = frozenset({"toc", "meta", "markdown.extensions.toc", "markdown.extensions.meta", "pymdownx.snippets"})
"""Not for incident files: the headings have anchors of their own, `meta` would swallow a first line such as
`Posts: all delayed`, and snippets would read other files."""

_TAGS = frozenset(
    (
        "a abbr b blockquote br caption cite code col colgroup dd del details div dl dt em figcaption figure "
        "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup "
        "table tbody td tfoot th thead tr tt u ul var"
    ).split()
)
_ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"alt", "height", "src", "title", "width"},
    "details": {"open"},
    "ol": {"reversed", "start", "type"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
_OWN_CLASS = re.compile(r"aw-(?!redacted$)|md-|mdx-")
_FOOTNOTE_ID = re.compile(r"fn(ref)?\d*:[\w:.\-]{1,80}", re.ASCII)
_LINK_TARGET = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")
_CHECKBOX = re.compile(r"<input\b[^>]*type=\"checkbox\"[^>]*>")
_HEADING = re.compile(r"<(/?)h([1-6])\b")
_IMAGE = re.compile(r"<img((?:\s+[a-z]+=\"[^\"]*\")*)\s*/?>")
_TAG = re.compile(r'<[^>"]*(?:"[^"]*"[^>"]*)*>')
_SPACE = re.compile(r"\s+")
_PREFIX = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|[0-9]{1,9}[.)](?=[ \t])))*[ \t]*")
_MARKS = re.compile(r">|[-*+]|[0-9]{1,9}[.)]")


def plain_text(fragment_html: str) -> str:
    """The words of a piece of safe HTML on one line."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub(lambda tag: "" if _is_inline(tag[0]) else " ", fragment_html))).strip()


def _is_inline(tag: str) -> bool:
    return bool(re.match(r"</?(?:a|abbr|b|cite|code|del|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|tt|u|var)\b", tag))


class _Redaction(InlineProcessor):
    """`[redacted: a person's name]` becomes a visible bar with the reason."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        bar = Element("span", {"class": "aw-redacted"})
        bar.text = f"redacted: {m[1].strip()}"
        return bar, m.start(0), m.end(0)


class _OwnSyntax(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        md.inlinePatterns.register(_Redaction(r"\[redacted:\s*([^\[\]]{1,200})\]", md), "afterword-redacted", 172)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extensions:
    """The Markdown extensions of a site, as MkDocs knows them."""

    names: tuple[str, ...] = ("tables", "fenced_code")
    configs: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


@dataclass(kw_only=True)
class Place:
    """Where a text stands: what its relative links are relative to, and which files they found."""

    path: str
    """The file, POSIX."""
    folder: str
    """The folder of all incidents, with a closing slash: `incidents/`."""
    name: str
    """The name of the incident's file or folder."""
    files: frozenset[str] = frozenset()
    """The files in the incident's folder."""
    found: set[str] = field(default_factory=set)
    """Those of `files` that a link named."""

    def link(self, target: str) -> str:
        """A link as seen from the page of the incident, `incidents/ID/`."""
        if not target or target.startswith("#") or _LINK_TARGET.match(target):
            return target
        if target.startswith("/"):
            return "../.." + target
        path, hash_, anchor = target.partition("#")
        whole = normpath(f"{self.path.rpartition('/')[0]}/{path}")
        if not whole.startswith(self.folder):
            return target
        name, _, rest = whole.removeprefix(self.folder).partition("/")
        if rest == "index.md" or (not rest and (name.endswith(".md") or path.endswith("/"))):
            name = name.removesuffix(".md")
            return f"#{anchor}" if name == self.name and hash_ else f"../{name}/{hash_}{anchor}"
        if name == self.name:
            if rest in self.files:
                self.found.add(rest)
            return rest + hash_ + anchor
        return f"../{name}/{rest}{hash_}{anchor}" if rest else target


class Renderer:
    """Turns pieces of Markdown into fragments. One renderer serves many incidents, one after the other."""

    def __init__(self, extensions: Extensions) -> None:
        names = [name for name in extensions.names if name not in SKIPPED_EXTENSIONS]
        configs = {name: dict(config) for name, config in extensions.configs.items() if name in names}
        self._markdown = markdown.Markdown(extensions=[*names, _OwnSyntax()], extension_configs=configs)

    def begin(self) -> None:
        """Forget the incident before: footnotes are numbered anew for each one."""
        for extension in self._markdown.registeredExtensions:
            if hasattr(extension, "unique_prefix"):
                extension.unique_prefix = 0

    def fragment(self, text: str, line: int, place: Place, problems: list[Problem], definitions: Sequence[str] = ()) -> Fragment:
        """One piece of text as safe HTML.

        Args:
            text: Markdown without comments.
            line: its first line in its file, counted from 1; leading blank lines are skipped.
            place: what its links are relative to.
            problems: E205 is added here; the text then stands as it is, in plain paragraphs.
            definitions: link, footnote and abbreviation definitions of the whole file.
        """
        skipped = len(text) - len(text.lstrip("\n"))
        text, line = text.strip("\n"), line + skipped
        if not text.strip():
            return Fragment(markdown="", line=line, html="")
        deep = too_deep(text)
        if deep is None:
            whole = "\n".join([text, "", *definitions]) if definitions and "[" in text else text
            try:
                self._markdown.reset()
                return Fragment(markdown=text, line=line, html=self._clean(self._markdown.convert(whole), place))
            except RecursionError:
                deep = 0
        problems.append(problem(place.path, line + deep, "E205", limit=MAX_DEPTH))
        return Fragment(markdown=text, line=line, html=as_typed(text))

    def _clean(self, raw: str, place: Place) -> str:
        def attribute(tag: str, name: str, value: str) -> str | None:
            if name == "class":
                return " ".join(word for word in value.split() if not _OWN_CLASS.match(word)) or None
            if name == "id":
                return value if _FOOTNOTE_ID.fullmatch(value) else None
            if (tag, name) in {("a", "href"), ("img", "src")}:
                return place.link(value)
            return value

        raw = _CHECKBOX.sub(lambda box: "☑ " if "checked" in box[0] else "☐ ", raw)
        safe = nh3.clean(
            raw,
            tags=set(_TAGS),
            attributes=_ATTRIBUTES,
            attribute_filter=attribute,
            url_schemes={"http", "https", "mailto"},
            link_rel=None,
        )
        safe = _HEADING.sub(lambda found: f"<{found[1]}h{min(max(int(found[2]) + 1, 4), 6)}", without_illegal(safe))
        return _IMAGE.sub(lambda found: _own_image(found, place), safe).strip()


def _own_image(found: re.Match[str], place: Place) -> str:
    """An image of another site becomes a link to it: a page asks nobody else for anything. One of nothing becomes its words."""
    attributes = dict(re.findall(r'([a-z]+)="([^"]*)"', found[1]))
    source = attributes.get("src", "")
    if html.unescape(source) in place.found or source.startswith("../"):
        return found[0]
    words = attributes.get("alt") or attributes.get("title") or source
    return f'<a href="{source}">{words}</a>' if _LINK_TARGET.match(source) else words


def as_typed(text: str) -> str:
    """A text as plain paragraphs, exactly as written."""
    paragraphs = re.split(r"\n[ \t]*\n", text.strip("\n"))
    return "\n".join(f"<p>{html.escape(paragraph, quote=False).replace(chr(10), '<br>')}</p>" for paragraph in paragraphs)


def too_deep(text: str) -> int | None:
    """The first line, counted from 0, on which lists and quotes stand more than `MAX_DEPTH` levels deep."""
    for number, row in enumerate(text.split("\n")):
        prefix = _PREFIX.match(row)
        marks = _MARKS.findall(prefix[0]) if prefix else []
        if marks and len(marks) + (len(row) - len(row.lstrip(" \t"))) // 4 > MAX_DEPTH:
            return number
    return None
