"""A page of Statuspage with sixty incidents, asked over loopback or read from saved answers: all comes out as it went in."""

import json
from calendar import month_name
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from afterword.importers import fetching
from importing import History, counts
from receivers import pages

MONTHS = [(2025 if number < 12 else 2024, 12 - number % 12) for number in range(15)]
"""Fifteen months, newest first: five pages of the history, over a change of year."""
NAMES = {"api01": "API", "web02": "Web app", "mail3": "E-mail - outgoing"}
LEVELS = {"degraded_performance": "degraded", "partial_outage": "partial_outage", "major_outage": "full_outage"}
STATUSES = ("investigating", "identified", "monitoring", "resolved")
MAINTENANCE = ("scheduled", "in_progress", "verifying", "completed")
IMPACTS = ("none", "minor", "major", "critical")
GONE, POSTMORTEM, PLANNED, HTML, OPEN = "m14i3", "m05i2", "m02i1", "m03i0", "m00i0"


def stamp(at: datetime) -> str:
    """A time as Statuspage writes it."""
    return at.astimezone(ZoneInfo("America/Los_Angeles")).isoformat(timespec="milliseconds")


def incident(month: int, place: int) -> dict[str, Any]:
    """An incident with its whole trail, newest update first."""
    year, number = MONTHS[month]
    code = f"m{month:02}i{place}"
    start = datetime(year, number, 28 - 6 * place, 23 - place, 7, 12 * place, tzinfo=UTC)
    planned = code == PLANNED
    words = MAINTENANCE if planned else STATUSES[:2] if code == OPEN else STATUSES
    level = list(LEVELS)[(month + place) % 3]
    component = list(NAMES)[(month + place) % 3]
    trail: list[dict[str, Any]] = []
    for step, word in enumerate(words):
        at = start + timedelta(minutes=20 * step + 3)
        new = "operational" if step == len(words) - 1 and code != OPEN else level
        trail.insert(
            0,
            {
                "id": f"{code}u{step}",
                "status": word,
                "body": f"Update {step} of {code}: we're on it, see https://pigeonpost.example/{code}.\n\nNext update by 23:55 UTC.",
                "created_at": stamp(at + timedelta(seconds=2)),
                "display_at": stamp(at),
                "affected_components": [{"code": component, "name": NAMES[component], "old_status": "operational", "new_status": new}],
            },
        )
    data: dict[str, Any] = {
        "id": code,
        "name": f"Messages wait in {code}: “quoted”, 100% & more",
        "status": words[-1],
        "impact": "maintenance" if planned else IMPACTS[place % 4],
        "created_at": stamp(start),
        "started_at": stamp(start),
        "resolved_at": None if code == OPEN else stamp(start + timedelta(minutes=63)),
        "shortlink": f"https://stspg.example/{code}",
        "components": [{"id": component, "name": NAMES[component], "status": "operational"}],
        "incident_updates": trail,
    }
    if planned:
        data |= {"scheduled_for": stamp(start + timedelta(days=1)), "scheduled_until": stamp(start + timedelta(days=1, hours=2))}
    if code == HTML:
        trail[0]["body"] = (
            "<p>All is well <b>again</b>.<br>Thanks&nbsp;to</p><ul><li>you</li><li><a href='https://x.example/a'>them</a></li></ul>"
        )
    if code == POSTMORTEM:
        data |= {
            "status": "postmortem",
            "postmortem_body": "The queue was full.\n\n## Why\n\nNobody looked.",
            "postmortem_published_at": stamp(start + timedelta(days=3)),
            "postmortem_ignored": False,
        }
        at = start + timedelta(days=3)
        trail.insert(0, {"id": "p", "status": "postmortem", "body": "Read below.", "created_at": stamp(at), "display_at": stamp(at)})
    return data


INCIDENTS = [incident(month, place) for month in range(15) for place in range(4)]


def in_index(data: dict[str, Any]) -> dict[str, Any]:
    """An incident as the history names it: times are HTML without a year, in the zone of the page."""
    first = datetime.fromisoformat(data["started_at"])
    last = datetime.fromisoformat(data["resolved_at"] or data["started_at"])
    day = f"{first:%b} <var data-var='date'>{first.day}</var>, <var data-var='time'>{first:%H:%M}</var>"
    end = f"{last:%b} <var data-var='date'>{last.day}</var>, " if last.date() != first.date() else ""
    return {
        "code": data["id"],
        "name": data["name"],
        "impact": data["impact"],
        "message": "This incident has been resolved.",
        "timestamp": f"{day} - {end}<var data-var='time'>{last:%H:%M}</var> {first:%Z}".replace("UTC-08:00", "PST").replace(
            "UTC-07:00", "PDT"
        ),
    }


def answers(*, whole: bool = True) -> dict[str, Any]:
    """All that the server knows, by its paths."""
    made: dict[str, Any] = {}
    for page in range(5):
        made[f"/history.json?page={page + 1}"] = {
            "months": [
                {
                    "name": month_name[MONTHS[month][1]] if month % 2 else f"{month_name[MONTHS[month][1]]} {MONTHS[month][0]}",
                    "year": MONTHS[month][0],
                    "incidents": [in_index(one) for one in INCIDENTS[4 * month : 4 * month + 4]],
                }
                for month in range(3 * page, 3 * page + 3)
            ]
        }
    for page in range(6, 14):
        made[f"/history.json?page={page}"] = {"months": [{"name": "May", "year": 2020, "incidents": []}]}
    made["/api/v2/incidents.json"] = {"page": {}, "incidents": [one for one in INCIDENTS if one["impact"] != "maintenance"][:50]}
    made["/api/v2/scheduled-maintenances.json"] = {"page": {}, "scheduled_maintenances": [one for one in INCIDENTS if one["id"] == PLANNED]}
    made["/api/v2/components.json"] = {
        "components": [
            {"id": "g", "name": "Front", "group": True, "group_id": None, "position": 1},
            {"id": "web02", "name": "Web app", "group": False, "group_id": "g", "position": 2},
            {"id": "api01", "name": "API", "group": False, "group_id": None, "position": 3, "description": "For, programs: all"},
            {"id": "mail3", "name": "E-mail - outgoing", "group": False, "group_id": "g", "position": 1},
        ]
    }
    if whole:
        made |= {f"/incidents/{one['id']}.json": one for one in INCIDENTS if one["id"] != GONE}
    return made


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No pauses, and a store of the test's own."""
    monkeypatch.setattr(fetching, "_PAUSE", 0.0)
    monkeypatch.setattr(fetching, "_WAIT", 0.001)
    monkeypatch.setenv("AFTERWORD_STORE", str(tmp_path / "store"))


def seconds(at: str | None) -> str | None:
    """A time of the source as the archive has it: in UTC, without parts of seconds."""
    return None if at is None else f"{datetime.fromisoformat(at).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def same(archive: dict[str, Any]) -> None:
    """Names, states, updates with times and texts, impact and components are those of the source."""
    assert archive.keys() == {one["name"] for one in INCIDENTS}
    for one in INCIDENTS:
        row = archive[one["name"]]
        if one["id"] == GONE:
            continue
        planned = one["impact"] == "maintenance"
        assert row["kind"] == ("maintenance" if planned else "incident")
        assert row["severity"] == {"none": "notice", "maintenance": None}.get(one["impact"], one["impact"])
        assert row["open"] is (one["id"] == OPEN)
        trail = one["incident_updates"][::-1]
        assert [update["status"].lower().replace(" ", "_") for update in row["updates"]] == [update["status"] for update in trail]
        assert [update["at"]["at"] for update in row["updates"]] == [seconds(update["display_at"]) for update in trail]
        assert [update["at"]["about"] for update in row["updates"]] == [False] * len(trail)
        if one["id"] != HTML:
            assert [update["markdown"] for update in row["updates"]] == [update["body"] for update in trail]
        assert (row["scheduled_start"] if planned else row["started"])["at"] == seconds(one["scheduled_for" if planned else "started_at"])
        assert (row["resolved"] or {}).get("at") == seconds(one["resolved_at"])
        [(component, spans)] = row["components"].items()
        hit = trail[0]["affected_components"][0]
        assert component == {"API": "api", "Web app": "web-app", "E-mail - outgoing": "e-mail-outgoing"}[hit["name"]]
        assert [span["impact"] for span in spans] == [LEVELS[hit["new_status"]]]
        assert spans[0]["from"]["at"] == seconds(trail[0]["display_at"])
        assert (spans[0]["to"] or {}).get("at") == (None if one["id"] == OPEN else seconds(trail[3]["display_at"]))


@pytest.mark.usefixtures("quick")
def test_a_page_comes_out_as_it_went_in(tmp_path: Path) -> None:
    """One request at a time; what fails twice is asked again; a second run asks for nothing that is over, and changes nothing."""
    history = History(tmp_path / "h")
    with pages(answers()) as server:
        server.failing |= {"/history.json?page=3": 2, "/incidents/m07i1.json": 2}
        said = history.run("statuspage", server.address, "--components")
        assert counts(said) == (60, 60, 0)
        assert server.most_at_once == 1
        assert [path for path in server.asked if path.startswith("/history")] == [
            f"/history.json?page={page}" for page in (1, 2, 3, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11)
        ]
        assert sorted(server.asked.count(f"/incidents/{one['id']}.json") for one in INCIDENTS) == [1] * 59 + [3]
        files = history.files
        same(history.archive())
        server.asked.clear()
        again = history.run("statuspage", server.address, "--components")
        assert counts(again) == (60, 0, 60)
        assert sorted(path for path in server.asked if path.startswith("/incidents/")) == [
            f"/incidents/{OPEN}.json",
            f"/incidents/{GONE}.json",
        ]
    assert history.files == files
    assert "Redirects from old addresses added to site_config/settings.yml: 60\n" in said
    assert "\n  /incidents/m07i1/: 2025-05-22-messages-wait-in-m07i1-quoted-100-more\n" in history.text("site_config/settings.yml")
    assert history.text("site_config/settings.yml").partition("\nredirects:")[0] == (
        "feeds: {authority: status.pigeonpost.example}\n\ncomponents:\n"
        "  - group: Front\n    components:\n      - {id: e-mail-outgoing, name: E-mail - outgoing}\n      - {id: web-app, name: Web app}\n"
        '  - {id: api, name: API, description: "For, programs: all"}\n'
    )


@pytest.mark.usefixtures("quick")
def test_files_read_as_if_written_by_hand(tmp_path: Path) -> None:
    """Whole files: the one with HTML, the one with a postmortem, the planned one, and the one of which only the history knows."""
    history = History(tmp_path / "h")
    with pages(answers()) as server:
        said = history.run("statuspage", server.address, "--components")
    files = {text.partition("origin: {id: statuspage ")[2].partition(",")[0]: text for text in history.files.values()}
    assert files[HTML].endswith("- Resolved\nAll is well **again**.\\\nThanks to\n\n- you\n- [them](https://x.example/a)\n"), files[HTML]
    assert files[POSTMORTEM].endswith(
        "### 2025-07-19 21:07:24 UTC - Postmortem\nRead below.\n\n## What happened\n\nThe queue was full.\n\n### Why\n\nNobody looked.\n"
    )
    assert "postmortem: final\n" in files[POSTMORTEM]
    head, _, body = files[PLANNED].partition("### ")
    assert head == (
        '---\ntitle: "Messages wait in m02i1: “quoted”, 100% & more"\nkind: maintenance\ncomponents:\n  api:\n'
        "    - {impact: degraded, from: 2025-10-22 22:10:12 UTC, to: 2025-10-22 23:10:12 UTC}\nscheduled_start: 2025-10-23 22:07:12 UTC\n"
        "scheduled_end: 2025-10-24 00:07:12 UTC\nbackfilled: true\n"
        f'origin: {{id: statuspage m02i1, url: "{server.address}/incidents/m02i1"}}\n---\n'
    ), head
    assert body.startswith("2025-10-22 22:10:12 UTC - Scheduled\nUpdate 0 of m02i1")
    assert "announce: false\n" in files[OPEN]
    assert "backfilled" not in files[OPEN]
    assert files[GONE] == (
        '---\ntitle: "Messages wait in m14i3: “quoted”, 100% & more"\nseverity: critical\nstarted: 2024-10-10 20:07 UTC\n'
        "resolved: 2024-10-10 21:10 UTC\nbackfilled: true\n"
        f'origin: {{id: statuspage m14i3, url: "{server.address}/incidents/m14i3"}}\n---\nThis incident has been resolved.\n'
    ), files[GONE]
    assert f"incidents/{GONE}: assumed: its page is missing: name, impact and day are from the history, and there are no updates" in said
    assert f"incidents/{GONE}: assumed: PDT is read as the time in America/Los_Angeles" in said


@pytest.mark.usefixtures("quick")
def test_saved_answers_say_the_same(tmp_path: Path) -> None:
    """Whatever the files are called; the newest fifty of the API hold their whole trail."""
    saved = tmp_path / "saved"
    saved.mkdir()
    for number, (path, data) in enumerate(answers().items()):
        if "/incidents/m0" not in path:  # of the newer ones, the API's list has all there is
            (saved / f"{number}.json").write_text(json.dumps(data), encoding="utf-8")
    (saved / "broken.json").write_text("{", encoding="utf-8")
    history = History(tmp_path / "h")
    assert counts(history.run("statuspage", str(saved), "--components")) == (60, 60, 0)
    same(history.archive())


@pytest.mark.usefixtures("quick")
def test_our_own_api_differs_where_documented(tmp_path: Path) -> None:
    """Programs that read the old page read the new one: names, states, impact, times to the second, bodies, components."""
    history = History(tmp_path / "h")
    with pages(answers()) as server:
        history.run("statuspage", server.address, "--components")
    made = history.published()["api/v2/incidents.json"]["incidents"]
    source = {one["name"]: one for one in INCIDENTS if one["id"] not in {HTML, GONE, PLANNED}}
    found = [one for one in made if one["name"] in source]
    assert len(found) >= 45
    for one in found:
        theirs = source[one["name"]]
        assert (one["status"], one["impact"]) == (theirs["status"], theirs["impact"])
        for key in ("started_at", "resolved_at"):
            assert one[key] is None or datetime.fromisoformat(one[key]) == datetime.fromisoformat(theirs[key])
        for ours, update in zip(one["incident_updates"], theirs["incident_updates"], strict=True):
            assert ours["status"] == update["status"]
            assert datetime.fromisoformat(ours["display_at"]) == datetime.fromisoformat(update["display_at"])
            assert ours["body"].split() == update["body"].split()
        assert [component["name"] for component in one["components"]] == [component["name"] for component in theirs["components"]]


@pytest.mark.usefixtures("quick")
def test_a_server_that_stays_away_ends_in_a_sentence(tmp_path: Path) -> None:
    """Nothing is written; what was answered is kept, and the next run goes on."""
    history = History(tmp_path / "h")
    with pages(answers()) as server:
        server.failing["/incidents/m07i1.json"] = 5
        assert "m07i1.json cannot be read (it answered 503). The answers so far are kept" in history.refused("statuspage", server.address)
        assert history.files == {}
        before = [path for path in server.asked if path.startswith("/incidents/")]
        server.asked.clear()
        assert counts(history.run("statuspage", server.address)) == (60, 60, 0)
        again = [path for path in server.asked if path.startswith("/incidents/") and OPEN not in path]
        assert not set(again) & (set(before) - {"/incidents/m07i1.json"})


@pytest.mark.parametrize("address", ["http://status.pigeonpost.example", "https://user:pass@status.pigeonpost.example", "https://"])
def test_only_safe_addresses_are_asked(tmp_path: Path, address: str) -> None:
    """Without encryption only this machine is asked."""
    assert "is not the address of a page" in History(tmp_path / "h").refused("statuspage", address)


def test_the_history_alone_gives_name_impact_and_time(tmp_path: Path) -> None:
    """Ranges within a day, across days and across a year, in the zone of the page; planned work; one without a time."""
    rows = [
        ("a", "Dec <var data-var='date'>31</var>, <var data-var='time'>23:30</var> - Jan <var data-var='date'>1</var>, 01:30 PST", "major"),
        ("b", "Dec <var data-var='date'>11</var>, <var data-var='time'>07:46</var> - <var data-var='time'>08:30</var> UTC", "maintenance"),
        ("c", "Dec 9, 22:10 CET", "none"),
        ("d", "", "minor"),
    ]
    incidents = [
        {"code": code, "name": f"Name {code}", "impact": impact, "message": "It is over.", "timestamp": at} for code, at, impact in rows
    ]
    (tmp_path / "page.json").write_text(json.dumps({"months": [{"name": "December 2023", "incidents": incidents}]}), encoding="utf-8")
    history = History(tmp_path / "h")
    said = history.run("statuspage", str(tmp_path))
    assert "incidents/d: assumed: only the month is known; its first day is used\n" in said
    assert {
        name: [row for row in text.splitlines() if row.startswith(("severity", "kind", "started", "resolved", "scheduled"))]
        for name, text in history.files.items()
    } == {
        "2023-12-09-name-c": ["severity: notice", "started: 2023-12-09 21:10 UTC"],
        "2023-12-11-name-b": [
            "kind: maintenance",
            "resolved: 2023-12-11 08:30 UTC",
            "scheduled_start: 2023-12-11 07:46 UTC",
            "scheduled_end: 2023-12-11 08:30 UTC",
        ],
        "2023-12-01-name-d": ["severity: minor"],
        "2024-01-01-name-a": ["severity: major", "started: 2024-01-01 07:30 UTC", "resolved: 2024-01-01 09:30 UTC"],
    }
    assert history.published()


@pytest.mark.parametrize(
    ("statuses", "stated"),
    [
        (("investigating", "resolved"), []),
        (("investigating", "resolved", "resolved"), ["resolved: 2024-05-01 11:00 UTC"]),
        (("investigating", "resolved", "investigating", "resolved"), []),
        (("investigating", "monitoring"), ["resolved: 2024-05-01 11:00 UTC"]),
    ],
)
def test_what_was_written_after_the_end_moves_no_end(tmp_path: Path, statuses: tuple[str, ...], stated: list[str]) -> None:
    """Statuspage calls a later word on a resolved incident resolved, too. The end that it states is kept."""
    trail = [{"status": status, "body": "Words.", "display_at": f"2024-05-01T{10 + hour}:00:00Z"} for hour, status in enumerate(statuses)]
    one = {"id": "a1", "name": "Late", "status": "resolved", "impact": "minor", "started_at": "2024-05-01T10:00:00Z"}
    whole = one | {"resolved_at": "2024-05-01T11:00:00Z", "incident_updates": trail[::-1]}
    (tmp_path / "incidents.json").write_text(json.dumps({"incidents": [whole]}), encoding="utf-8")
    history = History(tmp_path / "h")
    history.run("statuspage", str(tmp_path))
    [text] = history.files.values()
    assert [row for row in text.splitlines() if row.startswith("resolved")] == stated
