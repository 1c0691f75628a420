"""Building only what changed gives the same site as building everything, and is never fooled."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.config import load_config

from afterword.world.publishing.page_inputs import made_with
from afterword.world.publishing.written_files import WrittenRecord, read_record
from project import NOW, Project, changed, tree

FULL = "incidents/2026-03-14-queue-delivery-stopped"
SMALL = "incidents/2025-11-02-queue-slow"
NAMED = "incidents/2026-02-02-errors-at-sign-in"
OTHER = "incidents/2017-01-31-gitlab-database-removed"
FIRST = "incidents/2013-10-26-buffer-spam-posts"
EDITED = {FULL, SMALL, NAMED, OTHER, FIRST}
RECORD = "written.json"


def text(project: Project, path: str) -> str:
    """A file of the project."""
    return (project.folder / path).read_text(encoding="utf-8")


def say_more(project: Project) -> None:
    """An update is added."""
    project.write(f"{SMALL}.md", text(project, f"{SMALL}.md") + "\n### 2025-11-20 09:00 UTC - Update\n\nOne more thing.\n")


def say_more_in_a_file(project: Project) -> None:
    """An update is added as a file of its own."""
    project.write(f"{SMALL}/updates/2025-11-21T0900Z-update.md", "And another.\n")


def say_at_the_same_time(project: Project) -> None:
    """Two incidents have an update in one minute: in feeds one of them gets the next second."""
    project.write(f"{OTHER}/updates/2026-03-14T0916Z-update.md", "At the very same minute.\n")


def rename(project: Project) -> None:
    """An incident changes its title, which its neighbours show."""
    project.replace(f"{SMALL}.md", "title:", "title: Late,")


def relate(project: Project) -> None:
    """One incident names another, which names it back on its page."""
    project.replace(f"{FULL}.md", "related: [", "related: [2013-10-26-buffer-spam-posts, ")


def open_another(project: Project) -> None:
    """A new incident comes, and is open."""
    project.write("incidents/2026-04-22-new.md", "---\ntitle: New\n---\n### 2026-04-22 09:00 UTC - Investigating\nWe look.\n")


def take_away(project: Project) -> None:
    """An incident goes."""
    (project.folder / "incidents" / "2026-04-22-new.md").unlink()


def other_settings(project: Project) -> None:
    """A component gets another name."""
    project.replace("site_config/settings.yml", "name: Delivery,", "name: Deliveries,")


def other_template(project: Project) -> None:
    """The site replaces a template of the pages."""
    project.write("site_config/overrides/afterword/incident/facts.html", "<p>No figures here.</p>\n")


def other_page(project: Project) -> None:
    """A page written by hand gets another title, which the navigation shows on every page."""
    project.replace("mkdocs.yml", "  - About: about.md", "  - Who we are: about.md")


def other_frame(project: Project) -> None:
    """The site changes the frame of every page."""
    project.write("site_config/overrides/partials/footer.html", "<footer>Ours.</footer>\n")


EDITS: tuple[Callable[[Project], None], ...] = (
    *(say_more, say_more_in_a_file, say_at_the_same_time, rename, relate, open_another, take_away),
    *(other_settings, other_page, other_template, other_frame),
)


def test_an_edit_gives_what_a_clean_build_gives(tmp_path: Path) -> None:
    """After every kind of edit, one after the other, the site is byte for byte that of a build from nothing."""
    project = Project(tmp_path / "work")
    for file in (project.folder / "incidents").iterdir():
        if f"incidents/{file.stem}" not in EDITED:
            file.unlink()
    project.build()
    before = tree(project.site)
    for edit in EDITS:
        edit(project)
        after = tree(project.build())
        clean = Project(tmp_path / edit.__name__)
        for name in ("mkdocs.yml", "incidents", "site_config"):
            source, target = project.folder / name, clean.folder / name
            if source.is_dir():
                shutil.rmtree(target)
                shutil.copytree(source, target)
            else:
                shutil.copy(source, target)
        assert after == tree(clean.build()), edit.__doc__
        assert after != before, edit.__doc__
        before = after


def test_the_navigation_is_right_on_every_page(tmp_path: Path) -> None:
    """A page of ours may stand in the navigation: when its title changes, and when it goes, every page says so."""
    project = Project(tmp_path / "work")
    entries = f"  - {NAMED}/index.md\n  - That year: history/2025/index.md\n  - About: about.md\n"
    project.replace("mkdocs.yml", "  - About: about.md\n", entries)
    project.build()
    page = project.site / OTHER / "index.html"
    assert "That year" in page.read_text(encoding="utf-8")
    project.replace(f"{NAMED}.md", "title:", "title: Late,")
    project.build()
    assert ">Late, " in text(project, f"site/{OTHER}/index.html").replace("\n", "").replace("  ", "")
    (project.folder / f"{SMALL}.md").unlink()
    done = project.run("build", "--now", NOW)
    assert "A reference to 'history/2025/index.md'" in done.stderr
    assert 'href="../../history/2025/"' not in page.read_text(encoding="utf-8")


def _function(module: str) -> Callable[[], None]:
    """A function of a module, at a place of its own in memory."""

    def to_svg() -> None:
        raise NotImplementedError

    to_svg.__module__ = module
    return to_svg


def test_what_every_page_is_made_with_is_known_or_nothing_is_taken_over(tmp_path: Path) -> None:
    """Functions in mkdocs.yml count by their name; with code that is in no list of ours, every page is made anew."""
    project = Project(tmp_path, incidents=False)
    settings = project.folder / "site_config" / "settings.yml"

    def made(module: str, *more: str) -> str:
        config = load_config(str(project.folder / "mkdocs.yml"))
        config.user_configs = [{"options": {"emoji_generator": _function(module)}}]
        config.mdx_configs["pymdownx.emoji"] = {"options": [{"emoji_generator": _function(module)}]}
        config.markdown_extensions += more
        return made_with(config, settings)

    assert made("material.extensions.emoji") == made("material.extensions.emoji") != ""
    assert made("pymdownx.emoji") != ""
    assert made("our_own") == ""
    assert made("pymdownx.emoji", "our_own:Extension") == ""


def test_what_did_not_change_is_not_written_again(tmp_path: Path) -> None:
    """The page of another incident stays the same file, an update later; lists and feeds are new."""
    project = Project(tmp_path / "work")
    project.build()
    page = project.site / OTHER / "index.html"
    before, files = page.stat().st_ino, tree(project.site)
    say_more(project)
    after = tree(project.build())
    assert page.stat().st_ino == before
    assert changed(files, after) >= {f"{SMALL}/index.html", "updates.atom", "history.atom"}
    assert f"{OTHER}/index.html" not in changed(files, after)


def test_an_open_incident_is_always_made_anew(tmp_path: Path) -> None:
    """Its page says how long it has lasted."""
    project = Project(tmp_path / "work")
    open_another(project)
    project.build()
    page = project.site / "incidents" / "2026-04-22-new" / "index.html"
    before = page.read_text(encoding="utf-8")
    project.build(now="2026-04-22 10:46 UTC")
    assert page.read_text(encoding="utf-8") != before


def test_what_somebody_touched_is_made_anew(tmp_path: Path) -> None:
    """What is published is what the files say, whatever was done to the old site."""
    project = Project(tmp_path / "work")
    good = tree(project.build())
    appended, emptied, removed, linked = (project.site / name / "index.html" for name in (FULL, SMALL, OTHER, FIRST))
    with appended.open("a", encoding="utf-8") as file:
        file.write("<p>Ours now</p>")
    emptied.write_bytes(b"")
    removed.unlink()
    elsewhere = tmp_path / "elsewhere.html"
    linked.rename(elsewhere)
    linked.symlink_to(elsewhere)
    assert tree(project.build()) == good


def test_a_record_that_cannot_be_read_costs_only_time(tmp_path: Path) -> None:
    """A broken record, or that of an earlier version, is passed over and written anew."""
    project = Project(tmp_path / "work")
    good = tree(project.build())
    known = read_record(project.store)
    earlier = '{"made_with": "x", "files": {"a/index.html": ["key", "digest"]}}'
    for broken in ("", "[]", "null", '{"made_with": "", "files": {"x": 1}}', '{"files": {}}', "[" * 20_000, earlier):
        project.store.write(RECORD, broken.encode())
        assert read_record(project.store) == WrittenRecord()
    assert tree(project.build()) == good
    again = read_record(project.store)
    assert {path: one[:2] for path, one in again.files.items()} == {path: one[:2] for path, one in known.files.items()}


def test_times_that_are_lost_cost_only_time(tmp_path: Path) -> None:
    """A site that was copied, as from the cache of a CI system, has other times and inodes: what has the same bytes is taken over."""
    project = Project(tmp_path / "work")
    good = tree(project.build())
    shutil.copytree(project.site, tmp_path / "copy", copy_function=shutil.copyfile)
    shutil.rmtree(project.site)
    (tmp_path / "copy").rename(project.site)
    copied = (project.site / FULL / "index.html").stat().st_ino
    (project.site / SMALL / "index.html").write_text("Brought by somebody.", encoding="utf-8")
    assert tree(project.build()) == good
    assert (project.site / FULL / "index.html").stat().st_ino == copied


@pytest.mark.parametrize("time", ["other", "whole seconds"])
def test_other_bytes_of_the_same_length_are_found(tmp_path: Path, time: str) -> None:
    """Written into the same file: its time shows it. Where a file system keeps whole seconds, the bytes are compared."""
    project = Project(tmp_path / "work")
    good = tree(project.build())
    page = project.site / FULL / "index.html"
    if time == "whole seconds":
        known = json.loads(project.store.read(RECORD) or b"")
        known["files"][f"{FULL}/index.html"][3] = 1_767_225_600 * 10**9
        project.store.write(RECORD, json.dumps(known).encode())
    data = page.read_bytes()
    with page.open("r+b") as file:
        file.write(data.replace(b"</p>", b"</b>"))
    if time == "whole seconds":
        os.utime(page, ns=(0, 1_767_225_600 * 10**9))
    assert tree(project.build()) == good


def test_a_record_cannot_bring_in_a_foreign_file(tmp_path: Path) -> None:
    """Only files that this build would make are asked for, so a record that names others brings nothing in."""
    project = Project(tmp_path / "work")
    good = tree(project.build())
    known = json.loads(project.store.read(RECORD) or b"")
    known["files"]["../../secret.txt"] = known["files"]["evil.html"] = ["", ""]
    project.store.write(RECORD, json.dumps(known).encode())
    (project.site / "evil.html").write_text("x", encoding="utf-8")
    after = tree(project.build())
    assert changed(good, after) == {"evil.html"}  # as any file of somebody else's, it stays


def test_a_plugin_that_may_touch_pages_has_every_page_made(tmp_path: Path) -> None:
    """With a hook, nothing is taken over: what it depends on cannot be known."""
    project = Project(tmp_path / "work")
    project.write("hook.py", "import time\n\ndef on_post_page(output, **_):\n    return output + '<!-- ' + str(time.time_ns()) + ' -->'\n")
    project.write("mkdocs.yml", text(project, "mkdocs.yml") + "\nhooks: [hook.py]\n")
    first = project.build() / FULL / "index.html"
    before = first.read_bytes()
    project.build()
    assert first.read_bytes() != before


def test_the_time_of_a_build_is_no_part_of_it(tmp_path: Path) -> None:
    """A year later the pages of what is over are taken over, and they are what a clean build makes."""
    project = Project(tmp_path / "work")
    project.build()
    page = project.site / FULL / "index.html"
    before = page.stat().st_ino
    later = tree(project.build(now=NOW.replace("2026", "2027")))
    assert page.stat().st_ino == before
    clean = Project(tmp_path / "clean")
    assert later == tree(clean.build(now=NOW.replace("2026", "2027")))
