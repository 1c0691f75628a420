"""A preview that always answers: the last good site is served while the next one is made, and when that cannot be made."""

import logging
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

log = logging.getLogger("mkdocs.plugins.afterword")


class Server(Protocol):
    """The part of MkDocs' server that is used here; it waits with its answers while its two times differ."""

    root: str
    builder: Callable[[], None]
    error_handler: Callable[[int], bytes | None]
    _wanted_epoch: int
    _visible_epoch: int


class Preview:
    """The folders in which the sites of one preview are made, one beside the other."""

    def __init__(self) -> None:
        self.next: Path | None = None
        """Where the site that is being made belongs; None: where MkDocs wants it."""
        self._made: Path | None = None

    def attach(self, server: Server, build: Callable[[], None]) -> None:
        """Let the server build beside the site that it serves, and serve the new one when it is whole."""

        def rebuild() -> None:
            wanted = server._wanted_epoch  # noqa: SLF001 - there is no other way to let it answer meanwhile
            server._wanted_epoch = server._visible_epoch  # noqa: SLF001
            self.next = Path(tempfile.mkdtemp(prefix="afterword_"))
            try:
                build()
            except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is, the preview lives on
                shutil.rmtree(self.next, ignore_errors=True)
                text = str(error) or type(error).__name__
                log.error("The preview stays as it was, because the site could not be built: %s", text)  # noqa: TRY400 - a sentence, not a traceback
                return
            before, self._made = self._made, self.next
            server.root = str(self.next)
            server._wanted_epoch = wanted  # noqa: SLF001
            if before:
                shutil.rmtree(before, ignore_errors=True)

        def page_for(code: int) -> bytes | None:
            page = Path(server.root) / f"{code}.html"
            return page.read_bytes() if page.is_file() else None

        server.builder = rebuild
        server.error_handler = page_for

    def end(self) -> None:
        """Take our folders away; MkDocs does so with its own."""
        for folder in {self._made, self.next} - {None}:
            shutil.rmtree(str(folder), ignore_errors=True)
