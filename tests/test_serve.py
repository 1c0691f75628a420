"""The preview: it answers, shows a change, and outlives a mistake; a build has nothing of it."""

import math
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from markupsafe import escape

from project import Project
from web import free_port

PATH = "incidents/2026-04-01-preview.md"
DRAFT = "incidents/2026-04-02-not-yet.md"
PATIENCE = 60.0
"""Seconds after which a change must have been seen."""


def fetch(url: str) -> str:
    """The page at `url`, or nothing while the server does not answer."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - always loopback
            return str(answer.read().decode())
    except OSError:
        return ""


def wait(url: str, holds: Callable[[str], bool]) -> tuple[str, float]:
    """The page, as soon as it is as wanted, and how long the slowest answer took."""
    slowest, end = 0.0, time.monotonic() + PATIENCE
    while (asked := time.monotonic()) < end:
        page = fetch(url)
        slowest = max(slowest, time.monotonic() - asked if page else math.inf)
        if holds(page):
            return page, slowest
        time.sleep(0.1)
    pytest.fail(f"{url} did not become as wanted within {PATIENCE:.0f} s")


@pytest.fixture(params=["afterword", "mkdocs"])
def preview(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Project, str, Path]]:
    """A project that is being served, its address, and what the server said."""
    project = Project(tmp_path / "history", incidents=False)
    (tmp_path / "tmp").mkdir()
    project.write(PATH, "---\ntitle: Preview\n---\nThe first text.\n")
    project.write(DRAFT, "---\ntitle: Not yet\ndraft: true\n---\nA text that is not finished.\n")
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-m", request.param, "serve", "--dev-addr", f"127.0.0.1:{port}"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "TMPDIR": str(tmp_path / "tmp")}
    with log.open("wb") as said:
        server = subprocess.Popen(command, cwd=project.folder, stdout=said, stderr=said, env=environment)
    try:
        yield project, f"http://127.0.0.1:{port}/", log
    finally:
        server.terminate()
        server.wait(timeout=10)


def test_a_preview_shows_a_change_and_outlives_a_mistake(preview: tuple[Project, str, Path]) -> None:
    """A file made bad is told in the terminal and above every page; made good again, it is shown. The page answers all the time."""
    project, address, log = preview
    page = f"{address}incidents/2026-04-01-preview/"
    first, _ = wait(page, lambda text: "The first text." in text)
    assert "aw-wrong" not in first
    assert "<b>Draft.</b> This page is not published." in fetch(f"{address}incidents/2026-04-02-not-yet/")

    project.write(PATH, "---\ntitle: Preview: broken <b>\nseverity: sev9\n---\nThe second text.\n")
    bad, slowest = wait(page, lambda text: "The second text." in text)
    told = f"{PATH}:2:15: error E103"
    assert told in log.read_text(encoding="utf-8")
    for shown in (bad, *(fetch(f"{address}{path}") for path in ("", "history/", "about/", "404.html"))):
        banner = re.sub(r"\s+", " ", shown[shown.index('<div class="aw-wrong"') :].partition("</div>")[0])
        assert "<p><b>1 error.</b> <code>afterword build</code> refuses these files." in banner
        assert f"<li><code>{told}: " in banner

    wrong = f"{PATH}:3:11: error E150: severity: '<b>' is not one of "
    project.write(PATH, "---\ntitle: Preview\nseverity: <b>\n---\nThe third text.\n")
    bad, slow = wait(page, lambda text: "The third text." in text)
    slowest = max(slow, slowest)
    assert f"<code>{escape(wrong)}" in bad

    project.write(PATH, "---\ntitle: Preview\n---\nThe fourth text.\n")
    good, slow = wait(page, lambda text: "The fourth text." in text)
    assert "aw-wrong" not in good
    assert max(slow, slowest) < 1


def test_a_preview_outlives_a_configuration_that_cannot_be_read(preview: tuple[Project, str, Path]) -> None:
    """While no site can be made, the last good one answers; the terminal says why."""
    project, address, log = preview
    page = f"{address}incidents/2026-04-01-preview/"
    wait(page, lambda text: "The first text." in text)
    sound = (project.folder / "mkdocs.yml").read_text(encoding="utf-8")
    project.write("mkdocs.yml", sound.replace("  name: material\n", "  name: nowhere\n"))
    _, slowest = wait(page, lambda text: "The first text." in text and "The preview stays as it was" in log.read_text(encoding="utf-8"))
    project.write("mkdocs.yml", sound)
    project.write(PATH, "---\ntitle: Preview\n---\nThe second text.\n")
    _, slow = wait(page, lambda text: "The second text." in text)
    assert max(slow, slowest) < 1


def test_a_build_has_neither_banner_nor_drafts(tmp_path: Path) -> None:
    """What the preview shows beyond the site is never published."""
    project = Project(tmp_path / "history", incidents=False)
    project.write(PATH, "---\ntitle: Preview\nnonsense: true\n---\nThe first text.\n")
    project.write(DRAFT, "---\ntitle: Not yet\ndraft: true\n---\nA text that is not finished.\n")
    assert "W201" in project.run("check").stdout
    site = project.build()
    texts = [file.read_bytes() for file in site.rglob("*") if file.suffix in {".html", ".json", ".xml", ".atom"}]
    assert len(texts) > 5
    assert not [text for text in texts if b"aw-wrong" in text or b"not finished" in text or b"Not yet" in text]
