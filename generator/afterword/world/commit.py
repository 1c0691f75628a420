"""Commits files, and nothing else that may lie around."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from afterword.world.git import GitError, run


def commit(root: Path, paths: Sequence[str], message: str) -> str:
    """Commit these files as they lie there, or are gone; return the short name of the commit.

    Raises:
        GitError: git did not commit. The files are as they were.
    """
    there = [path for path in paths if (root / path).exists()]
    if len(there) < len(paths):
        _tell(run(root, "rm", "--cached", "--quiet", "--ignore-unmatch", "--", *(path for path in paths if path not in there)))
    if there:
        _tell(run(root, "add", "--", *there))
    listed = run(root, "diff", "--cached", "--name-only", "-z", "--relative", "--no-renames", "--", *paths)
    changed = [os.fsdecode(name) for name in listed.stdout.split(b"\0") if name]
    if not changed:
        raise GitError("there is nothing to commit: git has these files already. Look at git status")
    _tell(run(root, "commit", "--quiet", "--message", message, "--", *changed))
    return run(root, "rev-parse", "--short", "HEAD").stdout.decode().strip()


def _tell(done: subprocess.CompletedProcess[bytes]) -> None:
    """Raise with git's own words when it did not do it."""
    if done.returncode:
        said = os.fsdecode(done.stderr or done.stdout)
        words = next((line.strip() for line in said.splitlines() if line.strip() and not line.startswith("hint:")), "it did not say why")
        raise GitError(f"git did not commit ({words.removeprefix('fatal: ').rstrip('.')}). Mend that")
