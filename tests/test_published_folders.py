"""Only plain files of the project are published: no link is followed, no device is read, and no file is enormous."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from project import Project
from web import free_port

PAGES, OVERRIDES = "site_config/pages", "site_config/overrides"
WORD = "the word that must not get out"
INCIDENT = "incidents/2026-04-01-late"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A small history, and beside it a folder that is nobody's business."""
    made = Project(tmp_path / "work", incidents=False)
    made.write(f"{INCIDENT}.md", "---\ntitle: Late\n---\n### 2026-04-01 09:00 UTC - Resolved\nAll is well.\n")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text(WORD, encoding="utf-8")
    return made


def file_link(folder: Path) -> str:
    """A link to a file elsewhere."""
    (folder / "note.txt").symlink_to("../../../outside/secret.txt")
    return "note.txt"


def absolute_link(folder: Path) -> str:
    """A link with a full path, and the name of a page."""
    (folder / "note.md").symlink_to(folder.parents[2] / "outside" / "secret.txt")
    return "note.md"


def folder_link(folder: Path) -> str:
    """A link to a folder, below another folder."""
    (folder / "more").mkdir()
    (folder / "more" / "notes").symlink_to("../../../../outside", target_is_directory=True)
    return "more/notes"


def loop(folder: Path) -> str:
    """A link to the folder that it lies in."""
    (folder / "again").symlink_to(".", target_is_directory=True)
    return "again"


def within(folder: Path) -> str:
    """A link to a file of the project."""
    (folder / "plan.md").symlink_to("../../mkdocs.yml")
    return "plan.md"


def broken(folder: Path) -> str:
    """A link to nothing, which may be there tomorrow."""
    (folder / "later.txt").symlink_to("../../../outside/later.txt")
    return "later.txt"


def hidden(folder: Path) -> str:
    """A link whose name begins with a dot: mkdocs.yml may say that such files are published."""
    (folder / ".note.txt").symlink_to("../../../outside/secret.txt")
    return ".note.txt"


def fifo(folder: Path) -> str:
    """A pipe, at which a build would wait for ever."""
    os.mkfifo(folder / "pipe.txt")
    return "pipe.txt"


def itself(folder: Path) -> str:
    """The folder itself is a link."""
    folder.rename(folder.parent / "real")
    folder.symlink_to("real", target_is_directory=True)
    return ""


def around(folder: Path) -> str:
    """The folder around it is a link."""
    above = folder.parent
    above.rename(above.parent / "real")
    above.symlink_to("real", target_is_directory=True)
    return ".."


@pytest.mark.parametrize("place", [PAGES, OVERRIDES])
@pytest.mark.parametrize("put", [file_link, absolute_link, folder_link, loop, within, broken, hidden, fifo, itself, around])
def test_no_link_is_published(project: Project, place: str, put: Callable[[Path], str]) -> None:
    """Among the pages written by hand and in the site's part of the theme: `check` names it, and no build goes on, not even at night."""
    (project.folder / place).mkdir(exist_ok=True)
    name = put(project.folder / place)
    path = os.path.normpath(f"{place}/{name}")
    kind = "a device" if put is fifo else "a link"
    said = (
        f"{path}:1:1: error E143: this is {kind} in a folder whose files are published. Put the file itself here, or write its real path "
        "into mkdocs.yml\n"
    )
    done = project.run("check")
    assert (done.returncode, said in done.stdout) == (1, True), done.stdout + done.stderr
    done = project.run("build", "--keep-going")
    assert (done.returncode, said in done.stderr) == (1, True), done.stdout + done.stderr
    assert not project.site.exists()


@pytest.mark.parametrize("command", [("mkdocs", "build"), ("afterword", "serve", "-a"), ("mkdocs", "serve", "-a")])
def test_plain_mkdocs_and_the_preview_stop_too(project: Project, command: tuple[str, ...]) -> None:
    """Before MkDocs looks into the folder, in which two links in a circle would keep it for ever."""
    loop(project.folder / PAGES)
    (project.folder / PAGES / "once-more").symlink_to(".", target_is_directory=True)
    address = [f"127.0.0.1:{free_port()}"] if "-a" in command else []
    run = project.mkdocs if command[0] == "mkdocs" else project.run
    done = run(*command[1:], *address)
    assert done.returncode != 0
    assert f"{PAGES}/again:1:1: error E143: this is a link" in done.stderr
    assert not project.site.exists()


def test_the_lock_of_an_editor_is_nobodys_business(project: Project) -> None:
    """Emacs marks a file that it changes with a link to nothing."""
    (project.folder / PAGES / ".#about.md").symlink_to("ada@laptop.1234")
    assert "E143" not in project.run("check").stdout


@pytest.mark.parametrize("name", ["incidents", "settings"])
def test_no_link_on_the_way_to_what_is_read_is_followed(project: Project, name: str) -> None:
    """The folder of incidents and the settings may lie deeper, but not behind a link."""
    (project.folder / "data").symlink_to("elsewhere", target_is_directory=True)
    (project.folder / "elsewhere").mkdir()
    if name == "incidents":
        (project.folder / "incidents").rename(project.folder / "elsewhere" / "incidents")
        project.replace("mkdocs.yml", "  - afterword", "  - afterword:\n      incidents: data/incidents")
    else:
        (project.folder / "site_config" / "settings.yml").rename(project.folder / "elsewhere" / "settings.yml")
        project.replace("mkdocs.yml", "  - afterword", "  - afterword:\n      settings: data/settings.yml")
    done = project.run("check")
    assert (done.returncode, "data:1:1: error E206: this is a link, not a file." in done.stdout) == (1, True), done.stdout + done.stderr


def test_a_file_beside_an_incident_has_a_limit(project: Project) -> None:
    """Up to 10 MiB it is published; one byte more, and it is named and left out."""
    project.write(
        f"{INCIDENT}.md", f"---\ntitle: Late\n---\nSee [fits]({INCIDENT[10:]}/fits.pdf) and [large]({INCIDENT[10:]}/large.pdf).\n"
    )
    for name, size in (("fits.pdf", 10 * 2**20), ("large.pdf", 10 * 2**20 + 1)):
        project.write(f"{INCIDENT}/{name}", "%PDF-1.7\n")
        with (project.folder / INCIDENT / name).open("r+b") as file:
            file.truncate(size)
    done = project.run("build", "--keep-going")
    said = f"{INCIDENT}/large.pdf:1:1: error E213: this file is larger than 10 MiB. Make it smaller, or put it elsewhere and link to it\n"
    assert (done.returncode, done.stderr.count("error"), said in done.stderr) == (3, 2, True), done.stderr
    assert [path.name for path in (project.site / INCIDENT).iterdir() if path.suffix == ".pdf"] == ["fits.pdf"]
    (project.folder / INCIDENT / "large.pdf").write_bytes(b"%PDF-1.7\n")
    assert project.run("build").returncode == 0
    assert (project.site / INCIDENT / "large.pdf").is_file()
