"""What the checks of writing have to know about a language.

A new language is a module like `en.py` and a line in `__init__.py`. Write patterns for one sentence on one
line, with single spaces and straight apostrophes; words in quotes and code are gone before they are looked for.
"""

import re
from collections.abc import Mapping

from afterword.core.frozen import frozen
from afterword.core.lazy_patterns import Later


@frozen
class PhrasePattern:
    """A pattern, and what a text must hold for it to find anything there.

    To look for a piece of text costs next to nothing, so that a text without it is passed over quickly.
    """

    needs: tuple[str, ...]
    """In small letters, with single spaces. All of them must be there."""
    pattern: Later

    def may_be_in(self, flat: str) -> bool:
        """Whether it is worth while to look for it in this text (prose.py says what flat is)."""
        return self.needs[0] in flat and all(need in flat for need in self.needs)


Phrases = tuple[PhrasePattern, ...]


def phrases(patterns: Mapping[str, str]) -> Phrases:
    """Phrases from what they need and regular expressions for whole words in any case.

    What is needed may be several words in a row, and several pieces with ` … ` between them; an empty expression
    is the words themselves.
    """
    return tuple(
        PhrasePattern(needs=tuple(needs.split(" … ")), pattern=whole(pattern or re.escape(needs))) for needs, pattern in patterns.items()
    )


def whole(pattern: str) -> Later:
    """A regular expression for whole words in any case; it must begin with a letter or a digit."""
    return Later(rf"\b(?:{pattern})(?!\w)", re.IGNORECASE)


@frozen
class LanguageWords:
    """Every list and pattern that depends on the language."""

    apology: Phrases
    """Somebody says sorry, or tells that somebody did."""
    rote: Phrases
    """Apologies that everybody has read a hundred times."""
    hedge: Phrases
    """Words that make the harm smaller without saying how large it is."""
    sized: Later
    """A sentence with this does say how large it is, or how readers can tell whether it is them."""
    forecast: Phrases
    """When it will be repaired."""
    ahead: Later
    """A sentence without this does not speak of what is to come."""
    no_forecast: Later
    """A sentence with this speaks of the next word instead, or says that there is no estimate."""
    advice: Phrases
    """What readers can do, or that there is nothing to do."""
    blame: Phrases
    """A person's slip as the cause."""
    no_blame: Later
    """A sentence with this says that it was not one."""
    elsewise: Phrases
    """What did not happen, in place of what did."""
    vague: Later
    """The beginning of an action item of which nobody can say when it is done."""
    worked: Phrases
    """What went well."""
