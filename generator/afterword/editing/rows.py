"""A file as rows with their line ends, so that rows can be inserted without any other change."""

import re
from collections.abc import Sequence

from afterword.core.frozen import frozen

_ROW = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_END = re.compile(rb"(?:\r\n|\n|\r)\Z")


@frozen
class Rows:
    """The rows of a file, each with its own line end. The last may have none. Joined, they are the file."""

    rows: tuple[bytes, ...]

    @classmethod
    def of(cls, data: bytes) -> "Rows":
        """Split a file into rows, numbered as the reader numbers lines."""
        return cls(rows=tuple(_ROW.findall(data)))

    @property
    def newline(self) -> bytes:
        """The line end of the first row, which is used for new rows; a line feed when there is none."""
        match = _END.search(self.rows[0]) if self.rows else None
        return match[0] if match else b"\n"

    def is_blank(self, number: int) -> bool:
        """Whether a row, counted from 0, is blank."""
        return not self.rows[number].strip()

    def trimmed(self, begin: int, end: int) -> int:
        """`end`, moved up over blank rows, but not above `begin`."""
        while end > begin and self.is_blank(end - 1):
            end -= 1
        return end

    def insert(self, at: int, texts: Sequence[str], *, apart: bool) -> bytes:
        """The file with rows inserted before row `at`.

        A file without a line end at its end stays so.

        Args:
            at: the number of a row, from 0. The number of all rows stands for the end.
            texts: the new rows, without line ends.
            apart: whether an empty row must precede the new rows. An empty row always follows them.
        """
        before, after = self.rows[:at], self.rows[at:]
        newline = self.newline
        rows = [text.encode() for text in texts]
        if apart and before and not self.is_blank(at - 1):
            rows.insert(0, b"")
        if after and not self.is_blank(at):
            rows.append(b"")
        block = newline.join(rows)
        open_end = bool(before) and not _END.search(before[-1])  # only at the end of the file
        return b"".join(before) + (newline + block if open_end else block + newline) + b"".join(after)
