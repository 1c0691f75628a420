"""What was read before is not read again, and nothing that a repository brings along is taken for it."""

import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from afterword.core.settings import Settings
from afterword.core.sources import Source
from afterword.reading.incident import IncidentReader, Parsed
from afterword.world.kept import readings
from afterword.world.kept.readings import BATCH, LastReadings, each_kept
from afterword.world.pool import WORTH_IT

READER = IncidentReader(settings=Settings())


def source(number: int, text: str = "Messages were late.") -> Source:
    """A small incident."""
    path = f"incidents/2026-01-{number % 28 + 1:02}-late-{number:03}.md"
    return Source(path=path, data=f"---\ntitle: Late {number}\n---\n{text}\n".encode())


SOURCES = tuple(source(number) for number in range(WORTH_IT))


class Project:
    """A project whose readings are counted."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.read: list[str] = []

    def __call__(self, sources: Iterable[Source] = SOURCES, reader: IncidentReader = READER, made_with: str = "x") -> list[Parsed]:
        """Read everything; `read` then names what had to be read."""
        self.read = []
        return list(each_kept(self.root, made_with, self._each)(reader, sources))

    def _each(self, read: Callable[[tuple[Source, ...]], bytes], batches: Iterable[tuple[Source, ...]]) -> Iterator[bytes]:
        for batch in batches:
            self.read += [one.path for one in batch]
            yield read(batch)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder."""
    monkeypatch.delenv("AFTERWORD_STORE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def project(tmp_path: Path, cache: Path) -> Project:
    """An empty project, and nothing kept."""
    (tmp_path / "work").mkdir()
    return Project(tmp_path / "work")


def store(cache: Path) -> Path:
    """The only store."""
    (found,) = cache.glob("afterword/*/readings/*")
    return found


def test_the_second_reading_is_the_first(project: Project) -> None:
    """Nothing is read again, and the results are equal; an edit costs the reading of one file, and its file only."""
    first = project()
    assert len(project.read) == len(SOURCES)
    assert project() == first == list(map(READER, SOURCES))
    assert project.read == []
    edited = (*SOURCES[:5], source(5, "They arrive again."), *SOURCES[6:])
    assert project(edited) == list(map(READER, edited))
    assert project.read == [SOURCES[5].path]


def test_what_is_kept_does_not_grow_with_edits(project: Project, cache: Path) -> None:
    """Of neighbours that are kept together, the old ones go when most of them were edited, at the price of reading the others again."""
    expected, known, most = project(), list(SOURCES), 0
    size = len(store(cache).read_bytes())
    for edit in range(3 * BATCH):
        place = edit % BATCH
        known[place] = source(place, f"They arrive again, {edit}.")
        expected[place] = READER(known[place])
        assert project(tuple(known)) == expected
        assert len(project.read) <= BATCH
        most = max(most, len(store(cache).read_bytes()))
    assert most < 1.3 * size


def test_another_program_setting_or_person_reads_anew(project: Project) -> None:
    """What reading depends on is a part of the key; the time of a `now` and a picture beside the text are, too."""
    project()
    project(made_with="y")
    assert len(project.read) == len(SOURCES)
    for reader in (replace_reader(wording=False), replace_reader(people=frozenset({"Ada Osei"}))):
        project(reader=reader)
        assert len(project.read) == len(SOURCES)
    other = replace(SOURCES[0], files=frozenset({"picture.png"}), heads={"picture.png": b"GIF89a"})
    project((other, *SOURCES[1:]))
    assert project.read == [other.path]
    project((replace(other, heads={"picture.png": b"<svg>"}), *SOURCES[1:]))
    assert project.read == [other.path]


def replace_reader(*, wording: bool = True, people: frozenset[str] = frozenset()) -> IncidentReader:
    """A reader that differs in one thing."""
    return IncidentReader(settings=Settings(), wording=wording, people=people)


@pytest.mark.parametrize("harm", ["cut", "changed", "empty", "foreign"])
def test_a_store_that_is_not_whole_costs_only_time(harm: str, project: Project, cache: Path) -> None:
    """It is passed over, and written anew."""
    first = project()
    file = store(cache)
    data = file.read_bytes()
    file.write_bytes({"cut": data[:-10], "changed": data[:-1] + b"x", "empty": b"", "foreign": pickle.dumps(first)}[harm])
    assert project() == first
    assert len(project.read) == len(SOURCES)
    assert project() == first
    assert project.read == []


@pytest.mark.skipif(sys.platform == "win32", reason="modes of files are those of POSIX")
def test_what_others_may_write_is_not_trusted(project: Project, cache: Path) -> None:
    """What is loaded becomes objects of the program."""
    project()
    store(cache).chmod(0o666)
    project()
    assert len(project.read) == len(SOURCES)
    store(cache).parent.chmod(0o777)
    project()
    assert len(project.read) == len(SOURCES)
    assert store(cache).parent.stat().st_mode & 0o777 == 0o777


def test_a_cache_inside_the_project_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository could bring it along."""
    monkeypatch.delenv("AFTERWORD_STORE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    project = Project(tmp_path)
    assert project() == list(map(READER, SOURCES))
    assert list(tmp_path.iterdir()) == []


def test_few_files_or_unknown_surroundings_keep_nothing(project: Project, cache: Path) -> None:
    """A small history is read faster than looked up, and what cannot be known is not kept."""
    project(SOURCES[:10])
    project(made_with="")
    assert not list(cache.glob("afterword/*/readings/*"))


def test_only_the_newest_stores_stay(project: Project, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Branches and versions come and go."""
    monkeypatch.setattr(readings, "MOST", 6)
    for number in range(9):
        project(made_with=str(number))
    assert len(list(cache.glob("afterword/*/readings/*"))) == 6
    project(made_with="8")
    assert project.read == []


def test_an_edit_writes_only_its_year_again(project: Project, cache: Path) -> None:
    """Each year is kept by itself, so that a long history costs an edit no more than a short one."""

    def older(one: Source) -> Source:
        return replace(one, path=one.path.replace("2026", "2020"))

    sources = (*map(older, SOURCES), *SOURCES)
    project(sources)
    before = {path: path.read_bytes() for path in cache.glob("afterword/*/readings/*")}
    edited = (older(source(5, "They arrive again.")), *sources[1:5], *sources[6:])
    assert project(sorted(edited, key=lambda one: one.path)) == list(map(READER, sorted(edited, key=lambda one: one.path)))
    assert len(before) == 2
    assert [path.read_bytes() == data for path, data in before.items()].count(True) == 1


def test_a_preview_reads_what_has_changed() -> None:
    """Files, while settings and templates stay; and every file, when nobody knows what reading depends on."""
    read: list[str] = []

    def reads(one: Source) -> Parsed:
        read.append(one.path)
        return READER(one)

    last, one, two, other = LastReadings(), source(1), source(2), source(2, "Messages were lost.")
    for made_with, sources, expected in (
        ("x", [one, two], [one, two]),
        ("x", [one, two], []),
        ("x", [one, other], [other]),
        ("x", [one, two], [two]),
        ("y", [one, two], [one, two]),
        ("", [one, two], [one, two]),
        ("", [one, two], [one, two]),
    ):
        read.clear()
        assert list(last.each(made_with, map)(reads, sources)) == list(map(READER, sources))
        assert read == [each.path for each in expected]
