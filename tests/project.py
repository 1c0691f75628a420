"""A project in a temporary folder, built by the real command in a process of its own."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import prepared
from afterword.world.kept.store import VARIABLE, Store, open_store

ROOT = Path(__file__).parents[1]
NOW = "2026-04-22 09:46 UTC"
"""The time of the fixtures that depend on the clock."""
CLOCK = ROOT / "tests" / "fixtures" / "clock"
OWN = (
    "2013-10-26-buffer-spam-posts",
    "2017-01-31-gitlab-database-removed",
    "2017-02-28-amazon-s3-disruption",
    "2018-10-21-github-inconsistent-data",
    "2019-07-02-cloudflare-error-pages",
    "2021-06-08-fastly-errors-worldwide",
    "2025-11-02-queue-slow",
    "2026-01-11-message-store-move",
    "2026-02-02-errors-at-sign-in",
    "2026-03-14-queue-delivery-stopped",
)
"""The incidents of this repository that a project has: what there is before `NOW`, in few files. `test_demo.py` looks at all of them."""
COMMAND = "from afterword.cli import main; main()"
"""Code that runs the command."""
STORE = "afterword-tests-"
"""How the name of the store begins that all tests share, but for those that are about stores. Each project has a folder in it."""
_TEMPLATES = "templates"
_COMPILED: dict[str, bytes] = {}
"""The templates as the first build has compiled them. Later projects have them at once: to compile them takes half of a build."""


def on_processors(count: int) -> str:
    """Code for `Project.code`: the command on a machine with so many processors."""
    return f"import afterword.world.pool as pool; pool.processors.__code__ = (lambda: {count}).__code__; {COMMAND}"


class Project:
    """A copy of this repository's own history, or of a part of it."""

    def __init__(self, folder: Path, *, incidents: bool = True) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "mkdocs.yml", folder)
        shutil.copytree(ROOT / "site_config", folder / "site_config")
        (folder / "incidents").mkdir()
        if incidents:
            for name in OWN:
                shutil.copy(ROOT / "incidents" / f"{name}.md", folder / "incidents")

    @property
    def store(self) -> Store:
        """What is kept for the next build."""
        return open_store(self.folder)

    @property
    def site(self) -> Path:
        """Where the site is built."""
        return self.folder / "site"

    def write(self, path: str, text: str) -> None:
        """Write a file of the project."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def add_clock_fixtures(self) -> None:
        """Add incidents that are open, overdue, and coming at `NOW`."""
        shutil.copytree(CLOCK, self.folder / "incidents", dirs_exist_ok=True)

    def replace(self, path: str, old: str, new: str) -> None:
        """Change a file; the old text must stand in it once."""
        text = (self.folder / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self.write(path, text.replace(old, new))

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `afterword` in the folder."""
        return self._run("-m", "afterword", *arguments, **environment)

    def mkdocs(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `mkdocs` in the folder."""
        return self._run("-m", "mkdocs", *arguments, NO_MKDOCS_2_WARNING="1")

    def code(self, code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run code in the folder that changes something of ours, and then runs the command."""
        return self._run("-c", code, *arguments, **environment)

    def python(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the folder, in a process that has imported nothing yet."""
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=self.folder, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120, check=False
        )

    def start(self, *command: str) -> subprocess.Popen[str] | prepared.Started:
        """Start Python with these arguments in the folder, and do not wait for its end."""
        self._give_templates()
        return prepared.start(self.folder, *command, environment=os.environ)

    def _run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        own = VARIABLE not in environment and self._give_templates()
        done = prepared.run(self.folder, *command, environment={**os.environ, **environment})
        if own and done.returncode in {0, 3} and "build" in command[:3]:
            keep_templates(self.folder)
        return done

    def _give_templates(self) -> bool:
        """Put the compiled templates into the store of this project, unless that is not the store of the tests."""
        own = Path(os.environ.get(VARIABLE, "")).name.startswith(STORE)
        if own:
            give_templates(self.folder)
        return own

    def give_templates_to(self, store: Path) -> None:
        """Put the compiled templates into another store as well; only for tests that are about something else than these."""
        with patch.dict(os.environ, {VARIABLE: str(store)}):
            give_templates(self.folder)

    def build(self, now: str = NOW, **environment: str) -> Path:
        """Build the site, which must succeed without a word of trouble."""
        done = self.run("build", "--now", now, **environment)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr + done.stdout
        return self.site


def give_templates(folder: Path) -> None:
    """Put the compiled templates into the store of a project."""
    store = open_store(folder)
    if store.folder and not (store.folder / _TEMPLATES).exists():
        for name, data in _COMPILED.items():
            store.write(f"{_TEMPLATES}/{name}", data)


def keep_templates(folder: Path) -> None:
    """Keep the templates that were compiled for a project, unless there are some."""
    store = open_store(folder)
    if store.folder and not _COMPILED:
        for file in (store.folder / _TEMPLATES).glob("*"):
            _COMPILED[file.name] = store.read(f"{_TEMPLATES}/{file.name}") or b""


def tree(site: Path) -> dict[str, str]:
    """Every file of a site and the hash of its bytes."""
    files = sorted(path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The paths that were added, changed or taken away, without the list of files, which has the digest of each of them."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} - {".afterword"}


def own_files(site: Path) -> list[str]:
    """The files of a site that are not the theme's."""
    return [path for path in tree(site) if not path.startswith("assets/") and path != ".afterword"]
