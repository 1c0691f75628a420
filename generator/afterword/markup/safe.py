"""Read and change safe HTML as text, for pages, feeds and letters.

All functions take what `markup.html` writes, or text made from it: elements are closed, attributes have double quotes,
and `<` and `>` are escaped in text and values. So patterns suffice, and nothing is parsed again.
"""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from urllib.parse import unquote

from afterword.markup.addresses import encoded, full_address, leads_elsewhere
from afterword.markup.html import MARKED, VOID


def _tags(names: str) -> re.Pattern[str]:
    """The pattern of a tag whose name matches `names`."""
    return re.compile(rf'<(?P<close>/?)(?P<name>{names})(?P<attributes>[^>"]*+(?:"[^"]*+"[^>"]*+)*+)>')


_TAG = _tags("[A-Za-z][A-Za-z0-9]*+")
_TAG_WITH_ATTRIBUTES = _tags("[A-Za-z][A-Za-z0-9]*+(?!>)")
_LINK_OR_IMAGE = _tags("(?:a|img)(?= )")
_CELL_WITH_ATTRIBUTES = _tags("t[dh](?= )")
_OF_TABLES = _tags("t(?:able|[dhr])(?![A-Za-z0-9])")
_ATTRIBUTE = re.compile(r'\s+(?P<name>[^\s=">]+)(?:="(?P<value>[^"]*)")?')
_PARAGRAPH = re.compile(r'<p(?P<attributes>(?:\s+[^\s=">]+="[^"]*")*)>(?P<words>.*?)</p>\s*', re.DOTALL)
_INLINE = _tags(
    "(?:a|abbr|b|cite|code|del|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|tt|u|var)(?![A-Za-z0-9])"
)
_NOTE = re.compile(r'<sup id="fnref[^>]*>.*?</sup>|<div class="footnote">.*', re.DOTALL)
_LINE_END = re.compile(r"</(?:p|li|h[1-6]|tr|pre|blockquote)>|<br ?/?>")
_BAR = re.compile(rf'<span class="{MARKED}">([^<]*)</span>')
_SHOWN_ADDRESS = re.compile(r">(https?://)?([A-Za-z0-9.-]+\.[A-Za-z]{2,}(?::[0-9]+)?(?:/[^<>\s]*)?)(?=</a>)")
_LOOKS = frozenset(("class", "id", "style"))


# ---- words ---------------------------------------------------------------------------------------


def without_footnotes(safe: str) -> str:
    """Remove footnotes and their references, which lead nowhere in a search result or a calendar."""
    return _NOTE.sub("", safe) if "fnref" in safe else safe


def plain_lines(safe: str) -> list[str]:
    """The text, with a line for each paragraph, item and row."""
    return [words for block in _LINE_END.split(without_footnotes(safe)) if (words := plain_text(block))]


def plain_text(safe: str) -> str:
    """The text on one line, without footnotes and their references."""
    if "<" in safe:
        safe = without_footnotes(safe)
        safe = _TAG.sub(" ", _INLINE.sub("", safe))
    return " ".join(unescape(safe).split())


def bars_as_text(safe: str) -> str:
    """Put brackets around redactions, for places where no style sheet draws a bar."""
    return _BAR.sub(r"[\1]", safe)


def words_between_tags(words: str) -> str:
    """A pattern for a text whose letters may be separated by tags, such as `2026-<em>03</em>`."""
    return "(?:<[^<>]*>)*".join(map(re.escape, words))


def only_tags(safe: str) -> str:
    """The tags without the text."""
    return "".join(tag[0] for tag in _TAG.finditer(safe))


# ---- pieces --------------------------------------------------------------------------------------


def leading_paragraph(safe: str) -> tuple[str, str] | None:
    """Split off the paragraph with which the HTML begins: its content, and the rest; None when it begins otherwise.

    A `lang` or `dir` of the paragraph moves to a `<span>` around its content.
    """
    paragraph = _PARAGRAPH.match(safe)
    if paragraph is None:
        return None
    words, attributes = paragraph["words"], paragraph["attributes"]
    return (f"<span{attributes}>{words}</span>" if attributes else words), safe[paragraph.end() :]


def unwrapped(safe: str) -> str:
    """Remove the tags of a single paragraph, so that more can follow on its line. Other HTML is returned as it is."""
    first = leading_paragraph(safe)
    return first[0] if first and not first[1] else safe


def top_level(safe: str) -> tuple[str, ...]:
    """The outermost elements in order: paragraphs, lists, tables. Text between them is a piece of its own."""
    pieces: list[str] = []
    depth = begin = 0
    for tag in _TAG.finditer(safe):
        if tag["name"] in VOID:
            continue
        if tag["close"]:
            depth = max(0, depth - 1)
            if not depth:
                pieces.append(safe[begin : tag.end()])
                begin = tag.end()
        else:
            if not depth and safe[begin : tag.start()].strip():
                pieces.append(safe[begin : tag.start()])
                begin = tag.start()
            depth += 1
    return tuple(piece.strip() for piece in (*pieces, safe[begin:]) if piece.strip())


def before_element(safe: str, *names: str) -> str:
    """The HTML up to the first element with one of these names. Outer elements may remain open."""
    end = next((tag.start() for tag in _TAG.finditer(safe) if tag["name"] in names and not tag["close"]), len(safe))
    return safe[:end]


def behind_tags(safe: str) -> int:
    """The index behind the last tag. The text from there on can be cut anywhere without tearing an element."""
    return safe.rfind(">") + 1


def with_breaks(page: str) -> str:
    """Allow line breaks after each slash of addresses that are the text of a link."""

    def put(match: re.Match[str]) -> str:
        scheme = f"{match[1]}<wbr>" if match[1] else ""
        return f">{scheme}{match[2].replace('/', '/<wbr>')}"

    return _SHOWN_ADDRESS.sub(put, page)


def with_wide_tables(page: str, most: int, around: Callable[[int, int, str], str]) -> str:
    """Replace the writer's tables with more than `most` columns by what `around` makes of them.

    Args:
        page: the HTML. Tables of our templates have a class, a writer's have none.
        most: how many columns fit into a text.
        around: makes the replacement from the number of the table, its number of columns and its HTML.
    """
    pieces: list[str] = []
    end = begin = depth = number = 0
    cells: list[int] = []
    for tag in _OF_TABLES.finditer(page, page.find("<table>")) if "<table>" in page else ():
        name, opens = tag["name"], not tag["close"]
        if name == "table" and (depth or (opens and not tag["attributes"])):
            begin, cells = (begin, cells) if depth else (tag.start(), [])
            depth += 1 if opens else -1
            columns = max(cells, default=0)
            if not depth and columns > most:
                number += 1
                pieces += [page[end:begin], around(number, columns, page[begin : tag.end()])]
                end = tag.end()
        elif depth == 1 and opens and name == "tr":
            cells.append(0)
        elif depth == 1 and opens and name in {"th", "td"} and cells:
            cells[-1] += 1
    return "".join((*pieces, page[end:]))


def with_alignment_as_classes(page: str) -> str:
    """The page with classes in place of the attribute `align` of table cells.

    The attribute is obsolete, but readers of feeds know it.
    """
    if ' align="' not in page:
        return page
    return _CELL_WITH_ATTRIBUTES.sub(lambda tag: _changed(tag, _align), page)


def _align(attribute: re.Match[str]) -> str:
    if attribute["name"] != "align":
        return attribute[0]
    return f' class="aw-align-{attribute["value"]}"' if attribute["value"] in {"left", "center", "right"} else ""


# ---- tags and attributes -------------------------------------------------------------------------


def renamed(safe: str, name: str, new: str) -> str:
    """Rename every element `name` to `new`."""
    if f"<{name}" not in safe:
        return safe
    return _TAG.sub(lambda tag: f"<{tag['close']}{new}{tag['attributes']}>" if tag["name"] == name else tag[0], safe)


def without_ids(safe: str) -> str:
    """Remove all ids, for HTML that is repeated on its page or shown on another one."""
    if ' id="' not in safe:
        return safe
    # Attributes are matched one after the other, so that a value that looks like an attribute is not taken for one.
    return _with_attributes(safe, lambda attribute: "" if attribute["name"] == "id" else attribute[0])


def rebase(safe: str, base: str) -> str:
    """Put `base` before every relative address, with `..` resolved.

    With an absolute base, every address is also encoded.

    Args:
        safe: HTML with links relative to the page of its incident.
        base: the address of that page as seen from where the HTML will stand: relative to another page, or absolute.
    """
    if 'href="' not in safe and 'src="' not in safe:
        return safe

    far = leads_elsewhere(base)

    def put(attribute: re.Match[str]) -> str:
        name, address = attribute.groups()
        if name not in {"href", "src"} or address is None:
            return attribute[0]
        if leads_elsewhere(address):
            return f' {name}="{full_address(address)}"' if far else attribute[0]
        joined = _joined(base, address)
        return f' {name}="{encoded(joined) if far else joined}"'

    return _LINK_OR_IMAGE.sub(lambda tag: _changed(tag, put), safe)


def pictures_as_links(safe: str) -> str:
    """Replace each picture by a link to it. The name of the link is the alternative text, else the file name.

    Inside of a link, the name alone takes the place of the picture.
    """
    if "<img" not in safe:
        return safe
    open_link = False

    def put(tag: re.Match[str]) -> str:
        nonlocal open_link
        if tag["name"] == "a":
            open_link = not tag["close"]
        if tag["name"] != "img":
            return tag[0]
        values = {attribute["name"]: attribute["value"] or "" for attribute in _ATTRIBUTE.finditer(tag["attributes"])}
        address = values.get("src", "")
        words = values.get("alt") or escape(unquote(unescape(address).rpartition("/")[2]))
        return words if open_link or not address else f'<a href="{address}">{words}</a>'

    return _TAG.sub(put, safe)


def restyled(safe: str, style: Callable[[str, str], str]) -> str:
    """Replace classes and ids by inline styles.

    Args:
        safe: the HTML.
        style: returns the style for the name of an element and its other attributes, as written; empty for none.
    """

    def put(tag: re.Match[str]) -> str:
        if tag["close"]:
            return tag[0]
        kept = _ATTRIBUTE.sub(
            lambda attribute: "" if attribute["name"].lower() in _LOOKS else attribute[0], tag["attributes"]
        )
        look = style(tag["name"], kept)
        return f"<{tag['name']}{kept}" + (f' style="{look}">' if look else ">")

    return _TAG.sub(put, safe)


def attribute_values(safe: str) -> Iterator[str]:
    """Yield the values of all attributes, escaped as they are."""
    for tag in _TAG.finditer(safe):
        for attribute in _ATTRIBUTE.finditer(tag["attributes"]):
            yield attribute["value"] or ""


def with_anchors(safe: str, anchor: Callable[[str], str]) -> str:
    """Change all ids, and the links to them in the same HTML. `anchor` maps an old id to a new one."""

    def put(attribute: re.Match[str]) -> str:
        name, value = attribute["name"], attribute["value"] or ""
        if name == "id":
            return f' id="{anchor(value)}"'
        return f' href="#{anchor(value[1:])}"' if name == "href" and value.startswith("#") else attribute[0]

    return _with_attributes(safe, put)


def unlinked(safe: str, is_gone: Callable[[str], bool], words: Callable[[str], str]) -> str:
    """Remove links to some addresses: such a link becomes its text, such an image its alternative text.

    Args:
        safe: the HTML.
        is_gone: whether links to an address are removed.
        words: maps each text between two tags and each value of an attribute to its replacement; both are escaped.
    """
    pieces: list[str] = []
    end, open_link = 0, False
    for tag in _TAG.finditer(safe):
        pieces.append(words(safe[end : tag.start()]))
        end = tag.end()
        name = tag["name"].lower()
        if name == "a" and (tag["close"] or open_link):
            pieces += [] if open_link else [tag[0]]
            open_link = False
            continue
        values = {attribute["name"]: attribute["value"] or "" for attribute in _ATTRIBUTE.finditer(tag["attributes"])}
        gone = is_gone(values.get("href", "")) or is_gone(values.get("src", ""))
        if gone and name == "img":
            pieces.append(words(values.get("alt", "")))
        elif gone:
            open_link = name == "a"
        else:
            pieces.append(_changed(tag, lambda attribute: _with_value(attribute, words)))
    return "".join([*pieces, words(safe[end:])])


_Put = Callable[[re.Match[str]], str]
"""Maps an attribute, with the space before it, to its replacement."""


def _with_attributes(safe: str, put: _Put) -> str:
    return _TAG_WITH_ATTRIBUTES.sub(lambda tag: _changed(tag, put), safe)


def _changed(tag: re.Match[str], put: _Put) -> str:
    attributes = tag["attributes"]
    if not attributes:
        return tag[0]
    return f"<{tag['close']}{tag['name']}{_ATTRIBUTE.sub(put, attributes)}>"


def _with_value(attribute: re.Match[str], words: Callable[[str], str]) -> str:
    return attribute[0] if attribute["value"] is None else f' {attribute["name"]}="{words(attribute["value"])}"'


def _joined(base: str, address: str) -> str:
    """Resolve an address relative to the folder `base`, which may be absolute or relative."""
    if address.startswith("#") or not address:
        return base + address
    while address.startswith("../") and re.search(r"[^/.]/$", base):
        base, address = re.sub(r"[^/]+/$", "", base), address[3:]
    return base + address


def cut(text: str, limit: int) -> str:
    """`text`, or as many whole words as fit into `limit` with an ellipsis."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:-\N{EN DASH}\N{EM DASH}") + "…"
