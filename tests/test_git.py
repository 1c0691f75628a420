"""What was published before, as git tells it, in real repositories."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from afterword.core.sources import StrayKind
from afterword.world.repository import git
from afterword.world.repository.git import GitError, author_names, default_base, tree_at
from golden import SETTINGS_PATH
from repository import INCIDENTS, QUIET, Repository

ID = "2026-03-14-messages-late"
FILE = f"incidents/{ID}.md"
TEXT = "---\ntitle: Messages are late\n---\n"
ZEROS = "0" * 40


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own calls see nothing of this machine's settings either."""
    for name, value in QUIET.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with one incident in one commit, on the branch `main`."""
    made = Repository(tmp_path / "site")
    made.write(FILE, TEXT)
    made.commit()
    return made


def cloned(origin: Repository, folder: Path, *options: str) -> Repository:
    """A clone of a repository, with options of `git clone`."""
    origin.git("clone", "--quiet", *options, f"file://{origin.folder}", str(folder))
    clone = Repository.__new__(Repository)
    clone.folder = clone.root = folder
    return clone


def refused(root: Path, revision: str = "HEAD") -> str:
    """What is said when a revision cannot be read."""
    with pytest.raises(GitError) as error:
        tree_at(root, revision, INCIDENTS, SETTINGS_PATH)
    return str(error.value)


# ---- the tree of a revision ----------------------------------------------------------------------


@pytest.mark.parametrize("root", ["", "docs/our status, 'the' \"page\""])
def test_a_revision_reads_like_the_disk(tmp_path: Path, root: str) -> None:
    """Whatever the names, and wherever in the repository the project lies: the same sources, strays and settings."""
    repository = Repository(tmp_path / "site", root)
    for path in (
        FILE,
        f"incidents/{ID}/updates/2026-03-14T0930Z-update.md",
        f"incidents/{ID}/updates/README.md",
        f"incidents/{ID}/pictures/caf\u00e9 \u2615.png",
        f'incidents/{ID}/a "quoted"\tname\n.csv',
        "incidents/README.md",
        "incidents/_draft.md",
        "incidents/.hidden/x.md",
        "incidents/\u00dcberlast am Morgen.md",
        'incidents/2026-01-02-"x".md',
        "incidents/2026-01-03-old.MARKDOWN",
        "incidents/2026-01-04-folder/index.md",
        "incidents/2026-01-05-nothing/updates/2026-03-14T0930Z-update.md",
    ):
        repository.write(path, f"{TEXT}{path}")
    repository.write("incidents/2026-01-06-bytes.md", b"\xff\x00\r\n\x80")
    repository.write("incidents/2026-01-07-empty.md", b"")
    (repository.root / "incidents" / "2026-01-08-link.md").symlink_to("/etc/hostname")
    repository.write("beside.md", TEXT)
    repository.commit()
    expected = repository.now()
    assert {stray.kind for stray in expected.strays} == {StrayKind.LINK, StrayKind.NAME, StrayKind.FOLDER, StrayKind.UNREADABLE}
    assert len(expected.sources) == 6
    shutil.rmtree(repository.root / "incidents")
    assert repository.at("HEAD") == expected


def test_a_submodule_is_not_entered(repository: Repository) -> None:
    """Another repository is no folder of ours, like a link."""
    commit = repository.git("rev-parse", "HEAD")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit},incidents/other")
    repository.git("commit", "--quiet", "--message=x")
    assert [(stray.path, stray.kind) for stray in repository.at("HEAD").strays] == [("incidents/other", StrayKind.LINK)]


def test_a_revision_without_our_files_is_empty(repository: Repository) -> None:
    """The history before the first incident is no error."""
    repository.git("rm", "--quiet", "-r", ".")
    repository.git("commit", "--quiet", "--message=x")
    tree = repository.at("HEAD")
    assert (tree.sources, tree.strays, tree.settings) == ((), (), b"")


def test_a_file_that_is_too_large_is_not_carried_around(repository: Repository) -> None:
    """As on the disk, no more is kept of it than shows that it is too large."""
    repository.write(FILE, b"x" * 5_000_000)
    repository.commit()
    assert [len(source.data) for source in repository.at("HEAD").sources] == [len(source.data) for source in repository.now().sources]


def test_hundreds_of_files_take_two_processes(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """One list and one batch."""
    for number in range(300):
        repository.write(f"incidents/2026-02-01-number-{number}.md", f"{TEXT}{number}\n" * 20)
    repository.commit()
    started: list[str] = []
    run = subprocess.run

    def counted(command: list[str], **options: object) -> object:
        started.append(next(word for word in command if word in {"ls-tree", "cat-file"}))
        return run(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", counted)
    tree = repository.at("HEAD")
    assert (len(tree.sources), started) == (301, ["ls-tree", "cat-file"])


def test_a_users_settings_change_nothing(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Colours, signatures, a pager, another language, and the variables that git sets for its hooks."""
    repository.write("incidents/2026-01-01-caf\u00e9.md", TEXT)
    repository.commit()
    config = tmp_path / "config"
    config.write_text(
        "[color]\nui = always\n[core]\nquotepath = on\npager = false\nfsmonitor = false\n"
        "[log]\nshowSignature = true\n[i18n]\nlogOutputEncoding = UTF-16\n[format]\npretty = raw\n"
    )
    for name, value in {
        "GIT_CONFIG_GLOBAL": str(config),
        "LC_ALL": "de_DE.UTF-8",
        "GIT_DIR": "elsewhere",
        "GIT_INDEX_FILE": "none",
    }.items():
        monkeypatch.setenv(name, value)
    assert repository.at("HEAD") == repository.now()
    assert author_names(repository.root) == {"Ada Osei"}


# ---- what cannot be read -------------------------------------------------------------------------

WITHOUT = "or leave the comparison out with --against none"


@pytest.mark.parametrize("revision", ["nothing", "", "--all", "HEAD:incidents", "main..main", ":/nothing", "f" * 40])
def test_an_unknown_revision(repository: Repository, revision: str) -> None:
    """The revision is named, with what to do; it is never taken for an option."""
    fetch = "Fetch it with git fetch origin, name another revision with --against"
    assert refused(repository.root, revision) == f"this clone does not hold the revision '{revision}'. {fetch}, {WITHOUT}"


def test_a_folder_outside_git(tmp_path: Path) -> None:
    """To compare with a revision is refused; by default there is nothing to compare with."""
    place = "is in no git repository, so it is not known what was published. Run the command in a clone"
    assert refused(tmp_path) == f"{tmp_path} {place}, {WITHOUT}"
    assert (default_base(tmp_path, {}), author_names(tmp_path)) == (None, frozenset())


def test_a_shallow_clone(repository: Repository, tmp_path: Path) -> None:
    """A clone without the revision says how to get it; one that holds it is good enough."""
    repository.write(FILE, f"{TEXT}More.\n")
    repository.commit()
    clone = cloned(repository, tmp_path / "clone", "--depth=1")
    fetch = "Fetch the whole history: git fetch --unshallow; in a GitHub workflow set fetch-depth: 0, in GitLab GIT_DEPTH: 0"
    assert refused(clone.root, "HEAD~1") == f"this clone is shallow and does not hold the revision 'HEAD~1'. {fetch}"
    assert clone.at("HEAD") == repository.now()
    with pytest.raises(GitError) as error:
        default_base(clone.root, {})
    assert str(error.value) == f"this clone is shallow and does not hold the commit before this one. {fetch}"


def test_a_repository_of_somebody_else(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git does not read it, and says so in its own way; ours names the command that helps."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    why = "git does not read this repository, because its folder belongs to another user. If you trust it, run:"
    expected = f"{why} git config --global --add safe.directory {repository.root}"
    assert refused(repository.root) == expected
    for ask in (lambda: default_base(repository.root, {}), lambda: author_names(repository.root)):
        with pytest.raises(GitError) as error:
            ask()
        assert str(error.value) == expected


def test_a_machine_without_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says that it is missing."""
    monkeypatch.setenv("PATH", "")
    assert refused(repository.root) == f"git is not installed here, or not on the PATH. Install it, {WITHOUT}"


def test_a_git_that_does_not_answer(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check never waits for ever."""
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 5\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(git, "_SECONDS", 0.2)
    assert refused(repository.root) == f"git gave no answer in 0 seconds. Try again, {WITHOUT}"


def test_a_repository_with_a_lost_object(repository: Repository) -> None:
    """What git itself cannot read is not taken for empty."""
    name = repository.git("rev-parse", f"HEAD:{FILE}")
    (repository.folder / ".git" / "objects" / name[:2] / name[2:]).unlink()
    assert refused(repository.root) == f"git cannot read {FILE} as it was at 'HEAD'. Ask git fsck what is broken, {WITHOUT}"


# ---- the revision that was published before ------------------------------------------------------


def test_on_a_branch_it_is_where_the_branch_began(repository: Repository) -> None:
    """What happened on the default branch since then is no loss of this branch; nor is what is not committed yet."""
    start = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "--quiet", "-b", "words")
    assert default_base(repository.root, {}) == start
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    repository.commit(GIT_COMMITTER_DATE="2026-03-15T00:00:00Z")
    repository.git("checkout", "--quiet", "words")
    repository.commit()
    assert default_base(repository.root, {}) == start


@pytest.mark.parametrize("name", ["main", "master", "trunk"])
def test_on_the_default_branch_it_is_the_commit_before(repository: Repository, name: str) -> None:
    """Whatever the branch is called, when it is the only one."""
    repository.git("branch", "--move", name)
    start = repository.git("rev-parse", "HEAD")
    assert default_base(repository.root, {}) is None
    repository.commit()
    assert default_base(repository.root, {}) == start


def test_a_repository_without_a_commit_has_nothing(tmp_path: Path) -> None:
    """Nothing was published."""
    assert (default_base(Repository(tmp_path / "new").root, {}), author_names(tmp_path / "new")) == (None, frozenset())


def test_what_was_not_pushed_is_compared_with_the_remote(repository: Repository, tmp_path: Path) -> None:
    """Three commits that wait on this machine were not published, so they may still be mended."""
    repository.git("branch", "--move", "trunk")
    start = repository.git("rev-parse", "HEAD")
    clone = cloned(repository, tmp_path / "clone")
    for _ in range(3):
        clone.commit()
    assert default_base(clone.root, {}) == start
    clone.git("checkout", "--quiet", "-b", "words")
    assert default_base(clone.root, {}) == start


def github(folder: Path, event: object, **environment: str) -> dict[str, str]:
    """The environment of a run on GitHub."""
    file = folder / "event.json"
    file.write_text(json.dumps(event))
    return {"GITHUB_EVENT_PATH": str(file), **environment}


@pytest.fixture
def pushed(repository: Repository) -> list[str]:
    """The names of four commits on `main`, oldest first."""
    return [repository.git("rev-parse", "HEAD"), *(repository.commit() for _ in range(3))]


def test_github_tells_what_stood_before_a_push(repository: Repository, pushed: list[str], tmp_path: Path) -> None:
    """A push may bring several commits."""
    event = {"before": pushed[0], "repository": {"default_branch": "main"}}
    assert default_base(repository.root, github(tmp_path, event, GITHUB_REF="refs/heads/main")) == pushed[0]


def test_gitlab_tells_what_stood_before_a_push(repository: Repository, pushed: list[str]) -> None:
    """Its checkout stands on no branch."""
    repository.git("checkout", "--quiet", "--detach")
    told = {"CI_COMMIT_BEFORE_SHA": pushed[0], "CI_COMMIT_BRANCH": "main", "CI_DEFAULT_BRANCH": "main"}
    assert default_base(repository.root, told) == pushed[0]


@pytest.mark.parametrize("before", [ZEROS, "f" * 40, "", None, 7, "--output=x"])
def test_a_push_over_nothing_known_is_compared_with_the_commit_before(
    repository: Repository, pushed: list[str], tmp_path: Path, before: object
) -> None:
    """A new branch, a forced push, and an event that makes no sense."""
    for event in ({"before": before, "repository": {"default_branch": "main"}}, {"before": before}, [before], before):
        assert default_base(repository.root, github(tmp_path, event, GITHUB_REF="refs/heads/main")) == pushed[2]


def test_an_event_that_cannot_be_read_is_passed_over(repository: Repository, pushed: list[str], tmp_path: Path) -> None:
    """Git alone says enough."""
    (tmp_path / "event.json").write_text("{")
    for name in ("event.json", "missing.json"):
        assert default_base(repository.root, {"GITHUB_EVENT_PATH": str(tmp_path / name)}) == pushed[2]


def test_a_pull_request_is_compared_with_where_it_began(repository: Repository, pushed: list[str], tmp_path: Path) -> None:
    """Its checkout is a merge that stands on no branch, and its event's `before` is an earlier state of the request itself."""
    repository.git("checkout", "--quiet", "-b", "words", pushed[1])
    proposed = repository.commit(GIT_COMMITTER_DATE="2026-03-16T00:00:00Z")
    repository.git("checkout", "--quiet", "--detach", "main")
    repository.git("merge", "--quiet", "--no-ff", "--message=x", "words")
    event = {"before": proposed, "repository": {"default_branch": "main"}, "pull_request": {"base": {"sha": pushed[3]}}}
    assert default_base(repository.root, github(tmp_path, event, GITHUB_REF="refs/pull/1/merge")) == pushed[3]
    repository.git("checkout", "--quiet", "words")
    assert default_base(repository.root, github(tmp_path, event, GITHUB_REF="refs/pull/1/merge")) == pushed[1]


def test_a_merge_request_without_the_default_branch(repository: Repository, pushed: list[str]) -> None:
    """GitLab fetches only the request; it tells where that began."""
    repository.git("checkout", "--quiet", "--detach")
    repository.commit()
    repository.git("branch", "--delete", "--force", "main")
    told = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": pushed[3], "CI_DEFAULT_BRANCH": "main"}
    assert default_base(repository.root, told) == pushed[3]
    with pytest.raises(GitError) as error:
        default_base(repository.root, {"CI_DEFAULT_BRANCH": "main"})
    lost = "this clone does not hold the commit at which this branch left 'main'. Fetch it with git fetch origin"
    assert str(error.value) == f"{lost}, name another revision with --against, {WITHOUT}"


def test_a_shallow_clone_does_not_compare_with_the_wrong_commit(repository: Repository, pushed: list[str], tmp_path: Path) -> None:
    """Two of three pushed commits are here; what the first of them lost would pass in silence."""
    clone = cloned(repository, tmp_path / "clone", "--depth=2")
    event = {"before": pushed[0], "repository": {"default_branch": "main"}}
    with pytest.raises(GitError, match="shallow and does not hold the commit before this one"):
        default_base(clone.root, github(tmp_path, event, GITHUB_REF="refs/heads/main"))


# ---- names ---------------------------------------------------------------------------------------


def test_the_names_of_authors(repository: Repository) -> None:
    """Everybody who wrote a commit, once, as .mailmap spells them; committers are programs as often as people."""
    repository.commit(GIT_AUTHOR_NAME="Kof\u00ed M\u00e9nsah")
    repository.commit(GIT_AUTHOR_NAME="adao", GIT_AUTHOR_EMAIL="ada@home.example")
    repository.write(".mailmap", "Ada Osei <ada@pigeonpost.example> <ada@home.example>\n")
    repository.commit()
    assert author_names(repository.root) == {"Ada Osei", "Kof\u00ed M\u00e9nsah"}
