"""A text from an editor is never lost: what becomes of it when the command cannot write it. The commands run in this process."""

import signal
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from afterword.cli import Commands
from afterword.commands.asking import edited
from afterword.world.kept import store
from afterword.world.kept.typed_text import typed_text
from afterword.world.refusal import WriteError
from afterword.world.repository import commit as commits
from project import Project
from repository import QUIET

Editing = Callable[..., None]
NEW = "incidents/2026-03-14-posts-are-late.md"
FAULTY = "Log in with password: hunter2abc12345."
COMMANDS = {
    "new": ("new", "Mails are late"),
    "maintenance": ("maintenance", "Upgrade", "--start", "2026-12-01 22:00 UTC", "--for", "90m"),
    "update": ("update", "posts", "identified"),
    "resolve": ("resolve", "posts"),
}
"""Every command with `--edit`."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with an open incident, whose user has a store of her own."""
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "store"))
    project = Project(tmp_path / "history", incidents=False)
    project.write(NEW, "---\ntitle: Posts are late\n---\n### 2026-03-14 09:16 UTC - Investigating\nPosts wait.\n")
    return project


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editing:
    """Makes the editor one that saves this text, or does what this code says with the file `p`."""

    def use(text: str = "", code: str = "") -> None:
        script = tmp_path / "editor.py"
        script.write_text(
            f"import os, pathlib, signal, sys\np = pathlib.Path(sys.argv[1])\n{code or f'p.write_text({text!r})'}\n", encoding="utf-8"
        )
        monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
        monkeypatch.delenv("VISUAL", raising=False)

    return use


def said(project: Project, *arguments: str, code: int = 0) -> str:
    """What a command with `--edit` prints."""
    command, *rest = arguments
    options = ["--config-file", str(project.folder / "mkdocs.yml"), "--edit"]
    done = CliRunner().invoke(Commands(), [command, *options, *rest], env=QUIET)
    assert done.exit_code == code, done.output
    return done.output


def written(project: Project) -> str:
    """Everything in the folder of incidents."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((project.folder / "incidents").rglob("*.md")))


def kept(tmp_path: Path) -> dict[Path, str]:
    """The texts that are kept."""
    return {path: path.read_text(encoding="utf-8") for path in (tmp_path / "store").rglob("*.md")}


def way(path: Path) -> str:
    """The sentence about a text that is kept."""
    return f"Your text is in {path}. Run the same command again: the editor begins with it.\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_refused_text_is_in_the_editor_the_next_time(project: Project, tmp_path: Path, editor: Editing, command: str) -> None:
    """Where only its writer can read it. Once it is written, it is in the incident and nowhere else."""
    before = written(project)
    editor(f"It is late at night.\n\n{FAULTY}\n")
    refused = said(project, *COMMANDS[command], code=1)
    ((path, text),) = kept(tmp_path).items()
    assert (written(project), text) == (before, f"It is late at night.\n\n{FAULTY}\n")
    assert refused.endswith(f"because of these errors. Do what they say, and try again. {way(path)}")
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    editor(code=f"p.write_text(p.read_text().replace({FAULTY!r}, 'We look.'))")
    assert said(project, *COMMANDS[command]).startswith("The editor begins with your text of the last try, which was not written.\n")
    assert "It is late at night.\n\nWe look." in written(project)
    assert kept(tmp_path) == {}


def test_a_kept_text_belongs_to_its_incident(project: Project, tmp_path: Path, editor: Editing) -> None:
    """Another incident, another status and another title begin with their template."""
    editor(f"{FAULTY}\n")
    said(project, *COMMANDS["update"], code=1)
    said(project, *COMMANDS["new"], code=1)
    editor(code=f"assert {FAULTY!r} not in p.read_text(); p.write_text('We know more.')")
    said(project, "update", "posts", "monitoring")
    said(project, "new", "Calls fail")
    assert [*kept(tmp_path).values()] == [f"{FAULTY}\n"] * 2


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("p.write_text('We look.'); sys.exit(1)", "because the editor failed ("),
        ("p.write_text('We look.'); os.kill(os.getpid(), signal.SIGINT)", "because the editor failed ("),
        ("p.write_bytes(b'We look.\\xff')", "is not UTF-8."),
    ],
    ids=["code", "signal", "bytes"],
)
def test_an_editor_that_fails_keeps_what_it_saved(project: Project, tmp_path: Path, editor: Editing, code: str, message: str) -> None:
    """Nothing of it is published, and the next one begins with it."""
    editor(code=code)
    refused = said(project, *COMMANDS["resolve"], code=1)
    (path,) = (tmp_path / "store").rglob("*.md")
    assert message in refused
    assert way(path) in refused
    editor(code="p.write_bytes(p.read_bytes().rstrip(b'\\xff') + b' It is over.')")
    said(project, *COMMANDS["resolve"])
    assert "We look. It is over." in written(project)


def test_a_template_that_a_killed_command_left_is_no_text(project: Project) -> None:
    """Nobody typed it, and the time that it promises is over. Another command of the same kind begins with a new one."""
    text = typed_text(project.folder, "resolved")
    assert not text.begin("Next update by 09:45 UTC.")
    assert not text.begin("Next update by 10:45 UTC.")
    assert text.read() == "Next update by 10:45 UTC.\n"
    text.path.write_text("We look.", encoding="utf-8")
    assert [text.begin("Next update by 11:45 UTC.") for _ in range(2)] == [True, True]
    assert text.read() == "We look."


def test_the_copy_that_an_editor_leaves_is_deleted_too(project: Project, tmp_path: Path, editor: Editing) -> None:
    """It may hold the secret that the person took out."""
    editor(code="pathlib.Path(f'{p}~').write_text('Old.'); p.write_text('It is over.')")
    said(project, *COMMANDS["resolve"])
    assert [*(tmp_path / "store").rglob("*.md*")] == []


def test_one_text_has_one_editor(project: Project, tmp_path: Path, editor: Editing) -> None:
    """Of two editors with one file, one would overwrite or publish the text of the other. Another text may be open meanwhile."""
    second = f"[sys.executable, '-m', 'afterword', 'update', '--config-file', {str(project.folder / 'mkdocs.yml')!r}, 'posts', "
    editor(
        code=f"import subprocess\np.write_text(p.read_text() + 'We look.')\nif 'EDITOR_INSIDE' not in os.environ:\n"
        f"    os.environ['EDITOR_INSIDE'] = '1'\n"
        f"    (p.parent / 'said').write_text(subprocess.run({second}'identified', '--edit'], capture_output=True, text=True).stderr)\n"
        f"    subprocess.run({second}'monitoring', '--edit'], check=True)\n"
    )
    said(project, *COMMANDS["update"])
    (heard,) = (tmp_path / "store").rglob("said")
    assert heard.read_text(encoding="utf-8") == (
        "afterword: another editor is open with this text, so no second one was opened. "
        "Close it first, or give the text at the end of the command, without --edit.\n"
    )
    assert [written(project).count(status) for status in (" - Identified", " - Monitoring")] == [1, 1]


def test_ctrl_c_in_an_editor_is_for_the_editor(project: Project, editor: Editing) -> None:
    """It reaches every program of the terminal, and in vim it only ends a mode."""
    editor(code="os.kill(os.getppid(), signal.SIGINT); p.write_text('It is over.')")
    said(project, *COMMANDS["resolve"])
    assert "It is over." in written(project)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_after_the_editor_keeps_the_text(
    project: Project, tmp_path: Path, editor: Editing, capsys: pytest.CaptureFixture[str]
) -> None:
    """Such as while another command holds the lock."""
    editor("We look.")
    with pytest.raises(KeyboardInterrupt), edited("", project.folder, "resolved"):
        raise KeyboardInterrupt
    ((path, text),) = kept(tmp_path).items()
    assert (text, capsys.readouterr().err) == ("We look.", way(path))


def test_a_text_that_is_not_committed_is_written(
    project: Project, tmp_path: Path, editor: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the incident, so it is not kept twice; also when a person stops the commit, which then says how to go on."""

    def interrupted(*_: object) -> str:
        raise KeyboardInterrupt

    editor("We know the cause.")
    assert "the file is written, but git did not commit" in said(project, *COMMANDS["update"], "--commit", code=1)
    monkeypatch.setattr(commits, "commit", interrupted)
    stopped = said(project, *COMMANDS["resolve"], "--commit", code=1)
    assert "the file is written, but the commit was interrupted. Look at git status, then: git add incidents/" in stopped
    assert written(project).count("We know the cause.") == 2
    assert kept(tmp_path) == {}


@pytest.mark.parametrize("code", ["pass", "p.write_text('')", "p.write_text(p.read_text())", "sys.exit(1)", "p.unlink()"])
def test_a_text_that_nobody_typed_is_not_kept(project: Project, tmp_path: Path, editor: Editing, code: str) -> None:
    """An empty text, or the template as it was: there is nothing to come back to."""
    editor(code=code)
    assert "Your text" not in said(project, *COMMANDS["resolve"], code=1 if "exit" in code else 2)
    assert kept(tmp_path) == {}


@pytest.mark.parametrize("command", COMMANDS)
def test_an_editor_begins_with_the_text_that_was_given(project: Project, editor: Editing, command: str) -> None:
    """A text on the command line is not dropped for the template."""
    editor(code="p.write_text(p.read_text() + 'And more.')")
    said(project, *COMMANDS[command], "We have looked at it.")
    assert "We have looked at it.\nAnd more." in written(project)


def test_a_kept_text_is_in_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the store is: git would offer to commit what may hold a secret."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    (tmp_path / "history" / ".git").mkdir(parents=True)
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "history" / "kept"))
    folder = store.texts_folder(tmp_path / "history")
    assert folder.is_relative_to(tmp_path / "temporary")
    assert [*(tmp_path / "temporary").iterdir()] == [folder.parent]


def test_temporary_files_in_the_repository_keep_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the editor is not opened, and the sentence says what to set."""
    history = tmp_path / "history"
    (history / ".git").mkdir(parents=True)
    monkeypatch.setattr("tempfile.tempdir", str(history))
    monkeypatch.setenv(store.VARIABLE, str(history / "kept"))
    with pytest.raises(WriteError, match="no editor was opened"):
        store.texts_folder(history)


@pytest.mark.parametrize("windows", [True, False])
def test_a_text_is_kept_where_a_mode_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, windows: bool) -> None:
    """Windows says of every folder that all can write to it. Elsewhere that is true, and such a folder is not used."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv(store.VARIABLE, "/dev/null/none")
    if windows:
        monkeypatch.delattr("os.getuid")
    open_to_all = store._temporary(tmp_path / "history")  # noqa: SLF001 - where a test has to be before it
    for folder in (open_to_all, open_to_all / "texts"):
        folder.mkdir()
        folder.chmod(0o777)
    if not windows:
        with pytest.raises(WriteError):
            store.texts_folder(tmp_path / "history")
        return
    assert store.texts_folder(tmp_path / "history") == open_to_all / "texts"
