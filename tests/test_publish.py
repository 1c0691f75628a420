"""Publishing is one transaction: whatever happens to a build, the served folder is the old site or the new one, whole."""

import fcntl
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

import prepared
from afterword.world.lock import locked
from afterword.world.publishing.publish import publish, remove_later
from afterword.world.refusal import PublishError
from engines import MODULES, needed
from project import Project, tree
from publisher import sample, write_sample

Command = subprocess.Popen[str] | prepared.Started
PUBLISHER = Path(__file__).with_name("publisher.py")
SEED = 20260422
DAYS = ("2026-04-22 09:46 UTC", "2027-04-22 09:46 UTC")
"""On these two the same files give different sites."""


def start(target: Path, lock: Path, word: str, pause: float) -> Command:
    """Start a process that publishes a sample site."""
    command = (str(PUBLISHER), str(target), str(lock), word, str(pause))
    return prepared.start(target.parent, *command, environment=os.environ, heard=True)


def start_build(project: Project, target: Path, now: str, engine: str = "mkdocs") -> Command:
    """Start the real command."""
    return project.start("-m", "afterword", "build", "--now", now, "--site-dir", str(target), "--engine", engine)


def end(process: Command) -> tuple[int, str]:
    """Wait for a process; its exit code, and what it said about errors."""
    _, errors = process.communicate(timeout=60)
    return process.wait(), errors


def quick(target: Path, word: str) -> None:
    """Publish a sample site at once, here."""
    publish(target, lambda staging: write_sample(staging, word))


def word_of(target: Path) -> str:
    """The word of the sample site in `target`, which must be whole: all of its files, nothing else, and `.git` kept."""
    word = (target / "index.html").read_text(encoding="utf-8")
    found = {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}
    assert found.pop(".afterword").decode().split()[1::2] == sorted(sample(word))
    assert found == {**sample(word), ".git/HEAD": b"ref: refs/heads/gh-pages\n"}
    assert (target / ".git/refs/heads").is_dir()
    return word


def beside(target: Path) -> list[str]:
    """What stands in the folder of `target` other than it."""
    return sorted(path.name for path in target.parent.iterdir() if path != target)


def left(target: Path) -> list[str]:
    """What stands there when the process that takes the old site away has ended."""
    for name in beside(target):
        with suppress(OSError):
            handle = os.open(target.parent / name, os.O_RDONLY)
            fcntl.flock(handle, fcntl.LOCK_EX)
            os.close(handle)
    return beside(target)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """A folder, in memory where there is such a place: it is processes that die here, not disks, and disks are slow to forget."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder with a name of its own is made in it
    folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else tmp_path))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def target(room: Path) -> Path:
    """A published sample site with a `.git` in it, alone in its folder."""
    site = room / "site"
    quick(site, "first")
    (site / ".git/refs/heads").mkdir(parents=True)
    (site / ".git/HEAD").write_text("ref: refs/heads/gh-pages\n", encoding="utf-8")
    return site


def test_kill_at_40_moments_leaves_the_old_site_or_the_new_one(target: Path, tmp_path: Path) -> None:
    """Half of the moments lie anywhere in a build, half in the moments around the exchange. The next build sweeps and succeeds."""
    dice = random.Random(SEED)  # noqa: S311 - it must be the same each time
    lock = tmp_path / "lock"
    for word in ("begin", "measure"):  # the first one of all may wait until everything is imported
        begun = time.monotonic()
        assert end(start(target, lock, word, 0.002)) == (0, "")
        usual = time.monotonic() - begun
    ends = set()
    for moment in range(40):
        old, new = word_of(target), f"word-{moment}"
        process = start(target, lock, new, 0.002)
        if moment % 2:
            assert process.stdout
            process.stdout.readline()
            time.sleep(dice.uniform(0, 0.06))
        else:
            time.sleep(dice.uniform(0, usual))
        process.kill()
        end(process)
        assert word_of(target) in {old, new}
        ends.add(word_of(target) == new)
        assert len(beside(target)) <= 1
        with locked(lock, wait=0):
            quick(target, f"after-{moment}")
        assert word_of(target) == f"after-{moment}"
        assert beside(target) == []
    assert ends == {True, False}


@pytest.mark.parametrize(("engine", "moments"), [("mkdocs", 10), ("properdocs", 2), ("zensical", 4), ("own", 6)])
def test_kill_at_many_moments_of_the_real_build(tmp_path: Path, room: Path, engine: str, moments: int) -> None:
    """The same for pages, feeds and search of a real project, each build beginning with what the last one left."""
    needed(engine)
    dice = random.Random(SEED)  # noqa: S311 - as above
    project, target = Project(tmp_path / "history"), room / "site"
    whole = {}
    for now in DAYS:
        begun = time.monotonic()
        assert end(start_build(project, target, now, engine))[0] == 0
        usual = time.monotonic() - begun
        whole[now] = tree(target)
    assert whole[DAYS[0]] != whole[DAYS[1]]
    for moment in range(moments):
        other = DAYS[1 - DAYS.index(now)]
        process = start_build(project, target, other, engine)
        if moment % 2:
            while process.poll() is None and not [*room.glob(".site.afterword-*/.afterword")]:
                time.sleep(0.001)
            time.sleep(dice.uniform(0, 0.06))
        else:
            time.sleep(dice.uniform(0.1, 0.95) * usual)
        process.kill()
        end(process)
        now = next(day for day, files in whole.items() if files == tree(target))
        assert len(left(target)) <= 1
    assert end(start_build(project, target, DAYS[0], engine))[0] == 0
    assert (tree(target), left(target)) == (whole[DAYS[0]], [])


def test_the_old_site_goes_in_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until that ends, the next build lets it be. When it is killed the next build takes the folder away; without one, it goes at once."""
    quick(tmp_path / "site", "first")
    old = tmp_path / ".site.afterword-0123456789abcdef"
    write_sample(old, "old")
    with monkeypatch.context() as patched:
        patched.setattr("afterword.world.publishing.publish._REMOVES", "import time; time.sleep(60)")
        begun: list[int] = []
        spawn = os.posix_spawn
        patched.setattr(os, "posix_spawn", lambda *given, **more: begun.append(spawn(*given, **more)))
        remove_later(old)
    quick(tmp_path / "site", "second")
    assert beside(tmp_path / "site") == [old.name]
    os.kill(begun[0], signal.SIGKILL)
    os.waitpid(begun[0], 0)
    quick(tmp_path / "site", "third")
    assert beside(tmp_path / "site") == []
    for there in (True, False):
        write_sample(old, "old")
        monkeypatch.setattr(sys, "executable", sys.executable if there else str(tmp_path / "none"))
        remove_later(old)
        assert left(tmp_path / "site") == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, -signal.SIGINT)])
def test_a_polite_end_leaves_nothing_behind(target: Path, tmp_path: Path, number: signal.Signals, code: int) -> None:
    """Ctrl-C, a stopped CI job and a closed terminal: the old site, and no folder beside it."""
    process = start(target, tmp_path / "lock", "new", 0.05)
    while not beside(target):
        time.sleep(0.01)
    process.send_signal(number)
    assert end(process)[0] == code
    assert (word_of(target), beside(target)) == ("first", [])


def test_two_builds_at_once_come_one_after_the_other(target: Path, tmp_path: Path) -> None:
    """Both succeed; the site is that of the one that came last, whole."""
    processes = [start(target, tmp_path / "lock", word, 0.001) for word in ("one", "two")]
    assert [end(process) for process in processes] == [(0, ""), (0, "")]
    assert word_of(target) in {"one", "two"}
    assert beside(target) == []


def test_a_build_that_waits_too_long_says_so(target: Path, tmp_path: Path) -> None:
    """Not a hang: a sentence."""
    process = start(target, tmp_path / "lock", "new", 0.03)
    while not beside(target):
        time.sleep(0.01)
    with pytest.raises(PublishError) as caught, locked(tmp_path / "lock", wait=0.1):
        pytest.fail("the lock was free")
    assert str(caught.value) == "another build is running in this folder. Wait until it ends, then build again"
    assert end(process) == (0, "")


def test_two_projects_with_one_target_do_not_mix(target: Path, tmp_path: Path) -> None:
    """They have no lock in common: neither sweeps the other's work away, and the site is one of the two."""
    processes = [start(target, tmp_path / word, word, 0.002) for word in ("one", "two", "three")]
    assert [end(process) for process in processes] == [(0, "")] * 3
    assert word_of(target) in {"one", "two", "three"}
    assert beside(target) == []


def test_a_lock_goes_with_its_process_even_when_a_child_lives_on(tmp_path: Path) -> None:
    """A pool whose parent was killed must not keep every later build waiting."""
    lock = tmp_path / "lock"
    code = (
        "import os, sys, time; from pathlib import Path; from afterword.world.lock import locked\n"
        "with locked(Path(sys.argv[1])):\n"
        "    child = os.fork() or time.sleep(20) or os._exit(0)\n"
        "    print(child, flush=True); os.kill(os.getpid(), 9)\n"
    )
    with prepared.start(tmp_path, "-c", code, str(lock), environment=os.environ, heard=True) as process:
        assert process.stdout
        child = int(process.stdout.readline())
        assert process.wait(60) == -signal.SIGKILL
    try:
        with locked(lock, wait=0):
            pass
    finally:
        os.kill(child, signal.SIGKILL)


def test_a_lock_harms_no_file_that_it_is_a_link_to(tmp_path: Path) -> None:
    """The lock is never emptied and never followed."""
    (tmp_path / "precious").write_text("text", encoding="utf-8")
    (tmp_path / "lock").symlink_to("precious")
    with pytest.raises(PublishError, match="could not be made"), locked(tmp_path / "lock"):
        pass
    assert (tmp_path / "precious").read_text(encoding="utf-8") == "text"


def test_a_reader_never_finds_the_site_missing(target: Path) -> None:
    """While sites are published one after the other, the home page is always there and whole."""
    words = [f"word-{number}" for number in range(15)]
    seen: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                seen.append((target / "index.html").read_text(encoding="utf-8"))
            except OSError as error:
                seen.append(str(error))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for word in words:
            quick(target, word)
    finally:
        done.set()
        reader.join()
    assert set(seen) <= {"first", *words}
    assert len(set(seen)) > 5


@pytest.mark.parametrize("error", [ValueError("no"), PublishError("the page is empty"), KeyboardInterrupt()])
def test_an_error_while_building_passes_and_leaves_the_old_site(target: Path, error: BaseException) -> None:
    """The caller hears of it as it is; nothing is left beside the site."""

    def make(staging: Path) -> None:
        write_sample(staging, "new")
        raise error

    with pytest.raises(type(error)) as caught:
        publish(target, make)
    assert caught.value is error
    assert (word_of(target), beside(target)) == ("first", [])


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own; the test is skipped where it may not be made."""
    folder.mkdir()
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("there is no mount command here")
    if done.returncode:
        pytest.skip(f"a small file system may not be mounted here: {done.stderr.splitlines()[0]}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("engine", MODULES)
def test_a_full_disk_is_a_sentence_and_leaves_the_old_site(tmp_path: Path, engine: str) -> None:
    """The real build on a disk that holds one site, but not two; with room again it succeeds."""
    needed(engine)
    project = Project(tmp_path / "history")
    with small_disk(tmp_path / "disk", 12) as disk:
        target = disk / "site"
        assert end(start_build(project, target, DAYS[0], engine))[0] == 0
        before = tree(target)
        with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
            while filler.write(b"x" * 4096):
                pass
            pytest.fail("the disk never fills")
        os.truncate(disk / "filler", (disk / "filler").stat().st_size - 2**18)
        code, errors = end(start_build(project, target, DAYS[1], engine))
        assert (code, tree(target), beside(target)) == (1, before, ["filler"])
        said = errors.splitlines()[-1]
        assert said.startswith(f"afterword: the new site could not be made beside {target}: No space left on device")
        assert said.endswith("The site is as it was.")
        assert "Traceback" not in errors
        (disk / "filler").unlink()
        assert end(start_build(project, target, DAYS[1], engine))[0] == 0
        assert left(target) == []
        assert tree(target) != before


def test_a_mount_is_refused_with_what_to_do(tmp_path: Path) -> None:
    """No other folder can take the place of a mount: said before the build; and a mount inside a site is never emptied."""
    with small_disk(tmp_path / "disk", 1) as disk:
        with pytest.raises(PublishError) as caught:
            publish(disk, lambda _: pytest.fail("it was built all the same"))
        assert str(caught.value) == f"{disk} is a mount, so no other folder can take its place. Name a folder in it with --site-dir"
    site = tmp_path / "site"
    quick(site, "first")
    with small_disk(site / ".uploads", 1) as uploads:
        (uploads / "theirs").touch()
        with pytest.raises(PublishError) as caught:
            publish(site, lambda _: pytest.fail("it was built all the same"))
        assert str(caught.value) == f"{uploads} lies on another file system, so it cannot be kept. Mount it elsewhere"
        assert (uploads / "theirs").exists()


def test_a_bind_mount_of_the_same_disk_is_refused(tmp_path: Path) -> None:
    """Such a mount cannot be seen beforehand: then the exchange itself is refused, and nothing is lost."""
    site, other = tmp_path / "site", tmp_path / "other"
    quick(other, "first")
    site.mkdir()
    if subprocess.run(["mount", "--bind", other, site], capture_output=True, check=False).returncode:
        pytest.skip("a folder may not be mounted here")
    try:
        with pytest.raises(PublishError, match="is a mount"):
            quick(site, "new")
        assert (site / "index.html").read_text(encoding="utf-8") == "first"
        assert beside(site) == ["other"]
    finally:
        subprocess.run(["umount", "--lazy", site], check=True)


def test_it_can_be_imported_where_there_are_no_such_locks() -> None:
    """Under Windows `check` and `--help` work; publishing says what to do instead."""
    code = (
        "import sys, pathlib, tempfile, ctypes, signal, shutil\n"
        "folder = pathlib.Path(tempfile.mkdtemp())\n"
        "sys.modules['fcntl'] = None; sys.platform = 'win32'\n"
        "from afterword.world import lock\n"
        "from afterword.world.publishing import inspection, publish\n"
        "try:\n"
        "    with lock.locked(folder / 'lock'): pass\n"
        "except publish.PublishError as error: print(error)\n"
        "shutil.rmtree(folder)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    expected = "this system cannot replace a folder in one step. Use `mkdocs build`, or build under Linux (WSL) or macOS\n"
    assert (done.stdout, done.stderr) == (expected, "")


def test_the_new_site_has_the_modes_of_an_ordinary_one(tmp_path: Path) -> None:
    """Under any umask; and a folder that a group shares stays shared."""
    site = tmp_path / "site"
    before = os.umask(0o027)
    try:
        quick(site, "first")
        modes = {path.name: path.stat().st_mode & 0o7777 for path in (site, site / "0", site / "index.html", site / ".afterword")}
        assert modes == {"site": 0o750, "0": 0o750, "index.html": 0o640, ".afterword": 0o640}
        site.chmod(0o2775)
        with suppress(PermissionError):
            shutil.chown(site, group=4711)
        group = site.stat().st_gid
        site.chmod(0o2775)
        quick(site, "second")
        assert (site.stat().st_mode & 0o7777, site.stat().st_gid) == (0o2775, group)
        assert (site / "index.html").stat().st_gid == group
    finally:
        os.umask(before)
