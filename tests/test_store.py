"""What is kept between runs lies in one folder of the user's own, and nothing that a repository brings is taken for it."""

import io
import marshal
import os
import pickle
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2.bccache import bc_magic

import prepared
from afterword.core.digest import digest
from afterword.world.kept.store import Store, lock_path, open_store
from project import NOW, OWN, ROOT, Project, tree
from repository import Repository

PAGE = "incidents/2017-01-31-gitlab-database-removed/index.html"
FEW = "import afterword.world.kept.readings as readings; readings.WORTH_IT = 2; from afterword.cli import main; main()"
"""The command that keeps what it reads also of a small history."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder, and no other that somebody has named."""
    monkeypatch.delenv("AFTERWORD_STORE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The folder of a project."""
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


# ---- the place -----------------------------------------------------------------------------------


def test_each_project_has_a_private_folder(home: Path, work: Path) -> None:
    """It has a name by the project's path, and lies in the user's cache; whoever comes by a link has the same one."""
    store = open_store(work)
    store.write("templates/x", b"kept")
    folder = home / "afterword" / digest(os.fsencode(work))[:32]
    assert (store.folder, open_store(work).read("templates/x")) == (folder, b"kept")
    assert [path.stat().st_mode & 0o777 for path in (home / "afterword", folder, folder / "templates")] == [0o700] * 3
    assert (folder / "templates" / "x").stat().st_mode & 0o777 == 0o600
    (work.parent / "link").symlink_to(work)
    assert open_store(work.parent / "link").folder == folder
    assert open_store(home).folder != folder
    assert list(work.iterdir()) == []


def test_without_a_cache_folder_it_is_that_of_the_home(tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An XDG_CACHE_HOME that is empty or not absolute is none, as its standard says; a named store comes first."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for given in ("", "relative"):
        monkeypatch.delenv("AFTERWORD_STORE", raising=False)
        monkeypatch.setenv("XDG_CACHE_HOME", given)
        assert (open_store(work).folder or work).parent == tmp_path / ".cache" / "afterword"
    monkeypatch.setenv("AFTERWORD_STORE", str(tmp_path / "named"))
    assert (open_store(work).folder or work).parent == tmp_path / "named"


@pytest.mark.parametrize("level", ["afterword", "project", "group"])
@pytest.mark.parametrize("harm", ["group", "world", "link", "file"])
@pytest.mark.skipif(sys.platform == "win32", reason="modes of files are those of POSIX")
def test_a_folder_that_others_may_write_is_refused(home: Path, work: Path, level: str, harm: str) -> None:
    """Nothing is read from it and nothing is written into it, at each level; a link is refused wherever it leads."""
    store = open_store(work)
    store.write("templates/x", b"kept")
    folder = {"afterword": home / "afterword", "project": store.folder or home, "group": (store.folder or home) / "templates"}[level]
    if harm in {"link", "file"}:
        folder.rename(home / "elsewhere")
        folder.symlink_to(home / "elsewhere") if harm == "link" else folder.write_text("x", encoding="utf-8")
    else:
        folder.chmod(0o770 if harm == "group" else 0o707)
    before = sorted(path for path in home.rglob("*"))
    again = open_store(work)
    again.write("templates/y", b"more")
    assert (again.read("templates/x"), again.read("templates/y")) == (None, None)
    assert sorted(path for path in home.rglob("*")) == before


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_refused(home: Path, work: Path) -> None:
    """Whoever made it could put anything there."""
    store = open_store(work)
    store.write("x", b"kept")
    os.chown(home / "afterword", 4711, -1)
    assert open_store(work).read("x") is None


@pytest.mark.parametrize("harm", ["cut", "changed", "more", "empty", "foreign", "writable", "link", "folder", "fifo"])
def test_what_is_not_as_it_was_written_is_nothing(home: Path, work: Path, harm: str) -> None:
    """Also after a power cut, and for what somebody else put there."""
    store = open_store(work)
    store.write("x", b"what was kept")
    file = (store.folder or home) / "x"
    data = file.read_bytes()
    if harm in {"link", "folder", "fifo"}:
        file.rename(home / "elsewhere")
    if harm == "link":
        file.symlink_to(home / "elsewhere")
    elif harm == "folder":
        file.mkdir()
    elif harm == "fifo":
        os.mkfifo(file)
    else:
        changed = {"cut": data[:-3], "changed": data.replace(b"was", b"is "), "more": data + b"!", "empty": b"", "foreign": b"what"}
        file.write_bytes(changed.get(harm, data))
        file.chmod(0o666 if harm == "writable" else 0o600)
    assert store.read("x") is None


def test_a_place_that_cannot_be_written_costs_only_time(tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No home, a file in its place, a full disk: nothing is kept, nothing raises, and nothing half stays."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("AFTERWORD_STORE", str(tmp_path / "file" / "store"))
    store = open_store(work)
    store.write("x", b"kept")
    assert (store, store.read("x")) == (Store(None), None)
    assert lock_path(work).parent != work
    monkeypatch.setenv("AFTERWORD_STORE", str(tmp_path / "store"))
    store = open_store(work)
    store.write("x", b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    store.write("x", b"new")
    assert store.read("x") == b"old"
    assert [path.name for path in (store.folder or work).iterdir()] == ["x"]


def test_a_kill_leaves_what_was_kept_or_what_is_new(tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At whatever moment; and a later run is not held up by what the killed one left."""
    monkeypatch.setenv("AFTERWORD_STORE", str(tmp_path / "store"))
    program = (
        "import sys; from pathlib import Path; from afterword.world.kept.store import open_store\n"
        "store = open_store(Path(sys.argv[1]))\n"
        "print('ready', flush=True)\n"
        "while True:\n    for sign in (b'1', b'2'):\n        store.write('x', sign * 3_000_000)\n"
    )
    store = open_store(work)
    store.write("x", b"0")
    for moment in range(12):
        process = prepared.start(work, "-c", program, str(work), environment=os.environ, heard=True)
        assert process.stdout
        process.stdout.readline()
        time.sleep(0.003 * moment)
        process.kill()
        process.communicate()
        kept = store.read("x")
        assert kept is not None
        assert kept in {b"0", b"1" * 3_000_000, b"2" * 3_000_000}
    store.write("x", b"3")
    assert store.read("x") == b"3"
    folder = store.folder or work
    (folder / ".new-now").touch()
    for path in folder.glob(".new-*"):
        if path.name != ".new-now":
            os.utime(path, (0, 0))
    store.sweep()
    assert sorted(path.name for path in folder.iterdir()) == [".new-now", "x"]


# ---- inside a repository -------------------------------------------------------------------------


def test_a_cache_folder_in_the_repository_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the project lies in a folder of it."""
    repository = Repository(tmp_path / "org", "docs")
    monkeypatch.delenv("AFTERWORD_STORE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(repository.folder / "cache"))
    assert open_store(repository.root) == Store(None)


def test_a_named_folder_in_the_repository_is_used_while_git_holds_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some CI systems keep nothing else. What a commit brings there, in whatever capitals, is not taken, and is an error."""
    repository = Repository(tmp_path / "org", "docs")
    named = repository.root / ".store"
    monkeypatch.setenv("AFTERWORD_STORE", str(named))
    assert (open_store(repository.root).folder or named).parent == named
    repository.write(".Store/x", "x")
    repository.git("add", "--force", "docs/.Store/x")
    assert open_store(repository.root) == Store(None)
    repository.git("rm", "--quiet", "-r", "--cached", "--", "docs/.Store")
    assert open_store(repository.root).folder
    commit = repository.commit()
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit},docs/.store")
    assert open_store(repository.root) == Store(None)  # a submodule
    repository.git("update-index", "--force-remove", "docs/.store")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert open_store(repository.root) == Store(None)  # nobody can say what git holds
    monkeypatch.delenv("GIT_TEST_ASSUME_DIFFERENT_OWNER")
    shutil.rmtree(repository.folder / ".git")
    assert open_store(repository.root) == Store(None)


def few(folder: Path) -> Project:
    """A project with three incidents, and without an icon, which the frame of our own would not show."""
    project = Project(folder, incidents=False)
    project.replace("mkdocs.yml", "  icon: {logo: material/bird}\n", "")
    for path in (PAGE.replace("/index.html", ".md"), *(f"incidents/{name}.md" for name in OWN[:1] + OWN[2:3])):
        shutil.copy(ROOT / path, project.folder / path)
    return project


def built(project: Project, target: Path | None = None, /, **environment: str) -> dict[str, str]:
    """The site as it is built with the frame of our own."""
    target = target or project.site
    done = project.code(FEW, "build", "--engine", "own", "--now", NOW, "--site-dir", str(target), **environment)
    assert (done.returncode, done.stderr) == (0, "")
    return tree(target)


def repository_of(project: Project) -> Callable[..., str]:
    """Git, in a project that has become a repository."""
    made = Repository.at_hand(project.folder)
    made.git("init", "--quiet", "--initial-branch=main")
    made.write(".gitignore", ".cache/\nsite/\n")
    made.commit()
    return made.git


def test_a_cache_that_git_holds_is_an_error(tmp_path: Path) -> None:
    """`check` and `build` say how to take it out; one that git does not hold is nobody's business."""
    project = Project(tmp_path / "work", incidents=False)
    git = repository_of(project)
    project.write(".cache/plugin/kept", "x")
    assert "E141" not in project.run("check").stdout
    git("add", "--force", ".cache")
    said = (
        ".cache/plugin/kept:1:1: error E141: git tracks 1 file in .cache/. Run git rm -r --cached .cache, add .cache/ to .gitignore, "
        "and commit that\n"
    )
    done = project.run("check")
    assert (done.returncode, said in done.stdout) == (1, True), done.stdout + done.stderr
    assert said in project.run("build").stderr
    assert said.strip() in project.mkdocs("build").stderr
    assert not project.site.exists()
    git("rm", "-r", "--quiet", "--cached", ".cache")
    assert "E141" not in project.run("check").stdout


def test_a_compiled_template_of_a_repository_does_not_run(tmp_path: Path) -> None:
    """The place of earlier versions, and a cache folder of the user's in the project, bring nothing in; in the store it would run."""
    project = few(tmp_path / "work")
    good = tree(project.build(AFTERWORD_STORE=str(tmp_path / "store")))
    (kept,) = (tmp_path / "store").glob("*/templates")
    old, cache = project.folder / ".cache/afterword/templates", project.folder / ".cache/afterword" / kept.parent.name / "templates"
    for folder in (old, cache):
        folder.mkdir(parents=True)
    code = compile(f"open({str(tmp_path / 'ran')!r}, 'w')", "evil", "exec")
    store = Store(kept.parent)
    for name in [path.name for path in kept.iterdir()]:
        known = io.BytesIO(store.read(f"templates/{name}") or b"")
        known.seek(len(bc_magic))
        pickle.load(known)  # noqa: S301 - our own
        evil = known.getvalue()[: known.tell()] + marshal.dumps(code)
        store.write(f"templates/{name}", evil)
        shutil.copy(kept / name, cache / name)
        (old / f"__jinja2_{name}.cache").write_bytes(evil)
    shutil.rmtree(project.site)
    for variables in ({"AFTERWORD_STORE": str(tmp_path / "empty")}, {"AFTERWORD_STORE": "", "XDG_CACHE_HOME": str(cache.parents[2])}):
        assert tree(project.build(**variables)) == good
    assert not (tmp_path / "ran").exists()
    project.run("build", "--now", NOW, AFTERWORD_STORE=str(tmp_path / "store"))
    assert (tmp_path / "ran").exists()  # so it was one that runs


def test_a_page_of_a_repository_is_not_published_as_it_is(tmp_path: Path) -> None:
    """A record and a page that fits it, in the project and in the site that stands, are not what was written."""
    project = few(tmp_path / "work")
    project.give_templates_to(tmp_path / "store")
    project.give_templates_to(tmp_path / "other")
    good = built(project, AFTERWORD_STORE=str(tmp_path / "store"))
    page = project.site / PAGE
    known = good[PAGE]
    page.write_bytes(b"<h1>Ours now</h1>")
    (kept,) = (tmp_path / "store").glob("*/written.json")
    head, _, record = kept.read_bytes().partition(b"\n")
    forged = record.replace(digest(_page(tmp_path, project)).encode(), digest(page.read_bytes()).encode())
    for place in (".cache/afterword/written.json", f".cache/afterword/{kept.parent.name}/written.json"):
        (project.folder / place).parent.mkdir(parents=True, exist_ok=True)
        (project.folder / place).write_bytes(head + b"\n" + forged)
    assert built(project, AFTERWORD_STORE=str(tmp_path / "store"))[PAGE] == known
    page.write_bytes(b"<h1>Ours now</h1>")
    assert built(project, AFTERWORD_STORE="", XDG_CACHE_HOME=str(project.folder / ".cache"))[PAGE] == known


def _page(tmp_path: Path, project: Project) -> bytes:
    """The page as it is made from nothing."""
    built(project, tmp_path / "clean", AFTERWORD_STORE=str(tmp_path / "other"))
    return (tmp_path / "clean" / PAGE).read_bytes()


def test_nothing_is_kept_in_the_project(tmp_path: Path) -> None:
    """A check, a build and plain MkDocs leave no folder there but the site."""
    project = few(tmp_path / "work")
    before = {path.name for path in project.folder.iterdir()}
    project.run("check")
    project.build()
    assert project.mkdocs("build").returncode == 0
    assert {path.name for path in project.folder.iterdir()} == before | {"site"}


def test_whatever_stands_in_the_store_the_site_is_the_same(tmp_path: Path) -> None:
    """Cut off, of another version, one thing under the name of another, or where nothing can be written: it costs time only."""
    project, kept, other = few(tmp_path / "work"), tmp_path / "store", tmp_path / "file"
    other.touch()  # no folder can be made there
    incident = project.folder / PAGE.replace("/index.html", ".md")
    texts = (incident.read_text(encoding="utf-8"), incident.read_text(encoding="utf-8") + "\nOne more word.\n")

    def site(text: str, target: Path, store: Path) -> dict[str, str]:
        incident.write_text(text, encoding="utf-8")
        return built(project, target, AFTERWORD_STORE=str(store))

    expected = (site(texts[0], project.site, kept), site(texts[1], tmp_path / "clean", other))
    for number, harm in enumerate((_cut, _of_another_version, _exchanged, _unwritable), 1):
        files = sorted(path for path in kept.rglob("*") if path.is_file() and path.name != "lock")
        assert {path.parent.name for path in files} >= {"readings", "templates"}
        harm(files)
        assert site(texts[number % 2], project.site, kept) == expected[number % 2], harm.__name__


def _cut(files: list[Path]) -> None:
    for path in files:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _of_another_version(files: list[Path]) -> None:
    for path in files:
        path.write_bytes(path.read_bytes().replace(b"afterword 1 ", b"afterword 0 ", 1))


def _exchanged(files: list[Path]) -> None:
    """Each whole, under the name of the one beside it."""
    texts = [path.read_bytes() for path in files]
    for path, text in zip(files, (*texts[1:], *texts[:1]), strict=True):
        path.write_bytes(text)


def _unwritable(files: list[Path]) -> None:
    """A folder stands in the place of each: neither read nor replaced."""
    for path in files:
        path.unlink()
        path.mkdir()
