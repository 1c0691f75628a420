"""Two people write at the same time, in two branches, as on a night with many hands."""

import os
import subprocess
from pathlib import Path

import pytest

from afterword.build import check
from golden import NOW, SITE
from repository import QUIET, Repository

FILE = "incidents/2026-03-14-queue-stopped.md"
FIRST = "---\ntitle: Messages are late\n---\n\n### 2026-03-14 09:16 UTC - Investigating\n\nWe look.\n"
HEADINGS = ("### 2026-03-14 09:48 UTC - Identified\n\nWe know.\n", "### 2026-03-14 09:49 UTC - Update\n\nHalf are moving.\n")


def write(repository: Repository, branch: str, path: str, text: str) -> None:
    """One person's commit in a branch of their own."""
    repository.git("switch", "--quiet", "--create", branch, "main")
    repository.write(path, text)
    repository.commit()


def merge(repository: Repository) -> int:
    """Join both branches; git's exit code."""
    repository.git("switch", "--quiet", "main")
    repository.git("merge", "--quiet", "ada")
    environment = {**os.environ, **QUIET, "GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@y.example"}
    environment |= {"GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x@y.example"}
    return subprocess.run(["git", "merge", "--quiet", "--no-edit", "ben"], cwd=repository.folder, env=environment, check=False).returncode


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A history with one open incident."""
    repository = Repository(tmp_path / "history")
    repository.write(FILE, FIRST)
    repository.commit()
    return repository


def test_two_update_files_merge_without_conflict(repository: Repository) -> None:
    """One file per update: git has nothing to decide, and both words are there in order of time."""
    folder = FILE.removesuffix(".md")
    write(repository, "ada", f"{folder}/updates/2026-03-14T0948Z-identified.md", "We know.\n")
    write(repository, "ben", f"{folder}/updates/2026-03-14T0949Z-update.md", "Half are moving.\n")
    assert merge(repository) == 0
    checked = check(repository.now(), SITE, NOW)
    (incident,) = checked.history
    assert [update.text.markdown.strip() for update in incident.updates] == ["We look.", "We know.", "Half are moving."]
    assert [str(found) for found in checked.problems if found.code[0] == "E"] == []


def test_two_headings_conflict_and_the_check_says_what_to_do(repository: Repository) -> None:
    """Git cannot join two ends of one file. E105 names every mark, and following it gives both words."""
    for branch, heading in zip(("ada", "ben"), HEADINGS, strict=True):
        write(repository, branch, FILE, f"{FIRST}\n{heading}")
    assert merge(repository) == 1
    checked = check(repository.now(), SITE, NOW)
    remedy = "Keep both updates and delete the <<<<<<<, ======= and >>>>>>> "
    remedy += "lines; then git add the file, and git rebase --continue or git commit"
    assert [str(found) for found in checked.problems] == [
        f"{FILE}:9:1: error E105: this line is a git conflict marker (<<<<<<< HEAD). {remedy}",
        f"{FILE}:13:1: error E105: this line is a git conflict marker (=======). {remedy}",
        f"{FILE}:17:1: error E105: this line is a git conflict marker (>>>>>>> ben). {remedy}",
    ]
    rows = (repository.root / FILE).read_text(encoding="utf-8").splitlines()
    repository.write(FILE, "\n".join(row for row in rows if not row.startswith(("<<<<<<<", "=======", ">>>>>>>"))))
    (incident,) = check(repository.now(), SITE, NOW).history
    assert [update.text.markdown.strip() for update in incident.updates] == ["We look.", "We know.", "Half are moving."]
