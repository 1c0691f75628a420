"""Keep the text that a person types in an editor, until it is written where it belongs.

The editor opens the kept file itself. So the text is there as it was last saved, whatever ends the editor, the command
or the connection.
"""

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from afterword.core.digest import digest
from afterword.world.kept.store import texts_folder
from afterword.world.lock import locked

_EARLIER = 2.0
"""Seconds by which an earlier text is made older, so that saving it changes its time also where times are coarse."""
_NEVER = 946_684_800.0
"""The time of a file that nobody has saved: the first second of the year 2000."""
_BUSY = (
    "another editor is open with this text, so no second one was opened. "
    "Close it first, or give the text at the end of the command, without --edit"
)


@dataclass(frozen=True, slots=True)
class TypedText:
    """The file with the text of one command. Only its user can read it, because it may hold a secret."""

    path: Path

    def alone(self) -> AbstractContextManager[None]:
        """Keep other commands away from the file. Windows has no such locks."""
        if sys.platform == "win32":
            return nullcontext()
        return locked(self.path.with_suffix(".lock"), 0, _BUSY)

    def begin(self, template: str) -> bool:
        """Write the template, unless there is a text of an earlier try. Returns whether there is one.

        A template that a killed command left is replaced, because its times may be over.
        """
        earlier = self.saved != _NEVER and not self.says_only("")
        if not earlier:
            self.drop()
            new = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(new, "w", encoding="utf-8") as file:
                file.write(f"{template}\n")
        time = self.saved - _EARLIER if earlier else _NEVER
        os.utime(self.path, (time, time))
        return earlier

    @property
    def saved(self) -> float:
        """When it was last saved: `_NEVER` before that, and 0 without a file."""
        return self.path.stat().st_mtime if self.path.exists() else 0.0

    def read(self, errors: str = "strict") -> str:
        """The text, with plain line feeds; empty without a file."""
        data = self.path.read_bytes() if self.path.exists() else b""
        return data.decode("utf-8-sig", errors).replace("\r\n", "\n")

    def says_only(self, template: str) -> bool:
        """Whether nobody has typed anything: it is blank, or the template."""
        return self.read("replace").strip() in {"", template.strip()}

    def drop(self) -> None:
        """Delete the file, and the copy that many editors leave beside it, such as Emacs."""
        for path in (self.path, self.path.with_name(f"{self.path.name}~")):
            path.unlink(missing_ok=True)


def typed_text(root: Path, command: str, *about: str) -> TypedText:
    """The text of a command in the project at `root`. `about` tells it from other texts of the same command."""
    return TypedText(texts_folder(root) / f"{command}-{digest(*about)[:12]}.md")
