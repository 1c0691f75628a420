"""Run git. This is the only module that does.

Paths end in NUL, messages are in English, and no setting of the user changes an answer. A repository is untrusted code:
`run` starts no program that its configuration or attributes name.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from posixpath import normpath
from unicodedata import normalize

from afterword.core.sources import Tree
from afterword.syntax.text import MAX_BYTES
from afterword.world.read_tree import EntryKind, arrange, is_passed_over, is_text
from afterword.world.refusal import RefusalError
from afterword.world.repository.ci import read_ci

_SECONDS = 60.0
_REMOTE = "refs/remotes/origin/"
_LOCAL = "refs/heads/"
_ROW = re.compile(rb"([0-7]{6}) [a-z]+ ([0-9a-f]+) +([0-9]+|-|BAD)\t(.+)", re.DOTALL)
_KINDS = {b"120000": EntryKind.LINK, b"160000": EntryKind.LINK}
"""Modes that are no plain files: symbolic links, and submodules."""
_OPTIONS = (
    "--no-pager", "--no-optional-locks", "--literal-pathspecs", "--no-replace-objects",
    "-c", "core.quotepath=off", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false",
    "-c", "i18n.logOutputEncoding=UTF-8", "-c", "log.follow=false", "-c", "blame.ignoreRevsFile=",
    "-c", "submodule.recurse=false",
)  # fmt: skip
_HOOKED = frozenset({"commit"})
"""Commands that a person could have typed instead. Their hooks run, as expected."""
_FILTERED = frozenset({"add", "commit", "rebase"})
"""Commands that apply the user's filters to files, such as those of Git LFS."""
_NETWORK = frozenset({"fetch", "ls-remote", "push"})
"""Commands that talk to another repository, with the user's credentials."""
_PLAIN = {
    **dict.fromkeys(
        ("diff", "diff-tree", "log", "show"), ("--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
    ),
    "blame": ("--no-textconv",),
}
"""Options that keep a command from starting programs to display a file."""
_READS_FILES = frozenset({"blame", "diff", "status"})
"""Commands that read files from the disk, and would apply filters to them."""
_ELSEWHERE = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE"})
"""Variables that git sets for its hooks, in which we may run. They would point away from the requested folder."""
_KEPT = frozenset(
    "GIT_CEILING_DIRECTORIES GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM GIT_CONFIG_SYSTEM GIT_DISCOVERY_ACROSS_FILESYSTEM "
    "GIT_EXEC_PATH GIT_TEST_ASSUME_DIFFERENT_OWNER".split()
)
"""Git's own variables that are passed to reading commands: none of them starts a program or sets an option."""
_OUTSIDE = b"not a git repository (or any"
_WITHOUT = "or leave the comparison out with --against none"


class GitError(RefusalError):
    """Git cannot answer. The text gives the reason and a remedy."""

    started = True
    """Whether git could be started."""

    @property
    def plain(self) -> str:
        """The text without the remedy that applies to comparisons only."""
        return str(self).replace(", name another revision with --against", "").replace(f", {_WITHOUT}", "")


class ForeignOwnerError(GitError):
    """Git refuses to read a repository whose folder belongs to another user."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"git does not read this repository, because its folder belongs to another user. If you trust it, run: "
            f"git config --global --add safe.directory {folder}"
        )
        self.folder = folder
        """In git's spelling."""


class NoGitError(GitError):
    """There is no git on this machine."""

    started = False


# ---- what was published --------------------------------------------------------------------------


def default_base(root: Path, environment: Mapping[str, str]) -> str | None:
    """The commit that was published before the files in `root`; None without a history.

    On a branch: where it left the default branch. On the default branch: the commit before the push, if GitHub or
    GitLab states it; else the remote's, if there are unpushed commits; else the parent of HEAD.

    Args:
        root: the folder of mkdocs.yml; it need not be the top of the repository.
        environment: the variables of the CI system.

    Raises:
        GitError: the history cannot be read, or does not go back far enough.
    """
    done = run(root, "rev-parse", "--verify", "--quiet", "HEAD")
    if done.returncode:
        if done.stderr and _OUTSIDE not in done.stderr:
            raise refusal(root, done.stderr)
        return None
    head, ci = done.stdout.decode().strip(), read_ci(environment)
    branch = _ask(root, "symbolic-ref", "--quiet", "HEAD").removeprefix(_LOCAL) or ci.branch
    name, tip = _default_branch(root, ci.default)
    left = _ask(root, "merge-base", head, tip) if tip else ""
    if not name or branch == name or (not branch and left == head):
        before = _commit(root, ci.before)
        if not before and not (ci.before and is_shallow(root)):
            before = (left if left != head else "") or _commit(root, f"{head}~1")
        if not before and is_shallow(root):
            raise _lacking(root, "the commit before this one")
        return before or None
    base = left or (ci.base and _ask(root, "merge-base", head, ci.base))
    if not base:
        raise _lacking(root, f"the commit at which this branch left '{name}'")
    return base


def tree_at(root: Path, revision: str, incidents: str, settings: str) -> Tree:
    """The tree that `read_tree` would give if the files were those of `revision`, with two processes of git.

    Raises:
        GitError: the revision does not exist here, or git cannot answer.
    """
    if not revision or revision.startswith("-"):
        raise _lacking(root, f"the revision '{revision}'")
    listed = run(root, "ls-tree", "-r", "-z", "-l", f"{revision}^{{commit}}", "--", incidents, settings)
    if listed.returncode:
        raise refusal(root, listed.stderr, revision)
    files = _Files()
    wanted: dict[str, str] = {}
    for row in filter(None, listed.stdout.split(b"\0")):
        entry = _ROW.fullmatch(row)
        if not entry:
            raise GitError(f"git's list of files cannot be read ({row[:80]!r}). Install a newer git, {_WITHOUT}")
        mode, blob, size = entry[1], entry[2].decode(), entry[3]
        path, kind = normpath(os.fsdecode(entry[4])), _KINDS.get(mode, EntryKind.FILE)
        files.add(path, kind)
        if kind is EntryKind.FILE and (
            path == normpath(settings) or (is_text(path) and not any(map(is_passed_over, path.split("/"))))
        ):
            if size == b"BAD":
                what = f"git cannot read {path} as it was at '{revision}'"
                raise GitError(f"{what}. Ask git fsck what is broken, {_WITHOUT}")
            if int(size) > MAX_BYTES:
                files.bytes[path] = bytes(MAX_BYTES + 1)  # refused for its size alone, so its content does not matter
            else:
                wanted[path] = blob
    contents = blobs(root, wanted.values())
    files.bytes.update((path, contents[name]) for path, name in wanted.items())
    return arrange(files, incidents, settings)


def author_names(root: Path) -> frozenset[str]:
    """The names of all authors, in the spelling of .mailmap; empty without a history.

    Raises:
        GitError: the history cannot be read.
    """
    done = run(root, "log", "-z", "--format=%aN", "HEAD")
    if done.returncode:
        if _OUTSIDE in done.stderr or b"unknown revision" in done.stderr:
            return frozenset()
        raise refusal(root, done.stderr)
    return frozenset(filter(None, done.stdout.decode("utf-8", "replace").split("\0")))


class _Files:
    """The files of a revision, in the form of a directory listing."""

    def __init__(self) -> None:
        self.folders: dict[str, dict[str, EntryKind]] = {}
        self.bytes: dict[str, bytes] = {}

    def add(self, path: str, kind: EntryKind) -> None:
        """Add a path, and the folders above it."""
        folder, _, name = path.rpartition("/")
        known = self.folders.setdefault(folder or ".", {})
        if name not in known:
            known[name] = kind
            if folder:
                self.add(folder, EntryKind.FOLDER)

    def entries(self, folder: str) -> Iterable[tuple[str, EntryKind]]:
        return self.folders.get(normpath(folder), {}).items()

    def read(self, path: str) -> bytes:
        return self.bytes.get(normpath(path), b"")


def blobs(root: Path, names: Iterable[str]) -> dict[str, bytes]:
    """The contents of blobs, by their hashes."""
    asked = list(dict.fromkeys(names))
    if not asked:
        return {}
    done = run(root, "cat-file", "--batch", given="".join(f"{name}\n" for name in asked).encode())
    answer, at, contents = done.stdout, 0, dict[str, bytes]()
    for name in asked:
        end = answer.find(b"\n", at)
        size = answer[at:end].rpartition(b" ")[2]
        if done.returncode or end < 0 or not size.isdigit():
            raise refusal(root, done.stderr or answer[at:end])
        contents[name] = answer[end + 1 : end + 1 + int(size)]
        at = end + int(size) + 2
    return contents


# ---- where we are --------------------------------------------------------------------------------


def _default_branch(root: Path, stated: str) -> tuple[str, str]:
    """Name and ref of the default branch; the ref is empty when it has none, both when it is unknown."""
    pointed = "" if stated else _ask(root, "symbolic-ref", "--quiet", f"{_REMOTE}HEAD").removeprefix(_REMOTE)
    names = [stated] if stated else [name for name in (pointed, "main", "master") if name]
    refs = [(name, f"{place}{name}") for name in names for place in (_REMOTE, _LOCAL)]
    here = _ask(root, "for-each-ref", "--format=%(refname)", *(ref for _, ref in refs)).split("\n")
    return next(((name, ref) for name, ref in refs if ref in here), (stated, ""))


def _commit(root: Path, revision: str) -> str:
    """The full hash of a commit; empty when it is not in this clone."""
    return revision and _ask(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")


def is_shallow(root: Path) -> bool:
    """Whether a part of the history is missing from this clone."""
    return _ask(root, "rev-parse", "--is-shallow-repository") == "true"


# ---- git -----------------------------------------------------------------------------------------


def _ask(root: Path, *arguments: str) -> str:
    """Git's answer; empty when it has none."""
    done = run(root, *arguments)
    return "" if done.returncode else os.fsdecode(done.stdout).strip()


def run(root: Path, *arguments: str, given: bytes = b"", hooked: bool = False) -> subprocess.CompletedProcess[bytes]:
    """Run git in `root` and wait for its end.

    Git starts no hook, filter, text converter, file system monitor or diff program that the configuration, the
    attributes or the environment name, and fetches nothing that a partial clone lacks. Only commands that commit or
    talk to a remote may use what the user set up for that.

    Args:
        root: the folder in which git is started.
        arguments: the command, behind options such as `-c user.name=x`.
        given: the standard input.
        hooked: whether the user asked for this very command, so that hooks run.

    Raises:
        GitError: git cannot be started, or does not answer.
    """
    git = shutil.which("git")
    if not git:
        raise NoGitError(f"git is not installed here, or not on the PATH. Install it, {_WITHOUT}")
    at = _place_of_command(arguments)
    command = arguments[at]
    hooks = () if hooked or command in _HOOKED else ("-c", f"core.hooksPath={os.devnull}")
    before, after = (*hooks, "-C", str(root), *arguments[: at + 1]), arguments[at + 1 :]
    words = [git, *_OPTIONS, *before, *_PLAIN.get(command, ()), *after]
    filters = _filters(root) if command in _READS_FILES else ()
    try:
        return subprocess.run(  # noqa: S603 - no shell, and a revision that begins with - was refused
            words, input=given, capture_output=True, env=_environment(command, filters), timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise GitError(f"git gave no answer in {_SECONDS:.0f} seconds. Try again, {_WITHOUT}") from error
    except OSError as error:
        raise GitError(f"git cannot be started: {error.strerror or error}. Mend that, {_WITHOUT}") from error


def _place_of_command(arguments: Sequence[str]) -> int:
    """The index of the command's name, behind options such as `-c user.name=x`."""
    at = 0
    while arguments[at] == "-c":
        at += 2
    return at


def _environment(command: str, filters: Iterable[str]) -> dict[str, str]:
    """The environment for a command, with every one of `filters` switched off."""
    own = command in _HOOKED | _FILTERED | _NETWORK
    variables = {
        name: value
        for name, value in os.environ.items()
        if (name not in _ELSEWHERE if own else not name.startswith("GIT_") or name in _KEPT)
    }
    variables |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    if own:
        return variables
    settings = [("safe.directory", value) for value in _trusted_folders(os.environ)]
    settings += [(name, "false" if name.endswith(".required") else "") for name in filters]
    for number, (name, value) in enumerate(settings):
        variables |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    # An empty list of protocols also stops versions of git that do not know the first of these variables.
    return variables | {
        "GIT_CONFIG_COUNT": str(len(settings)),
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_ATTR_NOSYSTEM": "1",
    }


def _trusted_folders(environment: Mapping[str, str]) -> Iterator[str]:
    """The values of `safe.directory` in the environment, as CI sets them. Nothing else is taken from there."""
    count = environment.get("GIT_CONFIG_COUNT", "")
    for number in range(min(int(count), 1000) if count.isdecimal() else 0):
        if environment.get(f"GIT_CONFIG_KEY_{number}", "").lower() == "safe.directory":
            yield environment.get(f"GIT_CONFIG_VALUE_{number}", "")


def names_of(listed: bytes) -> list[str]:
    """The names in a list whose entries end in NUL."""
    return [os.fsdecode(name) for name in listed.split(b"\0") if name]


def _filters(root: Path) -> tuple[str, ...]:
    """The names of all settings that start a filter, such as `filter.lfs.clean`."""
    names = run(
        root, "config", "--null", "--name-only", "--get-regexp", r"^filter\..*\.(clean|smudge|process|required)$"
    ).stdout
    return tuple(dict.fromkeys(names_of(names)))


def tracked(root: Path, folder: str) -> tuple[str, ...]:
    """The committed files in a folder, whatever the case and Unicode normalization of the folder's name in git.

    Raises:
        GitError: there is no git, or no repository that it can read.
    """
    listed = run(root, "ls-files", "-z")
    if listed.returncode:
        raise refusal(root, listed.stderr)
    names = names_of(listed.stdout)
    wanted = f"{normalize('NFC', folder).casefold()}/"
    spelt = ((name, f"{normalize('NFC', name).casefold()}/") for name in names)
    return tuple(name for name, path in spelt if path.startswith(wanted) or wanted.startswith(path))


def refusal(root: Path, message: bytes, revision: str = "") -> GitError:
    """Turn git's error message into a sentence with a remedy."""
    words = os.fsdecode(message).strip()
    if "dubious ownership" in words or "unsafe repository" in words:
        trusted = re.search(r"safe\.directory (.+)", words)
        return ForeignOwnerError(trusted[1] if trusted else str(root))
    if "lazy fetching disabled" in words or "promisor" in words or "transport '" in words:
        return GitError(
            "this clone was made without the contents of its files (--filter). "
            f"Clone it again without --filter, {_WITHOUT}"
        )
    if "not a git repository" in words:
        return GitError(
            f"{root} is in no git repository, so it is not known what was published. "
            f"Run the command in a clone, {_WITHOUT}"
        )
    if revision and "Not a valid object name" in words:
        return _lacking(root, f"the revision '{revision}'")
    return GitError(f"git failed: {words.splitlines()[0] if words else 'it did not say why'}. Mend that, {_WITHOUT}")


def _lacking(root: Path, what: str) -> GitError:
    if is_shallow(root):
        return GitError(
            f"this clone is shallow and does not hold {what}. Fetch the whole history: git fetch --unshallow; "
            f"in a GitHub workflow set fetch-depth: 0, in GitLab GIT_DEPTH: 0"
        )
    return GitError(
        f"this clone does not hold {what}. Fetch it with git fetch origin, "
        f"name another revision with --against, {_WITHOUT}"
    )
