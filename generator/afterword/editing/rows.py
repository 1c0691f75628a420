"""A file as rows with their line ends, so that something can be put between two of them and nothing else changes."""

import re
from collections.abc import Sequence

from afterword.core.frozen import frozen

_ROW = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_END = re.compile(rb"(?:\r\n|\n|\r)\Z")


@frozen
class Rows:
    """The rows of a file, each with its own line end; the last may have none. Joined they are the file."""

    rows: tuple[bytes, ...]

    @classmethod
    def of(cls, data: bytes) -> "Rows":
        """Take a file apart: the rows are those that the reader counts."""
        return cls(rows=tuple(_ROW.findall(data)))

    @property
    def newline(self) -> bytes:
        """The line end of the file, by its first row; a bare line feed where there is none."""
        found = _END.search(self.rows[0]) if self.rows else None
        return found[0] if found else b"\n"

    def is_blank(self, number: int) -> bool:
        """Whether nothing is to be seen in a row, counted from 0."""
        return not self.rows[number].strip()

    def trimmed(self, begin: int, end: int) -> int:
        """`end`, moved up over blank rows, but not above `begin`."""
        while end > begin and self.is_blank(end - 1):
            end -= 1
        return end

    def insert(self, at: int, texts: Sequence[str], *, apart: bool) -> bytes:
        """The file with rows put in before row `at`.

        A file that ends without a line end still does.

        Args:
            at: the number of a row, from 0; the number of all rows for the end.
            texts: what stands in the new rows, without line ends.
            apart: whether an empty row must stand above the new rows. Below them there is always one.
        """
        before, after = self.rows[:at], self.rows[at:]
        newline = self.newline
        rows = [text.encode() for text in texts]
        if apart and before and not self.is_blank(at - 1):
            rows.insert(0, b"")
        if after and not self.is_blank(at):
            rows.append(b"")
        block = newline.join(rows)
        open_end = bool(before) and not _END.search(before[-1])  # then we are at the end of the file
        return b"".join(before) + (newline + block if open_end else block + newline) + b"".join(after)
