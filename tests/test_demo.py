"""The demo: the history of a company that does not exist, as this repository's site, as what `afterword demo` writes, and in pictures."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from afterword.build import check
from afterword.building.demo import END, demo_files
from afterword.core.history import History
from afterword.core.model import Incident
from afterword.core.settings import Site
from afterword.core.times import MONTHS
from afterword.core.words import Kind, Status
from afterword.editing.moved_dates import MONTH, moved
from afterword.world.read_tree import read_tree
from project import OWN, ROOT, Project

LIVE = ROOT / "generator" / "afterword" / "starter" / "demo"
SITE = Site(name="Pigeonpost incidents", url="https://status.pigeonpost.example/")
TIMES = [
    datetime.fromisoformat(f"{text}+00:00") for text in ("2026-11-28 00:04", "2027-02-10 13:37", "2028-02-29 23:59", "2031-07-06 12:00")
]


def write(folder: Path, now: datetime) -> Path:
    """The files of the demo in a folder."""
    for path, data in demo_files(now).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def read(folder: Path, now: datetime) -> tuple[History, list[str]]:
    """The history of a folder, and every problem that the check finds in it."""
    checked = check(read_tree(folder, "incidents", "site_config/settings.yml"), SITE, now)
    return checked.history, list(map(str, checked.problems))


def of_the_company(history: History) -> list[Incident]:
    """Without the incidents of other companies, which are retold."""
    return [one for one in history.incidents if not one.backfilled]


@pytest.mark.parametrize("now", [END, datetime(2036, 1, 1, tzinfo=UTC)])
def test_the_history_of_this_repository_has_no_problem(now: datetime) -> None:
    """No error, warning or hint, today and in ten years; some thirty incidents of one year, and six of other companies."""
    history, problems = read(ROOT, now)
    assert problems == []
    own = of_the_company(history)
    assert len(own) >= 28
    assert len(history) - len(own) == 6
    assert {one.id for one in history.incidents} >= set(OWN), "addresses stay"
    assert all(one.sample for one in history.incidents), "every page says that it is an example"
    days = [one.started.at for one in own]
    assert timedelta(days=350) < max(days) - min(days) < timedelta(days=400)


def test_it_shows_every_kind_of_incident() -> None:
    """What a writer may look for as a pattern is there at least once."""
    own = of_the_company(read(ROOT, END)[0])
    statuses = {update.status for one in own for update in one.updates}
    texts = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "incidents").glob("202[56]-*.md"))
    assert statuses >= set(Status), set(Status) - statuses
    assert {one.kind for one in own} == set(Kind)
    assert {one.lang for one in own if one.lang} >= {"de"}
    assert max(len(one.updates) for one in own) >= 12
    for pattern in (r"^\| ---", r"^```", r"^> \[!", r"^\[\^", r"\[redacted: ", r"^- \[ \] .*due: 2026-0"):
        assert re.search(pattern, texts, re.MULTILINE), pattern


@pytest.mark.parametrize("now", TIMES, ids=str)
def test_the_demo_ends_at_the_time_at_which_it_is_written(tmp_path: Path, now: datetime) -> None:
    """One incident is open and not overdue, one maintenance is planned, everything else is over; and nothing is to be mended."""
    history, problems = read(write(tmp_path, now), now)
    assert problems == []
    own = of_the_company(history)
    opened = {one.kind: one for one in own if one.is_open}
    assert len([one for one in own if one.is_open]) == len(opened) == 2
    incident, planned = opened[Kind.INCIDENT], opened[Kind.MAINTENANCE]
    assert timedelta(minutes=-10) < now - incident.updates[-1].at.at < timedelta(minutes=15)
    assert now < planned.started.at < now + timedelta(days=8)
    assert all(one.updates[-1].at.at <= now for one in own)
    assert now - max(one.updates[-1].at.at for one in own if not one.is_open) < timedelta(days=11)


def test_everything_moves_together(tmp_path: Path) -> None:
    """Names, dates in texts and in front matter, promises and links move by the same whole weeks, and other companies' not at all."""
    now = END + timedelta(weeks=30, days=3)
    before, after = (of_the_company(read(place, now)[0]) for place in (ROOT, write(tmp_path, now)))
    after = [one for one in after if not one.is_open]
    by = timedelta(weeks=30)
    assert [one.started.at + by for one in before] == [one.started.at for one in after]
    assert [[update.at.at + by for update in one.updates] for one in before] == [[update.at.at for update in one.updates] for one in after]
    for old, new in zip(before, after, strict=True):
        assert date.fromisoformat(old.id[:10]) + by == date.fromisoformat(new.id[:10])
        assert old.id[10:] == new.id[10:]
        assert len(new.related) == len(old.related)
    for path in (ROOT / "incidents").glob("20[01]*.md"):
        assert (tmp_path / "incidents" / path.name).read_bytes() == path.read_bytes()


def test_no_date_of_the_demo_is_left_behind() -> None:
    """Its texts name months only behind a day, and dates in no other form than those that are moved."""
    for path in [*(ROOT / "incidents").glob("202[56]*.md"), *LIVE.glob("*.md")]:
        text = path.read_text(encoding="utf-8")
        left = re.findall(rf"(?<!\d )(?<!\d\n)(?<!\d\. )(?<!\d\.\n)\b(?:{MONTH})\b(?! be)", text)
        assert (path.name, left, re.findall(r"\d{8}T", text)) == (path.name, [], [])
        assert not re.search(rf"\d+(?:,| and| to|–|-) ?\d+ (?:{'|'.join(MONTHS)})", text), path.name


def test_dates_are_moved_in_every_form() -> None:
    """Across months and years, in two languages, over the end of a line; a number that is no date stays."""
    near = datetime(2026, 12, 28, 9, 0)  # noqa: DTZ001 - a day without a zone, as in the texts
    text = "2026-12-28 23:50 UTC, 28 December at 23:50 UTC, 4\nJanuary 2027, 28. Dezember, ~2026-12-28, 2026-12-28-queue.md, 1,840, 10:1"
    assert moved(text, timedelta(weeks=1), near) == (
        "2027-01-04 23:50 UTC, 4 January at 23:50 UTC, 11\nJanuary 2027, 4. Januar, ~2027-01-04, 2027-01-04-queue.md, 1,840, 10:1"
    )
    assert moved("2026-12-28 09:50 UTC, by 23:55 UTC", timedelta(minutes=15), near) == "2026-12-28 10:05 UTC, by 00:10 UTC"


def test_the_command_writes_a_project_that_builds(tmp_path: Path) -> None:
    """Into an empty folder only; it says what to type next. The whole site is there, feeds and all."""
    project = Project(tmp_path / "work", incidents=False)
    now = "2027-02-10 13:37 UTC"
    done = project.run("demo", "pigeons", "--now", now)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Wrote the history of Pigeonpost, a company that does not exist, into pigeons.\nNext: cd pigeons && afterword serve\n"
    )
    again = project.run("demo", "pigeons", "--now", now)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == "afterword: pigeons is not empty, so nothing was written. Name another folder.\n"
    project.folder /= "pigeons"
    site = project.build(now)
    home = (site / "index.html").read_text(encoding="utf-8")
    assert "Replies from readers arrive late" in home
    assert "Signing in moves to new servers" in home
    assert (site / "incidents" / "2027-02-10-replies-arrive-late" / "index.html").is_file()
