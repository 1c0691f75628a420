"""Markdown to safe HTML: once per piece of text, for page and feed alike.

Python-Markdown with the site's extensions makes the HTML; nh3 lets through what stands on a list. What
comes out is in one canonical form (double-quoted attributes, escaped text), on which outputs/urls.py relies.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from afterword.core.frozen import frozen
from afterword.core.parts import Fragment
from afterword.core.problems import Problem, problem
from afterword.reading.blocks import fences_apart, without_definitions
from afterword.reading.limits import MAX_DEPTH, excesses
from afterword.reading.place import Place, leads_elsewhere
from afterword.reading.plain import Plain
from afterword.reading.removed import removed
from afterword.reading.safe_html import TAGS, cleaned, kept, safe_address
from afterword.reading.text import without_illegal

SKIPPED_EXTENSIONS = frozenset({"toc", "meta", "markdown.extensions.toc", "markdown.extensions.meta", "pymdownx.snippets"})
"""Not for incident files: the headings have anchors of their own, `meta` would swallow a first line such as
`Posts: all delayed`, and snippets would read other files."""

_FOOTNOTES = frozenset({"footnotes", "markdown.extensions.footnotes"})
_UNSEEN = re.compile(r"^[\x00-\x20]+|[\x00-\x20]+$|[\t\n\r]+")
"""What a browser leaves out of an address."""
_CHECKBOX = re.compile(r"<input\b[^>]*type=\"checkbox\"[^>]*>")
_HEADING = re.compile(r"<(/?)h([1-6])\b")
_IMAGE_OR_LINK = re.compile(r"<img(?P<image>(?:\s+[a-z]+=\"[^\"]*\")*)\s*/?>|<(?P<close>/?)a(?=[\s>])")
_TAG = re.compile(r'<[^>"]*(?:"[^"]*"[^>"]*)*>')
_SPACE = re.compile(r"\s+")


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


class _Heading(HashHeaderProcessor):
    """Headings as `blocks.py` sees them: `#4711 is late` is a sentence, `  ## Title` is a heading."""

    RE = re.compile(r"(?:^|\n) {0,3}(?P<level>#(?=[ \t])|#{2,6})(?P<header>(?:\\.|[^\\\n])*?)#*(?:\n|$)")


class _OwnSyntax(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        md.parser.blockprocessors.register(_Heading(md.parser), "hashheader", 70)
        md.inlinePatterns.register(_Redaction(r"\[[Rr]edacted:\s*([^\[\]\s][^\[\]]{0,199})\]", md), "afterword-redacted", 172)


@frozen
class Extensions:
    """The Markdown extensions of a site, as MkDocs knows them."""

    names: tuple[str, ...] = ("tables", "fenced_code")
    configs: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


class Renderer:
    """Turns pieces of Markdown into fragments. One renderer serves many incidents, one after the other."""

    def __init__(self, extensions: Extensions) -> None:
        names = [name for name in extensions.names if name not in SKIPPED_EXTENSIONS]
        configs = {name: dict(config) for name, config in extensions.configs.items() if name in names}
        for name in _FOOTNOTES & set(names):  # the pieces of one file stand on one page
            configs[name] = {**configs.get(name, {}), "UNIQUE_IDS": True}
        self._markdown = markdown.Markdown(extensions=[*names, _OwnSyntax()], extension_configs=configs)
        self._plain = Plain(names, configs.keys())
        self._numbered = [extension for extension in self._markdown.registeredExtensions if hasattr(extension, "unique_prefix")]

    def begin(self) -> None:
        """Forget the incident before: footnotes are numbered anew for each one."""
        for extension in self._numbered:
            extension.unique_prefix = 0

    def fragment(self, text: str, line: int, place: Place, problems: list[Problem], definitions: Sequence[str] = ()) -> Fragment:
        """One piece of text as safe HTML.

        Args:
            text: Markdown without comments.
            line: its first line in its file, counted from 1; leading blank lines are skipped.
            place: what its links are relative to.
            problems: E205, E207 and E208 are added here; the text then stands as it is, in plain paragraphs. W217, too.
            definitions: link, footnote and abbreviation definitions of the whole file.
        """
        skipped = len(text) - len(text.lstrip("\n"))
        text, line = text.strip("\n"), line + skipped
        if not text.strip():
            return Fragment(markdown="", line=line, html="")
        if not any(definition.startswith("*[") for definition in definitions) and (short := self._short(text)):
            return Fragment(markdown=text, line=line, html=short)
        faults = excesses(text)
        if not faults:
            bare = fences_apart(without_definitions(text))
            whole = "\n\n".join([bare, *used(bare, definitions)])
            try:
                self._markdown.reset()
                raw = self._markdown.convert(whole)
            except RecursionError:
                faults = ((0, "E205", MAX_DEPTH),)
            else:
                start = len(place.references)
                fragment = Fragment(markdown=text, line=line, html=self._clean(raw, place))
                place.located(start, text, line)
                problems += [problem(place.path, line + row, "W217", what=what) for row, what in removed(text, raw, TAGS)]
                return fragment
        problems += [problem(place.path, line + row, code, limit=limit) for row, code, limit in faults]
        return Fragment(markdown=text, line=line, html=as_typed(text))

    def _short(self, text: str) -> str:
        """The HTML of a plain text; nothing for any other."""
        if words := self._plain.html_of_words(text):
            return words
        simple = self._plain.html_of_simple(text)
        for extension in self._numbered if simple else ():
            extension.unique_prefix += 1  # addresses of footnotes count the texts with marks before them, and must stay
        return simple

    def _clean(self, raw: str, place: Place) -> str:
        def attribute(tag: str, name: str, value: str) -> str | None:
            if (tag, name) in {("a", "href"), ("img", "src")}:
                # nh3 has looked at the scheme, but not as it will stand there without what must not be published
                target = _UNSEEN.sub("", without_illegal(value)).replace("\\", "/")
                if not safe_address(target):
                    return None
                return place.link(target) or (target.lstrip("./") if tag == "img" else None)
            return kept(tag, name, value)

        raw = _CHECKBOX.sub(lambda box: "☑ " if "checked" in box[0] else "☐ ", raw)
        safe = cleaned(raw, attribute)
        safe = _HEADING.sub(lambda found: f"<{found[1]}h{min(max(int(found[2]) + 1, 4), 6)}", without_illegal(safe))
        return "".join(_own_images(safe, place)).strip()


def _own_images(safe: str, place: Place) -> Iterator[str]:
    """An image of another site becomes a link to it: a page asks nobody else for anything. One of nothing becomes its words."""
    end, in_link = 0, False
    for found in _IMAGE_OR_LINK.finditer(safe):
        yield safe[end : found.start()]
        end = found.end()
        if found["image"] is None:
            in_link = not found["close"]
            yield found[0]
            continue
        attributes = dict(re.findall(r'([a-z]+)="([^"]*)"', found["image"]))
        source = attributes.get("src", "")
        words = attributes.get("alt") or attributes.get("title") or source
        if unquote(html.unescape(source)) in place.found or html.unescape(source) in place.found or source.startswith("../"):
            yield found[0]
        else:
            yield f'<a href="{source}">{words}</a>' if leads_elsewhere(source) and not in_link else words
    yield safe[end:]


def as_typed(text: str) -> str:
    """A text as plain paragraphs, exactly as written."""
    paragraphs = re.split(r"\n[ \t]*\n", text.strip("\n"))
    return "\n".join(f"<p>{html.escape(paragraph, quote=False).replace(chr(10), '<br>')}</p>" for paragraph in paragraphs)


def used(text: str, definitions: Sequence[str]) -> tuple[str, ...]:
    """Those definitions that a text, or one of the definitions that it uses, names; in their order."""
    seen, left, taken = _squeezed(text), dict.fromkeys(definitions), set[str]()
    while found := [definition for definition in left if _label(definition) in seen]:
        taken.update(found)
        left = {definition: None for definition in left if definition not in taken}
        seen = " ".join(_squeezed(definition.partition("]:")[2]) for definition in found)
    return tuple(definition for definition in dict.fromkeys(definitions) if definition in taken)


def _label(definition: str) -> str:
    """`[name]` or `[^1]` as it stands in a text; of an abbreviation the bare word."""
    label = _squeezed(definition.partition("]:")[0])
    return label.removeprefix("*[") if label.startswith("*[") else f"{label}]"


def _squeezed(text: str) -> str:
    return " ".join(text.lower().split())
