"""The word `now` stands for the time at which somebody wrote it, and git knows that time."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from afterword.build import check
from afterword.core.times import plain
from afterword.world.repository.authored_times import with_times
from golden import SITE
from repository import QUIET, Repository

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
    """In a file that git knows and in one that it does not."""
    repository.write(FILE, f"{FRONT}\n### now - Investigating\nWe look.\n")
    assert when(repository) == ["2026-03-14 12:00 UTC Investigating"]
    repository.commit(**author("09:16"))
    repository.replace(FILE, "We look.", "We look.\n\n### now - Monitoring\nWe watch.")
    assert when(repository) == ["2026-03-14 09:16 UTC Investigating", "2026-03-14 12:00 UTC Monitoring"]


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


NO_TIME = "error E142: 'now' has no time:"
"""How the sentence begins."""
OR_WRITE = "or write the time in place of 'now'"


def no_repository(repository: Repository, _: pytest.MonkeyPatch) -> str:
    """A copy without `.git`."""
    shutil.rmtree(repository.folder / ".git")
    return f"{NO_TIME} this folder is in no git repository. Build in a clone of the one that it comes from, {OR_WRITE}"


def another_repository(repository: Repository, _: pytest.MonkeyPatch) -> str:
    """A copy without `.git` that lies in a folder of another repository."""
    shutil.rmtree(repository.folder / ".git")
    outer = repository.folder.parent
    repository.git("init", "--quiet", str(outer))
    repository.git("-C", str(outer), "commit", "--quiet", "--allow-empty", "--message=x")
    return f"{NO_TIME} the git repository around this folder holds nothing of it. Commit it there, or build in a clone, {OR_WRITE}"


def no_git(_: Repository, monkeypatch: pytest.MonkeyPatch) -> str:
    """A machine without git."""
    monkeypatch.setenv("PATH", "")
    return f"{NO_TIME} git is not installed here, or not on the PATH. Install it. Or write the time in place of 'now'"


def foreign_owner(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> str:
    """A repository of another user, as in the container of a CI job."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    return (
        "error E144: 'now' needs git to find its time, and git does not read this repository, because its folder belongs to another "
        f"user. If you trust it, run: git config --global --add safe.directory {repository.folder}"
    )


def ignored(repository: Repository, _: pytest.MonkeyPatch) -> str:
    """A file that git is told to pass over, in a repository that holds the rest."""
    repository.git("rm", "--quiet", "--cached", "-r", "--ignore-unmatch", "docs/incidents")
    repository.write(".gitignore", "incidents/\n")
    repository.commit()
    return f"{NO_TIME} git passes over this file. Take it out of .gitignore and commit it, {OR_WRITE}"


@pytest.mark.parametrize("blind", [no_repository, another_repository, no_git, foreign_owner, ignored])
def test_where_nobody_can_tell_now_is_refused(
    repository: Repository, blind: Callable[[Repository, pytest.MonkeyPatch], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock would give every build another time, and subscribers the same words again; the error says what helps."""
    for name, value in QUIET.items():
        monkeypatch.setenv(name, value)
    repository.write(FILE, f"{FRONT}\n### now - Investigating\nWe look.\n")
    repository.write(f"{FILE[:-3]}/updates/now-update.md", "More.\n")
    repository.commit(**author("09:16"))
    why = blind(repository, monkeypatch)
    assert when(repository) == [f"{FILE}:5:1: {why}", f"{FILE[:-3]}/updates/now-update.md:1:1: {why}"]


@pytest.mark.parametrize("blind", [no_repository, another_repository, no_git])
def test_a_preview_may_show_the_clock(
    repository: Repository, blind: Callable[[Repository, pytest.MonkeyPatch], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it is published."""
    repository.write(FILE, f"{FRONT}\n### now - Investigating\nWe look.\n")
    repository.commit(**author("09:16"))
    blind(repository, monkeypatch)
    (source,) = with_times(repository.root, repository.now(), CLOCK, preview=True).sources
    assert list(source.times.values()) == [CLOCK]


# ---- renamed -------------------------------------------------------------------------------------

OTHER = "incidents/2026-03-13-messages-late"
ONE = "### now - Investigating\nWe look.\n"
TWICE = "### now - Update\nOne.\n\n### now - Update\nTwo.\n"
REPORT = "".join(f"The report is long, and this is line {number} of it.\n" for number in range(200))


def renamed(repository: Repository) -> None:
    """The file gets another name."""
    repository.move(FILE, f"{OTHER}.md")


def into_a_folder(repository: Repository) -> None:
    """The file becomes a folder of another name."""
    repository.move(FILE, f"{OTHER}/index.md")


def with_a_report(repository: Repository) -> None:
    """A long text is written in the same commit, far more than stood there."""
    renamed(repository)
    file = repository.root / f"{OTHER}.md"
    file.write_text(file.read_text(encoding="utf-8") + REPORT, encoding="utf-8")


def with_another_title(repository: Repository) -> None:
    """Title and words are written anew."""
    into_a_folder(repository)
    repository.replace(f"{OTHER}/index.md", "Messages are late", "Messages were up to an hour late")


def only_the_id_stays(repository: Repository) -> None:
    """Nearly everything is written anew while the file becomes a folder; the heading stays."""
    repository.move(FILE, f"{FILE[:-3]}/index.md")
    file = repository.root / f"{FILE[:-3]}/index.md"
    body = file.read_text(encoding="utf-8").replace("Messages are late", "Quite another title").replace("We look.", "Another word.")
    file.write_text(body + REPORT, encoding="utf-8")


def with_others(repository: Repository) -> None:
    """Others are renamed, removed and written in the same commit."""
    repository.move("incidents/2026-01-01-a.md", "incidents/2026-01-02-a.md")
    repository.remove("incidents/2026-01-01-b.md")
    repository.write("incidents/2026-01-03-c.md", f"{FRONT.replace('late', 'early')}\n## What happened\nNothing at all.\n")
    renamed(repository)


def the_whole_project(repository: Repository) -> None:
    """The project moves within its repository."""
    repository.git("mv", "docs", 'status "page"')
    repository.root = repository.folder / 'status "page"'


@pytest.mark.parametrize("text", [ONE, TWICE], ids=["one", "twice"])
@pytest.mark.parametrize(
    "rename", [renamed, into_a_folder, with_a_report, with_another_title, only_the_id_stays, with_others, the_whole_project]
)
def test_a_renamed_incident_keeps_its_times(repository: Repository, rename: Callable[[Repository], None], text: str) -> None:
    """A name is no new word, whatever else the same commit does, and however often the incident is renamed."""
    for name in ("a", "b"):
        repository.write(f"incidents/2026-01-01-{name}.md", f"---\ntitle: Another {name}\n---\nLong ago, and over.\n")
    first, _, rest = text.partition("\n\n")
    repository.write(FILE, f"{FRONT}\n{first}\n")
    repository.commit(**author("09:16"))
    if rest:
        repository.write(FILE, f"{FRONT}\n{first}\n\n{rest}")
        repository.commit(**author("09:48"))
    known = when(repository)
    assert [line[11:16] for line in known] == (["09:16", "09:48"] if rest else ["09:16"])
    rename(repository)
    repository.commit(**author("10:30"))
    assert when(repository) == known
    (source,) = [source for source in repository.now().sources if b"### now" in source.data]
    again = source.path.replace("2026-03", "2026-02")
    repository.move(source.path, again)
    repository.commit(**author("11:00"))
    repository.write(again, (repository.root / again).read_bytes() + b"\n### now - Resolved\nAll is well.\n")
    repository.commit(**author("11:30"))
    assert when(repository) == [*known, "2026-03-14 11:30 UTC Resolved"]


def test_a_renamed_folder_keeps_the_times_of_its_update_files(repository: Repository) -> None:
    """Also when a word in them is mended on the way."""
    repository.write(FILE, FRONT)
    repository.write(f"{FILE[:-3]}/updates/now-update.md", "We are at it.\n")
    repository.commit(**author("09:16"))
    repository.move(FILE, f"{OTHER}.md")
    repository.move(f"{FILE[:-3]}/updates/now-update.md", f"{OTHER}/updates/now-update.md")
    repository.replace(f"{OTHER}/updates/now-update.md", "We are at it.", "We are at work on it.")
    repository.commit(**author("10:30"))
    assert when(repository) == ["2026-03-14 09:16 UTC Update"]


def test_a_new_incident_is_not_an_old_one_that_goes(repository: Repository) -> None:
    """The same heading in another text has a time of its own."""
    repository.write(FILE, f"{FRONT}severity: sev2\n\n### now - Investigating\nWe look at the queue and at what waits in it.\n")
    repository.commit(**author("09:16"))
    repository.remove(FILE)
    repository.write(f"{OTHER}.md", "---\ntitle: Nobody can sign in\n---\n\n### now - Investigating\nThe page for signing in is white.\n")
    repository.commit(**author("10:30"))
    assert when(repository) == ["2026-03-14 10:30 UTC Investigating"]


def test_the_users_settings_of_blame_and_log_change_no_time(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of commits to pass over, other prefixes, joined hunks."""
    repository.write(FILE, f"{FRONT}\n{TWICE}")
    repository.commit(**author("09:16"))
    config, ignored = tmp_path / "config", tmp_path / "ignored"
    ignored.write_text(repository.git("rev-parse", "HEAD"), encoding="utf-8")
    config.write_text(
        f"[blame]\nignoreRevsFile = {ignored}\n[diff]\nnoprefix = true\nmnemonicPrefix = true\ncontext = 9\n"
        "interHunkContext = 9\nrenames = copies\nsubmodule = log\n[log]\nfollow = true\n[color]\nui = always\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    assert when(repository) == ["2026-03-14 09:16 UTC Update", "2026-03-14 09:16 UTC Update"]


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
