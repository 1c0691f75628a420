"""The Statuspage-shaped API: every key, the right values, read also by a client that nobody made for us."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from afterword.core.catalogue import Component, Severity
from afterword.core.history import History
from afterword.core.incident_parts import Stated
from afterword.core.model import Incident
from afterword.core.settings import Settings
from afterword.core.times import Moment
from afterword.core.words import Impact, Kind, Status
from afterword.outputs.api.statuspage import statuspage
from afterword.outputs.api.statuspage_words import impact
from builders import at, fragment, hit, incident, update
from golden import SITE
from project import ROOT
from published import demo, documents, hostile
from web import serve

PAGE = {"id", "name", "url", "time_zone", "updated_at"}
STATUS = {"indicator", "description"}
COMPONENT = set(
    "id name status created_at updated_at position description showcase start_date group_id page_id group only_show_if_degraded".split()
)
INCIDENT = set(
    "id name status created_at updated_at monitoring_at resolved_at impact shortlink started_at page_id incident_updates components "
    "reminder_intervals".split()
)
UPDATE = set(
    "id status body incident_id created_at updated_at display_at affected_components deliver_notifications custom_tweet tweet_id".split()
)
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.000Z")
FILES = {
    "summary": {"page", "components", "incidents", "scheduled_maintenances", "status"},
    "status": {"page", "status"},
    "components": {"page", "components"},
    "incidents": {"page", "incidents"},
    "incidents/unresolved": {"page", "incidents"},
    "scheduled-maintenances": {"page", "scheduled_maintenances"},
    "scheduled-maintenances/upcoming": {"page", "scheduled_maintenances"},
    "scheduled-maintenances/active": {"page", "scheduled_maintenances"},
}
DELIVERY = Settings(components=(Component(id="delivery", name="Delivery"),))
NODE = Path(os.environ.get("STATUSPAGE_CLIENT", ROOT / ".cache" / "statuspage-client")) / "node_modules"
MISSING = "install it once: npm install --prefix .cache/statuspage-client statuspage.io"


def api(documents_: Mapping[str, str]) -> dict[str, Any]:
    """Every file of the API, read."""
    return {
        path.removeprefix("api/v2/").removesuffix(".json"): json.loads(text)
        for path, text in documents_.items()
        if path.startswith("api/v2/")
    }


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The documents of the demo, with open and coming ones."""
    return documents(demo(tmp_path_factory.mktemp("demo")))


def of(*incidents: Incident, now: str = "2026-04-22 09:46", settings: Settings | None = None) -> dict[str, Any]:
    """The API of these incidents at a time."""
    made = statuspage(History(incidents), settings or Settings(), SITE, at(now))
    return api({document.path: document.text() for document in made})


def check_incident(found: dict[str, Any], *, planned: bool) -> None:
    """Every key is there, and every time, id and word has its form."""
    assert set(found) == INCIDENT | ({"scheduled_for", "scheduled_until"} if planned else set())
    words = {"scheduled", "in_progress", "verifying", "completed"} if planned else set()
    words = words or {"investigating", "identified", "monitoring", "resolved", "postmortem"}
    assert found["status"] in words
    assert found["impact"] in ({"maintenance"} if planned else {"none", "minor", "major", "critical"})
    for word in found["incident_updates"]:
        assert set(word) == UPDATE
        assert word["status"] in words | {"postmortem"}
        assert word["incident_id"] == found["id"]
        for affected in word["affected_components"] or ():
            assert set(affected) == {"code", "name", "old_status", "new_status"}
    order = [word["display_at"] for word in found["incident_updates"]]
    assert order == sorted(order, reverse=True)
    for component in found["components"]:
        assert set(component) == COMPONENT


def leaves(value: object, name: str = "") -> list[tuple[str, object]]:
    """Every value below, with the name of its key."""
    if isinstance(value, dict):
        return [leaf for key, below in value.items() for leaf in leaves(below, key)]
    if isinstance(value, list):
        return [leaf for below in value for leaf in leaves(below, name)]
    return [(name, value)]


@pytest.mark.parametrize("words", [demo, hostile])
def test_every_key_is_there_also_when_it_is_null(words: Any, tmp_path: Path) -> None:  # noqa: ANN401 - one of two functions
    """No file lacks a key that a client may ask for, and none has one of our own."""
    found = api(documents(words(tmp_path)))
    assert {name: set(file) for name, file in found.items()} == FILES
    for file in found.values():
        assert set(file["page"]) == PAGE
        assert set(file.get("status", STATUS)) == STATUS
        for component in file.get("components", ()):
            assert set(component) == COMPONENT | ({"components"} if component["group"] else set())
        for one in file.get("incidents", ()):
            check_incident(one, planned=False)
        for one in file.get("scheduled_maintenances", ()):
            check_incident(one, planned=True)
        for key, value in leaves(file):
            if key.endswith("_at") or key in {"scheduled_for", "scheduled_until"}:
                assert value is None or TIME.fullmatch(str(value)), key
            if key in {"id", "page_id", "incident_id", "code", "group_id"}:
                assert value is None or re.fullmatch(r"[a-z0-9]{12}", str(value)), key


def test_an_empty_history_is_operational() -> None:
    """A site without an incident has every file."""
    found = of()
    assert {name: set(file) for name, file in found.items()} == FILES
    assert found["status"]["status"] == {"indicator": "none", "description": "All Systems Operational"}


def test_what_the_demo_says(files: dict[str, str]) -> None:
    """The open incidents, the worst impact, the components that are hit, and the planned work, as people would say it."""
    summary = api(files)["summary"]
    assert summary["page"] == {
        "id": summary["page"]["id"],
        "name": "Pigeonpost",
        "url": "https://status.pigeonpost.example/",
        "time_zone": "Etc/UTC",
        "updated_at": "2026-04-22T09:44:00.000Z",
    }
    assert summary["status"] == {"indicator": "major", "description": "Partial System Outage"}
    levels = {component["name"]: component["status"] for component in summary["components"] if component["status"] != "operational"}
    assert levels == {
        "Messaging": "degraded_performance",
        "Imports": "degraded_performance",
        "Your account": "partial_outage",
        "Sign-in": "partial_outage",
    }
    assert [(one["name"], one["status"], one["impact"]) for one in summary["incidents"]] == [
        ("Sign-in links do not arrive by e-mail", "identified", "major"),
        ("Contact imports wait in line", "investigating", "minor"),
    ]
    assert [(one["name"], one["status"], one["scheduled_for"]) for one in summary["scheduled_maintenances"]] == [
        ("Database upgrade", "scheduled", "2026-04-28T22:00:00.000Z")
    ]


def test_the_fullest_incident(files: dict[str, str]) -> None:
    """Its milestones, its seven updates newest first, its report, and how its components went."""
    [found] = [one for one in api(files)["incidents"]["incidents"] if one["name"].startswith("Scheduled messages were not delivered")]
    assert (found["status"], found["impact"]) == ("postmortem", "major")
    assert {key: found[key] for key in ("created_at", "started_at", "monitoring_at", "resolved_at")} == {
        "created_at": "2026-03-14T09:16:00.000Z",
        "started_at": "2026-03-14T09:02:00.000Z",
        "monitoring_at": "2026-03-14T10:54:00.000Z",
        "resolved_at": "2026-03-14T11:20:00.000Z",
    }
    assert [word["status"] for word in found["incident_updates"]] == [
        "postmortem",
        "resolved",
        "resolved",
        "monitoring",
        "identified",
        "identified",
        "investigating",
    ]
    assert found["incident_updates"][2]["body"].startswith("Delivery is normal. No messages were lost.\nNo further updates are planned.")
    delivery = [
        next((one["old_status"], one["new_status"]) for one in word["affected_components"] if one["name"] == "Delivery")
        for word in reversed(found["incident_updates"][2:])
    ]
    assert delivery == [
        ("operational", "major_outage"),
        ("major_outage", "major_outage"),
        ("major_outage", "partial_outage"),
        ("partial_outage", "operational"),
        ("operational", "operational"),
    ]


PLANNED = Stated(scheduled_start=Moment(at("2026-05-01 22:00")), scheduled_end=Moment(at("2026-05-01 23:00")))


@pytest.mark.parametrize(
    ("said", "now", "status", "listed"),
    [
        ((Status.SCHEDULED,), "2026-05-01 21:59", "scheduled", "upcoming"),
        ((Status.SCHEDULED,), "2026-05-01 22:00", "in_progress", "active"),
        ((Status.SCHEDULED,), "2026-05-01 23:00", "completed", ""),
        ((Status.SCHEDULED, Status.IN_PROGRESS), "2026-05-02 09:00", "in_progress", "active"),
        ((Status.SCHEDULED, Status.VERIFYING), "2026-05-01 22:30", "verifying", "active"),
        ((Status.SCHEDULED, Status.COMPLETED), "2026-05-01 22:30", "completed", ""),
        ((Status.SCHEDULED, Status.CANCELLED), "2026-04-30 09:00", "completed", ""),
    ],
)
def test_where_a_maintenance_stands(said: tuple[Status, ...], now: str, status: str, listed: str) -> None:
    """As it was said; while nothing but the plan was said, by the clock. Its components are then under maintenance."""
    words = [update(f"2026-04-{20 + number} 10:00", word) for number, word in enumerate(said)]
    planned = incident("2026-05-01-x", *words, kind=Kind.MAINTENANCE, stated=PLANNED, hits=(hit("api", Impact.MAINTENANCE),))
    found = of(planned, now=now, settings=Settings(components=(Component(id="api", name="API"),)))
    assert [one["status"] for one in found["scheduled-maintenances"]["scheduled_maintenances"]] == [status]
    for name in ("upcoming", "active"):
        assert len(found[f"scheduled-maintenances/{name}"]["scheduled_maintenances"]) == (name == listed)
    active = listed == "active"
    assert found["components"]["components"][0]["status"] == ("under_maintenance" if active else "operational")
    assert found["status"]["status"]["indicator"] == ("maintenance" if active else "none")


def test_a_notice_is_for_people() -> None:
    """It stands in pages and feeds, and in no list of outages."""
    found = of(incident("2026-04-01-x", update("2026-04-01 09:00", Status.UPDATE), kind=Kind.NOTICE))
    assert found["incidents"]["incidents"] == found["summary"]["incidents"] == []


def test_what_was_taken_back_has_no_impact() -> None:
    """A retracted incident is over and hurt nobody."""
    words = (update("2026-04-01 09:00", Status.INVESTIGATING), update("2026-04-01 09:30", Status.RETRACTED))
    back = incident("2026-04-01-x", *words, severity="major", hits=(hit("api"),))
    [found] = of(back, settings=Settings(components=(Component(id="api", name="API"),)))["incidents"]["incidents"]
    assert (found["status"], found["impact"], found["resolved_at"]) == ("resolved", "none", "2026-04-01T09:30:00.000Z")
    affected = [said["affected_components"] for said in found["incident_updates"]]
    assert (found["components"], affected) == ([], [None, None])


@pytest.mark.parametrize(
    ("fields", "status", "body"),
    [
        ({"summary": fragment("Messages waited.")}, "investigating", "Messages waited."),
        ({"summary": fragment("<p>One.</p>\n<ul><li>Two</li></ul>"), "backfilled": True}, "resolved", "One.\nTwo"),
        ({}, "investigating", "Messages are late"),
        ({"kind": Kind.MAINTENANCE, "stated": Stated(started=Moment(at("2026-04-20 09:02")))}, "scheduled", "Messages are late"),
    ],
)
def test_an_incident_without_updates_has_one(fields: dict[str, Any], status: str, body: str) -> None:
    """Programs read the first update without asking: it says what the description says, and its id stays."""
    told = {"stated": Stated(started=Moment(at("2026-04-20 09:02"))), "hits": (hit("delivery"),)} | fields
    names = ("scheduled-maintenances", "scheduled_maintenances") if "kind" in fields else ("incidents", "incidents")
    [found] = of(incident("2026-04-20-queue", **told), settings=DELIVERY)[names[0]][names[1]]
    [word] = found["incident_updates"]
    assert set(word) == UPDATE
    assert (word["status"], word["body"], word["incident_id"]) == (status, body, found["id"])
    assert word["created_at"] == found["created_at"]
    [again] = of(incident("2026-04-20-queue", **told | {"title": "Another"}), settings=DELIVERY)[names[0]][names[1]]
    assert again["incident_updates"][0]["id"] == word["id"] != found["id"]


def test_a_cancelled_maintenance_affects_nobody() -> None:
    """It is over, without impact and without components."""
    said = (update("2026-04-20 10:00", Status.SCHEDULED), update("2026-04-21 10:00", Status.CANCELLED))
    planned = incident("2026-05-01-x", *said, kind=Kind.MAINTENANCE, stated=PLANNED, hits=(hit("delivery"),))
    [found] = of(planned, settings=DELIVERY)["scheduled-maintenances"]["scheduled_maintenances"]
    assert (found["status"], found["impact"], found["components"]) == ("completed", "none", [])
    assert (found["started_at"], found["resolved_at"]) == ("2026-04-21T10:00:00.000Z", "2026-04-21T10:00:00.000Z")
    assert {str(word["affected_components"]) for word in found["incident_updates"]} == {"None"}


def test_an_end_that_only_the_front_matter_states_is_news() -> None:
    """A program that looks for newer dates must see that it is over."""
    word = update("2026-04-20 09:16", Status.INVESTIGATING)
    stated = Stated(started=Moment(at("2026-04-20 09:02")), resolved=Moment(at("2026-04-20 11:20")))
    read = of(incident("2026-04-20-queue", word, stated=stated, hits=(hit("delivery"),)), settings=DELIVERY)
    found, end = read["incidents"]["incidents"][0], "2026-04-20T11:20:00.000Z"
    assert (found["status"], found["resolved_at"], found["updated_at"]) == ("resolved", end, end)
    assert {read[name]["page"]["updated_at"] for name in FILES} == {end}
    assert [component["updated_at"] for component in read["components"]["components"]] == [end]


BEGUN = Stated(started=Moment(at("2026-04-20 09:00")))
ENDED = Stated(started=Moment(at("2026-04-20 09:00")), resolved=Moment(at("2026-04-20 10:00")))
ASKED, WATCHED = (Status.INVESTIGATING, "2026-04-20 09:16"), (Status.MONITORING, "2026-04-20 09:40")
REPORTED, LATER = (Status.POSTMORTEM, "2026-04-21 09:00"), (Status.UPDATE, "2026-04-20 11:00")


@pytest.mark.parametrize(
    ("said", "fields", "statuses", "over"),
    [
        ((ASKED, WATCHED), {"stated": ENDED}, ["resolved", "monitoring", "investigating"], "2026-04-20 10:00"),
        ((ASKED, LATER), {"stated": ENDED}, ["resolved", "resolved", "investigating"], "2026-04-20 10:00"),
        ((ASKED, REPORTED), {"stated": ENDED}, ["postmortem", "resolved", "investigating"], "2026-04-20 10:00"),
        ((ASKED, REPORTED), {"over": True}, ["postmortem", "investigating"], None),
        ((REPORTED,), {}, ["postmortem"], None),
        ((), {"backfilled": True}, ["resolved"], None),
        ((ASKED, (Status.RESOLVED, "2026-04-20 10:30")), {"over": True}, ["resolved", "investigating"], "2026-04-20 10:30"),
        ((ASKED, (Status.SCHEDULED, "2026-04-20 10:30")), {}, ["investigating", "investigating"], None),
        ((ASKED, REPORTED), {}, ["investigating", "investigating"], None),
        (((Status.SCHEDULED, "2026-04-10 09:00"),), {"kind": Kind.MAINTENANCE, "stated": replace(BEGUN, started=None,
            scheduled_start=Moment(at("2026-04-20 22:00")), scheduled_end=Moment(at("2026-04-20 23:00")))},
            ["completed", "in_progress", "scheduled"], "2026-04-20 23:00"),
    ],
)  # fmt: skip
def test_the_newest_update_says_where_it_stands(
    said: tuple[tuple[Status, str], ...], fields: dict[str, Any], statuses: list[str], over: str | None
) -> None:
    """As in Statuspage, its status is that of the incident, and what is over has the time of its end; its components work again."""
    words = [update(when, status, "Text.") for status, when in said]
    made = incident("2026-04-20-x", *words, **({"stated": BEGUN, "hits": (hit("delivery"),)} | fields))
    read = of(made, settings=DELIVERY)
    [found] = read["incidents"]["incidents"] + read["scheduled-maintenances"]["scheduled_maintenances"]
    check_incident(found, planned="kind" in fields)
    assert [word["status"] for word in found["incident_updates"]] == statuses
    assert found["status"] == statuses[0]
    assert found["resolved_at"] == (f"{over.replace(' ', 'T')}:00.000Z" if over else None)
    assert found["updated_at"] >= found["incident_updates"][0]["display_at"]
    assert all(word["body"] for word in found["incident_updates"])
    assert len({word["id"] for word in found["incident_updates"]}) == len(statuses)
    if over:
        assert {part["new_status"] for part in found["incident_updates"][0]["affected_components"]} == {"operational"}


@pytest.mark.parametrize("fields", [{"over": True}, {"backfilled": True}])
def test_an_end_that_nobody_knows_has_no_time(fields: dict[str, Any]) -> None:
    """It is over all the same, and no update is made up for it."""
    words = [update(when, status, "Text.") for status, when in (ASKED, WATCHED)]
    [found] = of(incident("2026-04-20-x", *words, stated=BEGUN, **fields))["incidents"]["incidents"]
    assert (found["status"], found["resolved_at"]) == ("resolved", None)
    assert [word["status"] for word in found["incident_updates"]] == ["monitoring", "investigating"]


def test_an_open_notice_of_no_impact_is_not_called_operational() -> None:
    """Nothing false is said: something is open, although nothing fails."""
    found = of(incident("2026-04-01-x", update("2026-04-01 09:00", Status.INVESTIGATING), severity="notice"))
    assert found["status"]["status"] == {"indicator": "none", "description": "Open Incident"}


OWN = tuple(Severity(id=name, label=name) for name in ("black", "red", "sev3", "white"))


@pytest.mark.parametrize(
    ("severity", "severities", "worst", "expected"),
    [
        ("critical", Settings().severities, None, "critical"),
        ("notice", Settings().severities, Impact.FULL_OUTAGE, "none"),
        ("", Settings().severities, Impact.FULL_OUTAGE, "major"),
        ("", Settings().severities, Impact.PARTIAL_OUTAGE, "minor"),
        ("", Settings().severities, None, "minor"),
        ("black", OWN, None, "critical"),
        ("red", OWN, None, "major"),
        ("sev3", OWN, None, "minor"),
        ("white", OWN, None, "none"),
    ],
)
def test_the_impact(severity: str, severities: tuple[Severity, ...], worst: Impact | None, expected: str) -> None:
    """By severity: by the name that all know, else by its place; without one by the worst level, and never none."""
    hits = (hit("api", worst),) if worst else ()
    settings = Settings(severities=severities)
    own = settings.severity(severity)
    found = incident("2026-04-01-x", update("2026-04-01 09:00", Status.INVESTIGATING), severity=own, hits=hits)
    assert impact(found, settings) == expected


def test_ids_stay_when_the_site_moves(tmp_path: Path) -> None:
    """They come from the same parts as those of the feeds."""
    here, there = (documents(demo(tmp_path / name), url=url) for name, url in (("a", SITE.url), ("b", "https://pigeonpost.example/x/")))
    ids = [[value for key, value in leaves(api(files)["summary"]) if key.endswith("id")] for files in (here, there)]
    assert ids[0] == ids[1]
    assert len(ids[0]) > 50


def test_the_newest_fifty_are_listed() -> None:
    """A list does not grow for ever: the archive has the rest."""
    many = [incident(f"2025-{1 + day // 28:02}-{1 + day % 28:02}-x", update("2026-01-01 09:00", Status.RESOLVED)) for day in range(60)]
    found = of(*many)["incidents"]["incidents"]
    assert len(found) == 50


@pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed")
@pytest.mark.skipif(not (NODE / "statuspage.io").is_dir(), reason=MISSING)
def test_a_client_made_for_statuspage_reads_it(files: dict[str, str], tmp_path: Path) -> None:
    """The npm package `statuspage.io`, told nothing but another address, gets the same values that we wrote."""
    for path, text in files.items():
        if path.startswith("api/v2/"):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
    with serve(tmp_path) as address:
        script = ROOT / "tests" / "statuspage_client.cjs"
        done = subprocess.run(
            ["node", str(script), address.rstrip("/")],
            env={**os.environ, "NODE_PATH": str(NODE), "NO_PROXY": "127.0.0.1", "HTTP_PROXY": "", "http_proxy": ""},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")
    read, ours = json.loads(done.stdout), api(files)
    assert read == {
        "summary": ours["summary"],
        "status": ours["status"],
        "components": ours["components"],
        "incidents": ours["incidents"],
        "unresolved": ours["incidents/unresolved"],
        "upcoming": ours["scheduled-maintenances/upcoming"],
    }
    assert read["status"]["status"]["indicator"] == "major"
