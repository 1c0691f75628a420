"""Moves the writer's apology to its place in a letter: before the signature.

Only the writer's own sentences are moved, and none is made up. A paragraph that begins with an apology moves as a
whole, unless it is the first one and says more: what happened must not come last. Of another one, the sentences at its
end move from the apology on. An apology in the middle of other things stays.
"""

import re

from afterword.checks.languages import words
from afterword.checks.languages.word_lists import LanguageWords
from afterword.markup.safe import behind_tags, leading_paragraph, top_level
from afterword.markup.text_layout import flat_text

_NEXT = re.compile(r"(?<=[.!?])\s+(?=[^a-z\s])")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|&quot;.*?&quot;", re.DOTALL)


def take_apology(html: str, lang: str) -> tuple[str, tuple[str, ...]]:
    """The fragment without its apologies, and these as paragraphs. Without words for `lang` nothing is moved."""
    lists = words(lang)
    if not lists:
        return html, ()
    kept: list[str] = []
    taken: list[str] = []
    for element in top_level(html):
        paragraph = leading_paragraph(element)
        at = _begin(paragraph[0], lists, first=not kept and not taken) if paragraph else None
        if paragraph is None or at is None:
            kept.append(element)
            continue
        if before := paragraph[0][:at].rstrip():
            kept.append(f"<p>{before}</p>")
        taken.append(f"<p>{paragraph[0][at:].strip()}</p>")
    return "\n".join(kept), tuple(taken)


def _begin(inner: str, lists: LanguageWords, *, first: bool) -> int | None:
    """Start of an apology that lasts to the end of the paragraph; None without one."""
    head, *more = _NEXT.split(flat_text(inner), maxsplit=1)
    if _is_apology(head, lists):
        return None if first and more else 0
    tail = behind_tags(inner)
    starts = [tail + gap.end() for gap in _NEXT.finditer(inner[tail:])]
    ends = [*starts[1:], len(inner)]
    return next(
        (start for start, end in zip(starts, ends, strict=False) if _is_apology(flat_text(inner[start:end]), lists)),
        None,
    )


def _is_apology(sentence: str, lists: LanguageWords) -> bool:
    own = _QUOTED.sub("", sentence).replace("’", "'")
    low = own.lower()
    return any(phrase.may_be_in(low) and phrase.pattern.search(own) for phrase in lists.apology)
