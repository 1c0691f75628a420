"""The ledger of sent messages: a file on a git ref of its own, independent of all branches.

It is written with git's plumbing commands, so work tree and index are never touched. A write is a compare-and-swap: it
names the state on which it is based, and the remote (or, without one, this repository) accepts it only in that state.
So if two runs claim a message at the same time, one of them fails before anything is sent.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path

from afterword.core.ledger_rows import LedgerError, LedgerRows, read_told
from afterword.world.repository.git import GitError, run

REF = "refs/afterword/announced"
FILE = "announced.tsv"
REMEDY = "Nothing is sent until an earlier state of it is put back: docs/announcing.md, 'A damaged ledger', says how"
_TRIES = 3
_LONGEST = 60.0
"""Seconds after which no further attempt to record a result begins."""
_WHO = ("-c", "user.name=afterword", "-c", "user.email=afterword@localhost")
_FETCH = ("--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no")
_PLAIN = ("--quiet", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no")
"""Options that push the ref alone, whatever the user's settings are."""
_IN_ADDRESS = re.compile(r"://\S*@")
"""The login in an address, even with an unescaped slash, in which case git prints it."""


class TakenError(GitError):
    """Another run changed the ledger after it was read. The text says so."""


class Ledger:
    """The ledger in the repository at `root` and in its remote, if it has one."""

    def __init__(self, root: Path) -> None:
        self._root = root
        names = self._words("remote").split()
        self.remote = "origin" if "origin" in names else names[0] if names else ""
        """Empty when the ledger stays in this repository."""
        self.told = LedgerRows()
        """The content of the ledger when it was last read or written."""
        self._own = ""
        """The commit of the ledger in this repository."""
        self._theirs = ""
        """The commit of the ledger in the remote."""
        self._parents: tuple[str, ...] = ()

    def read(self) -> bool:
        """Fetch and read the ledger. False when there is none.

        Raises:
            GitError: the remote cannot be reached, or the ledger cannot be read. Nothing may be sent then.
        """
        self._own = self._local()
        self._theirs = self._fetched()
        tips = tuple(tip for tip in dict.fromkeys((self._own, self._theirs)) if tip)
        if len(tips) > 1:
            tips = (self._own,) if self._contains(self._own, self._theirs) else tips
            tips = (self._theirs,) if self._contains(self._theirs, self._own) else tips
        if len(tips) > 1:
            base = self._words("merge-base", *tips)
            before = self._rows(base) if base else LedgerRows()
            self.told = self._rows(self._own).merged(self._rows(self._theirs), before)
        else:
            self.told = self._rows(tips[0]) if tips else LedgerRows()
        self._parents = tips
        if tips == (self._theirs,) and self._own != self._theirs:
            self._move(self._theirs)
        return bool(tips)

    @property
    def ahead(self) -> bool:
        """Whether this repository has records that the remote lacks, because a push was refused."""
        return bool(self.remote) and self._parents not in {(), (self._theirs,)}

    def write(self, told: LedgerRows, why: str) -> None:
        """Write `told` to the ledger, if nobody has changed it since it was read.

        Raises:
            TakenError: somebody has changed it. Nothing was written.
            GitError: it could not be written or pushed. This repository does not have the change either.
        """
        commit = self._commit(told, why)
        if self.remote:
            self._push(commit)
            self._theirs = commit
            self._move(commit)  # when another run in this folder was faster, the next reading takes both together
        elif not self._move(commit):
            if self._local() != self._own:
                raise TakenError("another run has changed the ledger at the same time")
            raise GitError(f"{REF} could not be written. Is the disk full, or the folder read-only?")
        self.told, self._parents = told, (commit,)

    def note(self, change: Callable[[LedgerRows], LedgerRows], why: str) -> None:
        """Record a result, in addition to what others have written in the meantime.

        Raises:
            GitError: the remote does not have the record. This repository has it, if it can be written at all.
        """
        begin, refusal = time.monotonic(), GitError("the ledger could not be written")
        for again in range(_TRIES):
            if again and time.monotonic() - begin > _LONGEST:
                break
            try:
                if again:
                    self.read()
                self.write(change(self.told), why)
            except GitError as error:
                refusal = error
            else:
                return
        if self.remote:
            self._move(self._commit(change(self.told), why))
        raise refusal

    # ---- reading -----------------------------------------------------------------------------------

    def _local(self) -> str:
        """The commit of the ledger in this repository; empty without one.

        Raises:
            GitError: there is a ref that does not lead to a commit.
        """
        named = run(self._root, "rev-parse", "--verify", "--quiet", REF)
        if named.returncode and not named.stderr.strip():
            return ""
        if named.returncode:
            raise _failure("the ledger of this repository cannot be read", named.stderr)
        commit = self._words("rev-parse", "--verify", "--quiet", f"{REF}^{{commit}}")
        if not commit:
            raise GitError(f"the ledger of this repository cannot be read: {REF} leads to no commit. {REMEDY}")
        return commit

    def _fetched(self) -> str:
        """The commit of the ledger in the remote, which is fetched; empty when it has none."""
        tip = self._remote_tip()
        if tip and not self._is_here(tip):
            fetched = run(self._root, "fetch", *_FETCH, self.remote, REF)
            if fetched.returncode:
                raise _failure(f"the ledger cannot be fetched from {self.remote}", fetched.stderr)
            if not self._is_here(tip):
                raise GitError(f"the ledger in {self.remote} cannot be read: {REF} there leads to no commit. {REMEDY}")
        return tip

    def _remote_tip(self) -> str:
        """The object to which the ref in the remote points; empty without one."""
        if not self.remote:
            return ""
        listed = run(self._root, "ls-remote", "--quiet", self.remote, REF)
        if listed.returncode:
            raise _failure(f"{self.remote} cannot be asked what was told", listed.stderr)
        rows = (row.split("\t") for row in listed.stdout.decode("utf-8", "replace").splitlines())
        return next((row[0] for row in rows if row[1:] == [REF]), "")

    def _is_here(self, tip: str) -> bool:
        return not run(self._root, "cat-file", "-e", f"{tip}^{{commit}}").returncode

    def _contains(self, tip: str, other: str) -> bool:
        """Whether the history of `tip` contains `other`."""
        asked = run(self._root, "merge-base", "--is-ancestor", other, tip)
        if asked.returncode > 1:
            raise _failure("the history of the ledger cannot be read", asked.stderr)
        return not asked.returncode

    def _rows(self, tip: str) -> LedgerRows:
        shown = run(self._root, "cat-file", "blob", f"{tip}:{FILE}")
        try:
            if not shown.returncode:
                return read_told(shown.stdout)
            reason = f"{FILE} is not in it"
        except LedgerError as error:
            reason = str(error)
        place = self.remote if tip == self._theirs else "this repository"
        raise GitError(f"the ledger at {REF} in {place} cannot be read: {reason}. {REMEDY}")

    # ---- writing -----------------------------------------------------------------------------------

    def _commit(self, told: LedgerRows, why: str) -> str:
        """Make a commit of the ledger to which no ref points yet."""
        data = told.write()
        try:
            whole = read_told(data) == told
        except LedgerError:
            whole = False
        if not whole:
            why = "a name of an update or of a channel holds a character that it cannot keep"
            raise GitError(f"the ledger could not be written: {why}")
        blob = self._made("hash-object", "-w", "--stdin", given=data)
        tree = self._made("mktree", given=f"100644 blob {blob}\t{FILE}\n".encode())
        above = [word for parent in self._parents for word in ("-p", parent)]
        return self._made(*_WHO, "commit-tree", tree, *above, "-m", why)

    def _push(self, commit: str) -> None:
        """Move the ref in the remote to `commit`, if it has not moved since it was read."""
        pushed = run(
            self._root, "push", *_PLAIN, f"--force-with-lease={REF}:{self._theirs}", self.remote, f"{commit}:{REF}"
        )
        if not pushed.returncode:
            return
        now = self._remote_tip()
        if now == commit:
            return  # it was accepted, and only the answer was lost
        if now != self._theirs:
            raise TakenError(f"another run has changed the ledger in {self.remote} at the same time")
        raise _failure(f"the ledger could not be pushed to {self.remote}", pushed.stderr)

    def _move(self, commit: str) -> bool:
        """Move the ref in this repository to a commit. False when somebody else moved it in the meantime."""
        moved = run(self._root, "update-ref", REF, commit, self._own or "0" * len(commit))
        if not moved.returncode:
            self._own = commit
        return not moved.returncode

    def _made(self, *arguments: str, given: bytes = b"") -> str:
        done = run(self._root, *arguments, given=given)
        name = done.stdout.decode().strip()
        if done.returncode or not name:
            raise _failure("the ledger could not be written", done.stderr)
        return name

    def _words(self, *arguments: str) -> str:
        done = run(self._root, *arguments)
        return "" if done.returncode else done.stdout.decode("utf-8", "replace").strip()


def _failure(what: str, message: bytes) -> GitError:
    """A sentence with the first line of git's message, without logins in addresses."""
    lines = [line for line in _IN_ADDRESS.sub("://", message.decode("utf-8", "replace")).splitlines() if line.strip()]
    return GitError(f"{what} ({lines[0].strip()})" if lines else what)
