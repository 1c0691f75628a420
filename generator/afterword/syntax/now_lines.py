"""Find the places at which the word `now` stands instead of a time, so that the time can be looked up in git."""

import re
from collections.abc import Iterator

from afterword.core.sources import Source
from afterword.syntax.names import says_now

HEADING = re.compile(rb"#[ \t]*[*_]*now\b[^\r\n]*", re.IGNORECASE)
"""A possible heading that begins with `now`, from its last `#` on. It may stand in code and mean nothing."""


def now_places(source: Source) -> Iterator[tuple[str, int]]:
    """Yield path and line of every `now` of an incident. May yield too many places, never too few.

    A `now` in the name of an update file counts as line 1.
    """
    for heading in HEADING.finditer(source.data):
        yield source.path, source.data.count(b"\n", 0, heading.start()) + 1
    for file in source.updates:
        if says_now(file.name):
            yield file.path, 1
