"""Whether a folder is a whole site is asked before it is put on a host; and what another program left there goes."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from project import Project, tree


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The history of this repository, built. No test changes it."""
    project = Project(tmp_path_factory.mktemp("whole") / "work")
    project.build()
    return project


def asked(project: Project, folder: Path) -> tuple[int, str]:
    """What `check --site` says of a folder."""
    done = project.run("check", "--site", str(folder))
    return done.returncode, done.stdout + done.stderr


def copied(project: Project, tmp_path: Path) -> Path:
    """The site in another place, where a test may change it."""
    return Path(shutil.copytree(project.site, tmp_path / "copy"))


def test_the_list_of_files_has_the_digest_of_each(built: Project) -> None:
    """In the form that `sha256sum --check` reads; also of files that a build took over."""
    for _ in range(2):
        rows = (built.site / ".afterword").read_text(encoding="utf-8").splitlines()
        listed = {name: found for found, _, name in (row.partition("  ") for row in rows)}
        found = {name: hashlib.sha256((built.site / name).read_bytes()).hexdigest() for name in tree(built.site)}
        assert listed == {name: digest for name, digest in found.items() if name != ".afterword"}
        built.build()


def test_a_whole_site_passes(built: Project, tmp_path: Path) -> None:
    """Also somewhere else, with files of others beside it."""
    copy = copied(built, tmp_path)
    (copy / "CNAME").write_text("status.pigeonpost.example\n", encoding="utf-8")
    number = len(tree(built.site)) - 1
    assert asked(built, copy) == (0, f"{copy} is a complete site of {number} files.\n")


def test_a_folder_that_is_not_whole_is_refused(built: Project, tmp_path: Path) -> None:
    """A half copy, another byte, a link in the place of a file, a folder of somebody else's, none at all, a list without digests."""
    copy = copied(built, tmp_path)
    (copy / "feed.json").unlink()
    shutil.rmtree(copy / "history")
    with (copy / "index.html").open("a", encoding="utf-8") as page:
        page.write(" ")
    (copy / "status.txt").unlink()
    (copy / "status.txt").symlink_to(built.site / "status.txt")
    code, said = asked(built, copy)
    assert (code, "cannot be found (feed.json, history/" in said, "1 differ from what was built (index.html)" in said) == (1, True, True)
    (copy / ".afterword").write_text("index.html\n", encoding="utf-8")
    assert "1 differ from what was built (index.html)" in asked(built, copy)[1]
    (copy / ".afterword").write_text(f"{'0' * 64}  a.html\n", encoding="utf-8")
    assert "names no index.html" in asked(built, copy)[1]
    (copy / ".afterword").unlink()
    assert "Afterword did not build it" in asked(built, copy)[1]
    code, said = asked(built, tmp_path / "none")
    assert (code, said) == (
        1,
        f"afterword: {tmp_path / 'none'} is not a complete site: there is no such folder. Build it again with afterword build.\n",
    )


@pytest.mark.parametrize("engine", ["zensical", "mkdocs"])
def test_what_another_program_left_is_named_and_goes(tmp_path: Path, engine: str) -> None:
    """It has emptied the site but for what begins with a dot. That stays, with what a host needs; the rest of the other program goes."""
    pytest.importorskip(engine)
    project = Project(tmp_path / "work")
    good = tree(project.build())
    (project.site / ".git").mkdir()
    (project.site / ".git" / "HEAD").write_text("ref: refs/heads/pages\n", encoding="utf-8")
    (project.folder / "site_config/overrides/mkdocs_theme.yml").unlink()
    plain = (project.folder / "mkdocs.yml").read_text(encoding="utf-8").replace("  - afterword\n", "")
    project.write("plain.yml", plain)
    command = [sys.executable, "-m", engine, "build", "--config-file", "plain.yml"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, timeout=120, check=True)
    (project.site / "CNAME").write_text("status.pigeonpost.example\n", encoding="utf-8")
    assert not (project.site / "incidents").exists()
    code, said = asked(project, project.site)
    assert (code, "is not a complete site" in said) == (1, True)
    done = project.run("build", "--now", "2026-04-22 09:46 UTC")
    assert done.returncode == 0
    assert f"{engine}-" in done.stderr
    assert "files, such as " in done.stderr
    assert {name: digest for name, digest in tree(project.site).items() if not name.startswith((".", "CNAME"))} == {
        name: digest for name, digest in good.items() if not name.startswith(".")
    }
    assert (project.site / ".git" / "HEAD").read_text(encoding="utf-8") == "ref: refs/heads/pages\n"
    assert (project.site / "CNAME").read_text(encoding="utf-8") == "status.pigeonpost.example\n"
    assert asked(project, project.site)[0] == 0
