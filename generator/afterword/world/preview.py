"""A preview that always answers: the last good site is served while the next one is made, and when that cannot be made."""

import logging
import re
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any, Protocol

log = logging.getLogger("mkdocs.plugins.afterword")


class PreviewedServer(Protocol):
    """The part of MkDocs' server that is used here; it waits with its answers while its two times differ."""

    root: str
    builder: Callable[[], None]
    error_handler: Callable[[int], bytes | None]
    _wanted_epoch: int
    _visible_epoch: int


_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+?))\.?(?::[0-9]+)?", re.ASCII | re.IGNORECASE)
_Start = Callable[..., Any]
_App = Callable[[dict[str, Any], _Start], Iterable[bytes]]


def only_for(app: _App, *own: str) -> _App:
    """The application of a preview, for requests that name this machine.

    A page of another site can have its own name lead to this machine (DNS rebinding), and would then read the preview, drafts too. Such a
    request carries that name.

    Args:
        app: answers every request.
        own: where the preview listens: addresses or names.
    """

    def answer(environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        if is_own(str(environ.get("HTTP_HOST", "")), own):
            return app(environ, start)
        start("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"This preview answers to the address at which it was started, and to no other name.\n"]

    return answer


def is_own(header: str, own: tuple[str, ...]) -> bool:
    """Whether a `Host` header names the machine on which the preview runs; the port may be that of a tunnel."""
    found = _HOST.fullmatch(header)
    if not found:
        return False
    host = (found[1] or found[2]).lower()
    places = [place for one in own if (place := _address(one))]
    everywhere = any(place.is_unspecified for place in places)
    address = _address(host)
    if address:  # no name leads to another machine, where there is none
        return everywhere or address.is_loopback or address in places
    names = {"localhost", *(one.lower() for one in own), *({socket.gethostname().lower(), socket.getfqdn().lower()} if everywhere else ())}
    return host in names


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


class Preview:
    """The folders in which the sites of one preview are made, one beside the other."""

    def __init__(self) -> None:
        self.next: Path | None = None
        """Where the site that is being made belongs; None: where MkDocs wants it."""
        self._made: Path | None = None

    def attach(self, server: PreviewedServer, build: Callable[[], None]) -> None:
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
