"""What a forge shows for a text, to compare our HTML with: GitHub's own engine, and structures to compare by.

`forge_html` is cmarkgfm, the binding of the C program that GitHub renders with. `structure` reads HTML with an HTML5
parser that shares no code with ours and keeps only what a reader could notice. What it leaves out, and why:

- White space: runs are one space outside `pre`; none at the edges of blocks and line breaks. Browsers do the same.
- The order of attributes, and `class`, `rel`, `data-*` and `aria-*` attributes that engines add for scripts and styles.
- The language of a block of code is an attribute of `pre`: GitHub writes `<pre lang="sh">`, others a class of `code`.
- Identifiers: an address such as `#fn-1` becomes the number of the element that it leads to; ids nobody links to go.
  So footnotes may be named in any way, but each mark must still lead to its own note and back.
- The frame around the notes is called `footnotes`, whatever its tag, and holds no line. A link from a note back to its mark
  has no words and no title, and one space before it: some number these arrows, some hold them to the last word.
- A box of a task list keeps only whether it is ticked.
- The place of a text in its source (`data-sourcepos`).
- An alert is a node `alert` with its kind, whether it is called as on GitHub or as in the theme of the site. GitHub's
  page makes alerts from quotations after its engine has run, so `forge_structure` does the same, by the rule that
  GitHub documents: at the top level, the first line exactly `[!NOTE]`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

import html5lib
from cmarkgfm.cmark import Options, markdown_to_html_with_extensions

EXTENSIONS = ("table", "strikethrough", "autolink", "tagfilter", "tasklist")
"""Of GitHub's engine; footnotes are an option of it."""
ALERTS = ("note", "tip", "important", "warning", "caution")
_BOXES = {"info": "important", "danger": "caution"}
"""What the theme calls an alert, where it has a name of its own for it."""

_BLOCKS = frozenset(
    "address alert article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset figcaption "
    "figure footer footnotes form h1 h2 h3 h4 h5 h6 header hr html iframe legend li link main menu meta nav ol optgroup option p "
    "pre script section style summary table tbody td tfoot th thead title tr ul".split()
)
_EDGES = _BLOCKS | {"br"}
"""No white space stands beside these."""
_AS_TYPED = frozenset({"pre", "textarea", "script", "style", "listing", "plaintext", "xmp"})
_FOR_MACHINES = re.compile(r"class|rel|id|data-.*|aria-.*")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_ALERT = re.compile(rf"\[!({'|'.join(ALERTS)})\][ \t]*(?:\n|$)", re.IGNORECASE)
_POSITION = re.compile(r' data-sourcepos="[0-9:-]*"')
_LANGUAGE = re.compile(r"(?:^|\s)language-(\S+)")


@dataclass(frozen=True, slots=True)
class Node:
    """An element, as far as it is compared."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple["Node | str", ...] = ()

    def __str__(self) -> str:
        attributes = "".join(f' {name}="{value}"' for name, value in self.attributes)
        inside = "".join(str(child) for child in self.children)
        return f"<{self.tag}{attributes}>{inside}</{self.tag}>" if inside else f"<{self.tag}{attributes}/>"


def forge_html(text: str) -> str:
    """The HTML that GitHub's engine makes of a text, raw HTML included."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_GITHUB_PRE_LANG
    html: str = markdown_to_html_with_extensions(text, options=options, extensions=EXTENSIONS)
    return html


def forge_structure(text: str) -> Node:
    """The structure of a text on GitHub's page: what the engine makes, with alerts."""
    tree = _parse(forge_html(text))
    for quotation in tree.findall("blockquote"):
        first = quotation[0] if len(quotation) and quotation[0].tag == "p" else None
        if first is None:
            continue
        words = (first.text or "").lstrip()
        mark = _ALERT.match(words)
        if mark is None or (not mark[0].endswith("\n") and len(first) and first[0].tag != "br"):
            continue
        quotation.tag, quotation.attrib["class"] = "div", f"markdown-alert markdown-alert-{mark[1].lower()}"
        first.text = words[mark.end() :]
        if not mark[0].endswith("\n") and len(first):  # two spaces after the mark
            first.text = first[0].tail
            first.remove(first[0])
        if not (first.text or "").strip() and not len(first):
            quotation.remove(first)
    return _structure(tree)


def structure(html: str) -> Node:
    """What of some HTML is compared."""
    return _structure(_parse(_POSITION.sub("", html)))  # in its text, for a comment may hold some


def differences(ours: Node, theirs: Node, *, most: int = 5) -> list[str]:
    """Where two structures differ, one line for each place, from the top; none when they are equal."""
    lines = []
    for line in _differences(ours, theirs, ""):
        lines.append(line)
        if len(lines) == most:
            break
    return lines


def _parse(html: str) -> Element:
    """The elements of some HTML, below one that stands for the whole."""
    tree: Element = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return tree


def _structure(tree: Element) -> Node:
    targets = {element.get("id"): element for element in reversed(list(tree.iter())) if element.get("id")}
    wanted = {link[1:] for element in tree.iter() if (link := element.get("href") or "").startswith("#") and link[1:] in targets}
    order = [name for element in tree.iter() if (name := element.get("id")) in wanted and targets[name] is element]
    return _node(tree, {f"#{name}": f"#{number}" for number, name in enumerate(order, start=1)}, typed=False)


def _node(element: Element, places: dict[str, str], *, typed: bool) -> Node:
    """One element; `places` holds the number for each address of a place in the text, `typed` whether white space counts."""
    if not isinstance(element.tag, str):
        return Node("!--", (), (element.text or "",))
    classes = set((element.get("class") or "").split())
    tag = "body" if element.tag == "DOCUMENT_FRAGMENT" else element.tag
    if tag == "input" and element.get("type") == "checkbox":
        return Node("input", (("checked", str("checked" in element.attrib).lower()),))
    if _leads_back(element):
        return Node("a", tuple(pair for pair in _attributes(element, places) if pair[0] == "href"))
    typed = typed or tag in _AS_TYPED
    children: list[Node | str] = [element.text or ""]
    for child in element:
        if _leads_back(child) and isinstance(children[-1], str):
            children[-1] = children[-1].rstrip(" \n\u00a0") + " "
        children += [_node(child, places, typed=typed), child.tail or ""]
    if tag in {"section", "div"} and classes & {"footnotes", "footnote"}:
        notes = (child for child in _tidy(children, "footnotes", typed=False))
        return Node("footnotes", (), tuple(child for child in notes if not (isinstance(child, Node) and child.tag == "hr")))
    if tag == "div" and classes & {"markdown-alert", "admonition"}:
        return _alert(element, children)
    return Node(tag, _attributes(element, places), tuple(_tidy(children, tag, typed=typed)))


def _leads_back(element: Element) -> bool:
    """Whether an element is the link from a note back to its mark."""
    return element.tag == "a" and "footnote-backref" in (element.get("class") or "").split()


def _attributes(element: Element, places: dict[str, str]) -> tuple[tuple[str, str], ...]:
    kept = {name: value for name, value in element.attrib.items() if not _FOR_MACHINES.fullmatch(name)}
    if "href" in kept:
        kept["href"] = places.get(kept["href"], kept["href"])
    if element.tag == "pre" and len(element) and element[0].tag == "code":
        language = _LANGUAGE.search(element[0].get("class") or "")
        if language:
            kept["lang"] = language[1]
    return tuple(sorted(kept.items()))


def _alert(element: Element, children: list[Node | str]) -> Node:
    """An alert; its title is an attribute when it is not just the name of its kind."""
    kind = (element.get("class") or "").split()[-1].removeprefix("markdown-alert-")
    kind = _BOXES.get(kind, kind)
    title = ""
    if len(element) and {"markdown-alert-title", "admonition-title"} & set((element[0].get("class") or "").split()):
        title = _words(children.pop(1))
    named = (("title", title),) if title not in {"", kind.capitalize()} else ()
    return Node("alert", (("kind", kind), *named), tuple(_tidy(children, "alert", typed=False)))


def _words(node: Node | str) -> str:
    return node if isinstance(node, str) else "".join(_words(child) for child in node.children)


def changed(node: Node, change: Callable[[Node], Iterable[Node | str]], *, typed: bool = False) -> Node:
    """A structure in which each node, from the innermost out, is replaced by what `change` makes of it; the outermost stays."""
    typed = typed or node.tag in _AS_TYPED
    children: list[Node | str] = []
    for child in node.children:
        children += [child] if isinstance(child, str) else change(changed(child, change, typed=typed))
    return replace(node, children=tuple(_tidy(children, node.tag, typed=typed)))


def _tidy(children: list[Node | str], tag: str, *, typed: bool) -> Iterator[Node | str]:
    """The children with texts joined and, outside of `pre`, without white space that nobody sees."""
    joined: list[Node | str] = []
    for child in children:
        if isinstance(child, str) and joined and isinstance(joined[-1], str):
            joined[-1] += child
        elif child != "":
            joined.append(child)
    for number, child in enumerate(joined):
        if isinstance(child, Node) or typed:
            yield child
            continue
        text = _SPACE.sub(" ", child)
        if _edge(joined, number - 1, tag):
            text = text.removeprefix(" ")
        if _edge(joined, number + 1, tag):
            text = text.removesuffix(" ")
        if text:
            yield text


def _edge(children: list[Node | str], number: int, tag: str) -> bool:
    """Whether a block or a line break, or the edge of one, stands at this place among the children of a tag."""
    if not 0 <= number < len(children):
        return tag in _BLOCKS
    beside = children[number]
    return isinstance(beside, Node) and beside.tag in _EDGES


def _differences(ours: Node, theirs: Node, place: str) -> Iterator[str]:
    place = f"{place}/{theirs.tag}" if place else theirs.tag
    if ours.tag != theirs.tag:
        yield f"{place}: ours {_short(ours)}, the forge's {_short(theirs)}"
        return
    if ours.attributes != theirs.attributes:
        yield f"{place}: ours has {dict(ours.attributes)}, the forge's {dict(theirs.attributes)}"
    for number in range(max(len(ours.children), len(theirs.children))):
        mine = ours.children[number] if number < len(ours.children) else None
        other = theirs.children[number] if number < len(theirs.children) else None
        if isinstance(mine, Node) and isinstance(other, Node):
            found = list(_differences(mine, other, f"{place}[{number + 1}]"))
            yield from found
            if found and mine.tag != other.tag:
                return  # what follows is shifted
        elif mine != other:
            yield f"{place}[{number + 1}]: ours {_short(mine)}, the forge's {_short(other)}"
            return


def _short(child: Node | str | None) -> str:
    if child is None:
        return "nothing"
    text = str(child) if isinstance(child, Node) else repr(child)
    return text if len(text) <= 160 else f"{text[:150]} ..."
