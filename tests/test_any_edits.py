"""After any edits a build that takes over what it can makes the very bytes that a build from nothing makes."""

import os
import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from project import COMMAND, Project, tree

FIRST = datetime(2024, 11, 5, 9, 0, tzinfo=UTC)
STEPS = 6
"""Builds of a history, after each of which another starts from nothing."""
TAKEN = 40
"""Files that a run takes over at least: else it would show nothing."""
ALONE = f"import os; os.sched_setaffinity(0, {{min(os.sched_getaffinity(0))}}); {COMMAND}"
"""The command on one processor: so it has no processes beside it."""


class Edits:
    """Edits of a history, chosen by chance: of its files, its settings, the site that stands, and what is kept of it."""

    def __init__(self, project: Project, chance: random.Random) -> None:
        self._project = project
        self._chance = chance
        self._store = project.folder.parent / "store"
        self._now = FIRST + timedelta(days=400)
        self._number = 0
        for _ in range(18):
            self.open_one()

    @property
    def now(self) -> str:
        """The time of the next build: later each time."""
        self._now += timedelta(minutes=self._chance.choice((0, 1, 90, 60 * 24 * 40)))
        return f"{self._now:%Y-%m-%d %H:%M} UTC"

    def some(self) -> None:
        """One to three edits of incidents; now and then something else as well, after which little can be taken over."""
        of_incidents = [self.open_one, self.say_more, self.say_more_in_a_file, self.rename, self.move, self.relate, self.remove, self.hide]
        others = [self.change_settings, self.change_a_page, self.touch_the_site, self.lose_times, self.break_the_store]
        others = self._chance.choices(others, k=self._chance.random() < 0.4)
        for edit in (*self._chance.choices(of_incidents, k=self._chance.randint(1, 3)), *others):
            edit()

    def open_one(self) -> None:
        """A new incident; one in four is not over."""
        self._number += 1
        at = FIRST + timedelta(hours=self._chance.randrange(24 * 390), minutes=self._chance.randrange(60))
        end = "" if self._chance.random() < 0.25 else f"resolved: {at + timedelta(hours=3):%Y-%m-%d %H:%M} UTC\n"
        chosen = self._chance.choice
        head = f"title: Number {self._number}\nstarted: {at:%Y-%m-%d %H:%M} UTC\n{end}severity: {chosen(('minor', 'major'))}\n"
        hits = f"components: [{chosen(('delivery', 'api', 'imports'))}]\ncategories: [{chosen(('deploy', 'capacity'))}]\n"
        said = f"### {at + timedelta(minutes=5):%Y-%m-%d %H:%M} UTC - Investigating\n\nWe look.\n"
        closed = f"\n### {at + timedelta(hours=3):%Y-%m-%d %H:%M} UTC - Resolved\n\nIt is over.\n" if end else ""
        self._project.write(f"incidents/{at:%Y-%m-%d}-number-{self._number}.md", f"---\n{head}{hits}---\n\nPosts wait.\n\n{said}{closed}")

    def say_more(self) -> None:
        """An update, at a minute that others may have as well."""
        file = self._any()
        day = file.name[:10]
        self._change(file, f"\n### {day} 23:5{self._chance.randrange(3)} UTC - Update\n\nMore, number {self._chance.randrange(9)}.\n")

    def say_more_in_a_file(self) -> None:
        """An update as a file of its own."""
        file = self._any()
        folder = file.with_suffix("")
        (folder / "updates").mkdir(parents=True, exist_ok=True)
        (folder / "updates" / f"{file.name[:10]}T235{self._chance.randrange(9)}Z-update.md").write_text("And another.\n", encoding="utf-8")

    def rename(self) -> None:
        """An incident has another title, which its neighbours show."""
        file = self._any()
        file.write_text(file.read_text(encoding="utf-8").replace("title: ", "title: Late, ", 1), encoding="utf-8")

    def move(self) -> None:
        """An incident has another id."""
        file = self._any()
        if not file.with_suffix("").exists():
            self._number += 1
            file.rename(file.with_name(f"{file.name[:10]}-moved-{self._number}.md"))

    def relate(self) -> None:
        """One incident names another."""
        file, other = self._any(), self._any()
        if file != other and "related:" not in (text := file.read_text(encoding="utf-8")):
            file.write_text(text.replace("---\n", f"---\nrelated: [{other.stem}]\n", 1), encoding="utf-8")

    def remove(self) -> None:
        """An incident goes; its updates stay."""
        self._any().unlink()

    def hide(self) -> None:
        """An incident becomes a draft, or is published again."""
        file = self._any()
        text = file.read_text(encoding="utf-8")
        shown = text.replace("draft: true\n", "")
        file.write_text(shown if shown != text else text.replace("---\n", "---\ndraft: true\n", 1), encoding="utf-8")

    def change_settings(self) -> None:
        """A component has another name, or feeds hold another number of entries."""
        path = self._project.folder / "site_config" / "settings.yml"
        text = path.read_text(encoding="utf-8")
        old, new = self._chance.choice(
            (("name: Deliver", "name: More deliver"), ("entries: 50", "entries: 5"), ("entries: 5\n", "entries: 50\n"))
        )
        path.write_text(text.replace(old, new), encoding="utf-8")

    def change_a_page(self) -> None:
        """A page that somebody wrote by hand says more."""
        self._change(self._project.folder / "site_config" / "pages" / "about.md", "\nAnd more.\n")

    def touch_the_site(self) -> None:
        """Somebody writes into a page of the old site, or takes it away."""
        if pages := sorted(self._project.site.glob("incidents/*/*")):
            page = self._chance.choice(pages)
            if self._chance.random() < 0.5:
                page.unlink()
            else:
                self._change(page, "Ours now.")

    def lose_times(self) -> None:
        """As when a CI system brings the site back: all is of this minute."""
        for path in self._project.site.rglob("*.*"):
            os.utime(path)

    def break_the_store(self) -> None:
        """What is kept is cut off, or gone, or is that of a folder with other contents."""
        for path in self._store.rglob("*"):
            if path.is_file() and path.name != "lock" and self._chance.random() < 0.5:
                data = path.read_bytes()
                path.write_bytes(self._chance.choice((b"", data[: len(data) // 2], data[::-1], b"{}")))

    def _any(self) -> Path:
        return self._chance.choice(sorted((self._project.folder / "incidents").glob("*.md")))

    def _change(self, file: Path, more: str) -> None:
        with file.open("a", encoding="utf-8") as text:
            text.write(more)


def built(project: Project, now: str, target: Path, store: Path | None, *, alone: bool, engine: str) -> dict[str, str]:
    """The site as the command builds it; some of the files may be wrong by now, so it keeps going."""
    arguments = ("build", "--keep-going", "--engine", engine, "--now", now, "--site-dir", str(target))
    done = project.code(ALONE if alone else COMMAND, *arguments, **({"AFTERWORD_STORE": str(store)} if store else {}))
    assert done.returncode in {0, 3}, done.stderr
    return tree(target)


def inodes(site: Path) -> set[int]:
    """Of all its files."""
    return {path.stat().st_ino for path in site.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("seed", "engine"), [(0, "mkdocs"), (1, "mkdocs"), (2, "mkdocs"), (1, "own"), (2, "own")])
def test_any_edits_give_what_a_clean_build_gives(tmp_path: Path, seed: int, engine: str) -> None:
    """With a store and without, on one processor and on several, with either engine that takes over: byte for byte.

    One clean build has no store at all; the others have one that holds compiled templates and nothing else. So has the first build that
    takes over, where such templates are there already.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    project = Project(tmp_path / "work", incidents=False)
    edits = Edits(project, chance)
    kept, none = tmp_path / "store", tmp_path / "none"
    none.touch()  # no folder can be made there
    emptied = project.store.folder
    assert emptied
    project.give_templates_to(kept)
    taken = 0
    for step in range(STEPS):
        now = edits.now
        before = inodes(project.site)
        after = built(project, now, project.site, kept, alone=chance.random() < 0.5, engine=engine)
        taken += len(before & inodes(project.site))
        shutil.rmtree(emptied, ignore_errors=True)
        store = none if (seed, step) == (0, 0) else None
        clean = built(project, now, tmp_path / f"clean-{step}", store, alone=chance.random() < 0.5, engine=engine)
        assert after == clean, f"seed {seed}, step {step}"
        edits.some()
    assert taken > TAKEN, seed
