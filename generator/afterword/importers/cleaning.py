"""Clean Markdown of other programs: no HTML, no shortcodes, headings at the right level, links that lead somewhere."""

import re
from collections.abc import Callable
from unicodedata import category

from afterword.importers.imported import Notes
from afterword.markup.addresses import leads_elsewhere
from afterword.markup.from_html import without_html
from afterword.markup.tree import Document, code_rows, parse
from afterword.reading.outline import heads
from afterword.safety.public_text import find_comments, without_comments
from afterword.syntax.headings import looks_like_update

Resolve = Callable[[str], str | None]
"""Maps a relative link to its new target; None when it has none."""
_SHORTCODE = re.compile(r"\{\{[<%]\s*(?P<name>/?\s*[\w\-]*)(?P<rest>.*?)[>%]\}\}", re.DOTALL)
_GONE = "\0"
"""Stands where a shortcode was removed. No text contains it after `plain_lines`."""
_QUOTED = re.compile(r"[\"'`]([^\"'`]+)[\"'`]")
_LINK = re.compile(
    r"(?P<mark>!?)\[(?P<words>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\((?P<to>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?P<title>\s+[\"'(][^\"')]*[\"')])?\s*\)"
)
_DEFINITION = re.compile(r"(?P<name>[ ]{0,3}\[[^\[\]^][^\[\]]*\]):[ \t]*(?P<to>\S+)(?P<rest>.*)")
_ALLOWED = frozenset("\n\t")


def plain_lines(text: str) -> str:
    """A text with bare line feeds and without characters that cannot be published."""
    text = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n").lstrip("\ufeff")
    )
    if text.replace("\n", " ").replace("\t", " ").isprintable():  # true for nearly all texts
        return text
    return "".join(
        sign
        for sign in text
        if sign in _ALLOWED or category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or sign == "\u200d"
    )


def unbracketed(text: str, inner: str) -> str:
    """Remove the brackets that hold nothing but a match of the pattern `inner`, up to three pairs around each."""
    pattern = re.compile(rf"\([ \t]*(?P<round>{inner})[ \t]*\)|\[[ \t]*(?P<square>{inner})[ \t]*\]")
    for _ in range(3):
        text = pattern.sub(lambda match: match["round"] or match["square"], text)
    return text


def one_line(text: str) -> str:
    """A title or name on one line, without repeated spaces."""
    return " ".join(plain_lines(text).split())


def without_hidden(text: str, notes: Notes, line: int) -> str:
    """Remove the HTML comments of a text, and note each."""
    if "<!--" not in text:
        return text
    document = parse(text, mend=False)
    comments = find_comments(document)
    for comment in comments:
        notes.dropped("an HTML comment: comments are never published", line + comment.line - 1 if line else 0)
    return without_comments(document, comments)


def cleaned(text: str, notes: Notes, *, line: int, least: int, resolve: Resolve, timed: bool = False) -> str:
    """Clean a text of the source for a place below a heading of ours.

    Args:
        text: Markdown, or HTML.
        notes: collects the changes.
        line: the line of the source on which the text begins; 0 when there is none.
        least: the lowest level that a heading in the text may have.
        resolve: finds the new targets of links.
        timed: whether headings that begin with a time stay headings, as in a timeline.
    """
    text = closed(without_hidden(plain_lines(text), notes, line))
    text = _without_shortcodes(text, notes, line)
    converted = without_html(text)
    for name in converted.dropped:
        notes.dropped(f"<{name}>: Markdown has no such element", line)
    text = closed(converted.text) if converted.changed else converted.text
    if "[" in text:
        text = _relinked(text, notes, line, resolve)
    return _shifted(text, least, timed=timed).strip("\n")


def definitions(text: str) -> dict[str, str]:
    """The rows of a text that define links, by the names that they define."""
    matches = (_DEFINITION.fullmatch(row) for row in text.split("\n")) if "]:" in text else ()
    return {match["name"].strip(): match[0] for match in matches if match}


def closed(text: str) -> str:
    """Close a code block that extends to the end of a text, so that text appended to it is not code."""
    if "```" not in text and "~~~" not in text:
        return text
    fence = parse(text).open_fence()
    return f"{text.rstrip()}\n{fence[1]}" if fence else text


def _without_shortcodes(text: str, notes: Notes, line: int) -> str:
    if "{{" not in text:
        return text

    def put(shortcode: re.Match[str]) -> str:
        name = shortcode["name"].strip()
        quoted = _QUOTED.search(shortcode["rest"])
        if name in {"ref", "relref"} and quoted:
            return quoted[1]
        if name == "track":
            return quoted[1] if quoted else _GONE
        notes.dropped(f"the shortcode '{name}'", line + text[: shortcode.start()].count("\n") if line else 0)
        return _GONE

    return unbracketed(_SHORTCODE.sub(put, text), _GONE).replace(_GONE, "")


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
                notes.dropped(f"the link to '{defined['to'][:80]}', which has no target here", place)
                rows[number] = ""
            elif to != defined["to"]:
                rows[number] = f"{defined['name']}: {to}{defined['rest']}"
            continue
        rows[number] = _LINK.sub(lambda link: _one_link(link, notes, place, resolve), row)  # noqa: B023 - called at once
    return "\n".join(rows)


def _one_link(link: re.Match[str], notes: Notes, line: int, resolve: Resolve) -> str:
    to = _resolved(link["to"].strip("<>"), resolve)
    if to is None:
        what = "picture" if link["mark"] else "link"
        notes.dropped(f"the {what} to '{link['to'][:80]}', which has no target here; its text is kept", line)
        return link["words"]
    if to == link["to"]:
        return link[0]
    return f"{link['mark']}[{link['words']}]({to}{link['title'] or ''})"


def _resolved(to: str, resolve: Resolve) -> str | None:
    """The new target of a link. One to another site is resolved, too: it may be an old address of this one."""
    if not to or to.startswith("#"):
        return None
    if to.startswith(("mailto:", "tel:")):
        return to
    target = resolve(to)
    return target if target is not None else to if leads_elsewhere(to) else None


def _shifted(text: str, least: int, *, timed: bool) -> str:
    """Move headings to level `least` or deeper. One that reads like an update becomes a bold line."""
    if not any(sign in text for sign in ("#", "---", "===", "\n-", "\n=")):
        return text
    document = parse(text)
    headings = [head for head in heads(document) if head.level]
    if not headings:
        return text
    shift = max(0, least - min(head.level for head in headings))
    rows = text.split("\n")
    for head in reversed(headings):
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
    """The text of a heading as typed."""
    row = document.row(first).strip()
    if row.startswith("#"):
        bare = row.lstrip("#").strip()
        open_end = bare.rstrip("#")  # closing marks are separated from the text by a space
        return open_end.strip() if not open_end or open_end[-1].isspace() else bare
    return " ".join(document.row(line).strip() for line in range(first, last))
