"""Commit given files and nothing else, integrate what colleagues pushed, and push."""

import os
import random
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from afterword.world.repository.git import GitError, names_of, run

_PATIENCE = 10.0
"""Seconds for which another git process may hold the index."""
_NOT_WORDS = ("hint:", "***", "To ")
_TRIES = 20
_PAUSE = 0.5
"""Seconds before the second try. Grows with each try, and is random so that two processes do not collide again."""
_RACE = (
    b"fetch first",
    b"non-fast-forward",
    b"cannot lock ref",
    b"failed to update ref",
    b"incorrect old value",
    b"remote rejected",
)
"""Git's messages when another push came first."""
_WAY = "Mend that, then run: git pull --rebase && git push"
_WAYS = {
    b"not currently on a branch": "Put the commit on a branch (git switch -c NAME), then run: git push -u origin NAME",
    b"No configured push destination": "Name the repository (git remote add origin URL), then: git push -u origin HEAD",
    b"has no upstream branch": "Run: git push -u origin HEAD",
}
"""The way on after a refused push, by a part of git's message."""
_REFUSED = b"declined"
"""Git's message when the remote refuses the push: by a protected branch, a rule or a hook."""


def commit(root: Path, paths: Sequence[str], message: str) -> str:
    """Commit these files as they are, deleted ones included. Returns the short hash of the commit.

    Raises:
        GitError: git did not commit. The files are unchanged.
    """
    there = [path for path in paths if (root / path).exists()]
    if gone := [path for path in paths if path not in there]:
        _git(root, "rm", "--cached", "--quiet", "--ignore-unmatch", "--", *gone)
    if there:
        _git(root, "add", "--", *there)
    listed = _git(root, "diff", "--cached", "--name-only", "-z", "--relative", "--no-renames", "--", *paths)
    changed = names_of(listed)
    if not changed:
        raise GitError("there is nothing to commit: git has these files already. Look at git status")
    _git(root, "commit", "--quiet", "--message", message, "--", *changed)
    return _git(root, "rev-parse", "--short", "HEAD").decode().strip()


def catch_up(root: Path) -> str:
    """Fetch what colleagues pushed, and rebase the commits of this clone onto it.

    Returns:
        What prevented it, as a sentence; nothing was changed then. Empty: this clone is up to date, or has no branch to
        follow.
    """
    if run(root, "rev-parse", "--verify", "--quiet", "@{upstream}").returncode:
        return ""
    try:
        fetched = run(root, "fetch", "--quiet")
        if fetched.returncode:
            return f"What colleagues pushed could not be fetched ({_words(fetched)})."
        if run(root, "rev-list", "--count", "HEAD..@{upstream}").stdout.strip() == b"0":
            return ""
        theirs, ours = (_names(root, *what) for what in (("HEAD...@{upstream}",), ("HEAD",)))
        if both := sorted(theirs & ours):
            what = f"{both[0]} is changed here, and a colleague pushed a change of it"
            return f"{what}. Commit yours, then run: git pull --rebase"
        moved = run(root, "rebase", "--quiet", "--autostash", "@{upstream}")
        if not moved.returncode:
            return ""
        run(root, "rebase", "--abort")
    except GitError as error:
        return f"{error.plain}."
    why = _words(moved)
    return f"What colleagues pushed does not go together with commits of yours ({why}). Run: git pull --rebase"


def commit_and_push(root: Path, work: Callable[[], object]) -> bool:
    """Let `work` commit, and push the commit. False when there was nothing to commit.

    When another push came first, the commit is undone, the other one is integrated, and `work` runs again on top of it.
    So no merge is needed, and decisions about the open incident are based on its current state.

    Args:
        root: the folder of mkdocs.yml.
        work: reads the project from the disk and commits, or finds nothing to do.

    Raises:
        GitError: it was not pushed. The commit exists, unless other pushes came first every time.
    """
    for number in range(1, _TRIES + 1):
        before = _head(root)
        work()
        after = _head(root)
        if after == before:
            return False
        pushed = run(root, "push", "--quiet", hooked=True)
        if not pushed.returncode:
            return True
        if _REFUSED in pushed.stderr or not any(words in pushed.stderr for words in _RACE):
            raise _not_pushed(pushed)
        _keep(root, before)
        time.sleep(_PAUSE * number * random.random())  # noqa: S311 - no secret hangs on it
        if hindered := catch_up(root):
            _keep(root, after)
            raise GitError(hindered)
    raise GitError(f"Others pushed first {_TRIES} times in a row, so the commit was undone. Run the command again")


def push(root: Path) -> None:
    """Push the branch. If another push came first, integrate it and try once more.

    Raises:
        GitError: it was not pushed. The commit exists.
    """
    done = run(root, "push", "--quiet", hooked=True)
    hindered = ""
    if done.returncode and b"rejected]" in done.stderr:
        hindered = catch_up(root)
        if not hindered:
            done = run(root, "push", "--quiet", hooked=True)
    if done.returncode:
        raise GitError(hindered) if hindered else _not_pushed(done)


def _not_pushed(done: subprocess.CompletedProcess[bytes]) -> GitError:
    way = next((way for words, way in _WAYS.items() if words in done.stderr), _WAY)
    return GitError(f"Git said: {_words(done)}. {way}")


def _head(root: Path) -> str:
    return os.fsdecode(run(root, "rev-parse", "HEAD").stdout).strip()


def _keep(root: Path, commit_name: str) -> None:
    """Check out another commit. Uncommitted changes are kept."""
    done = run(root, "reset", "--quiet", "--keep", commit_name)
    if done.returncode:
        raise GitError(f"Somebody else pushed first, and git said: {_words(done)}. Run: git pull --rebase && git push")


def _names(root: Path, *compared: str) -> set[str]:
    """The files that differ between two states."""
    return set(names_of(run(root, "diff", "--name-only", "-z", "--no-renames", *compared).stdout))


def _git(root: Path, *arguments: str) -> bytes:
    """Git's output. Waits while another git process locks the index, and raises git's message on failure."""
    end = time.monotonic() + _PATIENCE
    while (
        (done := run(root, *arguments)).returncode
        and b"index.lock': File exists" in done.stderr
        and time.monotonic() < end
    ):
        time.sleep(0.1)
    if done.returncode:
        raise GitError(f"git did not commit ({_words(done)}). {_remedy(done.stderr)}")
    return done.stdout


def _words(done: subprocess.CompletedProcess[bytes]) -> str:
    """The first line of the message of git or a hook."""
    lines = (line.strip() for line in os.fsdecode(done.stderr + b"\n" + done.stdout).splitlines())
    words = next(
        (line for line in lines if line and not line.startswith(_NOT_WORDS)), "it or a hook of yours did not say why"
    )
    return words.removeprefix("fatal: ").removeprefix("error: ").rstrip(".")


def _remedy(message: bytes) -> str:
    """A remedy, as the beginning of a sentence about committing by hand."""
    if b"index.lock': File exists" in message:
        return "Wait until the other git ends; if none runs, remove that file"
    if b"tell me who you are" in message or b"empty ident name" in message:
        return "Say who you are: git config user.name and git config user.email"
    return "Mend that"
