"""The promise of the next update: one sentence with a date and a time, in every message and once in each."""

import re
from html import unescape

from afterword.core.parts import Update
from afterword.core.times import Moment
from afterword.outputs.announcements.plain_text import flat_text
from afterword.outputs.language import Language
from afterword.reading.sentences import promise

_TAG = r"</?(?:strong|em|b|i)>"
_WORDS = rf"(?:(?:the|our|expect\s+the)\s+)?(?:{_TAG}){{0,3}}next\s+update\b(?:[^<]|{_TAG}){{0,200}}?"
_SENTENCE = re.compile(
    rf"(?P<before><p>\s*|[.!?…]\s+)(?P<said>(?:{_TAG}){{0,3}}{_WORDS}(?:[.!?](?:{_TAG}){{0,3}}(?=\s|</p>)|(?=</p>)))", re.IGNORECASE
)
"""A sentence of its own."""
_CLAUSE = re.compile(rf"\s?(?:[,;—–]|-(?=\s))\s*(?:and\s+)?(?P<said>{_WORDS})(?=[.!?](?:\s|</p>)|</p>)", re.IGNORECASE)
"""The end of a sentence that says something else first."""
_EMPTY = re.compile(r"<p>\s*</p>\s*")


def promise_words(update: Update | None, say: Language) -> str:
    """`Next update by 14 Mar 2026, 10:15 UTC.`; empty without a promise."""
    return say("Next update by %(time)s.", time=say.moment(Moment(update.promised))) if update and update.promised else ""


def without_promise_sentences(html: str, update: Update) -> str:
    """The words of an update without the sentences that only promise the next one: "in 30 minutes" is wrong when it is read."""
    if not update.promised:
        return html

    def shorter(found: re.Match[str]) -> str:
        said = found["said"]
        text = flat_text(said)
        promised = promise(text, update.at.at)
        same = promised and promised.due in {update.promised, None}
        balanced = len(re.findall("<[^/]", said)) == said.count("</")
        if not same or not balanced:
            return found[0]
        if "before" in found.groupdict():
            return found["before"]
        return "" if promised and promised.text == unescape(" ".join(text.split())) else found[0]

    left = _CLAUSE.sub(shorter, _SENTENCE.sub(shorter, html))
    return _EMPTY.sub("", re.sub(r"(?<!\s)\s+(?=</p>)", "", left)).strip() if left != html else html


def says_promise(text: str, update: Update | None) -> bool:
    """Whether a text already says when the next update comes: in the middle of a sentence it cannot be taken out."""
    if not update or not update.promised:
        return False
    promised = promise(text, update.at.at)
    return bool(promised and promised.due == update.promised)
