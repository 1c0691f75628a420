"""Texts that are made ahead, in processes, are the texts that would be made in place; and no process outlives its build."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from afterword.world.publishing.helper_processes import WORTH_IT, Ahead
from project import ROOT, Project, on_processors, tree

sys.path.insert(0, str(ROOT / "benchmarks"))
from generate import SETTINGS, incidents

pytestmark = [pytest.mark.alone, pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all is made in place")]
NOW = "2026-11-23 12:00 UTC"
MANY = 40
"""Incidents: each has a page and two documents, more than enough for processes."""


def makes(number: int = 200) -> dict[str, Callable[[], tuple[int, str]]]:
    """Things that say in which process they were made; some are large, some slow."""

    def make(at: int) -> tuple[int, str]:
        if at % 50 == 7:
            time.sleep(0.05)
        return os.getpid(), str(at) * (200_000 if at % 20 == 3 else 10)

    return {f"thing-{at}": lambda at=at: make(at) for at in range(number)}  # type: ignore[misc]  # mypy knows no defaults of lambdas


def children(parent: int) -> list[int]:
    """The living processes that `parent` started, without the one that runs commands for tests."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, above = path.read_text(encoding="utf-8").rpartition(")")[2].split()[:2]
            runs_commands = parent == os.getpid() and b"prepared.py" in path.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if int(above) == parent and state != "Z" and not runs_commands:
            found.append(int(path.parent.name))
    return found


def alive(process: int) -> bool:
    """Whether it runs; one that waits to be counted does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(processes: list[int]) -> bool:
    """Whether all end within half a minute."""
    for _ in range(3000):
        if not any(map(alive, processes)):
            return True
        time.sleep(0.01)
    return False


def test_all_is_made_in_the_processes_and_comes_in_order() -> None:
    """Asked in order, nothing is made in this process, and every text is its own."""
    ahead = Ahead(makes(), 3)
    made = [ahead(name) for name in makes()]
    ahead.close()
    assert [text for _, text in made] == [make()[1] for make in makes().values()]
    assert os.getpid() not in {process for process, _ in made}
    assert len({process for process, _ in made}) == 3


def test_what_is_left_out_or_asked_for_again_is_right_too() -> None:
    """Some are never asked for, some twice, some late."""
    wanted = [f"thing-{at}" for at in (0, 1, 5, 3, 5, 90, 91, 20, 199, 198, 199)]
    ahead = Ahead(makes(), 2)
    assert [ahead(name)[1] for name in wanted] == [makes()[name]()[1] for name in wanted]
    ahead.close()


@pytest.mark.parametrize(("number", "processes"), [(WORTH_IT - 1, 4), (200, 1), (200, 0)])
def test_a_few_things_start_no_process(number: int, processes: int) -> None:
    """Where it is not worth it, all is made in place."""
    ahead = Ahead(makes(number), processes)
    assert children(os.getpid()) == []
    assert ahead("thing-3")[0] == os.getpid()
    ahead.close()


def test_an_exception_is_raised_where_the_thing_is_asked_for() -> None:
    """It is that of making it in place, with its own type and place; those before and behind it come."""

    def fail() -> tuple[int, str]:
        raise KeyError("thing-30 cannot be made")

    ahead = Ahead(makes() | {"thing-30": fail}, 2)
    assert [ahead(f"thing-{at}")[1] for at in range(30)] == [makes()[f"thing-{at}"]()[1] for at in range(30)]
    with pytest.raises(KeyError, match="thing-30 cannot be made") as raised:
        ahead("thing-30")
    assert raised.traceback[-1].name == "fail"
    assert ahead("thing-31")[0] != os.getpid()
    ahead.close()


def test_a_process_that_is_killed_costs_no_text() -> None:
    """The system may kill one for its memory: what it would have made is made in place."""
    ahead = Ahead(makes(), 2)
    ahead("thing-0")
    os.kill(children(os.getpid())[0], signal.SIGKILL)
    assert [ahead(name)[1] for name in makes()] == [make()[1] for make in makes().values()]
    ahead.close()


def test_without_another_process_all_is_made_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that gives one process and then no more costs time and no text; the one is ended."""
    fork = os.fork
    given: list[int] = []

    def refuse() -> int:
        if given:
            raise BlockingIOError("Resource temporarily unavailable")
        given.append(fork())
        return int(given[0])

    monkeypatch.setattr(os, "fork", refuse)
    ahead = Ahead(makes(), 2)
    assert children(os.getpid()) == []
    assert [ahead(name) for name in makes()] == [(os.getpid(), make()[1]) for make in makes().values()]
    ahead.close()


def test_processes_wait_for_the_one_that_asks_and_end_with_it() -> None:
    """A process does not run ahead without end, and is ended in the middle of its work."""
    many: dict[str, Callable[[], str]] = {str(at): lambda: "x" * 100_000 for at in range(100_000)}
    ahead = Ahead(many, 2)
    assert len(ahead("0")) == 100_000
    started = children(os.getpid())
    assert len(started) == 2
    time.sleep(0.5)
    assert all(map(alive, started))
    ahead.close()
    assert gone(started)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with more incidents than are rendered in place."""
    found = Project(tmp_path / "project", incidents=False)
    found.write("site_config/settings.yml", SETTINGS)
    for incident in incidents(MANY):
        found.write(f"incidents/{incident.id}.md", f"---\n{incident.front}---\n\n{incident.body}")
    return found


WITHOUT, WITH = on_processors(1), on_processors(3)


def run(project: Project, code: str) -> subprocess.CompletedProcess[str]:
    """Build with this start."""
    return project.code(code, "build", "--now", NOW)


def test_a_site_is_the_same_with_and_without_processes(project: Project) -> None:
    """Not a byte differs."""
    sites = []
    for code in (WITHOUT, WITH):
        done = run(project, code)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        sites.append(tree(project.site))
        project.store.write("written.json", b"")
    assert sites[0] == sites[1]


def test_a_template_that_fails_is_told_alike(project: Project) -> None:
    """With processes, a fault on a page ends the build with the words that it has without them."""
    project.write("site_config/overrides/afterword/incident/facts.html", "{{ nothing.of.the.kind }}\n")
    told = []
    for code in (WITHOUT, WITH):
        done = run(project, code)
        assert done.returncode == 1
        assert "'nothing' is undefined" in done.stderr
        told.append(done.stderr.splitlines()[-1])
        assert [*project.folder.glob(".site.afterword-*")] == []
    assert told[0] == told[1]


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_build_that_is_killed_leaves_no_process(project: Project, kind: signal.Signals) -> None:
    """Whatever ends it in the middle of rendering, its processes end with it."""
    process = project.start("-c", WITH, "build", "--now", NOW)
    started: list[int] = []
    while len(started) < 3 and process.poll() is None:
        started = children(process.pid)
        time.sleep(0.002)
    assert len(started) == 3
    process.send_signal(kind)
    _, said = process.communicate(timeout=60)
    assert process.returncode != 0
    assert gone(started)
    if kind is not signal.SIGKILL:
        assert [*project.folder.glob(".site.afterword-*")] == []
        assert "Traceback" not in said
