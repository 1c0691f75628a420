"""How long something took is said only when both ends are known, and never as less than nothing: in every page and file."""

import csv
import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afterword.build import build, check
from afterword.core.history import History
from afterword.core.incident_parts import Hit, Stated, Users, Window
from afterword.core.lengths import lasted
from afterword.core.model import Incident
from afterword.core.settings import Settings, Site
from afterword.core.sources import Source, Tree
from afterword.core.times import Moment
from afterword.core.words import Impact, Kind, State, Status
from afterword.figures.customer_minutes import customer_minutes
from afterword.figures.incident_figures import Metric, figures
from afterword.figures.metrics import Declarations
from afterword.figures.stretches import level_at, so_far, stretches
from afterword.outputs.api.archive import archive
from afterword.outputs.artifacts import Page, TextFile
from afterword.outputs.charts.calendar import IncidentBar, calendar
from builders import TEMPLATES, at, hit, incident, update
from golden import SETTINGS
from test_pages import facts, made, page_of, rows, words

ID = "2026-03-14-queue-stopped"
SITE = Site(name="Pigeonpost", url="https://status.pigeonpost.example/")
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
LENGTH = r"(?:about |at least )?(?:\d+ d\b|\d+ h\b|\d+ min\b|under 1 min)"
NEGATIVE = re.compile(r"\bminus (?:\d|under)|[-−]\d+ (?:d|h|min)\b")
TIMES = st.integers(0, 2 * 24 * 6).map(lambda tens: datetime(2026, 3, 13, 12, tzinfo=UTC) + tens * timedelta(minutes=10))
STATED = ("started", "detected", "acknowledged", "announced", "identified", "mitigated", "resolved")
COMPONENTS = ("api", "{api: full_outage}", "{api: [{impact: degraded, from: START}, {impact: full_outage, to: START}]}")


def plain(moment: datetime) -> str:
    """As a writer types it."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


@st.composite
def files(draw: st.DrawFn) -> tuple[str, dict[str, str], list[str]]:
    """A file with times in any order and any statuses; its fields, and the statuses of its updates."""
    fields = {"title": "Queue stopped", "kind": draw(st.sampled_from(["incident", "incident", "maintenance", "notice"]))}
    names = (*STATED, "scheduled_start", "scheduled_end")
    fields |= {name: plain(moment) for name in names if (moment := draw(st.none() | TIMES))}
    fields |= draw(st.sampled_from([{}, {"backfilled": "true"}]))
    fields |= draw(st.sampled_from([{}, {"postmortem": "final"}, {"users": "40"}]))
    if component := draw(st.sampled_from(["", *COMPONENTS])):
        fields["components"] = component.replace("START", plain(draw(TIMES)))
    said = draw(st.lists(st.tuples(TIMES, st.sampled_from([status.value for status in Status])), max_size=5))
    front = "\n".join(f"{name}: {value}" for name, value in fields.items())
    body = "\n".join(f"### {plain(moment)} - {status}\nText.\n" for moment, status in said)
    return f"---\n{front}\n---\nA summary.\n\n{body}", fields, [status for _, status in said]


@given(files())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_no_page_and_no_file_shows_a_length_that_nobody_knows(file: tuple[str, dict[str, str], list[str]]) -> None:
    """Whatever times a file states, in whatever order, and whatever its updates say."""
    text, fields, statuses = file
    source = Source(path=f"incidents/{ID}.md", data=text.encode())
    tree = Tree(sources=(source,), strays=(), settings_path="settings.yml", settings=SETTINGS.encode())
    checked = check(tree, SITE, NOW)
    outputs = build(checked, SITE, NOW, TEMPLATES)
    texts = {artifact.path: artifact.text() for artifact in outputs if isinstance(artifact, TextFile)}
    pages = {artifact.url: unescape(artifact.html()).replace("\xa0", " ") for artifact in outputs if isinstance(artifact, Page)}
    for place, shown in (texts | pages).items():
        assert not NEGATIVE.search(re.sub(r"<[^>]+>", " ", shown)), place

    data = json.loads(texts[f"api/incidents/{ID}.json"])["incident"]
    assert all(value is None or value >= 0 for value in data["metrics"].values())
    row = next(csv.DictReader(texts["api/history.csv"].splitlines()))
    assert not row["duration_minutes"].startswith("-")
    assert not row["first_word_minutes"].startswith("-")

    filled = [window for windows in data["components"].values() for window in windows] if "[" not in fields.get("components", "") else []
    assert all(window["to"] is None or window["from"]["at"] <= window["to"]["at"] for window in filled)

    planned = fields["kind"] == "maintenance" and "scheduled_start" in fields
    start_known = "started" in fields or planned
    end_known = "resolved" in fields or bool({"Resolved", "Completed"} & set(statuses))
    if not (start_known and end_known) or data["state"] in {"Cancelled", "Retracted"}:
        assert data["metrics"]["duration"] is None
        assert row["duration_minutes"] == ""
        assert not re.search(f": {LENGTH}", rows(pages[f"incidents/{ID}/"]).get("Time", ""))
        for place in (place for place in pages if place.startswith("history/")):
            assert not re.search(f"<span>{LENGTH}</span>", pages[place]), place
    if data["state"] == "Cancelled":
        assert data["components"] == {}
        assert "full outage" not in pages[f"incidents/{ID}/"]
        assert f'incidents/{ID}/" title=' not in pages[""], "it stands in no calendar"


# ---- a start that was only assumed ---------------------------------------------------------------


def only_its_end(**fields: Any) -> Incident:  # noqa: ANN401 - the fields of Incident
    """An incident of which only its end was said."""
    return incident("2026-01-05-x", update("2026-01-05 10:00", Status.RESOLVED), stated=Stated(), **fields)


def test_a_start_that_is_only_assumed_gives_no_length() -> None:
    """Not on the page, not of its components, not in a list, not in a figure."""
    found = only_its_end(hits=(hit("api"),), users=Users(affected=10))
    html = page_of(found)
    assert rows(html)["Time"] == "Over by 5 Jan 2026, 10:00 UTC ; the start is not stated."
    assert rows(html)["Components"] == "API full outage, how long is not known"
    assert "how long is not known" in words(made(found)["history/2026/01/"].html())
    assert "API, declared" not in facts(html)
    counted = figures(found, Settings(), NOW)
    assert counted
    assert (counted.hurt, customer_minutes([counted])) == (None, ())
    assert set(counted.lengths.values()) == {None}


def test_an_open_incident_without_a_start_has_lasted_at_least_since_its_first_word() -> None:
    """It may have begun earlier, so nothing says "about"."""
    found = incident("2026-03-20-x", update("2026-03-20 10:00", Status.INVESTIGATING), stated=Stated(), hits=(hit("api"),))
    length = so_far(found, NOW)
    assert length
    assert (length.mark, length.span) == ("at least ", timedelta(hours=2))
    assert [stretch.length for stretch in stretches(found, found.hits[0], NOW)] == [None]


def test_a_length_below_zero_is_none_and_a_word_before_the_start_is_told_as_such() -> None:
    """The times stand as they were written; a first word before the harm is no mistake."""
    stated = Stated(
        started=Moment(at("2026-03-14 09:00")),
        detected=Moment(at("2026-03-14 08:50")),
        mitigated=Moment(at("2026-03-14 08:40")),
        resolved=Moment(at("2026-03-14 08:30")),
        announced=Moment(at("2026-03-14 08:48")),
    )
    found = incident("2026-03-14-x", stated=stated)
    table = facts(page_of(found))
    assert table["Time to first public word"][0] == "12 min before it began"
    assert [table[f"Time to {name}"][0] for name in ("detect", "mitigate", "resolve")] == ["not known"] * 3
    assert (found.duration, found.time_to_detect, found.time_to_mitigate) == (None, None, None)


# ---- reopened ------------------------------------------------------------------------------------

REOPENED = (
    update("2026-03-14 09:10", Status.INVESTIGATING),
    update("2026-03-14 10:00", Status.RESOLVED),
    update("2026-03-14 10:40", Status.INVESTIGATING),
    update("2026-03-14 11:10", Status.RESOLVED),
)


def reopened(*updates: Any, **fields: Any) -> Incident:  # noqa: ANN401 - updates, and the fields of Incident
    """From 09:00 to 11:10, of which it was called resolved from 10:00 to 10:40."""
    started = Stated(started=Moment(at("2026-03-14 09:00")))
    return incident("2026-03-14-x", *(updates or REOPENED), **{"stated": started, "hits": (hit("api"),), "severity": "major"} | fields)


def minutes(spans: Iterable[timedelta]) -> list[int]:
    """Lengths in minutes."""
    return [span // timedelta(minutes=1) for span in spans]


def test_what_was_called_over_counts_nowhere() -> None:
    """Page, list, facts, components, availability, customer-minutes and silences leave the 40 minutes out."""
    found = reopened(users=Users(affected=10))
    html = page_of(found)
    assert rows(html)["Time"].startswith(
        "14 Mar 2026, 09:00 – 11:10 UTC: 1 h 30 min, not counting 40 min in which we said that it was over."
    )
    assert rows(html)["Components"] == "API full outage 1 h 30 min"
    assert facts(html)["Time to resolve"] == ("1 h 30 min", "from started, not counting 40 min in which we said that it was over")
    assert "1 h 30 min" in words(made(found)["history/2026/03/"].html())
    day = Declarations([found], Settings().metrics, NOW).of("api", at("2026-03-14"), at("2026-03-15"))
    assert minutes([day.levels[Impact.FULL_OUTAGE]]) == [90]
    counted = figures(found, Settings(), NOW)
    assert counted
    assert [sums.total for sums in customer_minutes([counted])] == [900]
    assert counted.lengths[Metric.RESOLVE] == lasted(found, found.resolved)
    assert minutes(found.gaps) == [50, 30]
    assert level_at(found, "api", at("2026-03-14 10:20")) is None
    assert level_at(found, "api", at("2026-03-14 10:50")) is Impact.FULL_OUTAGE


@pytest.mark.parametrize("name", ["detected", "acknowledged", "announced", "identified", "mitigated"])
def test_no_time_to_a_milestone_is_longer_than_the_time_to_resolve(name: str) -> None:
    """What was reached after a reopening leaves out the same 40 minutes, on the page, in the picture and in the archive."""
    stated = {"started": Moment(at("2026-03-14 09:00")), "detected": Moment(at("2026-03-14 09:00"))}
    found = reopened(stated=Stated(**stated | {name: Moment(at("2026-03-14 11:00"))}))
    document = next(made for made in archive(History([found]), Settings(), SITE) if made.path.endswith("-x.json"))
    lengths = {key: value for key, value in json.loads(document.text())["incident"]["metrics"].items() if key.startswith("time_to_")}
    assert max(filter(None, lengths.values())) == 80 * 60
    assert "after 1 h 20 min" in words(page_of(found))
    assert "2 h" not in words(page_of(found))


def test_the_cause_is_known_from_the_first_time_that_it_was_identified() -> None:
    """Effects come back with a reopening; what was known stays known."""
    said = [update(f"2026-03-14 {clock}", Status.IDENTIFIED) for clock in ("09:20", "10:50")]
    found = reopened(REOPENED[0], said[0], *REOPENED[1:3], said[1], REOPENED[3])
    assert facts(page_of(found))["Time to identify"] == ("20 min", "from started")
    late = facts(page_of(reopened(*REOPENED[:3], said[1], REOPENED[3])))
    assert late["Time to identify"] == ("1 h 10 min", "from started, not counting 40 min in which we said that it was over")


def test_the_archive_tells_the_pieces() -> None:
    """`duration` is the shorter length, and a component has a window for each phase."""
    document = next(made for made in archive(History([reopened()]), Settings(), SITE) if made.path.endswith("-x.json"))
    data = json.loads(document.text())["incident"]
    assert data["metrics"]["duration"] == 90 * 60
    assert [(window["from"]["at"][11:16], window["to"]["at"][11:16]) for window in data["components"]["api"]] == [
        ("09:00", "10:00"),
        ("10:40", "11:10"),
    ]


@pytest.mark.parametrize("hits", [(), (hit("api"),)])
def test_a_day_on_which_it_was_called_over_has_no_place_in_the_calendar(hits: tuple[Hit, ...]) -> None:
    """A day on which it was open has one, be it for an hour."""
    said = [
        ("10 09:00", Status.INVESTIGATING),
        ("10 10:00", Status.RESOLVED),
        ("14 10:00", Status.INVESTIGATING),
        ("14 12:00", Status.RESOLVED),
    ]
    found = incident("2026-03-10-x", *(update(f"2026-03-{when}", status) for when, status in said), hits=hits)
    drawn = calendar([found], date(2026, 1, 1), NOW, Settings().metrics)
    bars = [cell for row in drawn.rows for cell in row.cells if isinstance(cell, IncidentBar)]
    assert [(bar.first.day, bar.last.day) for bar in bars] == [(10, 10), (14, 14)]


def test_while_it_is_open_again_its_components_are_affected_again() -> None:
    """Also when it had been mitigated before it was called over."""
    found = reopened(
        update("2026-03-14 09:30", Status.MITIGATED),
        update("2026-03-14 10:00", Status.RESOLVED),
        update("2026-03-14 10:40", Status.IDENTIFIED),
    )
    levels = [level_at(found, "api", at(f"2026-03-14 {clock}")) for clock in ("09:10", "09:40", "10:20", "12:00")]
    assert levels == [Impact.FULL_OUTAGE, None, None, Impact.FULL_OUTAGE]
    assert found.mitigated is None
    length = so_far(found, at("2026-03-14 12:00"))
    assert length
    assert length.span == timedelta(hours=2, minutes=20)


@pytest.mark.parametrize(
    ("start", "end", "pieces"),
    [
        (None, None, ["09:00-10:00", "10:40-11:10"]),
        ("09:20", None, ["09:20-10:00", "10:40-11:10"]),
        ("10:20", None, ["10:20-11:10"]),
        (None, "10:10", ["09:00-10:10"]),
        (None, "11:00", ["09:00-10:00", "10:40-11:00"]),
        ("09:20", "11:00", ["09:20-11:00"]),
        ("12:00", None, ["12:00-"]),
    ],
)
def test_what_a_window_states_itself_stands(start: str | None, end: str | None, pieces: list[str]) -> None:
    """Only an end that it leaves to the incident is taken from its phases."""
    ends = [Moment(at(f"2026-03-14 {clock}")) if clock else None for clock in (start, end)]
    window = Hit(component="api", windows=(Window(impact=Impact.DEGRADED, start=ends[0], end=ends[1]),))
    spans = reopened(hits=(window,)).spans(window)
    assert [f"{span.start.at:%H:%M}-{f'{span.end.at:%H:%M}' if span.end else ''}" for span in spans] == pieces


def test_a_stated_end_that_did_not_last_is_where_the_pause_begins() -> None:
    """`resolved`, and a later update that opens it again."""
    stated = Stated(started=Moment(at("2026-03-14 09:00")), resolved=Moment(at("2026-03-14 10:00")))
    found = reopened(update("2026-03-14 10:40", Status.IDENTIFIED), update("2026-03-14 11:10", Status.RESOLVED), stated=stated)
    assert minutes([found.duration or timedelta()]) == [90]


# ---- cancelled -----------------------------------------------------------------------------------


def test_what_was_cancelled_has_no_length_and_affects_nobody() -> None:
    """Not on its page, in lists, in the calendar, in the archive, in availability."""
    stated = Stated(scheduled_start=Moment(at("2026-03-18 22:00")), scheduled_end=Moment(at("2026-03-18 23:00")))
    found = incident(
        "2026-03-18-x",
        update("2026-03-11 10:00", Status.SCHEDULED),
        update("2026-03-15 15:00", Status.CANCELLED),
        kind=Kind.MAINTENANCE,
        stated=stated,
        hits=(hit("api"),),
    )
    assert (found.state, found.resolved, found.duration, found.worst, found.spans(found.hits[0])) == (State.CANCELLED, None, None, None, ())
    pages = made(found, now=NOW)
    html = pages["incidents/2026-03-18-x/"].html()
    assert rows(html)["Time"] == "Planned for 18 Mar 2026, 22:00 – 23:00 UTC, and cancelled."
    assert "Components" not in rows(html)
    for address in ("incidents/2026-03-18-x/", "history/2026/03/", "maintenance/"):
        assert "full outage" not in words(pages[address].html()), address
    assert "how long is not known" not in words(pages["history/2026/03/"].html())
    assert 'incidents/2026-03-18-x/" title=' not in pages[""].html()
    day = Declarations([found], Settings().metrics, NOW).of("api", at("2026-03-18"), at("2026-03-20"))
    assert (dict(day.levels), day.left_out) == ({}, 0)
