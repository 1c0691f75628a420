"""The walk in docs/architecture.md is what happens: real commands call the functions that it names, in its order."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType

import click
import pytest
from click.testing import CliRunner

import afterword
from afterword.cli import Commands, main
from receivers import mailbox
from repository import QUIET, Repository

ARCHITECTURE = Path(__file__).parents[1] / "docs" / "architecture.md"
PACKAGE = f"{Path(afterword.__file__).parent}/"
FILES = {
    "mkdocs.yml": "site_name: Incidents\nsite_url: https://status.pigeonpost.example/\ndocs_dir: pages\nplugins: [afterword]\n",
    "pages/about.md": "# About\n",
    "site_config/settings.yml": "feeds: {authority: status.pigeonpost.example}\n"
    "announce: {email: {to: all@lists.pigeonpost.example, from: help@pigeonpost.example}}\n",
}
INCIDENT = "---\ntitle: Posts wait\n---\n### 2026-03-14 09:14 UTC - Investigating\nThey wait in your queue.\n"


class Call:
    """A call of a function of the package; in a list of the walk, one that must be there."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.below: list[Call] = []

    def every(self) -> Iterator["Call"]:
        """All calls below this one, in order."""
        for call in self.below:
            yield call
            yield from call.every()

    def fits(self, wanted: "Call") -> bool:
        """Whether this is the wanted call, and those below it came in the wanted order."""
        calls = self.every()
        return self.name == wanted.name and all(any(call.fits(one) for call in calls) for one in wanted.below)


def walk() -> tuple[Call, ...]:
    """The lists of the page, as calls."""
    text = ARCHITECTURE.read_text(encoding="utf-8").partition("\n## From a file")[2].partition("\n## ")[0]
    root = Call("")
    above = [root]
    for indent, name in re.findall(r"^( *)- `([\w./]+)`: ", text, re.MULTILINE):
        above[len(indent) // 4 + 1 :] = [Call(name)]
        above[-2].below.append(above[-1])
    return tuple(root.below)


class Recorder:
    """Records the calls of certain functions while it is on."""

    def __init__(self, names: set[str]) -> None:
        self._names = names
        self._known: dict[int, tuple[str, CodeType]] = {}
        """By the identity of their code: names, and the code itself, so that no other code gets its identity."""
        self._above = [Call("")]

    @property
    def calls(self) -> Call:
        """All that was called, below one without a name."""
        return self._above[0]

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        """What Python tells of each call and return."""
        if event not in {"call", "return"}:
            return
        code = frame.f_code
        if (known := self._known.get(id(code))) is None:
            path = code.co_filename.removeprefix(PACKAGE)
            name = path if path.startswith("templates/") else f"{frame.f_globals.get('__name__')}.{code.co_qualname}"
            known = self._known[id(code)] = (name if name in self._names else "", code)
        name = known[0]
        if not name:
            return
        if event == "return":
            self._above.pop()
        else:
            call = Call(name)
            self._above[-1].below.append(call)
            self._above.append(call)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Call:
    """The calls of `afterword build` and of `afterword announce --send` for one new incident."""
    folder = tmp_path_factory.mktemp("walk")
    here = Repository(folder / "here")
    here.git("init", "--quiet", "--bare", str(folder / "remote.git"))
    here.git("remote", "add", "origin", str(folder / "remote.git"))
    for path, text in FILES.items():
        here.write(path, text)
    start = here.commit()
    here.write("incidents/2026-03-14-posts-wait.md", INCIDENT)
    here.commit()
    assert isinstance(main, Commands)
    commands = main.every()
    recorder = Recorder({call.name for item in walk() for call in (item, *item.every())})
    with mailbox() as box, pytest.MonkeyPatch.context() as patch:
        patch.chdir(here.root)
        for name, value in {**QUIET, "XDG_CACHE_HOME": str(folder / "cache"), "AFTERWORD_SMTP_URL": box.url}.items():
            patch.setenv(name, value)
        for name in ("AFTERWORD_STORE", "GITHUB_EVENT_PATH", "CI_COMMIT_BEFORE_SHA"):
            patch.delenv(name, raising=False)
        _run(commands["build"], recorder, "--engine", "own")
        _run(commands["announce"], recorder, "--send", "--since", start)
    return recorder.calls


def _run(command: click.Command, recorder: Recorder, *arguments: str) -> None:
    before = sys.getprofile()
    sys.setprofile(recorder)
    try:
        done = CliRunner().invoke(command, arguments)
    finally:
        sys.setprofile(before)
    assert done.exit_code == 0, done.output


def test_the_walk_is_long_enough_to_be_one() -> None:
    """The page has its five lists, and each goes down at least one step."""
    assert len(walk()) >= 5
    assert [call.name for call in walk() if not call.below] == []


@pytest.mark.parametrize("wanted", [pytest.param(item, id=f"{number} {item.name}") for number, item in enumerate(walk())])
def test_the_functions_of_the_walk_call_each_other_in_that_order(wanted: Call, recorded: Call) -> None:
    """An item of a list that is not called, or not below the one above it, or not after the one before it, is found."""
    called = {call.name for call in recorded.every()}
    assert [call.name for call in (wanted, *wanted.every()) if call.name not in called] == []
    assert any(call.fits(wanted) for call in recorded.every()), f"{wanted.name} calls these, but elsewhere or in another order"
