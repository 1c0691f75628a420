"""The word `now` stands for the time at which somebody wrote it, and git knows that time."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from afterword.build import check
from afterword.core.times import plain
from afterword.world.authored import with_times
from golden import SITE
from repository import Repository

CLOCK = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
FILE = "incidents/2026-03-14-queue-stopped.md"
FRONT = "---\ntitle: Messages are late\n---\n"


def when(repository: Repository, revision: str = "") -> list[str]:
    """Time and status of every update, and every error, as the command finds them."""
    tree = repository.at(revision) if revision else repository.now()
    checked = check(with_times(repository.root, tree, CLOCK, revision), SITE, CLOCK)
    errors = [str(found) for found in checked.problems if found.code[0] == "E"]
    return [f"{plain(update.at.at)} {update.label}" for incident in checked.history for update in incident.updates] + errors


def author(at: str) -> dict[str, str]:
    """A commit that was written at this time and came into the history an hour later."""
    return {"GIT_AUTHOR_DATE": f"2026-03-14T{at}:30+0000", "GIT_COMMITTER_DATE": "2026-03-14T11:59:00+0000"}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A history whose project lies in a folder of the repository."""
    return Repository(tmp_path / "org", "docs")


def test_now_is_the_author_time_of_its_line(repository: Repository) -> None:
    """Each line keeps the time of the commit that brought it, also when others change the file later."""
    repository.write(FILE, f"{FRONT}\n### now - Investigating\nWe look.\n")
    repository.commit(**author("09:16"))
    repository.replace(FILE, "We look.", "We look.\n\n#### **Now**: Identified\nWe know.")
    repository.commit(**author("09:48"))
    repository.replace(FILE, "Messages are late", "Messages are very late")
    repository.commit(**author("10:30"))
    assert when(repository) == ["2026-03-14 09:16 UTC Investigating", "2026-03-14 09:48 UTC Identified"]


def test_equal_lines_have_their_own_times(repository: Repository) -> None:
    """Also where the newest stands on top."""
    repository.write(FILE, f"{FRONT}\n### now - Update\nOne.\n")
    repository.commit(**author("09:16"))
    repository.replace(FILE, "\n### now", "\n### now - Update\nTwo.\n\n### now")
    repository.commit(**author("09:48"))
    assert when(repository) == ["2026-03-14 09:16 UTC Update", "2026-03-14 09:48 UTC Update"]


def test_a_line_in_no_commit_takes_the_clock(repository: Repository) -> None:
    """In a file that git knows and in one that it does not, and without a repository."""
    repository.write(FILE, f"{FRONT}\n### now - Investigating\nWe look.\n")
    assert when(repository) == ["2026-03-14 12:00 UTC Investigating"]
    repository.commit(**author("09:16"))
    repository.replace(FILE, "We look.", "We look.\n\n### now - Monitoring\nWe watch.")
    assert when(repository) == ["2026-03-14 09:16 UTC Investigating", "2026-03-14 12:00 UTC Monitoring"]
    (repository.folder / ".git").rename(repository.folder / "gone")
    assert when(repository) == ["2026-03-14 12:00 UTC Investigating", "2026-03-14 12:00 UTC Monitoring"]


def test_an_update_file_may_be_named_now(repository: Repository) -> None:
    """It takes the author time of the commit that brought the file, until that is renamed."""
    repository.write(FILE, FRONT)
    repository.write("incidents/2026-03-14-queue-stopped/updates/now-in-progress-x.md", "We are at it.\n")
    assert when(repository) == ["2026-03-14 12:00 UTC In progress"]
    repository.commit(**author("09:16"))
    repository.write("incidents/2026-03-14-queue-stopped/updates/now-in-progress-x.md", "We are really at it.\n")
    repository.commit(**author("10:16"))
    assert when(repository) == ["2026-03-14 09:16 UTC In progress"]


def test_a_file_that_becomes_a_folder_keeps_its_times(repository: Repository) -> None:
    """A move within the incident is no new word."""
    repository.write(FILE, f"{FRONT}\n### now - Investigating\nWe look.\n" + "A line.\n" * 9)
    repository.commit(**author("09:16"))
    repository.move(FILE, "incidents/2026-03-14-queue-stopped/index.md")
    repository.commit(**author("10:16"))
    assert when(repository) == ["2026-03-14 09:16 UTC Investigating"]


def test_a_merge_keeps_the_times_of_both_sides(repository: Repository) -> None:
    """Two people write in branches; a third joins them by hand and adds a line of his own."""
    repository.write(FILE, FRONT)
    repository.commit(**author("09:00"))
    repository.git("switch", "--quiet", "--create", "other")
    repository.write(FILE, f"{FRONT}\n### now - Investigating\nWe look.\n")
    repository.commit(**author("09:16"))
    repository.git("switch", "--quiet", "main")
    repository.write(FILE, f"{FRONT}\n### now - Identified\nWe know.\n")
    repository.commit(**author("09:48"))
    repository.git("merge", "--no-commit", "--strategy-option=ours", "other", **author("10:30"))
    both = "### now - Investigating\nWe look.\n\n### now - Identified\nWe know.\n\n### now - Monitoring\nWe watch.\n"
    repository.write(FILE, f"{FRONT}\n{both}")
    repository.commit(**author("10:30"))
    assert when(repository) == [
        "2026-03-14 09:16 UTC Investigating",
        "2026-03-14 09:48 UTC Identified",
        "2026-03-14 10:30 UTC Monitoring",
    ]


def test_an_earlier_revision_has_its_own_times(repository: Repository) -> None:
    """What was published is compared at the times that it had then."""
    repository.write(FILE, f"{FRONT}\n### now - Investigating\nWe look.\n")
    first = repository.commit(**author("09:16"))
    repository.write(FILE, f"{FRONT}\n### 2026-03-14 09:16 UTC - Investigating\nWe look.\n")
    assert when(repository, first) == when(repository) == ["2026-03-14 09:16 UTC Investigating"]


def test_a_shallow_clone_cannot_tell(repository: Repository, tmp_path: Path) -> None:
    """Every line would get the newest commit's time, so E137 says what to do; without `now` nothing is asked."""
    repository.write(FILE, f"{FRONT}\n### now - Investigating\nWe look.\n")
    repository.write("incidents/2026-03-14-queue-stopped/updates/now-update.md", "More.\n")
    repository.commit(**author("09:16"))
    repository.commit(**author("09:48"))
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.folder}", str(tmp_path / "shallow"))
    clone = object.__new__(Repository)
    clone.folder, clone.root = tmp_path / "shallow", tmp_path / "shallow" / "docs"
    said = (
        "error E137: 'now' needs the full git history to find its time. Set fetch-depth: 0 (in GitLab GIT_DEPTH: 0), "
        "run git fetch --unshallow, or write the time"
    )
    assert when(clone) == [f"incidents/2026-03-14-queue-stopped.md:5:1: {said}", f"{FILE[:-3]}/updates/now-update.md:1:1: {said}"]


def test_now_in_code_or_prose_is_a_word(repository: Repository) -> None:
    """Only a heading that begins with it is an update."""
    repository.write(FILE, f"{FRONT}Now we look.\n\n```\n### now - Investigating\n```\n")
    repository.commit(**author("09:16"))
    assert when(repository) == []


def test_times_do_not_make_two_of_one_incident(repository: Repository) -> None:
    """A source is the same source with and without them: what was read once is not read again."""
    repository.write(FILE, f"{FRONT}\n### now - Investigating\nWe look.\n")
    (source,) = repository.now().sources
    assert replace(source, times={(source.path, 5): CLOCK}) == source
