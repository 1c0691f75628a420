"""Regular expressions that are compiled at first use. Most texts need few of a long list."""

import re
from collections.abc import Iterator
from functools import cached_property


class Later:
    """A regular expression that is compiled at first use, with the methods of a compiled one."""

    def __init__(self, expression: str, flags: int = 0) -> None:
        self._expression = expression
        self._flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self._expression, self._flags)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in the text."""
        return self.compiled.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """The match at the beginning of the text."""
        return self.compiled.match(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match, in the order of the text."""
        return self.compiled.finditer(text)
