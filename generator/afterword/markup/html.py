"""Trees as safe HTML: what may be published, and how it is written. `markup.safe` works on what comes out.

The writer below makes only elements and attributes that it knows. nh3 looks at the result once more, as the boundary that
decides what may be published. What comes out is in one form: double-quoted attributes, escaped text.
"""

import html as entities
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape

import nh3

from afterword.markup.tree import HEADINGS, Document, Node

TAGS = frozenset(
    (
        "a abbr b blockquote br caption cite code col colgroup dd del details div dl dt em figcaption figure "
        "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup "
        "table tbody td tfoot th thead tr tt u ul var"
    ).split()
)
"""What a page may hold. Of every other element only the words are kept."""
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"alt", "height", "src", "title", "width"},
    "details": {"open"},
    "ol": {"reversed", "start", "type"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
_LINE_TAGS = frozenset("a abbr b br code em i s small span strong sub sup u".split())
_LINE_ATTRIBUTES = {"*": {"dir", "lang"}, "a": {"href", "title"}, "abbr": {"title"}}
_EVERYWHERE = frozenset({"dir", "lang"})
SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms", "xmpp"})
"""Schemes of addresses that stay."""
_ALERTS = {"note": "note", "tip": "tip", "important": "info", "warning": "warning", "caution": "danger"}
"""Alerts of the forges, and the theme's box that looks like each."""
_LANGUAGE = re.compile(r"language-[A-Za-z0-9_+#.\-]{1,40}")
_CLASSES = re.compile(
    r"aw-redacted|footnote|footnote-ref|footnote-backref|admonition(?: (?:note|tip|info|warning|danger))?|admonition-title"
    rf"|{_LANGUAGE.pattern}"
)
_IDS = re.compile(r"fn(?:ref)?[0-9]*:[0-9A-Za-z_.:\-]{1,120}", re.ASCII)
_OURS = frozenset({"input", "section", "body"})
"""Elements that the engine makes and the writer below writes in another way."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
MARKED = "aw-redacted"
"""The class of a span that may be typed, and that stays: a visible bar."""
_LEVELS = {tag: f"h{min(max(level + 1, 4), 6)}" for tag, level in HEADINGS.items()}
"""Headings of a text stand below those of the page."""
VOID = frozenset({"br", "col", "hr", "img"})
"""Elements without an end."""
BLOCKS = frozenset(
    "blockquote caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre section summary "
    "table tbody td tfoot th thead tr ul".split()
)
"""Elements that begin on a line of their own."""
_NO_WORDS = frozenset({"script", "style", "title", "template", "iframe", "noembed", "noframes", "textarea", "xmp", "plaintext"})


def _attribute(tag: str, name: str, value: str) -> str | None:
    """What of an attribute is published: classes and ids of ours only."""
    if name == "class":
        return value if _CLASSES.fullmatch(value) else None
    if name == "id":
        return value if _IDS.fullmatch(value) else None
    del tag
    return value


_CLEANER = nh3.Cleaner(tags=set(TAGS), attributes={"*": set(_EVERYWHERE), **_ATTRIBUTES}, url_schemes=set(SCHEMES), link_rel=None)
_CLEANER_WITH_OURS = nh3.Cleaner(
    tags=set(TAGS),
    attributes={"*": {*_EVERYWHERE, "class", "id"}, **_ATTRIBUTES},
    attribute_filter=_attribute,
    url_schemes=set(SCHEMES),
    link_rel=None,
)
"""The same, and it asks about every attribute: for what has classes or ids."""


@dataclass(kw_only=True)
class Writer:
    """Writes nodes as safe HTML."""

    address: Callable[[Node, str], str] = lambda _, address: address
    """Where a link or an image leads; nothing when it leads to nothing that is published."""
    own: Callable[[str], bool] = lambda _: False
    """Whether an image's address is one of this site. Every other image becomes a link: a page asks nobody else for anything."""
    notes: dict[str, Node] = field(default_factory=dict)
    """The footnotes of the document."""
    note_prefix: str = ""
    """Tells the footnotes of this piece from those of others on the page."""
    _used: dict[str, int] = field(default_factory=dict)
    """The footnotes that were used, and their numbers."""
    _order: list[str] = field(default_factory=list)
    _times: dict[str, int] = field(default_factory=dict)

    def write(self, nodes: Iterable[Node | str], *, inline: bool = False) -> str:
        """The HTML of some nodes, with the footnotes that they use below them.

        Args:
            nodes: elements and texts of one document.
            inline: a single paragraph is written without its tags.
        """
        self._used, self._order, self._times = {}, [], {}
        out: list[str] = []
        listed = list(nodes)
        blocks = [node for node in listed if isinstance(node, Node)] if inline and _is_paragraph_alone(listed) else []
        if blocks:
            self._children(blocks[0], out)
        else:
            after_block = True
            for node in listed:
                block = isinstance(node, Node) and node.tag in BLOCKS
                if after_block and isinstance(node, str) and node.isspace():
                    continue
                if block and out and not out[-1].endswith("\n"):
                    out.append("\n")
                self._one(node, out)
                after_block = block
        self._footnotes(out)
        return clean("".join(out))

    def _one(self, node: Node | str, out: list[str], *, link: bool = False) -> None:
        if isinstance(node, str):
            out.append(escape(node, quote=False))
            return
        tag = _LEVELS.get(node.tag, node.tag)
        if tag == "input":
            out.append(("☑" if "checked" in node.attributes else "☐") if node.attributes.get("type") == "checkbox" else "")
        elif tag == "img":
            self._image(node, out, link=link)
        elif tag == "sup" and node.line and node.attributes.get("class") == "footnote-ref":
            self._reference(node, out)
        elif node.attributes and (box := _box(node)):
            self._element(tag, f' class="{box}"', node, out)
        elif "data-footnote-backref" in node.attributes:
            pass  # the engine's way back from a note: `_footnotes` writes it
        elif tag not in TAGS:
            if tag not in _NO_WORDS:
                self._children(node, out, link=link)
        elif tag in VOID:
            out.append(f"<{tag}{self._attributes(node)}>")
        else:
            self._element(tag, self._attributes(node), node, out, link=link or tag == "a")

    def _element(self, tag: str, attributes: str, node: Node, out: list[str], *, link: bool = False) -> None:
        out.append(f"<{tag}{attributes}>")
        self._children(node, out, link=link)
        out.append(f"</{tag}>")

    def _children(self, node: Node, out: list[str], *, link: bool = False) -> None:
        for child in node.children:
            self._one(child, out, link=link)

    def _attributes(self, node: Node) -> str:
        if not node.attributes:
            return ""
        known = _ATTRIBUTES.get(node.tag, _EVERYWHERE)
        kept = {key: value for key, value in node.attributes.items() if key in known or key in _EVERYWHERE}
        if node.tag == "a" and "href" in kept:
            kept["href"] = self.address(node, kept["href"])
            if not kept["href"]:
                del kept["href"]
        if node.tag == "span" and node.attributes.get("class") == MARKED:
            kept["class"] = MARKED
        if node.tag == "code" and _LANGUAGE.fullmatch(node.attributes.get("class", "")):
            kept["class"] = node.attributes["class"]
        return "".join(f' {key}="{escape(value)}"' for key, value in kept.items())

    def _image(self, node: Node, out: list[str], *, link: bool) -> None:
        """An image of this site. One of another becomes a link to it, one of nothing becomes its words."""
        source = self.address(node, node.attributes.get("src", ""))
        words = node.attributes.get("alt") or node.attributes.get("title") or node.attributes.get("src", "")
        if source and self.own(source):
            attributes = "".join(
                f' {key}="{escape(value)}"' for key, value in node.attributes.items() if key in _ATTRIBUTES["img"] - {"alt", "src"}
            )
            out.append(f'<img alt="{escape(node.attributes.get("alt", ""))}" src="{escape(source)}"{attributes}>')
        elif source and not link:
            out.append(f'<a href="{escape(source)}">{escape(words, quote=False)}</a>')
        else:
            out.append(escape(words, quote=False))

    # ---- footnotes -------------------------------------------------------------------------------

    def _reference(self, node: Node, out: list[str]) -> None:
        name = next((child.attributes.get("href", "") for child in node.elements()), "").removeprefix("#fn-")
        if name not in self.notes:
            return
        number = self._used.get(name, 0)
        if not number:
            self._order.append(name)
            number = self._used[name] = len(self._order)
        self._times[name] = self._times.get(name, 0) + 1
        again = str(self._times[name]) if self._times[name] > 1 else ""
        anchor = f"{self.note_prefix}{_anchor(name)}"
        out.append(f'<sup id="fnref{again}:{anchor}"><a class="footnote-ref" href="#fn:{anchor}">{number}</a></sup>')

    def _footnotes(self, out: list[str]) -> None:
        """The notes in the order in which they are used first, also those that notes use."""
        if not self._order:
            return
        out.append('\n<div class="footnote">\n<hr>\n<ol>\n')
        for done, name in enumerate(self._order, 1):  # which grows on the way
            anchor = f"{self.note_prefix}{_anchor(name)}"
            out.append(f'<li id="fn:{anchor}">')
            inner: list[str] = []
            self._children(self.notes[name], inner)
            words = "".join(inner).strip()
            last = "</p>" if words.endswith("</p>") else ""
            out.append(words.removesuffix("</p>").rstrip())
            out += [
                f'&nbsp;<a class="footnote-backref" href="#fnref{again if again > 1 else ""}:{anchor}"'
                f' title="Jump back to footnote {done} in the text">↩</a>'
                for again in range(1, self._times[name] + 1)
            ]
            out.append(last)
            out.append("</li>\n")
        out.append("</ol>\n</div>")


def _box(node: Node) -> str:
    """The class of an alert or of its title, as the theme knows it; empty for anything else."""
    name = node.attributes.get("class", "")
    if node.tag == "div" and node.line:
        return f"admonition {_ALERTS.get(name.rpartition('-')[2], 'note')}"
    return "admonition-title" if node.tag == "p" and name == "markdown-alert-title" else ""


def _is_paragraph_alone(nodes: list[Node | str]) -> bool:
    """Whether there is one paragraph and nothing else."""
    shown = [node for node in nodes if isinstance(node, Node) or node.strip()]
    return len(shown) == 1 and isinstance(shown[0], Node) and shown[0].tag == "p"


def _anchor(name: str) -> str:
    """The name of a footnote as part of an id."""
    return re.sub(r"[^0-9A-Za-z_.\-]", lambda sign: f"_{ord(sign[0]):x}", entities.unescape(name))[:80]


def removes_of(document: Document) -> bool:
    """Whether anything in a document is not published."""
    return not document.tags <= TAGS | _OURS or next(removed(document.described), None) is not None


def removed(nodes: Iterable[Node]) -> Iterator[tuple[Node, str]]:
    """Yield what of some elements is not published: the element, and what goes, in words; each once for an element."""
    for node in nodes:
        if node.tag not in TAGS and node.tag not in _OURS:
            yield node, f"<{node.tag}>"
        for name, value in node.attributes.items():
            if name.startswith("on") or name == "style":
                yield node, f"{name}="
            elif name in {"href", "src"} and (scheme := scheme_of(value)) and scheme not in SCHEMES:
                yield node, f"a {scheme}: address"


def scheme_of(address: str) -> str:
    """The scheme of an address, as a browser reads it; empty for a relative one."""
    found = _SCHEME.match(re.sub(r"[^!-~]", "", address))
    return found[1].lower() if found else ""


def safe_address(address: str) -> bool:
    """Whether an address is relative or has one of `SCHEMES`, also as a browser reads it."""
    return scheme_of(address) in SCHEMES | {""}


def one_line(raw: str) -> str:
    """A line of HTML that a site writes about itself, such as `copyright`: words, emphasis and links, and nothing that runs or loads."""
    return nh3.clean(raw, tags=set(_LINE_TAGS), attributes=_LINE_ATTRIBUTES, url_schemes=set(SCHEMES), link_rel=None)


def clean(html: str) -> str:
    """HTML with nothing in it but what may be published."""
    cleaner = _CLEANER_WITH_OURS if "class=" in html or "id=" in html else _CLEANER
    return cleaner.clean(html).strip()


def as_typed(text: str) -> str:
    """A text as plain paragraphs, exactly as written."""
    paragraphs = re.split(r"\n[ \t]*\n", text.strip("\n"))
    return "\n".join(f"<p>{escape(paragraph, quote=False).replace(chr(10), '<br>')}</p>" for paragraph in paragraphs)
