"""The short way to HTML for texts of few marks: most texts are such, and Python-Markdown takes fifty times as long.

Whatever is not surely understood here goes the long way: an empty result says so. A test compares the two ways.
"""

import re
from collections.abc import Collection

from afterword.reading.limits import MAX_BRACKETS, MAX_PARAGRAPH

_SIGNS = r"*_\[\]<>&#`~^|=+@\\{}$\x00-\x09\x0b-\x1f\x7f\xa0"
_SIGN = re.compile(f"[{_SIGNS}]")
_BEGINS_A_LINE = re.compile(r"\n(?:[ \-:!?]|[0-9]+[.)])")
_MARKS = ("://", "www", "--", "...", " \n")
_ITEM = {"ul": re.compile(r"- (\S.*)$"), "ol": re.compile(r"[0-9]{1,2}\. (\S.*)$", re.ASCII)}
_KNOWN_EXTENSIONS = frozenset(
    (
        "abbr admonition attr_list def_list fenced_code footnotes md_in_html sane_lists tables "
        "pymdownx.betterem pymdownx.caret pymdownx.details pymdownx.highlight pymdownx.inlinehilite pymdownx.keys "
        "pymdownx.magiclink pymdownx.mark pymdownx.superfences pymdownx.tasklist pymdownx.tilde"
    ).split()
)
"""Extensions that leave words without marks as they are. With any other, every text goes through Markdown."""
_HARMLESS_OPTIONS = frozenset("admonition footnotes tables pymdownx.details pymdownx.superfences pymdownx.tasklist".split())
"""Extensions whose options change nothing about the marks that are known here."""
_ADDRESS = r"https?://[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*(?::[0-9]{1,5})?(?:/[A-Za-z0-9./?=%\-]*[A-Za-z0-9/])?"
_MAIL = r"(?![Ww]{3})[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,24}"
_WORDS = rf"[^\s{_SIGNS}](?:[^\n{_SIGNS}]*[^\s{_SIGNS}])?"
_NO_CODE = r"`<>&\\\[\]{}|^~$\x00-\x09\x0b-\x1f\x7f\xa0"
_CODE = rf"`(?P<code>(?![#:])[^\s{_NO_CODE}](?:[^\n{_NO_CODE}]*[^\s{_NO_CODE}])?)`"
"""`#!py x` and `:::py x` are in colours with some extensions."""
_SIMPLE = rf"{_CODE}|\*\*(?P<strong>{_WORDS})\*\*|\*(?P<em>{_WORDS})\*|\[(?P<words>{_WORDS})\]\((?P<target>{_ADDRESS})\)"
"""Code, bold words, words in italics, and links to other sites."""
_FOUND_BY_MAGICLINK = rf"|(?P<address>{_ADDRESS})|(?P<mail>{_MAIL})"


class Plain:
    """Makes the HTML of plain texts for one set of Markdown extensions."""

    def __init__(self, extensions: Collection[str], configured: Collection[str]) -> None:
        """Get ready.

        Args:
            extensions: the names of all of them.
            configured: those that were given options.
        """
        self._known = _KNOWN_EXTENSIONS.issuperset(extensions)
        self._simple = self._known and _HARMLESS_OPTIONS.issuperset(configured)
        marks = _SIMPLE + (_FOUND_BY_MAGICLINK if "pymdownx.magiclink" in extensions else "")
        self._mark = re.compile(rf"(?<![^\s(])(?:{marks})(?=[.,:!?)]*(?:\s|$))")

    def html_of_words(self, text: str) -> str:
        """The HTML of a text of words without any mark, or of one list of them; else nothing."""
        return plain_html(text) if self._known else ""

    def html_of_simple(self, text: str) -> str:
        """The HTML of paragraphs and lists in which code, bold and italic words, links and addresses stand; else nothing."""
        if not self._simple or len(text) > MAX_PARAGRAPH or text.count("(") > MAX_BRACKETS:
            return ""
        pieces: list[str] = []
        listed = False
        for block in re.split(r"\n{2,}", text):
            tag = _list_tag(block)
            if tag and listed:  # two lists with nothing between them are one list of paragraphs
                return ""
            listed = bool(tag)
            rows = [_ITEM[tag].match(row) for row in block.split("\n")] if tag else []
            inner = [self._inline(row[1]) if row else "" for row in rows] if tag else [self._inline(block)]
            if not all(inner):
                return ""
            pieces.append("\n".join([f"<{tag}>", *(f"<li>{item}</li>" for item in inner), f"</{tag}>"]) if tag else f"<p>{inner[0]}</p>")
        return "\n".join(pieces)

    def _inline(self, text: str) -> str:
        """Words with simple marks as HTML; nothing, when others stand among them."""
        pieces, bare, end = [], [], 0
        for mark in self._mark.finditer(text):
            between = text[end : mark.start()]
            bare += [between, mark["strong"] or mark["em"] or mark["words"] or "x"]
            pieces += [between, _element(mark)]
            end = mark.end()
        if _marked("".join([*bare, text[end:]])):
            return ""
        return "".join([*pieces, text[end:]])


def _marked(text: str) -> bool:
    """Whether there is anything that Markdown, or one of the known extensions, may read as more than words."""
    if _SIGN.search(text) or text.endswith(" "):  # several quick looks: one pattern for all takes three times as long
        return True
    return any(mark in text for mark in _MARKS) or bool(_BEGINS_A_LINE.search(f"\n{text}"))


def _element(mark: re.Match[str]) -> str:
    kind = str(mark.lastgroup)
    if kind == "target":
        return f'<a href="{mark["target"]}">{mark["words"]}</a>'
    if kind in {"address", "mail"}:
        return f'<a href="{"mailto:" if kind == "mail" else ""}{mark[0]}">{mark[0]}</a>'
    return f"<{kind}>{mark[kind]}</{kind}>"


def _list_tag(text: str) -> str:
    return "ul" if text.startswith("- ") else "ol" if text.startswith("1. ") else ""


def plain_html(text: str) -> str:
    """The HTML of a text that is nothing but paragraphs of words, or one list of them; empty for any other."""
    if len(text) > MAX_PARAGRAPH:
        return ""
    if not _marked(text):
        return "\n".join(f"<p>{paragraph}</p>" for paragraph in re.split(r"\n{2,}", text))
    tag = _list_tag(text)
    rows = [_ITEM[tag].match(row) for row in text.split("\n")] if tag else []
    if not rows or not all(row and not _marked(row[1]) for row in rows):
        return ""
    return "\n".join([f"<{tag}>", *(f"<li>{row[1]}</li>" for row in rows if row), f"</{tag}>"])
