"""The browser of the tests: Chromium from the system where there is one, else Playwright's own.

Tests take Chromium without windows (`chromium-headless-shell`) where it is: to load a page, it needs two thirds of the processor time.

Run as a script, it installs one: Debian's package where apt-get and the right to use it are there, else
Playwright's download.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
WITHOUT_WINDOWS = "chromium-headless-shell"
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str | None:
    """Where the system's browser is, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def for_tests() -> str | None:
    """Where the browser is that tests start, or None."""
    return shutil.which(WITHOUT_WINDOWS) or executable()


def arguments() -> list[str]:
    """How it is started: without a sandbox for root, who cannot have one."""
    return [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def install() -> None:
    """Install a browser if there is none."""
    if for_tests():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Chromium ...", flush=True)  # noqa: T201 - the person at the keyboard waits for this
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        if not _debian(WITHOUT_WINDOWS, check=False):
            _debian("chromium", check=True)
        return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def _debian(package: str, *, check: bool) -> bool:
    """Install a package of Debian; whether that succeeded."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    return subprocess.run(command, check=check, env=environment).returncode == 0


if __name__ == "__main__":
    install()
