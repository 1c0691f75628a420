"""A project in a git repository of its own, asked and compared as the command does it."""

import os
import subprocess
from functools import partial
from pathlib import Path
from typing import Self

from afterword.core.sources import Source, Tree
from afterword.reading.against_published import compare, read_earlier
from afterword.reading.incident import IncidentReader
from afterword.reading.settings_reader import read_settings
from afterword.world.read_tree import read_tree
from afterword.world.repository.git import tree_at
from golden import NOW, SETTINGS, SETTINGS_PATH

INCIDENTS = "incidents"
QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_ALLOW_PROTOCOL": "file"}
"""Nothing of the machine's own settings."""
_WRITER = {
    "GIT_AUTHOR_NAME": "Ada Osei",
    "GIT_AUTHOR_EMAIL": "ada@pigeonpost.example",
    "GIT_COMMITTER_NAME": "Pigeonpost",
    "GIT_COMMITTER_EMAIL": "git@pigeonpost.example",
    "GIT_AUTHOR_DATE": "2026-03-14T09:16:00Z",
    "GIT_COMMITTER_DATE": "2026-03-14T09:16:00Z",
}


class Repository:
    """A folder in git, with a settings file; `root` is where the project lies in it."""

    def __init__(self, folder: Path, root: str = "") -> None:
        self.folder = folder
        self.root = folder / root
        self.root.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.write(SETTINGS_PATH, SETTINGS)

    @classmethod
    def at_hand(cls, folder: Path) -> Self:
        """A repository that is there already."""
        made = object.__new__(cls)
        made.folder = made.root = folder
        return made

    def git(self, *arguments: str, **environment: str) -> str:
        """Run git in the folder; what it prints."""
        variables = {**os.environ, **_WRITER, **QUIET, **environment}
        done = subprocess.run(["git", *arguments], cwd=self.folder, env=variables, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def write(self, path: str, text: str | bytes) -> None:
        """Write a file of the project."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def replace(self, path: str, old: str, new: str) -> None:
        """Change a file; the old text must stand in it once."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self.write(path, text.replace(old, new))

    def move(self, old: str, new: str) -> None:
        """Rename a file, as a person would."""
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        (self.root / old).rename(self.root / new)

    def remove(self, path: str) -> None:
        """Remove a file."""
        (self.root / path).unlink()

    def commit(self, **environment: str) -> str:
        """Commit everything; the name of the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=x", **environment)
        return self.git("rev-parse", "HEAD")

    def now(self) -> Tree:
        """The files as they lie there."""
        return read_tree(self.root, INCIDENTS, SETTINGS_PATH)

    def at(self, revision: str) -> Tree:
        """The files of a revision."""
        return tree_at(self.root, revision, INCIDENTS, SETTINGS_PATH)

    def compared(self, revision: str = "HEAD") -> list[str]:
        """What is printed when the files as they lie there are compared with a revision."""
        now, before = self.now(), self.at(revision)
        settings, _ = read_settings(now.settings_path, now.settings)
        read = IncidentReader(settings=settings)
        parsed = {source: read(source) for source in now.sources}
        incidents = [each.incident for each in parsed.values() if each.incident]
        unread: list[Source] = [source for source, each in parsed.items() if not each.incident]
        found = compare(read_earlier(before, parsed, partial(map, read)), incidents, NOW, unread)
        return [str(problem) for problem in sorted(found)]
