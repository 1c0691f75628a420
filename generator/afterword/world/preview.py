"""Keep a preview available: the last good site is served while the next one is built, or if that fails."""

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
    """The part of MkDocs' server that is used here. It delays its answers while its two epochs differ."""

    root: str
    builder: Callable[[], None]
    error_handler: Callable[[int], bytes | None]
    _wanted_epoch: int
    _visible_epoch: int


_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+?))\.?(?::[0-9]+)?", re.ASCII | re.IGNORECASE)
STRANGER = "This preview answers to the address at which it was started, and to no other name.\n"
"""The answer to a request that names another machine."""
_Start = Callable[..., Any]
_App = Callable[[dict[str, Any], _Start], Iterable[bytes]]


def only_for(app: _App, *own: str) -> _App:
    """Restrict the application of a preview to requests that name this machine, by its addresses or names `own`.

    Another site's host name can be made to resolve to this machine (DNS rebinding), so that its page could read the
    preview, drafts included. Such a request carries that host name.
    """

    def answer(environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        if is_own(str(environ.get("HTTP_HOST", "")), own):
            return app(environ, start)
        start("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
        return [STRANGER.encode()]

    return answer


def is_own(header: str, own: tuple[str, ...]) -> bool:
    """Whether a `Host` header names the machine on which the preview runs. The port may be that of a tunnel."""
    typed = _HOST.fullmatch(header)
    if not typed:
        return False
    host = (typed[1] or typed[2]).lower()
    places = [place for place in map(_address, own) if place]
    everywhere = any(place.is_unspecified for place in places)
    address = _address(host)
    if address:  # an IP address in the header cannot be a rebound name
        return everywhere or address.is_loopback or address in places
    here = (socket.gethostname(), socket.getfqdn()) if everywhere else ()
    return host in {"localhost", *(name.lower() for name in (*own, *here))}


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


class Preview:
    """The folders in which the sites of one preview are built, side by side."""

    def __init__(self) -> None:
        self.next: Path | None = None
        """The folder for the next site; None: the one that MkDocs chooses."""
        self._made: Path | None = None

    def attach(self, server: PreviewedServer, build: Callable[[], None]) -> None:
        """Let the server build beside the site that it serves, and switch to the new one when it is complete."""

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
        """Delete our folders. MkDocs deletes its own."""
        for folder in {self._made, self.next} - {None}:
            shutil.rmtree(str(folder), ignore_errors=True)
