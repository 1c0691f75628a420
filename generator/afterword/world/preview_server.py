"""A server for the preview: it serves the newest site, and shows problems above every page."""

import re
import socket
from collections.abc import Sequence
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Condition, Thread
from typing import IO, Any
from urllib.parse import parse_qs, urlsplit

from afterword.core.frozen import frozen
from afterword.world.preview import STRANGER, is_own

_OURS = "-afterword/"
"""The path below which the preview adds files. No page has such an address."""
_SCRIPT, _CHANGES = f"{_OURS}preview.js", f"{_OURS}changes"
_HOLD = 20.0
"""Seconds for which a page waits for a change before it asks again."""
_LINES = 20
"""Most problems that a page shows."""
_BODY = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)
_HEAD_END = re.compile(rb"</head>", re.IGNORECASE)
_NOTHING = b"<!doctype html><title>Not found</title><body><p>There is no page at this address."
_RELOAD = """\
(async () => {
  const { version, changes } = document.currentScript.dataset;
  for (let pause = 0; ; ) {
    try {
      const answer = await fetch(`${changes}?after=${version}`, { cache: "no-store" });
      if (answer.ok && (await answer.text()) !== version) return location.reload();
      pause = answer.ok ? 0 : 1000;
    } catch { pause = 1000; }
    await new Promise(done => setTimeout(done, pause));
  }
})();
"""
"""Waits for the next version of the site. In a file of its own, so that the site's policy allows it."""


@frozen
class Notice:
    """The notice above every page, in plain text."""

    summary: str = ""
    """`2 errors`, or a sentence; empty when there are no problems."""
    remark: str = ""
    lines: Sequence[str] = ()

    def html(self) -> str:
        """The notice as HTML. All texts are escaped, because they come from files."""
        if not self.summary:
            return ""
        rows = "".join(f"<li><code>{escape(line)}</code></li>" for line in self.lines[:_LINES])
        more = len(self.lines) - _LINES
        rows += f"<li>{more} more. The terminal lists all.</li>" if more > 0 else ""
        sentence = f"<p><b>{escape(self.summary)}.</b> {_with_code(self.remark)} Only this preview shows this.</p>"
        outer = '<div class="md-banner"><div class="md-banner__inner md-grid md-typeset">'
        listed = f"<ul>{rows}</ul>" if rows else ""
        return f'{outer}<div class="aw-wrong" role="status">{sentence}{listed}</div></div></div>'


class PreviewServer:
    """Serves the newest site. `show` replaces it."""

    def __init__(self, host: str, port: int, mount: str, own: tuple[str, ...]) -> None:
        """Start to listen at an address or a name of this machine, and answer to the names `own`.

        `mount` is the path of the site on its host, with a slash at both ends: links of 404.html begin with it.

        Raises:
            OSError: the address is in use, or does not belong to this machine.
        """
        self.mount = mount
        self.root = Path()
        self.notice = ""
        self._version = 0
        self._changed = Condition()
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        kind = type("_Server", (ThreadingHTTPServer,), {"address_family": family, "daemon_threads": True})
        self._server: ThreadingHTTPServer = kind((host, port), partial(_Answer, preview=self))
        self.own = (*own, str(self._server.server_address[0]))

    def start(self) -> None:
        """Start to answer, in threads."""
        Thread(target=self._server.serve_forever, daemon=True).start()

    def show(self, root: Path, notice: Notice) -> None:
        """Serve this site from now on. Open pages reload themselves."""
        with self._changed:
            self.root, self.notice = root, notice.html()
            self._version += 1
            self._changed.notify_all()

    def version(self, after: str = "") -> str:
        """The served version: at once if it is not `after`, else when it changes or after a while."""
        with self._changed:
            self._changed.wait_for(lambda: str(self._version) != after, _HOLD)
            return str(self._version)

    def close(self) -> None:
        """Stop to answer."""
        self._server.shutdown()
        self._server.server_close()

    def page(self, data: bytes) -> bytes:
        """Add the notice and the script that reloads the page."""
        script = (
            f'<script src="{escape(self.mount)}{_SCRIPT}" data-version="{self.version()}" '
            f'data-changes="{escape(self.mount)}{_CHANGES}"></script>'
        )
        body = _BODY.search(data)
        if not body:
            return data
        head = _HEAD_END.sub(lambda end: script.encode() + end[0], data[: body.start()], count=1)
        return head + body[0] + self.notice.encode() + data[body.end() :]


class _Answer(SimpleHTTPRequestHandler):
    """Answers one request."""

    def __init__(self, *given: Any, preview: PreviewServer) -> None:  # noqa: ANN401 - what Python's handler takes
        self._preview = preview
        super().__init__(*given, directory=str(preview.root))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the signature is Python's
        """Log nothing: the terminal is for problems."""

    def end_headers(self) -> None:
        """Forbid caching, because the next version may differ."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def send_head(self) -> IO[bytes] | None:  # type: ignore[override]  # its `BytesIO | BinaryIO` is this
        """Send the headers, and return the content to send."""
        preview = self._preview
        if not is_own(self.headers.get("Host", ""), preview.own):
            return self._bytes(HTTPStatus.FORBIDDEN, STRANGER.encode(), "text/plain")
        asked = urlsplit(self.path)
        if not asked.path.startswith(preview.mount):
            self._move(HTTPStatus.FOUND, preview.mount)
            return None
        name = asked.path.removeprefix(preview.mount)
        if name == _SCRIPT:
            return self._bytes(HTTPStatus.OK, _RELOAD.encode(), "text/javascript")
        if name == _CHANGES:
            version = preview.version(*parse_qs(asked.query).get("after", [])[:1])
            return self._bytes(HTTPStatus.OK, version.encode(), "text/plain")
        self.path = f"/{name}"
        place = Path(self.translate_path(self.path))
        if place.is_dir() and (name.endswith("/") or not name):
            place /= "index.html"
        if place.is_dir() and (place / "index.html").is_file():
            self._move(HTTPStatus.MOVED_PERMANENTLY, f"{asked.path}/")
            return None
        if not place.is_file():
            return self._page(HTTPStatus.NOT_FOUND, Path(self.directory) / "404.html")
        return self._page(HTTPStatus.OK, place) if place.suffix == ".html" else super().send_head()

    def _move(self, status: HTTPStatus, place: str) -> None:
        self.send_response(status)
        self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _page(self, status: HTTPStatus, place: Path) -> IO[bytes]:
        data = place.read_bytes() if place.is_file() else _NOTHING
        return self._bytes(status, self._preview.page(data), "text/html")

    def _bytes(self, status: HTTPStatus, data: bytes, kind: str) -> IO[bytes]:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return BytesIO(data)


def _with_code(text: str) -> str:
    """A text as HTML, with words between backticks as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))
