"""Regular expressions that are compiled when they are first used: of a long list, most texts need few."""

import re
from collections.abc import Iterator
from functools import cached_property


class Later:
    """A regular expression that is searched for as a compiled one is."""

    def __init__(self, expression: str, flags: int = 0) -> None:
        self._expression = expression
        self._flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression, ready to search with."""
        return re.compile(self._expression, self._flags)

    def search(self, text: str) -> re.Match[str] | None:
        """The first place that matches."""
        return self.compiled.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """The beginning of the text, if it matches."""
        return self.compiled.match(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every place that matches, in the order of the text."""
        return self.compiled.finditer(text)
