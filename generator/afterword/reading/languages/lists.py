"""What the checks of writing have to know about a language.

A new language is a module like `en.py` and a line in `__init__.py`. Write patterns for one sentence on one
line, with single spaces and straight apostrophes; words in quotes and code are gone before they are looked for.
"""

import re
from collections.abc import Mapping

from afterword.core.frozen import frozen

Phrases = Mapping[str, re.Pattern[str]]
"""A word, in small letters, without which nothing can be found, and the pattern that is then looked for.

The word costs next to nothing to look for, so that a text without it is passed over quickly.
"""


def phrases(patterns: Mapping[str, str]) -> Phrases:
    """Phrases from words and regular expressions for whole words in any case; an empty one is the word itself."""
    return {word: whole(pattern or re.escape(word)) for word, pattern in patterns.items()}


def whole(pattern: str) -> re.Pattern[str]:
    """A regular expression for whole words in any case; it must begin with a letter or a digit."""
    return re.compile(rf"\b(?:{pattern})(?!\w)", re.IGNORECASE)


@frozen
class Words:
    """Every list and pattern that depends on the language."""

    apology: Phrases
    """Somebody says sorry, or tells that somebody did."""
    rote: Phrases
    """Apologies that everybody has read a hundred times."""
    hedge: Phrases
    """Words that make the harm smaller without saying how large it is."""
    sized: re.Pattern[str]
    """A sentence with this does say how large it is, or how readers can tell whether it is them."""
    forecast: Phrases
    """When it will be repaired."""
    ahead: re.Pattern[str]
    """A sentence without this does not speak of what is to come."""
    no_forecast: re.Pattern[str]
    """A sentence with this speaks of the next word instead, or says that there is no estimate."""
    advice: Phrases
    """What readers can do, or that there is nothing to do."""
    blame: Phrases
    """A person's slip as the cause."""
    no_blame: re.Pattern[str]
    """A sentence with this says that it was not one."""
    elsewise: Phrases
    """What did not happen, in place of what did."""
    vague: re.Pattern[str]
    """The beginning of an action item of which nobody can say when it is done."""
    worked: Phrases
    """What went well."""
