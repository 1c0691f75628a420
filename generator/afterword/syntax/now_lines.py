"""Where the word `now` stands in place of a time, so that an edge can look the time up."""

import re
from collections.abc import Iterator

from afterword.core.sources import Source
from afterword.syntax.names import says_now

HEADING = re.compile(rb"#[ \t]*[*_]*now\b[^\r\n]*", re.IGNORECASE)
"""The end of a line that may be a heading which begins with `now`, from its last `#` on. Some stand in code and mean nothing."""


def now_places(source: Source) -> Iterator[tuple[str, int]]:
    """Yield path and line of every `now` of an incident; a few more than there are, never fewer.

    In the name of an update file it stands on line 1.
    """
    for found in HEADING.finditer(source.data):
        yield source.path, source.data.count(b"\n", 0, found.start()) + 1
    for file in source.updates:
        if says_now(file.name):
            yield file.path, 1
