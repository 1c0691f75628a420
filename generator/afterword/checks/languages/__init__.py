"""Word lists of the checks of writing, one module for each language."""

from afterword.checks.languages.en import ENGLISH
from afterword.checks.languages.word_lists import LanguageWords

_BY_TAG = {"en": ENGLISH}


def words(lang: str) -> LanguageWords | None:
    """The lists of a language; those of `en` for `en-GB`, None for a language without lists."""
    tag = lang.lower()
    return _BY_TAG.get(tag) or _BY_TAG.get(tag.partition("-")[0])
