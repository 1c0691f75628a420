"""Equal keys, equal bytes: what a build may take over from the last one is what it would make, and there is enough of it."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from afterword.outputs import yearly_list
from afterword.outputs.artifacts import Outputs, Page, Rendered, TextFile
from afterword.outputs.pages import selections
from builders import at
from published import NOW, outputs, write

Files = dict[str, str]
COUNT = 48
COMPONENTS = ("delivery", "imports", "api")
CATEGORIES = ("Data loss", "data-loss", "capacity", "network")


def history() -> Files:
    """Incidents, planned work and postmortems of five years, one in every five weeks."""
    return dict(map(_file, range(COUNT)))


def _file(number: int) -> tuple[str, str]:
    start = at("2026-04-01 09:00") - number * timedelta(days=35, hours=1)
    name, planned = f"{start:%Y-%m-%d}-number-{number}", number % 4 == 1
    front = [
        f"title: Number {number}",
        f"components: [{'sign-in' if number == 10 else COMPONENTS[number % 3]}]",
        f"categories: [{CATEGORIES[number % 4]}]",
    ]
    front += [f"severity: {('minor', 'major')[number % 2]}", f"started: {start:%Y-%m-%d %H:%M} UTC"]
    if planned:
        end = start + timedelta(hours=1)
        front = [front[0], "kind: maintenance", *front[1:3]]
        front += [f"scheduled_start: {start:%Y-%m-%d %H:%M} UTC", f"scheduled_end: {end:%Y-%m-%d %H:%M} UTC"]
    front += [] if planned else ["postmortem: final"]
    word = "Completed" if planned else "Resolved"
    done = f"{start + timedelta(days=20 + number % 3):%Y-%m-%d}"
    text = (
        f"It was late.\n\n### {start:%Y-%m-%d} 09:10 UTC - {'In progress' if planned else 'Investigating'}\n\nWe look.\n\n"
        f"### {start:%Y-%m-%d} 10:00 UTC - {word}\n\nOver.\n\n## What happened\n\nA cause.\n\n"
        f"## Action items\n\n- [x] One (prevent; done: {done})\n- [x] Two (detect; done: {done})\n"
    )
    text += "".join(f"- [x] Point {point} (repair; done: {done})\n" for point in range(6) if number == 14)
    return name, "---\n" + "\n".join(front) + f"\n---\n{text}"


def _named(files: Files, number: int) -> str:
    return next(name for name in files if name.endswith(f"-number-{number}"))


def _change(number: int, old: str, new: str) -> Callable[[Files], None]:
    def edit(files: Files) -> None:
        name = _named(files, number)
        assert re.search(old, files[name])
        files[name] = re.sub(old, new, files[name], count=1)

    return edit


def _another(files: Files) -> None:
    title = f"title: Another\nrelated: [{_named(files, 2)}]"
    files["2024-02-29-another"] = files[_named(files, 24)].replace("title: Number 24", title)


def _same_minute(one: int, other: int) -> Callable[[Files], None]:
    """In feeds the update of one of the two is moved by a second."""

    def edit(files: Files) -> None:
        found = re.search(r"### (\S+ \S+) UTC - Resolved", files[_named(files, other)])
        assert found
        files[_named(files, one)] += f"\n### {found[1]} UTC - Update\n\nAt the same minute.\n"

    return edit


def _gone(files: Files) -> None:
    del files[_named(files, 20)]


def _year_before(files: Files) -> None:
    """With it the year that was the first is counted from its first day."""
    first = _named(files, COUNT - 1)
    year = int(first[:4])
    files[f"{year - 1}-06-07-before"] = files[first].replace(f"{year}-", f"{year - 1}-")


def _year(files: Files) -> None:
    """With it go its pages, to which those of the years beside it led."""
    for name in [name for name in files if name.startswith("2023")]:
        del files[name]


def _whole_month(files: Files) -> None:
    """With it goes the only incident of a month, which was a neighbour in lists."""
    del files[_named(files, 1)]


EDITS: dict[str, Callable[[Files], None]] = {
    "an update": _change(0, "Over\\.\n", "Over.\n\n### 2026-04-03 09:00 UTC - Update\n\nMore.\n"),
    "a title": _change(18, "title: .*", "title: Renamed"),
    "a spelling that wins": _change(2, "categories: .*", "categories: [Data loss, Capacity]"),
    "a severity": _change(6, "severity: minor", "severity: major"),
    "a component": _change(7, "components: .*", "components: [api, imports]"),
    "another start": _change(12, "started: ....", "started: 2022"),
    "an action item": _change(14, "- \\[x\\] One", "- [x] Zero (process; done: 2024-12-31)\n- [x] One"),
    "an item that is open again": _change(15, "- \\[x\\] Two \\(detect; done: .*\\)", "- [ ] Two (detect)"),
    "no postmortem": _change(22, "postmortem: final", "postmortem: not_planned"),
    "a retraction": _change(16, "UTC - Resolved", "UTC - Retracted: it was a test"),
    "open again": _change(3, "UTC - Resolved", "UTC - Monitoring"),
    "a new incident in the past": _another,
    "an update in the minute of a later one": _same_minute(20, 10),
    "an update in the minute of an earlier one": _same_minute(10, 20),
    "an incident less": _gone,
    "an end in the next year": _change(14, "### 2024-11-\\S+ 10:00 UTC - Resolved", "### 2025-02-03 10:00 UTC - Resolved"),
    "a level that lasts until the next year": _change(
        14, "components: .*", "components: {api: [{impact: degraded, from: 2024-11-27 09:00 UTC, to: 2025-01-07 10:00 UTC}]}"
    ),
    "a level in the year before its incident": _change(
        11, "components: .*", "components: {api: [{impact: degraded, from: 2024-12-20 09:00 UTC, to: 2024-12-27 10:00 UTC}]}"
    ),
    "a record that begins a year earlier": _year_before,
    "a month less": _whole_month,
    "a year less": _year,
    "an item that moves all others": _change(18, "- \\[x\\] One", "- [x] Zero (process; done: 2024-12-31)\n- [x] One"),
}


@pytest.fixture(scope="module", autouse=True)
def _short() -> Iterator[None]:
    """Lists are cut early, so that every kind of page is there."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in (
            *((selections, "LIMIT", 8), (selections, "LONG", 5), (selections, "NEWEST", 2)),
            *((yearly_list, "WHOLE", 4), (yearly_list, "FIRST", 3), (yearly_list, "PART", 3)),
        ):
            patch.setattr(module, name, value)
        yield


def made(folder: Path, files: Files, now: datetime = NOW) -> Outputs:
    """What these files publish."""
    for old in (folder / "incidents").glob("*.md"):
        old.unlink()
    return outputs(write(folder, files), now=now)


def bytes_of(found: Outputs, paths: Iterable[str]) -> dict[str, object]:
    """What is written at these paths, but for the frame of the theme."""
    artifacts = {artifact.path: artifact for artifact in found}
    return {path: _bytes_of(artifacts[path]) for path in paths}


def _bytes_of(artifact: object) -> str | tuple[str, str, Rendered]:
    assert isinstance(artifact, Page | TextFile)
    return artifact.text() if isinstance(artifact, TextFile) else (artifact.title, artifact.description, artifact.rendered())


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outputs, dict[str, object]]:
    """The history before each edit: its outputs, and the bytes of everything that has a key."""
    found = made(tmp_path_factory.mktemp("before"), history())
    return found, bytes_of(found, found.keys)


@pytest.mark.parametrize("edit", EDITS)
def test_equal_keys_are_equal_bytes(edit: str, before: tuple[Outputs, dict[str, object]], tmp_path: Path) -> None:
    """After an edit, what keeps its key keeps its bytes, and what the edit does not touch keeps its key."""
    files = history()
    EDITS[edit](files)
    after = made(tmp_path, files)
    same = [path for path, key in after.keys.items() if before[0].keys.get(path) == key]
    assert bytes_of(after, same) == {path: before[1][path] for path in same}
    assert len(same) > len(after.keys) / 2
    assert len(same) < len(after.keys)


def test_an_edit_of_words_changes_the_figures_of_its_own_year_alone(before: tuple[Outputs, dict[str, object]], tmp_path: Path) -> None:
    """The years after it have its action items, but neither its title nor its levels."""
    files = history()
    EDITS["a title"](files)
    after, years = made(tmp_path, files), {f"statistics/{year}/index.html" for year in range(2021, 2026)}
    assert {path for path in years & after.keys.keys() if after.keys[path] != before[0].keys[path]} == {"statistics/2024/index.html"}


def test_keys_do_not_know_the_time(before: tuple[Outputs, dict[str, object]], tmp_path: Path) -> None:
    """A year later everything has the key that it had, and the bytes; the figures of the year that was running have one, too."""
    later = made(tmp_path, history(), NOW + timedelta(days=365))
    assert later.keys == before[0].keys | {
        path: later.keys[path] for path in ("statistics/2026/index.html", "history/calendar/2026/index.html")
    }
    assert bytes_of(later, before[1]) == before[1]


@pytest.mark.parametrize(
    "path",
    [
        "history/2023/index.html",
        "history/2023/08/index.html",
        "history/calendar/2023/index.html",
        "history/2023.atom",
        "api/incidents/2023.json",
        "components/imports/history.atom",
        "components/imports/updates.atom",
        "components/api/2023/index.html",
        "categories/data-loss/2023/index.html",
        "history/severity/minor/2023/index.html",
        "postmortems/2023/index.html",
        "actions/2023/index.html",
        "statistics/2023/index.html",
        "maintenance/2023/index.html",
    ],
)
def test_lists_of_the_past_have_a_key(path: str, before: tuple[Outputs, dict[str, object]]) -> None:
    """So a build need not make them again."""
    assert path in before[0].keys, sorted(before[0].keys)
