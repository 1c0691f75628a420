"""Commands that write: several at once, an editor beside them, a disk that refuses. No word is lost, and nothing is left half done."""

import errno
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

import prepared
from afterword.world import files
from afterword.world.exchange import exchange
from afterword.world.files import FileChange, write
from afterword.world.lock import alone_in
from afterword.world.refusal import WriteError
from afterword.world.repository import commit as committing
from afterword.world.repository.git import GitError
from project import COMMAND, Project
from repository import QUIET, Repository

NAME = "2026-03-14-queue-stopped"
FILE = f"incidents/{NAME}.md"
BEGUN = "---\ntitle: Messages are late\n---\n\n### 2026-03-14 09:16 UTC - Investigating\n\nWe look.\n"
WRITER = {
    **QUIET,
    **{f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in (("NAME", "x"), ("EMAIL", "x@y.example"))},
}
AT = ("--at", "2026-03-14 09:48 UTC")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project in git with one open incident."""
    project = Project(tmp_path / "history", incidents=False)
    project.write(FILE, BEGUN)
    project.write(".gitignore", ".cache/\nsite/\ndrafts/\n")
    git(project.folder, "init", "--quiet", "--initial-branch=main")
    git(project.folder, "add", "--all")
    git(project.folder, "commit", "--quiet", "--message=x")
    return project


def git(folder: Path, *arguments: str) -> str:
    """What git prints."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **WRITER}, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def start(folder: Path, *arguments: str, begin: Sequence[str] = ("-m", "afterword")) -> subprocess.Popen[str]:
    """Start a command, or what else Python is to begin with."""
    return subprocess.Popen(
        [prepared.python(), *begin, *arguments],
        cwd=folder,
        env={**os.environ, **WRITER},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


WITHOUT_ROOM = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); {COMMAND}"
"""The command, that can write no byte into any file."""
HURRIED = f"import time; clock = time.monotonic; time.monotonic = lambda: 20 * clock(); {COMMAND}"
"""The command, with a clock that runs twenty times as fast, so that it waits half a second where it waits ten."""


def end(process: subprocess.Popen[str], given: str = "") -> tuple[int, str]:
    """Its exit code, and what it printed, errors first."""
    out, errors = process.communicate(given, timeout=120)
    assert "Traceback" not in errors, errors
    return process.returncode, errors + out


def once(folder: Path, *arguments: str, begin: Sequence[str] = ("-m", "afterword")) -> tuple[int, str]:
    """What becomes of a command that runs from its beginning to its end: its exit code, and what it printed, errors first."""
    done = prepared.run(folder, *begin, *arguments, environment={**os.environ, **WRITER})
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr + done.stdout


def typing(project: Project) -> subprocess.Popen[str]:
    """An update of the newest incident that waits for its text."""
    writing = start(project.folder, "update", "update", "-", *AT)
    assert writing.stderr
    assert writing.stderr.readline() == f"To {NAME}, the newest open incident.\n"
    return writing


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a project, by its path; links and Git's own files are left out."""
    found = (path for path in folder.rglob("*") if path.is_file() and not {".git", ".cache"} & set(path.relative_to(folder).parts))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


# ---- several at once -----------------------------------------------------------------------------


@pytest.mark.parametrize("form", [(), ("--as-file",), ("--commit",), ("--as-file", "--commit")], ids=" ".join)
def test_four_updates_at_once_are_four_updates(project: Project, form: tuple[str, ...]) -> None:
    """In one clone, at one moment: all are there, each with an address of its own, and each commit holds its own word."""
    many = [start(project.folder, "update", NAME, "update", f"Word {number}.", *AT, *form) for number in range(4)]
    ends = [end(one) for one in many]
    assert [code for code, _ in ends] == [0, 0, 0, 0]
    texts = b"\n".join(contents(project.folder).values()).decode()
    assert sorted(re.findall(r"Word [0-9]\.", texts)) == [f"Word {number}." for number in range(4)]
    addresses = {re.search(r"#(u-\S+)", said)[1] for _, said in ends}  # type: ignore[index]
    assert addresses == {"u-20260314T0948Z", *(f"u-20260314T0948Z-{number}" for number in (2, 3, 4))}
    if "--commit" in form:
        assert git(project.folder, "status", "--porcelain") == ""
        assert git(project.folder, "log", "--format=%s", "--max-count=4").split("\n")[:4] == ["Update: Messages are late"] * 4


def test_different_commands_at_once_keep_every_word(project: Project) -> None:
    """Whichever comes first; two that begin an incident of one title get two names."""
    project.write("incidents/2026-03-15-b.md", "---\ntitle: B\n---\n### now - Investigating\nWe look.\n")
    commands = (
        ("update", NAME, "identified", "Alpha.", *AT),
        ("correct", NAME, "Beta.", *AT),
        ("resolve", NAME, "Gamma.", "--at", "2026-03-14 09:50 UTC"),
        ("postmortem", NAME),
        ("new", "Sign-in fails", "Delta.", *AT),
        ("new", "Sign-in fails", "Epsilon.", *AT),
        ("stamp",),
    )
    ends = [end(one) for one in [start(project.folder, *command) for command in commands]]
    assert [code for code, _ in ends] == [0] * len(commands)
    texts = contents(project.folder)
    whole = texts[FILE].decode()
    assert all(word in whole for word in ("We look.", "Alpha.", "Beta.", "Gamma.", "## What happened"))
    new = [texts[f"incidents/2026-03-14-sign-in-fails{end}.md"].decode() for end in ("", "-2")]
    assert sorted(re.findall("Delta|Epsilon", "".join(new))) == ["Delta", "Epsilon"]
    assert b"now - " not in texts["incidents/2026-03-15-b.md"]
    assert not [name for name in texts if ".tmp" in name]


def test_what_was_saved_while_somebody_typed_stays(project: Project) -> None:
    """The file is read when the text is complete, not when the command begins."""
    writing = typing(project)
    project.write(FILE, f"{BEGUN}\n### 2026-03-14 09:20 UTC - Update\nBy hand.\n")
    assert end(writing, "By command.\n")[0] == 0
    assert re.findall("We look|By hand|By command", contents(project.folder)[FILE].decode()) == ["We look", "By hand", "By command"]


def test_an_incident_that_is_gone_is_not_written_anew(project: Project) -> None:
    """Somebody renamed it meanwhile: the words go nowhere else, and a sentence says so."""
    writing = typing(project)
    (project.folder / FILE).rename(project.folder / "incidents/2026-03-14-other.md")
    code, said = end(writing, "By command.\n")
    assert (code, said) == (
        1,
        f"afterword: {FILE} is gone: it was removed or renamed meanwhile. Nothing was written. Check where it is now.\n",
    )
    assert b"By command" not in b"".join(contents(project.folder).values())


def test_a_file_too_large_to_be_read_is_not_cut(project: Project) -> None:
    """Only its beginning is read, so nothing may be written in its place."""
    large = BEGUN + "x" * 300_000
    project.write(FILE, large)
    code, said = once(project.folder, "update", NAME, "update", "More.", *AT)
    assert (code, said) == (1, f"afterword: {FILE} is larger than 256 KiB, so it is not read. Shorten it. Nothing was written.\n")
    assert contents(project.folder)[FILE].decode() == large


def test_two_clones_give_two_names(project: Project, tmp_path: Path) -> None:
    """The same minute and the same status: after a merge both updates are there, without a conflict."""
    other = tmp_path / "other"
    git(tmp_path, "clone", "--quiet", str(project.folder), str(other))
    for folder, word in ((project.folder, "Ada."), (other, "Ben.")):
        assert once(folder, "update", NAME, "update", word, *AT, "--as-file", "--commit")[0] == 0
    git(project.folder, "pull", "--quiet", "--no-rebase", "--no-edit", str(other), "main")
    updates = (project.folder / "incidents" / NAME / "updates").iterdir()
    assert sorted(file.read_text(encoding="utf-8") for file in updates) == ["Ada.\n", "Ben.\n"]


# ---- the lock ------------------------------------------------------------------------------------


def hold(folder: Path, *, more: str = "") -> subprocess.Popen[str] | prepared.Started:
    """A process that holds the lock of a folder and waits."""
    code = (
        "import os, sys, time\nfrom pathlib import Path\nfrom afterword.world.lock import alone_in\n"
        f"with alone_in(Path(sys.argv[1])):\n    {more or 'pass'}\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    process = prepared.start(folder, "-c", code, str(folder), environment=os.environ, heard=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.parametrize("more", ["", "os.fork() or time.sleep(5)"], ids=["alone", "with a child that lives on"])
def test_a_lock_ends_with_its_process(tmp_path: Path, more: str) -> None:
    """However that ends, and whatever it has started: nobody waits for the dead."""
    with hold(tmp_path, more=more and "os.fork() or (time.sleep(5), os._exit(0))") as holder:
        with pytest.raises(WriteError, match="another command has been writing in "), alone_in(tmp_path, wait=0.1):
            pass
        holder.kill()
        holder.wait()
        with alone_in(tmp_path, wait=2):
            pass


def test_a_lock_leaves_nothing_behind_and_needs_no_file(tmp_path: Path) -> None:
    """So a repository cannot bring it, and a folder that is not there yet can be locked, too."""
    with alone_in(tmp_path / "incidents"):
        assert list(tmp_path.iterdir()) == []
        (tmp_path / "incidents").mkdir()
    with alone_in(tmp_path / "incidents"):
        assert list((tmp_path / "incidents").iterdir()) == []


# ---- all or nothing ------------------------------------------------------------------------------


def three(folder: Path) -> tuple[FileChange, ...]:
    """A file that is changed, one that goes away and one that comes, in a folder that is not there yet."""
    (folder / "a.md").write_bytes(b"a")
    (folder / "a.md").chmod(0o640)
    (folder / "b.md").write_bytes(b"b")
    return (
        FileChange(path=folder / "a.md", before=b"a", after=b"A"),
        FileChange(path=folder / "new" / "c.md", after=b"C"),
        FileChange(path=folder / "b.md", before=b"b"),
    )


def test_changes_are_made_together(tmp_path: Path) -> None:
    """Rights stay, folders are made, and nothing lies beside."""
    write(tmp_path, *three(tmp_path))
    assert contents(tmp_path) == {"a.md": b"A", "new/c.md": b"C"}
    assert (tmp_path / "a.md").stat().st_mode & 0o777 == 0o640


STEPS: tuple[tuple[object, str, int], ...] = (
    (os, "open", 1),
    (os, "open", 2),
    (os, "fsync", 1),
    (os, "fsync", 2),
    (os, "link", 1),
    (files, "exchange", 1),
    (Path, "rename", 1),
    (Path, "mkdir", 1),
)


@pytest.mark.parametrize(("place", "name", "number"), STEPS, ids=[f"{name} {number}" for _, name, number in STEPS])
def test_whatever_fails_nothing_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: object, name: str, number: int) -> None:
    """A disk that is full at any step: the old bytes, no new file or folder, and a sentence."""
    changes, real, calls = three(tmp_path), getattr(place, name), 0

    def fail(*given: object, **more: object) -> object:
        nonlocal calls
        calls += 1
        if calls == number:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*given, **more)

    monkeypatch.setattr(place, name, fail)
    sentence = r"\S+ could not be written, so nothing was changed: the disk is full\. Make room, "
    with pytest.raises(WriteError, match=sentence):
        write(tmp_path, *changes)
    assert contents(tmp_path) == {"a.md": b"a", "b.md": b"b"}
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.rglob(".*"))


def test_a_file_system_that_cannot_exchange_keeps_the_promise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There a file is replaced in one step, and written again when a later change fails."""
    changes = three(tmp_path)
    monkeypatch.setattr("afterword.world.files.exchange", lambda *_: False)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "c.md").write_bytes(b"theirs")
    with pytest.raises(
        WriteError, match=r"new/c\.md could not be written, so nothing was changed: something of that name is there already"
    ):
        write(tmp_path, changes[0], FileChange(path=changes[1].path, after=b"C"))
    (tmp_path / "new" / "c.md").unlink()
    real = os.link
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    with pytest.raises(WriteError):
        write(tmp_path, *changes)
    assert contents(tmp_path) == {"a.md": b"a", "b.md": b"b"}
    monkeypatch.setattr(os, "link", real)
    write(tmp_path, *changes)
    assert contents(tmp_path) == {"a.md": b"A", "new/c.md": b"C"}


def test_a_file_that_is_not_as_it_is_known_is_left_alone(tmp_path: Path) -> None:
    """An editor has saved it since it was read."""
    change = three(tmp_path)[0]
    (tmp_path / "a.md").write_bytes(b"by hand")
    with pytest.raises(WriteError, match=r"a\.md was changed by another program at this moment, so nothing was written\. Run"):
        write(tmp_path, change)
    assert contents(tmp_path)["a.md"] == b"by hand"


def test_what_an_editor_saves_in_the_last_moment_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the last look and the exchange: the two change back."""
    changes, real = three(tmp_path), exchange

    def late(one: Path, other: Path) -> bool:
        if other.read_bytes() == b"a":
            (tmp_path / ".swap").write_bytes(b"by hand")
            (tmp_path / ".swap").replace(other)
        return real(one, other)

    monkeypatch.setattr("afterword.world.files.exchange", late)
    with pytest.raises(WriteError, match="was changed by another program"):
        write(tmp_path, *changes)
    assert contents(tmp_path) == {"a.md": b"by hand", "b.md": b"b"}


KILLS = tuple(step for step in STEPS if step[1:] in {("open", 1), ("fsync", 1), ("exchange", 1)})


@pytest.mark.alone
@pytest.mark.parametrize(("place", "name", "number"), KILLS, ids=[f"{name} {number}" for _, name, number in KILLS])
def test_a_kill_leaves_the_old_file_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: object, name: str, number: int
) -> None:
    """Whole, at every step; and the next command takes away what is left beside it."""
    change, calls = three(tmp_path)[0], 0
    real = getattr(place, name)
    with monkeypatch.context() as patched:
        child = os.fork()
        if child == 0:

            def kill(*given: object, **more: object) -> object:
                nonlocal calls
                calls += 1
                return os._exit(9) if calls == number else real(*given, **more)

            try:
                patched.setattr(place, name, kill)
                write(tmp_path, change)
            finally:
                os._exit(0)
        os.waitpid(child, 0)
    left = contents(tmp_path)
    assert left.pop("a.md") in {b"a", b"A"}
    assert left.pop("b.md") == b"b"
    assert all(path.startswith(".afterword-") for path in left)
    write(tmp_path, FileChange(path=tmp_path / "c.md", after=b"C"))
    assert set(contents(tmp_path)) == {"a.md", "b.md", "c.md"}


def test_a_hook_may_write_too(project: Project) -> None:
    """A hook of git that runs a command of ours does not wait for the command that waits for it."""
    hook = project.folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{prepared.python()} -m afterword postmortem {NAME}\n", encoding="utf-8")
    hook.chmod(0o755)
    assert once(project.folder, "update", NAME, "update", "Words.", *AT, "--commit")[0] == 0
    whole = contents(project.folder)[FILE].decode()
    assert "Words." in whole
    assert "## What happened" in whole


def test_nothing_is_written_behind_a_link(project: Project, tmp_path: Path) -> None:
    """Links are not followed when the files are read: the words would be gone from here, and lie elsewhere."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (project.folder / "incidents" / NAME).mkdir()
    (project.folder / "incidents" / NAME / "updates").symlink_to(elsewhere)
    code, said = once(project.folder, "update", NAME, "update", "Words.", *AT, "--as-file")
    assert code == 1
    assert said == f"afterword: incidents/{NAME}/updates is a link, and links are not followed. Put a folder in its place.\n"
    assert list(elsewhere.iterdir()) == []


def test_what_a_killed_command_left_is_taken_away(tmp_path: Path) -> None:
    """By the next one that writes there; other files stay."""
    for name in (".afterword-0123456789abcdef.tmp", ".afterword", "x.tmp"):
        (tmp_path / name).touch()
    write(tmp_path, FileChange(path=tmp_path / "a.md", after=b"A"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".afterword", "a.md", "x.tmp"]


# ---- a disk that refuses -------------------------------------------------------------------------

WRITING = (
    ("new", "Sign-in fails", "Words."),
    ("maintenance", "Work", "--start", "22:00", "--for", "90m"),
    ("update", NAME, "update", "Words."),
    ("update", NAME, "update", "Words.", "--as-file"),
    ("resolve", NAME, "Words."),
    ("correct", NAME, "Words."),
    ("postmortem", NAME),
    ("stamp",),
    ("init", "fresh", "--name", "X", "--url", "https://status.x.example/"),
    ("announce", "draft", "--update", f"{NAME}/u-20260314T0916Z"),
)


@pytest.mark.parametrize("command", WRITING, ids=lambda command: " ".join(command[:1] + command[4:5]))
def test_a_disk_without_room_is_a_sentence(project: Project, command: tuple[str, ...]) -> None:
    """Every command that writes: the old bytes, nothing beside them, exit code 1."""
    project.write("incidents/2026-03-15-b.md", "---\ntitle: B\n---\n### now - Investigating\nWe look.\n")
    before = contents(project.folder)
    code, said = end(start(project.folder, *command, begin=("-c", WITHOUT_ROOM)))
    assert code == 1, said
    assert re.search(
        r"^afterword: \S+ could not be written, so nothing was changed: the file would be larger than .*\.$", said, re.MULTILINE
    )
    assert contents(project.folder) == before
    assert not list(project.folder.rglob(".afterword-*"))
    assert not (project.folder / "fresh").exists()


@pytest.fixture
def read_only(project: Project) -> Iterator[Project]:
    """The project on a mount that can only be read."""
    folder = project.folder
    mounted = subprocess.run(["mount", "--bind", folder, folder], capture_output=True, check=False).returncode == 0
    if mounted and subprocess.run(["mount", "-o", "remount,bind,ro", folder], capture_output=True, check=False).returncode:
        subprocess.run(["umount", "--lazy", folder], check=True)
        mounted = False
    if not mounted:
        pytest.skip("a folder may not be mounted here")
    try:
        yield project
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_folder_that_can_only_be_read_is_a_sentence(read_only: Project) -> None:
    """Also for a file that is new, and with --commit."""
    before = contents(read_only.folder)
    for command in (WRITING[0], WRITING[2], (*WRITING[3], "--commit"), WRITING[6]):
        code, said = once(read_only.folder, *command)
        assert (code, said.splitlines()[-1].partition("could not")[2]) == (
            1,
            " be written, so nothing was changed: that disk can only be read. Mount it so that it can be written, or work in another copy.",
        )
    assert contents(read_only.folder) == before


# ---- git refuses ---------------------------------------------------------------------------------


def _hook(folder: Path) -> None:
    hook = folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'Not on a Friday.' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)


def _locked(folder: Path) -> None:
    (folder / ".git" / "index.lock").touch()


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (_hook, r"git did not commit \(Not on a Friday\)\. Mend that"),
        (
            _locked,
            r"git did not commit \(Unable to create '\S+index\.lock': File exists\)\. Wait until the other git ends; if none runs, .*",
        ),
    ],
)
def test_a_commit_that_is_refused_says_how_things_stand(project: Project, prepare: Callable[[Path], None], said: str) -> None:
    """The file is written, git has not committed it, and the command to go on with is there."""
    prepare(project.folder)
    code, printed = once(project.folder, "update", NAME, "update", "Words.", *AT, "--commit", begin=("-c", HURRIED))
    last = rf"afterword: the file is written, but {said}, then: git add {FILE} && git commit -m 'Update: Messages are late'"
    assert code == 1
    assert [line for line in printed.splitlines() if re.fullmatch(last, line)], printed
    assert "Words." in contents(project.folder)[FILE].decode()


def test_a_commit_waits_for_another_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a while: an editor's git holds the index for moments only."""
    repository = Repository(tmp_path / "history")
    for key, value in (("user.name", "Ada Osei"), ("user.email", "ada@pigeonpost.example")):
        repository.git("config", key, value)
    repository.write("a.md", "a")
    lock = repository.folder / ".git" / "index.lock"
    lock.touch()
    monkeypatch.setattr(time, "sleep", lambda _: lock.unlink(missing_ok=True))
    assert re.fullmatch("[0-9a-f]+", committing.commit(repository.folder, ["a.md"], "x"))
    lock.touch()
    monkeypatch.setattr(committing, "_PATIENCE", 0.0)
    repository.write("a.md", "b")
    with pytest.raises(GitError, match=r"if none runs, remove that file"):
        committing.commit(repository.folder, ["a.md"], "x")
