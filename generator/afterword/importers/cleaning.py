"""Markdown of other programs as it may stand in our files: no HTML, no shortcodes, headings in their place, links that lead somewhere."""

import re
from collections.abc import Callable
from unicodedata import category

from afterword.importers.imported import How, Notes
from afterword.markup.from_html import without_html
from afterword.markup.tree import Document, Node, code_rows, parse
from afterword.reading.outline import heads
from afterword.safety.public_text import find_comments, without_comments
from afterword.syntax.headings import looks_like_update

Resolve = Callable[[str], str | None]
"""Where a relative link leads now; None: nowhere."""
_SHORTCODE = re.compile(r"\{\{[<%]\s*(?P<name>/?\s*[\w\-]*)(?P<rest>.*?)[>%]\}\}", re.DOTALL)
_QUOTED = re.compile(r"[\"'`]([^\"'`]+)[\"'`]")
_LINK = re.compile(
    r"(?P<mark>!?)\[(?P<words>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\((?P<to>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?P<title>\s+[\"'(][^\"')]*[\"')])?\s*\)"
)
_DEFINITION = re.compile(r"(?P<name>[ ]{0,3}\[[^\[\]^][^\[\]]*\]):[ \t]*(?P<to>\S+)(?P<rest>.*)")
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")
_ALLOWED = frozenset("\n\t")


def plain_lines(text: str) -> str:
    """A text with bare line feeds and without characters that cannot be published."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n").lstrip("\ufeff")
    if text.replace("\n", " ").replace("\t", " ").isprintable():  # as nearly all texts are
        return text
    return "".join(sign for sign in text if sign in _ALLOWED or category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or sign == "\u200d")


def one_line(text: str) -> str:
    """A title or a name: one line without doubled spaces."""
    return " ".join(plain_lines(text).split())


def without_hidden(text: str, notes: Notes, line: int) -> str:
    """A text without its HTML comments, each of which is noted."""
    if "<!--" not in text:
        return text
    document = parse(text, mend=False)
    comments = find_comments(document)
    for comment in comments:
        notes.add(How.DROPPED, "an HTML comment: comments are never published", line + comment.line - 1 if line else 0)
    return without_comments(document, comments)


def cleaned(text: str, notes: Notes, *, line: int, least: int, resolve: Resolve, timed: bool = False) -> str:
    """A text of the source as it may stand below a heading of ours.

    Args:
        text: Markdown, or HTML.
        notes: takes what was changed.
        line: the line of the source on which it begins; 0 for none.
        least: the lowest number of `#` that a heading in it may have.
        resolve: says where relative links lead.
        timed: whether headings with a time in it stay headings, as in a timeline.
    """
    text = closed(without_hidden(plain_lines(text), notes, line))
    text = _without_shortcodes(text, notes, line)
    converted = without_html(text)
    for name in converted.dropped:
        notes.add(How.DROPPED, f"<{name}>: Markdown has nothing for it", line)
    text = closed(converted.text) if converted.changed else converted.text
    if "[" in text:
        text = _relinked(text, notes, line, resolve)
    return _shifted(text, least, timed=timed).strip("\n")


def definitions(text: str) -> dict[str, str]:
    """The rows of a text that define where the links of a name lead, by these names."""
    found = (_DEFINITION.fullmatch(row) for row in text.split("\n")) if "]:" in text else ()
    return {match["name"].strip(): match[0] for match in found if match}


def closed(text: str) -> str:
    """The text with the fence that closes a block of code which would run on into what is put behind it."""
    if "```" not in text and "~~~" not in text:
        return text
    document = parse(text)
    last = next((node for node in reversed(document.blocks) if isinstance(node, Node)), None)
    if last is None or last.tag != "pre" or not document.is_open(last):
        return text
    opening = document.row(last.line).strip()
    return f"{text.rstrip()}\n{opening[: len(opening) - len(opening.lstrip(opening[0]))]}"


def _without_shortcodes(text: str, notes: Notes, line: int) -> str:
    if "{{" not in text:
        return text

    def put(found: re.Match[str]) -> str:
        name = found["name"].strip()
        quoted = _QUOTED.search(found["rest"])
        if name in {"ref", "relref"} and quoted:
            return quoted[1]
        if name == "track":
            return quoted[1] if quoted else ""
        notes.add(How.DROPPED, f"the shortcode '{name}'", line + text[: found.start()].count("\n") if line else 0)
        return ""

    return _SHORTCODE.sub(put, text)


def _relinked(text: str, notes: Notes, line: int, resolve: Resolve) -> str:
    document = parse(text) if "`" in text or "    " in text or "\t" in text or "~~~" in text else None
    code = code_rows(document) if document else frozenset()
    rows = text.split("\n")
    for number, row in enumerate(rows):
        if number in code or "[" not in row:
            continue
        place = line + number if line else 0
        defined = _DEFINITION.fullmatch(row)
        if defined:
            to = _resolved(defined["to"].strip("<>"), resolve)
            if to is None:
                notes.add(How.DROPPED, f"the link to '{defined['to'][:80]}', which leads to nothing here", place)
                rows[number] = ""
            elif to != defined["to"]:
                rows[number] = f"{defined['name']}: {to}{defined['rest']}"
            continue
        rows[number] = _LINK.sub(lambda found: _one_link(found, notes, place, resolve), row)  # noqa: B023 - called at once
    return "\n".join(rows)


def _one_link(found: re.Match[str], notes: Notes, line: int, resolve: Resolve) -> str:
    to = _resolved(found["to"].strip("<>"), resolve)
    if to is None:
        what = "picture" if found["mark"] else "link"
        notes.add(How.DROPPED, f"the {what} to '{found['to'][:80]}', which leads to nothing here; its words stay", line)
        return found["words"]
    if to == found["to"]:
        return found[0]
    return f"{found['mark']}[{found['words']}]({to}{found['title'] or ''})"


def _resolved(to: str, resolve: Resolve) -> str | None:
    """Where a link leads; what leads to another site is asked for, too, because it may be an old address of this one."""
    if not to or to.startswith("#"):
        return None
    if to.startswith(("mailto:", "tel:")):
        return to
    found = resolve(to)
    return found if found is not None else to if _ELSEWHERE.match(to) else None


def _shifted(text: str, least: int, *, timed: bool) -> str:
    """The text with its headings at `least` or deeper, in their order; one that reads like an update becomes a bold line."""
    if not any(sign in text for sign in ("#", "---", "===", "\n-", "\n=")):
        return text
    document = parse(text)
    found = [head for head in heads(document) if head.level]
    if not found:
        return text
    shift = max(0, least - min(head.level for head in found))
    rows = text.split("\n")
    for head in reversed(found):
        words = _source_words(document, head.line, head.node.end_line)
        number = head.line - document.first_line
        level = min(head.level + shift, 6)
        if level < least or (looks_like_update(head.words) and not timed):
            new = f"**{words.strip('*_ ')}**"
        elif level == head.level:
            continue
        else:
            new = f"{'#' * level} {words}"
        rows[number : head.node.end_line - document.first_line + 1] = [new] if words else [""]
        if words and number + 1 < len(rows) and rows[number + 1].strip() and new.startswith("**"):
            rows.insert(number + 1, "")
    return "\n".join(rows)


def _source_words(document: Document, first: int, last: int) -> str:
    """What stands in a heading, as typed."""
    row = document.row(first).strip()
    if row.startswith("#"):
        bare = row.lstrip("#").strip()
        open_end = bare.rstrip("#")  # marks that close a heading stand apart from its words
        return open_end.strip() if not open_end or open_end[-1].isspace() else bare
    return " ".join(document.row(line).strip() for line in range(first, last))
