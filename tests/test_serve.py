"""The preview: it answers, shows a change, and outlives a mistake; a build has nothing of it."""

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

import pytest
from markupsafe import escape
from playwright.sync_api import expect

import prepared
from axe import violations
from project import Project, give_templates
from watched import Windows
from web import free_port

PATH = "incidents/2026-04-01-preview.md"
DRAFT = "incidents/2026-04-02-not-yet.md"
PATIENCE = 60.0
"""Seconds after which a change must have been seen."""
START = """\
import runpy, sys, time
from pathlib import Path
import mkdocs.commands.build as command
from afterword.engines.framed_site import FramedSite

gate = Path(sys.argv.pop(1))

def at_the_gate(build):
    def wait(*arguments, **options):
        while gate.exists():
            (gate / "reached").touch()
            time.sleep(0.02)
        return build(*arguments, **options)
    return wait

command.build, FramedSite.write = at_the_gate(command.build), at_the_gate(FramedSite.write)
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""
"""Starts a module, whose builds wait while a folder is there: what is asked then is asked during a build, however long that takes."""


def fetch(url: str) -> str:
    """The page at `url`, or nothing while the server does not answer."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE / 2) as answer:  # noqa: S310 - always loopback
            return re.sub(r"livereload\([0-9, ]+\)", "", str(answer.read().decode()))  # in it stands when it was asked for
    except OSError:
        return ""


def wait(url: str, holds: Callable[[str], bool]) -> str:
    """The page, as soon as it is as wanted."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        page = fetch(url)
        if holds(page):
            return page
        time.sleep(0.1)
    pytest.fail(f"{url} did not become as wanted within {PATIENCE:.0f} s")


@contextmanager
def change(project: Project, page: str) -> Iterator[None]:
    """What is changed in the block is built; while that lasts, the page answers as it was before."""
    gate, before = project.folder.parent / "gate", fetch(page)
    assert before
    gate.mkdir()
    yield
    end = time.monotonic() + PATIENCE
    while not (gate / "reached").exists():
        assert time.monotonic() < end, "no build has begun"
        time.sleep(0.02)
    during = fetch(page)
    shutil.rmtree(gate)
    assert during == before


COMMANDS = {
    "our command": ("afterword", "serve"),
    "with the frame of our own": ("afterword", "serve", "--engine", "own"),
    "mkdocs": ("mkdocs", "serve"),
}


@pytest.fixture(params=COMMANDS)
def preview(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Project, str, Path]]:
    """A project that is being served, its address, and what the server said."""
    project = Project(tmp_path / "history", incidents=False)
    give_templates(project.folder)
    (tmp_path / "tmp").mkdir()
    project.write(PATH, "---\ntitle: Preview\n---\nThe first text.\n")
    project.write(DRAFT, "---\ntitle: Not yet\ndraft: true\n---\nA text that is not finished.\n")
    port, log = free_port(), tmp_path / "log"
    command = [prepared.python(), "-c", START, str(tmp_path / "gate"), *COMMANDS[request.param], "--dev-addr", f"127.0.0.1:{port}"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "TMPDIR": str(tmp_path / "tmp")}
    with log.open("wb") as said:
        server = subprocess.Popen(command, cwd=project.folder, stdout=said, stderr=said, env=environment)
    try:
        yield project, f"http://127.0.0.1:{port}/", log
    finally:
        server.terminate()
        server.wait(timeout=60)


def test_a_preview_shows_a_change_and_outlives_a_mistake(preview: tuple[Project, str, Path]) -> None:
    """A file made bad is told in the terminal and above every page; made good again, it is shown. The page answers all the time."""
    project, address, log = preview
    page = f"{address}incidents/2026-04-01-preview/"
    first = wait(page, lambda text: "The first text." in text)
    assert "aw-wrong" not in first
    assert "<b>Draft.</b> This page is not published." in fetch(f"{address}incidents/2026-04-02-not-yet/")

    with change(project, page):
        project.write(PATH, "---\ntitle: Preview: broken <b>\nseverity: sev9\n---\nThe second text.\n")
    bad = wait(page, lambda text: "The second text." in text)
    told = f"{PATH}:2:15: error E103"
    assert told in log.read_text(encoding="utf-8")
    for shown in (bad, *(fetch(f"{address}{path}") for path in ("", "history/", "about/", "404.html"))):
        banner = re.sub(r"\s+", " ", shown[shown.index('<div class="aw-wrong"') :].partition("</div>")[0])
        assert "<p><b>1 error.</b> <code>afterword build</code> refuses these files." in banner
        assert f"<li><code>{told}: " in banner

    wrong = f"{PATH}:3:11: error E150: severity: '<b>' is not one of "
    with change(project, page):
        project.write(PATH, "---\ntitle: Preview\nseverity: <b>\n---\nThe third text.\n")
    bad = wait(page, lambda text: "The third text." in text)
    assert f"<code>{escape(wrong)}" in bad.replace("&#x27;", "&#39;")

    with change(project, page):
        project.write(PATH, "---\ntitle: Preview\n---\nThe fourth text.\n")
    good = wait(page, lambda text: "The fourth text." in text)
    assert "aw-wrong" not in good


def test_a_preview_outlives_a_configuration_that_cannot_be_read(preview: tuple[Project, str, Path]) -> None:
    """While no site can be made, the last good one answers; the terminal says why."""
    project, address, log = preview
    page = f"{address}incidents/2026-04-01-preview/"
    wait(page, lambda text: "The first text." in text)
    sound = (project.folder / "mkdocs.yml").read_text(encoding="utf-8")
    project.write("mkdocs.yml", sound.replace("  - search\n", "  - search\n  - nowhere\n"))
    wait(page, lambda text: "The first text." in text and "The preview stays as it was" in log.read_text(encoding="utf-8"))
    with change(project, page):
        project.write("mkdocs.yml", sound)
        project.write(PATH, "---\ntitle: Preview\n---\nThe second text.\n")
    wait(page, lambda text: "The second text." in text)


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


def test_an_open_page_is_loaded_anew_and_the_policy_of_the_site_allows_it(tmp_path: Path, windows: Windows) -> None:
    """Within seconds of a change; where a page lies below the path of the site on its host; a page that is not there says so."""
    project = Project(tmp_path / "history", incidents=False)
    project.write(PATH, "---\ntitle: Preview\n---\nThe first text.\n")
    project.replace("mkdocs.yml", "site_url: https://status.pigeonpost.example/", "site_url: https://pigeonpost.example/history/")
    port = free_port()
    command = [prepared.python(), "-m", "afterword", "serve", "--engine", "own", "-a", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, cwd=project.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            assert server.stdout
            said = [server.stdout.readline() for _ in range(2)]
            assert said[1] == f"Serving on http://127.0.0.1:{port}/history/ (Ctrl-C ends it)\n"
            watched = windows(1280)
            page = watched.load(f"http://127.0.0.1:{port}/", "history/incidents/2026-04-01-preview/")
            expect(page.get_by_text("The first text.").first).to_be_visible()
            assert watched.said == []
            project.write(PATH, "---\ntitle: Preview\nseverity: <b>\n---\nThe second text.\n")
            expect(page.get_by_text("The second text.").first).to_be_visible()
            banner = page.get_by_role("status").first
            expect(banner).to_contain_text("1 error. afterword build refuses these files. Only this preview shows this.")
            expect(banner).to_contain_text("severity: '<b>' is not one of")
            assert violations(page) == []
            assert watched.said == []
            with pytest.raises(HTTPError) as missing:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/history/nowhere/", timeout=PATIENCE)
            assert missing.value.code == 404
            assert b"There is no page at this address" in missing.value.read()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as first:
                assert first.url == f"http://127.0.0.1:{port}/history/"
        finally:
            server.send_signal(signal.SIGINT)
        assert server.wait(timeout=60) == 0
