"""Write trees as safe HTML. `markup.safe` works on the result.

The writer emits only elements and attributes that it knows, and nh3 cleans the result: it is the boundary that decides
what may be published. All safe HTML has one form: double-quoted attributes, escaped text.
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
"""The elements that a page may contain. Of all others only the text is kept."""
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
"""Schemes of addresses that are kept."""
_ALERTS = {"note": "note", "tip": "tip", "important": "info", "warning": "warning", "caution": "danger"}
"""Alerts of the forges, and the theme's admonition for each."""
_LANGUAGE = re.compile(r"language-[A-Za-z0-9_+#.\-]{1,40}")
_CLASSES = re.compile(
    r"aw-redacted|footnote|footnote-ref|footnote-backref|admonition(?: (?:note|tip|info|warning|danger))?"
    rf"|admonition-title|{_LANGUAGE.pattern}"
)
_IDS = re.compile(r"fn(?:ref)?[0-9]*:[0-9A-Za-z_.:\-]{1,120}", re.ASCII)
_OURS = frozenset({"input", "section", "body"})
"""Elements that the engine makes and the writer replaces by others."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
MARKED = "aw-redacted"
"""The class of the span that shows a redaction as a bar. A writer may type this span."""
_LEVELS = {tag: f"h{min(max(level + 1, 4), 6)}" for tag, level in HEADINGS.items()}
"""Levels of headings in a text, which is nested below the headings of the page."""
VOID = frozenset({"br", "col", "hr", "img"})
"""Elements without an end tag."""
BLOCKS = frozenset(
    "blockquote caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre section summary "
    "table tbody td tfoot th thead tr ul".split()
)
"""Elements that begin on a new line."""
_NO_WORDS = frozenset(
    {"script", "style", "title", "template", "iframe", "noembed", "noframes", "textarea", "xmp", "plaintext"}
)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Attribute filter of the cleaner: keeps only classes and ids that we generate."""
    if name == "class":
        return value if _CLASSES.fullmatch(value) else None
    if name == "id":
        return value if _IDS.fullmatch(value) else None
    del tag
    return value


_CLEANER = nh3.Cleaner(
    tags=set(TAGS), attributes={"*": set(_EVERYWHERE), **_ATTRIBUTES}, url_schemes=set(SCHEMES), link_rel=None
)
_CLEANER_WITH_OURS = nh3.Cleaner(
    tags=set(TAGS),
    attributes={"*": {*_EVERYWHERE, "class", "id"}, **_ATTRIBUTES},
    attribute_filter=_attribute,
    url_schemes=set(SCHEMES),
    link_rel=None,
)
"""The cleaner for HTML with classes or ids. It filters every attribute, which takes longer."""


@dataclass(kw_only=True)
class Writer:
    """Writes nodes as safe HTML."""

    address: Callable[[Node, str], str] = lambda _, address: address
    """Returns the target of a link or an image; empty when it is not published."""
    own: Callable[[str], bool] = lambda _: False
    """Whether the address of an image belongs to this site.

    Other images become links, so that a page loads nothing from elsewhere.
    """
    notes: dict[str, Node] = field(default_factory=dict)
    """The footnotes of the document."""
    note_prefix: str = ""
    """Prefix that keeps the footnotes of this fragment apart from others on the page."""
    _used: dict[str, int] = field(default_factory=dict)
    """Names of the footnotes that were referenced, and their numbers."""
    _order: list[str] = field(default_factory=list)
    _times: dict[str, int] = field(default_factory=dict)

    def write(self, nodes: Iterable[Node | str], *, inline: bool = False) -> str:
        """The HTML of some nodes, followed by the footnotes to which they refer.

        Args:
            nodes: elements and texts of one document.
            inline: whether a single paragraph is written without its tags.
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
            out.append(_escaped(node))
            return
        tag = _LEVELS.get(node.tag, node.tag)
        if tag == "input":
            out.append(
                ("☑" if "checked" in node.attributes else "☐") if node.attributes.get("type") == "checkbox" else ""
            )
        elif tag == "img":
            self._image(node, out, link=link)
        elif tag == "sup" and node.line and node.attributes.get("class") == "footnote-ref":
            self._reference(node, out)
        elif node.attributes and (box := _box(node)):
            self._element(tag, f' class="{box}"', node, out)
        elif "data-footnote-backref" in node.attributes:
            pass  # the engine's link back from a footnote, which `_footnotes` writes itself
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
            if isinstance(child, str):  # most are, and each call costs
                out.append(_escaped(child))
            else:
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
        """An image of this site. Another image becomes a link to it, an image without a target becomes its text."""
        source = self.address(node, node.attributes.get("src", ""))
        words = node.attributes.get("alt") or node.attributes.get("title") or node.attributes.get("src", "")
        if source and self.own(source):
            attributes = "".join(
                f' {key}="{escape(value)}"'
                for key, value in node.attributes.items()
                if key in _ATTRIBUTES["img"] - {"alt", "src"}
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
        """Write the footnotes in the order of their first reference, including those to which other footnotes refer."""
        if not self._order:
            return
        out.append('\n<div class="footnote">\n<hr>\n<ol>\n')
        for done, name in enumerate(self._order, 1):  # the list grows during the loop
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


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _box(node: Node) -> str:
    """The theme's class for an alert or its title; empty for other elements."""
    name = node.attributes.get("class", "")
    if node.tag == "div" and node.line:
        return f"admonition {_ALERTS.get(name.rpartition('-')[2], 'note')}"
    return "admonition-title" if node.tag == "p" and name == "markdown-alert-title" else ""


def _is_paragraph_alone(nodes: list[Node | str]) -> bool:
    """Whether the nodes are a single paragraph."""
    shown = [node for node in nodes if isinstance(node, Node) or node.strip()]
    return len(shown) == 1 and isinstance(shown[0], Node) and shown[0].tag == "p"


def _anchor(name: str) -> str:
    """The name of a footnote in a form that is valid in an id."""
    return re.sub(r"[^0-9A-Za-z_.\-]", lambda sign: f"_{ord(sign[0]):x}", entities.unescape(name))[:80]


def removes_of(document: Document) -> bool:
    """Whether cleaning removes anything from a document."""
    return not document.tags <= TAGS | _OURS or next(removed(document.described), None) is not None


def removed(nodes: Iterable[Node]) -> Iterator[tuple[Node, str]]:
    """Yield the elements from which cleaning removes something, with a description of it."""
    for node in nodes:
        if node.tag not in TAGS and node.tag not in _OURS:
            yield node, f"<{node.tag}>"
        for name, value in node.attributes.items():
            if name.startswith("on") or name == "style":
                yield node, f"{name}="
            elif name in {"href", "src"} and (scheme := scheme_of(value)) and scheme not in SCHEMES:
                yield node, f"a {scheme}: address"


def scheme_of(address: str) -> str:
    """The scheme of an address as a browser reads it; empty for a relative one."""
    scheme = _SCHEME.match(re.sub(r"[^!-~]", "", address))
    return scheme[1].lower() if scheme else ""


def safe_address(address: str) -> bool:
    """Whether an address is relative or has one of `SCHEMES`, as a browser reads it."""
    return scheme_of(address) in SCHEMES | {""}


def one_line(raw: str) -> str:
    """Clean a line of HTML from the configuration, such as `copyright`: only text, emphasis and links remain."""
    return nh3.clean(raw, tags=set(_LINE_TAGS), attributes=_LINE_ATTRIBUTES, url_schemes=set(SCHEMES), link_rel=None)


def clean(html: str) -> str:
    """Remove everything from HTML that may not be published."""
    cleaner = _CLEANER_WITH_OURS if "class=" in html or "id=" in html else _CLEANER
    return cleaner.clean(html).strip()


def as_typed(text: str) -> str:
    """A text as plain paragraphs, exactly as written."""
    paragraphs = re.split(r"\n[ \t]*\n", text.strip("\n"))
    return "\n".join(f"<p>{escape(paragraph, quote=False).replace(chr(10), '<br>')}</p>" for paragraph in paragraphs)
