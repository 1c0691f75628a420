"""The preview: it answers, shows a change, and outlives a mistake."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from project import Project

PATH = "incidents/2026-04-01-preview.md"
PATIENCE = 60.0
"""Seconds after which a change must have been seen."""


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def fetch(url: str) -> str:
    """The page at `url`, or nothing while the server does not answer."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - always loopback
            return str(answer.read().decode())
    except OSError:
        return ""


def wait(url: str, holds: Callable[[str], bool]) -> str:
    """The page, as soon as it is as wanted."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if holds(page := fetch(url)):
            return page
        time.sleep(0.2)
    pytest.fail(f"{url} did not become as wanted within {PATIENCE:.0f} s")


@pytest.fixture(params=["afterword", "mkdocs"])
def preview(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Project, str, Path]]:
    """A project that is being served, its address, and what the server said."""
    project = Project(tmp_path / "history", incidents=False)
    project.write(PATH, "---\ntitle: Preview\n---\nThe first text.\n")
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-m", request.param, "serve", "--dev-addr", f"127.0.0.1:{port}"]
    with log.open("wb") as said:
        server = subprocess.Popen(command, cwd=project.folder, stdout=said, stderr=said, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    try:
        yield project, f"http://127.0.0.1:{port}/", log
    finally:
        server.terminate()
        server.wait(timeout=10)


def test_a_preview_shows_a_change_and_outlives_a_mistake(preview: tuple[Project, str, Path]) -> None:
    """A file made bad keeps the server alive and is told in the terminal; made good again, it is shown."""
    project, address, log = preview
    page = f"{address}incidents/2026-04-01-preview/"
    wait(page, lambda text: "The first text." in text)
    project.write(PATH, "---\ntitle: Preview: broken\n---\nThe second text.\n")
    end = time.monotonic() + PATIENCE
    while "E103" not in log.read_text(encoding="utf-8") and time.monotonic() < end:
        time.sleep(0.2)
    assert f"{PATH}:2:15: error E103" in log.read_text(encoding="utf-8")
    assert wait(address, bool)
    project.write(PATH, "---\ntitle: Preview\n---\nThe third text.\n")
    wait(page, lambda text: "The third text." in text)
