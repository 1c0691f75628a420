"""From a wheel in an empty environment to a published history, with no file edited by hand, wherever Afterword came from."""

import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from prepared import commands_in
from repository import QUIET
from workflow import run_job

ROOT = Path(__file__).parents[1]
NAMED = ("--name", "Pigeonpost incidents", "--url", "https://status.pigeonpost.example")
GITHUB = ("--repo", "https://github.com/pigeonpost/status")
WHO = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "Ada"), ("EMAIL", "ada@post.example"))}
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "CI_", "PYTHON"))} | QUIET | WHO
PUBLISH = ".github/workflows/publish.yml"
SOURCE = "https://github.com/pigeonpost/afterword"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def run(folder: Path, *command: str) -> str:
    """Run a command that must succeed; what it prints."""
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True, kw_only=True)
class Machine:
    """An environment of its own. It borrows what Afterword needs, and has no Afterword at first."""

    place: Path

    @property
    def python(self) -> str:
        """The interpreter."""
        return str(self.place / "bin" / "python")

    @property
    def command(self) -> str:
        """The command, once it is installed."""
        return str(self.place / "bin" / "afterword")

    @property
    def packages(self) -> Path:
        """Where packages lie."""
        (found,) = self.place.glob("lib/python*/site-packages")
        return found

    @property
    def pip(self) -> tuple[str, ...]:
        """The pip that installs here: no index is asked, so what it installs must be there already."""
        return sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", self.python

    def tools(self) -> Path:
        """A folder for the PATH of a runner."""
        folder = self.place / "tools"
        folder.mkdir(exist_ok=True)
        pip = f'export PIP_NO_INDEX=1\nexec {" ".join(self.pip)} "$@"'
        for name, line in (("pip", pip), ("afterword", f'exec "{self.command}" "$@"')):
            (folder / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
            (folder / name).chmod(0o755)
        return folder


def machine(place: Path) -> Machine:
    """Make an empty environment."""
    venv.create(place, with_pip=False)
    made = Machine(place=place)
    borrowed = made.packages / "borrowed"
    borrowed.mkdir()
    for entry in (entry for path in sys.path if path.endswith("site-packages") for entry in Path(path).iterdir()):
        ours = entry.name.lower().startswith(("afterword", "_afterword", "__editable__")) or entry.suffix == ".pth"
        if not ours and not (borrowed / entry.name).exists():
            (borrowed / entry.name).symlink_to(entry)
    (made.packages / "borrowed.pth").write_text(f"{borrowed}\n", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this repository."""
    folder = tmp_path_factory.mktemp("wheel")
    building = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--wheel-dir", str(folder))
    run(ROOT, sys.executable, "-m", "pip", "wheel", ".", *building)
    (made,) = folder.glob("afterword-*.whl")
    return made


@pytest.fixture(scope="module")
def newcomer(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine on which the wheel was installed."""
    made = machine(tmp_path_factory.mktemp("newcomer") / "venv")
    run(ROOT, *made.pip, "install", "--no-deps", "--no-index", "--quiet", str(wheel))
    where = run(made.place, made.python, "-c", "import afterword; print(afterword.__file__)")
    assert where.startswith(str(made.packages))
    return made


def history(newcomer: Machine, folder: Path, *options: str) -> Path:
    """What the start page of the documentation says: `init`, `git init`, commit; with a remote, as the runner has one."""
    folder.mkdir()
    run(folder, newcomer.command, "init", "status", *NAMED, *options)
    made = folder / "status"
    run(made, "git", "init", "--quiet", "--initial-branch=main")
    run(made, "git", "add", "--all")
    run(made, "git", "commit", "--quiet", "--message=Begin our incident history")
    run(folder, "git", "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    run(made, "git", "remote", "add", "origin", "../remote.git")
    run(made, "git", "push", "--quiet", "--set-upstream", "origin", "main")
    return made


def test_a_wheel_becomes_a_published_history(newcomer: Machine, tmp_path: Path) -> None:
    """`init`, `git init`, commit: the steps of the workflow install what lies in the repository and publish, on another machine."""
    made = history(newcomer, tmp_path / "a folder", *GITHUB)
    (line,) = [row for row in (made / "requirements.txt").read_text(encoding="utf-8").splitlines() if not row.startswith("#")]
    assert line.startswith("file:vendor/afterword-")
    runner = machine(tmp_path / "runner")
    done = run_job(made, PUBLISH, "publish", runner.tools(), ENVIRONMENT)
    assert (done.failed, done.done[-1]) == ("", "Report errors"), done.said
    assert "Pigeonpost incidents</title>" in done.site["index.html"]
    run(made, runner.command, "new", "Posts are not going out", "--push")
    assert run(made, runner.command, "check", "--strict", "--against", "none") == "1 incident: no problems.\n"
    run(made, runner.command, "build")
    assert any("We have reports of this problem" in page.read_text("utf-8") for page in made.glob("site/incidents/*/index.html"))
    assert list((made / "site" / "assets" / "afterword").glob("pages.*.css"))


def test_other_bytes_than_those_of_the_wheel_are_not_installed(newcomer: Machine, tmp_path: Path) -> None:
    """The requirement holds the hash of the wheel."""
    made = history(newcomer, tmp_path / "here", *GITHUB)
    (vendored,) = (made / "vendor").iterdir()
    with zipfile.ZipFile(vendored, "a") as archive:
        archive.writestr("afterword/more.py", "x = 1\n")
    done = run_job(made, PUBLISH, "publish", machine(tmp_path / "runner").tools(), ENVIRONMENT)
    assert done.failed == "Install"
    assert "DO NOT MATCH THE HASHES" in done.said


_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SHELL = """
set -e
afterword() { if test "$1" = serve; then command afterword serve --help > /dev/null; else command afterword "$@"; fi; }
"""
"""A preview would run until somebody ends it."""


def typed(page: str) -> str:
    """What a page tells its reader to type, in order."""
    return "\n".join(block for block in _BLOCK.findall((ROOT / page).read_text(encoding="utf-8")) if not block.startswith("make "))


@pytest.mark.parametrize("pages", [("README.md",), ("docs/getting-started.md", "docs/writing.md")], ids=" ".join)
def test_what_the_pages_say_is_typed_in_order(tmp_path: Path, pages: tuple[str, ...]) -> None:
    """Every command of the pages for newcomers, as it stands there, in one shell on a machine with uv, Python and git alone.

    Other tests see that what is installed is whole, so the command is the one of this environment.
    """
    tools, home = tmp_path / "tools", tmp_path / "home"
    for folder in (tools, home):
        folder.mkdir()
    command = commands_in(tmp_path, "afterword") / "afterword"
    making = "from pathlib import Path; from test_from_nothing import machine; machine(Path.cwd() / '.venv')"
    checkout = f"test \"$*\" = 'install .' && exec ln -s '{command}' .venv/bin/afterword"
    pip = f"#!/bin/sh\n{checkout}\nexec '{sys.executable}' -m pip --python .venv/bin/python \"$@\"\n"
    paths = f"{ROOT}/tests:{ROOT}/generator"
    lines = {
        "uvx": f'test "$1" = afterword && shift && exec "{command}" "$@"',
        "python3": f'test "$*" = "-m venv .venv" && PYTHONPATH="{paths}" "{sys.executable}" -c "{making}"\n'
        f"cat > .venv/bin/pip <<'END'\n{pip}END\nchmod +x .venv/bin/pip",
    }
    for name, line in lines.items():
        (tools / name).write_text(f"#!/bin/sh\nset -e\n{line}\n", encoding="utf-8")
        (tools / name).chmod(0o755)
    run(home, "git", "init", "--quiet", "--bare", "--initial-branch=main", "../remote.git")
    pushes = {f"GIT_CONFIG_{key}": value for key, value in (("COUNT", "1"), ("KEY_0", f"url.{tmp_path}/remote.git.insteadOf"))}
    environment = {
        **ENVIRONMENT, **pushes, "GIT_CONFIG_VALUE_0": f"{GITHUB[1]}.git", "PIP_NO_INDEX": "1",
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
    }  # fmt: skip
    script = _SHELL + "\n".join(map(typed, pages))
    done = subprocess.run(["bash", "-c", script], cwd=home, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert {path.name for path in (home / "status").iterdir()} >= {"incidents", "vendor", "NIGHT_CARD.md", ".git"}
    if len(pages) > 1:
        pushed = run(tmp_path / "remote.git", "git", "log", "--format=%s", "main").splitlines()
        assert pushed[-2:] == ["Try it", "Begin our incident history"]
        assert pushed[0].startswith("Correction: ")
        assert (home / "status" / "site" / "index.html").is_file()


def contents(wheel: Path) -> dict[str, bytes]:
    """The files of a wheel but for the list of them."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/RECORD")}


def test_the_wheel_in_the_repository_is_the_one_that_was_installed(newcomer: Machine, wheel: Path, tmp_path: Path) -> None:
    """The same files with the same bytes, and always the same archive; also when it is made of a wheel that was made in this way."""
    made = history(newcomer, tmp_path / "here", *GITHUB)
    (vendored,) = (made / "vendor").iterdir()
    assert contents(vendored) == contents(wheel)
    second = machine(tmp_path / "second")
    run(made, *second.pip, "install", "--no-deps", "--no-index", "--quiet", str(vendored))
    (again,) = (history(second, tmp_path / "there") / "vendor").iterdir()
    assert (again.name, again.read_bytes()) == (wheel.name, vendored.read_bytes())


def test_a_checkout_that_is_used_in_place_is_put_into_the_repository(wheel: Path, tmp_path: Path) -> None:
    """As developers have it: the files as they lie there, whatever the installation was made of."""
    subprocess.run([sys.executable, "-m", "afterword", "init", "status", *NAMED], cwd=tmp_path, check=True, capture_output=True)
    (vendored,) = (tmp_path / "status" / "vendor").iterdir()
    found, expected = contents(vendored), contents(wheel)
    assert {path: data for path, data in found.items() if ".dist-info/" not in path} == {
        path: data for path, data in expected.items() if ".dist-info/" not in path
    }
    assert {path.rpartition("/")[2] for path in found if ".dist-info/" in path} >= {"METADATA", "WHEEL", "entry_points.txt"}


@pytest.mark.parametrize(
    ("origin", "requirement", "action"),
    [
        (None, "afterword=={version}", ""),
        (
            {"url": f"{SOURCE}.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            f"afterword @ git+{SOURCE}.git@{COMMIT}",
            f"pigeonpost/afterword@{COMMIT}",
        ),
        (
            {"url": SOURCE.replace("//", "//ada:secret@"), "vcs_info": {"vcs": "git", "commit_id": COMMIT, "requested_revision": "v1"}},
            f"afterword @ git+{SOURCE}@{COMMIT}",
            "pigeonpost/afterword@v1",
        ),
        (
            {"url": "ssh://git@git.pigeonpost.example/afterword", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            f"afterword @ git+ssh://git@git.pigeonpost.example/afterword@{COMMIT}",
            "",
        ),
        (
            {"url": "https://git.pigeonpost.example/tools/afterword", "vcs_info": {"vcs": "git", "commit_id": COMMIT}, "subdirectory": "x"},
            f"afterword @ git+https://git.pigeonpost.example/tools/afterword@{COMMIT}#subdirectory=x",
            "",
        ),
        (
            {"url": "https://pigeonpost.example/afterword-1.whl", "archive_info": {"hashes": {"sha256": "ab" * 32}}},
            f"afterword @ https://pigeonpost.example/afterword-1.whl#sha256={'ab' * 32}",
            "",
        ),
        ({"url": "file:///gone/afterword", "dir_info": {}}, "file:vendor/afterword-{version}-py3-none-any.whl#sha256=", ""),
        (
            {"url": "file:///gone/x", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            "file:vendor/afterword-{version}-py3-none-any.whl",
            "",
        ),
    ],
    ids=["index", "git", "git with a login and a tag", "git by ssh", "git elsewhere", "address of a wheel", "folder", "git folder"],
)
def test_what_is_published_from_is_what_it_came_from(
    newcomer: Machine, tmp_path: Path, origin: dict[str, Any] | None, requirement: str, action: str
) -> None:
    """PEP 610 says what was installed. A public repository at the same forge also gives the action, and short workflows."""
    (facts,) = newcomer.packages.glob("afterword-*.dist-info")
    kept = (facts / "direct_url.json").read_bytes()
    try:
        (facts / "direct_url.json").unlink()
        if origin is not None:
            (facts / "direct_url.json").write_text(json.dumps(origin), encoding="utf-8")
        run(tmp_path, newcomer.command, "init", "status", *NAMED, *GITHUB)
    finally:
        (facts / "direct_url.json").write_bytes(kept)
    made = tmp_path / "status"
    version = facts.stem.partition("-")[2]
    text = (made / "requirements.txt").read_text(encoding="utf-8")
    assert text.splitlines()[-1].startswith(requirement.format(version=version))
    assert "secret" not in text
    assert (made / "vendor").exists() is requirement.startswith("file:")
    workflows = [(made / ".github/workflows" / f"{name}.yml").read_text(encoding="utf-8") for name in ("check", "publish")]
    assert [text.count(f"- uses: {action}\n" if action else "run: pip install") for text in workflows] == ([1, 2] if action else [1, 1])
    if action:
        code = [[row for row in text.splitlines() if not row.lstrip().startswith("#")] for text in workflows]
        assert [len(rows) for rows in code] == [12, 20]
