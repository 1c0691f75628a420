"""A history that `afterword init` began, in git with a remote, and what a runner of a CI system needs to work in it."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import prepared
from project import give_templates
from repository import QUIET

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "CI_", "SAY_"))} | QUIET
COMPONENTS = "components:\n  - {id: posting, name: Posting}\n  - {id: api, name: API, aliases: [rest]}\n"
WRITER = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in (("NAME", "Ada"), ("EMAIL", "a@x.example"))}


def run(folder: Path, *command: str, code: int = 0, environment: Mapping[str, str] = MappingProxyType({})) -> str:
    """Run a command that must end with this exit code; what it prints."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**ENVIRONMENT, **WRITER, **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=180,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def afterword(folder: Path, *arguments: str, code: int = 0, environment: Mapping[str, str] = MappingProxyType({})) -> str:
    """Run the command of this environment."""
    if arguments[0] in {"build", "check"}:
        give_templates(folder)
    done = prepared.run(folder, "-m", "afterword", *arguments, environment={**ENVIRONMENT, **WRITER, **environment})
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def once(folder: Path, name: str, make: Callable[[Path], object]) -> None:
    """Put into the folder of a test what is made once, and copied for each."""
    kept = folder.parent / f"made-{name}"
    if not kept.exists():
        new = folder.parent / f"new-{name}"
        new.mkdir()
        make(new)
        new.rename(kept)
    shutil.copytree(kept, folder, symlinks=True, dirs_exist_ok=True)


def history(folder: Path, forge: str = "github") -> Path:
    """A new history with components, pushed to the bare repository `remote.git` beside it."""
    once(folder, f"history-{forge}", lambda new: _begin(new, forge))
    return folder / "status"


def _begin(folder: Path, forge: str) -> None:
    named = ("--name", "Pigeonpost incidents", "--url", "https://status.pigeonpost.example")
    afterword(folder, "init", "status", *named, "--repo", f"https://{forge}.com/pigeonpost/status")
    made = folder / "status"
    settings = made / "site_config" / "settings.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("components: []\n", COMPONENTS), encoding="utf-8")
    afterword(made, "init", "--refresh")
    into_git(made)


def into_git(made: Path) -> None:
    """Make a repository of a new history, and push it to the bare repository `remote.git` beside it."""
    run(made.parent, "git", "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    run(made, "git", "init", "--quiet", "--initial-branch=main")
    run(made, "git", "remote", "add", "origin", "../remote.git")
    commit(made)
    run(made, "git", "push", "--quiet", "--set-upstream", "origin", "main")


def clone(folder: Path, name: str) -> Path:
    """One more checkout of the remote."""
    run(folder, "git", "clone", "--quiet", str(folder / "remote.git"), name)
    return folder / name


def commit(folder: Path) -> None:
    """Commit everything that lies there."""
    run(folder, "git", "add", "--all")
    run(folder, "git", "commit", "--quiet", "--message=x")


def tools_in(folder: Path) -> Path:
    """A folder for the PATH: our command, and a pip that has nothing to do."""
    file = prepared.commands_in(folder, "afterword") / "pip"
    file.write_text("#!/bin/sh\n", encoding="utf-8")
    file.chmod(0o755)
    return folder


def commits(folder: Path) -> int:
    """How many commits the remote has."""
    return int(run(folder, "git", "--git-dir=remote.git", "rev-list", "--count", "main"))


def incidents(folder: Path) -> dict[str, str]:
    """The incident files of the remote, by their path below `incidents/`."""
    names = run(folder, "git", "--git-dir=remote.git", "ls-tree", "-r", "--name-only", "main", "incidents").splitlines()
    return {
        name.removeprefix("incidents/"): run(folder, "git", "--git-dir=remote.git", "show", f"main:{name}")
        for name in names
        if name.endswith(".md")
    }
