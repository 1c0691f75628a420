"""What old histories leave open, in a whole site: no page, feed, table or letter shows a time that nobody knows, or counts with one."""

import csv
import json
import re
from html import unescape

import pytest
from lxml import etree

from project import Project

OLD = """\
---
title: Queue was slow
severity: major
components: {delivery: full_outage}
started: 2026-03-14
resolved: unknown
backfilled: true
origin: {id: wiki 812, url: "https://old.pigeonpost.example/issues/812/"}
---
Messages waited.

### 2026-03-14 - Investigating
We look.

### 2026-03-14 - Identified
A full disk.

### 2026-03-16 - Monitoring
We watch. Next update by 14:00 UTC.
"""
TOLD = """\
---
title: Sign-in failed
severity: major
components: [sign-in]
started: 2026-03-20
resolved: unknown
origin: {id: ticket 7}
---
Nobody could sign in.

### 2026-03-20 10:10 UTC - Identified
A certificate ran out.
"""
SURE = """\
---
title: Reports were late
severity: minor
components: {reports: full_outage}
started: 2026-03-25 10:00 UTC
resolved: 2026-03-25 11:00 UTC
---
Reports were late.

### 2026-03-25 10:10 UTC - Investigating
We look.

### 2026-03-25 11:00 UTC - Resolved
They are on time.
"""
FILES = {"2026-03-14-queue-was-slow": OLD, "2026-03-20-sign-in-failed": TOLD, "2026-03-25-reports-were-late": SURE}
QUEUE, SIGN_IN, REPORTS = FILES
CLOCK = re.compile(r"\b[0-9]{1,2}:[0-9]{2}\b")
LENGTH = re.compile(r"\b[0-9]+ (?:d|h|min)\b")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with the three, built once."""
    made = Project(tmp_path_factory.mktemp("project") / "p", incidents=False)
    for name, text in FILES.items():
        made.write(f"incidents/{name}.md", text)
    made.build()
    return made


def text(project: Project, path: str) -> str:
    """A file of the site."""
    return (project.site / path).read_text(encoding="utf-8")


def article(project: Project, path: str) -> str:
    """The article of a page as HTML."""
    found = re.search(r"<article .*?</article>", text(project, path), re.DOTALL)
    assert found
    return found[0]


def words(html: str) -> str:
    """What a reader reads."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_page_shows_no_clock_and_no_length(project: Project) -> None:
    """But days, in their order, the old address, and that the end is not stated."""
    shown = words(article(project, f"incidents/{QUEUE}/index.html"))
    assert CLOCK.findall(shown) == ["14:00"]  # of the text of the last update
    assert LENGTH.findall(shown) == []
    assert "Began 14 Mar 2026 ; the end is not stated." in shown
    updates = shown.partition(" Updates ")[2]
    assert re.findall("Investigating|Identified|Monitoring", updates) == ["Investigating", "Identified", "Monitoring"]
    assert "In our earlier system: wiki 812 ." in shown
    assert shown.endswith("last changed on 16 March 2026.")
    html = text(project, f"incidents/{QUEUE}/index.html")
    assert "T00:00:00" not in html
    assert '<meta property="article:modified_time" content="2026-03-16">' in html
    assert '<a href="https://old.pigeonpost.example/issues/812/">wiki 812</a>' in html


def test_an_update_with_a_clock_keeps_it(project: Project) -> None:
    """Beside a start that has none."""
    shown = words(article(project, f"incidents/{SIGN_IN}/index.html"))
    assert set(CLOCK.findall(shown)) == {"10:10"}
    assert LENGTH.findall(shown) == []
    assert "In our earlier system: ticket 7." in shown
    assert "T00:00:00" not in text(project, f"incidents/{SIGN_IN}/index.html")


@pytest.mark.parametrize("path", ["index.html", "history/index.html", "history/2026/index.html", "history/2026/03/index.html"])
def test_lists_show_the_day(project: Project, path: str) -> None:
    """And say that nobody knows how long it was."""
    shown = words(article(project, path))
    rows = re.findall(r"(.{24})Queue was slow(.{0,80})", shown)
    assert rows
    assert all(not CLOCK.search(re.split(r"late|failed", before)[-1]) for before, _ in rows)
    assert all("how long is not known" in after.partition("Sign")[0] for _, after in rows)
    assert "00:00" not in shown


def test_feeds_have_times_that_never_change(project: Project) -> None:
    """Ids as ever; the first minute of the day where feeds must have a time, and the day in what is read."""
    entries = {entry.findtext(f"{ATOM}id"): entry for entry in etree.parse(project.site / "history.atom").iter(f"{ATOM}entry")}
    entry = entries[f"tag:status.pigeonpost.example,2026:{QUEUE}"]
    assert entry.findtext(f"{ATOM}published") == "2026-03-14T00:00:00+00:00"
    assert entry.findtext(f"{ATOM}updated") == "2026-03-16T00:00:00+00:00"
    content = entry.findtext(f"{ATOM}content")
    assert re.findall(r"<time [^>]*>[^<]*</time>", content) == [
        '<time datetime="2026-03-16">16 Mar 2026</time>',
        '<time datetime="2026-03-14">14 Mar 2026</time>',
        '<time datetime="2026-03-14">14 Mar 2026</time>',
    ]
    assert QUEUE not in text(project, "updates.atom")


def test_the_archive_says_what_is_known(project: Project) -> None:
    """`day_only` for days, null for what nobody knows, and the place in the old system."""
    found = json.loads(text(project, f"api/incidents/{QUEUE}.json"))["incident"]
    assert (found["state"], found["open"], found["resolved"]) == ("Resolved", False, None)
    assert found["started"] == {"at": "2026-03-14T00:00:00Z", "about": False, "day_only": True}
    assert [one["at"]["day_only"] for one in found["updates"]] == [True] * 3
    assert [one["promised"] for one in found["updates"]] == [None] * 3
    assert found["origin"] == {"id": "wiki 812", "url": "https://old.pigeonpost.example/issues/812/"}
    assert {name for name, value in found["metrics"].items() if value} == set()
    assert json.loads(text(project, f"api/incidents/{SIGN_IN}.json"))["incident"]["origin"] == {"id": "ticket 7", "url": None}


def test_programs_made_for_statuspage_get_an_incident_that_is_over(project: Project) -> None:
    """It has no end, its updates keep their order, and nothing is open."""
    found = {one["name"]: one for one in json.loads(text(project, "api/v2/incidents.json"))["incidents"]}["Queue was slow"]
    assert (found["status"], found["resolved_at"], found["started_at"]) == ("resolved", None, "2026-03-14T00:00:00.000Z")
    assert [one["status"] for one in found["incident_updates"]] == ["monitoring", "identified", "investigating"]
    assert json.loads(text(project, "api/v2/incidents/unresolved.json"))["incidents"] == []
    assert json.loads(text(project, "api/v2/status.json"))["status"]["indicator"] == "none"


def test_nothing_is_counted_with_it(project: Project) -> None:
    """The table has the day and no minutes; the statistics and the availability say that it is left out.

    Of what was written down afterwards, the record does not even begin by then.
    """
    rows = {row["id"]: row for row in csv.DictReader(text(project, "api/history.csv").splitlines())}
    row = rows[QUEUE]
    assert (row["started"], row["resolved"], row["duration_minutes"], row["first_word_minutes"]) == ("2026-03-14", "", "", "")
    assert (rows[SIGN_IN]["started"], rows[SIGN_IN]["duration_minutes"], rows[SIGN_IN]["first_word_minutes"]) == ("2026-03-20", "", "")
    assert rows[REPORTS]["duration_minutes"] == "60"
    year = words(article(project, "statistics/2026/index.html"))
    assert "counted from 20 March 2026, for our record begins there" in year
    assert "Sign-in one incident is left out: its start or end is not known 0 0 0 0 at most 100 %" in year
    assert "Reports 60 min 0 0 60 min" in year


def test_the_calendar_has_the_days(project: Project) -> None:
    """Each of the three has a square on the day on which it is known to have been."""
    home = article(project, "index.html")
    march = home[home.index("March 2026") :].partition("February 2026")[0]
    assert {name for name in FILES if f"incidents/{name}/" in march} == set(FILES)


def test_a_letter_has_no_time_that_nobody_knows(project: Project) -> None:
    """Of what was written down afterwards there is none; in the other only the update has a clock."""
    done = project.run("announce", "draft", "--update", f"{QUEUE}/u-20260314", "--out", "old")
    assert "it was written down afterwards" in done.stdout + done.stderr
    assert not (project.folder / "old").exists()
    done = project.run("announce", "draft", "--update", f"{SIGN_IN}/u-20260320T1010Z", "--out", "drafts")
    assert done.returncode == 0, done.stderr
    drafts = {path.name: path.read_text(encoding="utf-8") for path in (project.folder / "drafts").rglob("*") if path.is_file()}
    assert {"message.txt", "message.html", "slack.json"} <= set(drafts)
    assert "00:00 UTC" not in "".join(drafts.values())
    assert set(CLOCK.findall(drafts["message.txt"])) == {"10:10"}
    assert LENGTH.findall(drafts["message.txt"]) == []
