"""A web server on loopback for one folder, that ends with its `with` block."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Quiet(SimpleHTTPRequestHandler):
    """Python's handler, without its log."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the signature is Python's
        """Say nothing."""


class Shelf:
    """Sites of one kind, of which one is served at a time; the files of the theme are those of another, and a browser keeps them."""

    def __init__(self, theme: Path) -> None:
        self.site = theme
        self._theme = theme

    def folder(self, path: str) -> Path:
        """Where a file lies that a browser asks for."""
        return self._theme if path.startswith("/assets/") else self.site


class _Shelved(Quiet):
    def __init__(self, *given: Any, shelf: Shelf, **options: Any) -> None:  # noqa: ANN401 - what Python's handler takes
        self._shelf = shelf
        super().__init__(*given, **options)

    def translate_path(self, path: str) -> str:
        """The file for a path."""
        self.directory = str(self._shelf.folder(path))
        return super().translate_path(path)

    def end_headers(self) -> None:
        """Say that a page must be asked for each time."""
        self.send_header("Cache-Control", "max-age=3600" if self.path.startswith("/assets/") else "no-store")
        super().end_headers()


def serve(folder: Path) -> AbstractContextManager[str]:
    """Serve `folder`; yield its address with a closing slash."""
    return serving(partial(Quiet, directory=str(folder)))


def serve_shelf(shelf: Shelf) -> AbstractContextManager[str]:
    """Serve the site that is chosen on the shelf at the time of asking."""
    return serving(partial(_Shelved, shelf=shelf))


@contextmanager
def serving(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve with a handler; yield the address with a closing slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, args=[0.01], daemon=True)  # seconds between two looks whether it is to end
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
