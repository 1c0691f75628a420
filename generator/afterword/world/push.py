"""Commits and pushes in a repository into which others push at the same moment."""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

from afterword.world.git import GitError, run

_TRIES = 20
_PAUSE = 0.5
"""Seconds before a second try; a little more before each further one, and never the same in two processes."""
_RACE = (b"fetch first", b"non-fast-forward", b"cannot lock ref", b"failed to update ref", b"incorrect old value", b"remote rejected")
"""What git says of a push that somebody else's came before."""


def commit_and_push(root: Path, work: Callable[[], object]) -> bool:
    """Let `work` commit what is to be said, and push it; whether there was something to push.

    When another push came first, the commit is taken back, the other one is fetched, and the work is done once more upon it. So
    nothing is merged, and what was meant for the open incident is decided by what is open then.

    Args:
        root: the folder of mkdocs.yml.
        work: reads the project as it lies there and commits, or finds that there is nothing to do.

    Raises:
        GitError: it could not be pushed. The commit stays when the remote did not refuse it because of another push.
    """
    for number in range(1, _TRIES + 1):
        before = _ask(root, "rev-parse", "HEAD")
        work()
        if _ask(root, "rev-parse", "HEAD") == before:
            return False
        pushed = run(root, "push", "--quiet")
        if not pushed.returncode:
            return True
        if not any(words in pushed.stderr for words in _RACE):
            raise _failure("it is committed, but not pushed", pushed.stderr)
        _ask(root, "reset", "--quiet", "--keep", before)
        time.sleep(_PAUSE * number * random.random())  # noqa: S311 - no secret hangs on it
        _ask(root, "fetch", "--quiet")
        _ask(root, "merge", "--quiet", "--ff-only", "@{upstream}")
    raise GitError(f"others pushed {_TRIES} times in a row before this could be pushed, so nothing was said. Run it once more")


def _ask(root: Path, *arguments: str) -> str:
    done = run(root, *arguments)
    if done.returncode:
        raise _failure(f"git {arguments[0]} failed", done.stderr)
    return os.fsdecode(done.stdout).strip()


def _failure(what: str, said: bytes) -> GitError:
    words = next((line for line in os.fsdecode(said).splitlines() if line.strip()), "git did not say why")
    return GitError(f"{what}: {words.strip()}. Mend that, then push: git push")
