"""Pages of which everything is kept that must not happen on them, and the windows in which they are looked at."""

from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, Response, ViewportSize

Scheme = Literal["light", "dark"]
_AT_REST = """async () => {
    for (const _ of [1, 2]) await new Promise(requestAnimationFrame)
    document.getAnimations().filter(one => one.playState === "running").forEach(one => one.finish())
}"""
"""The page is laid out, and what would move or fade in for a moment is where it will be."""


class Served(NamedTuple):
    """A site that was built, and the address at which a browser finds it."""

    folder: Path
    address: str


class Watched:
    """A page of which every message, failure and dialog is kept, and every request that leaves the site."""

    def __init__(self, page: Page, *, missing: bool = False) -> None:
        """Begin to listen.

        Args:
            page: opened, with nothing in it.
            missing: whether images may be missing, which is all that is left of some hostile incidents. The theme's files may not.
        """
        self.page = page
        self.said: list[str] = []
        self._own = ""
        self._missing = missing
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.on("dialog", self._dialog)
        if not missing:
            page.on("response", self._response)
        page.on("request", self._request)

    def load(self, own: str, path: str = "") -> Page:
        """Open a page of the site whose address is `own`, and forget what was said before."""
        if self._own not in {"", own}:
            self.page.goto("about:blank")  # a page of another site may still ask its server, which is gone
        self.said.clear()
        self._own = own
        self.page.goto(own + path)
        return self.page

    def _console(self, message: ConsoleMessage) -> None:
        if not (self._missing and "404" in message.text and "/assets/" not in message.location["url"]):
            self.said.append(f"{message.type}: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.said.append(f"{response.status} {response.url}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._own, "data:", "blob:")):
            self.said.append(f"asked for {request.url}")


class Windows:
    """Windows that stay open, one for each width, scheme and setting of scripts.

    To open a window takes longer than to load a page into it, and it has the site's scripts and styles already.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._opened: dict[tuple[int, Scheme, bool], Watched] = {}

    def __call__(self, width: int, scheme: Scheme = "light", *, scripts: bool = True) -> Watched:
        """The window of this kind, as wide as it was in the beginning."""
        key = (width, scheme, scripts)
        size: ViewportSize = {"width": width, "height": 900}
        if key not in self._opened:
            page = self._browser.new_page(viewport=size, color_scheme=scheme, java_script_enabled=scripts)
            self._opened[key] = Watched(page)
        found = self._opened[key]
        if found.page.viewport_size != size:
            found.page.set_viewport_size(size)
        return found


def resize(page: Page, width: int) -> None:
    """Make the window as wide, and let the page come to rest."""
    page.set_viewport_size({"width": width, "height": 900})
    rest(page)


def rest(page: Page) -> None:
    """Let the page come to rest. Its scripts must be on: without them no frame is told of."""
    page.evaluate(_AT_REST)
