"""What those who subscribe see of a change: which ids are new, and which dates moved. Exactly that, and nothing else."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import feedparser
import pytest
from reader import make_reader

from builders import at
from published import demo, documents, write
from web import serve

ID = "2026-03-14-queue-stopped"
TAG = f"tag:status.pigeonpost.example,2026:{ID}"
FIRST = """\
---
title: Messages were not delivered
components: [delivery]
started: 2026-03-14 09:02 UTC
---
Messages came late.

### 2026-03-14 09:16 UTC — Investigating

Messages are waiting.
"""
OTHER = """\
---
title: Reports are slow
components: [reports]
---
### 2026-03-13 10:00 UTC — Investigating

Reports are slow.

### 2026-03-13 11:00 UTC — Resolved

They are quick again.
"""
NEWS = "\n### 2026-03-14 11:20 UTC — Resolved\n\nDelivery is normal.\n"
OLD = "---\ntitle: Spam was posted\nbackfilled: true\n---\n### 2013-10-26 20:00 UTC — Resolved\n\nOver.\n"
WHOLE = {ID: FIRST, "2026-03-13-reports-slow": OTHER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What became of a feed: its new ids, those that are gone, and the new dates of those that stayed."""

    new: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    moved: tuple[tuple[str, str], ...] = ()


NOTHING = Seen()


class Site:
    """A history that is published again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = "https://status.pigeonpost.example/"
        self.published = self.publish(WHOLE)

    def publish(self, files: dict[str, str]) -> dict[str, str]:
        """Every document of these files."""
        shutil.rmtree(self.folder / "incidents", ignore_errors=True)
        return documents(write(self.folder, files), url=self.url)

    def then(self, files: dict[str, str]) -> dict[str, Seen]:
        """Publish these files; what happened to the two feeds."""
        before, self.published = self.published, self.publish(files)
        return {path.partition(".")[0]: _seen(before[path], self.published[path]) for path in ("history.atom", "updates.atom")}


def _seen(before: str, after: str) -> Seen:
    was, now = ({entry.id: entry.updated for entry in feedparser.parse(text.encode()).entries} for text in (before, after))
    moved = tuple((id_, time) for id_, time in sorted(now.items()) if id_ in was and was[id_] != time)
    return Seen(new=frozenset(now.keys() - was.keys()), gone=frozenset(was.keys() - now.keys()), moved=moved)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A history of two incidents, published once."""
    return Site(tmp_path)


def test_published_again_without_a_change(site: Site) -> None:
    """The same bytes in every document."""
    before = site.published
    assert site.then(WHOLE) == {"history": NOTHING, "updates": NOTHING}
    assert site.published == before


def test_a_mended_typo(site: Site) -> None:
    """No new id, and no date moves; the words are the new ones."""
    assert site.then(WHOLE | {ID: FIRST.replace("waiting", "held")}) == {"history": NOTHING, "updates": NOTHING}
    assert "Messages are held." in site.published["updates.atom"]


def test_a_mended_title(site: Site) -> None:
    """No new id, and no date moves."""
    assert site.then(WHOLE | {ID: FIRST.replace("not delivered", "late")}) == {"history": NOTHING, "updates": NOTHING}


def test_a_new_update(site: Site) -> None:
    """Exactly one new id among the updates; in the history none, and one date moves."""
    assert site.then(WHOLE | {ID: FIRST + NEWS}) == {
        "history": Seen(moved=((TAG, "2026-03-14T11:20:00+00:00"),)),
        "updates": Seen(new=frozenset({f"{TAG}/u-20260314T1120Z"})),
    }


@pytest.mark.parametrize(("corrected", "feeds_say"), [("09:14", "09:16"), ("09:26", "09:26")])
def test_a_corrected_time_with_its_anchor_kept(site: Site, corrected: str, feeds_say: str) -> None:
    """No new id; a date never goes back, and goes forward when the time does."""
    text = FIRST.replace("09:16 UTC — Investigating", f"{corrected} UTC — Investigating {{#u-20260314T0916Z}}")
    moved = () if feeds_say == "09:16" else ((TAG, f"2026-03-14T{feeds_say}:00+00:00"),)
    word = () if feeds_say == "09:16" else ((f"{TAG}/u-20260314T0916Z", f"2026-03-14T{feeds_say}:00+00:00"),)
    assert site.then(WHOLE | {ID: text}) == {"history": Seen(moved=moved), "updates": Seen(moved=word)}


def test_two_updates_in_one_minute(site: Site) -> None:
    """Two new ids with two dates, a second apart; nothing that was there moves."""
    text = FIRST + NEWS.replace("Resolved", "Monitoring") + NEWS
    assert site.then(WHOLE | {ID: text}) == {
        "history": Seen(moved=((TAG, "2026-03-14T11:20:00+00:00"),)),
        "updates": Seen(new=frozenset({f"{TAG}/u-20260314T1120Z", f"{TAG}/u-20260314T1120Z-2"})),
    }
    times = [entry.updated for entry in feedparser.parse(site.published["updates.atom"].encode()).entries]
    assert times[:2] == ["2026-03-14T11:20:01+00:00", "2026-03-14T11:20:00+00:00"]


def test_a_retraction(site: Site) -> None:
    """One new entry that says so. The others stay, and so does the page."""
    text = FIRST + NEWS.replace("Resolved", "Retracted")
    assert site.then(WHOLE | {ID: text}) == {
        "history": Seen(moved=((TAG, "2026-03-14T11:20:00+00:00"),)),
        "updates": Seen(new=frozenset({f"{TAG}/u-20260314T1120Z"})),
    }
    assert "[Retracted] Messages were not delivered" in site.published["updates.atom"]


def test_a_rename_with_its_id_frozen(site: Site) -> None:
    """The file has another name and the same `id`: no document changes."""
    text = FIRST.replace("---\n", f"---\nid: {ID}\n", 1)
    before = site.published
    files = {"2026-03-14-delivery-stopped": text, **{name: words for name, words in WHOLE.items() if name != ID}}
    assert site.then(files) == {"history": NOTHING, "updates": NOTHING}
    assert site.published == before


def test_a_rename_with_an_alias(site: Site) -> None:
    """A new id is a new entry, once in each feed; the old address leads to the new page."""
    text = FIRST.replace("---\n", f"---\naliases: [{ID}]\n", 1)
    files = {"2026-03-14-delivery-stopped": text, **{name: words for name, words in WHOLE.items() if name != ID}}
    new = "tag:status.pigeonpost.example,2026:2026-03-14-delivery-stopped"
    assert site.then(files) == {
        "history": Seen(new=frozenset({new}), gone=frozenset({TAG})),
        "updates": Seen(new=frozenset({f"{new}/u-20260314T0916Z"}), gone=frozenset({f"{TAG}/u-20260314T0916Z"})),
    }
    assert "../2026-03-14-delivery-stopped/" in site.published[f"incidents/{ID}/index.html"]


def test_old_incidents_are_imported(site: Site) -> None:
    """Ten years of history are ten entries in the history, with their old dates, and not one message."""
    files = {f"{2006 + year}-10-26-spam": OLD.replace("2013", str(2006 + year)) for year in range(10)}
    assert site.then(WHOLE | files) == {
        "history": Seen(new=frozenset(f"tag:status.pigeonpost.example,{name[:4]}:{name}" for name in files)),
        "updates": NOTHING,
    }


def test_the_site_moves(site: Site) -> None:
    """At another address every entry has its old id and its old date, in every feed; only addresses differ."""
    before = site.published
    site.url = "https://pigeonpost.example/history/"
    assert site.then(WHOLE) == {"history": NOTHING, "updates": NOTHING}
    assert set(site.published) == set(before)
    for path in before:
        if path.endswith((".atom", ".rss", ".ics", ".json")):
            assert site.published[path].replace(site.url, "https://status.pigeonpost.example/") == before[path], path


# ---- the same, by readers that people use ----------------------------------------------------------


STEPS: tuple[tuple[str, dict[str, str], dict[str, tuple[int, int]]], ...] = (
    ("the same again", WHOLE, {"history": (0, 0), "updates": (0, 0)}),
    ("a typo", WHOLE | {ID: FIRST.replace("waiting", "held")}, {"history": (0, 1), "updates": (0, 1)}),
    ("news", WHOLE | {ID: FIRST.replace("waiting", "held") + NEWS}, {"history": (0, 1), "updates": (1, 0)}),
    ("old ones", WHOLE | {ID: FIRST.replace("waiting", "held") + NEWS, "2013-10-26-spam": OLD}, {"history": (1, 0), "updates": (0, 0)}),
)
"""What is published, and how many entries are new and how many have changed."""


def test_the_reader_library(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New: one for an update, one for an imported incident in the history. Changed: what was mended, without a new date."""
    monkeypatch.setenv("READER_NO_VENDORED_FEEDPARSER", "1")  # the copy in it wants a module that is no longer there
    served = tmp_path / "served"
    served.mkdir()
    with make_reader(":memory:", feed_root=str(served)) as reader:
        for name in ("history", "updates"):
            (served / f"{name}.atom").write_text(site.published[f"{name}.atom"], encoding="utf-8")
            reader.add_feed(f"{name}.atom")
        first = [reader.update_feed(f"{name}.atom") for name in ("history", "updates")]
        assert [result.new for result in first if result] == [2, 3]
        for step, files, expected in STEPS:
            site.then(files)
            for name in expected:
                (served / f"{name}.atom").write_text(site.published[f"{name}.atom"], encoding="utf-8")
            found = {}
            for name in expected:
                result = reader.update_feed(f"{name}.atom")
                found[name] = (result.new, result.modified) if result else (0, 0)
            assert found == expected, step


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder that is served on loopback, and its address."""
    folder = tmp_path / "served"
    folder.mkdir()
    with serve(folder) as address:
        yield folder, address


def put(file: Path, text: str) -> None:
    """Publish a file, ten seconds later than the last time: servers compare times by whole seconds."""
    last = file.stat().st_mtime if file.exists() else 1_700_000_000
    file.write_text(text, encoding="utf-8")
    os.utime(file, (last + 10, last + 10))


@pytest.mark.skipif(not shutil.which("newsboat"), reason="newsboat is not installed")
def test_newsboat(site: Site, served: tuple[Path, str], tmp_path: Path) -> None:
    """What newsboat counts as unread after each publication: one more for an update, one for an imported incident."""
    folder, address = served
    home = tmp_path / "home"
    home.mkdir()
    (home / "urls").write_text("".join(f"{address}{name}.atom\n" for name in ("history", "updates")), encoding="utf-8")

    def unread() -> int:
        for name in ("history", "updates"):
            put(folder / f"{name}.atom", site.published[f"{name}.atom"])
        command = ["newsboat", "-u", str(home / "urls"), "-c", str(home / "cache.db"), "-C", "/dev/null", "-x", "reload", "print-unread"]
        environment = {**os.environ, "HOME": str(home), "TERM": "dumb"}
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=True)
        return int(done.stdout.split()[0])

    count = unread()
    assert count == 2 + 3
    for step, files, expected in STEPS:
        site.then(files)
        before, count = count, unread()
        assert count - before == sum(new for new, _ in expected.values()), step


@pytest.mark.skipif(not shutil.which("r2e"), reason="rss2email is not installed")
def test_rss2email(site: Site, served: tuple[Path, str], tmp_path: Path) -> None:
    """One mail for an update, none for anything else: nobody gets a mail because of a typo or an import."""
    folder, address = served
    mails = tmp_path / "mails.txt"
    sendmail = tmp_path / "sendmail"
    sendmail.write_text(f"#!{sys.executable}\nimport sys\nopen({str(mails)!r}, 'ab').write(b'MAIL\\n' + sys.stdin.buffer.read())\n")
    sendmail.chmod(0o755)
    config = tmp_path / "rss2email.cfg"
    config.write_text(
        f"[DEFAULT]\nfrom = status@pigeonpost.example\nto = ada@pigeonpost.example\nemail-protocol = sendmail\nsendmail = {sendmail}\n"
    )

    def r2e(*arguments: str) -> None:
        command = ["r2e", "-c", str(config), "-d", str(tmp_path / "rss2email.json"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr

    def sent() -> int:
        put(folder / "updates.atom", site.published["updates.atom"])
        before = mails.read_bytes().count(b"MAIL\n") if mails.exists() else 0
        r2e("run")
        return (mails.read_bytes().count(b"MAIL\n") if mails.exists() else 0) - before

    r2e("add", "updates", f"{address}updates.atom")
    assert sent() == 3
    for step, files, expected in STEPS:
        site.then(files)
        assert sent() == expected["updates"][0], step


def test_a_fresh_copy_a_day_later_has_the_same_bytes(tmp_path: Path) -> None:
    """In another folder and a day, and a year, later, every feed, the archive, the table and the calendar are the same bytes."""
    first = documents(demo(tmp_path / "one"))
    for number, now in enumerate(("2026-04-23 09:46", "2027-04-22 09:46")):
        later = documents(demo(tmp_path / f"later {number}"), now=at(now))
        differing = {path for path in first.keys() | later.keys() if first.get(path) != later.get(path)}
        assert differing <= {path for path in first if path.startswith("api/v2/")} | {"badge.svg", "status.txt"}
        assert "api/v2/scheduled-maintenances/upcoming.json" in differing or number == 0
