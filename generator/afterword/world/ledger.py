"""The ledger: what was told, as a file on a git ref of its own, apart from every branch.

It is written with git's plumbing, so the work tree and the index are never touched, and pushed after each success. Two
runs at once are no harm: who comes second fetches, takes both together and tries again.
"""

import re
from pathlib import Path

from afterword.core.told import LedgerError, Told, read_told
from afterword.world.git import GitError, run

REF = "refs/afterword/announced"
_THEIRS = "refs/afterword/remote/announced"
"""Where the remote's ledger is fetched to."""
_FILE = "announced.tsv"
_TRIES = 5
_WHO = ("-c", "user.name=afterword", "-c", "user.email=afterword@localhost")
_IN_ADDRESS = re.compile(r"://\S*@")
"""The login in an address, also when a slash of it was not escaped: git then prints it."""


class Ledger:
    """What was told, in the repository at `root` and in its remote, when it has one."""

    def __init__(self, root: Path) -> None:
        self._root = root
        names = self._words("remote").split()
        self.remote = "origin" if "origin" in names else names[0] if names else ""
        """Empty: the ledger stays in this repository."""
        self.told = Told()
        self._tip = ""
        self._known: dict[str, Told] = {}
        """The rows of commits that were read: they never change."""

    def read(self) -> bool:
        """Fetch it; whether there is one.

        Raises:
            GitError: the remote cannot be asked, or the ledger cannot be read. Nothing may be sent then.
        """
        theirs = self._fetch()
        own = self._name(REF)
        found = [tip for tip in dict.fromkeys((own, theirs)) if tip]
        self.told = Told()
        for tip in found:
            self.told = self.told.merged(self._rows(tip))
        self._tip = own
        if theirs and theirs != own and not self._holds(own, theirs):
            if self.told == self._rows(theirs):
                self._move(theirs)
            else:
                self._commit(self.told, [own, theirs], "Merged")
        return bool(found)

    def _holds(self, own: str, theirs: str) -> bool:
        """Whether theirs is a part of ours, so that there is nothing to take over."""
        return bool(own) and not run(self._root, "merge-base", "--is-ancestor", theirs, own).returncode

    def write(self, told: Told, why: str) -> None:
        """Keep `told`, beside what others have written in the meantime, and push it.

        Raises:
            GitError: it could not be written or pushed.
        """
        self._commit(told.merged(self.told), [self._tip] if self._tip else [], why)
        if not self.remote:
            return
        said = b""
        for _ in range(_TRIES):
            pushed = run(self._root, "push", "--quiet", "--no-verify", self.remote, f"{REF}:{REF}")
            if not pushed.returncode:
                return
            said = pushed.stderr
            self.read()  # somebody was faster: theirs and ours are one from here on
        raise _failure(f"the ledger could not be pushed to {self.remote}", said)

    def _fetch(self) -> str:
        """The name of the remote's commit; empty when it has none."""
        if not self.remote:
            return ""
        listed = run(self._root, "ls-remote", "--quiet", self.remote, REF)
        if listed.returncode:
            raise _failure(f"{self.remote} cannot be asked what was told", listed.stderr)
        if not listed.stdout.strip():
            return ""
        fetched = run(self._root, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", self.remote, f"+{REF}:{_THEIRS}")
        if fetched.returncode:
            raise _failure(f"the ledger cannot be fetched from {self.remote}", fetched.stderr)
        return self._name(_THEIRS)

    def _rows(self, tip: str) -> Told:
        if tip in self._known:
            return self._known[tip]
        shown = run(self._root, "cat-file", "blob", f"{tip}:{_FILE}")
        if shown.returncode:
            raise _failure(f"the ledger at {REF} cannot be read", shown.stderr)
        try:
            self._known[tip] = read_told(shown.stdout)
        except LedgerError as error:
            raise GitError(f"the ledger at {REF} cannot be read: {error}. Mend its file {_FILE}") from error
        return self._known[tip]

    def _commit(self, told: Told, parents: list[str], why: str) -> None:
        blob = self._made("hash-object", "-w", "--stdin", given=told.write())
        tree = self._made("mktree", given=f"100644 blob {blob}\t{_FILE}\n".encode())
        above = [word for parent in parents for word in ("-p", parent)]
        commit = self._made(*_WHO, "commit-tree", tree, *above, "-m", why)
        self._move(commit)
        self.told, self._known = told, {commit: told}

    def _move(self, commit: str) -> None:
        """Let the ref point to a commit, if nobody has moved it in the meantime."""
        self._made("update-ref", REF, commit, self._tip or "0" * len(commit), may_be_empty=True)
        self._tip = commit

    def _made(self, *arguments: str, given: bytes = b"", may_be_empty: bool = False) -> str:
        done = run(self._root, *arguments, given=given)
        said = done.stdout.decode().strip()
        if done.returncode or not (said or may_be_empty):
            raise _failure("the ledger could not be written", done.stderr)
        return said

    def _name(self, ref: str) -> str:
        return self._words("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")

    def _words(self, *arguments: str) -> str:
        done = run(self._root, *arguments)
        return "" if done.returncode else done.stdout.decode("utf-8", "replace").strip()


def _failure(what: str, said: bytes) -> GitError:
    """A sentence with git's first line, without what may stand before an `@` in an address."""
    lines = [line for line in _IN_ADDRESS.sub("://", said.decode("utf-8", "replace")).splitlines() if line.strip()]
    return GitError(f"{what} ({lines[0].strip()})" if lines else what)
