"""A history that `afterword init` began, in git with a remote, and what a runner of a CI system needs to work in it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import prepared
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
    done = prepared.run(folder, "-m", "afterword", *arguments, environment={**ENVIRONMENT, **WRITER, **environment})
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def history(folder: Path, forge: str = "github") -> Path:
    """A new history with components, pushed to the bare repository `remote.git` beside it."""
    named = ("--name", "Pigeonpost incidents", "--url", "https://status.pigeonpost.example")
    afterword(folder, "init", "status", *named, "--repo", f"https://{forge}.com/pigeonpost/status")
    made = folder / "status"
    settings = made / "site_config" / "settings.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("components: []\n", COMPONENTS), encoding="utf-8")
    afterword(made, "init", "--refresh")
    run(folder, "git", "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    run(made, "git", "init", "--quiet", "--initial-branch=main")
    run(made, "git", "remote", "add", "origin", str(folder / "remote.git"))
    commit(made)
    run(made, "git", "push", "--quiet", "--set-upstream", "origin", "main")
    return made


def clone(folder: Path, name: str) -> Path:
    """One more checkout of the remote."""
    run(folder, "git", "clone", "--quiet", str(folder / "remote.git"), name)
    return folder / name


def commit(folder: Path) -> None:
    """Commit everything that lies there."""
    run(folder, "git", "add", "--all")
    run(folder, "git", "commit", "--quiet", "--message=x")


def tools_in(folder: Path, quick: Path | None = None) -> Path:
    """A folder for the PATH: our command, from the folder `quick` of `quick_command.py` if it is given, and a pip with nothing to do."""
    folder.mkdir()
    ours = f'exec "{quick}/afterword" "$@"' if quick else f'exec "{sys.executable}" -m afterword "$@"'
    for name, line in (("afterword", ours), ("pip", "true")):
        file = folder / name
        file.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
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
