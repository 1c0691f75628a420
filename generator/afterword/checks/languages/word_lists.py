"""The words and patterns of a language that the checks of wording need.

A new language is a module like `en.py` and a line in `__init__.py`. A pattern is applied to one sentence in one line,
with single spaces and straight apostrophes; quoted words and code are removed before.
"""

import re
from collections.abc import Mapping

from afterword.core.frozen import frozen
from afterword.core.lazy_patterns import Later


@frozen
class PhrasePattern:
    """A pattern, and the words without which it cannot match.

    Searching for fixed words is fast, so most texts are ruled out before the pattern is tried.
    """

    needs: tuple[str, ...]
    """In small letters, with single spaces. A text must contain all of them."""
    pattern: Later

    def may_be_in(self, flat: str) -> bool:
        """Whether the pattern may match. `flat` is the text as `prose.py` flattens it."""
        return self.needs[0] in flat and all(need in flat for need in self.needs)


Phrases = tuple[PhrasePattern, ...]


def phrases(patterns: Mapping[str, str]) -> Phrases:
    """Make phrases from the words that they need and regular expressions for whole words in any case.

    The key holds one or several pieces of text, separated by ` … `. An empty expression stands for the words of the
    key themselves.
    """
    return tuple(
        PhrasePattern(needs=tuple(needs.split(" … ")), pattern=whole(pattern or re.escape(needs)))
        for needs, pattern in patterns.items()
    )


def whole(pattern: str) -> Later:
    """A regular expression for whole words in any case. It must begin with a letter or a digit."""
    return Later(rf"\b(?:{pattern})(?!\w)", re.IGNORECASE)


@frozen
class LanguageWords:
    """All patterns of one language."""

    apology: Phrases
    """An apology, or a report of one."""
    rote: Phrases
    """Stock apologies."""
    hedge: Phrases
    """Words that play down the harm without giving its size."""
    sized: Later
    """A sentence that matches does give the size, or tells readers how to find out whether they are affected."""
    forecast: Phrases
    """Predictions of the time of repair."""
    ahead: Later
    """A sentence that does not match is not about the future."""
    no_forecast: Later
    """A sentence that matches announces the next update, or says that there is no estimate."""
    advice: Phrases
    """What readers can do, or that they need not do anything."""
    blame: Phrases
    """A person's mistake given as the cause."""
    no_blame: Later
    """A sentence that matches says that no person is to blame."""
    elsewise: Phrases
    """Counterfactuals: what did not happen instead of what did."""
    vague: Later
    """The beginning of an action item that can never be checked off."""
    worked: Phrases
    """What went well."""
