"""The HTML that a writer's text may become: which tags, attributes, addresses and classes are let through.

Classes are a closed list, because styles and scripts act on them: those of the theme and of its plugins could imitate the page's
own parts, or load a program from elsewhere. Only the classes that rendering itself makes are kept.
"""

import re
from collections.abc import Callable

import nh3

TAGS = frozenset(
    (
        "a abbr b blockquote br caption cite code col colgroup dd del details dl div dt em figcaption figure "
        "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup "
        "table tbody td tfoot th thead tr tt u ul var"
    ).split()
)
ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"alt", "height", "src", "title", "width"},
    "details": {"open"},
    "ol": {"reversed", "start", "type"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
"""No `style`, `name`, `target`, `role`, `aria-…`, `data-…` and `on…`: they act on the page around the text."""
SCHEMES = frozenset({"http", "https", "mailto"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_UNSEEN = re.compile(r"[^!-~]")
_LINE_TAGS = frozenset("a abbr b br code em i s small span strong sub sup u".split())
_LINE_ATTRIBUTES = {"*": {"dir", "lang"}, "a": {"href", "title"}, "abbr": {"title"}}
_ADMONITIONS = frozenset(
    (
        "note abstract summary tldr info todo tip hint important success check done question help faq warning caution attention "
        "failure fail missing danger error bug example quote cite"
    ).split()
)
_ALERTS = frozenset(f"markdown-alert-{kind}" for kind in ("note", "tip", "important", "warning", "caution", "title"))
_CODE = frozenset("highlight highlighttable codehilite codehilitetable linenos linenodiv linenums normal code filename".split())
_CLASSES = frozenset(
    {
        "aw-redacted",
        "footnote",
        "footnotes",
        "footnote-ref",
        "footnote-backref",
        "footnote-definition",
        "contains-task-list",
        "task-list",
        "task-list-item",
        "task-list-item-checkbox",
        "admonition",
        "admonition-title",
        "markdown-alert",
        *_ALERTS,
        *_CODE,
    }
)
"""Those that rendering makes: redactions, code, footnotes, lists of tasks, alerts and admonitions."""
_LANGUAGE = re.compile(r"language-[A-Za-z0-9_+#.\-]{1,40}", re.ASCII)
_TOKEN = re.compile(r"(?!aw$|md$)[a-z][a-z0-9]{0,2}", re.ASCII)
"""What highlighting calls the words of a program: `nb`, `s1`."""
_FOOTNOTE_ID = re.compile(r"fn(?:ref)?\d*[:\-][\w:.\-]{1,80}", re.ASCII)


def kept(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute as it may stay; None when it must go. Addresses of links and pictures are the caller's."""
    if name == "class":
        return " ".join(word for word in value.split() if is_kept_class(tag, word)) or None
    if name == "id":
        return value if _FOOTNOTE_ID.fullmatch(value) else None
    return value


def is_kept_class(tag: str, word: str) -> bool:
    """Whether rendering makes this class, so that no script or style of the page around it takes it for something else."""
    if word in _CLASSES or _LANGUAGE.fullmatch(word):
        return True
    return bool(_TOKEN.fullmatch(word)) if tag == "span" else word in _ADMONITIONS and tag in {"div", "details"}


def safe_address(target: str) -> bool:
    """Whether an address is relative or has one of `SCHEMES`, also as a browser reads it, which passes over characters unseen."""
    scheme = _SCHEME.match(_UNSEEN.sub("", target))
    return not scheme or scheme[1].lower() in SCHEMES


def cleaned(raw: str, attribute: Callable[[str, str, str], str | None]) -> str:
    """The HTML of a text with only what may stay, in one canonical form.

    Args:
        raw: any HTML.
        attribute: what becomes of the value of an attribute, by tag and name; it asks `kept` for those that are not its own.
    """
    return nh3.clean(
        raw,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


def one_line(raw: str) -> str:
    """A line of HTML that a site writes about itself, such as `copyright`: words, emphasis and links, and nothing that runs or loads."""
    return nh3.clean(raw, tags=set(_LINE_TAGS), attributes=_LINE_ATTRIBUTES, url_schemes=set(SCHEMES), link_rel=None)
