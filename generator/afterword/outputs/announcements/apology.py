"""The apology, taken from where the writer put it to where it belongs in a letter: before the name.

Only the writer's own sentences are moved, and none is made up. A paragraph that begins with an apology moves as a
whole, unless it is the first one and says more: what happened must not come last. Of another one, the sentences at its
end move from the apology on. An apology in the middle of other things stays.
"""

import re

from afterword.outputs.announcements.elements import elements
from afterword.outputs.announcements.plain_text import flat_text
from afterword.reading.languages import words
from afterword.reading.languages.lists import Words

_PARAGRAPH = re.compile(r"<p>((?:(?!</?p\b).)*)</p>", re.DOTALL)
_NEXT = re.compile(r"(?<=[.!?])\s+(?=[^a-z\s])")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|&quot;.*?&quot;", re.DOTALL)


def take_apology(html: str, lang: str) -> tuple[str, tuple[str, ...]]:
    """The fragment without its apologies, and these as paragraphs.

    `lang` is the language of the text; in one for which there is no list of words, nothing is moved.
    """
    lists = words(lang)
    if not lists:
        return html, ()
    kept: list[str] = []
    taken: list[str] = []
    for element in elements(html):
        paragraph = _PARAGRAPH.fullmatch(element)
        at = _begin(paragraph[1], lists, first=not kept and not taken) if paragraph else None
        if paragraph is None or at is None:
            kept.append(element)
            continue
        if before := paragraph[1][:at].rstrip():
            kept.append(f"<p>{before}</p>")
        taken.append(f"<p>{paragraph[1][at:].strip()}</p>")
    return "\n".join(kept), tuple(taken)


def _begin(inner: str, lists: Words, *, first: bool) -> int | None:
    """Where in a paragraph the apology begins that reaches to its end; None without one."""
    head, *more = _NEXT.split(flat_text(inner), maxsplit=1)
    if _is_apology(head, lists):
        return None if first and more else 0
    tail = inner.rfind(">") + 1  # behind the last tag, so that none is torn apart
    starts = [tail + found.end() for found in _NEXT.finditer(inner[tail:])]
    ends = [*starts[1:], len(inner)]
    return next((start for start, end in zip(starts, ends, strict=False) if _is_apology(flat_text(inner[start:end]), lists)), None)


def _is_apology(sentence: str, lists: Words) -> bool:
    own = _QUOTED.sub("", sentence).replace("’", "'")
    low = own.lower()
    return any(phrase.may_be_in(low) and phrase.pattern.search(own) for phrase in lists.apology)
