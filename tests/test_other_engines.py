"""A program that builds from the same mkdocs.yml and knows nothing of incidents leaves the finished site alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from project import Project, tree

pytest.importorskip("zensical")
INIT = ("--name", "Pigeonpost incidents", "--url", "https://status.pigeonpost.example", "--ci", "other")


@pytest.mark.parametrize(("begun", "command"), [("with init", ["build", "--strict"]), ("as this repository", ["build"])])
def test_zensical_stops_before_it_touches_the_site(tmp_path: Path, begun: str, command: list[str]) -> None:
    """Its error names the command that builds the site, and every file of the site is as it was."""
    project = Project(tmp_path / "history")
    if begun == "with init":
        assert project.run("init", "new", *INIT).returncode == 0
        project.folder /= "new"
    before = tree(project.build())
    done = subprocess.run(
        [sys.executable, "-m", "zensical", *command], cwd=project.folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode != 0, "afterword build" in done.stdout + done.stderr) == (True, True)
    assert tree(project.site) == before
    assert "mkdocs_theme.yml" not in before
