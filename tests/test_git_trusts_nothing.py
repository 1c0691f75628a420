"""A repository is code of somebody else: asking git about it starts no program that it names, and fetches nothing."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from afterword.world.repository.authored_times import with_times
from afterword.world.repository.git import GitError, author_names, default_base, run, tracked
from repository import QUIET, Repository

FILE = "incidents/2026-03-14-messages-late.md"
TEXT = "---\ntitle: Messages are late\n---\n### now - Update\nOne.\n\n### now - Update\nTwo.\n"
CLOCK = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
ATTRIBUTES = "*.md filter=evil diff=evil merge=evil\n"
HOOKS = ("post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc", "pre-commit", "fsmonitor-watchman")


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in QUIET.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def witness(tmp_path: Path) -> Path:
    """A program that notes that it ran, and passes on what it is given."""
    program = tmp_path / "evil"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> "{tmp_path}/ran"\ncat\n', encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A history with two equal headings, which git must be asked about in every way."""
    made = Repository(tmp_path / "site")
    made.write(FILE, TEXT)
    made.commit()
    made.write(FILE, TEXT.replace("Two.", "Two of them."))
    made.commit()
    return made


def ask_everything(repository: Repository) -> None:
    """All that a check, a build and an announcement ask."""
    repository.write(FILE, TEXT.replace("One.", "One of them."))  # a difference on the disk, which blame reads
    default_base(repository.root, {})
    author_names(repository.root)
    for revision in ("", "HEAD", "HEAD~1"):
        tree = repository.at(revision) if revision else repository.now()
        with_times(repository.root, tree, CLOCK, revision)
    tracked(repository.root, ".cache")
    for command in (("diff",), ("status", "--porcelain"), ("log", "-p"), ("show",), ("blame", FILE), ("diff", "--cached")):
        assert run(repository.root, *command).returncode == 0


def ran(witness: Path) -> str:
    """What the program noted."""
    note = witness.with_name("ran")
    return note.read_text(encoding="utf-8") if note.exists() else ""


@pytest.mark.parametrize(
    "settings",
    [
        {"diff.evil.textconv": "{}", "diff.evil.cachetextconv": "true"},
        {"diff.evil.command": "{}"},
        {"diff.external": "{}"},
        {"filter.evil.clean": "{}", "filter.evil.smudge": "{}"},
        {"filter.evil.clean": "{}", "filter.evil.required": "true"},
        {"filter.evil.process": "{}", "filter.evil.required": "true"},
        {"filter.EVIL.clean": "{}", "filter.evil.clean": "{}"},
        {"core.fsmonitor": "{}"},
        {"core.pager": "{}", "pager.log": "{}", "pager.diff": "{}"},
        {"core.editor": "{}", "sequence.editor": "{}", "core.askPass": "{}", "credential.helper": "!{}"},
        {"gpg.program": "{}", "log.showSignature": "true", "commit.gpgSign": "true"},
        {"alias.log": "!{}", "alias.blame": "!{}", "alias.ls-tree": "!{}"},
        {"merge.evil.driver": "{}"},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_no_program_of_the_configuration_runs(repository: Repository, witness: Path, settings: dict[str, str]) -> None:
    """Whatever `.git/config` and `.gitattributes` name."""
    repository.write(".gitattributes", ATTRIBUTES)
    repository.commit()
    (repository.folder / ".git" / "info" / "attributes").write_text(ATTRIBUTES, encoding="utf-8")
    for name, value in settings.items():
        repository.git("config", name, value.format(witness))
    ask_everything(repository)
    assert ran(witness) == ""


@pytest.mark.parametrize("place", ["default", "configured"])
def test_no_hook_runs(repository: Repository, witness: Path, place: str) -> None:
    """Those in the repository, and those in a folder that its configuration names."""
    folder = repository.folder / (".git/hooks" if place == "default" else "hooks")
    folder.mkdir(exist_ok=True)
    if place == "configured":
        repository.git("config", "core.hooksPath", "hooks")
    for name in HOOKS:
        shutil.copy(witness, folder / name)
    (repository.folder / FILE).touch()
    ask_everything(repository)
    made = run(repository.root, "update-ref", "refs/afterword/x", "HEAD")
    assert (made.returncode, ran(witness)) == (0, "")


@pytest.mark.parametrize("address", ["file", "ext", "path"])
def test_nothing_is_fetched_from_a_promisor(repository: Repository, witness: Path, tmp_path: Path, address: str) -> None:
    """A partial clone lacks contents; git would ask its remote for them, with a program that the configuration names."""
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = object.__new__(Repository)
    clone.folder = clone.root = tmp_path / "partial"
    repository.git("clone", "--quiet", "--filter=blob:none", "--no-checkout", f"file://{repository.folder}", str(clone.folder))
    for name, value in {
        "remote.origin.uploadpack": str(witness),
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
        "core.sshCommand": str(witness),
        "remote.origin.url": {"file": f"file://{repository.folder}", "ext": f"ext::{witness}", "path": str(repository.folder)}[address],
    }.items():
        clone.git("config", name, value)
    clone.write(FILE, TEXT)
    with pytest.raises(GitError, match=r"made without the contents of its files \(--filter\). Clone it again without --filter"):
        clone.at("HEAD")
    assert [time for source in with_times(clone.root, clone.now(), CLOCK).sources for time in source.times.values()] == [None, None]
    assert ran(witness) == ""


@pytest.mark.parametrize(
    "variables",
    [
        {"GIT_EXTERNAL_DIFF": "{}"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "diff.external", "GIT_CONFIG_VALUE_0": "{}"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "filter.evil.clean", "GIT_CONFIG_VALUE_0": "{}"},
        {"GIT_CONFIG_PARAMETERS": "'filter.evil.clean'='{}' 'core.fsmonitor'='{}'"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.hooksPath", "GIT_CONFIG_VALUE_0": "hooks"},
        {"GIT_PAGER": "{}", "GIT_SSH_COMMAND": "{}", "GIT_ASKPASS": "{}", "GIT_PROXY_COMMAND": "{}"},
    ],
    ids="-".join,
)
def test_no_program_of_the_environment_runs(
    repository: Repository, witness: Path, variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Variables that set git's options reach no command that reads."""
    repository.write(".gitattributes", ATTRIBUTES)
    repository.commit()
    (repository.folder / "hooks").mkdir()
    shutil.copy(witness, repository.folder / "hooks" / "reference-transaction")
    for name, value in variables.items():
        monkeypatch.setenv(name, value.replace("{}", str(witness)))
    ask_everything(repository)
    run(repository.root, "update-ref", "refs/afterword/x", "HEAD")
    assert ran(witness) == ""


def test_a_repository_that_is_trusted_by_the_environment_is_read(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """CI systems set `safe.directory` so; it is the one setting that is taken from there."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(GitError, match="belongs to another user"):
        repository.at("HEAD")
    for name, value in {"COUNT": "1", "KEY_0": "safe.directory", "VALUE_0": str(repository.folder)}.items():
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    assert len(repository.at("HEAD").sources) == 1


def test_a_commit_runs_the_hooks_of_its_writer(repository: Repository, witness: Path) -> None:
    """What a person could have typed works as it does for that person."""
    shutil.copy(witness, repository.folder / ".git" / "hooks" / "pre-commit")
    repository.git("config", "user.name", "Ada Osei")
    repository.git("config", "user.email", "ada@pigeonpost.example")
    repository.write(FILE, "x")
    assert run(repository.root, "commit", "--quiet", "--message=x", "--", FILE).returncode == 0
    assert ran(witness).partition(" ")[0].endswith("pre-commit")
